"""The roll of honour as a table: who comes first, and what each row says."""

from datetime import UTC, date, datetime

from adapters.rule_files import RuleFiles
from domain.honours import highest_first, roll_of_honour
from schemas.honours import Honour
from schemas.nomination import SubjectKind


def _honour(number: int, year: int = 2019, level: str = "city", **changes: object) -> Honour:
    return Honour(
        nomination_id=f"n-{number}",
        dossier_id="d-1",
        award="BK_TP",
        award_name_vi="Bằng khen",
        award_name_en="Certificate",
        nominee_kind=SubjectKind.COLLECTIVE,
        nominee_name="Trường Tiểu học",
        nominee_id=None,
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        level=level,
        level_name_vi="Cấp thành phố",
        body="ha-noi",
        body_name_vi="UBND Thành phố Hà Nội",
        conferred_at=datetime(2019, 12, 31, 17, tzinfo=UTC),
    ).model_copy(update=changes)


def test_the_latest_year_and_the_highest_level_come_first() -> None:
    """Below that the award's code and the id decide, so that two exports have one order."""
    honours = [
        _honour(1, 2018, "state"),
        _honour(2, level="unheard-of"),
        _honour(3, level="ward"),
        _honour(5),
        _honour(4),
        _honour(6, award="AAA"),
        _honour(7, level="state"),
    ]
    table = roll_of_honour(honours, ["state", "city", "ward"], None)

    assert ["n-7", "n-6", "n-4", "n-5", "n-3", "n-2", "n-1"] == [row["nomination"] for row in table.rows]


def test_the_levels_of_all_rule_sets_have_one_order() -> None:
    """The ward stands below the district although the rules of 2025 know no districts."""
    assert ["state", "city", "district", "ward"] == highest_first(RuleFiles().rule_sets)


def test_a_row_says_what_is_known_and_nothing_else() -> None:
    """The day of the decision is the one in Vietnam; a nominee without a code has none made up."""
    [row] = roll_of_honour([_honour(1)], [], 2019).rows
    [undated] = roll_of_honour([_honour(1, conferred_at=None)], [], None).rows

    assert (date(2020, 1, 1), None, 2019) == (row["decided_on"], row["nominee_id"], row["year"])
    assert undated["decided_on"] is None


def test_the_title_names_the_year() -> None:
    """A printed list says which year it is of."""
    of_a_year, of_all = (roll_of_honour([], [], year) for year in (2019, None))

    assert ("Bảng vinh danh năm 2019", "Roll of honour for 2019") == (of_a_year.title_vi, of_a_year.title_en)
    assert ("Bảng vinh danh", "Roll of honour") == (of_all.title_vi, of_all.title_en)
