"""The way of a nomination, which thousands of cases have in common."""

from domain.case_file import one_of
from schemas.route import Route
from tests.unit.domain.case_files import a_case


def test_cases_with_an_equal_way_keep_one_copy_of_it() -> None:
    """Ten thousand cases that wait at one level fit into a worker because they share their few ways."""
    route = a_case().route
    other = route.model_copy(update={"award_name_vi": "Khác"})
    read_twice = [Route.model_validate_json(route.model_dump_json()) for _ in range(2)]
    one, two = map(one_of, read_twice)

    assert one is two
    assert route == one
    assert other == one_of(other)
