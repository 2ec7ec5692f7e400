"""What went wrong in the database becomes one of the product's own errors: try again, or never."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError

from activities.failures import as_activity_failures
from adapters.local_postgres import LocalPostgres
from adapters.postgres.pool import open_pool, record_errors
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.errors import InvalidRecordError, StorageUnavailableError
from schemas.messages import Verdict
from tests.cases import a_nomination
from tests.conftest import Eventually
from tests.integration.on_record import (
    accept,
    approval,
    opened,
    put,
    returned,
    verdict_against,
    withdrawal,
    written,
)

PRIVATE = "Ông Nguyễn Văn A bị phản ánh"


@pytest.fixture(scope="module")
def server() -> Iterator[LocalPostgres]:
    """A server that a test may crash, and the last one stop."""
    with TemporaryDirectory(prefix="vinh-danh-test-", ignore_cleanup_errors=True) as folder:
        server = LocalPostgres(Path(folder))
        server.start()
        server.migrate()
        yield server
        server.stop()


def _as_temporal_keeps_it(error: BaseException) -> str:
    failure = Failure()
    converter = DataConverter.default
    converter.failure_converter.to_failure(error, converter.payload_converter, failure)
    return str(failure)


async def test_a_broken_check_is_named_without_row_contents(record: PostgresRecord) -> None:
    """An operator learns the constraint; Temporal's history learns nothing of the row."""
    case = await opened(record)
    draft = approval(case).model_copy(update={"panel": ()})
    with pytest.raises(ApplicationError, match="stage_panel_check") as raised, as_activity_failures():
        await put(record, draft)

    assert raised.value.non_retryable
    assert "quan-hoang-mai" not in _as_temporal_keeps_it(raised.value)


async def test_a_missing_value_is_named_without_row_contents(record: PostgresRecord) -> None:
    """PostgreSQL shows the whole failing row when a value is missing; that stays in the database."""
    case = await returned(record)
    draft = withdrawal(case)
    anonymous = draft.withdrawal.model_copy(update={"reason": PRIVATE, "actor_id": None})
    with pytest.raises(ApplicationError, match="actor_id") as raised, as_activity_failures():
        await put(record, draft.model_copy(update={"withdrawal": anonymous}))

    assert raised.value.non_retryable
    assert PRIVATE not in _as_temporal_keeps_it(raised.value)


async def test_a_value_of_the_wrong_form_is_not_repeated(record: PostgresRecord) -> None:
    """PostgreSQL quotes a value that it cannot read; the error does not."""
    case = await opened(record)
    draft = verdict_against(case, Verdict.RETURN)
    garbled = draft.decision.model_copy(update={"content_hash": PRIVATE})
    with pytest.raises(InvalidRecordError, match="wrong form") as raised:
        await put(record, draft.model_copy(update={"decision": garbled}))

    assert PRIVATE not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(),
        asyncpg.InterfaceError("the connection is closed"),
        asyncpg.InternalClientError("the answer makes no sense"),
        asyncpg.DeadlockDetectedError("deadlock detected"),
        asyncpg.SerializationError("could not serialize access"),
        asyncpg.DiskFullError("no space left"),
        asyncpg.QueryCanceledError("canceling statement"),
        asyncpg.InsufficientPrivilegeError("permission denied"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_can_pass_is_to_be_tried_again(error: Exception) -> None:
    """Whatever is not about the act itself can be mended while the act waits; the cause is kept."""
    with pytest.raises(StorageUnavailableError, match=type(error).__name__) as raised, record_errors():
        raise error

    assert error is raised.value.__cause__


@pytest.mark.parametrize("nomination_id", ["has a \x00", "has a \ud800"])
async def test_what_postgresql_cannot_hold_is_refused_for_good(
    reader: RecordReader, nomination_id: str
) -> None:
    """Trying again cannot make a NUL or a lone surrogate storable."""
    with pytest.raises(InvalidRecordError):
        await reader.nomination(nomination_id)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://vinhdanh_app@/vinhdanh?host=/nowhere",
        "postgresql://vinhdanh_app@127.0.0.1:1/vinhdanh",
        "postgresql://vinhdanh_app@127.0.0.1:65536/vinhdanh",
        "postgresql://vinhdanh_app@127.0.0.1:port/vinhdanh",
        "postgresql://vinhdanh_app@/vinhdanh?sslmode=perhaps",
        "mysql://vinhdanh_app@127.0.0.1/vinhdanh",
        "not a URL",
    ],
)
async def test_a_server_that_is_not_there_is_unavailable(url: str) -> None:
    """Whoever starts a worker is told what to check."""
    with pytest.raises(StorageUnavailableError, match="DATABASE_URL"):
        await open_pool(url, size=1)


async def test_a_database_that_is_not_there_is_unavailable(own_database: str) -> None:
    """A wrong name in the URL is an error of the product's own."""
    with pytest.raises(StorageUnavailableError, match="DATABASE_URL"):
        await open_pool(own_database.replace("/test_", "/none_"), size=1)


async def test_a_read_only_database_is_unavailable(own_database: str, own_admin: asyncpg.Connection) -> None:
    """A standby takes no acts; once it is promoted the same act goes through."""
    request = a_nomination()
    await _alter_database(own_admin, "set default_transaction_read_only = on")
    async with await open_pool(own_database, size=1) as pool:
        with pytest.raises(StorageUnavailableError):
            await accept(PostgresRecord(pool), request)
    await _alter_database(own_admin, "set default_transaction_read_only = off")
    async with await open_pool(own_database, size=1) as pool:
        accepted = await accept(PostgresRecord(pool), request)

    assert [1] == [entry.seq for entry in accepted.entries]


async def test_a_lock_that_is_not_given_is_unavailable(
    own_database: str, own_admin: asyncpg.Connection
) -> None:
    """An act that waits too long for another one is to be tried again."""
    await _alter_database(own_admin, "set lock_timeout = '50ms'")
    async with await open_pool(own_database, size=1) as pool:
        record = PostgresRecord(pool)
        case = await opened(record)
        async with own_admin.transaction():
            await own_admin.execute("select from ledger.stream_head for update")
            with pytest.raises(StorageUnavailableError):
                await put(record, approval(case))

        assert 2 == (await written(record, approval(case))).seq


async def test_too_many_connections_are_unavailable(own_database: str, own_admin: asyncpg.Connection) -> None:
    """A full server is to be tried again."""
    await _alter_database(own_admin, "connection limit 2")  # the administrator has one
    async with await open_pool(own_database, size=2) as pool, pool.acquire():
        with pytest.raises(StorageUnavailableError):
            await RecordReader(pool).totals(None)


async def test_a_database_behind_its_migrations_is_unavailable(
    own_record: PostgresRecord, own_admin: asyncpg.Connection
) -> None:
    """A worker that starts before the migration loses nothing: it tries until the function is there."""
    case = await opened(own_record)
    await own_admin.execute("alter function commendation.record rename to record_to_come")
    with pytest.raises(StorageUnavailableError):
        await put(own_record, approval(case))
    await own_admin.execute("alter function commendation.record_to_come rename to record")

    assert 2 == (await written(own_record, approval(case))).seq


async def test_a_terminated_backend_is_unavailable_and_the_pool_heals(
    own_database: str, own_admin: asyncpg.Connection, eventually: Eventually
) -> None:
    """An act that is cut off leaves nothing, and goes through when it is tried again."""
    async with await open_pool(own_database, size=1) as pool:
        record = PostgresRecord(pool)
        case = await opened(record)
        backend = await pool.fetchval("select pg_backend_pid()")
        async with own_admin.transaction():
            await own_admin.execute("select from ledger.stream_head for update")
            cut_off = asyncio.create_task(put(record, approval(case)))

            async def waits_for_the_lock() -> bool:
                return await own_admin.fetchval("select pg_blocking_pids($1) <> '{}'", backend)

            await eventually(waits_for_the_lock)
            await own_admin.execute("select pg_terminate_backend($1)", backend)
            with pytest.raises(StorageUnavailableError):
                await cut_off

        assert 2 == (await written(record, approval(case))).seq


async def test_a_crashed_server_is_unavailable_and_the_pool_heals(
    server: LocalPostgres, eventually: Eventually
) -> None:
    """What was answered before the crash is there after it, and acts go on over the same pool."""
    async with await open_pool(server.application_url(), size=2) as pool:
        record = PostgresRecord(pool)
        case = await opened(record)

        async def answers() -> bool:
            try:
                return (case.last_entry,) == await record.entries_after(case.nomination_id, 0)
            except StorageUnavailableError:
                return False

        async def is_away() -> bool:
            return not await answers()

        os.kill(await pool.fetchval("select pg_backend_pid()"), signal.SIGKILL)
        await eventually(is_away)
        await eventually(answers)

        assert 2 == (await written(record, approval(case))).seq


async def test_a_stopped_server_is_unavailable(server: LocalPostgres) -> None:
    """While the server is away, every call says so."""
    async with await open_pool(server.application_url(), size=2) as pool:
        record = PostgresRecord(pool)
        case = await opened(record)
        await asyncio.to_thread(server.stop)
        with pytest.raises(StorageUnavailableError):
            await put(record, approval(case))
        with pytest.raises(StorageUnavailableError):
            await record.entries_after(case.nomination_id, 0)


async def _alter_database(connection: asyncpg.Connection, change: str) -> None:
    name = await connection.fetchval("select current_database()")
    await connection.execute(f"alter database {name} {change}")
