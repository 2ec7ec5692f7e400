"""Where acts lead other than decisions, resubmissions and withdrawals; each was judged to be in order."""

from collections.abc import Mapping
from typing import Any

from domain.move import Move
from domain.stages import next_round, open_gate, open_stage, take_step, unit_at, view_of, with_hands
from schemas.acts import (
    CaseAct,
    LowerAwardAnswer,
    LowerAwardProposal,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.case import CaseStatus, Recused
from schemas.case_file import CaseFile
from schemas.record import ClockChange, Notice, NoticeKind
from schemas.route import Gate, Route


def after_act(case: CaseFile, act: CaseAct, found: Mapping[str, Any] | None = None) -> Move:
    """Return where this act leads; `found` is what was found out for it, at a gate that needs that.

    Raises:
        ValueError: it leads nowhere by itself; a migration needs its new route.
    """
    match act:
        case Recusal():
            return _recused(case, act)
        case Suspension():
            return _suspended(case)
        case Resumption():
            return _resumed(case)
        case Reassignment():
            return _reassigned(case, act)
        case LowerAwardProposal():
            return _proposed(case, act)
        case LowerAwardAnswer():
            return _answered(case, act)
        case _:
            return _at_gate(case, act, found)


def after_migration(case: CaseFile, route: Route) -> Move:
    """Open the first stage of the new route; what was decided before stays on record."""
    stage = route.stages[0]
    again = next_round(case, stage.level)
    standing = case.standing.model_copy(
        update={"level": stage.level, "body": stage.body, "round": again, "clock": None}
    )
    return open_stage(case.request, route, standing)


def _at_gate(case: CaseFile, act: CaseAct, found: Mapping[str, Any] | None) -> Move:
    view = view_of(case)
    if view is None:
        message = f"{type(act).__name__} leads nowhere: no gate with a plan waits"
        raise ValueError(message)
    people = tuple(who for who in (act.actor_id, act.on_behalf_of) if who)
    unit = unit_at(view)
    if found is None:
        return take_step(case, view, unit.step(view, act), people)
    kind = next(kind.kind for kind in unit.acts.values() if isinstance(act, kind.model))
    return take_step(case, view, unit.after_found(view, kind, found), people)


def _recused(case: CaseFile, act: Recusal) -> Move:
    recused = (*(case.standing.recused or ()), Recused(person=act.actor_id, ground=act.ground))
    return Move(case.standing.model_copy(update={"recused": recused}), None, ())


def _suspended(case: CaseFile) -> Move:
    standing = case.standing.model_copy(
        update={"status": CaseStatus.SUSPENDED, "before": case.standing.status}
    )
    return Move(standing, None, _tell(case, NoticeKind.SUSPENDED), clock_change=ClockChange.PAUSE)


def _resumed(case: CaseFile) -> Move:
    before = case.standing.before or CaseStatus.IN_REVIEW
    standing = case.standing.model_copy(update={"status": before, "before": None})
    return Move(standing, None, _tell(case, NoticeKind.RESUMED), clock_change=ClockChange.RESUME)


def _reassigned(case: CaseFile, act: Reassignment) -> Move:
    """New people go on with the gate as it stands; a new council begins the vote anew."""
    if act.council is not None:
        standing = case.standing.model_copy(update={"council": act.council})
        return open_gate(case.request, case.route, standing, Gate.COUNCIL_VOTE)
    notices = tuple(Notice(recipient=who, kind=NoticeKind.YOUR_TURN) for who in act.panel)
    return Move(case.standing.model_copy(update={"panel": act.panel}), None, notices)


def _proposed(case: CaseFile, act: LowerAwardProposal) -> Move:
    people = tuple(who for who in (act.actor_id, act.on_behalf_of) if who)
    standing = with_hands(case.standing, *people).model_copy(
        update={
            "status": CaseStatus.AWAITING_CONSENT,
            "gate_state": {"proposed": act.award},
            "clock": None,
        }
    )
    return Move(standing, case.route.resubmission, _tell(case, NoticeKind.CONSENT_ASKED))


def _answered(case: CaseFile, act: LowerAwardAnswer) -> Move:
    """Whatever the answer, the decision is the decider's again; with consent, on the lower award."""
    state = case.standing.gate_state or {}
    award = state.get("proposed") if act.consent else case.standing.award
    standing = case.standing.model_copy(
        update={"status": CaseStatus.IN_REVIEW, "clock": None, "award": award}
    )
    return open_gate(case.request, case.route, standing, Gate.DECISION)


def _tell(case: CaseFile, kind: NoticeKind) -> tuple[Notice, ...]:
    return (Notice(recipient=case.request.nominator_id, kind=kind),)
