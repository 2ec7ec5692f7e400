"""A nomination enters the record once, with everything that belongs to its first entry."""

import asyncio

import asyncpg
import pytest

from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.canonical import content_hash
from domain.errors import InvalidRecordError, NominationExistsError, StorageUnavailableError
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.record import Accepted
from tests.cases import NOMINATOR, a_nomination
from tests.integration.on_record import RUN, accept, approval, everything_about, moved, opened, route_of


async def test_the_first_entry_says_where_the_nomination_stands(
    record: PostgresRecord, reader: RecordReader
) -> None:
    """What is answered is what is on record."""
    request = a_nomination()
    accepted = await accept(record, request)
    view = await reader.nomination(request.nomination_id)

    assert [(1, EntryKind.NOMINATION_ACCEPTED)] == [(entry.seq, entry.kind) for entry in accepted.entries]
    standing = accepted.entries[0].standing
    assert standing is not None
    assert standing.clock is not None
    assert view is not None
    assert (request, route_of(request), request.content) == (view.request, view.route, view.content)
    assert (CaseStatus.IN_REVIEW, "ward", "phuong", 1, 1) == (
        view.status,
        view.level,
        view.body,
        view.round,
        view.content_version,
    )
    assert (content_hash(request.content), standing.clock.due_at) == (view.content_hash, view.due_at)
    assert (1, RUN) == (view.seq, view.first_run_id)


async def test_the_first_stage_opens_and_its_panel_is_told(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """The stage, the content and the notices are written with the entry."""
    request = a_nomination()
    await accept(record, request)
    stages = await pool.fetch(
        "select level, round, body, panel, closed_at from commendation.stage where nomination_id = $1",
        request.nomination_id,
    )
    contents = await pool.fetch(
        "select version, encode(content_hash, 'hex'), submitted_by, note "
        "from commendation.content_version where nomination_id = $1",
        request.nomination_id,
    )
    notices = await pool.fetch(
        "select recipient, kind from commendation.notification where nomination_id = $1 order by 1",
        request.nomination_id,
    )

    assert [("ward", 1, "phuong", ["ward-chair", "ward-deputy"], None)] == [tuple(row) for row in stages]
    assert [(1, content_hash(request.content), NOMINATOR, None)] == [tuple(row) for row in contents]
    assert [("ward-chair", "your_turn"), ("ward-deputy", "your_turn")] == [tuple(row) for row in notices]


async def test_again_by_the_same_run_changes_nothing(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """A retried acceptance gets the first answer and leaves the record as it was."""
    request = a_nomination()
    first = await accept(record, request)
    before = await everything_about(pool, request.nomination_id)
    second = await accept(record, request)

    assert first == second
    assert before == await everything_about(pool, request.nomination_id)


async def test_again_after_acts_brings_the_whole_ledger(record: PostgresRecord) -> None:
    """A workflow that lost its history gets every entry, and the route that was kept for life."""
    request = a_nomination()
    case = await opened(record, request)
    forwarded = await moved(record, case, approval(case))
    other_route = route_of(request.model_copy(update={"rule_set": "2024-three-tier"}))
    again = await accept(record, request, route=other_route)

    assert [1, 2] == [entry.seq for entry in again.entries]
    assert forwarded.last_entry == again.entries[-1]
    assert case.route == again.route
    assert other_route != again.route


async def test_by_another_run_is_refused(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """A nomination id never names two cases."""
    request = a_nomination()
    await accept(record, request)
    before = await everything_about(pool, request.nomination_id)
    with pytest.raises(NominationExistsError, match=request.nomination_id):
        await accept(record, request, run="run-of-a-later-start")

    assert before == await everything_about(pool, request.nomination_id)


async def test_twenty_tries_of_one_run_at_once_make_one_case(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """Tries that meet are answered alike, or told to try again."""
    request = a_nomination()
    answers = await asyncio.gather(*(accept(record, request) for _ in range(20)), return_exceptions=True)
    accepted = [answer for answer in answers if isinstance(answer, Accepted)]
    told_to_retry = [answer for answer in answers if isinstance(answer, StorageUnavailableError)]

    assert 20 == len(accepted) + len(told_to_retry)
    assert {accepted[0].model_dump_json()} == {answer.model_dump_json() for answer in accepted}
    assert 1 == await pool.fetchval(
        "select count(*) from ledger.entry where stream_id = $1", request.nomination_id
    )


async def test_two_runs_at_once_make_one_case(record: PostgresRecord, reader: RecordReader) -> None:
    """Of two cases that claim one id, the later one is told, at the latest when it tries again."""
    request = a_nomination()
    await asyncio.gather(
        *(accept(record, request, run=f"run-{number}") for number in range(4)), return_exceptions=True
    )
    view = await reader.nomination(request.nomination_id)
    assert view is not None
    losers = [f"run-{number}" for number in range(4) if f"run-{number}" != view.first_run_id]

    assert 3 == len(losers)
    for run in losers:
        with pytest.raises(NominationExistsError):
            await accept(record, request, run=run)


async def test_an_acceptance_that_fails_leaves_nothing(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """When the last step fails, the entry and all rows before it are gone too."""
    request = a_nomination()
    route = route_of(request)
    first = route.stages[0].model_copy(update={"panel": ("ward-chair", "ward-chair")})
    twice_told = route.model_copy(update={"stages": (first, *route.stages[1:])})
    with pytest.raises(InvalidRecordError, match="notification_entry_id_recipient_kind_key"):
        await accept(record, request, route=twice_told)

    assert {()} == {tuple(rows) for rows in (await everything_about(pool, request.nomination_id)).values()}
