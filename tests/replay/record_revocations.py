"""Play every path of a revocation once on real servers and keep its histories.

python -m tests.replay.record_revocations NAME ...    record these paths; no name: those that are missing

As with nominations (`tests.replay.record_histories`), a history that no longer replays asks for
`workflow.patched`, not for being recorded again.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from adapters.rule_files import RuleFiles
from schemas.names import MessageName
from schemas.revocation import OpenRevocation, RecoveryItem
from tests.replay.recording import keep, missing_in, servers
from tests.revoking import a_recovery, a_restoration, a_ruling, an_opening
from tests.workflow.conftest import forwarder
from tests.workflow.revocations import RevocationDesk, revocation_desk, rules_for_revoking, stream_of
from tests.workflow.sending import raw

REVOCATION_HISTORIES = Path(__file__).parent / "revocation_histories"
Play = Callable[[RevocationDesk], Awaitable[OpenRevocation]]


async def _recovered(desk: RevocationDesk) -> OpenRevocation:
    items = (RecoveryItem.CERTIFICATE, RecoveryItem.CASH)
    opening = await desk.opened(an_opening(await desk.granted(), recover=items))
    await desk.send(opening, a_ruling(opening, actor_id="city-chair"))
    await desk.send(opening, a_ruling(opening))
    for item in items:
        await desk.send(opening, a_recovery(item))
    return opening


async def _restored(desk: RevocationDesk) -> OpenRevocation:
    opening = await desk.opened(a_restoration(await desk.revoked()))
    await desk.send(opening, a_ruling(opening))
    return opening


async def _denied_late(desk: RevocationDesk) -> OpenRevocation:
    """Reminded, escalated twice, garbage and a wish to cancel in between, then denied by signal."""
    opening, forward = await desk.opened(), forwarder(desk.server)
    case = desk.workflow_of(opening)
    for end in ("remind_at", "due_at", "ends_at"):
        clock = (await desk.state(opening)).clock
        assert clock
        await forward(case, getattr(clock, end))
    await case.signal("decide_revocation", raw(b"{"))
    await case.cancel()
    await desk.gateway.send_blindly(
        stream_of(opening), MessageName.DECIDE_REVOCATION, a_ruling(opening, granted=False)
    )
    await case.result()
    return opening


async def _refused(desk: RevocationDesk) -> OpenRevocation:
    opening = an_opening("no-such-grant")
    await desk.open(opening)
    return opening


async def _handed_over(desk: RevocationDesk) -> OpenRevocation:
    """So many refused decisions that the run is left, then one that stands."""
    opening = await desk.opened()
    for number in range(25):
        await desk.send(opening, a_ruling(opening, actor_id="city-chair", reason=f"Lần {number}"))
    await desk.send(opening, a_ruling(opening))
    return opening


REVOCATION_PATHS: dict[str, Play] = {
    "recovered": _recovered,
    "restored": _restored,
    "denied-late": _denied_late,
    "refused": _refused,
    "handed-over": _handed_over,
}


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    async with servers(rules_for_revoking) as on:
        desk = revocation_desk(on.server, on.pool, RuleFiles())
        for name in names:
            opening = await REVOCATION_PATHS[name](desk)
            await keep(REVOCATION_HISTORIES, name, on.server.client, stream_of(opening))


def main() -> None:
    """Record what the command line names, or whatever is missing."""
    logging.basicConfig(level=logging.ERROR)
    names = sys.argv[1:] or missing_in(REVOCATION_HISTORIES, list(REVOCATION_PATHS))
    if names:
        asyncio.run(record(names))


if __name__ == "__main__":
    main()
