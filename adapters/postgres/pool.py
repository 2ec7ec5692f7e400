"""Connections, statements and errors of PostgreSQL, in one place."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosql
import asyncpg

from domain.errors import InvalidRecordError, NominationExistsError, StorageUnavailableError

APPLICATION_ROLE = "vinhdanh_app"
_QUERIES = Path(__file__).parent / "queries"
_NOMINATION_EXISTS = "VD001"

_WILL_PASS = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
    TimeoutError,
)
"""What trying again can mend. A unique violation is among them only where `record_errors` says so."""


async def open_pool(database_url: str, *, size: int) -> asyncpg.Pool:
    """Connect to the record.

    Raises:
        StorageUnavailableError: the server cannot be reached or refuses the connection.
    """
    try:
        return await asyncpg.create_pool(database_url, min_size=1, max_size=size, command_timeout=8)
    except (*_WILL_PASS, asyncpg.PostgresError) as error:
        message = f"the database cannot be reached ({type(error).__name__}); check DATABASE_URL, or start it"
        raise StorageUnavailableError(message) from error


class Statements:
    """The named statements of one file in `queries/`, run over a pool, one statement a transaction."""

    def __init__(self, pool: asyncpg.Pool, file: str) -> None:
        """Load `queries/{file}.sql`."""
        self._pool = pool
        self._queries = aiosql.from_path(  # pyright: ignore[reportUnknownMemberType]
            _QUERIES / f"{file}.sql", "asyncpg", mandatory_parameters=False
        )

    async def value(self, statement: str, **parameters: object) -> Any:  # noqa: ANN401 - whatever is selected
        """Run a statement and return the one value that it selects."""
        with record_errors():
            return await getattr(self._queries, statement)(self._pool, **parameters)

    async def row(self, statement: str, **parameters: object) -> asyncpg.Record | None:
        """Run a statement and return its one row, or None."""
        row: asyncpg.Record | None = await self.value(statement, **parameters)
        return row

    async def rows(self, statement: str, **parameters: object) -> list[asyncpg.Record]:
        """Run a statement and return its rows."""
        with record_errors():
            return [row async for row in getattr(self._queries, statement)(self._pool, **parameters)]


@contextmanager
def record_errors() -> Generator[None]:
    """Turn the driver's errors into the product's, keeping the cause but no row contents."""
    try:
        yield
    except (*_WILL_PASS, asyncpg.UniqueViolationError) as error:
        # Two writers met on one key: the one that comes second finds the other's entry when it retries.
        message = f"the record is busy or away ({type(error).__name__})"
        raise StorageUnavailableError(message) from error
    except asyncpg.PostgresError as error:
        raise _refused(error) from error


def _refused(error: asyncpg.PostgresError) -> Exception:
    if error.sqlstate == _NOMINATION_EXISTS:
        return NominationExistsError(str(error))
    constraint = getattr(error, "constraint_name", None)
    return InvalidRecordError(f"the record refused it: {constraint or error}")
