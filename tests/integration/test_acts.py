"""What each kind of act writes: its entry, its details, the stages, the notices and the new state."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from adapters.person_keys import box_of
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.canonical import content_hash
from schemas.case import CaseStatus
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.record import Draft
from tests.cases import NOMINATOR
from tests.integration.on_record import (
    AT,
    alarm,
    approval,
    conferred,
    decision,
    moved,
    opened,
    put,
    resubmission,
    returned,
    verdict_against,
    with_clock,
    withdrawal,
    written,
)

COLUMNS = {"status", "level", "body", "round", "content_version", "content_hash"}
"""What the nomination says of its standing in columns of their own."""

MORE_OF_A_DECISION = {
    "on_behalf_of": "ward-chair",
    "return_to": "appraisal",
    "reason_codes": ("missing_evidence", "wrong_period"),
    "authority": "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH",
}
"""What a decision may say besides the verdict; the record judges none of it."""

Start = Callable[[PostgresRecord], Awaitable[CaseFile]]
MakeDraft = Callable[[CaseFile], Draft]

ACTS: dict[str, tuple[Start, MakeDraft, EntryKind]] = {
    "approve": (opened, approval, EntryKind.DECISION_RECORDED),
    "return": (opened, lambda case: verdict_against(case, Verdict.RETURN), EntryKind.DECISION_RECORDED),
    "reject": (opened, lambda case: verdict_against(case, Verdict.REJECT), EntryKind.DECISION_RECORDED),
    "resubmit": (returned, resubmission, EntryKind.NOMINATION_RESUBMITTED),
    "withdraw": (opened, withdrawal, EntryKind.NOMINATION_WITHDRAWN),
    "withdraw when returned": (returned, withdrawal, EntryKind.NOMINATION_WITHDRAWN),
    "remind": (opened, lambda c: alarm(c, EntryKind.DEADLINE_REMINDED), EntryKind.DEADLINE_REMINDED),
    "remind the nominator": (
        returned,
        lambda c: alarm(c, EntryKind.DEADLINE_REMINDED),
        EntryKind.DEADLINE_REMINDED,
    ),
    "escalate": (opened, lambda c: alarm(c, EntryKind.DEADLINE_ESCALATED), EntryKind.DEADLINE_ESCALATED),
    "lapse": (opened, lambda c: alarm(c, EntryKind.DEADLINE_LAPSED), EntryKind.DEADLINE_LAPSED),
    "lapse when returned": (
        returned,
        lambda c: alarm(c, EntryKind.DEADLINE_LAPSED),
        EntryKind.DEADLINE_LAPSED,
    ),
    "go on": (opened, lambda c: alarm(c, EntryKind.DEADLINE_WENT_ON), EntryKind.DEADLINE_WENT_ON),
}


@pytest.mark.parametrize(("start", "make", "kind"), ACTS.values(), ids=ACTS)
async def test_the_nomination_says_what_its_last_entry_says(
    record: PostgresRecord, reader: RecordReader, start: Start, make: MakeDraft, kind: EntryKind
) -> None:
    """State and ledger are written together, so they never differ."""
    case = await start(record)
    draft = make(case)
    entry = await written(record, draft)
    view = await reader.nomination(case.nomination_id)

    assert (case.seq + 1, kind, AT) == (entry.seq, entry.kind, entry.recorded_at)
    assert with_clock(draft) == entry.standing
    assert entry.standing is not None
    assert view is not None
    due_at = entry.standing.clock.due_at if entry.standing.clock else None
    assert entry.standing == view.standing
    assert entry.standing.model_dump(include=COLUMNS) == view.model_dump(include=COLUMNS)
    assert (entry.seq, due_at) == (view.seq, view.due_at)


@pytest.mark.parametrize(("start", "make", "kind"), ACTS.values(), ids=ACTS)
async def test_whoever_is_to_be_told_is_noted(
    record: PostgresRecord, pool: asyncpg.Pool, start: Start, make: MakeDraft, kind: EntryKind
) -> None:
    """Each act's notices are written with it, and hang on its entry."""
    case = await start(record)
    draft = make(case)
    await put(record, draft)
    rows = await _rows(
        pool,
        "select recipient, n.kind from commendation.notification n join ledger.entry e using (entry_id) "
        "where stream_id = $1 and stream_seq = $2 and e.kind = $3 order by notification_id",
        case.nomination_id,
        case.seq + 1,
        kind,
    )

    assert draft.notices
    assert [(notice.recipient, notice.kind) for notice in draft.notices] == rows


async def test_an_approval_closes_a_stage_and_opens_the_next(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """A stage says by what it was closed; the next one says who may act and until when."""
    case = await opened(record)
    after = await moved(record, case, approval(case))
    assert after.standing.clock is not None

    expected = [
        ("ward", 1, ["ward-chair", "ward-deputy"], AT, "decision.recorded"),
        ("district", 1, ["district-chair", "district-deputy"], None, None),
    ]
    assert expected == await _stages(pool, case, "panel, closed_at, closed_by")
    assert [
        (after.standing.clock.started_at, after.standing.clock.due_at, after.standing.clock.calendar)
    ] == [row[2:] for row in await _stages(pool, case, "opened_at, due_at, calendar") if row[0] == "district"]


async def test_the_last_approval_leaves_no_stage_open(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """Nothing waits for anybody once the nomination is conferred."""
    case = await conferred(record)

    assert CaseStatus.CONFERRED == case.standing.status
    assert [("ward", 1, AT), ("district", 1, AT), ("city", 1, AT)] == await _stages(pool, case, "closed_at")


@pytest.mark.parametrize("verdict", list(Verdict))
async def test_a_decision_is_kept_whole(
    record: PostgresRecord, reader: RecordReader, verdict: Verdict
) -> None:
    """Who decided what, where, why and when can be read back."""
    case = await opened(record)
    act = decision(case, verdict, reason="Đã xem xét đầy đủ").model_copy(update=MORE_OF_A_DECISION)
    draft = approval(case) if verdict is Verdict.APPROVE else verdict_against(case, verdict)
    await put(record, draft.model_copy(update={"decision": act}))
    (kept,) = await reader.decisions_of(case.nomination_id)

    assert act.model_dump(exclude={"signed"}) == kept.model_dump(exclude={"decided_at", "stale"})
    assert (AT, False) == (kept.decided_at, kept.stale)


async def test_what_a_decision_leaves_out_stays_unsaid(record: PostgresRecord, reader: RecordReader) -> None:
    """No target, codes or authority are made up for a decision that names none."""
    case = await opened(record)
    await put(record, approval(case))
    (kept,) = await reader.decisions_of(case.nomination_id)

    assert (None, None, None) == (kept.return_to, kept.reason_codes, kept.authority)


async def test_a_resubmission_opens_the_next_round_on_new_content(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """The earlier content and round stay; the new ones stand beside them."""
    case = await returned(record)
    draft = resubmission(case)
    await put(record, draft)
    versions = await _rows(
        pool,
        "select version, encode(content_hash, 'hex'), submitted_by, note from commendation.content_version "
        "where nomination_id = $1 order by version",
        case.nomination_id,
    )

    assert [
        (1, content_hash(case.request.content), NOMINATOR, None),
        (2, content_hash(draft.resubmission.content), NOMINATOR, draft.resubmission.note),
    ] == versions
    assert [("ward", 1, "decision.recorded"), ("ward", 2, None)] == await _stages(pool, case, "closed_by")


async def test_a_withdrawal_is_kept_whole(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """Who took the nomination back, and why, can be read back."""
    case = await opened(record)
    draft = withdrawal(case)
    await put(record, draft)
    rows = await _rows(
        pool,
        "select act_id, actor_id, reason, withdrawn_at from commendation.withdrawal where nomination_id = $1",
        case.nomination_id,
    )

    assert [(draft.withdrawal.act_id, NOMINATOR, draft.withdrawal.reason, AT)] == rows
    assert [("ward", 1, "nomination.withdrawn")] == await _stages(pool, case, "closed_by")


async def test_a_reminder_and_escalations_are_counted_on_the_stage(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """The stage stays open and its due date stands, however often the clock has rung."""
    case = await opened(record)
    before = await _stages(pool, case, "opened_at, due_at, closed_at")
    case = await moved(record, case, alarm(case, EntryKind.DEADLINE_REMINDED))
    case = await moved(record, case, alarm(case, EntryKind.DEADLINE_ESCALATED))
    first_end = case.standing.clock
    case = await moved(record, case, alarm(case, EntryKind.DEADLINE_ESCALATED))

    assert [("ward", 1, True, 2)] == await _stages(pool, case, "reminded, escalations")
    assert before == await _stages(pool, case, "opened_at, due_at, closed_at")
    assert first_end is not None
    assert case.standing.clock is not None
    assert first_end.ends_at < case.standing.clock.ends_at


async def test_a_nominators_reminder_leaves_all_stages_closed(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """While the nomination is returned, no reviewer sees it in an inbox."""
    case = await returned(record)
    await put(record, alarm(case, EntryKind.DEADLINE_REMINDED))

    assert [("ward", 1, "decision.recorded", False)] == await _stages(pool, case, "closed_by, reminded")


async def test_an_act_shows_what_its_workflow_has_seen(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """Whoever drafts on entry 2 has seen it; whether they learn of entry 3 is still open."""
    case = await opened(record)
    seen = [await _seen(pool, case)]
    for _ in range(2):
        case = await moved(record, case, approval(case))
        seen.append(await _seen(pool, case))

    assert [0, 1, 2] == seen
    assert 3 == case.seq


async def _rows(pool: asyncpg.Pool, query: str, *arguments: object) -> list[tuple[Any, ...]]:
    return [tuple(await box_of(pool).opened(list(row))) for row in await pool.fetch(query, *arguments)]


async def _stages(pool: asyncpg.Pool, case: CaseFile, columns: str) -> list[tuple[Any, ...]]:
    query = (
        f"select level, round, {columns} from commendation.stage "  # noqa: S608 - the columns are the test's
        "where nomination_id = $1 order by array_position($2, level), round"
    )
    return await _rows(pool, query, case.nomination_id, [stage.level for stage in case.route.stages])


async def _seen(pool: asyncpg.Pool, case: CaseFile) -> int:
    query = "select seen_seq from commendation.nomination where nomination_id = $1"
    return await box_of(pool).opened(await pool.fetchval(query, case.nomination_id))
