"""The dossiers that are shipped to be tried: they must work, and say only what is known."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from adapters.rule_files import RuleFiles
from domain.route import plan_route
from schemas.dossier import DossierFile, DossierReading
from schemas.nomination import SubjectKind
from tests.unit.adapters.dossiers import faults_in, reading_of, requests_in

COLLECTIVE, INDIVIDUAL = SubjectKind.COLLECTIVE, SubjectKind.INDIVIDUAL


@pytest.fixture(scope="module")
def hoang_mai(repository: Path) -> DossierReading:
    """The Hoàng Mai dossier of 2019."""
    return reading_of(repository / "examples" / "hoang-mai-2019.yaml")


def test_the_hoang_mai_dossier_has_the_18_grants_of_its_source(hoang_mai: DossierReading) -> None:
    """The article counts 18 grants to 15 collectives and 3 individuals; nothing is added or lost."""
    contents = [row.request.content for row in hoang_mai.accepted]
    counts = Counter((content.award, content.nominee.kind) for content in contents)

    assert () == hoang_mai.refused
    assert {
        ("HCLD3", COLLECTIVE): 1,
        ("COTD_TP", COLLECTIVE): 5,
        ("BK_TP", COLLECTIVE): 4,
        ("BK_TP", INDIVIDUAL): 3,
        ("TTLDXS", COLLECTIVE): 5,
    } == counts
    assert {COLLECTIVE: 15, INDIVIDUAL: 3} == Counter(content.nominee.kind for content in contents)


def test_one_hoang_mai_grant_ends_at_the_state_and_17_at_the_city(
    hoang_mai: DossierReading, rules: RuleFiles
) -> None:
    """Each nomination starts at the ward and is decided where the article says it was."""
    rule_set = rules.named("2017-three-tier")
    routes = [plan_route(rule_set, row.request, date(2020, 1, 18)) for row in hoang_mai.accepted]

    assert {"ward"} == {route.stages[0].level for route in routes}
    assert {"state": 1, "city": 17} == Counter(route.stages[-1].level for route in routes)


def test_the_hoang_mai_nominations_are_told_apart_without_a_name_in_their_ids(
    hoang_mai: DossierReading,
) -> None:
    """The source names no recipient: ids are the dossier's with a number, and stand-ins are distinct."""
    ids = [row.request.nomination_id for row in hoang_mai.accepted]
    names = {row.request.content.nominee.name for row in hoang_mai.accepted}

    assert [f"hoang-mai-2019-{number:02}" for number in range(1, 19)] == ids
    assert 18 == len(names)


def test_what_the_source_does_not_count_stays_unknown(hoang_mai: DossierReading) -> None:
    """District forms are mentioned without a number: neither zero nor a guess, and no nomination."""
    (district,) = hoang_mai.dossier.uncounted

    assert ("GK_HUYEN", None, (COLLECTIVE, INDIVIDUAL)) == (
        district.award,
        district.count,
        district.subjects,
    )
    assert "GK_HUYEN" not in {row.request.content.award for row in hoang_mai.accepted}


def test_a_dossier_that_was_read_can_be_read_again(hoang_mai: DossierReading) -> None:
    """What a reading says of a dossier is a dossier file itself, with all that was written."""
    again = DossierFile.model_validate_json(hoang_mai.dossier.model_dump_json())

    assert hoang_mai.dossier == again
    assert 18 == len(again.nominations)


def test_the_2025_example_is_the_same_in_csv_and_xlsx(repository: Path) -> None:
    """English columns with text dates, or Vietnamese columns with date cells: one meaning."""
    in_csv = requests_in(repository / "examples" / "phuong-mau-2025.csv")
    in_xlsx = requests_in(repository / "examples" / "phuong-mau-2025.xlsx")

    assert in_csv == in_xlsx
    assert ["LDTT", "CSTDCS", "TTLDTT", "TTLDXS", "BK_TP", "GK_XA", "HCLD3"] == [
        request.content.award for request in in_csv
    ]


def test_the_faulty_example_shows_a_fault_of_every_row_but_one(repository: Path) -> None:
    """One good row is accepted among bad ones, and each bad row is told all that is wrong with it."""
    path = repository / "examples" / "co-loi.csv"

    assert [2] == [row.row for row in reading_of(path).accepted]
    assert [
        (3, "award"),
        (4, "nominee_kind"),
        (5, "nominee_kind"),
        (5, "nominee_name"),
        (5, "period_from"),
        (6, "period_to"),
        (7, "ref"),
        (8, "ref"),
        (9, "ref"),
        (9, "period_from"),
        (10, "dossier"),
        (10, "achievement"),
    ] == [(row, column) for row, column, _ in faults_in(path)]
