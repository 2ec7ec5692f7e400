"""Kept histories and texts on PostgreSQL, and the streams of the ledger as they stand."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import asyncpg

from adapters.postgres.pool import Statements
from adapters.postgres.record import microseconds
from domain.history_seal import history_body
from schemas.evidence import DocumentKind, HistorySeal
from schemas.ledger import LedgerEntry


class StoredHistory(NamedTuple):
    """A kept history as it is stored: what the ledger vouches for, and the concealed bytes."""

    seal: HistorySeal
    stored: bytes


class PlacedLeaf(NamedTuple):
    """An entry and its place in the sealed tree, None when it is not sealed yet."""

    entry: LedgerEntry
    leaf_index: int | None


class PostgresHistories:
    """Keeps histories of runs that are over, once each, and finds them again."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self._statements = Statements(pool, "history")

    async def keep(self, seal: HistorySeal, stored: bytes, at: datetime) -> bool:
        """Keep one with its ledger entry; return whether that was new."""
        act = seal.model_dump(mode="json") | {"occurred_us": microseconds(at)}
        answer = await self._statements.value(
            "keep", act=json.dumps(act), body=history_body(seal), stored=stored
        )
        return bool(answer)

    async def kept_among(self, run_ids: Iterable[str]) -> set[str]:
        """Return which of these runs have their histories kept."""
        rows = await self._statements.rows("kept_among", run_ids=list(run_ids))
        return {row["run_id"] for row in rows}

    async def kept_of(self, workflow_id: str) -> list[StoredHistory]:
        """Return the kept histories of a workflow, run by run."""
        rows = await self._statements.rows("kept_of", workflow_id=workflow_id)
        return [
            StoredHistory(HistorySeal.model_validate(json.loads(row["body"])["facts"]), row["sealed"])
            for row in rows
        ]

    async def keep_document(self, kind: DocumentKind, name: str, content: bytes) -> None:
        """Keep a text by its hash; keeping it again changes nothing."""
        await self._statements.value("keep_document", kind=str(kind), name=name, content=content)

    async def document(self, digest: str) -> bytes | None:
        """Return the text with this SHA-256, None when none was kept."""
        found: bytes | None = await self._statements.value("document", digest=digest)
        return found

    async def has_key(self, nomination_id: str) -> bool:
        """Return whether what is told of a nomination can still be sealed under its nominee's key."""
        return bool(await self._statements.value("has_key", nomination_id=nomination_id))

    async def stream(self, stream_id: str) -> list[PlacedLeaf]:
        """Return the entries of one stream, in order, with their places in the sealed tree."""
        rows = await self._statements.rows("stream", stream_id=stream_id)
        return [PlacedLeaf(LedgerEntry.model_validate(dict(row)), row["leaf_index"]) for row in rows]
