"""When the running clock rings next, and what for."""

from datetime import datetime
from typing import NamedTuple

from domain.climb import end_of_deadline
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.rules import DeadlineEnd

_ENDS = {
    DeadlineEnd.ESCALATE: EntryKind.DEADLINE_ESCALATED,
    DeadlineEnd.LAPSE: EntryKind.DEADLINE_LAPSED,
    DeadlineEnd.GO_ON: EntryKind.DEADLINE_WENT_ON,
}


class Alarm(NamedTuple):
    """What happens at `at` unless somebody acts before."""

    at: datetime
    kind: EntryKind


def next_alarm(case: CaseFile) -> Alarm | None:
    """Return the next instant of the running clock, or None when no clock runs.

    In order: the reminder; the escalation when the time is up; the rule's end. Where the end is to
    escalate, it is repeated after as many working days again, for as long as nobody acts.
    """
    clock = case.standing.clock
    if clock is None:
        return None
    if not clock.reminded and clock.escalations == 0:
        return Alarm(clock.remind_at, EntryKind.DEADLINE_REMINDED)
    if clock.escalations == 0:
        return Alarm(clock.due_at, EntryKind.DEADLINE_ESCALATED)
    return Alarm(clock.ends_at, _ENDS[end_of_deadline(case)])
