"""Deadlines in working days of a dated calendar, in Vietnam's time.

A period counts from the working day after the one on which it starts, and ends with the last second
of its last working day. Example, from practice around Tết 2020: accepted on Saturday 18/01/2020, ten
working days end on Friday 07/02/2020.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

from schemas.case import Clock
from schemas.rules import Deadline

VIETNAM_TIME = timezone(timedelta(hours=7), "UTC+7")
_SATURDAY = 5
_END_OF_DAY = time(23, 59, 59)

IsHoliday = Callable[[date], bool]
"""Tells whether a day is a public holiday."""


def is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    """Return whether offices work on `day`: Monday to Friday, public holidays excepted."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def working_day_after(start: date, days: int, is_holiday: IsHoliday) -> date:
    """Return the `days`-th working day after `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, is_holiday):
            days -= 1
    return day


def end_of_working_day(start: datetime, days: int, is_holiday: IsHoliday) -> datetime:
    """Return the end, in UTC, of the `days`-th working day after `start`'s day in Vietnam."""
    day = working_day_after(start.astimezone(VIETNAM_TIME).date(), days, is_holiday)
    return datetime.combine(day, _END_OF_DAY, VIETNAM_TIME).astimezone(UTC)


def start_clock(deadline: Deadline, started_at: datetime, is_holiday: IsHoliday, calendar: str) -> Clock:
    """Return the instants at which this deadline reminds, falls due and ends.

    Args:
        deadline: the rule.
        started_at: when the clock starts; any time zone.
        is_holiday: the public holidays.
        calendar: name and version of that calendar, kept as evidence.
    """
    remind_after = max(deadline.working_days - deadline.remind_before, 0)
    return Clock(
        started_at=started_at.astimezone(UTC),
        remind_at=end_of_working_day(started_at, remind_after, is_holiday),
        due_at=end_of_working_day(started_at, deadline.working_days, is_holiday),
        ends_at=end_of_working_day(started_at, deadline.working_days + deadline.grace, is_holiday),
        calendar=calendar,
    )


def extend_clock(clock: Clock, days: int, is_holiday: IsHoliday) -> Clock:
    """Return the clock with its end moved on by `days` working days."""
    return clock.model_copy(update={"ends_at": end_of_working_day(clock.ends_at, days, is_holiday)})
