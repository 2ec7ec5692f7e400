"""Who was honoured, read from the record."""

import asyncpg

from adapters.postgres.pool import Statements
from schemas.honours import Honour


class PostgresHonours:
    """Reads which awards are in force; changes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "honours")

    async def honours(self, year: int | None) -> list[Honour]:
        """Return the awards in force for achievements of a year, or of all, in the order of ids."""
        rows = await self._statements.rows("honours", year=year)
        return [Honour.model_validate(dict(row)) for row in rows]
