"""How a stage is gone through: which gate opens when, and what is done again in a new round.

Routes that were planned before gates had plans have stages of one gate; those open and move as they did then.
"""

from domain.gates.decision import AGAINST
from domain.gates.registry import GATES
from domain.gates.unit import GateUnit, GateView, Passes, SendsBack, Stays, Step
from domain.move import Move
from domain.route import stage_at
from schemas.case import CaseStatus, Hand, PassedGate, Standing
from schemas.case_file import CaseFile
from schemas.nomination import NominationRequest
from schemas.record import Notice, NoticeKind, Seat
from schemas.route import Route, StagePlan
from schemas.rules import Deadline, GatePlan, Redo
from schemas.verdicts import RuleVerdict

_FRESH = {
    "gate": None,
    "gate_state": None,
    "panel": None,
    "delegations": None,
    "passed": None,
    "returns": None,
    "recused": None,
    "council": None,
}
"""What a standing keeps of a stage, as it is when the stage is entered for the first time."""


def plan_of(stage: StagePlan, gate: str) -> GatePlan:
    """Return the plan of this gate in this stage."""
    return next(plan for plan in stage.plans if plan.gate == gate)


def view_of(case: CaseFile) -> GateView | None:
    """Return what the waiting gate sees of the case; None where no gate has a plan."""
    if case.standing.gate is None:
        return None
    return _view(case.request, case.route, case.standing)


def unit_at(view: GateView) -> GateUnit:
    """Return the gate's own rules."""
    return GATES[view.plan.gate]


def open_stage(request: NominationRequest, route: Route, standing: Standing) -> Move:
    """Open the stage of the standing's level at its first gate; the standing brings no clock."""
    stage = stage_at(route, standing.level)
    if not stage.plans:
        notices = tuple(Notice(recipient=who, kind=NoticeKind.YOUR_TURN) for who in stage.panel)
        return Move(standing, stage.deadline, notices)
    return open_gate(request, route, standing.model_copy(update=_FRESH), stage.plans[0].gate)


def open_gate(
    request: NominationRequest,
    route: Route,
    standing: Standing,
    gate: str,
    verdicts: tuple[RuleVerdict, ...] = (),
) -> Move:
    """Open this gate. The stage's clock goes on if it runs and neither gate has a clock of its own."""
    cleared = standing.model_copy(
        update={"gate": gate, "gate_state": None, "panel": None, "delegations": None}
    )
    view = _view(request, route, cleared)
    unit = unit_at(view)
    seat = unit.seat(view)
    own = unit.deadline(view)
    keeps = own is None and standing.clock is not None and _on_stage_clock(request, route, standing)
    opened = cleared.model_copy(
        update={
            "gate_state": unit.opening(view),
            "panel": None if isinstance(seat, Seat) else seat,
            "clock": standing.clock if keeps else None,
        }
    )
    return Move(
        opened,
        None if keeps else own or view.stage.deadline,
        () if isinstance(seat, Seat) else _your_turn(seat),
        seat=seat if isinstance(seat, Seat) else None,
        verdicts=verdicts,
    )


def next_round(case: CaseFile, level: str) -> int:
    """Return the round in which this level is entered now: 1, or one more than the last one there."""
    told = [one.receipt.round for one in case.answered.values() if one.receipt.level == level]
    here = [case.standing.round] if case.standing.level == level else []
    had_a_hand = [1 for hand in case.standing.hands or () if hand.level == level]
    return max((*told, *here, *had_a_hand), default=0) + 1


def take_step(case: CaseFile, view: GateView, step: Step, hands: tuple[str, ...] = ()) -> Move:
    """Return where a gate's step leads; `hands` are the people who took it."""
    standing = with_hands(case.standing, *hands)
    match step:
        case Stays():
            return _stays(case, standing, step)
        case Passes():
            return _passes(case, view, standing, step)
        case SendsBack():
            return send_back(case, standing, step.verdicts)


def send_back(case: CaseFile, standing: Standing, verdicts: tuple[RuleVerdict, ...] = ()) -> Move:
    """Return the nomination to its nominator; the gate that did so is noted."""
    gate = standing.gate
    changes = {
        "status": CaseStatus.RETURNED,
        "clock": None,
        "returns": None if gate is None else (*(standing.returns or ()), gate),
    }
    notice = Notice(recipient=case.request.nominator_id, kind=NoticeKind.RETURNED_TO_YOU)
    return Move(standing.model_copy(update=changes), case.route.resubmission, (notice,), verdicts=verdicts)


def reopen_stage(case: CaseFile, standing: Standing, first: str) -> Move:
    """Open the next round of a stage at the first gate that has to be gone through (again).

    `standing` is that of the new round, with the content that stands in it. `first` and what comes after it
    is done again; of what comes before, that which the plan wants done again on this content.
    """
    stage = stage_at(case.route, standing.level)
    before = [plan.gate for plan in stage.plans[: stage.gates.index(first)]]
    kept = tuple(
        passed
        for passed in standing.passed or ()
        if passed.gate in before and _is_kept(plan_of(stage, passed.gate), passed, standing.content_hash)
    )
    behind = {passed.gate for passed in kept}
    gate = next(name for name in (*before, first) if name not in behind)
    again = standing.model_copy(update={"passed": kept or None, "clock": None})
    return open_gate(case.request, case.route, again, gate)


def with_hands(standing: Standing, *people: str) -> Standing:
    """Return the standing with the note that these people acted at its gate."""
    if standing.gate is None or not GATES[standing.gate].leaves_hand:
        return standing
    known = standing.hands or ()
    new = (Hand(person=who, level=standing.level, gate=standing.gate) for who in dict.fromkeys(people))
    hands = (*known, *(hand for hand in new if hand not in known))
    return standing.model_copy(update={"hands": hands or None})


def running_deadline(case: CaseFile) -> Deadline:
    """Return the rule of the clock that is running: the nominator's, the gate's own, or the stage's."""
    if case.standing.status in {CaseStatus.RETURNED, CaseStatus.AWAITING_CONSENT}:
        return case.route.resubmission
    view = view_of(case)
    own = unit_at(view).deadline(view) if view and not window_is_over(view) else None
    return own or stage_at(case.route, case.standing.level).deadline


def window_is_over(view: GateView) -> bool:
    """Return whether this gate had a period of its own that has ended while the gate goes on."""
    fresh = _view(view.request, view.route, view.standing.model_copy(update={"gate_state": None}))
    unit = unit_at(view)
    return unit.window(fresh) is not None and unit.window(view) is None


def _view(request: NominationRequest, route: Route, standing: Standing) -> GateView:
    stage = stage_at(route, standing.level)
    return GateView(request, route, stage, plan_of(stage, standing.gate or stage.gates[0]), standing)


def _on_stage_clock(request: NominationRequest, route: Route, standing: Standing) -> bool:
    if standing.gate is None:
        return False
    view = _view(request, route, standing)
    return unit_at(view).deadline(view) is None or window_is_over(view)


def _stays(case: CaseFile, standing: Standing, step: Stays) -> Move:
    if step.council is not None and standing.gate is not None:
        elsewhere = standing.model_copy(update={"council": step.council})
        return open_gate(case.request, case.route, elsewhere, standing.gate, step.verdicts)
    notices = _your_turn(standing.panel or ()) if step.tells_panel else ()
    return Move(
        standing.model_copy(update={"gate_state": dict(step.state)}), None, notices, verdicts=step.verdicts
    )


def _passes(case: CaseFile, view: GateView, standing: Standing, step: Passes) -> Move:
    passed = PassedGate(
        gate=view.plan.gate, round=standing.round, content_hash=standing.content_hash, result=step.result
    )
    behind = standing.model_copy(update={"passed": (*(standing.passed or ()), passed)})
    done = {one.gate for one in behind.passed or ()}
    later = view.stage.gates[view.stage.gates.index(step.skip_to or view.plan.gate) :]
    following = next(gate for gate in later if gate not in done)
    return open_gate(case.request, case.route, behind, following, step.verdicts)


def _is_kept(plan: GatePlan, passed: PassedGate, content_hash: str) -> bool:
    if passed.result in AGAINST or plan.redo is Redo.ALWAYS:
        return False
    return plan.redo is Redo.NEVER or passed.content_hash == content_hash


def _your_turn(people: tuple[str, ...]) -> tuple[Notice, ...]:
    return tuple(Notice(recipient=who, kind=NoticeKind.YOUR_TURN) for who in people)
