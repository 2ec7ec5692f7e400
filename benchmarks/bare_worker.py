"""A worker for the bare workflow, against TEMPORAL_ADDRESS and DATABASE_URL, until SIGTERM.

It serves one of two task queues, named by its argument: one with the SDK's own defaults, and one with
the settings of the product's worker.
"""

import asyncio
import os
import signal
import sys

import asyncpg
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, UnsandboxedWorkflowRunner, Worker

from adapters.temporal import connect
from benchmarks.bare import DEFAULTS_QUEUE, BareActivities, BareWorkflow
from benchmarks.bare_opening import BareOpeningWorkflow


def build(client: Client, pool: asyncpg.Pool, queue: str) -> Worker:
    """Return a worker for this queue."""
    activities, workflows = [BareActivities(pool).record], [BareWorkflow, BareOpeningWorkflow]
    if queue == DEFAULTS_QUEUE:
        return Worker(client, task_queue=queue, workflows=workflows, activities=activities)
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
    )


async def main() -> None:
    """Work until told to stop."""
    client = await connect()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with (
        asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1, max_size=10) as pool,
        build(client, pool, sys.argv[1]),
    ):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
