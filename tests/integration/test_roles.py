"""Each role of the database tries to overstep: the owner, the application, the sealer and the auditor."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest

from adapters.local_postgres import LocalPostgres
from adapters.postgres.record import PostgresRecord
from tests.integration.on_record import opened

AUDITOR, SEALER, APPLICATION, OWNER = "vinhdanh_auditor", "vinhdanh_sealer", "vinhdanh_app", "vinhdanh_owner"
SECRET = {"awards.subject", "council.ballot_key", "person.key"}
"""What no auditor reads: people's identity numbers, and what opens papers and personal data."""

_OURS = (
    "(select oid from pg_namespace "
    "where nspname !~ '^pg_' and nspname not in ('public', 'information_schema'))"
)
_TABLES = f"select relnamespace::regnamespace || '.' || relname from pg_class where relkind in ('r', 'p') and relnamespace in {_OURS}"  # noqa: E501, S608 - ours
_LOGINS = (APPLICATION, SEALER, AUDITOR)

OVERSTEPS = {
    "change an entry": "update ledger.entry set body = '{}'",
    "delete an entry": "delete from ledger.entry",
    "truncate the ledger": "truncate ledger.entry cascade",
    "insert an entry": "insert into ledger.entry (dedup_key) values ('forged')",
    "append past the acts": "select ledger.append('n-forged', 'act/forged', 'decision.recorded', 1, '{}')",
    "change a decision": "update commendation.decision set verdict = 'approve'",
    "move a stream's end": "update ledger.stream_head set seq = 0",
    "switch the guard off": "alter table ledger.entry disable trigger append_only",
    "go around the guard": "set session_replication_role = replica",
    "become the owner": "set role vinhdanh_owner",
    "become the superuser": "set role postgres",
    "own the ledger": "alter table ledger.entry owner to current_user",
    "drop the ledger": "drop schema ledger cascade",
    "replace what writes": (
        "create or replace function ledger.append(p_stream text, p_dedup text, p_kind text, p_us bigint, "
        "p_body bytea) returns ledger.entry language sql as 'select null::ledger.entry'"
    ),
    "make a role": "create role accomplice superuser",
    "read the server's files": "select pg_read_file('/etc/passwd')",
    "run a program": "copy (select 1) to program 'true'",
    "open sealed papers": "select private_key from council.ballot_key",
    "read identity numbers": "select * from awards.subject",
}
"""What each of them tries; every one is an act that would leave the record other than people made it."""


@pytest.fixture
async def database(pool: asyncpg.Pool, postgres: LocalPostgres) -> str:
    """The application's URL of the database that the tests of this folder share."""
    name = await pool.fetchval("select current_database()")
    return postgres.application_url().replace("/vinhdanh?", f"/{name}?")


@asynccontextmanager
async def _as(role: str, database: str) -> AsyncGenerator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.replace("vinhdanh_app@", f"{role}@"))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.parametrize("role", _LOGINS)
async def test_nobody_who_logs_in_oversteps(database: str, undone: asyncpg.Connection, role: str) -> None:
    """The application, the sealer and the auditor are each refused what only people's acts may do."""
    allowed: list[str] = []
    async with _as(role, database) as connection:
        for what, statement in OVERSTEPS.items():
            try:
                await connection.execute(statement)
            except (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidGrantOperationError):
                continue
            allowed.append(what)
        with suppress(
            asyncpg.InsufficientPrivilegeError
        ):  # where something may be read, PostgreSQL only warns
            await connection.execute("grant update on ledger.entry to current_user")
    may = await undone.fetchval("select has_table_privilege($1, 'ledger.entry', 'UPDATE')", role)

    assert ([], False) == (allowed, may)


async def test_the_owner_cannot_log_in(database: str) -> None:
    """What owns the tables is no account, so that nobody holds its password."""
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="not permitted to log in"):
        async with _as(OWNER, database):
            pass


async def test_the_owner_is_stopped_by_the_ledgers_own_guard(undone: asyncpg.Connection) -> None:
    """Whoever acts as the owner all the same meets the guard; past that, the seal is what shows it."""
    await undone.execute("select ledger.append('n-kept', 'act/kept', 'decision.recorded', 1, '{}')")
    await undone.execute("set role vinhdanh_owner")
    for statement in (
        "update ledger.entry set body = '{}'",
        "delete from ledger.entry",
        "truncate ledger.entry cascade",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="the ledger is append-only"):
            async with undone.transaction():
                await undone.execute(statement)


async def test_the_auditor_reads_everything_but_secrets(undone: asyncpg.Connection) -> None:
    """What keeps people's numbers and opens what is sealed is kept from them; everything else is evidence."""
    rows = await undone.fetch(
        f"select name from ({_TABLES}) t(name) where not has_table_privilege('{AUDITOR}', name, 'SELECT')"  # noqa: S608 - ours
    )

    assert SECRET == {row["name"] for row in rows}


async def test_the_auditor_changes_nothing(undone: asyncpg.Connection) -> None:
    """No right but reading, on any table, column, sequence or function that could change anything."""
    tables = await undone.fetch(
        "select name, privilege from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', "  # noqa: S608 - ours
        f"'TRIGGER', 'MAINTAIN']) privilege, ({_TABLES}) t(name) "
        f"where has_table_privilege('{AUDITOR}', name, privilege)"
    )
    functions = await undone.fetch(
        f"select oid::regprocedure from pg_proc where pronamespace in {_OURS} "  # noqa: S608 - ours
        f"and has_function_privilege('{AUDITOR}', oid, 'EXECUTE') and (prosecdef or provolatile = 'v')"
    )
    sequences = await undone.fetch(
        "select relname from (select oid, relname from pg_class "  # noqa: S608 - ours
        f"where relkind = 'S' and relnamespace in {_OURS} offset 0) s "
        f"where has_sequence_privilege('{AUDITOR}', oid, 'USAGE, UPDATE')"
    )

    assert ([], [], []) == (tables, functions, sequences)


async def test_the_auditor_reads_the_ledger_and_its_hashes(database: str, record: PostgresRecord) -> None:
    """What an auditor is for works: entries, their order, and the hash computed again."""
    case = await opened(record)
    async with _as(AUDITOR, database) as connection:
        right = await connection.fetchval(
            "select bool_and(leaf_hash = ledger.leaf_hash("
            "stream_id, stream_seq, prev_hash, kind, occurred_us, body_sha256)) "
            "from ledger.entry where stream_id = $1",
            case.nomination_id,
        )

    assert right is True


@pytest.mark.parametrize("role", _LOGINS)
async def test_no_login_has_special_powers(undone: asyncpg.Connection, role: str) -> None:
    """None is superuser, passes row security, makes roles or databases, or is a member of another role."""
    found = await undone.fetchrow(
        "select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
        "(select count(*) from pg_auth_members where member = pg_roles.oid) from pg_roles where rolname = $1",
        role,
    )

    assert found is not None
    assert (True, False, False, False, False, False, 0) == tuple(found)
