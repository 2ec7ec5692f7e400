"""The embedded servers of one machine: up, found, stopped, killed, and up again with all that was in them."""

import asyncio
import signal
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.embedded import StackCard
from tests.e2e.conftest import Copied, Said, Starter, ended
from tests.e2e.dossiers import a_row, written


@pytest.fixture(scope="module")
async def starter(copied: Copied) -> AsyncIterator[Starter]:
    """The command line in a copy of the project; whatever it left running is stopped at the end."""
    made = copied("một máy")
    yield made
    await made("down")


@asynccontextmanager
async def _up(starter: Starter) -> AsyncGenerator[asyncio.subprocess.Process]:
    """Bring the servers up, and kill `up` if the test has not ended it."""
    process = await starter.begin("up")
    try:
        assert process.stdout
        async with asyncio.timeout(60):
            while b"TEMPORAL_ADDRESS" not in await process.stdout.readline():
                pass
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def _card(starter: Starter) -> StackCard | None:
    return StackCard.read(starter.folder / ".local" / "stack.json")


async def _interrupted(process: asyncio.subprocess.Process) -> Said:
    process.send_signal(signal.SIGINT)
    return await ended(process)


async def test_what_is_submitted_outlives_a_stop_and_a_kill(starter: Starter) -> None:
    """Other verbs find the servers by themselves; Ctrl-C stops them cleanly; nothing is lost either way."""
    file = written(starter.folder / "hồ sơ.csv", "d-1", a_row("01"))
    async with _up(starter) as first:
        card = _card(starter)
        submitted = await starter("submit", file, "--json")
        second_up = await starter("up")
        stopped = await _interrupted(first)
    assert card
    left = [mark.alive() for mark in (card.postgres, card.temporal, card.worker)]
    async with _up(starter) as killed:
        listed = await starter("list", "--json")
        killed.kill()
        await killed.communicate()
    async with _up(starter) as last:
        acted = await starter("check-papers", "d-1-01", "--as", "ward-officer-1")
        await _interrupted(last)

    assert (0, "accepted") == (submitted.code, submitted.json["rows"][0]["result"])
    assert (1, "") == (second_up.code, second_up.out)
    assert "another process runs the stack" in second_up.err
    assert (0, [False] * 3, "") == (stopped.code, left, stopped.err)
    assert (0, ["d-1-01"]) == (listed.code, [item["nomination_id"] for item in listed.json])
    assert (0, "On record: d-1-01 is now in_review, ward level.") == (acted.code, acted.out.splitlines()[0])
    assert _card(starter) is None
