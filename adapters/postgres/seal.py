"""The seal as it is read: the tree's leaves and nodes, its checkpoints, and proofs made from them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from adapters.postgres.driver import PlainStatements
from domain.errors import InvalidRecordError
from domain.merkle import (
    CompactRange,
    Node,
    Wanted,
    flat,
    frontier_nodes,
    nodes_of_consistency,
    nodes_of_inclusion,
    path_from,
)
from schemas.ledger import LedgerEntry
from schemas.seal import Checkpoint, InclusionProof, TreeHead
from schemas.sealing import SealedLeaf, SealedReceipt

_PIECE = 2_000
_CHECKPOINTS_AT_ONCE = 500


class SealReader:
    """Reads the sealed ledger; changes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = PlainStatements(pool, "seal")

    async def size(self) -> int:
        """Return how many leaves the tree has."""
        return int(await self._statements.value("size"))

    async def head(self) -> TreeHead:
        """Return the tree as it stands, signed or not."""
        tree = await self.tree()
        return TreeHead(size=tree.size, root=tree.root().hex())

    async def tree(self, size: int | None = None) -> CompactRange:
        """Return the tree of the first `size` leaves, or of all, ready to grow.

        Raises:
            InvalidRecordError: a node of it is missing.
        """
        size = await self.size() if size is None else size
        return CompactRange(size, await self.nodes(frontier_nodes(size)))

    async def nodes(self, nodes: Sequence[Node]) -> list[bytes]:
        """Return the hashes of complete subtrees, in the order asked.

        Raises:
            InvalidRecordError: one is missing.
        """
        levels, indexes = [level for level, _ in nodes], [index for _, index in nodes]
        rows = await self._statements.rows("nodes", levels=levels, indexes=indexes) if nodes else []
        missing = [node for node, row in zip(nodes, rows, strict=True) if row["hash"] is None]
        if missing:
            message = f"the tree has no node {missing[0]}; run verify, and restore a backup"
            raise InvalidRecordError(message)
        return [row["hash"] for row in rows]

    async def hashes(self, first: int, end: int) -> list[bytes]:
        """Return the hashes of leaves `first` to before `end`."""
        return [row["leaf_hash"] for row in await self._statements.rows("hashes", first=first, end=end)]

    async def leaves(self, first: int = 0, count: int | None = None) -> AsyncIterator[SealedLeaf]:
        """Walk leaves with their entries in order, from `first` on, a piece at a time."""
        end = None if count is None else first + count
        while end is None or first < end:
            most = _PIECE if end is None else min(_PIECE, end - first)
            rows = await self._statements.rows("leaves", first=first, most=most)
            for row in rows:
                yield _leaf(dict(row))
            if len(rows) < most:
                return
            first = rows[-1]["leaf_index"] + 1

    async def checkpoint(self, size: int | None = None) -> Checkpoint | None:
        """Return the checkpoint of a tree of exactly `size` leaves, or the last one; None: there is none."""
        size = int(await self._statements.value("latest_size")) if size is None else size
        found = await self._checkpoints(size - 1, 1)
        return found[0] if found and found[0].head.size == size else None

    async def checkpoint_over(self, leaf_index: int) -> Checkpoint | None:
        """Return the first checkpoint that covers a leaf, rather one that a witness has cosigned."""
        cosigned = await self._statements.value("cosigned_size", size=leaf_index + 1)
        found = await self._checkpoints(int(cosigned) - 1 if cosigned else leaf_index, 1)
        return found[0] if found else None

    async def checkpoints(self, after: int = 0) -> AsyncIterator[Checkpoint]:
        """Walk the checkpoints of trees of more than `after` leaves, the smallest first."""
        while True:
            found = await self._checkpoints(after, _CHECKPOINTS_AT_ONCE)
            for checkpoint in found:
                yield checkpoint
            if len(found) < _CHECKPOINTS_AT_ONCE:
                return
            after = found[-1].head.size

    async def inclusion(self, leaf_index: int, tree_size: int) -> InclusionProof:
        """Return the proof that a leaf is in the tree of the first `tree_size` leaves."""
        path = await self._path(nodes_of_inclusion(leaf_index, tree_size))
        return InclusionProof(leaf_index=leaf_index, tree_size=tree_size, path=tuple(h.hex() for h in path))

    async def consistency(self, old_size: int, new_size: int) -> tuple[bytes, ...]:
        """Return the path that proves one tree the beginning of another."""
        return await self._path(nodes_of_consistency(old_size, new_size))

    async def proof_of(self, stream_id: str, seq: int) -> SealedReceipt | None:
        """Return an entry with its proof and checkpoint as far as there are; None: no such entry."""
        return await self._receipt(stream_id=stream_id, seq=seq)

    async def proof_of_act(self, act_id: UUID) -> SealedReceipt | None:
        """Return the same for the entry that records an act."""
        return await self._receipt(dedup_key=f"act/{act_id}")

    async def proof_of_leaf(self, leaf_hash: str) -> SealedReceipt | None:
        """Return the same for the entry with this hash, as receipts name it."""
        return await self._receipt(leaf_hash=bytes.fromhex(leaf_hash))

    async def last_cosigned(self, witness_key: str) -> int:
        """Return the size of the last tree that a witness has cosigned, 0 when there is none."""
        return int(await self._statements.value("last_cosigned", witness_key=witness_key))

    async def pending(self) -> tuple[int, float]:
        """Return how many entries wait to be sealed, and for how many seconds the first of them has."""
        row = await self._statements.row("pending")
        return (row["entries"], row["seconds"]) if row else (0, 0.0)

    async def _receipt(self, **which: object) -> SealedReceipt | None:
        asked = {"leaf_hash": None, "dedup_key": None, "stream_id": None, "seq": None} | which
        row = await self._statements.row("entry", **asked)
        if row is None:
            return None
        index: int | None = row["leaf_index"]
        checkpoint = None if index is None else await self.checkpoint_over(index)
        proof = None
        if index is not None and checkpoint is not None:
            proof = await self.inclusion(index, checkpoint.head.size)
        return SealedReceipt(entry=LedgerEntry.model_validate(dict(row)), proof=proof, checkpoint=checkpoint)

    async def _checkpoints(self, after: int, most: int) -> list[Checkpoint]:
        rows = await self._statements.rows("checkpoints", after=after, most=most)
        return [_checkpoint(row) for row in rows]

    async def _path(self, wanted: Wanted) -> tuple[bytes, ...]:
        nodes = flat(wanted)
        return path_from(wanted, dict(zip(nodes, await self.nodes(nodes), strict=True)))


def _checkpoint(row: asyncpg.Record) -> Checkpoint:
    return Checkpoint(
        head=TreeHead(size=row["tree_size"], root=row["root"]),
        note=row["note"] + "".join(f"{line}\n" for line in row["lines"]),
        signed_at=row["signed_at"],
        log_key=row["log_key"],
        witness_keys=tuple(row["witness_keys"]),
    )


def _leaf(row: dict[str, Any]) -> SealedLeaf:
    """A leaf with its entry; one that is gone, or is none as the ledger has them, is left out."""
    index, sealed_hash = row.pop("leaf_index"), row.pop("leaf_hash")
    try:
        entry = LedgerEntry.model_validate(row | {"leaf_hash": row.pop("entry_hash")})
    except ValidationError:
        entry = None
    return SealedLeaf(leaf_index=index, leaf_hash=sealed_hash, entry=entry)
