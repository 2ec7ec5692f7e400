"""Every condition of every shipped award is met by somebody and missed by somebody, as its text says."""

from datetime import date

import pytest

from domain.eligibility import find, question_of
from schemas.award_record import AwardHistory, Grant, GrantSource
from schemas.conditions import Condition
from schemas.eligibility import ConditionFinding, Holds
from schemas.nomination import AwardBasis, NominationContent, Nominee, StatedFact, SubjectKind
from schemas.rules import Award
from tests.unit.rules.condition_cases import CASES, OF_ONE_SET, YEAR, Case, Pair
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017, TWO_TIER_2025, award_of

TODAY = date(YEAR + 1, 1, 18)
EVERY_CONDITION = [
    (rule_set.rule_set, award, condition)
    for rule_set in BOOK.rule_sets
    for award in rule_set.awards
    for condition in award.conditions
]

every_condition = pytest.mark.parametrize(
    ("rule_set", "award", "condition"),
    EVERY_CONDITION,
    ids=[f"{name}-{award.code}-{each.condition}" for name, award, each in EVERY_CONDITION],
)


def _pair(rule_set: str, award: str, condition: str) -> Pair:
    return OF_ONE_SET.get((rule_set, award, condition)) or CASES[award, condition]


def _content(award: Award, condition: Condition, case: Case, achievement: str | None) -> NominationContent:
    facts = tuple(
        StatedFact(fact=fact, holds=said) if isinstance(said, bool) else StatedFact(fact=fact, figure=said)
        for fact, said in case.stated.items()
    )
    return NominationContent(
        award=award.code,
        nominee=Nominee(kind=(condition.subjects or award.subjects)[0], name="Tập thể mẫu", nominee_id="s-1"),
        period_from=date(YEAR, 1, 1),
        period_to=date(YEAR, 12, 31),
        achievement="Thành tích của một hồ sơ mẫu",
        basis=case.basis or (condition.bases or (AwardBasis.MERIT,))[0],
        achievement_id=achievement,
        facts=facts or None,
    )


def _grant(number: int, award: str, year: int, achievement: str | None) -> Grant:
    return Grant(
        grant_id=f"g-{number}",
        source=GrantSource.IMPORTED,
        subject="s-1",
        subject_kind=SubjectKind.COLLECTIVE,
        award=award,
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        basis=AwardBasis.MERIT,
        achievement_id=achievement,
        decided_on=date(year + 1, 1, 10),
        issuer_vi="UBND một nơi",
    )


def _found(
    award: Award, condition: Condition, case: Case, *, achievement: str | None = None
) -> ConditionFinding:
    grants = tuple(_grant(number, *held, achievement) for number, held in enumerate(case.record))
    history = AwardHistory(subject="s-1", grants=grants, complete_to=YEAR + 1)
    question = question_of(_content(award, condition, case, achievement), "N-1", TODAY)
    (finding,) = find((condition,), question, history)
    return finding


def _condition(rule_set: str, award: str, name: str) -> tuple[Award, Condition]:
    found = award_of(BOOK.named(rule_set), award)
    return found, next(each for each in found.conditions if each.condition == name)


def test_every_condition_has_its_cases() -> None:
    """A condition that is added, or renamed, without a passing and a failing case is noticed here."""
    in_sets = {(name, award.code, each.condition) for name, award, each in EVERY_CONDITION}

    assert {(award, condition) for _, award, condition in in_sets} == set(CASES)
    assert set(OF_ONE_SET) <= in_sets


@every_condition
def test_who_meets_it_passes(rule_set: str, award: Award, condition: Condition) -> None:
    """A nominee who is just good enough is found to meet the condition, with its legal basis."""
    finding = _found(award, condition, _pair(rule_set, award.code, condition.condition).meets)

    assert (condition.condition, Holds.YES, condition.basis) == (
        finding.condition,
        finding.holds,
        finding.basis,
    )


@every_condition
def test_who_misses_it_fails(rule_set: str, award: Award, condition: Condition) -> None:
    """A nominee who lacks one year, point or paper is found not to meet it; nothing is left unknown."""
    finding = _found(award, condition, _pair(rule_set, award.code, condition.condition).fails)

    assert Holds.NO == finding.holds


def test_yearly_titles_stand_beside_each_other() -> None:
    """A flag for the achievement of a collective's title is allowed and remarked; a certificate is not."""
    flag, condition = _condition(THREE_TIER_2017, "COTD_TP", "one-achievement")
    beside = _found(flag, condition, Case({}, (("TTLDXS", YEAR),)), achievement="A-1")
    twice = _found(flag, condition, Case({}, (("BK_TP", YEAR),)), achievement="A-1")

    assert (Holds.YES, True) == (beside.holds, beside.remark)
    assert Holds.NO == twice.holds


def test_the_exceptions_of_the_yearly_ceiling_do_not_count() -> None:
    """A brave deed is honoured in the same year in which an order on merit was given."""
    award, condition = _condition(TWO_TIER_2025, "HCDC", "one-state-form-a-year")
    on_merit = Case({}, (("HCLD3", YEAR),))

    assert Holds.NO == _found(award, condition, on_merit).holds
    assert Holds.YES == _found(award, condition, on_merit._replace(basis=AwardBasis.EXCEPTIONAL)).holds


def test_the_ladder_of_the_articles_labour_order_is_met() -> None:
    """The history that the rules of 2017 ask of a collective meets all that its award record can answer."""
    award = award_of(BOOK.named(THREE_TIER_2017), "HCLD3")
    record = (("BK_TTG", 2014), *(("TTLDXS", year) for year in range(2015, 2020)), ("COTD_TP", 2018))
    grants = tuple(_grant(number, *held, None) for number, held in enumerate(record))
    question = question_of(_content(award, award.conditions[0], Case({}), None), "N-1", TODAY)
    findings = find(award.conditions, question, AwardHistory(subject="s-1", grants=grants, complete_to=YEAR))

    assert {
        "bk-ttg-before": Holds.YES,
        "five-years-ttldxs": Holds.YES,
        "flag-or-certificates": Holds.YES,
        "one-achievement": Holds.YES,
        "one-state-form-a-year": Holds.YES,
    } == {each.condition: each.holds for each in findings}


def test_the_quota_is_fifteen_per_cent_of_the_units_labourers() -> None:
    """Share, base and rounding stand in every set; from 2024 the mark says that nobody has read the text."""
    quotas = [award_of(rule_set, "CSTDCS").quota for rule_set in BOOK.rule_sets]

    assert [("3/20", "LDTT", "half_up")] * 3 == [(str(q.share), q.of, q.rounding) for q in quotas if q]
    assert ["R-M", "?", "?"] == [q.basis.mark for q in quotas if q]
