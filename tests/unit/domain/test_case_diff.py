"""Which cases on record would go another way under other rules."""

from datetime import date
from typing import Any

import pytest

from domain.case_diff import difference_of, is_asked_about, with_cases
from domain.route import plan_route
from schemas.case import CaseStatus
from schemas.council import Tally
from schemas.nomination import SubjectKind
from schemas.rule_preview import CaseOnRecord, CouncilOnRecord, RulePreview
from schemas.rules import RuleSet
from tests.unit.rules.shipped import BOOK, THREE_TIER_2024, TWO_TIER_2025, award_of, request_for

OLD = BOOK.named(TWO_TIER_2025)
DAY = date(2025, 8, 1)
TWELVE_OF_FIFTEEN = Tally(members=15, in_person=14, in_writing=0, agree=12, disagree=2, abstain=0, barred=1)


def _case(award: str, status: CaseStatus = CaseStatus.CONFERRED, **fields: Any) -> CaseOnRecord:  # noqa: ANN401
    request = request_for(award, "phuong-hoang-mai", award_of(OLD, award).subjects[0])
    case = CaseOnRecord(
        nomination_id="N-1",
        status=status,
        accepted_on=DAY,
        request=request,
        route=plan_route(OLD, request, DAY),
    )
    return case.model_copy(update=fields)


def _with_mark(mark: str) -> RuleSet:
    """The rules of 2025, with another mark wherever four fifths are asked for."""
    fields = OLD.model_dump(mode="json")
    for procedure in fields["procedures"]:
        for stage in procedure["stages"].values():
            for plan in stage:
                if plan["settings"].get("mark") == "80%":
                    plan["settings"]["mark"] = mark
    return RuleSet.model_validate(fields)


def _without(award: str) -> RuleSet:
    return OLD.model_copy(update={"awards": tuple(each for each in OLD.awards if each.code != award)})


def _said(case: CaseOnRecord, new: RuleSet) -> tuple[str, ...]:
    found = difference_of(case, new)
    return () if found is None else found.en


@pytest.mark.parametrize("award", [award.code for award in OLD.awards if not award.history_only])
def test_under_its_own_rules_every_case_goes_its_own_way(award: str) -> None:
    """A preview of nothing new names no case."""
    passed = CouncilOnRecord(level="city", tally=TWELVE_OF_FIFTEEN, passed=award in {"BK_TP", "TTLDXS"})
    councils = (passed,) if award in {"BK_TP", "TTLDXS"} else ()

    assert difference_of(_case(award, councils=councils), OLD) is None


@pytest.mark.parametrize(("mark", "expected"), [("79%", 0), ("4/5", 0), ("81%", 1), ("90%", 1)])
def test_a_vote_on_record_is_judged_by_the_new_mark(mark: str, expected: int) -> None:
    """Twelve of fifteen are four fifths exactly: a mark above that would have failed the vote."""
    vote = CouncilOnRecord(level="city", tally=TWELVE_OF_FIFTEEN, passed=True)
    said = _said(_case("BK_TP", councils=(vote,)), _with_mark(mark))

    assert expected == len(said)
    assert all("12/15 in favour, would fail" in text for text in said)


def test_a_vote_that_failed_may_pass_under_a_lower_mark() -> None:
    """The other way round is told too, with what would be needed."""
    nine = Tally(members=15, in_person=15, in_writing=0, agree=9, disagree=6, abstain=0)
    vote = CouncilOnRecord(level="city", tally=nine, passed=False)
    (said,) = _said(_case("BK_TP", CaseStatus.REJECTED, councils=(vote,)), _with_mark("60%"))

    assert "9/15 in favour, would pass: 9 votes and 10 members present are needed" in said


def test_another_deciding_level_is_another_way() -> None:
    """A title brought down to the ward would not have climbed to the city."""
    awards = tuple(
        each.model_copy(update={"deciding_level": "ward", "deadlines": {}}) if each.code == "TTLDXS" else each
        for each in OLD.awards
    )
    (said,) = _said(_case("TTLDXS"), OLD.model_copy(update={"awards": awards}))

    assert (
        "It would climb ward (phuong-hoang-mai) instead of ward (phuong-hoang-mai) -> city (tp-ha-noi)."
        == said
    )


def test_other_gates_at_a_level_are_another_way() -> None:
    """An award that loses its council is told level by level."""
    awards = tuple(
        each.model_copy(update={"procedures": ("standard",)}) if each.code == "LDTT" else each
        for each in OLD.awards
    )
    (said,) = _said(_case("LDTT"), OLD.model_copy(update={"awards": awards}))

    assert (
        "At the level ward it would pass intake, eligibility, appraisal, decision "
        "instead of intake, eligibility, appraisal, council_vote, decision." == said
    )


def test_what_would_be_refused_says_why() -> None:
    """An award that ended, or one that is no more for this kind of nominee, would not be taken in at all."""
    (ended,) = _said(_case("COTD_TP"), _without("COTD_TP"))
    only_people = tuple(
        each.model_copy(update={"subjects": (SubjectKind.COLLECTIVE,)}) if each.code == "BK_TP" else each
        for each in OLD.awards
    )
    (of_another_kind,) = _said(_case("BK_TP"), OLD.model_copy(update={"awards": only_people}))

    assert ended.startswith('It would be refused (award: "COTD_TP" is not in rule set')
    assert of_another_kind.startswith("It would be refused (nominee_kind: BK_TP is for collective")


def test_closed_and_open_cases_are_told_apart() -> None:
    """What is past can only be known; what is open may be acted on, and only what differs is named."""
    cases = [
        _case("COTD_TP", CaseStatus.CONFERRED, nomination_id="closed"),
        _case("COTD_TP", CaseStatus.RETURNED, nomination_id="open"),
        _case("GK_XA", CaseStatus.IN_REVIEW, nomination_id="untouched"),
    ]
    preview = RulePreview(rule_set=OLD.rule_set, compared_with=OLD.rule_set, changes=())
    found = with_cases(preview, cases, _without("COTD_TP"))

    assert found.closed is not None
    assert found.open is not None
    assert (3, ["closed"], ["open"]) == (
        found.looked_at,
        [case.nomination_id for case in found.closed],
        [case.nomination_id for case in found.open],
    )


@pytest.mark.parametrize(
    ("old", "new", "day", "expected"),
    [
        (TWO_TIER_2025, TWO_TIER_2025, DAY, True),
        (TWO_TIER_2025, TWO_TIER_2025, date(2020, 1, 18), True),
        (THREE_TIER_2024, TWO_TIER_2025, DAY, False),
        (TWO_TIER_2025, THREE_TIER_2024, DAY, False),
        (TWO_TIER_2025, THREE_TIER_2024, date(2025, 6, 30), True),
        (TWO_TIER_2025, THREE_TIER_2024, date(2023, 12, 31), False),
    ],
)
def test_only_the_cases_of_these_rules_and_days_are_asked_about(
    old: str,
    new: str,
    day: date,
    expected: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """A new version is asked of its own cases; a successor only of those that would have fallen to it."""
    case = _case("LDTT", accepted_on=day)

    assert expected == is_asked_about(case, BOOK.named(old), BOOK.named(new))
