"""How every act is put on record: start its clock, write it, echo it."""

from temporalio import activity

from activities.failures import as_activity_failures
from activities.ports import AuditLog, Calendar, Record
from schemas.case import Standing
from schemas.record import Draft, Recorded


class Recorder:
    """Writes drafts. It holds no state, so one serves all activities."""

    def __init__(self, record: Record, calendar: Calendar, audit: AuditLog) -> None:
        """Work on this record, calendar and audit log."""
        self._record = record
        self._calendar = calendar
        self._audit = audit

    async def write(self, draft: Draft) -> Recorded:
        """Record a draft in one transaction and emit its audit line after the commit.

        Raises:
            ApplicationError: see `activities.failures`.
        """
        with as_activity_failures():
            recorded = await self._record.record(draft, self._with_clock(draft))
        if recorded.entry is not None:
            run_id = activity.info().workflow_run_id
            self._audit.entry_recorded(draft.nomination_id, recorded.entry, run_id)
        return recorded

    def _with_clock(self, draft: Draft) -> Standing | None:
        standing = draft.standing
        if standing is None:
            return None
        if draft.start_clock is not None:
            clock = self._calendar.start(draft.start_clock, draft.at)
        elif draft.extend_clock is not None and standing.clock is not None:
            clock = self._calendar.extend(standing.clock, draft.extend_clock)
        else:
            return standing
        return standing.model_copy(update={"clock": clock})
