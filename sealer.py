"""The sealer: has the ledger sealed, signs checkpoints, and has the witness cosign them.

python sealer.py            run until SIGTERM or SIGINT
python sealer.py --check    exit 0 if nothing has waited to be sealed for more than a minute
python sealer.py --key      print the verifier key that auditors and witnesses are given; make it if need be

It is a program of its own, with a role in the database and a disk of its own, so that whoever owns the
database cannot sign and who signs cannot change an entry. Any number may run: one works, the others wait.
"""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from datetime import timedelta

from pydantic import ValidationError
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.sealing import SealingActivities
from adapters.checkpoint_folder import CheckpointFolder
from adapters.ed25519 import SigningKey
from adapters.logging import core_runtime, set_up_logging
from adapters.postgres.pool import open_pool
from adapters.postgres.seal import SealReader
from adapters.postgres.sealing import SealStore
from adapters.processes import leave
from adapters.seal_state import StateFile
from adapters.sealer import LogKey, Sealer
from adapters.sealing_log import StructlogSealLog
from adapters.settings import LogIdentity, SealerSettings
from adapters.temporal import connect
from adapters.witness_desk import WitnessDesk
from domain.errors import VinhDanhError
from domain.notes import NoteKey
from schemas.names import SEALING_ID, SEALING_QUEUE, SEALING_WORKFLOW
from workflows.sealing import SealingWorkflow

_SHIFT = timedelta(minutes=10)
_LOOK_AFTER_WORKFLOW_SECONDS = 30
_LONGEST_WAIT_SECONDS = 60


def build_worker(
    client: Client, activities: SealingActivities, runner: WorkflowRunner | None = None
) -> Worker:
    """Return a worker that takes part in sealing."""
    return Worker(
        client,
        task_queue=SEALING_QUEUE,
        workflows=[SealingWorkflow],
        activities=[activities.seal_for_a_shift],
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        max_concurrent_activities=1,
        # A shift that waits for a sealer which has died, or is about to leave, would hold up the next one.
        max_cached_workflows=0,
        disable_eager_activity_execution=True,
        graceful_shutdown_timeout=timedelta(seconds=10),
    )


async def ensure_workflow(client: Client) -> None:
    """Start the workflow that has the ledger sealed, unless it runs."""
    await client.start_workflow(
        SEALING_WORKFLOW,
        id=SEALING_ID,
        task_queue=SEALING_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )


async def run() -> None:
    """Seal until SIGTERM or SIGINT."""
    set_up_logging()
    settings = SealerSettings()  # pyright: ignore[reportCallIssue] - the environment gives the values
    client, stop = await connect(core_runtime()), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        await open_shop(stack, settings, client)
        while not stop.is_set():
            await ensure_workflow(client)
            await _waited(stop, _LOOK_AFTER_WORKFLOW_SECONDS)


async def open_shop(stack: AsyncExitStack, settings: SealerSettings, client: Client) -> None:
    """Open everything that one sealer needs, and begin."""
    log, key, folder = StructlogSealLog(), log_key(settings), CheckpointFolder(settings.checkpoints_folder)
    # One connection each: the right to seal belongs to a session, and who asks the witness shall not hold it.
    sealing, asking = [
        await stack.enter_async_context(await open_pool(settings.database_url, size=1)) for _ in range(2)
    ]
    state = StateFile(settings.state_folder)
    sealer = Sealer(SealStore(sealing), SealReader(sealing), state, key, folder)
    if settings.witness_url and settings.witness_key:
        witness, reader = NoteKey.parse(settings.witness_key), SealReader(asking)
        desk = WitnessDesk(
            settings.witness_url, witness, reader, SealStore(asking), folder, log, settings.seconds
        )
        await stack.enter_async_context(desk)
    else:
        log.no_witness()
    activities = SealingActivities(sealer, log, timedelta(seconds=settings.seconds), _SHIFT)
    await stack.enter_async_context(build_worker(client, activities))


def log_key(identity: LogIdentity) -> LogKey:
    """Return the log's key, made if there is none; the state tells when it is not the right one."""
    return LogKey(identity.origin, SigningKey.read_or_make(identity.key_file))


async def check() -> bool:
    """Return whether sealing goes on: nothing has waited for longer than it takes a sealer to take over."""
    settings = SealerSettings()  # pyright: ignore[reportCallIssue] - the environment gives the values
    async with await open_pool(settings.database_url, size=1) as pool:
        _, seconds = await SealReader(pool).pending()
    return seconds < _LONGEST_WAIT_SECONDS


async def _waited(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass


def main() -> int:
    """Run, or print the key, and return the exit code."""
    try:
        if sys.argv[1:] == ["--key"]:
            print(log_key(LogIdentity()).vkey)  # pyright: ignore[reportCallIssue] - from the environment
        elif sys.argv[1:] == ["--check"]:
            return 0 if asyncio.run(check()) else 1
        else:
            asyncio.run(run())
    except VinhDanhError as error:
        print(f"sealer: {error}", file=sys.stderr)
        return 1
    except ValidationError as error:
        missing = ", ".join(str(fault["loc"][0]) for fault in error.errors())
        print(f"sealer: set {missing} in the environment", file=sys.stderr)
        return 2
    except (RPCError, RuntimeError) as error:  # an unknown namespace, or a server of another kind
        print(f"sealer: Temporal refuses it: {str(error).partition(': Status')[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    leave(main())
