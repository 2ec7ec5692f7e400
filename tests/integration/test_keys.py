"""The registry of keys on the real record: who vouches, what order decides, and what verification finds."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.local_postgres import LocalPostgres
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from adapters.rule_files import RuleFiles
from adapters.statements import countersign
from domain.errors import InvalidRecordError
from domain.key_check import doubts
from schemas.case_file import CaseFile
from schemas.keys import KeyRefusalReason as Reason
from schemas.messages import Decision
from schemas.signing import RevocationReason
from tests.conftest import Eventually
from tests.integration.key_desk import Desk, findings
from tests.integration.keyed import opened_for_signing
from tests.integration.on_record import decision, draft_of, written
from tests.keyholders import (
    CITY,
    CITY_REGISTRAR,
    DISTRICT,
    WARD,
    WARD_CHAIR,
    Holder,
    a_registrar,
    enrolled,
    revoked,
    rotated,
)
from tests.signing import signed


@pytest.fixture(scope="module")
async def registry(postgres: LocalPostgres) -> AsyncIterator[asyncpg.Pool]:
    """A database of this file's own: a registry is founded once."""
    name = "registry_of_keys"
    await asyncio.to_thread(postgres.migrate, name)
    async with await open_pool(
        postgres.application_url().replace("/vinhdanh?", f"/{name}?"), size=10
    ) as pool:
        yield pool


@pytest.fixture
async def owner(registry: asyncpg.Pool, admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on that database."""
    name = await registry.fetchval("select current_database()")
    connection = await asyncpg.connect(admin_url.replace("/vinhdanh?", f"/{name}?"))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def desk(registry: asyncpg.Pool) -> Desk:
    """A founded registry with two registrars."""
    return await Desk(PostgresKeys(registry, RuleFiles())).founded()


async def _holds(connection: asyncpg.Connection, holder: Holder, level: str | None = None) -> bool:
    return bool(await connection.fetchval("select keys.hold($1, $2, $3)", holder.kid, holder.person, level))


def _decided_by(holder: Holder, case: CaseFile) -> Decision:
    taken = decision(case).model_copy(update={"reviewer_id": holder.person})
    return signed(taken, case.nomination_id, key=holder.signing, prev=case.last_entry.leaf_hash)


async def test_a_key_lives_on_record(desk: Desk, owner: asyncpg.Connection, registry: asyncpg.Pool) -> None:
    """Enrolled, rotated with both keys good, revoked: row, ledger and verification agree at each step."""
    old = Holder(WARD_CHAIR)
    receipt = await desk.recorded(enrolled(old, desk.city, after=await desk.end()))
    new = old.again()
    await desk.recorded(rotated(old, new, desk.city, after=await desk.end()))
    both = [await _holds(owner, each, "ward") for each in (old, new)]
    leaf = receipt.leaf_hash
    why = RevocationReason.COMPROMISED
    await desk.recorded(revoked(old, desk.city, reason=why, from_leaf=leaf, after=await desk.end()))
    kinds = [each.entry.kind for each in (await desk.keys.evidence()).entries if old.person in str(each)]
    life = await desk.keys.life_of(old.kid)

    assert [True, True] == both
    assert [False, True] == [await _holds(owner, each, "ward") for each in (old, new)]
    assert ["key.enrolled", "key.rotated", "key.revoked"] == kinds
    assert life is not None
    assert (why, leaf, (CITY_REGISTRAR,)) == (life.reason, life.from_leaf, life.registrars)
    assert [old.kid, new.kid] == [each.key.kid for each in await desk.keys.keys_of(WARD_CHAIR)]
    assert set() == findings(await desk.keys.evidence())
    assert [] == await EvidenceReader(registry).streams_without_nomination()


async def test_decisions_in_doubt_are_told(desk: Desk, registry: asyncpg.Pool) -> None:
    """What a compromised key signed from the named entry on is shown to people; what came before is not."""
    holder, record = Holder("ward-deputy"), PostgresRecord(registry)
    await desk.recorded(enrolled(holder, desk.city, after=await desk.end()))
    cases = [await opened_for_signing(record) for _ in range(2)]
    for case in cases:
        await written(record, draft_of(case, _decided_by(holder, case)))
    leaf = await registry.fetchval(
        "select encode(leaf_hash, 'hex') from ledger.entry where stream_id = $1 and stream_seq = 2",
        cases[1].nomination_id,
    )
    why = RevocationReason.COMPROMISED
    nowhere = revoked(holder, desk.city, reason=why, from_leaf="ab" * 32, after=await desk.end())
    unknown = await desk.refused(nowhere)
    await desk.recorded(revoked(holder, desk.city, reason=why, from_leaf=leaf, after=await desk.end()))
    evidence = await desk.keys.evidence()

    assert Reason.UNKNOWN_LEAF == unknown
    assert [cases[1].nomination_id] == [each.nomination_id for each in doubts(evidence)]
    assert set() == findings(evidence)


async def test_city_and_state_need_two(desk: Desk, owner: asyncpg.Connection) -> None:
    """One registrar is refused there; a key that one vouched for is not good for a decision there."""
    chair, ward = Holder("city-chair", at=CITY), Holder("ward-officer-1")
    alone = await desk.refused(enrolled(chair, desk.city, after=await desk.end()))
    twice = await desk.refused(enrolled(chair, desk.city, desk.city, after=await desk.end()))
    hidden = await desk.refused(enrolled(Holder("city-chair"), desk.city, after=await desk.end()))
    await desk.recorded(enrolled(chair, desk.city, desk.state, after=await desk.end()))
    await desk.recorded(enrolled(ward, desk.city, after=await desk.end()))

    assert (Reason.INCOMPLETE, Reason.BAD_SIGNATURE, Reason.NO_ROLE) == (alone, twice, hidden)
    assert await _holds(owner, chair, "city")
    assert await _holds(owner, ward, "ward")
    assert not await _holds(owner, ward, "city")
    assert not await _holds(owner, desk.city)


async def test_only_registrars_of_the_register_vouch(desk: Desk) -> None:
    """A key alone makes no registrar: the register of people has the last word on who vouches for whom."""
    stranger, chair = a_registrar("city-deputy", CITY), a_registrar(WARD_CHAIR, WARD)
    no_post = await desk.refused(enrolled(stranger, desk.state, desk.city, after=await desk.end()))
    await desk.recorded(enrolled(chair, desk.state, desk.city, after=await desk.end()))
    deputy = Holder("city-deputy", at=CITY)
    not_theirs = await desk.refused(
        enrolled(Holder("state-signer", at=("nha-nuoc", "state")), desk.city, chair, after=await desk.end())
    )
    own = await desk.refused(enrolled(Holder(WARD_CHAIR), chair, after=await desk.end()))
    wrong = await desk.refused(enrolled(deputy, desk.city, desk.state, after=await desk.end(), level="ward"))
    nobody = await desk.refused(enrolled(Holder("p-nobody"), desk.city, after=await desk.end()))

    assert Reason.NO_ROLE == no_post
    assert Reason.ANOTHER_REGISTRAR == not_theirs
    assert (Reason.OWN_KEY, Reason.WRONG_LEVEL, Reason.NO_ROLE) == (own, wrong, nobody)
    await desk.recorded(enrolled(Holder("ward-council-04"), chair, after=await desk.end()))


async def test_a_repeat_gets_the_first_receipt_and_no_second_entry(desk: Desk) -> None:
    """Sending one statement twenty times at once, and with a signature more, records it once."""
    before = (await desk.keys.evidence()).head_seq
    envelope = enrolled(Holder("ward-officer-2"), desk.city, after=await desk.end())
    answers = await asyncio.gather(*(desk.keys.record(envelope) for _ in range(20)))
    again = await desk.recorded(countersign(envelope, desk.state.signing))
    other = Holder("ward-secretary")
    taken = enrolled(other, desk.city, after=await desk.end(), act_id=str(again.act_id))

    assert {again.model_dump_json()} == {each.model_dump_json() for each in answers}
    assert before + 1 == (await desk.keys.evidence()).head_seq
    assert Reason.ID_TAKEN == await desk.refused(taken)


async def test_a_statement_on_keys_that_have_changed_since_is_refused(desk: Desk) -> None:
    """What a registrar signed yesterday is not recorded over what happened today, nor by a lost key."""
    end, holder, lost = (
        await desk.end(),
        Holder("ward-council-02"),
        a_registrar("district-registrar", DISTRICT),
    )
    stale = enrolled(holder.again(), desk.city, after=end)
    await desk.recorded(enrolled(holder, desk.city, after=end))
    await desk.recorded(enrolled(lost, desk.city, desk.state, after=end))
    held = enrolled(Holder("district-chair", at=DISTRICT), lost, after=end)
    await desk.recorded(revoked(lost, desk.city, desk.state, after=await desk.end()))

    assert Reason.STALE == await desk.refused(stale)
    assert Reason.NOT_A_REGISTRAR == await desk.refused(held)


async def test_a_revocation_waits_for_a_decision_under_way(
    desk: Desk, registry: asyncpg.Pool, owner: asyncpg.Connection, eventually: Eventually
) -> None:
    """A decision that holds the key stands before the revocation in the ledger; one after it is refused."""
    holder = Holder("ward-council-03")
    await desk.recorded(enrolled(holder, desk.city, after=await desk.end()))
    transaction = owner.transaction()
    await transaction.start()
    held = await _holds(owner, holder)
    ending = asyncio.create_task(desk.keys.record(revoked(holder, desk.city, after=await desk.end())))

    async def waits() -> bool:
        return bool(
            await registry.fetchval(
                "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))",
                owner.get_server_pid(),
            )
        )

    await eventually(waits)
    entry = await owner.fetchval(
        "select (ledger.append('n-1', 'act/n-1', 'decision.recorded', 1, '{}')).entry_id"
    )
    await transaction.commit()
    await ending
    life = await desk.keys.life_of(holder.kid)

    assert held
    assert life is not None
    assert life.revoked is not None
    assert life.enrolled < entry < life.revoked
    assert not await _holds(owner, holder)


async def test_what_nobody_vouched_for_is_not_written(desk: Desk, registry: asyncpg.Pool) -> None:
    """A forger's key vouches for nothing, the database refuses nonsense, and holds keys by itself alone."""
    chair, forger = Holder("city-chair", at=CITY), a_registrar()
    before = len((await desk.keys.evidence()).entries)
    forged = await desk.refused(enrolled(chair, forger, forger, after=await desk.end()))
    with pytest.raises(InvalidRecordError, match="no key that could be revoked"):
        await desk.keys.record_all([(revoked(Holder("p"), desk.city), (CITY_REGISTRAR,))], before)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await registry.fetchval("select keys.hold('k', 'p')")

    assert Reason.NOT_A_REGISTRAR == forged
    assert before == len((await desk.keys.evidence()).entries)
