"""Deadlines in working days of a dated calendar, in Vietnam's time.

A period counts from the working day after the one on which it starts, and ends with the last second
of its last working day. Example, from practice around Tết 2020: accepted on Saturday 18/01/2020, ten
working days end on Friday 07/02/2020.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from schemas.case import Clock, Computation
from schemas.rules import Deadline

VIETNAM_TIME = timezone(timedelta(hours=7), "UTC+7")
_SATURDAY = 5
_END_OF_DAY = time(23, 59, 59)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days on which offices work: Monday to Friday less the days off, and the days made up (làm bù).

    `name` names calendar and version, and is kept with every clock as evidence.
    """

    name: str
    is_day_off: Callable[[date], bool] = lambda _: False
    is_made_up: Callable[[date], bool] = lambda _: False

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on `day`."""
        return self.is_made_up(day) or (is_weekday(day) and not self.is_day_off(day))


def is_weekday(day: date) -> bool:
    """Return whether `day` lies between Monday and Friday."""
    return day.weekday() < _SATURDAY


def day_in_vietnam(at: datetime) -> date:
    """Return the day that it is in Vietnam at `at`; any time zone."""
    return at.astimezone(VIETNAM_TIME).date()


def working_day_after(start: date, days: int, calendar: WorkCalendar) -> date:
    """Return the `days`-th working day after `start`; for none, `start` itself."""
    day = start
    while days > 0:
        day += _ONE_DAY
        if calendar.is_working_day(day):
            days -= 1
    return day


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Return how many working days lie after `start`, up to and with `end`."""
    return sum(calendar.is_working_day(day) for day in _days_between(start, end))


def end_of_day(day: date) -> datetime:
    """Return the last second, in UTC, of a day in Vietnam."""
    return datetime.combine(day, _END_OF_DAY, VIETNAM_TIME).astimezone(UTC)


def end_of_working_day(start: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """Return the end, in UTC, of the `days`-th working day after `start`'s day in Vietnam."""
    return end_of_day(working_day_after(day_in_vietnam(start), days, calendar))


def computation_of(start: date, working_days: int, end: date, calendar: WorkCalendar) -> Computation:
    """Return what was counted, and what was skipped, from the day after `start` to `end`."""
    days = tuple(_days_between(start, end))
    return Computation(
        from_day=start,
        working_days=working_days,
        holidays=tuple(day for day in days if is_weekday(day) and not calendar.is_working_day(day)),
        made_up=tuple(day for day in days if not is_weekday(day) and calendar.is_working_day(day)),
    )


def start_clock(deadline: Deadline, started_at: datetime, calendar: WorkCalendar) -> Clock:
    """Return the instants at which this deadline reminds, falls due and ends.

    Args:
        deadline: the rule.
        started_at: when the clock starts; any time zone.
        calendar: the working days; its name is kept as evidence.
    """
    days = deadline.working_days
    remind_after = max(days - deadline.remind_before, 0)
    due_at = end_of_working_day(started_at, days, calendar)
    return Clock(
        started_at=started_at.astimezone(UTC),
        remind_at=end_of_working_day(started_at, remind_after, calendar),
        due_at=due_at,
        ends_at=end_of_working_day(started_at, days + deadline.grace, calendar),
        calendar=calendar.name,
        computation=computation_of(day_in_vietnam(started_at), days, day_in_vietnam(due_at), calendar),
    )


def extend_clock(clock: Clock, days: int, calendar: WorkCalendar) -> Clock:
    """Return the clock with its end moved on by `days` working days."""
    return clock.model_copy(update={"ends_at": end_of_working_day(clock.ends_at, days, calendar)})


def _days_between(start: date, end: date) -> Iterator[date]:
    """Yield the days after `start`, up to and with `end`."""
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
