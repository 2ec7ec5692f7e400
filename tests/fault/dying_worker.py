"""A worker that dies at the worst moment: after the commit, before Temporal hears of it.

    python -m tests.fault.dying_worker KIND

It is the product's worker, except that the first act of this kind (for example `decision.recorded`)
that it commits is its last. If TEMPORAL_PID is set, it kills that server first, so that nothing of the
act can reach a history.
"""

import asyncio
import os
import signal
import sys

from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.rule_files import RuleFiles
from adapters.temporal import connect
from schemas.case import Standing
from schemas.record import Draft, Recorded
from worker import build_worker


def die_after_committing(kind: str) -> None:
    """Make the record's first commit of this kind the last thing that this process does."""
    record = PostgresRecord.record

    async def record_and_die(self: PostgresRecord, draft: Draft, standing: Standing | None) -> Recorded:
        recorded = await record(self, draft, standing)
        if recorded.entry and recorded.entry.kind == kind:
            server = os.environ.get("TEMPORAL_PID")
            if server:
                os.kill(int(server), signal.SIGKILL)
            os._exit(1)
        return recorded

    PostgresRecord.record = record_and_die  # pyright: ignore[reportAttributeAccessIssue] - the fault


async def main() -> None:
    """Work until the fatal act."""
    die_after_committing(sys.argv[1])
    client = await connect()
    async with (
        await open_pool(os.environ["DATABASE_URL"], size=4) as pool,
        build_worker(client, pool, RuleFiles()),
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
