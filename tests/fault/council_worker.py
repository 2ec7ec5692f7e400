"""A worker under the tests' council rules, which may die while the results of a sitting are handed out.

    python -m tests.fault.council_worker FOLDER [recording N | telling N]

FOLDER holds the rules. With `recording` it dies right after it has committed N transactions of results and
before Temporal hears of the last one; with `telling`, after N nominations were told. Results are recorded
twenty nominations a transaction, so that there is a middle to die in.
"""

import asyncio
import os
import sys
from pathlib import Path

from adapters.handover import Handover
from adapters.postgres.pool import open_pool
from adapters.postgres.sittings import PostgresSittings
from adapters.rule_files import RuleFiles
from adapters.telling import CatchUpTeller
from adapters.temporal import connect
from schemas.record import Draft, Recorded
from worker import build_worker
from workflows import sitting_steps

_CHUNK = 20


def die_recording(after: int) -> None:
    """Make the commit of so many transactions of results the last thing that this process does."""
    record_many, left = PostgresSittings.record_many, [after]

    async def record_and_die(self: PostgresSittings, drafts: tuple[Draft, ...]) -> tuple[Recorded, ...]:
        recorded = await record_many(self, drafts)
        left[0] -= 1
        if not left[0]:
            os._exit(1)
        return recorded

    PostgresSittings.record_many = record_and_die  # pyright: ignore[reportAttributeAccessIssue] - the fault


def die_telling(after: int) -> None:
    """Make the telling of so many nominations the last thing that this process does."""
    tell, left = CatchUpTeller.tell, [after]

    async def tell_and_die(self: CatchUpTeller, nomination_id: str, seq: int) -> bool:
        told = await tell(self, nomination_id, seq)
        left[0] -= 1
        if not left[0]:
            os._exit(1)
        return told

    CatchUpTeller.tell = tell_and_die  # pyright: ignore[reportAttributeAccessIssue] - the fault


async def main() -> None:
    """Work until the fatal moment, or until killed."""
    sitting_steps._CHUNK = _CHUNK  # noqa: SLF001 # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue]
    folder, *fate = sys.argv[1:]
    if fate:
        {"recording": die_recording, "telling": die_telling}[fate[0]](int(fate[1]))
    client = await connect()
    async with (
        await open_pool(os.environ["DATABASE_URL"], size=10) as pool,
        build_worker(client, pool, RuleFiles(Path(folder))),
        Handover(client, pool, 1),
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
