"""Migrations can be undone and done again, and doing them twice changes nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from adapters.local_postgres import EmbeddedServerError, LocalPostgres
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from schemas.register import AppointmentAct, RegisterReceipt
from schemas.rules import Role
from tests.integration.on_record import everything_about, opened
from tests.integration.sat import open_sitting

SCHEMA = """
with ours as (
  select oid, nspname as name from pg_namespace
  where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
)
select 'schema' as kind, name, concat_ws(' | ', nspowner::regrole, nspacl) as definition
  from ours join pg_namespace using (oid)
union all
select 'table', c.oid::regclass::text,
       concat_ws(' | ', relkind, relowner::regrole, relacl, reloptions, obj_description(c.oid))
  from pg_class c join ours on ours.oid = relnamespace where relkind in ('r', 'S', 'v')
union all
select 'column', attrelid::regclass || '.' || attname,
       concat_ws(' | ', attnum, format_type(atttypid, atttypmod), attnotnull, attidentity, attacl,
                 pg_get_expr(adbin, adrelid))
  from pg_attribute join pg_class c on c.oid = attrelid join ours on ours.oid = relnamespace
  left join pg_attrdef on adrelid = attrelid and adnum = attnum where attnum > 0 and relkind = 'r'
union all
select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(c.oid)
  from pg_constraint c join ours on ours.oid = connamespace
union all
select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
  from pg_index join pg_class c on c.oid = indexrelid join ours on ours.oid = relnamespace
union all
select 'function', p.oid::regprocedure::text,
       concat_ws(' | ', proowner::regrole, proacl, pg_get_functiondef(p.oid))
  from pg_proc p join ours on ours.oid = pronamespace
union all
select 'trigger', tgrelid::regclass || '.' || tgname, concat_ws(' | ', tgenabled, pg_get_triggerdef(t.oid))
  from pg_trigger t join pg_class c on c.oid = tgrelid join ours on ours.oid = relnamespace
  where not tgisinternal
order by 1, 2
"""


@pytest.fixture
async def fresh(admin: asyncpg.Connection, postgres: LocalPostgres) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on a database that was made by running all migrations."""
    name = f"test_{uuid4().hex[:12]}"
    await asyncio.to_thread(postgres.migrate, name)
    url = postgres.application_url().replace("vinhdanh_app@", "postgres@").replace("/vinhdanh?", f"/{name}?")
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()
    await admin.execute(f"drop database {name} with (force)")


async def test_down_to_nothing_and_up_again_gives_the_same_schema(
    fresh: asyncpg.Connection, postgres: LocalPostgres, repository: Path
) -> None:
    """What a migration makes, its way back removes to the last object, and it can be made again."""
    name = await fresh.fetchval("select current_database()")
    migrations = sorted((repository / "adapters/postgres/migrations").glob("*.sql"))
    up = await _schema(fresh)
    for _ in migrations:
        await asyncio.to_thread(postgres.dbmate, "rollback", database=name)
    down = await _schema(fresh)
    left = await fresh.fetch("select version from schema_migrations")
    await asyncio.to_thread(postgres.migrate, name)

    assert {"schema", "table", "column", "constraint", "index", "function", "trigger"} == {
        k for k, _, _ in up
    }
    assert ([], []) == (down, left)
    assert up == await _schema(fresh)


async def test_all_schemas_are_compared(admin: asyncpg.Connection) -> None:
    """The other tests here look at everything that the migrations make."""
    compared = [name for kind, name, _ in await _schema(admin) if kind == "schema"]

    own = [
        "awards",
        "commendation",
        "council",
        "dossier",
        "evidence",
        "keys",
        "ledger",
        "limits",
        "matter",
        "numbers",
        "person",
        "quota",
        "register",
        "seal",
    ]
    assert own == compared


async def test_the_last_migration_can_be_undone_alone(
    fresh: asyncpg.Connection, postgres: LocalPostgres
) -> None:
    """The last one back and forth leaves what was there before, with its rows."""
    name = await fresh.fetchval("select current_database()")
    up = await _schema(fresh)
    await fresh.execute("select ledger.append('n-kept', 'act/kept', 'decision.recorded', 1, '{}')")
    await asyncio.to_thread(postgres.dbmate, "rollback", database=name)
    await asyncio.to_thread(postgres.migrate, name)

    assert up == await _schema(fresh)
    assert 1 == await fresh.fetchval("select count(*) from ledger.entry")


@pytest.mark.parametrize("kind", ["nomination", "act on the register", "sitting"])
async def test_no_way_back_loses_what_is_on_record(
    fresh: asyncpg.Connection, postgres: LocalPostgres, kind: str
) -> None:
    """Once something is recorded, the way back beyond its tables is refused, and its rows stay."""
    name = await fresh.fetchval("select current_database()")
    url = postgres.application_url().replace("/vinhdanh?", f"/{name}?")
    async with await open_pool(url, size=2) as pool:
        await _RECORDED[kind](pool)
    before = await fresh.fetchval("select count(*) from ledger.entry")
    with pytest.raises(EmbeddedServerError, match="restore a backup"):
        await asyncio.to_thread(_all_the_way_back, postgres, name)

    assert before == await fresh.fetchval("select count(*) from ledger.entry")
    assert await fresh.fetchval(_KEPT[kind])


def _all_the_way_back(postgres: LocalPostgres, name: str) -> None:
    while True:
        postgres.dbmate("rollback", database=name)


async def _nomination(pool: asyncpg.Pool) -> None:
    await opened(PostgresRecord(pool))


async def _appointment(pool: asyncpg.Pool) -> None:
    act = AppointmentAct(
        act_id=uuid4(),
        actor_id="ward-chair",
        body="phuong-hoang-mai",
        reason="Điều động",
        person="p-2",
        role=Role.DEPUTY,
        valid_from=date(2025, 7, 1),
    )
    answer = await PostgresRegister(pool, RuleFiles()).record(act)
    assert isinstance(answer, RegisterReceipt), answer


async def _sitting(pool: asyncpg.Pool) -> None:
    await open_sitting(pool)


_RECORDED: dict[str, Callable[[asyncpg.Pool], Awaitable[None]]] = {
    "nomination": _nomination,
    "act on the register": _appointment,
    "sitting": _sitting,
}
_KEPT = {
    "nomination": "select exists (select from commendation.nomination)",
    "act on the register": "select exists (select from register.appointment)",
    "sitting": "select exists (select from council.ballot)",
}


async def test_up_again_changes_nothing(
    record: PostgresRecord, admin: asyncpg.Connection, postgres: LocalPostgres
) -> None:
    """Every start of the stack runs the migrations; schema and rows stay as they are."""
    case = await opened(record)
    schema, rows = await _schema(admin), await everything_about(admin, case.nomination_id)
    await asyncio.to_thread(postgres.migrate, await admin.fetchval("select current_database()"))

    assert schema == await _schema(admin)
    assert rows == await everything_about(admin, case.nomination_id)


async def test_a_copied_database_is_the_migrated_one(
    admin: asyncpg.Connection, own_admin: asyncpg.Connection
) -> None:
    """What tests run on is what the migrations make."""
    assert await _schema(admin) == await _schema(own_admin)


async def test_a_migration_that_fails_says_so(postgres: LocalPostgres) -> None:
    """The person who starts the stack reads one line from the migration tool."""
    with pytest.raises(EmbeddedServerError, match=r"the migration failed: .*no-such-verb"):
        await asyncio.to_thread(postgres.dbmate, "no-such-verb")


async def _schema(connection: asyncpg.Connection) -> list[tuple[str, str, str]]:
    return [(row["kind"], row["name"], row["definition"]) for row in await connection.fetch(SCHEMA)]
