"""A case walked from act to act without servers, as workflow and record do it together."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from domain.act_moves import after_act
from domain.canonical import content_hash
from domain.case_file import apply_entry, open_case
from domain.climb import after_alarm, after_decision, after_resubmission, after_withdrawal, first_move
from domain.deadlines import Alarm, may_come_of, next_alarm
from domain.entitlement import people_of
from domain.gates.unit import GateView
from domain.judgement import judge
from domain.move import Move
from domain.paused_clock import pause_clock, resume_clock
from domain.route import plan_route
from domain.stages import unit_at, view_of
from domain.words import Words
from domain.working_days import WorkCalendar, extend_clock, start_clock
from schemas.case import Clock, Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Act, Decision, RefusalReason, Resubmission, Withdrawal, id_of
from schemas.nomination import NominationRequest
from schemas.record import ClockChange, EntryHead
from schemas.route import Route, StagePlan
from schemas.rules import GatePlan
from tests.gated import RULES, gated_book
from tests.unit.domain.case_files import MONDAY

DAYS = WorkCalendar("no holidays")


class Walk:
    """One case; `now` moves with its alarms."""

    def __init__(self, request: NominationRequest, route: Route | None = None) -> None:
        """Accept the nomination on MONDAY."""
        self.now = MONDAY
        self.request = request
        self.last: Move = first_move(request, route or route_of(request), content_hash(request.content))
        head = self._head(1, self._completed(self.last))
        self.case = open_case(request, route or route_of(request), head)

    @property
    def at(self) -> Standing:
        """Where the case stands."""
        return self.case.standing

    @property
    def view(self) -> GateView:
        """What the waiting gate sees."""
        view = view_of(self.case)
        assert view
        return view

    @property
    def words(self) -> Words:
        """What the waiting gate says."""
        return unit_at(self.view).says(self.view)

    @property
    def came(self) -> str:
        """What came of the first gate that was passed in this stage."""
        passed = self.at.passed
        assert passed
        return passed[0].result

    @property
    def alarm(self) -> Alarm | None:
        """What rings next."""
        return next_alarm(self.case)

    def send(self, *acts: Act) -> RefusalReason | None:
        """Send acts up to the first that is refused, and return why it was, None if none was."""
        for act in acts:
            reason = judge(self.case, act)
            if reason is not None:
                return reason
            self.take(_leads_to(self.case, act), id_of(act))
        return None

    def ring(self) -> EntryKind:
        """Let the next alarm ring."""
        alarm = self.alarm
        assert alarm
        self.now = alarm.at or self.now
        self.take(after_alarm(self.case, alarm.kind))
        return alarm.kind

    def ring_until(self, kind: EntryKind) -> None:
        """Let alarms ring up to the first of this kind."""
        for _ in range(10):
            if self.ring() is kind:
                return
        message = f"{kind} never rang"
        raise AssertionError(message)

    def find_out(self, kind: EntryKind, found: BaseModel) -> None:
        """Let the gate that opens learn what was found out for it."""
        assert self.alarm
        assert kind in may_come_of(self.case, self.alarm)
        self.take(after_alarm(self.case, kind, found.model_dump(mode="json")))

    def take(self, move: Move, act_id: UUID | None = None) -> None:
        """Go where a move leads; an act with an id gets its receipt."""
        self.last = move
        head = self._head(self.case.seq + 1, self._completed(move))
        self.case = apply_entry(self.case, head.model_copy(update={"act_id": act_id, "digest": "cd" * 32}))

    def put(self, **changes: Any) -> None:  # noqa: ANN401 - fields of a standing
        """Set the standing as a test wants it."""
        self.case = self.case.model_copy(update={"standing": self.at.model_copy(update=changes)})

    def _completed(self, move: Move) -> Standing:
        standing = move.standing.model_copy(update={"clock": self._clock(move)})
        if move.seat is None:
            return standing
        rules = gated_book().named(move.seat.rule_set)
        body = next(body for body in rules.bodies if body.body == move.seat.body)
        people = people_of(body, move.seat.roles, self.now.date(), ())
        return standing.model_copy(update={"panel": people})

    def _clock(self, move: Move) -> Clock | None:
        clock = move.standing.clock
        if move.start_clock is not None:
            return start_clock(move.start_clock, self.now, DAYS)
        if clock and move.extend_clock is not None:
            return extend_clock(clock, move.extend_clock, DAYS)
        if clock and move.clock_change is ClockChange.PAUSE:
            return pause_clock(clock, self.now, DAYS)
        if clock and move.clock_change is ClockChange.RESUME:
            return resume_clock(clock, self.now, DAYS)
        return clock

    def _head(self, seq: int, standing: Standing) -> EntryHead:
        return EntryHead(
            seq=seq,
            leaf_hash="ab" * 32,
            kind=EntryKind.DECISION_RECORDED,
            recorded_at=self.now,
            standing=standing,
        )


def route_of(request: NominationRequest, day: date = date(2004, 3, 1)) -> Route:
    """Return the route of a nomination under the rules of `tests.gated`."""
    return plan_route(gated_book().named(request.rule_set or RULES), request, day)


def with_plans(route: Route, **changes: Mapping[str, object]) -> Route:
    """Return the route with these fields of the plans of these gates of its first stage changed."""
    first, *rest = route.stages
    plans = tuple(_changed(plan, changes) for plan in first.plans)
    return route.model_copy(update={"stages": (_with(first, plans), *rest)})


def _changed(plan: GatePlan, changes: Mapping[str, Mapping[str, object]]) -> GatePlan:
    return GatePlan.model_validate(plan.model_dump() | dict(changes.get(plan.gate, {})))


def _with(stage: StagePlan, plans: tuple[GatePlan, ...]) -> StagePlan:
    return stage.model_copy(update={"plans": plans, "gates": tuple(plan.gate for plan in plans)})


def _leads_to(case: CaseFile, act: Act) -> Move:
    match act:
        case Decision():
            return after_decision(case, act)
        case Resubmission():
            return after_resubmission(case, content_hash(act.content))
        case Withdrawal():
            return after_withdrawal(case)
        case _:
            return after_act(case, act)
