"""A year with Tết in it, walked by moving a case's clock: every deadline falls on the right day."""

from datetime import timedelta

from schemas.ledger import EntryKind
from tests.gated import SLOW, gated, papers
from tests.workflow.gate_office import GateOffice
from tests.workflow.on_record import ledger_of
from tests.workflow.tet import end_of_working_day, holidays_between, tet_after

REMINDED, ESCALATED = EntryKind.DEADLINE_REMINDED, EntryKind.DEADLINE_ESCALATED
SOON = timedelta(minutes=10)
"""How long after its instant an alarm may be put on record: real time goes on while it is."""


async def test_every_alarm_of_an_idle_year_rings_on_its_working_day(gates: GateOffice) -> None:
    """Reminded on the 40th working day, due on the 60th, and escalated every fifty from then on."""
    request = gated(SLOW)
    await gates.opened(request)
    start = await gates.today(request)
    days = [(REMINDED, 40), *((ESCALATED, number) for number in (60, 110, 160, 210, 260))]
    expected = [(kind, end_of_working_day(start, number)) for kind, number in days]
    for _, instant in expected:
        await gates.until(request, instant)
    rung = [
        (entry.kind, entry.occurred_at)
        for entry in await ledger_of(gates.pool, request.nomination_id)
        if entry.kind in {REMINDED, ESCALATED}
    ]

    assert start < tet_after(start) < await gates.today(request)
    assert await gates.today(request) - start > timedelta(days=365)
    assert [kind for kind, _ in expected] == [kind for kind, _ in rung]
    assert [] == [
        (on_record, due)
        for (_, due), (_, on_record) in zip(expected, rung, strict=True)
        if not due <= on_record < due + SOON
    ]


async def test_a_deadline_over_tet_says_how_it_was_counted(gates: GateOffice) -> None:
    """The ten days of the level, begun six working days before Tết, with the holidays that were skipped."""
    request = gated(SLOW)
    await gates.opened(request)
    tet = tet_after(await gates.today(request))
    await gates.until(request, end_of_working_day(tet, -6))
    start = await gates.today(request)
    assert await gates.send(request, papers(request)) is None
    clock = (await gates.standing(request)).clock

    assert clock
    assert clock.computation
    assert end_of_working_day(start, 10) == clock.due_at
    assert end_of_working_day(start, 7) == clock.remind_at
    assert end_of_working_day(start, 15) == clock.ends_at
    assert (start, 10) == (clock.computation.from_day, clock.computation.working_days)
    assert holidays_between(start, clock.due_at) == clock.computation.holidays
    assert len(clock.computation.holidays) >= 4
    assert "holidays" in clock.calendar
