"""Servers that a test may kill, and what it needs to look at them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from adapters.embedded import StackCard
from adapters.postgres.pool import open_pool
from cli.connection import Office, office_over
from schemas.case_file import Progress
from schemas.names import QueryName, nomination_workflow_id

_WORKFLOW_TASK_TIMES_OUT = 60


@asynccontextmanager
async def office_on(card: StackCard) -> AsyncGenerator[Office]:
    """Open an office on a stack without touching this process's environment."""
    client = await Client.connect(card.temporal_address, data_converter=pydantic_data_converter)
    async with await open_pool(card.database_url, size=8) as pool:
        yield office_over(client, pool)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds, for as long as the servers need to notice a death."""
    async with asyncio.timeout(_WORKFLOW_TASK_TIMES_OUT):
        while not await condition():  # noqa: ASYNC110 - the condition lives in other processes
            await asyncio.sleep(0.1)


async def progress_of(office: Office, nomination_id: str) -> Progress:
    """Ask a workflow where it is."""
    handle = office.client.get_workflow_handle(nomination_workflow_id(nomination_id))
    return await handle.query(QueryName.PROGRESS, result_type=Progress)
