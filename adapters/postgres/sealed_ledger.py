"""The whole sealed ledger as an auditor walks it: everything from one snapshot, a piece at a time."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiosql
import asyncpg

from adapters.postgres.driver import record_errors
from domain.history_check import KeptRow
from domain.merkle import Node
from domain.sealed_check import Before, StoredEntry, StoredLeaf
from schemas.seal import Checkpoint, TreeHead

_QUERIES = Path(__file__).parent / "queries" / "sealed_ledger.sql"
_MANY = 20_000
_FEW = 100


class Waiting(NamedTuple):
    """An entry that waits to be sealed, None when it is gone, and the one before it in its stream."""

    entry: StoredEntry | None
    before: Before | None


class OddEntry(NamedTuple):
    """An entry that stands alone; `vouches`: it is sealed, but what it vouches for is not kept."""

    stream_id: str
    seq: int
    kind: str
    vouches: bool


class StreamEnd(NamedTuple):
    """A stream that does not end where it was written last: by the note of its end, and by its entries."""

    stream_id: str
    noted: int
    found: int


class SealedLedger:
    """One snapshot of the sealed ledger; changes nothing."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - what a pool lends
        """Read over a connection whose transaction is a snapshot."""
        self._connection = connection
        self._queries = aiosql.from_path(  # pyright: ignore[reportUnknownMemberType]
            _QUERIES, "asyncpg", mandatory_parameters=False
        )

    async def bounds(self) -> tuple[int, datetime]:
        """Return how many leaves there are, and the database's time."""
        row = await self._ask("bounds")
        return row["size"], row["now"]

    async def leaves(self, first: int, end: int) -> list[StoredLeaf]:
        """Return the leaves from `first` to before `end`."""
        return [
            StoredLeaf(row[0], row[1], _entry(row, 2), _before(row, 10))
            for row in await self._rows("leaves", first=first, end=end)
        ]

    async def nodes(self, first: int, end: int) -> dict[Node, bytes]:
        """Return the subtrees that the leaves from `first` to before `end` complete."""
        rows = await self._rows("nodes", first=first, end=end)
        return {(row[0], row[1]): row[2] for row in rows}

    async def subtrees(self, nodes: Sequence[Node]) -> list[bytes | None]:
        """Return the hashes of these complete subtrees, in order; None for one that is not there."""
        levels, indexes = [level for level, _ in nodes], [index for _, index in nodes]
        return [row[0] for row in await self._rows("subtrees", levels=levels, indexes=indexes)]

    async def checkpoints(self, first: int, end: int) -> list[Checkpoint]:
        """Return the checkpoints of more than `first` and at most `end` leaves."""
        return [_checkpoint(row) for row in await self._rows("heads", first=first, end=end)]

    async def largest_size(self) -> int:
        """Return the size of the largest tree that a checkpoint is over."""
        return int(await self._ask("largest_size"))

    async def waiting(self) -> AsyncIterator[Waiting]:
        """Walk the entries that wait to be sealed."""
        after: int | None = -1
        while after is not None:
            rows = await self._rows("waiting", after=after, most=_MANY)
            for row in rows:
                yield Waiting(_entry(row, 1), _before(row, 9))
            after = rows[-1][0] if len(rows) == _MANY else None

    async def late(self, seconds: float) -> tuple[int, float]:
        """Return how many entries have waited for longer than that, and how long the first of them has."""
        row = await self._ask("late", seconds=seconds)
        return row["entries"], row["seconds"]

    async def odd_entries(self) -> AsyncIterator[OddEntry]:
        """Walk the entries that are neither sealed nor wait for it, or that vouch for what is not kept."""
        after: int | None = -1
        while after is not None:
            row = await self._ask("unsealed", after=after, most=_MANY)
            for found in json.loads(row["lost"]):
                yield OddEntry(*found, vouches=False)
            for found in json.loads(row["unkept"]):
                yield OddEntry(*found, vouches=True)
            after = row["last"] if row["entries"] == _MANY else None

    async def kept_histories(self) -> AsyncIterator[KeptRow]:
        """Walk the kept histories, each with the entry that it names."""
        after: str | None = ""
        while after is not None:
            rows = await self._rows("kept", after=after, most=_FEW)
            for row in rows:
                yield KeptRow(*row)
            after = rows[-1][0] if len(rows) == _FEW else None

    async def wrong_ends(self) -> AsyncIterator[StreamEnd]:
        """Walk the streams that do not end where they were written last."""
        after: str | None = ""
        while after is not None:
            row = await self._ask("ends", after=after, most=_MANY)
            for found in json.loads(row["differing"]):
                yield StreamEnd(*found)
            after = row["last"] if row["streams"] == _MANY else None

    async def _ask(self, statement: str, **parameters: object) -> Any:  # noqa: ANN401 - one row or value
        with record_errors():
            return await getattr(self._queries, statement)(self._connection, **parameters)

    async def _rows(self, statement: str, **parameters: object) -> list[asyncpg.Record]:
        with record_errors():
            return [row async for row in getattr(self._queries, statement)(self._connection, **parameters)]


@asynccontextmanager
async def sealed_ledger(pool: asyncpg.Pool) -> AsyncGenerator[SealedLedger]:
    """Open a snapshot of the ledger, which stays the same however long the walk takes.

    Raises:
        StorageUnavailableError: the database does not answer.
    """
    with record_errors():
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield SealedLedger(connection)


def _entry(row: asyncpg.Record, first: int) -> StoredEntry | None:
    return None if row[first] is None else StoredEntry(*row[first : first + 8])


def _before(row: asyncpg.Record, first: int) -> Before | None:
    return None if row[first] is None else Before(row[first], row[first + 1])


def _checkpoint(row: asyncpg.Record) -> Checkpoint:
    return Checkpoint(
        head=TreeHead(size=row["tree_size"], root=row["root"]),
        note=row["note"] + "".join(f"{line}\n" for line in row["lines"]),
        signed_at=row["signed_at"],
        log_key=row["log_key"],
        witness_keys=tuple(row["witness_keys"]),
    )
