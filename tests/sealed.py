"""A ledger to be sealed, and sealers on it, for the tests of several folders."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from adapters.checkpoint_folder import CheckpointFolder
from adapters.ed25519 import SigningKey, verify
from adapters.postgres.pool import APPLICATION_ROLE, open_pool
from adapters.postgres.seal import SealReader
from adapters.postgres.sealing import SEALER_ROLE, SealStore
from adapters.seal_state import StateFile
from adapters.sealer import LogKey, Sealer
from domain.checkpoints import opened
from domain.merkle import CompactRange
from domain.notes import NoteKey
from schemas.seal import Checkpoint

ORIGIN = "tests.example/ledger"
KEY = LogKey(ORIGIN, SigningKey(b"\7" * 32))


def sealer_url(application_url: str) -> str:
    """Return the URL by which a sealer reaches a database."""
    return application_url.replace(f"{APPLICATION_ROLE}@", f"{SEALER_ROLE}@")


async def append(admin: asyncpg.Connection, stream: str, count: int = 1) -> list[str]:
    """Append entries to a stream; return their hashes."""
    statement = """
        select encode(leaf_hash, 'hex')
        from ledger.append($1, 'test/' || gen_random_uuid(), 'decision.recorded', 1, '{}')
    """
    return [await admin.fetchval(statement, stream) for _ in range(count)]


@asynccontextmanager
async def sealer_on(
    database: str,
    folder: Path,
    *,
    key: LogKey = KEY,
    reached: Callable[[str], None] = lambda _: None,
    alone: bool = True,
) -> AsyncGenerator[Sealer]:
    """A sealer of the application's database at this URL, with its state and exports in `folder`.

    `alone`: it is the one that seals; otherwise there is another one already.
    """
    async with await open_pool(sealer_url(database), size=1) as pool:
        state, exports = StateFile(folder / "state"), CheckpointFolder(folder / "checkpoints")
        sealer = Sealer(SealStore(pool), SealReader(pool), state, key, exports, reached)
        assert alone == await sealer.claim()
        yield sealer


def root_of(leaves: list[str]) -> str:
    """Return the root over these leaves."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(bytes.fromhex(leaf))
    return tree.root().hex()


def assert_signed(checkpoint: Checkpoint, key: LogKey = KEY) -> None:
    """A checkpoint says in its signed note what its columns say."""
    text = opened(checkpoint.note, [NoteKey.parse(key.vkey)], verify).checkpoint
    assert (ORIGIN, checkpoint.head.size, checkpoint.head.root) == (text.origin, text.size, text.root.hex())
