"""What a refusal writes: itself, and nothing else."""

from typing import Any

import asyncpg

from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from schemas.case_file import CaseFile
from schemas.messages import RefusalReason
from tests.cases import a_decision
from tests.integration.on_record import (
    AT,
    conferred,
    decision,
    opened,
    refusal,
    refusal_at_the_door,
    written,
)


async def test_a_refusal_changes_nothing_but_the_record(
    record: PostgresRecord, reader: RecordReader, pool: asyncpg.Pool
) -> None:
    """The message, who sent it and why it was refused are kept; the case stands as it stood."""
    case = await opened(record)
    act = a_decision(case.request, "ward", reviewer_id="stranger")
    before = await reader.nomination(case.nomination_id)
    entry = await written(record, refusal(case, act))
    after = await reader.nomination(case.nomination_id)

    assert before is not None
    assert before.model_copy(update={"seq": 2, "leaf_hash": entry.leaf_hash}) == after
    assert (RefusalReason.NOT_ON_PANEL, act.decision_id, None) == (
        entry.refusal_reason,
        entry.act_id,
        entry.standing,
    )
    assert [
        (act.decision_id, "stranger", "decide", "not_on_panel", "workflow", AT, entry.digest)
    ] == await _refusals(pool, case)
    assert [] == await reader.decisions_of(case.nomination_id)


async def test_a_message_too_broken_to_read_can_be_refused(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """Without an id or an actor the refusal still is on record."""
    case = await opened(record)
    draft = refusal(case, decision(case), RefusalReason.MALFORMED)
    entry = await written(record, draft.model_copy(update={"act_id": None, "actor_id": None}))

    assert entry.act_id is None
    assert [(None, None, "decide", "malformed", "workflow", AT, entry.digest)] == await _refusals(pool, case)


async def test_the_gateway_refuses_wherever_the_ledger_ends(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """After the close nobody follows the ledger, so the refusal goes to its end."""
    case = await conferred(record)
    act = a_decision(case.request, "city", reviewer_id="city-deputy")
    seen_before = await _seen(pool, case)
    entry = await written(record, refusal_at_the_door(case, act))

    assert (case.seq + 1, RefusalReason.CLOSED) == (entry.seq, entry.refusal_reason)
    assert [(act.decision_id, "city-deputy", "decide", "closed", "gateway", AT, entry.digest)] == (
        await _refusals(pool, case)
    )
    assert seen_before == await _seen(pool, case)


async def _refusals(pool: asyncpg.Pool, case: CaseFile) -> list[tuple[Any, ...]]:
    rows = await pool.fetch(
        "select act_id, actor_id, message, reason, refused_by, refused_at, encode(digest, 'hex') "
        "from commendation.refusal where nomination_id = $1 order by entry_id",
        case.nomination_id,
    )
    return [tuple(row) for row in rows]


async def _seen(pool: asyncpg.Pool, case: CaseFile) -> int:
    query = "select seen_seq from commendation.nomination where nomination_id = $1"
    return await pool.fetchval(query, case.nomination_id)
