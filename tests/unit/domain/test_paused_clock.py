"""A clock that stands still: no working day is lost by it, and none is won."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.paused_clock import pause_clock, resume_clock
from domain.working_days import (
    VIETNAM_TIME,
    WorkCalendar,
    day_in_vietnam,
    end_of_day,
    extend_clock,
    start_clock,
    working_day_after,
    working_days_between,
)
from schemas.case import Clock, Computation
from tests.unit.domain.test_working_days import a_deadline

CALENDAR = WorkCalendar("VN", holidays.country_holidays("VN").__contains__)
ACCEPTED = datetime(2020, 1, 18, 10, 30, tzinfo=VIETNAM_TIME)
TET = start_clock(a_deadline(), ACCEPTED, CALENDAR)
"""The worked case: ten working days from Saturday 18/01/2020, due on Friday 07/02/2020."""

INSTANTS = st.datetimes(datetime(2017, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
GAPS = st.timedeltas(timedelta(0), timedelta(days=60))


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Return a clock of any deadline, started at any time."""
    days = draw(st.integers(1, 30))
    deadline = a_deadline(days, draw(st.integers(0, days - 1)), draw(st.integers(1, 10)))
    return start_clock(deadline, draw(INSTANTS), CALENDAR)


def noon(month: int, day: int) -> datetime:
    """Return noon in Vietnam on a day of 2020."""
    return datetime(2020, month, day, 12, 0, tzinfo=VIETNAM_TIME)


def instants_of(clock: Clock) -> tuple[datetime, datetime, datetime]:
    """Return when a clock reminds, falls due and ends."""
    return clock.remind_at, clock.due_at, clock.ends_at


@pytest.mark.parametrize(
    ("paused", "left", "resumed", "due"),
    [
        (noon(1, 22), 7, noon(1, 29), date(2020, 2, 7)),  # only Tết lies in between
        (noon(1, 22), 7, noon(1, 30), date(2020, 2, 10)),  # Tết and its first working day
        (noon(1, 21), 8, noon(2, 3), date(2020, 2, 13)),
        (noon(1, 25), 7, noon(1, 27), date(2020, 2, 7)),  # within Tết
        (noon(2, 7), 0, noon(2, 11), date(2020, 2, 11)),  # paused on the last day
        (noon(2, 7), 0, noon(2, 15), date(2020, 2, 17)),  # gone on, on a Saturday
    ],
)
def test_a_pause_over_tet_2020(paused: datetime, left: int, resumed: datetime, due: date) -> None:
    """The working days that were left are given again, Tết not among them."""
    still = pause_clock(TET, paused, CALENDAR)
    again = resume_clock(still, resumed, CALENDAR)

    assert still.paused
    assert (paused, left) == (still.paused.at, still.paused.due_days)
    assert due == day_in_vietnam(again.due_at)
    assert again.paused is None


def test_what_was_counted_after_a_pause_is_on_the_clock() -> None:
    """The computation is that of the new due date, by the calendar of the day on which the clock went on."""
    newer = WorkCalendar("VN, newer", CALENDAR.is_day_off)
    again = resume_clock(pause_clock(TET, noon(1, 20), CALENDAR), noon(1, 22), newer)
    tet = tuple(date(2020, 1, day) for day in (23, 24, 27, 28, 29))

    assert Computation(from_day=date(2020, 1, 22), working_days=9, holidays=tet) == again.computation
    assert "VN, newer" == again.calendar


def test_what_has_rung_is_not_rung_again() -> None:
    """A pause after the reminder and the first escalation moves the end alone: who was late stays late."""
    rung = TET.model_copy(update={"reminded": True, "escalations": 1})
    again = resume_clock(pause_clock(rung, noon(2, 10), CALENDAR), noon(2, 12), CALENDAR)

    assert (TET.remind_at, TET.due_at, TET.computation) == (again.remind_at, again.due_at, again.computation)
    assert (True, 1) == (again.reminded, again.escalations)
    assert date(2020, 2, 18) == day_in_vietnam(again.ends_at)


@given(clock=clocks(), gap=GAPS)
def test_a_pause_of_no_time_moves_nothing(clock: Clock, gap: timedelta) -> None:
    """Pausing and going on at once leaves the clock as it was."""
    at = clock.started_at + gap

    assert clock == resume_clock(pause_clock(clock, at, CALENDAR), at, CALENDAR)


@given(clock=clocks(), gap=GAPS, pause=GAPS)
def test_the_days_left_are_the_days_given(clock: Clock, gap: timedelta, pause: timedelta) -> None:
    """As many working days lie after going on as lay after the pause, and the clock never ends earlier."""
    at = clock.started_at + gap
    resumed_at = at + pause
    again = resume_clock(pause_clock(clock, at, CALENDAR), resumed_at, CALENDAR)
    before, after = day_in_vietnam(at), day_in_vietnam(resumed_at)

    for old, new in zip(instants_of(clock), instants_of(again), strict=True):
        left = working_days_between(before, day_in_vietnam(old), CALENDAR)
        given_days = working_days_between(after, day_in_vietnam(new), CALENDAR)
        assert old <= new
        assert old == new if old <= at else given_days in (left, left + (not CALENDAR.is_working_day(after)))
    assert again.remind_at <= again.due_at < again.ends_at


@given(clock=clocks(), gap=GAPS, pause=GAPS)
def test_going_on_on_a_working_day_gives_exactly_the_days_left(
    clock: Clock, gap: timedelta, pause: timedelta
) -> None:
    """No exception on a working day: each instant comes after as many working days as it had left."""
    at = clock.started_at + gap
    resumed_at = at + pause
    after = day_in_vietnam(resumed_at)
    assume(CALENDAR.is_working_day(after))
    still = pause_clock(clock, at, CALENDAR)
    again = resume_clock(still, resumed_at, CALENDAR)
    assert still.paused
    left = still.paused.remind_days, still.paused.due_days, still.paused.end_days

    for old, new, days in zip(instants_of(clock), instants_of(again), left, strict=True):
        assert (old if old <= at else end_of_day(working_day_after(after, days, CALENDAR))) == new


@given(clock=clocks(), gap=GAPS, pause=GAPS)
def test_a_resumed_clock_is_due_on_a_working_day(clock: Clock, gap: timedelta, pause: timedelta) -> None:
    """Nobody is due on a weekend or a holiday, whatever the pause."""
    at = clock.started_at + gap
    again = resume_clock(pause_clock(clock, at, CALENDAR), at + pause, CALENDAR)

    assert all(CALENDAR.is_working_day(day_in_vietnam(at)) for at in (again.due_at, again.ends_at))


@given(clock=clocks(), gap=GAPS, first=GAPS, second=GAPS)
def test_pausing_or_going_on_twice_is_doing_it_once(
    clock: Clock, gap: timedelta, first: timedelta, second: timedelta
) -> None:
    """A repeated act changes nothing, and a clock that runs is not moved by going on."""
    at = clock.started_at + gap
    still = pause_clock(clock, at, CALENDAR)
    again = resume_clock(still, at + first, CALENDAR)

    assert still == pause_clock(still, at + second, CALENDAR)
    assert again == resume_clock(again, at + first + second, CALENDAR)
    assert clock == resume_clock(clock, at, CALENDAR)


def test_going_on_before_the_pause_takes_no_day_away() -> None:
    """A clock of another machine that is behind makes no deadline earlier."""
    still = pause_clock(TET, noon(1, 31), CALENDAR)

    assert TET == resume_clock(still, noon(1, 20), CALENDAR)


def test_a_clock_that_was_paused_can_be_extended() -> None:
    """Escalations after a pause are repeated at the rule's own distance."""
    again = resume_clock(pause_clock(TET, noon(2, 10), CALENDAR), noon(2, 12), CALENDAR)

    assert date(2020, 2, 25) == day_in_vietnam(extend_clock(again, 5, CALENDAR).ends_at)
