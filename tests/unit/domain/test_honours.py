"""The roll of honour as a table: who comes first, and what each row says."""

from datetime import date

import pytest

from adapters.rule_files import RuleFiles
from domain.award_names import AwardNames
from domain.honours import roll_of_honour, with_codes
from schemas.honours import Honour
from schemas.nomination import SubjectKind


@pytest.fixture(scope="module")
def names() -> AwardNames:
    """The names of the shipped rules."""
    return AwardNames(RuleFiles().rule_sets)


def _honour(number: int, year: int = 2019, level: str | None = "city", **changes: object) -> Honour:
    return Honour(
        grant_id=f"n-{number}",
        nomination_id=f"n-{number}",
        dossier_id="d-1",
        award="BK_TP",
        award_name_vi="Bằng khen cũ",
        award_name_en="Certificate as it was",
        nominee_kind=SubjectKind.COLLECTIVE,
        nominee_name="Trường Tiểu học",
        nominee_id=None,
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        level=level,
        level_name_vi="Cấp thành phố",
        body_name_vi="UBND Thành phố Hà Nội",
        decided_on=date(2020, 1, 8),
        number="15/QĐ-UBND",
        rule_set="2017-three-tier",
    ).model_copy(update=changes)


def test_the_latest_year_and_the_highest_level_come_first(names: AwardNames) -> None:
    """The ward stands below the district although later rules know none; then award and id decide."""
    honours = [
        _honour(1, 2018, "state"),
        _honour(2, level="unheard-of"),
        _honour(3, level="ward"),
        _honour(5),
        _honour(4),
        _honour(6, award="AAA"),
        _honour(7, level="state"),
        _honour(8, level="district"),
        _honour(9, level=None),
    ]
    rows = roll_of_honour(honours, names, None).rows

    assert [7, 6, 4, 5, 8, 3, 2, 9, 1] == [int(str(row["grant"]).removeprefix("n-")) for row in rows]


def test_names_are_those_of_the_time(names: AwardNames) -> None:
    """What an award was called when it was conferred stays on the roll, whatever it is called now."""
    [row] = roll_of_honour([_honour(1)], names, 2019).rows

    assert ("Bằng khen cũ", "Certificate as it was") == (row["award_name_vi"], row["award_name_en"])
    assert (2019, "15/QĐ-UBND", date(2020, 1, 8)) == (row["year"], row["number"], row["decided_on"])


def test_what_the_record_does_not_say_is_unknown(names: AwardNames) -> None:
    """An award of earlier years is named by the rules that know it; what nobody knows is not made up."""
    imported = Honour(
        grant_id="g-1",
        award="BK_TP",
        nominee_kind=SubjectKind.INDIVIDUAL,
        nominee_id="s-1",
        period_from=date(2015, 1, 1),
        period_to=date(2015, 12, 31),
        level="city",
    )
    [row] = roll_of_honour([imported], names, None).rows
    [strange] = roll_of_honour([imported.model_copy(update={"award": "X", "level": "y"})], names, None).rows
    award, level = names.award("BK_TP", None), names.level("city", None)
    assert award
    assert level

    assert (award.vi, award.en, level.vi) == (row["award_name_vi"], row["award_name_en"], row["level"])
    assert {"nominee", "body", "number", "decided_on", "dossier"} == {
        key for key, cell in row.items() if cell is None
    }
    assert (None, None, "y") == (strange["award_name_vi"], strange["award_name_en"], strange["level"])


def test_a_nominee_without_a_name_is_shown_by_code(names: AwardNames) -> None:
    """On a terminal, which has no column of codes, one can still tell who it is; a name stays a name."""
    unnamed, named = _honour(1, nominee_name=None, nominee_id="s-1"), _honour(2, nominee_id="s-2")
    roll = roll_of_honour([unnamed, named, _honour(3, nominee_name=None)], names, None)
    rows = with_codes(roll).rows

    assert ["s-1", "Trường Tiểu học", None] == [row["nominee"] for row in rows]
    assert [None, "Trường Tiểu học", None] == [row["nominee"] for row in roll.rows]


def test_an_award_is_named_by_its_own_rules(names: AwardNames) -> None:
    """A name that a later rule set has changed is taken from the rules under which it was given."""
    own = {
        each.rule_set: award
        for each in RuleFiles().rule_sets
        for award in each.awards
        if award.code == "BK_TP"
    }

    assert len(own) > 1
    for rule_set, award in own.items():
        found = names.award("BK_TP", rule_set)
        assert found
        assert award.name_vi == found.vi


def test_the_title_names_the_year(names: AwardNames) -> None:
    """A printed list says which year it is of."""
    of_a_year, of_all = (roll_of_honour([], names, year) for year in (2019, None))

    assert ("Bảng vinh danh năm 2019", "Roll of honour for 2019") == (of_a_year.title_vi, of_a_year.title_en)
    assert ("Bảng vinh danh", "Roll of honour") == (of_all.title_vi, of_all.title_en)
