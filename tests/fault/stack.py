"""Servers that a test may kill, and what it needs to look at them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from temporalio.client import Client

from adapters.codec import data_converter
from adapters.embedded import StackCard
from adapters.keyring import Keyring
from adapters.postgres.pool import open_pool
from adapters.try_out_keys import enrol_everybody
from cli.connection import Office, office_over
from cli.signing import as_signed
from schemas.case_file import Progress
from schemas.messages import Decision
from schemas.names import QueryName, nomination_workflow_id
from schemas.nomination import NominationRequest

_WORKFLOW_TASK_TIMES_OUT = 60


@asynccontextmanager
async def office_on(card: StackCard) -> AsyncGenerator[Office]:
    """Open an office on a stack without touching this process's environment; everybody has a key there."""
    client = await Client.connect(card.temporal_address, data_converter=data_converter(card.payload_keys))
    async with await open_pool(card.database_url, size=8) as pool:
        office = office_over(client, pool, Keyring(card.signing_keys))
        await enrol_everybody(office.keys, office.keyring)
        yield office


async def signed(office: Office, request: NominationRequest, decision: Decision) -> Decision:
    """Return a decision signed by its reviewer on what is on record now."""
    known = await office.reader.nomination(request.nomination_id)
    assert known
    return await as_signed(office, known, decision)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a condition holds, for as long as the servers need to notice a death."""
    async with asyncio.timeout(_WORKFLOW_TASK_TIMES_OUT):
        while not await condition():  # noqa: ASYNC110 - the condition lives in other processes
            await asyncio.sleep(0.1)


async def progress_of(office: Office, nomination_id: str) -> Progress:
    """Ask a workflow where it is."""
    handle = office.client.get_workflow_handle(nomination_workflow_id(nomination_id))
    return await handle.query(QueryName.PROGRESS, result_type=Progress)
