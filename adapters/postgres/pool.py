"""Connections to PostgreSQL, and statements over them: the one place where sealed personal data is opened."""

from typing import Any

import asyncpg

from adapters.person_keys import PersonBox, box_of
from adapters.postgres.driver import DRIVER_ERRORS, PlainStatements, record_errors
from domain.errors import StorageUnavailableError

__all__ = ["APPLICATION_ROLE", "Statements", "open_pool", "record_errors"]

APPLICATION_ROLE = "vinhdanh_app"


async def open_pool(database_url: str, *, size: int) -> asyncpg.Pool:
    """Connect to the record.

    Raises:
        StorageUnavailableError: the server cannot be reached or refuses the connection.
    """
    try:
        return await asyncpg.create_pool(
            database_url, min_size=1, max_size=size, command_timeout=8, reset=_nothing_to_reset
        )
    except (*DRIVER_ERRORS, ValueError, OverflowError) as error:  # the last two: what was given is no URL
        message = f"the database cannot be reached ({type(error).__name__}); check DATABASE_URL, or start it"
        raise StorageUnavailableError(message) from error


async def _nothing_to_reset(_connection: object) -> None:
    """Leave the session as it is: no statement here sets anything, and resetting costs a round trip."""


class Statements(PlainStatements):
    """The named statements of one file in `queries/`; tokens in what they select are opened."""

    @property
    def box(self) -> PersonBox:
        """What seals and opens personal data over the same pool."""
        return box_of(self._pool)

    async def value(self, statement: str, **parameters: object) -> Any:  # noqa: ANN401 - whatever is selected
        """Run a statement and return the one value that it selects."""
        return await self.box.opened(await super().value(statement, **parameters))

    async def row(self, statement: str, **parameters: object) -> asyncpg.Record | None:
        """Run a statement and return its one row, or None."""
        found: asyncpg.Record | None = await super().value(statement, **parameters)
        return await self.box.opened(found)

    async def rows(self, statement: str, **parameters: object) -> list[asyncpg.Record]:
        """Run a statement and return its rows."""
        return await self.box.opened(await super().rows(statement, **parameters))
