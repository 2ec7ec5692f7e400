"""Conditions held against a nominee's award record."""

from datetime import date
from typing import Any

import pytest

from domain.eligibility import find, question_of
from schemas.conditions import Predicate
from schemas.eligibility import Holds
from schemas.nomination import AwardBasis, NominationContent, Nominee, StatedFact, SubjectKind
from tests.unit.domain.eligible import condition, found, grant, history, predicate, question, years_of

YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN
_THREE: dict[str, Any] = {"awards": ["CSTDCS"], "years": 3}
_ONE = {"predicate": "held", "awards": ["LDTT"]}
_ABSENT = {"predicate": "held", "awards": ["AHLD"]}
_SILENT = {"predicate": "stated", "fact": "initiative"}


@pytest.mark.parametrize(
    ("ending", "years", "expected"),
    [
        ("same_year", (2017, 2018, 2019), YES),
        ("same_year", (2016, 2017, 2018), NO),
        ("year_before", (2016, 2017, 2018), YES),
        ("year_before", (2017, 2018, 2019), NO),
        ("either", (2016, 2017, 2018), YES),
        ("either", (2017, 2018, 2019), YES),
        ("either", (2015, 2016, 2017), NO),
        ("either", (2016, 2017, 2019), NO),
        ("either", (2018, 2019, 2020), NO),
    ],
)
def test_years_on_end_have_no_gap_and_end_where_asked(
    ending: str, years: tuple[int, ...], expected: Holds
) -> None:
    """A gap, an old series and a year still to come are none of them three years on end."""
    asked = predicate("consecutive", **_THREE, ending=ending)
    assert expected is found(asked, history(*years_of("CSTDCS", *years), complete_to=2020)).holds


def test_the_year_is_that_of_achievement() -> None:
    """Three decisions of one late year do not hide that they were for three years."""
    late = [grant("CSTDCS", year, decided_on=date(2020, 2, 1)) for year in (2017, 2018, 2019)]
    assert YES is found(predicate("consecutive", **_THREE), history(*late)).holds


def test_several_grants_in_a_year_are_one_year_but_several_grants() -> None:
    """Three grants within two years are not three years on end, and are three grants."""
    twice = history(
        *years_of("CSTDCS", 2018, 2019), grant("CSTDCS", 2019, grant_id="again"), complete_to=2019
    )
    assert NO is found(predicate("consecutive", **_THREE), twice).holds
    assert YES is found(predicate("held", awards=["CSTDCS"], times=3), twice).holds


@pytest.mark.parametrize(
    ("complete_to", "expected"), [(None, UNKNOWN), (2015, UNKNOWN), (2016, UNKNOWN), (2017, NO), (2019, NO)]
)
def test_a_missing_year_is_a_no_only_where_the_record_is_vouched_for(
    complete_to: int | None, expected: Holds
) -> None:
    """2017 is missing: nobody can say so before an office vouches for that year."""
    asked = predicate("consecutive", **_THREE, ending="same_year")
    record = history(*years_of("CSTDCS", 2018, 2019), complete_to=complete_to)
    assert expected is found(asked, record).holds


@pytest.mark.parametrize(
    ("fields", "years", "expected"),
    [
        ({}, (2001,), YES),
        ({}, (2020,), NO),
        ({"times": 2}, (2001, 2019), YES),
        ({"times": 2}, (2019,), NO),
        ({"same_year": True}, (2019,), YES),
        ({"same_year": True}, (2018,), NO),
        ({"within_years": 5}, (2015,), YES),
        ({"within_years": 5}, (2014,), NO),
        ({"within_years": 1}, (2019,), YES),
    ],
)
def test_grants_count_in_the_years_asked(
    fields: dict[str, Any], years: tuple[int, ...], expected: Holds
) -> None:
    """The bounds of the years are both counted, and the year after the nomination's is not."""
    asked = predicate("held", awards=["LDTT"], **fields)
    assert expected is found(asked, history(*years_of("LDTT", *years), complete_to=2020)).holds


@pytest.mark.parametrize("kind", ["consecutive", "held"])
def test_what_must_follow_an_award_counts_only_after_its_latest(kind: str) -> None:
    """The year of the award itself, and any before, do not count; a second one starts the count anew."""
    much = {"years": 3} if kind == "consecutive" else {"times": 3}
    asked = predicate(kind, awards=["TTLDXS"], after="BK_TTG", **much)
    flags = years_of("TTLDXS", 2015, 2016, 2017, 2018, 2019)
    assert YES is found(asked, history(*flags, grant("BK_TTG", 2016), complete_to=2019)).holds
    assert NO is found(asked, history(*flags, grant("BK_TTG", 2017), complete_to=2019)).holds
    both = history(*flags, *years_of("BK_TTG", 2010, 2017), complete_to=2019)
    assert NO is found(asked, both).holds


@pytest.mark.parametrize("kind", ["consecutive", "held"])
@pytest.mark.parametrize(("complete_to", "expected"), [(2019, NO), (2001, UNKNOWN), (None, UNKNOWN)])
def test_without_the_award_to_follow_it_never_holds(
    kind: str, complete_to: int | None, expected: Holds
) -> None:
    """The years alone do not suffice where an earlier award is asked for and none is on record."""
    much = {"years": 3} if kind == "consecutive" else {"times": 3}
    asked = predicate(kind, awards=["TTLDXS"], after="BK_TTG", **much)
    record = history(*years_of("TTLDXS", 2017, 2018, 2019), complete_to=complete_to)
    assert expected is found(asked, record).holds


@pytest.mark.parametrize(
    "asked",
    [
        predicate("consecutive", **_THREE),
        predicate("held", awards=["LDTT"]),
        predicate("one_achievement"),
        predicate("one_a_year", awards=["BK_TTG"]),
    ],
)
def test_of_a_nominee_without_a_code_nothing_is_known(asked: Predicate) -> None:
    """What cannot be matched to the record is neither met nor failed, and the sentence says why."""
    finding = found(asked, history(*years_of("LDTT", 2019), complete_to=2030, subject=None))
    assert UNKNOWN is finding.holds
    assert "chưa có mã" in finding.vi
    assert "has no code" in finding.en


def test_revoked_grants_and_its_own_never_count() -> None:
    """A nomination is not held up, nor carried, by its own grant, whether it has its id or names it."""
    asked = predicate("held", awards=["LDTT"])
    assert NO is found(asked, history(grant("LDTT", 2019, revoked=True), complete_to=2019)).holds
    own = (grant("LDTT", 2019, grant_id="N1"), grant("LDTT", 2018, nomination_id="N1"))
    assert NO is found(asked, history(*own, complete_to=2019), question(grant_id="N1")).holds
    once = predicate("one_achievement")
    assert YES is found(once, history(*own), question("LDTT", grant_id="N1")).holds
    assert NO is found(once, history(*own), question("LDTT", grant_id="N2")).holds


@pytest.mark.parametrize(
    ("kind", "parts", "expected"),
    [
        ("all", [_ONE, _ONE], YES),
        ("all", [_ONE, _SILENT], UNKNOWN),
        ("all", [_SILENT, _ABSENT], NO),
        ("any", [_SILENT, _ONE], YES),
        ("any", [_SILENT, _ABSENT], UNKNOWN),
        ("any", [_ABSENT, _ABSENT], NO),
    ],
)
def test_all_and_any(kind: str, parts: list[dict[str, Any]], expected: Holds) -> None:
    """One no fails all of several, one yes carries any of them, and unknown does neither."""
    record = history(grant("LDTT", 2019), complete_to=2019)
    assert expected is found(predicate(kind, of=parts), record).holds


def test_a_remark_shows_through_what_it_is_part_of() -> None:
    """Somebody should look wherever an answer rests on what is remarked, and nowhere else."""
    remarked = {"predicate": "one_achievement", "beside": ["TTLDXS", "COTD_TP"]}
    record = history(grant("COTD_TP", 2019), grant("LDTT", 2019), complete_to=2019)
    asked = question("TTLDXS")
    assert found(predicate("all", of=[remarked, _ONE]), record, asked).remark
    assert not found(predicate("any", of=[remarked, _ONE]), record, asked).remark
    assert not found(predicate("all", of=[remarked, _ABSENT]), record, asked).remark


def test_only_conditions_for_this_nominee_and_basis_are_asked() -> None:
    """A collective's condition is not held against a person, nor a campaign's against yearly merit."""
    asked = predicate("held", awards=["LDTT"])
    conditions = (
        condition(asked, condition="everyone"),
        condition(asked, condition="people", subjects=["individual"], bases=["merit"]),
        condition(asked, condition="collectives", subjects=["collective"]),
        condition(asked, condition="campaigns", bases=["campaign"]),
    )
    person = [one.condition for one in find(conditions, question(), history())]
    assert ["everyone", "people"] == person
    unit = question(subject_kind=SubjectKind.COLLECTIVE, basis=AwardBasis.CAMPAIGN)
    assert ["everyone", "collectives", "campaigns"] == [
        one.condition for one in find(conditions, unit, history())
    ]


def test_a_nomination_is_asked_as_it_stands() -> None:
    """Its award, period, facts and own id reach the question, and no basis is merit."""
    facts = (StatedFact(fact="initiative", holds=True),)
    content = NominationContent(
        award="CSTDT",
        nominee=Nominee(kind=SubjectKind.INDIVIDUAL, name="Nguyễn Văn A", nominee_id="S1"),
        period_from=date(2019, 1, 1),
        period_to=date(2019, 12, 31),
        achievement="Hoàn thành xuất sắc nhiệm vụ.",
        achievement_id="A1",
        facts=facts,
    )
    expected = question(facts=facts, achievement_id="A1", grant_id="N1", day=date(2020, 1, 18))
    assert expected == question_of(content, "N1", date(2020, 1, 18))


def test_the_sentence_names_the_numbers() -> None:
    """An officer reads what is asked for, what is on record and what lacks, in both languages."""
    asked = predicate("consecutive", **_THREE, ending="same_year")
    finding = found(asked, history(*years_of("CSTDCS", 2017, 2018), complete_to=2019))
    assert finding.vi == (
        "Cần 3 năm liên tục đạt CSTDCS (đến 2019); hồ sơ khen thưởng có: 2017, 2018. Thiếu: 2019."
    )
    assert finding.en == (
        "Needs 3 consecutive years of CSTDCS (to 2019); the award record has: 2017, 2018. Missing: 2019."
    )
    assert ("CSTDCS-2017", "CSTDCS-2018") == finding.evidence


def test_an_unknown_says_how_far_the_record_is_vouched_for() -> None:
    """What an officer has to ask for next stands in the sentence."""
    asked = predicate("held", awards=["TTLDXS"], times=2, after="BK_TTG", within_years=5)
    finding = found(asked, history(grant("BK_TTG", 2015), grant("TTLDXS", 2016), complete_to=2016))
    assert finding.vi == (
        "Cần 2 lần TTLDXS sau BK_TTG năm 2015 trong các năm 2015-2019; hồ sơ khen thưởng có 1 lần: 2016. "
        "Còn thiếu 1. Hồ sơ khen thưởng mới được xác nhận đầy đủ đến năm 2016."
    )
    assert finding.evidence == ("BK_TTG-2015", "TTLDXS-2016")


@pytest.mark.parametrize(
    ("kind", "fields", "complete_to", "expected"),
    [
        ("consecutive", {"years": 3, "ending": "same_year"}, 2016, NO),
        ("consecutive", {"years": 3, "ending": "same_year"}, 2015, UNKNOWN),
        ("held", {}, 2018, NO),
        ("held", {}, 2017, UNKNOWN),
    ],
)
def test_the_award_to_follow_must_be_early_enough(
    kind: str, fields: dict[str, Any], complete_to: int, expected: Holds
) -> None:
    """Once no such award can have come before the years asked for, later years cannot help."""
    asked = predicate(kind, awards=["TTLDXS"], after="BK_TTG", **fields)
    assert expected is found(asked, history(complete_to=complete_to)).holds
