"""What the award record, the numbers and the quotas can show an auditor."""

from collections.abc import AsyncIterator
from typing import Any, TypeVar

import asyncpg

from adapters.postgres.pool import Statements
from schemas.award_record import GrantEvidence, StreamEvidence, VouchedEntry
from schemas.base import Exchanged

_PIECE = 500
_Found = TypeVar("_Found", bound=Exchanged)


class AwardEvidenceReader:
    """Reads them as evidence; changes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "award_record")

    def vouched(self) -> AsyncIterator[VouchedEntry]:
        """Walk all ledger entries that speak of grants or places, a piece at a time."""
        return self._walk("vouched", VouchedEntry, 0)

    def grants(self) -> AsyncIterator[GrantEvidence]:
        """Walk all grants with their events, a piece at a time."""
        return self._walk("shown", GrantEvidence, "")

    async def events_of_no_grant(self) -> list[str]:
        """Return grants that have events but that nobody is shown."""
        return [row["grant_id"] for row in await self._statements.rows("events_of_no_grant")]

    async def streams(self) -> list[str]:
        """Return the ledger streams of registrars' acts and of numbers."""
        return [row["stream_id"] for row in await self._statements.rows("streams")]

    async def stream(self, stream_id: str) -> StreamEvidence:
        """Return everything about one such stream in one snapshot."""
        return StreamEvidence.model_validate_json(
            await self._statements.value("evidence", stream_id=stream_id)
        )

    async def _walk(self, statement: str, model: type[_Found], after: object) -> AsyncIterator[_Found]:
        while True:
            rows: list[Any] = await self._statements.rows(statement, after=after, most=_PIECE)
            for row in rows:
                yield model.model_validate_json(row["found"])
            if len(rows) < _PIECE:
                return
            after = next(iter(rows[-1].values()))
