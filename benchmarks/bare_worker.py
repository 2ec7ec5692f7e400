"""A worker for the bare workflow, against TEMPORAL_ADDRESS and DATABASE_URL, until SIGTERM."""

import asyncio
import os
import signal

import asyncpg
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from adapters.temporal import connect
from benchmarks.bare import TASK_QUEUE, BareActivities, BareWorkflow


async def main() -> None:
    """Work until told to stop."""
    client = await connect()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with (
        asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=10) as pool,
        Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=[BareWorkflow],
            activities=[BareActivities(pool).record],
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        ),
    ):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
