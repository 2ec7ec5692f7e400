"""Places in a quota on the real record: never more than there are, and free again without the award."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from activities.award_ports import QuotaCount
from adapters.postgres.award_evidence import AwardEvidenceReader
from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from domain.award_evidence import verify_vouched
from schemas.audit import FindingCode
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason, Verdict
from schemas.record import Draft
from tests.integration.conferring import QUOTA, UNIT, YEAR, at_the_ward, place_for
from tests.integration.on_record import (
    alarm,
    approval,
    everything_about,
    moved,
    put,
    verdict_against,
    withdrawal,
    written,
)


@pytest.fixture
async def many(own_database: str) -> AsyncIterator[asyncpg.Pool]:
    """As many connections as a busy day has writers."""
    async with await open_pool(own_database, size=30) as pool:
        yield pool


async def _counts(pool: asyncpg.Pool, case: CaseFile, award: str = "CSTDCS") -> QuotaCount:
    return await PostgresAwardRecord(pool).base_and_taken(award, "LDTT", UNIT, YEAR, case.nomination_id)


async def _candidate(record: PostgresRecord) -> CaseFile:
    return await at_the_ward(record, award="CSTDCS", quota=QUOTA)


async def test_two_hundred_at_once_never_exceed_the_quota(many: asyncpg.Pool) -> None:
    """Of two hundred who ask at the same moment as many get a place as there are, and the others are told."""
    record = PostgresRecord(many)
    cases = await asyncio.gather(*(_candidate(record) for _ in range(200)))
    answers = await asyncio.gather(*(put(record, place_for(case, limit=15)) for case in cases))

    assert 15 == sum(answer.entry is not None for answer in answers)
    assert 185 == sum(answer.refused is RefusalReason.QUOTA_SPENT for answer in answers)
    assert QuotaCount(base=0, taken=15, held=answers[0].entry is not None) == await _counts(many, cases[0])
    assert 15 == await many.fetchval("select count(*) from quota.reservation where freed_entry_id is null")


async def test_who_is_refused_a_place_leaves_no_trace(own_pool: asyncpg.Pool) -> None:
    """A refusal writes nothing, so that the sender can look again and send what is right then."""
    record = PostgresRecord(own_pool)
    case = await _candidate(record)
    before = await everything_about(own_pool, case.nomination_id)
    answer = await put(record, place_for(case, limit=0))

    assert RefusalReason.QUOTA_SPENT == answer.refused
    assert before == await everything_about(own_pool, case.nomination_id)


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "lapsed"])
async def test_a_place_is_free_again_when_nobody_gets_the_award(own_pool: asyncpg.Pool, end: str) -> None:
    """The next one in the unit can have the place of a nomination that ended without the award."""
    record = PostgresRecord(own_pool)
    case, next_one = await _candidate(record), await _candidate(record)
    case = await moved(record, case, place_for(case, limit=1))
    spent = await put(record, place_for(next_one, limit=1))
    ends: dict[str, Draft] = {
        "rejected": verdict_against(case, Verdict.REJECT),
        "withdrawn": withdrawal(case),
        "lapsed": alarm(case, EntryKind.DEADLINE_LAPSED),
    }
    await written(record, ends[end])
    free = await put(record, place_for(next_one, limit=1))

    assert RefusalReason.QUOTA_SPENT == spent.refused
    assert free.entry is not None
    assert QuotaCount(base=0, taken=1, held=False) == await _counts(own_pool, case)


async def test_the_award_takes_the_place_over(own_pool: asyncpg.Pool) -> None:
    """A place is counted once, before the decision as held and afterwards as given."""
    record = PostgresRecord(own_pool)
    case = await _candidate(record)
    case = await moved(record, case, place_for(case, limit=1))
    held = await _counts(own_pool, case)
    await written(record, approval(case))

    assert QuotaCount(base=0, taken=1, held=True) == held
    assert 1 == (await _counts(own_pool, case)).taken
    assert (
        RefusalReason.QUOTA_SPENT == (await put(record, place_for(await _candidate(record), limit=1))).refused
    )


async def test_a_lower_award_frees_the_place(own_pool: asyncpg.Pool) -> None:
    """Who gets another award than the one with the quota does not use it up."""
    record = PostgresRecord(own_pool)
    case = await _candidate(record)
    case = await moved(record, case, place_for(case, limit=1))
    lower = case.standing.model_copy(update={"award": "LDTT"})
    await written(record, approval(case.model_copy(update={"standing": lower})))

    assert QuotaCount(base=1, taken=0, held=False) == await _counts(own_pool, case)


async def test_a_base_that_has_shrunk_is_noticed(own_pool: asyncpg.Pool) -> None:
    """A limit that was computed from more holders than there are gives nobody a place."""
    record = PostgresRecord(own_pool)
    await written(record, approval(await at_the_ward(record)))
    case = await _candidate(record)
    moved_on = await put(record, place_for(case, limit=1, base=2))
    as_it_is = await put(record, place_for(case, limit=1, base=1))

    assert RefusalReason.QUOTA_MOVED == moved_on.refused
    assert as_it_is.entry is not None
    assert 1 == (await _counts(own_pool, case)).base


async def test_a_nomination_holds_one_place(own_pool: asyncpg.Pool) -> None:
    """Asking again changes nothing; asking for another unit gives the first place back."""
    record = PostgresRecord(own_pool)
    case = await _candidate(record)
    case = await moved(record, case, place_for(case, limit=1))
    case = await moved(record, case, place_for(case, limit=1))
    once = await _counts(own_pool, case)
    await written(record, place_for(case, limit=1, unit="p-unit-2"))

    assert (1, 0) == (once.taken, (await _counts(own_pool, case)).taken)


async def test_a_place_is_freed_once_and_never_changed(
    own_pool: asyncpg.Pool, own_admin: asyncpg.Connection
) -> None:
    """Not even the superuser moves a place by mistake."""
    record = PostgresRecord(own_pool)
    case = await _candidate(record)
    await written(record, place_for(case, limit=1))
    for change in (
        "update quota.reservation set unit = 'p-other'",
        "delete from quota.reservation",
        "truncate quota.reservation",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await own_admin.execute(change)


async def test_a_place_that_was_put_elsewhere_is_found(
    own_pool: asyncpg.Pool, own_admin: asyncpg.Connection
) -> None:
    """The ledger vouches for the unit whose place it is."""
    record, reader = PostgresRecord(own_pool), AwardEvidenceReader(own_pool)
    await written(record, place_for(await _candidate(record), limit=1))
    clean = [each async for entry in reader.vouched() for each in verify_vouched(entry)]
    await own_admin.execute("alter table quota.reservation disable trigger user")
    await own_admin.execute("update quota.reservation set unit = 'p-other'")
    found = [each async for entry in reader.vouched() for each in verify_vouched(entry)]

    assert ([], [FindingCode.GRANT_DIFFERS]) == (clean, [each.code for each in found])
