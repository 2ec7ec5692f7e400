"""Who was honoured, read from the record."""

import asyncpg

from adapters.postgres.pool import Statements
from schemas.honours import Honour


class PostgresHonours:
    """Reads what was conferred; changes nothing."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "honours")

    async def conferred(self, year: int | None) -> list[Honour]:
        """Return what was conferred for achievements of a year, or of all years, in the order of ids."""
        rows = await self._statements.rows("conferred", year=year)
        return [Honour.model_validate(dict(row)) for row in rows]
