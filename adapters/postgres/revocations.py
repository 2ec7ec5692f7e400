"""What the record knows around a grant: each method is one statement, and only reads."""

from uuid import UUID

import asyncpg

from adapters.postgres.pool import Statements
from schemas.revocation import RevokedCase


class PostgresRevocations:
    """`activities.revocation_ports.RevocationRecord` on PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "revocation")

    async def case(self, nomination_id: str) -> RevokedCase | None:
        """Return the nomination by which a grant was decided here, None: it is not on record."""
        row = await self._statements.row("case", nomination_id=nomination_id)
        return RevokedCase.model_validate(dict(row)) if row else None

    async def open_for(self, grant_id: str, besides: str) -> bool:
        """Return whether a revocation or restoration of this grant is open on another stream."""
        return bool(await self._statements.value("open_for", grant_id=grant_id, besides=besides))

    async def is_upheld(self, objection_id: UUID, nomination_id: str) -> bool:
        """Return whether this objection to the nomination's outcome was upheld."""
        asked = {"objection_id": str(objection_id), "nomination_id": nomination_id}
        return bool(await self._statements.value("is_upheld", **asked))
