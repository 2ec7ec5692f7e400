"""Working days counted from the `holidays` library alone, without the product's own counting."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import holidays

VIETNAM = timezone(timedelta(hours=7))
_DAYS = holidays.country_holidays("VN", years=range(2025, 2040), language="en_US")


def tet_after(day: date) -> date:
    """Return the first day of the lunar year that begins at least 40 days after this day."""
    names = ((when, _DAYS[when]) for when in sorted(_DAYS) if when > day + timedelta(days=40))
    return next(when for when, name in names if name.startswith("Lunar New Year"))


def end_of_working_day(day: date, number: int) -> datetime:
    """Return the last second of the so many-th working day after a day, or before it if negative."""
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while not _DAYS.is_working_day(day):
            day += step
    return datetime.combine(day, time(23, 59, 59), VIETNAM).astimezone(UTC)


def working_days_between(day: date, instant: datetime) -> int:
    """Return how many working days come after a day, up to and with that of the instant."""
    count = (instant.astimezone(VIETNAM).date() - day).days
    return sum(_DAYS.is_working_day(day + timedelta(days=n)) for n in range(1, count + 1))


def holidays_between(day: date, instant: datetime) -> tuple[date, ...]:
    """Return the weekdays on which nobody works, after a day and up to that of the instant."""
    count = (instant.astimezone(VIETNAM).date() - day).days
    days = (day + timedelta(days=n) for n in range(1, count + 1))
    return tuple(each for each in days if each.isoweekday() <= 5 and not _DAYS.is_working_day(each))
