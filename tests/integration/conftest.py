"""The record, on a database that the tests here share or on one of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from adapters.local_postgres import LocalPostgres
from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.seal import SealReader
from adapters.sealer import Sealer
from tests.integration.at_gates import GateRecord
from tests.sealed import sealer_on

_DATABASE = "integration"


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A folder of the test's own for a server.

    It is not below pytest's: every run of pytest as root closes that one to the server's own user, also
    for the runs that are under way.
    """
    with TemporaryDirectory(prefix="vinh-danh-test-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
async def pool(postgres: LocalPostgres) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the application's role to a database that the tests of this folder share.

    It is not the one of the other tests: acts that no workflow has made would look like losses there.
    """
    await asyncio.to_thread(postgres.migrate, _DATABASE)
    url = postgres.application_url().replace("/vinhdanh?", f"/{_DATABASE}?")
    async with await open_pool(url, size=10) as connections:
        yield connections


@pytest.fixture(scope="session")
def record(pool: asyncpg.Pool) -> PostgresRecord:
    """The record on the shared database."""
    return PostgresRecord(pool)


@pytest.fixture(scope="session")
def reader(pool: asyncpg.Pool) -> RecordReader:
    """Looks things up in the shared database."""
    return RecordReader(pool)


@pytest.fixture(scope="session")
def gates(pool: asyncpg.Pool) -> GateRecord:
    """Puts what happens at gates on the shared database."""
    return GateRecord(pool)


@pytest.fixture(scope="session")
async def admin(pool: asyncpg.Pool, admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on the shared database."""
    name = await pool.fetchval("select current_database()")
    connection = await asyncpg.connect(admin_url.replace("/vinhdanh?", f"/{name}?"))
    yield connection
    await connection.close()


@pytest.fixture
async def undone(admin: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """The superuser in a transaction that is rolled back after the test."""
    transaction = admin.transaction()
    await transaction.start()
    yield admin
    await transaction.rollback()


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


@pytest.fixture
async def sealer(own_database: str, tmp_path: Path) -> AsyncIterator[Sealer]:
    """A sealer of the test's own database."""
    async with sealer_on(own_database, tmp_path) as one:
        yield one


@pytest.fixture
def seal(own_pool: asyncpg.Pool) -> SealReader:
    """The seal as the application reads it."""
    return SealReader(own_pool)
