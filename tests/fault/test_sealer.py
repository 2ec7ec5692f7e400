"""Sealers that are killed, doubled, or faced with an older database; a witness that is away for a while."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import asyncpg
import pytest

from adapters.ed25519 import verify
from adapters.embedded import ROOT, EmbeddedStack, StackCard
from adapters.local_sealing import LocalSealing, SealingCard
from adapters.postgres.pool import open_pool
from adapters.postgres.seal import SealReader
from adapters.processes import ProcessMark, stop_all
from adapters.sealer import STEPS
from domain.checkpoints import opened
from domain.errors import SealRefusedError
from domain.merkle import verify_consistency
from domain.notes import NoteKey
from schemas.seal import Checkpoint
from tests.fault.stack import until
from tests.sealed import KEY, append, root_of, sealer_on

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """A stack of this module's own, without a worker, whose sealer looks ten times a second."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(prefix="vinh danh ") as folder:
        patch.setenv("SEALER_SECONDS", "0.1")
        started = EmbeddedStack(Path(folder))
        started.start().worker.stop()
        yield started
        started.stop()


@pytest.fixture
def card(stack: EmbeddedStack) -> StackCard:
    """Where its servers are."""
    found = StackCard.read(stack.card_path)
    assert found
    return found


@pytest.fixture
def sealing(card: StackCard) -> SealingCard:
    """Its sealer and witness."""
    assert card.sealing
    return card.sealing


@pytest.fixture
def started() -> Iterator[list[ProcessMark]]:
    """What a test starts beside the stack's own: none of it outlives the test."""
    marks = list[ProcessMark]()
    yield marks
    stop_all(*marks)


@pytest.fixture
async def admin(card: StackCard) -> AsyncIterator[asyncpg.Connection]:
    """The superuser of its record."""
    connection = await asyncpg.connect(_admin_url(card))
    yield connection
    await connection.close()


@pytest.fixture
async def seal(card: StackCard) -> AsyncIterator[SealReader]:
    """Its seal."""
    async with await open_pool(card.database_url, size=2) as pool:
        yield SealReader(pool)


async def test_a_witness_that_was_away_catches_up(
    stack: EmbeddedStack,
    sealing: SealingCard,
    started: list[ProcessMark],
    admin: asyncpg.Connection,
    seal: SealReader,
) -> None:
    """Entries are sealed without it, people are told in the log, and one proof brings it back."""
    await append(admin, "n-witness", 2)
    await until(lambda: _cosigned(seal, sealing))
    sealing.witness.stop()
    for _ in range(3):
        await append(admin, "n-witness", 2)
        await until(lambda: _sealed(seal, admin))
    await until(lambda: _told(stack, "seal.not_cosigned"))
    alone = await seal.checkpoint()
    again = LocalSealing(stack.folder).start_witness(int(sealing.witness_url.rsplit(":", 1)[1]))
    started.append(again)
    await until(lambda: _cosigned(seal, sealing))
    latest = await seal.checkpoint()

    assert alone
    assert not alone.witness_keys
    assert latest
    assert alone.head == latest.head
    assert latest.note == (sealing.checkpoints / "latest.txt").read_text()
    assert (sealing.witness_key,) == latest.witness_keys


async def test_a_killed_sealer_is_followed_by_the_one_that_waits(
    *,
    stack: EmbeddedStack,
    card: StackCard,
    sealing: SealingCard,
    started: list[ProcessMark],
    admin: asyncpg.Connection,
    seal: SealReader,
) -> None:
    """Of two one works; when it is killed the other takes over within seconds, and there is one tree."""
    started.append(LocalSealing(stack.folder).start_sealer(card.environment(), sealing.witness_url))
    await append(admin, "n-killed", 3)
    await until(lambda: _sealed(seal, admin))
    os.kill(sealing.sealer.pid, signal.SIGKILL)
    await append(admin, "n-killed", 3)
    await until(lambda: _sealed(seal, admin))

    leaves = [leaf.leaf_hash async for leaf in seal.leaves()]
    assert leaves == [row["hash"] for row in await admin.fetch(_IN_ORDER)]
    await _assert_one_history(seal, sealing, leaves)


_IN_ORDER = "select encode(leaf_hash, 'hex') as hash from ledger.entry order by entry_id"


async def test_after_a_restore_from_an_older_backup_nothing_is_signed(
    own_database: str, admin_url: str, tmp_path: Path
) -> None:
    """What was lost is not sealed anew in other words; with the newest backup sealing goes on."""
    server = await asyncpg.connect(admin_url.replace("/vinhdanh?", "/postgres?"))
    name = urlsplit(own_database).path[1:]
    leaves = await _grown(own_database, tmp_path, 3)
    await server.execute(f"create database {name}_older template {name}")
    leaves += await _grown(own_database, tmp_path, 2)
    await server.execute(f"create database {name}_newest template {name}")
    await _restored(server, name, f"{name}_older")
    with pytest.raises(SealRefusedError, match="an older state of the database"):
        await _grown(own_database, tmp_path, 4)
    await _restored(server, name, f"{name}_newest")
    leaves += await _grown(own_database, tmp_path, 1)
    await server.close()
    files = sorted((tmp_path / "checkpoints").glob("0*/*.txt"))

    assert ["000000000003", "000000000005", "000000000006"] == [file.stem for file in files]
    assert root_of(leaves) == _head_in(files[-1].read_text(), KEY.vkey)[1]


async def test_a_sealer_killed_at_any_step_leaves_one_tree(
    own_database: str, own_admin: asyncpg.Connection, tmp_path: Path
) -> None:
    """Process after process dies, each a step later than the one before: every entry is one leaf."""
    leaves = list[str]()
    for step in STEPS:
        leaves += await append(own_admin, "n-steps", 2)
        dying = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.fault.dying_sealer", own_database, str(tmp_path), step), cwd=ROOT
        )
        assert -signal.SIGKILL == await dying.wait()
    async with sealer_on(own_database, tmp_path) as last, await open_pool(own_database, size=1) as pool:
        done = await last.seal()
        seal = SealReader(pool)
        checkpoints = [each async for each in seal.checkpoints()]
        sealed = [leaf.leaf_hash async for leaf in seal.leaves()]

    assert (10, leaves) == (done.size, sealed)
    assert [(each.head.size, root_of(leaves[: each.head.size])) for each in checkpoints] == [
        _head_in(each.note, KEY.vkey) for each in checkpoints
    ]
    assert [8, 10] == [each.head.size for each in checkpoints]


@pytest.fixture
async def own_admin(own_database: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on a database of the test's own."""
    connection = await asyncpg.connect(own_database.replace("vinhdanh_app@", "postgres@"))
    yield connection
    await connection.close()


async def _grown(database: str, folder: Path, count: int) -> list[str]:
    """Append entries and seal them; return their hashes."""
    admin = await asyncpg.connect(database.replace("vinhdanh_app@", "postgres@"))
    leaves = await append(admin, "n-restored", count)
    await admin.close()
    async with sealer_on(database, folder) as sealer:
        await sealer.seal()
    return leaves


async def _restored(server: asyncpg.Connection, name: str, backup: str) -> None:
    await server.execute(f"drop database {name} with (force)")
    await server.execute(f"alter database {backup} rename to {name}")


def _admin_url(card: StackCard) -> str:
    return card.database_url.replace("vinhdanh_app@", "postgres@")


async def _sealed(seal: SealReader, admin: asyncpg.Connection) -> bool:
    """Whether every entry is in the tree and the tree is signed."""
    checkpoint, entries = await seal.checkpoint(), await admin.fetchval("select count(*) from ledger.entry")
    return checkpoint is not None and checkpoint.head.size == entries


async def _cosigned(seal: SealReader, sealing: SealingCard) -> bool:
    """Whether the witness has cosigned the last tree."""
    return await seal.last_cosigned(sealing.witness_key) == await seal.size() > 0


async def _told(stack: EmbeddedStack, event: str) -> bool:
    """Whether the sealer's log has this event."""
    return event in (stack.folder / "sealer.log").read_text()


def _head_in(note: str, log_key: str) -> tuple[int, str]:
    """The size and root that a note says, signed by the log."""
    checkpoint = opened(note, [NoteKey.parse(log_key)], verify).checkpoint
    return checkpoint.size, checkpoint.root.hex()


async def _assert_one_history(seal: SealReader, sealing: SealingCard, leaves: list[str]) -> None:
    """Every checkpoint is one of these leaves' trees, and the last one continues it."""
    checkpoints: list[Checkpoint] = [each async for each in seal.checkpoints()]
    latest = checkpoints[-1].head
    for each in checkpoints:
        assert (each.head.size, root_of(leaves[: each.head.size])) == _head_in(each.note, sealing.log_key)
        path = await seal.consistency(each.head.size, latest.size)
        old, new = bytes.fromhex(each.head.root), bytes.fromhex(latest.root)
        assert verify_consistency(each.head.size, old, latest.size, new, path)
