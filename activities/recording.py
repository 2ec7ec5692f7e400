"""How every act is put on record: find out what it needs, start its clock, write it, echo it."""

from temporalio import activity

from activities.failures import as_activity_failures
from activities.ports import AuditLog, Calendar, Record, Register
from schemas.case import Clock, Delegated, Standing
from schemas.messages import RefusalReason
from schemas.record import ClockChange, Draft, Mandate, Notice, NoticeKind, Recorded
from schemas.rules import Role


class Recorder:
    """Writes drafts. It holds no state, so one serves all activities."""

    def __init__(self, record: Record, calendar: Calendar, register: Register, audit: AuditLog) -> None:
        """Work on this record, calendar, register of people and audit log."""
        self._record = record
        self._calendar = calendar
        self._register = register
        self._audit = audit

    async def write(self, draft: Draft) -> Recorded:
        """Record a draft in one transaction and emit its audit line after the commit.

        Raises:
            ApplicationError: see `activities.failures`.
        """
        with as_activity_failures():
            refused = await self._refused(draft)
            if refused is not None:
                return Recorded(refused=refused)
            complete = await self.completed(draft)
            recorded = await self._record.record(complete, complete.standing)
        if recorded.entry is not None:
            run_id = activity.info().workflow_run_id
            self._audit.entry_recorded(draft.nomination_id, recorded.entry, run_id)
        return recorded

    async def completed(self, draft: Draft) -> Draft:
        """Return the draft with its clock, and with the people who hold its seat on that day."""
        if draft.standing is None:
            return draft
        standing = draft.standing.model_copy(update={"clock": self._clock(draft, draft.standing)})
        if draft.seat is None:
            return draft.model_copy(update={"standing": standing})
        people = await self._register.entitled(
            draft.seat.body, draft.seat.roles, draft.seat.rule_set, draft.at
        )
        # Where nobody holds a seat the deciders act; but nobody stands in for a council without members.
        panel = people if Role.COUNCIL_MEMBER in draft.seat.roles else people or draft.panel
        standing = standing.model_copy(
            update={"panel": panel, "delegations": await self._delegations(draft, panel)}
        )
        told = panel if draft.seat.told else ()
        turn = tuple(Notice(recipient=who, kind=NoticeKind.YOUR_TURN) for who in told)
        return draft.model_copy(
            update={
                "standing": standing,
                "panel": panel or draft.panel,
                "notices": (*draft.notices, *turn),
            }
        )

    async def _refused(self, draft: Draft) -> RefusalReason | None:
        for mandate in draft.mandates:
            if not await self._holds(mandate, draft):
                return RefusalReason.NO_DELEGATION if mandate.delegator else RefusalReason.NOT_ENTITLED
        return None

    async def _holds(self, mandate: Mandate, draft: Draft) -> bool:
        """Return whether the register knows of this seat or delegation on the day of the act."""
        if mandate.seat is not None:
            seat = mandate.seat
            holders = await self._register.entitled(seat.body, seat.roles, seat.rule_set, draft.at)
            return mandate.person in holders
        found = await self._register.delegation(
            mandate.person, mandate.delegator or "", mandate.body, mandate.gate, mandate.award, draft.at
        )
        return found is not None

    async def _delegations(self, draft: Draft, panel: tuple[str, ...]) -> tuple[Delegated, ...] | None:
        """Return the delegations to members of a council; other panels act by mandates."""
        if draft.seat is None or Role.COUNCIL_MEMBER not in draft.seat.roles:
            return None
        found = await self._register.delegations_to(panel, draft.at)
        return tuple(Delegated(delegate=to, delegator=by) for to, by in found) or None

    def _clock(self, draft: Draft, standing: Standing) -> Clock | None:
        if draft.start_clock is not None:
            return self._calendar.start(draft.start_clock, draft.clock_from or draft.at)
        if standing.clock is None:
            return None
        if draft.extend_clock is not None:
            return self._calendar.extend(standing.clock, draft.extend_clock)
        if draft.clock_change is ClockChange.PAUSE:
            return self._calendar.pause(standing.clock, draft.at)
        if draft.clock_change is ClockChange.RESUME:
            return self._calendar.resume(standing.clock, draft.at)
        return standing.clock
