"""Processes that die while nominations climb: what was answered is on record, once, and all arrive."""

import asyncio
import os
import signal
from collections.abc import Callable
from random import Random, SystemRandom

import pytest

from adapters.embedded import EmbeddedStack, StackCard
from cli.connection import Office
from schemas.messages import Receipt
from tests.fault.callers import LEVELS, climbed, faults_on_record, opened
from tests.fault.conftest import Hire, Process
from tests.fault.stack import until

_NOMINATIONS = 12

pytestmark = pytest.mark.timeout(120)


class Mishaps:
    """Something that happens each time when so many receipts have been given, drawn by a seed."""

    def __init__(self, times: int, happen: Callable[[], None]) -> None:
        """Draw when it happens; the seed is printed, and VINH_DANH_SEED repeats it."""
        seed = int(os.environ.get("VINH_DANH_SEED") or SystemRandom().randrange(10**6))
        print(f"VINH_DANH_SEED={seed}")  # noqa: T201 - pytest shows it when the test fails
        self._moments = set(Random(seed).sample(range(1, _NOMINATIONS * len(LEVELS) - 1), times))  # noqa: S311 - no secret
        self._happen = happen
        self._given = 0

    def told(self, _receipt: Receipt) -> None:
        """Count a receipt, and let it happen if its moment has come."""
        self._given += 1
        if self._given in self._moments:
            self._happen()


async def test_workers_that_are_killed_lose_and_double_nothing(office: Office, hire: Hire) -> None:
    """Two of two killed at random moments and replaced: callers repeat, and every receipt holds."""
    victims = [await hire(), await hire()]
    requests = await opened(office, _NOMINATIONS)
    replaced: list[asyncio.Task[Process]] = []

    def kill() -> None:
        victims.pop().kill()
        replaced.append(asyncio.create_task(hire()))

    receipts = await climbed(office, requests, told=Mishaps(2, kill).told)
    await asyncio.gather(*replaced)

    assert [] == victims
    assert _NOMINATIONS * len(LEVELS) == len(receipts)
    assert [] == await faults_on_record(office, requests, receipts)


# SIGQUIT to PostgreSQL is `pg_ctl -m immediate stop`.
@pytest.mark.parametrize(
    "blow", [("postgres", signal.SIGQUIT), ("temporal", signal.SIGKILL)], ids="{0[0]}".format
)
async def test_a_server_that_crashes_and_comes_back_loses_and_doubles_nothing(
    blow: tuple[str, signal.Signals], office: Office, hire: Hire, servers: EmbeddedStack, where: StackCard
) -> None:
    """Stopped at once in the middle, as by a power cut, and started on what is on its disk."""
    await hire()
    requests = await opened(office, _NOMINATIONS)
    crash = asyncio.Event()
    climb = asyncio.create_task(climbed(office, requests, told=Mishaps(1, crash.set).told))
    await crash.wait()
    mark = getattr(where, blow[0])
    os.kill(mark.pid, blow[1])
    await until(lambda: _gone(mark.alive))
    revived = await asyncio.to_thread(servers.restart_dead, where)
    receipts = await climb
    await asyncio.to_thread(revived.worker.stop)

    assert _NOMINATIONS * len(LEVELS) == len(receipts)
    assert [] == await faults_on_record(office, requests, receipts)


async def _gone(alive: Callable[[], bool]) -> bool:
    return not alive()
