"""The record writes to streams of their own only, and ids of nominations are for nominations."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.award_record import AwardRegistry
from adapters.postgres.record import PostgresRecord, statement_of
from adapters.postgres.register import PostgresRegister
from adapters.rule_files import RuleFiles
from domain.award_record import award_stream
from domain.errors import InvalidRecordError
from schemas.award_record import Grant, GrantSource, ImportedGrant
from schemas.nomination import SubjectKind
from tests.integration.conferring import SYMBOL, WARD, at_the_ward
from tests.integration.on_record import approval, put

NUMBERS = f"number:{WARD}:{SYMBOL}:2020"


async def _entries(pool: asyncpg.Pool, stream: str) -> int:
    return int(await pool.fetchval("select count(*) from ledger.entry where stream_id = $1", stream))


def _import(grant_id: str) -> ImportedGrant:
    grant = Grant(
        grant_id=grant_id, source=GrantSource.IMPORTED, subject="p-41", subject_kind=SubjectKind.INDIVIDUAL,
        award="LDTT", period_from=date(2019, 1, 1), period_to=date(2019, 12, 31), issuer_vi="UBND phường",
    )  # fmt: skip
    return ImportedGrant(act_id=uuid4(), actor_id="ward-chair", body="phuong-hoang-mai", grant=grant)


@pytest.mark.parametrize("stream", [NUMBERS, award_stream("phuong-hoang-mai"), "n-1", None])
async def test_a_matter_writes_to_no_other_stream(own_pool: asyncpg.Pool, stream: str | None) -> None:
    """Whoever holds the application's role makes no gap in numbers by way of a matter."""
    act: dict[str, Any] = {"stream": stream, "entry_kind": "deadline.reminded", "dedup_key": str(uuid4())}
    act |= {"occurred_us": 0, "expected_seq": 0}
    with pytest.raises(asyncpg.PostgresError, match="is not the stream of a matter"):
        await own_pool.fetchval("select matter.record($1::jsonb, $2)", json.dumps(act), b"{}")


async def test_a_nomination_writes_to_no_other_stream(own_pool: asyncpg.Pool) -> None:
    """An act on a nomination that names a series of numbers is refused, and the series has no gap."""
    record = PostgresRecord(own_pool)
    case = await at_the_ward(record)
    await put(record, approval(case))
    draft = approval(await at_the_ward(record))
    act, body = statement_of(draft, None)
    with pytest.raises(asyncpg.PostgresError, match="is not on record"):
        await own_pool.fetchval(
            "select commendation.record($1::jsonb, $2)",
            json.dumps(json.loads(act) | {"nomination_id": NUMBERS, "expected_seq": 1}),
            body,
        )

    assert 1 == await _entries(own_pool, NUMBERS)


async def test_nobody_imports_a_grant_under_the_id_of_a_nomination(own_pool: asyncpg.Pool) -> None:
    """It would keep the nomination from ever being conferred, and its place in a quota from being counted."""
    record = PostgresRecord(own_pool)
    awards = AwardRegistry(own_pool, PostgresRegister(own_pool, RuleFiles()))
    case = await at_the_ward(record)
    with pytest.raises(InvalidRecordError, match="has the id of a nomination"):
        await awards.record(_import(case.nomination_id))
    answer = await put(record, approval(case))

    assert answer.entry
    assert await awards.grant(case.nomination_id)
