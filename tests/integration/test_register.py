"""The register of people on the real record: each act once, nothing ever changed, earlier days kept."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from domain.canonical import model_digest
from domain.errors import InvalidRecordError, RuleSetError
from domain.register_check import verify_register
from domain.register_judgement import register_body
from domain.working_days import VIETNAM_TIME
from schemas.audit import FindingCode
from schemas.register import (
    AppointmentAct,
    DelegationAct,
    DismissalAct,
    RegisterAct,
    RegisterReceipt,
    RegisterRefusal,
    RegisterRefusalReason,
    RevocationAct,
)
from schemas.rules import DECIDERS, Role

WARD, RULES_2025, RULES_2017 = "phuong-hoang-mai", "2025-two-tier", "2017-three-tier"
STREAM = f"register:{WARD}"
TODAY = datetime.now(VIETNAM_TIME).date()
LONG_AGO = date(2025, 7, 1)
APP = "vinhdanh_app"
TABLES = ("register.appointment", "register.delegation")
EXECUTABLE = {
    "register.earlier(text,text)",
    "register.last_entry()",
    "register.receipt(ledger.entry)",
    "register.record(jsonb,bytea)",
}


@pytest.fixture
def register(own_pool: asyncpg.Pool) -> PostgresRegister:
    """The register on a database of the test's own."""
    return PostgresRegister(own_pool, RuleFiles())


def _common(**fields: object) -> dict[str, Any]:
    usual: dict[str, Any] = {"act_id": uuid4(), "actor_id": "ward-chair", "body": WARD, "reason": "Điều động"}
    return usual | fields


def _appointment(person: str = "p-2", role: Role = Role.DEPUTY, **fields: object) -> AppointmentAct:
    return AppointmentAct(**_common(person=person, role=role, **({"valid_from": LONG_AGO} | fields)))


def _dismissal(person: str = "ward-deputy", role: Role = Role.DEPUTY) -> DismissalAct:
    return DismissalAct(**_common(person=person, role=role, valid_from=LONG_AGO))


def _delegation(**fields: object) -> DelegationAct:
    usual = {"delegate": "p-2", "valid_from": LONG_AGO, "valid_to": TODAY + timedelta(days=30)}
    return DelegationAct(**_common(**(usual | fields)))


async def _received(register: PostgresRegister, act: RegisterAct) -> RegisterReceipt:
    answer = await register.record(act)
    assert isinstance(answer, RegisterReceipt), answer
    return answer


async def _deciders(register: PostgresRegister, on: datetime | None = None) -> tuple[str, ...]:
    return await register.entitled(WARD, DECIDERS, RULES_2025, on or datetime.now(UTC) + timedelta(minutes=1))


async def test_an_act_and_its_entry_are_written_together(register: PostgresRegister) -> None:
    """Each of the four acts has an entry in its body's stream that vouches for its row."""
    given = _delegation(gates=("decision",), awards=("LDTT", "GK_XA"), form_of_authority="TUQ. CHỦ TỊCH")
    acts = [
        _appointment(form_of_authority="KT. CHỦ TỊCH", valid_to=TODAY),
        _dismissal(),
        given,
        RevocationAct(**_common(delegation_id=given.act_id)),
    ]
    receipts = [await _received(register, act) for act in acts]
    evidence = await register.evidence(STREAM)

    assert [
        "appointment.recorded",
        "dismissal.recorded",
        "delegation.recorded",
        "delegation.revoked",
    ] == [receipt.kind for receipt in receipts]
    assert [1, 2, 3, 4] == [receipt.seq for receipt in receipts]
    assert [receipt.leaf_hash for receipt in receipts] == [entry.leaf_hash for entry in evidence.entries]
    assert acts == [row.act for row in evidence.rows]
    assert [] == verify_register(evidence)
    assert not any("Điều động".encode() in entry.body for entry in evidence.entries)


async def test_a_repeat_gets_the_same_receipt(register: PostgresRegister, own_pool: asyncpg.Pool) -> None:
    """Also when the act could not be recorded any more, and when it comes many times at once."""
    act = _dismissal()
    first = await _received(register, act)
    later = await asyncio.gather(*(register.record(act) for _ in range(5)))

    assert [first] * 5 == later
    assert 1 == await own_pool.fetchval("select count(*) from ledger.entry")
    assert 1 == await own_pool.fetchval("select count(*) from register.appointment")


async def test_an_id_names_one_act(register: PostgresRegister) -> None:
    """Another act under the same id is refused, whether on the register or under the id of anything else."""
    act = _appointment()
    first = await _received(register, act)
    for other in (
        act.model_copy(update={"person": "p-3"}),
        act.model_copy(update={"reason": "Khác"}),
        _delegation(act_id=act.act_id),
    ):
        answer = await register.record(other)
        assert isinstance(answer, RegisterRefusal)
        assert RegisterRefusalReason.ID_TAKEN is answer.reason

    assert first == await register.record(act)


async def test_writers_at_once_are_judged_one_after_the_other(register: PostgresRegister) -> None:
    """Two registrars who appoint the same person at the same moment do not both succeed."""
    answers = await asyncio.gather(*(register.record(_appointment()) for _ in range(2)))

    assert ["receipt", "refusal"] == sorted(answer.answer for answer in answers)
    assert ("ward-chair", "ward-deputy", "p-2") == await _deciders(register)


async def test_who_judged_an_older_register_judges_again(
    register: PostgresRegister, own_pool: asyncpg.Pool
) -> None:
    """The record takes no act that was judged before another one changed the register."""
    first = await _received(register, _appointment())
    act = _appointment("p-3")
    sent = act.model_dump(mode="json") | {"digest": model_digest(act), "expected": 0}
    said = await own_pool.fetchval("select register.record($1, $2)", json.dumps(sent), register_body(act))

    assert {"moved": True} == json.loads(said)
    assert 1 == first.seq
    assert 2 == (await _received(register, act)).seq


async def test_what_is_recorded_later_changes_no_earlier_moment(register: PostgresRegister) -> None:
    """Who was entitled at the time stays so, although the acts are dated back to long before it."""
    then = datetime.now(UTC)
    assert ("ward-chair", "ward-deputy") == await _deciders(register, then)
    await _received(register, _appointment())
    await _received(register, _dismissal())
    given = await _received(register, _delegation())

    assert ("ward-chair", "ward-deputy") == await _deciders(register, then)
    assert ("ward-chair", "p-2") == await _deciders(register)
    assert await register.delegation("p-2", "ward-chair", WARD, "decision", "LDTT", then) is None
    assert await register.delegation("p-2", "ward-chair", WARD, "decision", "LDTT", given.recorded_at)


async def test_a_change_takes_effect_on_its_day(register: PostgresRegister) -> None:
    """What is recorded today for next month begins and ends on the days that it names, in Vietnam."""
    first, last = TODAY + timedelta(days=30), TODAY + timedelta(days=31)
    await _received(register, _appointment(valid_from=first, valid_to=last))
    begins = datetime(first.year, first.month, first.day, tzinfo=VIETNAM_TIME)
    instant = timedelta(microseconds=1)

    assert ("ward-chair", "ward-deputy") == await _deciders(register, begins - instant)
    assert ("ward-chair", "ward-deputy", "p-2") == await _deciders(register, begins)
    assert ("ward-chair", "ward-deputy", "p-2") == await _deciders(
        register, begins + timedelta(days=2) - instant
    )
    assert ("ward-chair", "ward-deputy") == await _deciders(register, begins + timedelta(days=2))


async def test_a_delegation_holds_until_it_is_revoked(register: PostgresRegister) -> None:
    """It is found while it lasts, by its scope, and a revocation does not undo what was done under it."""
    act = _delegation(gates=("decision",), awards=("LDTT",))
    given = await _received(register, act)
    revoked = await _received(register, RevocationAct(**_common(delegation_id=act.act_id)))
    question = ("p-2", "ward-chair", WARD, "decision", "LDTT")
    found = await register.delegation(*question, given.recorded_at)

    assert found is not None
    assert (act.act_id, "ward-chair", "p-2") == (found.delegation_id, found.delegator, found.delegate)
    assert await register.delegation(*question[:4], "BK_TP", given.recorded_at) is None
    assert await register.delegation(*question, revoked.recorded_at) is None
    assert await register.delegation(*question, given.recorded_at - timedelta(microseconds=1)) is None
    assert () == await register.delegations(WARD, revoked.recorded_at)
    assert (("p-2", "ward-chair"),) == await register.delegations_to(("p-1", "p-2"), given.recorded_at)
    assert () == await register.delegations_to(("p-1",), given.recorded_at)
    assert () == await register.delegations_to(("p-2",), revoked.recorded_at)


async def test_a_delegation_ends_with_the_office_of_who_gave_it(register: PostgresRegister) -> None:
    """Nobody acts for somebody who could not act any more."""
    given = await _received(register, _delegation(actor_id="ward-deputy"))
    left = await _received(register, _dismissal())
    question = ("p-2", "ward-deputy", WARD, "decision", "LDTT")

    assert await register.delegation(*question, given.recorded_at) is not None
    assert await register.delegation(*question, left.recorded_at) is None


async def test_each_rule_set_has_its_own_bodies(register: PostgresRegister) -> None:
    """A case under older rules asks for the bodies of those, and a body that is not there is an error."""
    now = datetime.now(UTC)

    assert ("district-chair",) == (await register.entitled("quan-hoang-mai", (Role.CHAIR,), RULES_2017, now))[
        :1
    ]
    for body, rule_set in (("quan-hoang-mai", RULES_2025), (WARD, "1993")):
        with pytest.raises(RuleSetError):
            await register.entitled(body, DECIDERS, rule_set, now)


async def test_bodies_of_ended_rule_sets_can_still_change(register: PostgresRegister) -> None:
    """Cases that go on under the old rules need somebody at the old body."""
    act = _appointment(body="quan-hoang-mai", actor_id="district-registrar")
    await _received(register, act)
    people = await register.people("quan-hoang-mai", datetime.now(UTC) + timedelta(minutes=1))

    assert "p-2" in [each.person for each in people]


async def test_the_record_itself_refuses_what_can_never_be(
    register: PostgresRegister, own_pool: asyncpg.Pool
) -> None:
    """A second revocation, and acts on oneself, break a constraint even if nobody judged them."""
    given = _delegation()
    await _received(register, given)
    await _received(register, RevocationAct(**_common(delegation_id=given.act_id)))
    for act in (
        RevocationAct(**_common(delegation_id=given.act_id)),
        RevocationAct(**_common(delegation_id=UUID(int=9))),
        _appointment("ward-chair"),
        _delegation(delegate="ward-chair"),
    ):
        last = await own_pool.fetchval("select register.last_entry()")
        sent = act.model_dump(mode="json") | {"digest": model_digest(act), "expected": last}
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await own_pool.fetchval("select register.record($1, $2)", json.dumps(sent), register_body(act))

    assert 2 == await own_pool.fetchval("select count(*) from ledger.entry")


async def test_an_unknown_kind_of_act_is_refused(own_pool: asyncpg.Pool) -> None:
    """Nothing is written for what the record does not know."""
    act = _appointment()
    sent = act.model_dump(mode="json") | {"act": "crown", "digest": model_digest(act), "expected": 0}
    with pytest.raises(asyncpg.NotNullViolationError):
        await own_pool.fetchval("select register.record($1, $2)", json.dumps(sent), register_body(act))

    assert 0 == await own_pool.fetchval("select count(*) from ledger.entry")


@pytest.mark.parametrize("table", TABLES)
async def test_the_application_may_only_read_a_table(
    register: PostgresRegister, own_pool: asyncpg.Pool, own_admin: asyncpg.Connection, table: str
) -> None:
    """Nothing enters, changes or leaves but through the function, and for the superuser nothing changes."""
    await _received(register, _appointment())
    await _received(register, _delegation())
    for statement in (
        "update {} set person = 'x'",
        "delete from {}",
        "truncate {}",
        "insert into {} default values",
    ):
        change = statement.format(table).replace("person", "reason")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await own_pool.execute(change)
        if not change.startswith("insert"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
                await own_admin.execute(change)


async def test_the_application_may_execute_a_few_functions(admin: asyncpg.Connection) -> None:
    """The functions that write a part of an act are out of reach, and nobody else may do anything."""
    rows = await admin.fetch(
        "select oid::regprocedure::text as name, has_function_privilege($1, oid, 'EXECUTE') as may, "
        "proowner::regrole::text as owner, has_function_privilege('public', oid, 'EXECUTE') as anybody "
        "from pg_proc where pronamespace = 'register'::regnamespace",
        APP,
    )
    tables = await admin.fetch(
        "select oid::regclass::text as name, relowner::regrole::text as owner from pg_class "
        "where relnamespace = 'register'::regnamespace and relkind = 'r' order by 1"
    )

    assert EXECUTABLE == {row["name"] for row in rows if row["may"]}
    assert not any(row["anybody"] for row in rows)
    assert list(TABLES) == [row["name"] for row in tables]
    assert {"vinhdanh_owner"} == {row["owner"] for row in (*rows, *tables)}


async def test_the_register_is_no_finding_and_tampering_is(
    register: PostgresRegister, own_pool: asyncpg.Pool, own_admin: asyncpg.Connection
) -> None:
    """Its streams belong to no nomination and may; a changed row, a lost row and a broken chain are told."""
    await _received(register, _appointment())
    await _received(register, _dismissal())
    await own_admin.execute("select ledger.append('n-forged', 'act/forged', 'decision.recorded', 1, '{}')")

    assert ["n-forged"] == await EvidenceReader(own_pool).streams_without_nomination()
    assert [STREAM] == await register.streams()
    assert [] == await _amiss(register)
    await own_admin.execute("set session_replication_role = replica")
    await own_admin.execute("alter table register.appointment disable trigger all")
    await own_admin.execute("alter table ledger.entry disable trigger all")
    await own_admin.execute("update register.appointment set person = 'p-9' where act = 'appoint'")
    assert [FindingCode.DETAIL_DIFFERS] == await _amiss(register)
    await own_admin.execute("delete from register.appointment where act = 'appoint'")
    assert [FindingCode.DETAIL_MISSING] == await _amiss(register)
    await own_admin.execute("delete from ledger.entry where stream_id = $1 and stream_seq = 2", STREAM)
    assert [FindingCode.HEAD_DIFFERS] == await _amiss(register)
    await own_admin.execute("update ledger.entry set occurred_us = 0 where stream_id = $1", STREAM)
    assert FindingCode.CHAIN_BROKEN in await _amiss(register)


async def test_a_row_without_an_entry_is_found(
    register: PostgresRegister, own_admin: asyncpg.Connection
) -> None:
    """Somebody who is slipped in beside the ledger does not go unseen."""
    await _received(register, _appointment())
    await own_admin.execute("set session_replication_role = replica")
    await own_admin.execute(
        "insert into register.appointment select gen_random_uuid(), act, body, 'p-9', role, valid_from, "
        "valid_to, form_of_authority, actor_id, reason, digest, recorded_at, 0 from register.appointment"
    )

    assert [FindingCode.DETAIL_WITHOUT_ENTRY] == await _amiss(register)


async def test_a_reason_that_is_not_nfc_is_refused(own_pool: asyncpg.Pool) -> None:
    """The constraint holds even if somebody calls the function with text of their own."""
    act = _appointment()
    decomposed = {"reason": "Die\u0302\u0300u", "digest": model_digest(act), "expected": 0}
    sent = act.model_dump(mode="json") | decomposed
    with pytest.raises(asyncpg.CheckViolationError):
        await own_pool.fetchval("select register.record($1, $2)", json.dumps(sent), register_body(act))


async def _amiss(register: PostgresRegister) -> list[FindingCode]:
    return [finding.code for finding in verify_register(await register.evidence(STREAM))]


async def test_wrong_values_are_an_orderly_no(register: PostgresRegister) -> None:
    """What the record refuses is the product's error, not the driver's."""
    act = _appointment().model_copy(update={"reason": "Die\u0302\u0300u"})
    with pytest.raises(InvalidRecordError):
        await register.record(act)
