"""How a nomination moves: from one standing to the next.

Each function answers "where does this act lead?" and assumes that the act was judged to be in order
(`domain.judgement`). A standing that opens a clock has `clock=None` here and a deadline beside it; the
record computes the clock when it writes the act, by the calendar of that day, and finds out who may act.
"""

from collections.abc import Mapping
from typing import Any

from domain.gates.council_vote import after_result
from domain.gates.decision import went_against
from domain.gates.registry import GATES
from domain.gates.unit import Passes, Stays
from domain.move import Move
from domain.route import stage_above, stage_at
from domain.stages import (
    next_round,
    open_stage,
    reopen_stage,
    running_deadline,
    send_back,
    take_step,
    unit_at,
    view_of,
    with_hands,
)
from schemas.case import CaseStatus, Clock, Standing
from schemas.case_file import CaseFile
from schemas.council import CouncilResult
from schemas.ledger import EntryKind
from schemas.messages import Decision, Verdict
from schemas.nomination import NominationRequest
from schemas.record import Notice, NoticeKind
from schemas.route import Gate, Route, StagePlan
from schemas.rules import DeadlineEnd

_NOMINATORS_TURN = frozenset({CaseStatus.RETURNED, CaseStatus.AWAITING_CONSENT})


def first_move(request: NominationRequest, route: Route, content_hash: str) -> Move:
    """Return where a nomination stands once it is accepted: at the first stage, first round."""
    stage = route.stages[0]
    standing = Standing(
        status=CaseStatus.IN_REVIEW,
        level=stage.level,
        body=stage.body,
        round=1,
        content_version=1,
        content_hash=content_hash,
        clock=None,
    )
    return open_stage(request, route, standing)


def after_decision(case: CaseFile, decision: Decision) -> Move:
    """Return where a reviewer's verdict leads."""
    people = (decision.reviewer_id, *([decision.on_behalf_of] if decision.on_behalf_of else []))
    case = case.model_copy(update={"standing": with_hands(case.standing, *people)})
    if decision.verdict is Verdict.APPROVE:
        return after_approval(case)
    if decision.verdict is Verdict.REJECT:
        return _closed(case, CaseStatus.REJECTED)
    if decision.return_to is not None:
        return _to_earlier_gate(case, decision.return_to)
    return send_back(case, case.standing)


def after_approval(case: CaseFile) -> Move:
    """Forward to the next stage, or confer at the deciding level."""
    above = stage_above(case.route, case.standing.level)
    if above is None:
        return _closed(case, CaseStatus.CONFERRED)
    standing = case.standing.model_copy(
        update={
            "level": above.level,
            "body": above.body,
            "round": next_round(case, above.level) if above.plans else 1,
            "clock": None,
        }
    )
    return open_stage(case.request, case.route, standing)


def after_resubmission(case: CaseFile, content_hash: str) -> Move:
    """Open the next round of the stage that returned the nomination, on the new content.

    Earlier reviews are kept; which gates are gone through again on changed content is the plan's `redo`.
    """
    standing = case.standing.model_copy(
        update={
            "status": CaseStatus.IN_REVIEW,
            "round": case.standing.round + 1,
            "content_version": case.standing.content_version + 1,
            "content_hash": content_hash,
            "clock": None,
        }
    )
    if standing.gate is None:
        return open_stage(case.request, case.route, standing)
    return reopen_stage(case, standing, standing.gate)


def after_withdrawal(case: CaseFile) -> Move:
    """Close the case at the nominator's wish."""
    return _closed(case, CaseStatus.WITHDRAWN)


def after_council(case: CaseFile, result: CouncilResult, voters: tuple[str, ...]) -> Move:
    """Return where a sitting's result leads; `voters` took part, so they act no more at later levels.

    Raises:
        ValueError: no gate with a plan waits.
    """
    view = view_of(case)
    if view is None:
        message = f"nomination {case.nomination_id} does not wait for a council"
        raise ValueError(message)
    return take_step(case, view, after_result(result), voters)


def after_alarm(case: CaseFile, alarm: EntryKind, found: Mapping[str, Any] | None = None) -> Move:
    """Return what the deadline's next instant does; see `domain.deadlines.next_alarm`.

    `found` is what was found out for it, at a gate that needs that (`GateUnit.finds`).
    """
    if alarm is EntryKind.DEADLINE_LAPSED:
        return _closed(case, CaseStatus.LAPSED)
    if alarm in {EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED}:
        return _told(case, alarm)
    view = view_of(case)
    if view is None:
        return after_approval(case)
    unit = unit_at(view)
    if alarm in unit.finds:
        return take_step(case, view, unit.after_found(view, alarm, found or {}))
    if alarm is unit.at_once(view):
        step = unit.after_at_once(view, alarm)
        move = take_step(case, view, step)
        tells = isinstance(step, Stays) and step.tells_above
        return _also_telling_of_delay(case, move) if tells else move
    step = unit.at_end(view)
    if step is None:
        return (
            after_approval(case)
            if view.plan.gate == Gate.DECISION
            else take_step(case, view, Passes("silence"))
        )
    move = take_step(case, view, step)
    if move.standing.gate == view.plan.gate and move.start_clock is None:
        # The period is over but the gate goes on: from now on the stage's own time counts.
        standing = move.standing.model_copy(update={"clock": None})
        return Move(standing, view.stage.deadline, move.notices, verdicts=move.verdicts)
    return move


def end_of_deadline(case: CaseFile) -> DeadlineEnd:
    """Return what the rule does when all time is over. Silence can forward, but never confer."""
    end = running_deadline(case).end
    if end is DeadlineEnd.GO_ON and not _silence_may_pass(case):
        return DeadlineEnd.ESCALATE
    return end


def stage_told_of_delay(case: CaseFile) -> StagePlan:
    """Return the stage above; for a nominator's delay, or at the top of the route, the stage itself."""
    here = stage_at(case.route, case.standing.level)
    if case.standing.status in _NOMINATORS_TURN:
        return here
    return stage_above(case.route, here.level) or here


def _silence_may_pass(case: CaseFile) -> bool:
    if case.standing.status in _NOMINATORS_TURN:
        return False
    gate = case.standing.gate or Gate.DECISION
    if gate == Gate.DECISION and (
        stage_above(case.route, case.standing.level) is None or went_against(case.standing)
    ):
        return False
    return GATES[gate].silence_may_pass


def _to_earlier_gate(case: CaseFile, gate: str) -> Move:
    standing = case.standing.model_copy(update={"round": case.standing.round + 1, "clock": None})
    return reopen_stage(case, standing, gate)


def _also_telling_of_delay(case: CaseFile, move: Move) -> Move:
    panel = stage_told_of_delay(case).panel
    notices = tuple(Notice(recipient=who, kind=NoticeKind.ESCALATION) for who in panel)
    return Move(move.standing, move.start_clock, (*move.notices, *notices), verdicts=move.verdicts)


def _closed(case: CaseFile, outcome: CaseStatus) -> Move:
    standing = case.standing.model_copy(update={"status": outcome, "clock": None, "before": None})
    notice = Notice(recipient=case.request.nominator_id, kind=NoticeKind.OUTCOME)
    return Move(standing, None, (notice,))


def _told(case: CaseFile, alarm: EntryKind) -> Move:
    clock = case.standing.clock
    if clock is None:
        message = "an alarm needs a running clock"
        raise ValueError(message)
    if alarm is EntryKind.DEADLINE_REMINDED:
        rung = clock.model_copy(update={"reminded": True})
        return _ring(case, rung, NoticeKind.REMINDER, _whose_turn(case))
    rung = clock.model_copy(update={"escalations": clock.escalations + 1})
    extension = running_deadline(case).grace if clock.escalations else None
    return _ring(case, rung, NoticeKind.ESCALATION, stage_told_of_delay(case).panel, extension)


def _ring(
    case: CaseFile, clock: Clock, kind: NoticeKind, recipients: tuple[str, ...], extension: int | None = None
) -> Move:
    notices = tuple(Notice(recipient=who, kind=kind) for who in recipients)
    return Move(case.standing.model_copy(update={"clock": clock}), None, notices, extension)


def _whose_turn(case: CaseFile) -> tuple[str, ...]:
    if case.standing.status in _NOMINATORS_TURN:
        return (case.request.nominator_id,)
    return case.standing.panel or stage_at(case.route, case.standing.level).panel
