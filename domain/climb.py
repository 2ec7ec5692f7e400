"""How a nomination moves: from one standing to the next.

Each function answers "where does this act lead?" and assumes that the act was judged to be in order
(`domain.judgement`). A standing that opens a clock has `clock=None` here and a deadline beside it; the
record computes the clock when it writes the act, by the calendar of that day.
"""

from dataclasses import dataclass

from domain.route import stage_above, stage_at
from schemas.case import CaseStatus, Clock, Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.record import Notice, NoticeKind
from schemas.route import Route, StagePlan
from schemas.rules import Deadline, DeadlineEnd


@dataclass(frozen=True)
class Move:
    """Where an act leads, the deadline that starts there, and who is to be told.

    `extend_clock` moves the end of the running clock on by so many working days instead.
    """

    standing: Standing
    start_clock: Deadline | None
    notices: tuple[Notice, ...]
    extend_clock: int | None = None


def first_move(route: Route, content_hash: str) -> Move:
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
    return _open(standing, stage)


def after_decision(case: CaseFile, verdict: Verdict) -> Move:
    """Return where a reviewer's verdict leads."""
    if verdict is Verdict.APPROVE:
        return after_approval(case)
    if verdict is Verdict.RETURN:
        return _returned(case)
    return _closed(case, CaseStatus.REJECTED)


def after_approval(case: CaseFile) -> Move:
    """Forward to the next stage, or confer at the deciding level."""
    above = stage_above(case.route, case.standing.level)
    if above is None:
        return _closed(case, CaseStatus.CONFERRED)
    standing = case.standing.model_copy(
        update={"level": above.level, "body": above.body, "round": 1, "clock": None}
    )
    return _open(standing, above)


def after_resubmission(case: CaseFile, content_hash: str) -> Move:
    """Open the next round of the stage that returned the nomination, on the new content."""
    standing = case.standing.model_copy(
        update={
            "status": CaseStatus.IN_REVIEW,
            "round": case.standing.round + 1,
            "content_version": case.standing.content_version + 1,
            "content_hash": content_hash,
            "clock": None,
        }
    )
    return _open(standing, stage_at(case.route, standing.level))


def after_withdrawal(case: CaseFile) -> Move:
    """Close the case at the nominator's wish."""
    return _closed(case, CaseStatus.WITHDRAWN)


def after_alarm(case: CaseFile, alarm: EntryKind) -> Move:
    """Return what the deadline's next instant does; see `domain.deadlines.next_alarm`."""
    if alarm is EntryKind.DEADLINE_LAPSED:
        return _closed(case, CaseStatus.LAPSED)
    if alarm is EntryKind.DEADLINE_WENT_ON:
        return after_approval(case)
    return _told(case, alarm)


def running_deadline(case: CaseFile) -> Deadline:
    """Return the rule of the clock that is running: the reviewers' or, while returned, the nominator's."""
    if case.standing.status is CaseStatus.RETURNED:
        return case.route.resubmission
    return stage_at(case.route, case.standing.level).deadline


def end_of_deadline(case: CaseFile) -> DeadlineEnd:
    """Return what the rule does when all time is over. Silence can forward, but never confer."""
    end = running_deadline(case).end
    silence_would_confer = (
        case.standing.status is CaseStatus.RETURNED or stage_above(case.route, case.standing.level) is None
    )
    if end is DeadlineEnd.GO_ON and silence_would_confer:
        return DeadlineEnd.ESCALATE
    return end


def stage_told_of_delay(case: CaseFile) -> StagePlan:
    """Return the stage above; for a nominator's delay, or at the top of the route, the stage itself."""
    here = stage_at(case.route, case.standing.level)
    if case.standing.status is CaseStatus.RETURNED:
        return here
    return stage_above(case.route, here.level) or here


def _open(standing: Standing, stage: StagePlan) -> Move:
    notices = tuple(Notice(recipient=who, kind=NoticeKind.YOUR_TURN) for who in stage.panel)
    return Move(standing, stage.deadline, notices)


def _returned(case: CaseFile) -> Move:
    standing = case.standing.model_copy(update={"status": CaseStatus.RETURNED, "clock": None})
    notice = Notice(recipient=case.request.nominator_id, kind=NoticeKind.RETURNED_TO_YOU)
    return Move(standing, case.route.resubmission, (notice,))


def _closed(case: CaseFile, outcome: CaseStatus) -> Move:
    standing = case.standing.model_copy(update={"status": outcome, "clock": None})
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
    if case.standing.status is CaseStatus.RETURNED:
        return (case.request.nominator_id,)
    return stage_at(case.route, case.standing.level).panel
