"""Statements that break a constraint of the record, and what its rows must have."""

from collections.abc import Mapping

import asyncpg
import pytest

NFD = "Thie\u0302\u0301u"
"""A word with its marks spelt apart."""


def copy_of(table: str, where: str, **changes: str) -> str:
    """Return a statement that inserts copies of these rows with these columns changed, by SQL expressions."""
    columns = ", ".join(f"'{name}', {expression}" for name, expression in changes.items())
    changed = f"jsonb_populate_record(t, jsonb_build_object({columns}))"
    rows = f"select ({changed}).* from {table} t where {where}"  # noqa: S608 - ours
    return f"insert into {table} overriding system value {rows}"


def named_in(statement: str, names: Mapping[str, str]) -> str:
    """Return the statement with the ids of this run put in, as SQL literals."""
    for name, value in names.items():
        statement = statement.replace(name, value)
    return statement


async def broken_by(connection: asyncpg.Connection, statement: str) -> str | None:
    """Return which constraint refuses this statement; it is an error if none does."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as raised:
        await connection.execute(statement)
    return raised.value.constraint_name


async def constraints_of(connection: asyncpg.Connection, *schemas: str) -> set[str]:
    """Return the names of all constraints and unique indexes in these schemas."""
    rows = await connection.fetch(
        """
        with ours as (select oid from pg_namespace where nspname = any($1::text[]))
        select conname as name from pg_constraint join ours on ours.oid = connamespace where contype <> 'n'
        union
        select relname from pg_index join pg_class on pg_class.oid = indexrelid
        join ours on ours.oid = relnamespace where indisunique
        """,
        schemas,
    )
    return {row["name"] for row in rows}


def constraints_in(broken: Mapping[str, str]) -> set[str]:
    """Return the constraints that these cases break; what follows a comma tells one case from another."""
    return {name.split(",")[0] for name in broken}


async def required_in(connection: asyncpg.Connection, table: str, where: str, optional: set[str]) -> set[str]:
    """Return the columns of which these rows are refused without a value, and those left out as optional."""
    rows = await connection.fetch(
        "select attname from pg_attribute where attrelid = $1::text::regclass and attnum > 0", table
    )
    refused: set[str] = set()
    for column in {row["attname"] for row in rows} - optional:
        with pytest.raises(asyncpg.NotNullViolationError) as raised:
            async with connection.transaction():
                await connection.execute(copy_of(table, where, **{column: "null"}))
        refused.add(str(raised.value.column_name))
    assert {row["attname"] for row in rows} == refused | optional
    return refused
