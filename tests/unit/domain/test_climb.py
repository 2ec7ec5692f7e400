"""Where each act leads: status, level, round, clock, and who is told."""

import pytest

from domain.climb import (
    after_alarm,
    after_approval,
    after_decision,
    after_resubmission,
    after_withdrawal,
    end_of_deadline,
    first_move,
)
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.record import NoticeKind
from schemas.rules import DeadlineEnd
from tests.cases import NOMINATOR, a_decision
from tests.unit.domain.case_files import a_case

RETURNED = CaseStatus.RETURNED
PANELS = {level: (f"{level}-chair", f"{level}-deputy") for level in ("ward", "district", "city")}


def test_a_nomination_starts_at_the_first_stage_in_the_first_round() -> None:
    """Acceptance opens the lowest stage, starts its clock and tells its panel."""
    case = a_case()
    route = case.route
    move = first_move(case.request, route, "cd" * 32)

    assert (CaseStatus.IN_REVIEW, "ward", "phuong", 1, 1, "cd" * 32, None) == (
        move.standing.status,
        move.standing.level,
        move.standing.body,
        move.standing.round,
        move.standing.content_version,
        move.standing.content_hash,
        move.standing.clock,
    )
    assert route.stages[0].deadline == move.start_clock
    assert [(who, NoticeKind.YOUR_TURN) for who in PANELS["ward"]] == [
        (notice.recipient, notice.kind) for notice in move.notices
    ]


@pytest.mark.parametrize(
    ("level", "verdict", "status", "leads_to", "notice", "recipients"),
    [
        ("ward", Verdict.APPROVE, "in_review", "district", NoticeKind.YOUR_TURN, PANELS["district"]),
        ("district", Verdict.APPROVE, "in_review", "city", NoticeKind.YOUR_TURN, PANELS["city"]),
        ("city", Verdict.APPROVE, "conferred", "city", NoticeKind.OUTCOME, (NOMINATOR,)),
        ("district", Verdict.RETURN, "returned", "district", NoticeKind.RETURNED_TO_YOU, (NOMINATOR,)),
        ("district", Verdict.REJECT, "rejected", "district", NoticeKind.OUTCOME, (NOMINATOR,)),
    ],
)
def test_a_verdict_leads_there(
    *,
    level: str,
    verdict: Verdict,
    status: str,
    leads_to: str,
    notice: NoticeKind,
    recipients: tuple[str, ...],
) -> None:
    """Approval forwards below the deciding level and confers at it; the others stay where they are."""
    case = a_case(level, round_=3)
    move = after_decision(case, a_decision(case.request, level, verdict, reason="Lý do", round_=3))
    forwarded = leads_to != level

    assert (status, leads_to, 1 if forwarded else 3) == (
        move.standing.status,
        move.standing.level,
        move.standing.round,
    )
    assert recipients == tuple(told.recipient for told in move.notices)
    assert {notice} == {told.kind for told in move.notices}
    assert move.standing.clock is None
    assert (move.start_clock is None) == move.standing.closed


def test_a_return_starts_the_nominators_clock() -> None:
    """While it is returned the deadline is the nominator's, not the reviewers'."""
    case = a_case("district")

    assert (
        case.route.resubmission
        == after_decision(
            case, a_decision(case.request, "district", Verdict.RETURN, reason="Lý do")
        ).start_clock
    )


def test_a_resubmission_opens_the_next_round_of_the_same_stage() -> None:
    """The stage that returned it reads the new version, with its whole time."""
    case = a_case("district", RETURNED, round_=2)
    move = after_resubmission(case, "cd" * 32)

    assert (CaseStatus.IN_REVIEW, "district", 3, 3, "cd" * 32) == (
        move.standing.status,
        move.standing.level,
        move.standing.round,
        move.standing.content_version,
        move.standing.content_hash,
    )
    assert case.route.stages[1].deadline == move.start_clock
    assert PANELS["district"] == tuple(notice.recipient for notice in move.notices)


@pytest.mark.parametrize("status", [CaseStatus.IN_REVIEW, RETURNED])
def test_a_withdrawal_closes_the_case_where_it_stands(status: CaseStatus) -> None:
    """No clock is left running."""
    move = after_withdrawal(a_case("district", status))

    assert (CaseStatus.WITHDRAWN, "district", None, None) == (
        move.standing.status,
        move.standing.level,
        move.standing.clock,
        move.start_clock,
    )


@pytest.mark.parametrize(
    ("case", "alarm", "notice", "recipients"),
    [
        (a_case("ward"), EntryKind.DEADLINE_REMINDED, NoticeKind.REMINDER, PANELS["ward"]),
        (a_case("ward"), EntryKind.DEADLINE_ESCALATED, NoticeKind.ESCALATION, PANELS["district"]),
        (a_case("city"), EntryKind.DEADLINE_ESCALATED, NoticeKind.ESCALATION, PANELS["city"]),
        (a_case("ward", RETURNED), EntryKind.DEADLINE_REMINDED, NoticeKind.REMINDER, (NOMINATOR,)),
        (a_case("ward", RETURNED), EntryKind.DEADLINE_ESCALATED, NoticeKind.ESCALATION, PANELS["ward"]),
    ],
)
def test_an_alarm_tells_those_whom_it_concerns_and_moves_nothing(
    case: CaseFile, alarm: EntryKind, notice: NoticeKind, recipients: tuple[str, ...]
) -> None:
    """A reminder goes to whose turn it is; a delay is told to the stage above, or to those who wait."""
    move = after_alarm(case, alarm)

    assert recipients == tuple(told.recipient for told in move.notices)
    assert {notice} == {told.kind for told in move.notices}
    assert case.standing == move.standing.model_copy(update={"clock": case.standing.clock})
    assert (None, None) == (move.start_clock, move.extend_clock)


def test_only_a_repeated_escalation_extends_the_clock() -> None:
    """The first escalation is at the due date and leaves the grace; each later one adds as much again."""
    case = a_case("ward")
    assert case.standing.clock
    rung = case.standing.clock.model_copy(update={"reminded": True, "escalations": 1})
    late = case.model_copy(update={"standing": case.standing.model_copy(update={"clock": rung})})
    move = after_alarm(late, EntryKind.DEADLINE_ESCALATED)

    assert case.route.stages[0].deadline.grace == move.extend_clock
    assert move.standing.clock
    assert 2 == move.standing.clock.escalations


def test_a_lapse_closes_and_silence_forwards() -> None:
    """The two ends that change the standing lead where a person's act would."""
    case = a_case("ward")

    assert CaseStatus.LAPSED == after_alarm(case, EntryKind.DEADLINE_LAPSED).standing.status
    assert after_approval(case) == after_alarm(case, EntryKind.DEADLINE_WENT_ON)


@pytest.mark.parametrize("alarm", [EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED])
def test_no_alarm_rings_without_a_clock(alarm: EntryKind) -> None:
    """A closed case cannot be reminded; that would be a fault of ours, so it is loud."""
    with pytest.raises(ValueError, match="running clock"):
        after_alarm(a_case(status=CaseStatus.CONFERRED), alarm)


@pytest.mark.parametrize(
    ("case", "end"),
    [
        (a_case("ward", end=DeadlineEnd.GO_ON), DeadlineEnd.GO_ON),
        (a_case("city", end=DeadlineEnd.GO_ON), DeadlineEnd.ESCALATE),
        (a_case("ward", RETURNED, end=DeadlineEnd.GO_ON), DeadlineEnd.ESCALATE),
        (a_case("ward", end=DeadlineEnd.LAPSE), DeadlineEnd.LAPSE),
        (a_case("city", end=DeadlineEnd.LAPSE), DeadlineEnd.LAPSE),
        (a_case("ward", RETURNED, end=DeadlineEnd.LAPSE), DeadlineEnd.ESCALATE),
    ],
)
def test_the_end_of_a_deadline_is_the_running_clocks_and_silence_never_confers(
    case: CaseFile, end: DeadlineEnd
) -> None:
    """While returned the resubmission rule holds (here: escalate), whatever the level's rule says."""
    assert end == end_of_deadline(case)
