"""When the running clock rings next, and what for."""

from datetime import datetime, timedelta
from typing import NamedTuple

from domain.climb import end_of_deadline
from domain.stages import unit_at, view_of
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.rules import DeadlineEnd

_ENDS = {
    DeadlineEnd.ESCALATE: EntryKind.DEADLINE_ESCALATED,
    DeadlineEnd.LAPSE: EntryKind.DEADLINE_LAPSED,
    DeadlineEnd.GO_ON: EntryKind.DEADLINE_WENT_ON,
}


class Alarm(NamedTuple):
    """What happens at `at` unless somebody acts before; None: at once, nobody can keep it from happening."""

    at: datetime | None
    kind: EntryKind


_PUNCTUAL = timedelta(hours=1)


def counts_from(alarm: Alarm, now: datetime) -> datetime:
    """Return from when a clock counts that this alarm starts: the alarm's own instant if it rings on time.

    An alarm is due at the last second of a day and may ring just after midnight; that must not make the next
    deadline a day longer. One that rings late, because nothing ran, starts a whole period then.
    """
    if alarm.at is not None and now - alarm.at < _PUNCTUAL:
        return min(alarm.at, now)
    return now


def is_found_out(case: CaseFile, alarm: Alarm) -> bool:
    """Return whether something has to be found out before this alarm can be put on record."""
    view = view_of(case)
    return view is not None and alarm.kind in unit_at(view).finds


def may_come_of(case: CaseFile, alarm: Alarm) -> frozenset[EntryKind]:
    """Return the kinds of entry that an alarm can become; what is found out may make it another."""
    view = view_of(case)
    kinds = unit_at(view).finds if view else frozenset[EntryKind]()
    return kinds if alarm.kind in kinds else frozenset({alarm.kind})


def next_alarm(case: CaseFile) -> Alarm | None:
    """Return the next instant of the running clock, or None when no clock runs or it stands still.

    In order: the reminder; the escalation when the time is up; the rule's end. Where the end is to
    escalate, it is repeated after as many working days again, for as long as nobody acts. A gate with a
    period of its own (a consultation, a window for comments) ends on its due day.
    """
    clock = case.standing.clock
    if clock is None or clock.paused:
        return None
    view = view_of(case) if case.standing.status is CaseStatus.IN_REVIEW else None
    at_once = unit_at(view).at_once(view) if view else None
    if at_once is not None:
        return Alarm(None, at_once)
    period_ends = unit_at(view).window(view) if view else None
    if period_ends is not None and (clock.reminded or clock.remind_at >= clock.due_at):
        return Alarm(clock.due_at, period_ends)
    if not clock.reminded and clock.escalations == 0:
        return Alarm(clock.remind_at, EntryKind.DEADLINE_REMINDED)
    if clock.escalations == 0:
        return Alarm(clock.due_at, EntryKind.DEADLINE_ESCALATED)
    return Alarm(clock.ends_at, _ENDS[end_of_deadline(case)])
