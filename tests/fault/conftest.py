"""One stack that the tests here may wound, and workers that they may end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from adapters.embedded import ROOT, EmbeddedStack, StackCard
from cli.connection import Office
from tests.fault.stack import office_on

Process = asyncio.subprocess.Process
Hire = Callable[[], Coroutine[None, None, Process]]


@pytest.fixture(scope="session")
def servers() -> Iterator[EmbeddedStack]:
    """Temporal and PostgreSQL without a worker, in a folder with a space in its name."""
    with TemporaryDirectory(prefix="vinh danh ", ignore_cleanup_errors=True) as folder:
        stack = EmbeddedStack(Path(folder))
        stack.start().worker.stop()
        yield stack
        stack.stop()


@pytest.fixture
def where(servers: EmbeddedStack) -> StackCard:
    """Where the servers are, and their processes as they are now."""
    card = StackCard.read(servers.card_path)
    assert card
    return card


@pytest.fixture
async def office(where: StackCard) -> AsyncIterator[Office]:
    """The servers as a sender and an auditor see them."""
    async with office_on(where) as opened:
        yield opened


@pytest.fixture
async def hire(where: StackCard, tmp_path: Path) -> AsyncIterator[Hire]:
    """Starts workers, which sweep every second; whatever became of them, none outlives the test."""
    hired: list[Process] = []
    environment = os.environ | where.environment() | {"HANDOVER_SECONDS": "1"}

    async def start() -> Process:
        with (tmp_path / "worker.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "worker.py"), cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        hired.append(process)
        return process

    yield start
    await asyncio.gather(*map(_ended, hired))


async def _ended(process: Process) -> None:
    """End a worker in order if it can be: a killed one leaves tasks that the next test has to wait for."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGCONT)
        process.terminate()
    try:
        async with asyncio.timeout(20):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
