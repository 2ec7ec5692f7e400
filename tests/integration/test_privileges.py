"""What the application's role may do: read, and execute the few functions that write. Nothing else."""

import asyncpg
import pytest

from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.postgres.sittings import PostgresSittings
from tests.integration.on_record import approval, opened, written
from tests.integration.sat import open_sitting

APP = "vinhdanh_app"
OWNER = "vinhdanh_owner"

TABLES = (
    "awards.completeness",
    "awards.event",
    "awards.flag",
    "awards.grant",
    "awards.subject",
    "commendation.act",
    "commendation.content_version",
    "commendation.decision",
    "commendation.nomination",
    "commendation.notification",
    "commendation.refusal",
    "commendation.signed_decision",
    "commendation.stage",
    "commendation.withdrawal",
    "council.ballot",
    "council.ballot_key",
    "council.opened_sheet",
    "council.refusal",
    "council.result",
    "council.sitting",
    "council.sitting_item",
    "dossier.row",
    "evidence.document",
    "evidence.history",
    "keys.key",
    "ledger.entry",
    "ledger.stream_head",
    "limits.bucket",
    "matter.act",
    "matter.carried",
    "matter.file",
    "matter.notification",
    "matter.refusal",
    "numbers.issued",
    "person.attachment",
    "person.erasure",
    "person.key",
    "quota.reservation",
    "register.appointment",
    "register.delegation",
    "seal.checkpoint",
    "seal.cosignature",
    "seal.leaf",
    "seal.node",
    "seal.pending",
)
HIDDEN = {"awards.subject", "council.ballot_key", "person.key"}
"""Hold people's identity numbers and keys, and what opens sealed papers: not even reading them is allowed."""

EXECUTABLE = {
    "awards.earlier(text,text)",
    "awards.receipt(ledger.entry)",
    "awards.record(jsonb,bytea)",
    "awards.subject_for(text,text,text,text)",
    "commendation.accept(jsonb,bytea)",
    "commendation.confirm_seen(text,bigint)",
    "commendation.entry_head(ledger.entry)",
    "commendation.heads_after(text,bigint)",
    "commendation.instant(bigint)",
    "commendation.record(jsonb,bytea)",
    "commendation.record_many(jsonb,bytea[])",
    "council.count(jsonb,bytea)",
    "council.entries_after(text,bigint)",
    "council.entry(ledger.entry)",
    "council.hand_out_key(text)",
    "council.open_sitting(jsonb,bytea,text)",
    "council.record(jsonb,bytea)",
    "council.stream(text)",
    "dossier.begin_rows(text,integer,integer)",
    "dossier.has_open(text)",
    "dossier.is_over(text)",
    "dossier.keep_rows(text,integer,integer,jsonb)",
    "dossier.nominations(text)",
    "dossier.on_record(text,text,text)",
    "dossier.refuse_row(text,integer,text)",
    "dossier.settle_rows(text,integer[])",
    "evidence.keep_document(text,text,bytea)",
    "evidence.keep_history(jsonb,bytea,bytea)",
    "keys.earlier(text,text)",
    "keys.receipt(ledger.entry)",
    "keys.record(jsonb,bytea)",
    "limits.take(text[],integer[],integer)",
    "matter.confirm_seen(text,bigint)",
    "matter.head(ledger.entry)",
    "matter.heads_after(text,bigint)",
    "matter.record(jsonb,bytea)",
    "awards.events_of(text)",
    "quota.base(text,text,integer)",
    "quota.taken(text,text,integer,text)",
    "person.attach(bytea,text,text,integer,bytea,uuid,text)",
    "person.before_erasure(text)",
    "person.earlier(text,text)",
    "person.erase(jsonb,bytea)",
    "person.evidence()",
    "person.is_erased(jsonb)",
    "person.key_of_nomination(text)",
    "person.keys(jsonb)",
    "person.keys_for(jsonb)",
    "person.receipt(ledger.entry)",
    "person.rows_of(text,bigint)",
    "person.seal_rows(text,jsonb)",
    "person.subject_of(text)",
    "register.earlier(text,text)",
    "register.last_entry()",
    "register.receipt(ledger.entry)",
    "register.record(jsonb,bytea)",
    "seal.size()",
}
_OURS = (
    "(select oid from pg_namespace "
    "where nspname !~ '^pg_' and nspname not in ('public', 'information_schema'))"
)


async def test_the_tables_are_those_tested_here(admin: asyncpg.Connection) -> None:
    """A table that is added later is covered by the tests below."""
    rows = await admin.fetch(
        f"select relnamespace::regnamespace || '.' || relname as name from pg_class "  # noqa: S608 - ours
        f"where relkind in ('r', 'p', 'v', 'm', 'f') and relnamespace in {_OURS} order by 1"
    )

    assert list(TABLES) == [row["name"] for row in rows]


@pytest.mark.parametrize("table", TABLES)
async def test_the_application_may_only_read_a_table(admin: asyncpg.Connection, table: str) -> None:
    """Nothing enters, changes or leaves a table but through the functions; keys are not even read."""
    rows = await admin.fetch(
        "select privilege from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', "
        "'REFERENCES', 'TRIGGER', 'MAINTAIN']) privilege where has_table_privilege($1, $2, privilege)",
        APP,
        table,
    )

    assert ([] if table in HIDDEN else ["SELECT"]) == [row["privilege"] for row in rows]


async def test_the_application_may_not_read_the_keys_of_papers(pool: asyncpg.Pool) -> None:
    """Sealed papers are opened by the count alone: the key is handed out by a function, not by the table."""
    sitting_id = await open_sitting(pool)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="ballot_key"):
        await pool.fetch("select private_key from council.ballot_key where sitting_id = $1", sitting_id)

    assert await PostgresSittings(pool).hand_out_key(sitting_id) is None


async def test_no_column_is_granted_by_itself(admin: asyncpg.Connection) -> None:
    """A right to one column would go unseen by the tests of whole tables."""
    granted = await admin.fetchval(
        f"select count(*) from pg_attribute join pg_class on pg_class.oid = attrelid "  # noqa: S608 - ours
        f"where relnamespace in {_OURS} and attacl is not null"
    )

    assert 0 == granted


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["insert into {} default values", "delete from {}", "truncate {} cascade"])
async def test_writing_past_the_functions_is_refused(pool: asyncpg.Pool, table: str, act: str) -> None:
    """The database itself says no, whatever the application tries."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(act.format(table))


async def test_the_application_may_not_change_a_row(pool: asyncpg.Pool) -> None:
    """No column of any table can be set by the application, and no row locked."""
    for table in TABLES:
        column = await pool.fetchval(
            "select attname from pg_attribute where attrelid = $1::text::regclass and attnum = 2", table
        )
        for statement in (f"update {table} set {column} = {column}", f"select from {table} for update"):  # noqa: S608 - ours
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await pool.execute(statement)


async def test_the_application_may_execute_a_few_functions(admin: asyncpg.Connection) -> None:
    """The functions that write a part of an act are out of reach, `ledger.append` first of all."""
    rows = await admin.fetch(
        f"select oid::regprocedure::text as name from pg_proc where pronamespace in {_OURS} "  # noqa: S608 - ours
        f"and has_function_privilege('{APP}', oid, 'EXECUTE')"
    )

    assert EXECUTABLE == {row["name"] for row in rows}


async def test_appending_to_the_ledger_directly_is_refused(pool: asyncpg.Pool) -> None:
    """An entry without its act cannot be made."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append"):
        await pool.fetchval("select ledger.append('n-forged', 'act/forged', 'decision.recorded', 1, '{}')")


async def test_nobody_else_may_do_anything(admin: asyncpg.Connection) -> None:
    """Roles that are added to the server later start with nothing here."""
    await admin.execute("create role test_stranger")
    try:
        schemas = await admin.fetchval(
            f"select count(*) from pg_namespace where oid in {_OURS} "  # noqa: S608 - ours
            "and has_schema_privilege('test_stranger', oid, 'USAGE, CREATE')"
        )
        functions = await admin.fetchval(
            f"select count(*) from pg_proc where pronamespace in {_OURS} "  # noqa: S608 - ours
            "and has_function_privilege('test_stranger', oid, 'EXECUTE')"
        )
    finally:
        await admin.execute("drop role test_stranger")

    assert (0, 0) == (schemas, functions)


async def test_the_application_has_no_special_powers(admin: asyncpg.Connection) -> None:
    """It is neither superuser nor past row security, makes no roles or databases and is no other role."""
    role = await admin.fetchrow(
        "select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
        "(select count(*) from pg_auth_members where member = pg_roles.oid) as memberships "
        "from pg_roles where rolname = $1",
        APP,
    )

    assert role is not None
    assert (True, False, False, False, False, False, 0) == tuple(role)


async def test_the_owner_cannot_log_in_and_has_no_special_powers(admin: asyncpg.Connection) -> None:
    """Owning the tables is all that the owner is for."""
    role = await admin.fetchrow(
        "select rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles "
        "where rolname = $1",
        OWNER,
    )

    assert role is not None
    assert (False, False, False, False, False) == tuple(role)


async def test_the_application_owns_nothing(admin: asyncpg.Connection) -> None:
    """An owner could give itself every right, so the application owns no object of the server."""
    owned = await admin.fetchval(
        "select count(*) from pg_shdepend where refobjid = $1::text::regrole and deptype = 'o'", APP
    )

    assert 0 == owned


async def test_one_owner_has_everything(admin: asyncpg.Connection) -> None:
    """What runs with the owner's rights can reach exactly what the owner has."""
    owners = await admin.fetch(
        f"select nspowner::regrole::text from pg_namespace where oid in {_OURS} "  # noqa: S608 - ours
        f"union select relowner::regrole::text from pg_class where relnamespace in {_OURS} "
        f"union select proowner::regrole::text from pg_proc where pronamespace in {_OURS}"
    )

    assert [OWNER] == [row[0] for row in owners]


async def test_the_application_may_make_nothing_that_lasts(pool: asyncpg.Pool) -> None:
    """No table or function of its own can stand in for one of the record's."""
    for schema in (*{table.partition(".")[0] for table in TABLES}, "public"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(f"create table {schema}.mine (n int)")


async def test_a_temporary_type_is_not_run_with_the_owners_rights(own_database: str) -> None:
    """A type of the caller's, named like a built-in one, must not carry code into the owner's functions."""
    async with await open_pool(own_database, size=1) as pool:
        await pool.execute(
            """
            create function pg_temp.strike(text) returns boolean language plpgsql as $$
            begin raise exception 'run as %', current_user; end $$;
            create domain pg_temp.text as pg_catalog.text check (pg_temp.strike(value));
            create domain pg_temp.uuid as pg_catalog.uuid check (pg_temp.strike(value::pg_catalog.text));
            create domain pg_temp.int8 as pg_catalog.int8 check (pg_temp.strike(value::pg_catalog.text));
            create domain pg_temp.timestamptz as pg_catalog.timestamptz
              check (pg_temp.strike(value::pg_catalog.text));
            """
        )
        record = PostgresRecord(pool)
        case = await opened(record)

        assert 2 == (await written(record, approval(case))).seq
