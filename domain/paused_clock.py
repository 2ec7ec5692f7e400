"""Deadlines that stand still while a nomination is returned or suspended.

The working days that were left when the clock was paused are those that are given when it goes on. The
day of the pause is not counted as left, and the day on which it goes on is not counted as given, just as
the day on which a period starts is not; so a pause within one day moves nothing. Paused on its last day,
a clock goes on with a working day as its last. What had passed before the pause stays passed: a pause
makes nobody punctual who was late.
"""

from datetime import UTC, date, datetime, timedelta

from domain.working_days import (
    WorkCalendar,
    computation_of,
    day_in_vietnam,
    end_of_day,
    working_day_after,
    working_days_between,
)
from schemas.case import Clock, Pause


def pause_clock(clock: Clock, at: datetime, calendar: WorkCalendar) -> Clock:
    """Return the clock standing still since `at` (any time zone); one that does already stays as it is."""
    if clock.paused:
        return clock
    today = day_in_vietnam(at)
    remind, due, end = (
        working_days_between(today, day_in_vietnam(instant), calendar)
        for instant in (clock.remind_at, clock.due_at, clock.ends_at)
    )
    pause = Pause(at=at.astimezone(UTC), remind_days=remind, due_days=due, end_days=end)
    return clock.model_copy(update={"paused": pause})


def resume_clock(clock: Clock, at: datetime, calendar: WorkCalendar) -> Clock:
    """Return the clock running again from `at` (any time zone); one that runs already stays as it is.

    Reminder and escalations that have happened are kept. Where the due date is counted anew, so is its
    computation: from the day on which the clock goes on, and by this calendar.
    """
    pause = clock.paused
    if pause is None:
        return clock
    first = _day_of_going_on(clock, pause, day_in_vietnam(max(at, pause.at)), calendar)
    due_at = _given(clock.due_at, pause.due_days, pause, first, calendar)
    resumed = clock.model_copy(
        update={
            "remind_at": _given(clock.remind_at, pause.remind_days, pause, first, calendar),
            "due_at": due_at,
            "ends_at": _given(clock.ends_at, pause.end_days, pause, first, calendar),
            "calendar": calendar.name,
            "paused": None,
        }
    )
    if due_at == clock.due_at:
        return resumed
    counted = computation_of(first, pause.due_days, day_in_vietnam(due_at), calendar)
    return resumed.model_copy(update={"computation": counted})


def _day_of_going_on(clock: Clock, pause: Pause, today: date, calendar: WorkCalendar) -> date:
    """Return the day after which is counted: today, or, for a last day still to be had, a working day."""
    last_day = (pause.due_days == 0 and clock.due_at > pause.at) or pause.end_days == 0
    return working_day_after(today - timedelta(days=1), 1, calendar) if last_day else today


def _given(instant: datetime, days: int, pause: Pause, first: date, calendar: WorkCalendar) -> datetime:
    """Return when an instant comes that had so many working days left; one that had passed stays."""
    if instant <= pause.at:
        return instant
    return end_of_day(working_day_after(first, days, calendar))
