"""In which order the clock rings."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.climb import after_alarm
from domain.deadlines import Alarm, counts_from, next_alarm
from domain.paused_clock import pause_clock, resume_clock
from domain.working_days import WorkCalendar, extend_clock
from schemas.case import CaseStatus, Clock
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.rules import DeadlineEnd
from tests.unit.domain.case_files import MONDAY, a_case

REMINDED, ESCALATED = EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED
EVERY_WEEKDAY = WorkCalendar("no holidays")


def _rung(case: CaseFile, kind: EntryKind) -> CaseFile:
    """Return the case after an alarm, with its clock extended as the record does."""
    move = after_alarm(case, kind)
    clock = move.standing.clock
    if clock and move.extend_clock:
        clock = extend_clock(clock, move.extend_clock, EVERY_WEEKDAY)
    return case.model_copy(update={"standing": move.standing.model_copy(update={"clock": clock})})


@pytest.mark.parametrize(
    ("end", "last"),
    [
        (DeadlineEnd.ESCALATE, ESCALATED),
        (DeadlineEnd.LAPSE, EntryKind.DEADLINE_LAPSED),
        (DeadlineEnd.GO_ON, EntryKind.DEADLINE_WENT_ON),
    ],
)
def test_the_clock_reminds_then_escalates_then_ends(end: DeadlineEnd, last: EntryKind) -> None:
    """Three alarms, each at its own instant of the clock."""
    case = a_case("ward", end=end)
    clock = case.standing.clock
    reminded = _rung(case, REMINDED)
    escalated = _rung(reminded, ESCALATED)

    assert clock
    assert (clock.remind_at, REMINDED) == next_alarm(case)
    assert (clock.due_at, ESCALATED) == next_alarm(reminded)
    assert (clock.ends_at, last) == next_alarm(escalated)


def test_an_escalation_is_repeated_ever_later() -> None:
    """As long as nobody acts the next alarm is an escalation, later than the one before."""
    case = _rung(_rung(a_case("ward"), REMINDED), ESCALATED)
    alarms = [next_alarm(case)]
    for _ in range(5):
        case = _rung(case, ESCALATED)
        alarms.append(next_alarm(case))
    instants = [alarm.at for alarm in alarms if alarm and alarm.at]

    assert {ESCALATED} == {alarm.kind for alarm in alarms if alarm}
    assert 6 == len(set(instants))
    assert sorted(instants) == instants


@pytest.mark.parametrize("status", [CaseStatus.CONFERRED, CaseStatus.WITHDRAWN])
def test_a_closed_case_never_rings(status: CaseStatus) -> None:
    """There is no alarm without a clock."""
    assert next_alarm(a_case(status=status)) is None


def test_a_paused_clock_does_not_ring_until_it_goes_on() -> None:
    """Nobody is reminded of, or reported for, what they cannot do."""
    case = a_case("ward")
    clock = case.standing.clock
    assert clock
    paused = pause_clock(clock, MONDAY, EVERY_WEEKDAY)
    resumed = resume_clock(paused, MONDAY + timedelta(days=7), EVERY_WEEKDAY)

    assert next_alarm(_with_clock(case, paused)) is None
    assert (clock.remind_at + timedelta(days=7), REMINDED) == next_alarm(_with_clock(case, resumed))


def _with_clock(case: CaseFile, clock: Clock) -> CaseFile:
    return case.model_copy(update={"standing": case.standing.model_copy(update={"clock": clock})})


def test_a_clock_counts_from_the_alarm_that_starts_it() -> None:
    """An alarm of the last second of a day rings after midnight at times; the next deadline keeps its day."""
    due = datetime(2020, 3, 9, 16, 59, 59, tzinfo=UTC)
    alarm = Alarm(due, EntryKind.DEADLINE_WENT_ON)

    assert due == counts_from(alarm, due + timedelta(seconds=2))
    assert due + timedelta(days=3) == counts_from(alarm, due + timedelta(days=3))
    assert due == counts_from(Alarm(None, EntryKind.COUNCIL_SUBSTITUTED), due)
