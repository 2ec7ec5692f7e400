"""What the database does not let into the register of people: every constraint is broken here once."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from schemas.register import (
    AppointmentAct,
    DelegationAct,
    DismissalAct,
    RegisterAct,
    RegisterReceipt,
    RevocationAct,
)
from schemas.rules import Role
from tests.integration.breaking import (
    NFD,
    broken_by,
    constraints_in,
    constraints_of,
    copy_of,
    named_in,
    required_in,
)

BODY = "phuong-hoang-mai"
_COMMON = {"actor_id": "ward-chair", "body": BODY, "reason": "Điều động"}
_FROM = date(2025, 7, 1)
_LATER = datetime.now(UTC).date() + timedelta(days=30)


def _copy(table: str, of: str, **changes: str) -> str:
    """Return a statement that inserts a copy of the row of this act under an id of its own."""
    named = {"act_id": "gen_random_uuid()"} | changes
    return copy_of(f"register.{table}", f"act_id = :{of}", **named)


def _appointment(**changes: str) -> str:
    return _copy("appointment", "appoint", **changes)


def _delegation(**changes: str) -> str:
    """Return a statement that inserts another delegation; it names itself, as it has to."""
    own = f"'{uuid4()}'"
    return _copy("delegation", "delegate", **({"act_id": own, "delegation_id": own} | changes))


BROKEN: dict[str, str] = {
    "appointment_pkey": _appointment(act_id=":appoint"),
    "appointment_act_check": _appointment(act="'crown'"),
    "appointment_check": _appointment(valid_to="'2025-06-30'"),
    "appointment_form_of_authority_check": _appointment(form_of_authority=f"'{NFD}'"),
    "appointment_reason_check": _appointment(reason=f"'{NFD}'"),
    "appointment_digest_check": _appointment(digest="'\\x00'::bytea"),
    "appointment_entry_id_key": _appointment(),
    "appointment_entry_id_fkey": _appointment(entry_id="-1"),
    "nobody_appoints_themselves": _appointment(person="t.actor_id"),
    "a_dismissal_only_ends": _copy("appointment", "dismiss", valid_to="'2025-07-02'"),
    "a_dismissal_only_ends, no authority": _copy("appointment", "dismiss", form_of_authority="'KT.'"),
    "delegation_pkey": _delegation(act_id=":delegate", delegation_id=":delegate"),
    "delegation_act_check": _copy("delegation", "revoke", act="'crown'", delegation_id=":delegate"),
    "delegation_check": _delegation(valid_to="'2025-06-30'"),
    "delegation_gates_check": _delegation(gates="'[]'::jsonb"),
    "delegation_awards_check": _delegation(awards="'[]'::jsonb"),
    "delegation_form_of_authority_check": _delegation(form_of_authority=f"'{NFD}'"),
    "delegation_reason_check": _delegation(reason=f"'{NFD}'"),
    "delegation_digest_check": _delegation(digest="'\\x00'::bytea"),
    "delegation_entry_id_key": _delegation(),
    "delegation_entry_id_fkey": _delegation(entry_id="-1"),
    "delegation_delegation_id_fkey": _copy(
        "delegation", "revoke", delegation_id="gen_random_uuid()", entry_id="-1"
    ),
    "a_delegation_names_itself": _delegation(delegation_id=":delegate"),
    "a_delegation_names_itself, a revocation another": _copy(
        "delegation", "revoke", act_id="t.act_id", delegation_id="t.act_id"
    ),
    "dated_and_to_somebody": _delegation(delegate="null"),
    "dated_and_to_somebody, without an end": _delegation(valid_to="null"),
    "a_revocation_only_ends": _copy("delegation", "revoke", delegate="'p-2'"),
    "nobody_delegates_to_themselves": _delegation(delegate="t.actor_id"),
    "one_revocation": _copy("delegation", "revoke", entry_id="-1"),
}


@pytest.fixture(scope="module")
async def names(pool: asyncpg.Pool) -> dict[str, str]:
    """One act of each of the four kinds on the register."""
    register, given = PostgresRegister(pool, RuleFiles()), uuid4()
    office = {"person": "p-2", "role": Role.DEPUTY, "valid_from": _FROM}
    scope = {"delegate": "p-2", "valid_from": _FROM, "valid_to": _LATER}
    acts: dict[str, RegisterAct] = {
        ":appoint": AppointmentAct.model_validate(_COMMON | office | {"act_id": uuid4()}),
        ":dismiss": DismissalAct.model_validate(_COMMON | office | {"act_id": uuid4()}),
        ":delegate": DelegationAct.model_validate(_COMMON | scope | {"act_id": given}),
        ":revoke": RevocationAct.model_validate(_COMMON | {"act_id": uuid4(), "delegation_id": given}),
    }
    for act in acts.values():
        answer = await register.record(act)
        assert isinstance(answer, RegisterReceipt), answer
    return {name: f"'{act.act_id}'" for name, act in acts.items()}


@pytest.mark.parametrize(("constraint", "statement"), BROKEN.items(), ids=BROKEN)
async def test_what_breaks_a_constraint_is_refused(
    undone: asyncpg.Connection, names: dict[str, str], constraint: str, statement: str
) -> None:
    """Even the superuser cannot write what the constraint forbids."""
    assert constraint.split(",", maxsplit=1)[0] == await broken_by(undone, named_in(statement, names))


async def test_every_constraint_is_broken_here(admin: asyncpg.Connection) -> None:
    """A constraint that is added later gets a case above."""
    assert constraints_in(BROKEN) == await constraints_of(admin, "register")


MAY_BE_MISSING = {
    "appointment": {"valid_to", "form_of_authority"},
    "delegation": {"delegate", "gates", "awards", "valid_from", "valid_to", "form_of_authority"},
}


@pytest.mark.parametrize(("table", "act"), [("appointment", ":appoint"), ("delegation", ":revoke")])
async def test_everything_else_must_be_there(
    undone: asyncpg.Connection, names: dict[str, str], table: str, act: str
) -> None:
    """A row with any other value missing is refused, and the column is named."""
    where = named_in(f"act_id = {act}", names)

    assert await required_in(undone, f"register.{table}", where, MAY_BE_MISSING[table])
