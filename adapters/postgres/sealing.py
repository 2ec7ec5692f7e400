"""The seal as the sealer writes it, over the one session that may."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from adapters.postgres.driver import PlainStatements
from schemas.seal import TreeHead
from schemas.sealing import PendingEntry

SEALER_ROLE = "vinhdanh_sealer"
_MOST_AT_ONCE = 10_000


class SealStore:
    """Writes the seal. Its pool has one connection, whose session holds the right to seal."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Write over this pool."""
        self._statements = PlainStatements(pool, "seal")

    async def claim(self) -> bool:
        """Become the one session that seals, or stay it; False while another one is."""
        return bool(await self._statements.value("claim"))

    async def anything_due(self) -> bool:
        """Return whether there is something to seal, or a tree without its checkpoint."""
        return bool(await self._statements.value("anything_due"))

    async def due(self) -> tuple[list[PendingEntry], bool]:
        """Return what waits to be sealed, in the order of appending, and whether there is more."""
        rows = await self._statements.rows("due", most=_MOST_AT_ONCE)
        return [PendingEntry.model_validate(dict(row)) for row in rows], len(rows) == _MOST_AT_ONCE

    async def add(
        self, size: int, entries: Sequence[PendingEntry], nodes: Sequence[tuple[int, int, bytes]]
    ) -> int:
        """Make entries the next leaves of a tree of `size` leaves, all or nothing; return the new size.

        Raises:
            InvalidRecordError: another session seals, or what was read is not so any more.
        """
        return int(
            await self._statements.value(
                "add",
                size=size,
                entries=[entry.entry_id for entry in entries],
                hashes=[bytes.fromhex(entry.leaf_hash) for entry in entries],
                levels=[level for level, _, _ in nodes],
                indexes=[index for _, index, _ in nodes],
                nodes=[node for _, _, node in nodes],
            )
        )

    async def keep_checkpoint(self, head: TreeHead, note: str, log_key: str, at: datetime) -> None:
        """Keep a signed checkpoint; the same one again changes nothing.

        Raises:
            InvalidRecordError: another session seals, or another one is kept for this size.
        """
        root = bytes.fromhex(head.root)
        await self._statements.value(
            "keep_checkpoint", size=head.size, root=root, note=note, log_key=log_key, signed_at=at
        )

    async def keep_cosignature(self, size: int, witness: str, line: str, witness_key: str) -> None:
        """Keep the line by which a witness cosigned the checkpoint of this size."""
        await self._statements.value(
            "keep_cosignature", size=size, witness=witness, line=line, witness_key=witness_key
        )
