"""The embedded server: it starts anywhere, keeps what it was given, and opens no door that it need not."""

import asyncio
import os
import pwd
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from adapters.local_postgres import EmbeddedServerError, LocalPostgres
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from domain.errors import StorageUnavailableError
from schemas.record import EntryHead
from tests.cases import a_nomination
from tests.conftest import Eventually
from tests.integration.on_record import accept, approval, opened, written

ServerIn = Callable[[Path], LocalPostgres]


@pytest.fixture
def server_in() -> Iterator[ServerIn]:
    """Makes servers, which are stopped after the test."""
    servers: list[LocalPostgres] = []

    def make(folder: Path) -> LocalPostgres:
        servers.append(LocalPostgres(folder))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def private() -> Iterator[Path]:
    """A folder that only its owner may enter, with spaces and marks in its name."""
    with TemporaryDirectory(prefix="chỉ của tôi ", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def server(private: Path) -> Iterator[LocalPostgres]:
    """A server that runs for all tests of this module, in a folder below the private one."""
    server = LocalPostgres(private / "dữ liệu (bản 1)")
    server.start()
    server.migrate()
    yield server
    server.stop()


async def _write(server: LocalPostgres, nomination_id: str) -> EntryHead:
    async with await open_pool(server.application_url(), size=1) as pool:
        request = a_nomination(nomination_id=nomination_id)
        return (await accept(PostgresRecord(pool), request)).entries[0]


async def _read(server: LocalPostgres, nomination_id: str) -> tuple[EntryHead, ...]:
    async with await open_pool(server.application_url(), size=1) as pool:
        return await PostgresRecord(pool).entries_after(nomination_id, 0)


def _administrators_url(server: LocalPostgres) -> str:
    return server.application_url().replace("vinhdanh_app@/vinhdanh", "postgres@/postgres")


async def test_it_keeps_its_rows_over_a_stop(server_in: ServerIn, own_folder: Path) -> None:
    """What was put on record before a stop is there after the next start, also by another process."""
    first = server_in(own_folder)
    first.stop()
    mark = first.start()
    first.migrate()
    entry = await _write(first, "n-kept")
    first.stop()
    first.stop()
    stopped = not mark.alive()
    second = server_in(own_folder)
    second.start()
    second.migrate()

    assert stopped
    assert (entry,) == await _read(second, "n-kept")


async def test_it_starts_again_after_it_was_killed(server_in: ServerIn, own_folder: Path) -> None:
    """What was answered before `kill -9` is there after it, and the ledger goes on."""
    first = server_in(own_folder)
    mark = first.start()
    first.migrate()
    async with await open_pool(first.application_url(), size=1) as pool:
        case = await opened(PostgresRecord(pool))
    os.kill(mark.pid, signal.SIGKILL)
    second = server_in(own_folder)
    started = second.start()
    async with await open_pool(second.application_url(), size=1) as pool:
        record = PostgresRecord(pool)
        entry = await written(record, approval(case))

        assert (case.last_entry, entry) == await record.entries_after(case.nomination_id, 0)
    assert mark.pid != started.pid


async def test_two_servers_run_at_once(server: LocalPostgres, server_in: ServerIn, own_folder: Path) -> None:
    """Each has its own socket and its own rows."""
    other = server_in(own_folder)
    other.start()
    other.migrate()
    entry = await _write(server, "n-of-one")

    assert (entry,) == await _read(server, "n-of-one")
    assert () == await _read(other, "n-of-one")


@pytest.mark.usefixtures("server")
def test_others_are_let_through_but_not_in(private: Path) -> None:
    """As root the server's own user owns the data; the folders above gain passing through and no more."""
    (folder,) = private.iterdir()
    myself, as_root = pwd.getpwuid(os.geteuid()).pw_name, os.geteuid() == 0
    data = folder / "postgres"

    assert ("embedded_postgres" if as_root else myself, myself) == (data.owner(), folder.owner())
    assert 0o700 == _mode(data)
    assert (0o701 if as_root else 0o700) == _mode(private)


async def test_it_listens_on_no_network(server: LocalPostgres) -> None:
    """Only who may use this machine's files reaches it."""
    connection = await asyncpg.connect(_administrators_url(server))
    listens_on = await connection.fetchval("show listen_addresses")
    await connection.close()

    assert not listens_on


async def test_it_is_found_where_it_was_after_it_was_killed(
    server: LocalPostgres, private: Path, eventually: Eventually
) -> None:
    """Whoever was connected finds it again when the same stack has started it again."""
    async with await open_pool(server.application_url(), size=1) as pool:
        record = PostgresRecord(pool)
        case = await opened(record)
        os.kill(_process_of_the_server_in(private), signal.SIGKILL)
        await asyncio.to_thread(server.start)

        async def heals() -> bool:
            with suppress(StorageUnavailableError):
                return (case.last_entry,) == await record.entries_after(case.nomination_id, 0)
            return False

        await eventually(heals)

        assert 2 == (await written(record, approval(case))).seq


async def test_two_databases_of_a_new_server_can_be_migrated_at_once(
    server_in: ServerIn, own_folder: Path, eventually: Eventually
) -> None:
    """The roles belong to the server; whoever comes second to make them waits, and goes on."""
    server = server_in(own_folder)
    server.start()
    other = await asyncpg.connect(_administrators_url(server))
    transaction = other.transaction()
    await transaction.start()
    await other.execute("create role vinhdanh_owner nologin; create role vinhdanh_app login")
    migration = asyncio.create_task(asyncio.to_thread(server.migrate))

    async def waits() -> bool:
        query = "select count(*) from pg_locks where pg_backend_pid() = any(pg_blocking_pids(pid))"
        return await other.fetchval(query) > 0

    await eventually(waits)
    await transaction.commit()
    await migration
    await other.close()

    assert 1 == (await _write(server, "n-first")).seq


def test_a_server_that_was_not_started_has_no_address(own_folder: Path) -> None:
    """Nobody is handed an address that leads nowhere."""
    with pytest.raises(EmbeddedServerError, match="not started"):
        LocalPostgres(own_folder).application_url()


def test_a_folder_that_holds_something_else_is_refused(own_folder: Path) -> None:
    """Nothing of anybody's is overwritten, and the error says where to read more."""
    (own_folder / "postgres").mkdir()
    (own_folder / "postgres" / "letter.txt").write_text("Kính gửi")
    with pytest.raises(EmbeddedServerError, match=r"pg_ctl failed; read .*postgres\.log"):
        LocalPostgres(own_folder).start()

    assert "Kính gửi" == (own_folder / "postgres" / "letter.txt").read_text()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _process_of_the_server_in(folder: Path) -> int:
    (mark,) = folder.glob("*/postgres/postmaster.pid")
    return int(mark.read_text().split("\n", 1)[0])
