"""Keys on the registry, and decisions that are drafted with them, on routes that ask for signatures."""

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg

from adapters.ed25519 import SigningKey
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.record import PostgresRecord
from adapters.statements import EnvelopeVerifier, sign
from adapters.try_out_keys import public_key
from domain.case_file import rebuild_case
from domain.key_registry import registry_of
from domain.ledger import FIRST_PREV_HASH
from domain.signed_check import KeyCheck
from domain.signing import statement_bytes
from schemas.audit import Evidence
from schemas.case_file import CaseFile
from schemas.messages import Decision, Verdict
from schemas.record import DecisionDraft
from schemas.signing import KEY_TYPE, KeyAct, KeyRole, KeyStatement, RevocationReason, SignedStatement
from tests.cases import a_nomination
from tests.integration.on_record import accept, decision, draft_of, route_of
from tests.plain_rules import unsigned_book
from tests.signing import signed

_TWO = ("registrar-1", "registrar-2")


def a_statement(act: KeyAct, key: SigningKey, person: str) -> SignedStatement:
    """Return what registrars would state of a key; who may state it is judged elsewhere."""
    statement = KeyStatement(
        act_id=uuid4(),
        act=act,
        key=public_key(key, person, KeyRole.REVIEWER),
        reason=RevocationReason.LOST if act is KeyAct.REVOKE else None,
        after=FIRST_PREV_HASH,
        stated_at=datetime.now(UTC),
    )
    return sign(KEY_TYPE, statement_bytes(statement), [key])


async def stated(pool: asyncpg.Pool, act: KeyAct, key: SigningKey, person: str) -> None:
    """Put a statement on the registry as it is."""
    keys = PostgresKeys(pool, unsigned_book())
    seen = await keys.evidence()
    assert 1 == await keys.record_all([(a_statement(act, key, person), _TWO)], seen.head_seq)


async def enrolled(pool: asyncpg.Pool, person: str = "ward-chair") -> SigningKey:
    """Return a new key that is on the registry."""
    key = SigningKey.new()
    await stated(pool, KeyAct.ENROL, key, person)
    return key


async def opened_for_signing(record: PostgresRecord) -> CaseFile:
    """Return the case of a nomination that waits at the ward, with signatures asked for at every level."""
    request = a_nomination()
    route = route_of(request)
    levels = tuple(stage.level for stage in route.stages)
    accepted = await accept(record, request, route=route.model_copy(update={"signed_levels": levels}))
    return rebuild_case(request, accepted.route, accepted.entries)


def signed_here(
    case: CaseFile, key: SigningKey, verdict: Verdict = Verdict.APPROVE, *, prev: str | None = None
) -> Decision:
    """Return a decision that is in order where the case stands, signed on its last entry or another."""
    reason = None if verdict is Verdict.APPROVE else "Thiếu minh chứng"
    taken = decision(case, verdict, reason=reason)
    return signed(taken, case.nomination_id, key=key, prev=prev or case.last_entry.leaf_hash)


def signed_draft(
    case: CaseFile, key: SigningKey, verdict: Verdict = Verdict.APPROVE, *, prev: str | None = None
) -> DecisionDraft:
    """Draft such a decision."""
    return draft_of(case, signed_here(case, key, verdict, prev=prev))


async def evidence_of(pool: asyncpg.Pool, case: CaseFile) -> tuple[Evidence, KeyCheck]:
    """Return everything on record about a case, and what its signatures are held against."""
    evidence = await EvidenceReader(pool).evidence(case.nomination_id)
    assert evidence
    registry = registry_of((await PostgresKeys(pool, unsigned_book()).evidence()).entries)
    return evidence, KeyCheck(registry, EnvelopeVerifier().holds)
