"""Every message can be sent again: it is on record once, and its sender gets the first answer."""

from collections.abc import Callable

import asyncpg
import pytest

from adapters.postgres.record import PostgresRecord
from domain.errors import InvalidRecordError
from schemas.case_file import CaseFile
from schemas.messages import RefusalReason, Verdict
from schemas.record import Draft, Recorded
from tests.cases import a_withdrawal
from tests.integration.at_gates import draft_of as act_draft_of
from tests.integration.at_gates import suspension
from tests.integration.on_record import (
    approval,
    conferred,
    decision,
    draft_of,
    everything_about,
    moved,
    opened,
    put,
    refusal,
    refusal_at_the_door,
    resubmission,
    returned,
    verdict_against,
    withdrawal,
    written,
)


async def test_whoever_is_behind_is_told_what_they_missed(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """An act drafted on an old state is not written; its sender gets the entries since then, in order."""
    case = await opened(record)
    second = await moved(record, case, approval(case))
    third = await moved(record, second, approval(second))
    before = await everything_about(pool, case.nomination_id)
    recorded = await put(record, verdict_against(case, Verdict.REJECT))

    assert Recorded(missed=(second.last_entry, third.last_entry)) == recorded
    assert before == await everything_about(pool, case.nomination_id)


async def test_a_retry_of_what_was_committed_finds_it_among_the_missed(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """An activity whose answer was lost on the way is tried again, and nothing is written twice."""
    case = await opened(record)
    draft = approval(case)
    entry = await written(record, draft)
    before = await everything_about(pool, case.nomination_id)

    assert Recorded(missed=(entry,)) == await put(record, draft)
    assert before == await everything_about(pool, case.nomination_id)


@pytest.mark.parametrize("kind", ["decision", "withdrawal", "resubmission", "suspension"])
async def test_the_same_message_again_gets_the_first_entry(
    record: PostgresRecord, pool: asyncpg.Pool, kind: str
) -> None:
    """Also when its sender has learnt of everything since, and the case has moved on."""
    case = await (returned(record) if kind == "resubmission" else opened(record))
    drafts: dict[str, Callable[[CaseFile], Draft]] = {
        "decision": approval,
        "withdrawal": withdrawal,
        "resubmission": resubmission,
        "suspension": lambda case: act_draft_of(case, suspension()),
    }
    draft = drafts[kind](case)
    after = await moved(record, case, draft)
    later = await moved(record, after, refusal(after, decision(after)))
    before = await everything_about(pool, case.nomination_id)
    recorded = await put(record, _as_seen_by(later, draft))

    assert Recorded(earlier=after.last_entry) == recorded
    assert before == await everything_about(pool, case.nomination_id)


async def test_a_message_that_was_refused_stays_refused(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """The first answer holds, also when the same message would be in order by now."""
    case = await opened(record)
    act = decision(case)
    refused = await moved(record, case, refusal(case, act))
    before = await everything_about(pool, case.nomination_id)

    assert Recorded(earlier=refused.last_entry) == await put(record, draft_of(refused, act))
    assert Recorded(earlier=refused.last_entry) == await put(record, refusal(refused, act))
    assert before == await everything_about(pool, case.nomination_id)


async def test_a_refusal_at_the_door_is_written_once(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """However often somebody knocks on a closed case with the same message."""
    case = await conferred(record)
    draft = refusal_at_the_door(case, decision(case))
    entry = await written(record, draft)
    before = await everything_about(pool, case.nomination_id)

    assert Recorded(earlier=entry) == await put(record, draft)
    assert before == await everything_about(pool, case.nomination_id)


async def test_an_id_is_taken_by_other_content(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """An id names one message: with other content it is not written."""
    case = await opened(record)
    first = decision(case)
    after = await moved(record, case, draft_of(case, first))
    other = decision(after, Verdict.REJECT, reason="Không đủ điều kiện", decision_id=first.decision_id)
    before = await everything_about(pool, case.nomination_id)

    assert Recorded(id_taken=True) == await put(record, draft_of(after, other))
    assert before == await everything_about(pool, case.nomination_id)


async def test_an_id_is_taken_by_another_kind_of_act(record: PostgresRecord) -> None:
    """Decisions, withdrawals and all other acts share one space of ids."""
    case = await opened(record)
    first = decision(case)
    after = await moved(record, case, draft_of(case, first))
    act = a_withdrawal().model_copy(update={"act_id": first.decision_id})
    hold = suspension().model_copy(update={"act_id": first.decision_id})

    assert Recorded(id_taken=True) == await put(record, withdrawal(after, act))
    assert Recorded(id_taken=True) == await put(record, act_draft_of(after, hold))


async def test_an_id_is_taken_on_another_nomination(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """The very same message does not decide two nominations."""
    one, other = await opened(record), await opened(record)
    act = decision(one)
    await put(record, draft_of(one, act))
    before = await everything_about(pool, one.nomination_id, other.nomination_id)

    assert Recorded(id_taken=True) == await put(record, draft_of(other, act))
    assert before == await everything_about(pool, one.nomination_id, other.nomination_id)


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_an_id_is_taken_by_a_refused_message_with_other_content(
    record: PostgresRecord, *, elsewhere: bool
) -> None:
    """A refused message is on record under its id as well, on its own nomination and on any other."""
    case = await opened(record)
    act = decision(case)
    refused = await moved(record, case, refusal(case, act))
    target = await opened(record) if elsewhere else refused
    other = decision(target, Verdict.RETURN, reason="Thiếu số liệu", decision_id=act.decision_id)

    assert Recorded(id_taken=True) == await put(record, draft_of(target, other))


async def test_a_message_refused_elsewhere_can_still_reach_its_nomination(record: PostgresRecord) -> None:
    """Sending a decision to the wrong nomination by mistake does not use it up."""
    wrong, right = await opened(record), await opened(record)
    act = decision(right)
    await put(record, refusal(wrong, act, RefusalReason.STALE_CONTENT))

    assert 2 == (await written(record, draft_of(right, act))).seq


async def test_the_refusal_of_a_taken_id_is_itself_on_record(record: PostgresRecord) -> None:
    """The second message under one id has an entry of its own, under that id."""
    case = await opened(record)
    first = decision(case)
    after = await moved(record, case, draft_of(case, first))
    other = decision(after, Verdict.REJECT, reason="Không đủ điều kiện", decision_id=first.decision_id)
    entry = await written(record, refusal(after, other, RefusalReason.ID_REUSED))

    assert (3, first.decision_id, RefusalReason.ID_REUSED) == (entry.seq, entry.act_id, entry.refusal_reason)


async def test_a_ledger_that_has_lost_entries_is_noticed(record: PostgresRecord) -> None:
    """A record restored from an old backup is behind what the workflow saw: both numbers are named."""
    case = await opened(record)
    draft = approval(case).model_copy(update={"expected_seq": 7})
    with pytest.raises(InvalidRecordError, match=r"ends at 1\b.*\bentry 7\b"):
        await put(record, draft)


async def test_an_act_on_no_nomination_is_refused(record: PostgresRecord) -> None:
    """An act cannot begin a ledger."""
    case = await opened(record)
    draft = approval(case).model_copy(update={"nomination_id": "n-nowhere"})
    with pytest.raises(InvalidRecordError, match="n-nowhere is not on record"):
        await put(record, draft)


async def test_entries_are_read_from_any_point_on(record: PostgresRecord) -> None:
    """A workflow asks for what comes after the last entry that it has seen."""
    case = await opened(record)
    entries = [case.last_entry]
    for _ in range(3):
        case = await moved(record, case, approval(case))
        entries.append(case.last_entry)
    after = [await record.entries_after(case.nomination_id, seq) for seq in range(5)]

    assert [tuple(entries[seq:]) for seq in range(5)] == after
    assert () == await record.entries_after("n-nowhere", 0)


def _as_seen_by(case: CaseFile, draft: Draft) -> Draft:
    return draft.model_copy(update={"expected_seq": case.seq})
