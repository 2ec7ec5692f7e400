"""One embedded stack for the session, the command line as processes on it, and a look behind it."""

import asyncio
import json
import multiprocessing
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from temporalio.client import Client

from adapters.codec import data_converter
from adapters.embedded import EmbeddedStack, StackCard
from adapters.keyring import Keyring
from adapters.postgres.pool import open_pool
from cli.connection import Office, office_over
from tests.gated import write_gated_rules
from tests.plain_rules import plain_rules

_SECONDS = 180


@dataclass(frozen=True)
class Said:
    """What a process answered: its exit code and its two outputs."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the verb prints
        """The one JSON value that a verb printed."""
        return json.loads(self.out)


class Starter:
    """`starter.py` as a process of a fresh interpreter, in one folder and with one environment."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        """Run `folder`/starter.py, with servers only from `environment`."""
        self.folder = folder
        self._environment = _without_servers() | (environment or {})

    async def begin(self, *words: object, **environment: str) -> asyncio.subprocess.Process:
        """Start a verb and do not wait for it."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "starter.py",
            *map(str, words),
            cwd=self.folder,
            env=self._environment | environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *words: object, **environment: str) -> Said:
        """Run a verb to its end."""
        return await ended(await self.begin(*words, **environment))


class ForkedStarter:
    """The same as processes that are forked from one which has imported everything, which takes seconds."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        """Run `folder`/starter.py, with servers only from `environment`."""
        self._folder = folder
        self._environment = _without_servers() | environment
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["pytest", "cli.app"])

    async def __call__(self, *words: object, **environment: str) -> Said:
        """Run a verb to its end."""
        return await asyncio.to_thread(self._run, [str(word) for word in words], environment)

    def _run(self, words: list[str], environment: dict[str, str]) -> Said:
        with TemporaryDirectory() as outputs:
            out, err = Path(outputs, "out"), Path(outputs, "err")
            arguments = (self._folder, self._environment | environment, words, out, err)
            process = self._processes.Process(target=_become_starter, args=arguments)
            process.start()
            process.join(_SECONDS)
            process.kill()
            process.join()
            return _checked(Said(process.exitcode or 0, out.read_text(), err.read_text()))


def _become_starter(
    folder: Path, environment: dict[str, str], words: list[str], out: Path, err: Path
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), number)
    sys.argv = ["starter.py", *words]
    runpy.run_path("starter.py", run_name="__main__")


async def ended(process: asyncio.subprocess.Process) -> Said:
    """Wait for a verb and return what it said; it is killed if it takes too long."""
    try:
        async with asyncio.timeout(_SECONDS):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return _checked(Said(process.returncode or 0, out.decode(), err.decode()))


def _checked(said: Said) -> Said:
    """Whatever a verb is asked, it never ends in a traceback."""
    assert "Traceback" not in said.out + said.err
    return said


Folder = Callable[[str], Path]
Copied = Callable[[str], Starter]


@pytest.fixture(scope="session")
def new_folder() -> Iterator[Folder]:
    """Makes folders with a space in their names, which are removed at the end.

    They are not below pytest's own, which a run of pytest as root closes to the database's user.
    """
    with TemporaryDirectory(prefix="vinh danh ", ignore_cleanup_errors=True) as parent:

        def make(name: str) -> Path:
            folder = Path(parent) / name
            folder.mkdir()
            return folder

        yield make


@pytest.fixture(scope="session")
def stack(new_folder: Folder) -> Iterator[EmbeddedStack]:
    """The embedded servers with a worker, running under rules by which chairs decide alone.

    Beside them there is a rule set with every gate (`tests.gated`) for those who ask for it.
    """
    rules = plain_rules(new_folder("quy tắc thử"))
    write_gated_rules(rules)
    started = EmbeddedStack(new_folder("kho thử"))
    started.start(rules)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def card(stack: EmbeddedStack) -> StackCard:
    """Where the session's servers are."""
    found = StackCard.read(stack.card_path)
    assert found
    return found


@pytest.fixture(scope="session")
def starter(card: StackCard, repository: Path) -> ForkedStarter:
    """The command line on the session's servers."""
    return ForkedStarter(repository, card.environment())


@pytest.fixture(scope="session")
def fresh_starter(card: StackCard, repository: Path) -> Starter:
    """The same, each verb in an interpreter of its own."""
    return Starter(repository, card.environment())


@pytest.fixture(scope="session")
async def office(card: StackCard) -> AsyncIterator[Office]:
    """The same servers, as this process sees them."""
    async with office_on(card) as opened:
        yield opened


@asynccontextmanager
async def office_on(card: StackCard) -> AsyncGenerator[Office]:
    """Open an office on a stack without touching this process's environment."""
    client = await Client.connect(card.temporal_address, data_converter=data_converter(card.payload_keys))
    async with await open_pool(card.database_url, size=8) as pool:
        yield office_over(client, pool, Keyring(card.signing_keys) if card.signing_keys else None)


@pytest.fixture(scope="session")
def copied(repository: Path, new_folder: Folder) -> Copied:
    """Makes copies of the project, so that no test disturbs the `.local` of who works on it."""

    def copy(name: str) -> Starter:
        folder = new_folder(name)
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout
        for path in filter(None, listed.split("\0")):
            if (repository / path).exists():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(repository / path, folder / path)
        return Starter(folder)

    return copy


def _without_servers() -> dict[str, str]:
    """This process's environment, without any servers that it may name."""
    return {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("TEMPORAL_")
    }
