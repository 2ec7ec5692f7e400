"""Working days: counted from the day after, in Vietnam's time, over weekends and holidays."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.working_days import (
    VIETNAM_TIME,
    WorkCalendar,
    day_in_vietnam,
    end_of_working_day,
    extend_clock,
    start_clock,
    working_day_after,
    working_days_between,
)
from schemas.case import Clock, Computation
from schemas.legal import LegalBasis, Mark
from schemas.rules import Deadline, DeadlineEnd

VIETNAM = holidays.country_holidays("VN")
DAYS = st.dates(date(2017, 1, 1), date(2030, 12, 31))
COUNTS = st.integers(0, 60)
INSTANTS = st.datetimes(datetime(2017, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


CALENDAR = WorkCalendar("VN", VIETNAM.__contains__)
"""The public holidays of Vietnam, by the library that the product uses."""


def a_deadline(days: int = 10, remind_before: int = 3, grace: int = 5) -> Deadline:
    """Return a deadline of so many working days."""
    return Deadline(
        working_days=days,
        remind_before=remind_before,
        grace=grace,
        end=DeadlineEnd.ESCALATE,
        basis=LegalBasis(citation="test", mark=Mark.UNKNOWN),
    )


def test_ten_working_days_around_tet_2020() -> None:
    """The worked case from practice: accepted on Saturday 18/01/2020, due on Friday 07/02/2020."""
    assert date(2020, 2, 7) == working_day_after(date(2020, 1, 18), 10, CALENDAR)


def test_a_clock_has_the_instants_of_its_deadline() -> None:
    """Reminder, due date and end fall on the last second of their days in Vietnam, given in UTC."""
    accepted = datetime(2020, 1, 18, 10, 30, tzinfo=VIETNAM_TIME)
    clock = start_clock(a_deadline(), accepted, CALENDAR)

    assert datetime(2020, 1, 18, 3, 30, tzinfo=UTC) == clock.started_at
    assert datetime(2020, 2, 4, 16, 59, 59, tzinfo=UTC) == clock.remind_at
    assert datetime(2020, 2, 7, 16, 59, 59, tzinfo=UTC) == clock.due_at
    assert datetime(2020, 2, 14, 16, 59, 59, tzinfo=UTC) == clock.ends_at
    assert ("VN", False, 0) == (clock.calendar, clock.reminded, clock.escalations)


def test_a_clock_says_how_its_due_date_was_counted() -> None:
    """Anybody can count again: ten days from the 18th, with the five weekdays of Tết skipped."""
    accepted = datetime(2020, 1, 18, 10, 30, tzinfo=VIETNAM_TIME)
    tet = tuple(date(2020, 1, day) for day in (23, 24, 27, 28, 29))
    expected = Computation(from_day=date(2020, 1, 18), working_days=10, holidays=tet)

    assert expected == start_clock(a_deadline(), accepted, CALENDAR).computation


def test_a_day_that_is_made_up_counts_and_is_named() -> None:
    """Saturday 04/05/2019 was worked for Monday 29/04/2019, so it is a working day of the period."""
    swapped = WorkCalendar("VN", VIETNAM.__contains__, lambda day: day == date(2019, 5, 4))
    started_at = datetime(2019, 4, 26, 9, 0, tzinfo=VIETNAM_TIME)
    clock = start_clock(a_deadline(3, 1), started_at, swapped)

    assert date(2019, 5, 4) == day_in_vietnam(clock.due_at)
    assert clock.computation
    assert (date(2019, 5, 4),) == clock.computation.made_up
    assert tuple(date(2019, 4, day) for day in (29, 30)) == clock.computation.holidays[:2]


def test_a_clock_of_an_earlier_version_is_still_read() -> None:
    """Clocks on record know neither pause nor computation."""
    recorded = start_clock(a_deadline(), datetime(2020, 1, 18, tzinfo=UTC), CALENDAR).model_dump(mode="json")
    del recorded["paused"], recorded["computation"]
    read = Clock.model_validate(recorded)

    assert (None, None) == (read.paused, read.computation)
    assert datetime(2020, 2, 7, 16, 59, 59, tzinfo=UTC) == read.due_at


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2020, 3, 2, 16, 59, 59, tzinfo=UTC), date(2020, 3, 3)),
        (datetime(2020, 3, 2, 17, 0, 0, tzinfo=UTC), date(2020, 3, 4)),
        (datetime(2020, 3, 2, 23, 30, tzinfo=VIETNAM_TIME), date(2020, 3, 3)),
        (datetime(2020, 3, 6, 17, 0, 0, tzinfo=UTC), date(2020, 3, 9)),
    ],
)
def test_a_late_evening_in_utc_is_the_next_day_in_vietnam(start: datetime, due: date) -> None:
    """Days are counted where the offices are, whatever zone the instant is given in."""
    end = end_of_working_day(start, 1, CALENDAR)

    assert due == end.astimezone(VIETNAM_TIME).date()


@given(start=DAYS, days=st.integers(1, 60))
def test_a_period_ends_on_a_working_day(start: date, days: int) -> None:
    """Nobody is due on a weekend or a holiday."""
    assert CALENDAR.is_working_day(working_day_after(start, days, CALENDAR))


@given(start=DAYS, days=COUNTS)
def test_a_period_holds_exactly_its_working_days(start: date, days: int) -> None:
    """So many working days lie after the start, up to and with the end; the start itself is not one."""
    end = working_day_after(start, days, CALENDAR)
    inside = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]

    assert days == sum(CALENDAR.is_working_day(day) for day in inside)
    assert days == working_days_between(start, end, CALENDAR)


@given(started_at=INSTANTS, days=st.integers(1, 40))
def test_a_computation_accounts_for_every_weekday(started_at: datetime, days: int) -> None:
    """From the start to the due date, each weekday is either counted or named as skipped."""
    clock = start_clock(a_deadline(days, 0), started_at, CALENDAR)
    start, end = day_in_vietnam(clock.started_at), day_in_vietnam(clock.due_at)
    weekdays = working_days_between(start, end, WorkCalendar("every weekday"))

    assert clock.computation
    assert (start, days, ()) == (
        clock.computation.from_day,
        clock.computation.working_days,
        clock.computation.made_up,
    )
    assert weekdays == days + len(clock.computation.holidays)


@given(start=DAYS, days=COUNTS, more=COUNTS, later=st.integers(0, 30))
def test_more_days_or_a_later_start_never_end_earlier(start: date, days: int, more: int, later: int) -> None:
    """Adding time never shortens a period, and a period may be counted in two parts."""
    end = working_day_after(start, days, CALENDAR)

    assert end <= working_day_after(start, days + more, CALENDAR)
    assert end <= working_day_after(start + timedelta(days=later), days, CALENDAR)
    assert working_day_after(start, days + more, CALENDAR) == working_day_after(end, more, CALENDAR)


@given(started_at=INSTANTS, days=st.integers(1, 40), data=st.data())
def test_the_instants_of_a_clock_are_in_order(started_at: datetime, days: int, data: st.DataObject) -> None:
    """A reminder is never after the due date, nor the end before it, and an extension moves the end on."""
    remind_before, grace = data.draw(st.integers(0, days - 1)), data.draw(st.integers(1, 20))
    clock = start_clock(a_deadline(days, remind_before, grace), started_at, CALENDAR)
    extended = extend_clock(clock, grace, CALENDAR)

    assert clock.started_at <= clock.remind_at <= clock.due_at < clock.ends_at < extended.ends_at
    assert (clock.due_at, clock.remind_at) == (extended.due_at, extended.remind_at)
