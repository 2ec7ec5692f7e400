"""The record, on the session's database or on one of the test's own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord


@pytest.fixture(scope="session")
def record(pool: asyncpg.Pool) -> PostgresRecord:
    """The record on the session's database, which other tests fill as well."""
    return PostgresRecord(pool)


@pytest.fixture(scope="session")
async def admin(admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on the session's database."""
    connection = await asyncpg.connect(admin_url)
    yield connection
    await connection.close()


@pytest.fixture
async def own_pool(own_database: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the application's role to a database of the test's own."""
    async with await open_pool(own_database, size=4) as connections:
        yield connections


@pytest.fixture
def own_record(own_pool: asyncpg.Pool) -> PostgresRecord:
    """The record on a database of the test's own."""
    return PostgresRecord(own_pool)


@pytest.fixture
def own_reader(own_pool: asyncpg.Pool) -> RecordReader:
    """Looks things up in a database of the test's own."""
    return RecordReader(own_pool)


@pytest.fixture
async def own_admin(own_database: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on a database of the test's own."""
    connection = await asyncpg.connect(own_database.replace("vinhdanh_app@", "postgres@"))
    yield connection
    await connection.close()
