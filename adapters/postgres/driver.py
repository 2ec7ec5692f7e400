"""Statements and errors of PostgreSQL as they are, with whatever is sealed in them left sealed."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosql
import asyncpg

from domain.errors import InvalidRecordError, NominationExistsError, StorageUnavailableError

_QUERIES = Path(__file__).parent / "queries"
_NOMINATION_EXISTS = "VD001"
_OWN_REFUSALS = "VD"
_ONE_ENTRY_PER_ACT = "entry_dedup_key_key"
_ONE_OPEN_REVOCATION = "one_open_revocation"

DRIVER_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
_REFUSALS = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
"""What trying again cannot mend, because it is about what was given. Anything else can pass: a server
that is away, a lock, a missing privilege, a migration that is still to come."""


class PlainStatements:
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

    async def rehearsed(self, statement: str, **parameters: object) -> Any:  # noqa: ANN401 - as `value`
        """Run a statement, take back whatever it changed, and return the one value that it selected."""
        with record_errors():
            async with self._pool.acquire() as connection:
                transaction = connection.transaction()
                await transaction.start()
                try:
                    return await getattr(self._queries, statement)(connection, **parameters)
                finally:
                    await transaction.rollback()

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
    """Turn the driver's errors into the product's.

    What the database refused has no cause attached: PostgreSQL quotes the row in its details, and Temporal
    would keep them.
    """
    try:
        yield
    except DRIVER_ERRORS as error:
        if isinstance(error, asyncpg.PostgresError) and _is_refusal(error):
            raise _refusal(error) from None
        message = f"the record is busy or away ({type(error).__name__})"
        raise StorageUnavailableError(message) from error


def _is_refusal(error: asyncpg.PostgresError) -> bool:
    return isinstance(error, _REFUSALS) or str(error.sqlstate).startswith(_OWN_REFUSALS)


def _refusal(error: asyncpg.PostgresError) -> Exception:
    if getattr(error, "constraint_name", None) == _ONE_ENTRY_PER_ACT:
        # Two writers met on one act: the one that comes second finds the other's entry when it tries again.
        return StorageUnavailableError("another writer is putting this act on record")
    if getattr(error, "constraint_name", None) == _ONE_OPEN_REVOCATION:
        # Two were opened at once: the one that comes second finds the other when it tries again.
        return StorageUnavailableError("another revocation of this grant is being opened")
    if error.sqlstate == _NOMINATION_EXISTS:
        return NominationExistsError(_rule_broken(error))
    return InvalidRecordError(f"the record refused it: {_rule_broken(error)}")


def _rule_broken(error: asyncpg.PostgresError) -> str:
    """PostgreSQL's one line, which names the constraint; only where it is about a value does it quote one."""
    if isinstance(error, asyncpg.DataError):
        return f"a value of the wrong form ({type(error).__name__})"
    return str(error.args[0])
