"""Letting time pass for one synthetic case, and seeing what that alone puts on record."""

from collections.abc import Sequence
from datetime import timedelta

from adapters.moved_clock import clock_of, move_clock
from cli.play import DemoError
from cli.synthetic_play import Done, Play
from domain.working_days import day_in_vietnam, end_of_day, working_day_after
from schemas.ledger import EntryKind
from schemas.synthetic import WaitStep

_A_LITTLE = timedelta(minutes=1)
"""What comes due at the very end of a day may otherwise ring only after the clock has arrived."""


async def wait(play: Play, step: WaitStep) -> Done:
    """Move the case's clock past the end of a working day.

    Raises:
        DemoError: other entries were written on the way than the step expects.
        ClockError: the clock does not move.
    """
    client, before = play.office.client, (await play.progress()).seq
    now = await clock_of(client, play.workflow_id)
    last = working_day_after(play.waited_to or day_in_vietnam(now), step.days, play.calendar)
    await move_clock(client, play.workflow_id, end_of_day(last) + _A_LITTLE - now)
    play.waited_to = last
    heads = await play.office.reader.entry_heads(play.nomination_id)
    rung = [head.kind for head in heads if head.seq > before]
    if rung != list(step.rings):
        message = f"time has written {_list(rung)}, not {_list(step.rings)}"
        raise DemoError(message)
    return Done(f"to the end of {last:%d/%m/%Y}; on record: {_list(rung)}")


def _list(kinds: Sequence[EntryKind]) -> str:
    return ", ".join(kinds) or "nothing"
