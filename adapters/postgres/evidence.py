"""What the record can show an auditor."""

from collections.abc import AsyncIterator

import asyncpg

from adapters.postgres.pool import Statements
from schemas.audit import Evidence

_PIECE = 500


class EvidenceReader:
    """Reads the record as evidence; changes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "evidence")

    async def nomination_ids(self) -> AsyncIterator[str]:
        """Walk all nominations in the order of their ids, a piece at a time."""
        after = ""
        while True:
            rows = await self._statements.rows("nominations", after=after, most=_PIECE)
            for row in rows:
                yield row["nomination_id"]
            if len(rows) < _PIECE:
                return
            after = rows[-1]["nomination_id"]

    async def how_many(self) -> int:
        """Return how many nominations there are to walk."""
        return int(await self._statements.value("how_many"))

    async def streams_without_nomination(self) -> list[str]:
        """Return ledger streams that belong to no nomination."""
        return [row["stream_id"] for row in await self._statements.rows("streams_without_nomination")]

    async def evidence(self, nomination_id: str) -> Evidence | None:
        """Return everything about one nomination in one snapshot, or None when it is not on record."""
        found = await self._statements.value("evidence", nomination_id=nomination_id)
        return Evidence.model_validate_json(found) if found else None
