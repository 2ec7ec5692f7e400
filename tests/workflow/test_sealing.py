"""The workflow that has the ledger sealed: shift after shift, whoever takes them, whatever happens to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

import workflows.sealing
from activities.sealing import SealingActivities
from adapters.postgres.seal import SealReader
from adapters.sealing_log import StructlogSealLog
from schemas.names import SEALING_ID
from sealer import build_worker, ensure_workflow
from tests.conftest import Eventually
from tests.sealed import append, sealer_on
from workflows.sealing import SealingWorkflow

Hire = Callable[[timedelta], Awaitable[AsyncExitStack]]


@pytest.fixture
def seal(own_pool: asyncpg.Pool) -> SealReader:
    """The seal of a record that nobody else writes to."""
    return SealReader(own_pool)


@pytest.fixture
async def own_admin(own_database: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser there."""
    connection = await asyncpg.connect(own_database.replace("vinhdanh_app@", "postgres@"))
    yield connection
    await connection.close()


@pytest.fixture
async def sealing(client: Client) -> AsyncIterator[WorkflowHandle[object, object]]:
    """The workflow, which is ended after the test."""
    await ensure_workflow(client)
    handle = client.get_workflow_handle(SEALING_ID)
    yield handle
    await handle.terminate()


@pytest.fixture
async def hire(client: Client, own_database: str, tmp_path: Path) -> AsyncIterator[Hire]:
    """Starts sealers that look often, with shifts of a given length; who is told to leave goes at once."""
    async with AsyncExitStack() as all_of_them:

        async def start(shift: timedelta) -> AsyncExitStack:
            one = await all_of_them.enter_async_context(AsyncExitStack())
            sealer = await one.enter_async_context(sealer_on(own_database, tmp_path))
            every = timedelta(milliseconds=20)
            activities = SealingActivities(sealer, StructlogSealLog(), every, shift)
            await one.enter_async_context(build_worker(client, activities))
            return one

        yield start


@pytest.mark.usefixtures("sealing")
async def test_what_is_appended_is_sealed_and_a_sealer_that_leaves_is_followed(
    own_admin: asyncpg.Connection, seal: SealReader, hire: Hire, eventually: Eventually
) -> None:
    """A long shift ends when its worker is told to stop, and the next sealer goes on where it stood."""

    async def sealed(size: int) -> bool:
        checkpoint = await seal.checkpoint()
        return checkpoint is not None and checkpoint.head.size == size

    await append(own_admin, "n-1", 3)
    first = await hire(timedelta(hours=1))
    await eventually(lambda: sealed(3))
    async with asyncio.timeout(5):
        await first.aclose()
    await append(own_admin, "n-1", 2)
    await hire(timedelta(hours=1))
    await eventually(lambda: sealed(5))

    assert 0 == (await seal.pending())[0]


async def test_shifts_follow_each_other_in_runs_that_stay_short(
    client: Client,
    sealing: WorkflowHandle[object, object],
    hire: Hire,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For years: a run ends after its shifts, the next one goes on, and each replays on this code."""
    monkeypatch.setattr(workflows.sealing, "_SHIFTS_A_RUN", 3)
    first = (await sealing.describe()).run_id
    await hire(timedelta(milliseconds=1))

    async def in_a_later_run() -> bool:
        return (await sealing.describe()).run_id != first

    await eventually(in_a_later_run)
    history = await client.get_workflow_handle(SEALING_ID, run_id=first).fetch_history()
    replayer = Replayer(
        workflows=[SealingWorkflow],
        workflow_runner=UnsandboxedWorkflowRunner(),  # the sandbox would have the real number of shifts
        data_converter=client.data_converter,
    )
    await replayer.replay_workflow(history)

    assert 3 == sum(event.HasField("activity_task_completed_event_attributes") for event in history.events)
    assert history.events[-1].HasField("workflow_execution_continued_as_new_event_attributes")


async def test_there_is_one_workflow_and_always_one(
    client: Client, sealing: WorkflowHandle[object, object]
) -> None:
    """Sealers that start at once share it; one that somebody ended is started again."""
    before = (await sealing.describe()).run_id
    await asyncio.gather(ensure_workflow(client), ensure_workflow(client))
    same = (await sealing.describe()).run_id
    await sealing.terminate()
    with pytest.raises(RPCError):
        await sealing.terminate()
    await ensure_workflow(client)

    assert (before, before) != (same, (await sealing.describe()).run_id)
    assert before == same
