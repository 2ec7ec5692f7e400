"""Writers that meet: one of them writes, the others learn of it, and no chain has a gap."""

import asyncio
from itertools import pairwise
from uuid import uuid4

import asyncpg

from adapters.postgres.pool import open_pool
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.case_file import apply_entry
from domain.errors import StorageUnavailableError
from domain.ledger import FIRST_PREV_HASH, leaf_hash
from schemas.case_file import CaseFile
from schemas.messages import Verdict
from schemas.record import Draft, Recorded
from tests.conftest import Eventually
from tests.integration.on_record import (
    approval,
    decision,
    draft_of,
    ledger_of,
    opened,
    put,
    refusal,
    refusal_at_the_door,
    verdict_against,
    written,
)


async def test_two_hundred_tries_of_one_draft_write_one_entry(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """All others are told of that very entry."""
    case = await opened(record)
    draft = approval(case)
    answers = await asyncio.gather(*(put(record, draft) for _ in range(200)))
    (entry,) = [answer.entry for answer in answers if answer.entry]

    assert 199 == answers.count(Recorded(missed=(entry,)))
    assert 2 == len(await ledger_of(pool, case.nomination_id))


async def test_of_many_decisions_on_one_gate_one_is_taken(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """Reviewers who decide at the same moment: one decision stands, the others are told of it."""
    case = await opened(record)
    drafts = [
        approval(case) if number % 2 else verdict_against(case, Verdict.RETURN, f"Lý do {number}")
        for number in range(40)
    ]
    answers = await asyncio.gather(*(put(record, draft) for draft in drafts))
    (entry,) = [answer.entry for answer in answers if answer.entry]

    assert 39 == answers.count(Recorded(missed=(entry,)))
    assert [entry.act_id] == [kept.decision_id for kept in await reader.decisions_of(case.nomination_id)]


async def test_one_id_on_two_nominations_at_once_decides_one(record: PostgresRecord) -> None:
    """The later of the two is told so, at the latest when it tries again."""
    one, other = await opened(record), await opened(record)
    act = decision(one)
    drafts = [draft_of(one, act), draft_of(other, act)]
    answers = await asyncio.gather(*(put(record, draft) for draft in drafts), return_exceptions=True)
    again = [await put(record, draft) for draft in drafts]

    (entry,) = [answer.entry for answer in answers if isinstance(answer, Recorded) and answer.entry]
    (loser,) = [answer for answer in answers if not (isinstance(answer, Recorded) and answer.entry)]
    assert isinstance(loser, StorageUnavailableError) or Recorded(id_taken=True) == loser
    assert 1 == again.count(Recorded(missed=(entry,)))
    assert 1 == again.count(Recorded(id_taken=True))


async def test_an_act_waits_for_an_uncommitted_one_under_its_id(
    record: PostgresRecord, admin: asyncpg.Connection, eventually: Eventually
) -> None:
    """The second writer cannot see the first one's entry yet; it must not write a second one."""
    one, other = await opened(record), await opened(record)
    act = decision(one)
    key = f"act/{act.decision_id}"

    async def waits() -> bool:
        return await admin.fetchval(_WAITING) > 0

    async with admin.transaction():
        await admin.execute(_APPEND, one.nomination_id, key)
        second = asyncio.create_task(put(record, draft_of(other, act)))
        await eventually(waits)
    (answer,) = await asyncio.gather(second, return_exceptions=True)

    assert isinstance(answer, StorageUnavailableError), answer
    assert Recorded(id_taken=True) == await put(record, draft_of(other, act))


async def test_the_ledger_itself_lets_one_writer_in_at_a_time(
    admin: asyncpg.Connection, admin_url: str, eventually: Eventually
) -> None:
    """Whoever appends waits for the entry before, and links to it."""
    stream = f"n-{uuid4().hex[:12]}"
    name = await admin.fetchval("select current_database()")
    other = await asyncpg.connect(admin_url.replace("/vinhdanh?", f"/{name}?"))
    await admin.execute(_APPEND, stream, f"{stream}/1")

    async def waits() -> bool:
        return await admin.fetchval(_WAITING) > 0

    async with admin.transaction():
        await admin.execute(_APPEND, stream, f"{stream}/2")
        third = asyncio.create_task(other.execute(_APPEND, stream, f"{stream}/3"))
        await eventually(waits)
    await third
    await other.close()
    entries = await ledger_of(admin, stream)

    assert [1, 2, 3] == [entry.seq for entry in entries]
    assert [entry.leaf_hash for entry in entries[:2]] == [entry.prev_hash for entry in entries[1:]]


_APPEND = "select ledger.append($1, $2, 'decision.recorded', 1, '{}')"
_WAITING = "select count(*) from pg_locks where pg_backend_pid() = any(pg_blocking_pids(pid))"


async def test_many_writers_on_many_nominations_leave_every_chain_whole(own_database: str) -> None:
    """Twelve nominations, six writers on each: every ledger is gapless, linked and complete."""
    async with await open_pool(own_database, size=10) as pool:
        record = PostgresRecord(pool)
        cases = [await opened(record) for _ in range(12)]
        landed = await asyncio.gather(*(_act_until_closed(record, case) for case in cases for _ in range(6)))
        ledgers = [await ledger_of(pool, case.nomination_id) for case in cases]

    assert sum(landed) == sum(len(entries) - 1 for entries in ledgers)
    for entries in ledgers:
        assert list(range(1, len(entries) + 1)) == [entry.seq for entry in entries]
        assert [leaf_hash(entry) for entry in entries] == [entry.leaf_hash for entry in entries]
        assert FIRST_PREV_HASH == entries[0].prev_hash
        assert all(before.leaf_hash == after.prev_hash for before, after in pairwise(entries))


async def _act_until_closed(record: PostgresRecord, case: CaseFile) -> int:
    """Act on one case as a workflow would, learning what others did; return how much was written."""
    landed = 0
    makers = [_refuse, _refuse, *(approval for _ in case.route.stages)]
    for make in makers:
        while not case.standing.closed:
            answer = await put(record, make(case))
            for entry in answer.missed or ([answer.entry] if answer.entry else []):
                case = apply_entry(case, entry)
            if answer.entry:
                landed += 1
                break
    await written(record, refusal_at_the_door(case, decision(case)))
    return landed + 1


def _refuse(case: CaseFile) -> Draft:
    return refusal(case, decision(case))
