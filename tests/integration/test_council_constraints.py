"""What the database does not let into the record of sittings: every constraint is broken here once."""

import asyncpg
import pytest

from tests.integration.breaking import (
    broken_by,
    constraints_in,
    constraints_of,
    copy_of,
    named_in,
    required_in,
)
from tests.integration.sat import counted_sitting, open_sitting


def _where(table: str) -> str:
    return f"sitting_id = {':open' if table == 'ballot_key' else ':counted'}"


def _copy(table: str, **changes: str) -> str:
    return copy_of(f"council.{table}", _where(table), **changes)


def _change(table: str, column: str, expression: str) -> str:
    return f"update council.{table} set {column} = {expression} where {_where(table)}"  # noqa: S608 - ours


_OF_NO_SITTING = "'s-nowhere'"

BROKEN: dict[str, str] = {
    "sitting_pkey": _copy("sitting", body="'other'"),
    "sitting_status_check": _change("sitting", "status", "'adjourned'"),
    "sitting_item_pkey": _copy("sitting_item", item="'{}'::jsonb"),
    "sitting_item_sitting_id_nomination_id_key": _copy("sitting_item", position="2"),
    "sitting_item_position_check": _change("sitting_item", "position", "0"),
    "sitting_item_sitting_id_fkey": _copy("sitting_item", sitting_id=_OF_NO_SITTING),
    "sitting_item_nomination_id_fkey": _copy("sitting_item", position="2", nomination_id="'n-nowhere'"),
    "ballot_pkey": _copy("ballot", act_id="gen_random_uuid()"),
    "ballot_act_id_key": _copy("ballot", member="'other'"),
    "ballot_entry_id_key": _copy("ballot", member="'other'", act_id="gen_random_uuid()"),
    "ballot_entry_id_fkey": _change("ballot", "entry_id", "-1"),
    "ballot_sitting_id_fkey": _change("ballot", "sitting_id", _OF_NO_SITTING),
    "refusal_pkey": _copy("refusal", message="'again'"),
    "refusal_entry_id_fkey": _change("refusal", "entry_id", "-1"),
    "refusal_sitting_id_fkey": _change("refusal", "sitting_id", _OF_NO_SITTING),
    "refusal_refused_by_check": _change("refusal", "refused_by", "'nobody'"),
    "ballot_key_pkey": _copy("ballot_key", private_key="'other'"),
    "ballot_key_sitting_id_fkey": _change("ballot_key", "sitting_id", _OF_NO_SITTING),
    "opened_sheet_pkey": _copy("opened_sheet", paper_code="'other'"),
    "opened_sheet_sheet_check": _change("opened_sheet", "sheet", "0"),
    "opened_sheet_number_check": _change("opened_sheet", "number", "0"),
    "opened_sheet_sitting_id_fkey": _change("opened_sheet", "sitting_id", _OF_NO_SITTING),
    "result_pkey": _copy("result", nomination_id="'other'"),
    "result_outcome_check": _change("result", "outcome", "'lost'"),
    "result_sitting_id_position_fkey": _change("result", "position", "9"),
    "decided_or_a_ground": _change("result", "result", "null"),
    "decided_or_a_ground, not decided and no ground": _change(
        "result", "outcome", "'not_decided', result = null"
    ),
    "decided_or_a_ground, decided and a ground": _change("result", "ground", "'left'"),
}


@pytest.fixture(scope="module")
async def names(pool: asyncpg.Pool) -> dict[str, str]:
    """A sitting that still has its key, and one that was counted: together they have a row in every table."""
    return {":open": f"'{await open_sitting(pool)}'", ":counted": f"'{await counted_sitting(pool)}'"}


@pytest.mark.parametrize(("constraint", "statement"), BROKEN.items(), ids=BROKEN)
async def test_what_breaks_a_constraint_is_refused(
    undone: asyncpg.Connection, names: dict[str, str], constraint: str, statement: str
) -> None:
    """Even the superuser cannot write what the constraint forbids."""
    assert constraint.split(",", maxsplit=1)[0] == await broken_by(undone, named_in(statement, names))


async def test_every_constraint_is_broken_here(admin: asyncpg.Connection) -> None:
    """A constraint that is added later gets a case above."""
    assert constraints_in(BROKEN) == await constraints_of(admin, "council")


MAY_BE_MISSING = {
    "sitting": set[str](),
    "sitting_item": set[str](),
    "ballot": set[str](),
    "refusal": {"act_id", "actor_id"},
    "ballot_key": set[str](),
    "opened_sheet": set[str](),
    "result": {"ground", "result"},
}


@pytest.mark.parametrize("table", MAY_BE_MISSING)
async def test_everything_else_must_be_there(
    undone: asyncpg.Connection, names: dict[str, str], table: str
) -> None:
    """A row with any other value missing is refused, and the column is named."""
    where = named_in(_where(table), names)

    assert await required_in(undone, f"council.{table}", where, MAY_BE_MISSING[table])
