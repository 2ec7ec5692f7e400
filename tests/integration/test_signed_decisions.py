"""Signed decisions on record: the key, what its owner saw, and what an auditor finds when one was changed."""

import asyncio
from collections.abc import Callable
from hashlib import sha256

import asyncpg
import pytest

from adapters.ed25519 import SigningKey
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord, statement_of
from domain.key_registry import registry_of, thumbprint
from domain.ledger import facts_of
from domain.signed_check import KeyCheck, envelope_in
from domain.signing import envelope_bytes
from domain.verification import verify_record
from schemas.audit import Evidence, FindingCode
from schemas.case_file import CaseFile
from schemas.messages import RefusalReason, Verdict
from schemas.record import Recorded
from schemas.signing import KeyAct
from tests.cases import a_resubmission
from tests.integration.keyed import (
    enrolled,
    evidence_of,
    opened_for_signing,
    signed_draft,
    stated,
)
from tests.integration.on_record import (
    approval,
    decision,
    draft_of,
    everything_about,
    ledger_of,
    moved,
    put,
    refusal,
    resubmission,
    with_clock,
    written,
)
from tests.plain_rules import unsigned_book
from tests.signing import envelope_of, signed


async def test_the_ledger_vouches_for_what_was_signed(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """The entry holds hash and key, the envelope stands beside byte for byte, and an auditor is content."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    draft = signed_draft(case, key)
    after = await moved(record, case, draft)
    kept = envelope_bytes(envelope_of(draft.decision))
    entry = (await ledger_of(pool, case.nomination_id))[-1]
    evidence, keys = await evidence_of(pool, after)

    assert (sha256(kept).hexdigest(), thumbprint(key.public)) == (
        facts_of(entry)["envelope_sha256"],
        facts_of(entry)["kid"],
    )
    assert kept not in entry.body
    assert [(kept.hex(), after.seq)] == [(row.envelope, row.seq) for row in evidence.signed]
    assert [] == verify_record(evidence, keys=keys)


async def test_what_was_signed_can_be_sent_again(
    record: PostgresRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """Whoever repeats a decision finds the statement that is on record, and only under its own nomination."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    draft = signed_draft(case, key)
    await written(record, draft)
    decision_id = draft.decision.decision_id

    assert envelope_of(draft.decision) == await reader.envelope_of(case.nomination_id, decision_id)
    assert await reader.envelope_of("another", decision_id) is None


async def test_the_record_itself_refuses_what_is_not_signed(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """Not only the workflow's word stands between an unsigned decision and the ledger."""
    case = await opened_for_signing(record)
    before = await everything_about(pool, case.nomination_id)

    assert Recorded(refused=RefusalReason.UNSIGNED) == await put(record, approval(case))
    assert before == await everything_about(pool, case.nomination_id)


@pytest.mark.parametrize("whose", ["nobody's", "revoked", "somebody else's"])
async def test_a_key_that_is_not_good_now_decides_nothing(
    record: PostgresRecord, pool: asyncpg.Pool, whose: str
) -> None:
    """It must be on the registry, for this very person, and not be revoked."""
    case = await opened_for_signing(record)
    key = SigningKey.new()
    if whose != "nobody's":
        key = await enrolled(pool, "ward-deputy" if whose == "somebody else's" else "ward-chair")
    if whose == "revoked":
        await stated(pool, KeyAct.REVOKE, key, "ward-chair")
    before = await everything_about(pool, case.nomination_id)

    assert Recorded(refused=RefusalReason.KEY_NOT_VALID) == await put(record, signed_draft(case, key))
    assert before == await everything_about(pool, case.nomination_id)


async def test_a_decision_is_on_what_its_reviewer_saw(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """Any entry of this round of this stage will do; one of another round, stage or nomination will not."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    other = await opened_for_signing(record)
    back = await moved(record, case, signed_draft(case, key, Verdict.RETURN))
    again = await moved(record, back, resubmission(back, a_resubmission(case.request, "Đã bổ sung")))
    later = await moved(record, again, refusal(again, decision(again)))
    for leaf in (case.last_entry.leaf_hash, back.last_entry.leaf_hash, other.last_entry.leaf_hash, "ab" * 32):
        refused = await put(record, signed_draft(later, key, prev=leaf))
        assert Recorded(refused=RefusalReason.STATEMENT_DIFFERS) == refused
    taken = await moved(record, later, signed_draft(later, key, prev=again.last_entry.leaf_hash))
    evidence, keys = await evidence_of(pool, taken)

    assert "district" == taken.standing.level
    assert [] == verify_record(evidence, keys=keys)


async def test_a_refusal_over_the_signature_leaves_the_way_open(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """Whoever forgot to sign, or signed wrongly, signs the same decision under the same id."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    plain = decision(case)
    for reason, sent in (
        (RefusalReason.UNSIGNED, plain),
        (RefusalReason.KEY_NOT_VALID, signed(plain, case.nomination_id, key=SigningKey.new())),
    ):
        case = await moved(record, case, refusal(case, sent, reason))
    right = signed(plain, case.nomination_id, key=key, prev=case.last_entry.leaf_hash)
    after = await moved(record, case, draft_of(case, right))

    assert str(plain.decision_id) in after.answered


async def test_any_other_refusal_still_takes_the_id(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """Another decision under the id of a refused one is told apart, signed or not."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    plain = decision(case)
    case = await moved(record, case, refusal(case, plain.model_copy(update={"round": 9})))
    right = signed(plain, case.nomination_id, key=key, prev=case.last_entry.leaf_hash)

    assert (await put(record, draft_of(case, right))).id_taken


async def test_a_retry_is_answered_though_the_key_is_revoked_since(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """What was committed stays; an activity that lost its answer is told so, and so is who signs anew."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    draft = signed_draft(case, key)
    entry = await written(record, draft)
    await stated(pool, KeyAct.REVOKE, key, "ward-chair")
    anew = signed(draft.decision, case.nomination_id, key=key)
    late = draft.model_copy(update={"expected_seq": entry.seq})
    evidence, keys = await evidence_of(pool, case)

    assert Recorded(missed=(entry,)) == await put(record, draft)
    assert Recorded(earlier=entry) == await put(record, late)
    assert Recorded(earlier=entry) == await put(record, late.model_copy(update={"decision": anew}))
    assert [] == verify_record(evidence, keys=keys)


async def test_a_revocation_waits_for_the_decision_that_came_first(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """The decision holds its key until it is committed, so ledger order tells which of the two was first."""
    case, key = await opened_for_signing(record), await enrolled(pool)
    draft = signed_draft(case, key)
    act, body = statement_of(draft, with_clock(draft))
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval("select commendation.record($1::jsonb, $2)", act, body)
        revoking = asyncio.create_task(stated(pool, KeyAct.REVOKE, key, "ward-chair"))
        await _until_somebody_waits(pool)
        assert not revoking.done()
    await revoking
    evidence, keys = await evidence_of(pool, case)
    life = keys.registry[thumbprint(key.public)]

    assert life.revoked is not None
    assert life.enrolled < evidence.signed[0].place < life.revoked
    assert [] == verify_record(evidence, keys=keys)


async def _until_somebody_waits(pool: asyncpg.Pool) -> None:
    async with asyncio.timeout(10):
        while not await pool.fetchval("select count(*) from pg_locks where not granted"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
async def audited(pool: asyncpg.Pool) -> tuple[Evidence, KeyCheck]:
    """A case with two signed decisions, and what its signatures are held against."""
    record = PostgresRecord(pool)
    case: CaseFile = await opened_for_signing(record)
    for person in ("ward-chair", "district-chair"):
        case = await moved(record, case, signed_draft(case, await enrolled(pool, person)))
    return await evidence_of(pool, case)


def _with_row(evidence: Evidence, **changes: object) -> Evidence:
    first, *others = evidence.signed
    return evidence.model_copy(update={"signed": (first.model_copy(update=changes), *others)})


def _forged(evidence: Evidence) -> Evidence:
    """The same words with a signature that nobody made."""
    envelope = envelope_in(evidence.signed[0])
    assert envelope
    forged = envelope.signatures[0].model_copy(update={"sig": "A" * 86 + "=="})
    other = envelope.model_copy(update={"signatures": (forged,)})
    return _with_row(evidence, envelope=envelope_bytes(other).hex())


Tamper = Callable[[Evidence], Evidence]
_TAMPERED: dict[str, tuple[Tamper, set[FindingCode]]] = {
    "removed": (
        lambda seen: seen.model_copy(update={"signed": seen.signed[1:]}),
        {FindingCode.DETAIL_MISSING, FindingCode.RULES_BROKEN},
    ),
    "for no entry": (
        lambda seen: seen.model_copy(
            update={"signed": (*seen.signed, seen.signed[0].model_copy(update={"seq": 1}))}
        ),
        {FindingCode.DETAIL_WITHOUT_ENTRY},
    ),
    "forged": (
        _forged,
        {FindingCode.ENVELOPE_DIFFERS, FindingCode.SIGNATURE_INVALID},
    ),
    "of another decision": (
        lambda seen: _with_row(seen, envelope=seen.signed[1].envelope),
        {FindingCode.ENVELOPE_DIFFERS, FindingCode.SIGNATURE_INVALID, FindingCode.KEY_NOT_GOOD}
        | {FindingCode.RULES_BROKEN},
    ),
    "unreadable": (
        lambda seen: _with_row(seen, envelope="00"),
        {FindingCode.ENVELOPE_DIFFERS, FindingCode.SIGNATURE_INVALID, FindingCode.RULES_BROKEN},
    ),
    "under another key's name": (
        lambda seen: _with_row(seen, kid=seen.signed[1].kid),
        {FindingCode.ENVELOPE_DIFFERS},
    ),
    "before its key": (lambda seen: _with_row(seen, place=1), {FindingCode.KEY_NOT_GOOD}),
    "with another verdict": (
        lambda seen: seen.model_copy(
            update={
                "decisions": (
                    seen.decisions[0].model_copy(update={"verdict": Verdict.REJECT, "reason": "Vì"}),
                    *seen.decisions[1:],
                )
            }
        ),
        {FindingCode.DETAIL_DIFFERS, FindingCode.SIGNATURE_INVALID, FindingCode.RULES_BROKEN},
    ),
}


@pytest.mark.parametrize("how", _TAMPERED)
async def test_whatever_is_changed_in_a_signed_decision_is_named(
    audited: tuple[Evidence, KeyCheck], how: str
) -> None:
    """Row, entry, envelope, key and decision vouch for each other."""
    evidence, keys = audited
    tamper, expected = _TAMPERED[how]

    assert [] == verify_record(evidence, keys=keys)
    assert expected == {finding.code for finding in verify_record(tamper(evidence), keys=keys)}


async def test_a_key_that_was_revoked_before_or_never_enrolled_is_named(
    audited: tuple[Evidence, KeyCheck], pool: asyncpg.Pool
) -> None:
    """An auditor goes by the ledger's order, and needs no clock."""
    evidence, keys = audited
    kid, place = evidence.signed[0].kid, evidence.signed[0].place
    life = keys.registry[kid]
    entries = (await PostgresKeys(pool, unsigned_book()).evidence()).entries
    registries = {
        "revoked before": dict(keys.registry) | {kid: life.model_copy(update={"revoked": place - 1})},
        "never enrolled": {name: each for name, each in keys.registry.items() if name != kid},
        "enrolled later": registry_of(entries, until=life.enrolled - 1),
        "revoked later": dict(keys.registry) | {kid: life.model_copy(update={"revoked": place + 1})},
    }
    found = {
        name: {finding.code for finding in verify_record(evidence, keys=KeyCheck(registry, keys.holds))}
        for name, registry in registries.items()
    }

    assert {
        "revoked before": {FindingCode.KEY_NOT_GOOD},
        "never enrolled": {FindingCode.KEY_NOT_GOOD},
        "enrolled later": {FindingCode.KEY_NOT_GOOD},
        "revoked later": set[FindingCode](),
    } == found


async def test_signatures_are_seen_where_no_keys_are_given(audited: tuple[Evidence, KeyCheck]) -> None:
    """That an envelope is the one of the ledger is seen without any key."""
    evidence, _ = audited
    tampered = _forged(evidence)

    assert [FindingCode.ENVELOPE_DIFFERS] == [finding.code for finding in verify_record(tampered)]
