"""Play every path of an objection once on real servers and keep its histories.

python -m tests.replay.record_objections NAME ...    record these paths; no name: those that are missing

As with nominations (`tests.replay.record_histories`), a history that no longer replays asks for
`workflow.patched`, not for being recorded again.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from schemas.objection import ObjectionRequest
from tests.objecting import a_settlement, an_objection
from tests.replay.recording import keep, missing_in, servers
from tests.workflow.conftest import forwarder
from tests.workflow.objections import Desk, desk_on, rules_with_a_period
from tests.workflow.sending import raw

OBJECTION_HISTORIES = Path(__file__).parent / "objection_histories"
Play = Callable[[Desk], Awaitable[ObjectionRequest]]


async def _upheld(desk: Desk) -> ObjectionRequest:
    objection = await desk.filed()
    await desk.gateway.settle(a_settlement(objection, actor_id="ward-chair"))
    await desk.gateway.settle(a_settlement(objection))
    return objection


async def _dismissed_late(desk: Desk) -> ObjectionRequest:
    """Reminded, escalated twice, garbage and a wish to cancel in between, then dismissed by signal."""
    objection, forward = await desk.filed(), forwarder(desk.server)
    case = desk.workflow_of(objection)
    for end in ("remind_at", "due_at", "ends_at"):
        clock = (await desk.progress(objection)).clock
        assert clock
        await forward(case, getattr(clock, end))
    await case.signal("settle_objection", raw(b"{"))
    await case.cancel()
    await desk.gateway.settle_blindly(a_settlement(objection, upheld=False))
    await case.result()
    return objection


async def _refused(desk: Desk) -> ObjectionRequest:
    objection = an_objection(await desk.opened())
    await desk.file(objection)
    return objection


async def _handed_over(desk: Desk) -> ObjectionRequest:
    """So many refused settlements that the run is left, then one that stands."""
    objection = await desk.filed()
    for number in range(25):
        await desk.gateway.settle(a_settlement(objection, actor_id="ward-chair", reason=f"Lần {number}"))
    await desk.gateway.settle(a_settlement(objection))
    return objection


OBJECTION_PATHS: dict[str, Play] = {
    "upheld": _upheld,
    "dismissed-late": _dismissed_late,
    "refused": _refused,
    "handed-over": _handed_over,
}


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    async with servers(rules_with_a_period) as on:
        desk = desk_on(on.server, on.pool)
        for name in names:
            objection = await OBJECTION_PATHS[name](desk)
            await keep(OBJECTION_HISTORIES, name, on.server.client, desk.workflow_of(objection).id)


def main() -> None:
    """Record what the command line names, or whatever is missing."""
    logging.basicConfig(level=logging.ERROR)
    names = sys.argv[1:] or missing_in(OBJECTION_HISTORIES, list(OBJECTION_PATHS))
    if names:
        asyncio.run(record(names))


if __name__ == "__main__":
    main()
