"""Numbers of decisions on the real record: no gap, none twice, and a new series with each year in Vietnam."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import asyncpg
import pytest

from adapters.postgres.award_evidence import AwardEvidenceReader
from adapters.postgres.award_record import PostgresAwardRecord
from adapters.postgres.pool import open_pool
from adapters.postgres.record import PostgresRecord
from domain.award_evidence import verify_grant, verify_stream, verify_vouched
from domain.canonical import canonical_json
from domain.case_file import receipt_for
from schemas.audit import FindingCode
from schemas.award_record import GrantSource
from schemas.case_file import CaseFile
from schemas.messages import Verdict
from tests.cases import a_resubmission
from tests.integration.conferring import SYMBOL, UNIT, WARD, at_the_ward
from tests.integration.on_record import approval, moved, put, resubmission, verdict_against, written

LAST_INSTANT = datetime(2020, 12, 31, 16, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2020, 12, 31, 17, 0, 0, tzinfo=UTC)
"""The new year in Vietnam, which is seven hours before that in UTC."""


@pytest.fixture
async def many(own_database: str) -> AsyncIterator[asyncpg.Pool]:
    """As many connections as a busy day has writers."""
    async with await open_pool(own_database, size=30) as pool:
        yield pool


async def _issued(pool: asyncpg.Pool, year: int) -> list[int]:
    rows = await pool.fetch("select number from numbers.issued where year = $1 order by number", year)
    return [row["number"] for row in rows]


async def _amiss(pool: asyncpg.Pool) -> list[FindingCode]:
    reader = AwardEvidenceReader(pool)
    found = [each async for entry in reader.vouched() for each in verify_vouched(entry)]
    found += [each async for grant in reader.grants() for each in verify_grant(grant)]
    for stream in await reader.streams():
        found += verify_stream(await reader.stream(stream))
    return [each.code for each in found]


async def test_two_hundred_decisions_at_once_are_numbered_without_gap(many: asyncpg.Pool) -> None:
    """Whoever signs at the same moment gets the next number, and every number is one decision."""
    record = PostgresRecord(many)
    cases = await asyncio.gather(*(at_the_ward(record) for _ in range(200)))
    entries = await asyncio.gather(*(written(record, approval(case)) for case in cases))

    assert list(range(1, 201)) == await _issued(many, 2020)
    assert {f"{n:02}/{SYMBOL}" for n in range(1, 201)} == {entry.number for entry in entries}
    assert [] == await _amiss(many)


async def test_the_series_begins_anew_at_midnight_in_vietnam(many: asyncpg.Pool) -> None:
    """Decisions around the new year go into the year of their day in Vietnam, however they are mixed."""
    record = PostgresRecord(many)
    cases = await asyncio.gather(*(at_the_ward(record) for _ in range(40)))
    drafts = [approval(case, at=LAST_INSTANT if place % 2 else MIDNIGHT) for place, case in enumerate(cases)]
    await asyncio.gather(*(written(record, draft) for draft in drafts))

    assert list(range(1, 21)) == await _issued(many, 2020)
    assert list(range(1, 21)) == await _issued(many, 2021)
    assert [] == await _amiss(many)


async def test_a_repeated_decision_keeps_its_number(own_pool: asyncpg.Pool) -> None:
    """Sending a decision again neither takes a second number nor makes a second grant."""
    record = PostgresRecord(own_pool)
    case = await at_the_ward(record)
    draft = approval(case)
    first = await written(record, draft)
    again = await put(record, draft.model_copy(update={"expected_seq": first.seq}))
    missed = await put(record, draft)

    assert f"01/{SYMBOL}" == first.number == receipt_for(case.nomination_id, first).number
    assert again.earlier == first
    assert (first,) == missed.missed
    assert [1] == await _issued(own_pool, 2020)
    assert 1 == await own_pool.fetchval("select count(*) from awards.event")


async def test_an_entry_of_a_series_is_canonical_json(own_pool: asyncpg.Pool) -> None:
    """What the database writes by hand is the very text that the standard prescribes."""
    record = PostgresRecord(own_pool)
    case = await at_the_ward(record, symbol='QĐ-"UBND"\\ñ\U0001f3c5')
    entry = await written(record, approval(case))
    body = await own_pool.fetchval("select body from ledger.entry where stream_id like 'number:%'")
    facts = {
        "body": WARD,
        "for_seq": entry.seq,
        "for_stream": case.nomination_id,
        "number": 1,
        "symbol": 'QĐ-"UBND"\\ñ\U0001f3c5',
        "year": 2020,
    }

    assert canonical_json({"v": 1, "facts": facts, "standing": None}) == body
    assert [] == await _amiss(own_pool)


async def test_conferring_puts_the_grant_on_record(own_pool: asyncpg.Pool) -> None:
    """The grant has the issuer's name of that day, the number, the day in Vietnam and the nominee's code."""
    record, awards = PostgresRecord(own_pool), PostgresAwardRecord(own_pool)
    case = await at_the_ward(record, nominee_id="p-17")
    await written(record, approval(case, at=MIDNIGHT))
    [grant] = (await awards.history("p-17")).grants
    stage = case.route.stages[0]

    assert (case.nomination_id, GrantSource.DECIDED_HERE, "LDTT", UNIT, 2019) == (
        grant.grant_id,
        grant.source,
        grant.award,
        grant.unit,
        grant.year,
    )
    assert (WARD, stage.body_name_vi, "ward", "2017-three-tier") == (
        grant.issuer,
        grant.issuer_vi,
        grant.level,
        grant.rule_set,
    )
    assert (date(2021, 1, 1), f"01/{SYMBOL}", case.nomination_id) == (
        grant.decided_on,
        grant.number,
        grant.nomination_id,
    )
    assert grant == await awards.grant(case.nomination_id)


async def test_a_grant_is_of_the_content_that_was_decided(own_pool: asyncpg.Pool) -> None:
    """What a resubmission corrected stands on the award record, not what was sent first."""
    record = PostgresRecord(own_pool)
    case = await at_the_ward(record, nominee_id="p-18")
    case = await _resubmitted(record, case)
    await written(record, approval(case))
    [grant] = (await PostgresAwardRecord(own_pool).history("p-18")).grants

    assert ("p-unit-2", date(2019, 6, 1)) == (grant.unit, grant.period_from)
    assert [] == await _amiss(own_pool)


async def test_no_award_no_number(own_pool: asyncpg.Pool) -> None:
    """A rejection takes no number and leaves nothing on the award record; no symbol means no number."""
    record = PostgresRecord(own_pool)
    rejected = await written(record, verdict_against(await at_the_ward(record), Verdict.REJECT))
    unnumbered = await written(record, approval(await at_the_ward(record, symbol=None)))

    assert (None, None) == (rejected.number, unnumbered.number)
    assert [] == await _issued(own_pool, 2020)
    assert 1 == await own_pool.fetchval("select count(*) from awards.grant")


async def test_a_number_that_is_not_the_one_issued_is_found(
    own_pool: asyncpg.Pool, own_admin: asyncpg.Connection
) -> None:
    """Whoever changes, removes or adds a number behind the record's back is found by the ledger."""
    record = PostgresRecord(own_pool)
    for _ in range(3):
        await written(record, approval(await at_the_ward(record)))
    found: list[list[FindingCode]] = []
    for change in (
        "update numbers.issued set number = 9 where number = 3",
        "delete from numbers.issued where number = 2",
        "update numbers.issued set for_seq = 1 where number = 1",
    ):
        await own_admin.execute("alter table numbers.issued disable trigger user")
        await own_admin.execute(change)
        found.append(await _amiss(own_pool))

    assert all(FindingCode.NUMBER_DIFFERS in each for each in found)


async def _resubmitted(record: PostgresRecord, case: CaseFile) -> CaseFile:
    case = await moved(record, case, verdict_against(case, Verdict.RETURN))
    act = a_resubmission(case.request, "Đã sửa")
    content = act.content.model_copy(update={"unit": "p-unit-2", "period_from": date(2019, 6, 1)})
    return await moved(record, case, resubmission(case, act.model_copy(update={"content": content})))
