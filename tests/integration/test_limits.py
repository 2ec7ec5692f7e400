"""How much and how fast a person may send, before Temporal or the ledger see any of it."""

import asyncio
from base64 import b64encode
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import Client

from adapters.gateway import NominationGateway
from adapters.limits import (
    ActLimits,
    RateLimit,
    TooLargeError,
    TooManyActsError,
    let_through,
    refuse_oversize,
)
from adapters.matter_gateway import MatterGateway
from adapters.objection_gateway import ObjectionGateway
from adapters.postgres.matters import PostgresMatters
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.sittings import PostgresSittings
from adapters.sitting_gateway import SittingGateway
from schemas.acts import Resumption
from schemas.messages import Decision, Verdict
from schemas.names import MessageName
from schemas.objection import ObjectionSettlement
from schemas.signing import DECISION_TYPE, SignedStatement
from schemas.sitting import BallotPaper
from tests.cases import a_decision, a_nomination, a_withdrawal


def _limit(
    pool: asyncpg.Pool, *, person: int = 100, nomination: int = 100, per_minute: int = 30
) -> RateLimit:
    settings = {
        "ACTS_PER_MINUTE": per_minute,
        "ACTS_AT_ONCE_OF_PERSON": person,
        "ACTS_AT_ONCE_OF_NOMINATION": nomination,
    }
    return RateLimit(pool, ActLimits.model_validate(settings))


def _somebody() -> str:
    return f"p-{uuid4().hex[:8]}"


async def _taken(limit: RateLimit, times: int, person: str, nomination: str | None = None) -> int:
    """Try so many acts at once, and return how many were let through."""
    tries = (limit.take(person, nomination) for _ in range(times))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert all(answer is None or isinstance(answer, TooManyActsError) for answer in answers)
    return answers.count(None)


async def test_a_person_gets_through_what_they_may_and_no_more(pool: asyncpg.Pool) -> None:
    """Of sixty acts at once exactly as many pass as the bucket holds; others are not held up by them."""
    limit, person, other = _limit(pool, person=20), _somebody(), _somebody()
    together = await asyncio.gather(
        _taken(limit, 30, person), _taken(limit, 30, person), _taken(limit, 5, other)
    )

    assert (20, 5) == (together[0] + together[1], together[2])


async def test_a_nomination_is_shielded_from_many_at_once(pool: asyncpg.Pool) -> None:
    """Ten people together send no more to one nomination than one could, and can still act elsewhere."""
    limit, nomination = _limit(pool, nomination=20), _somebody()
    people = [_somebody() for _ in range(10)]
    passed = sum(await asyncio.gather(*(_taken(limit, 6, person, nomination) for person in people)))
    elsewhere = await asyncio.gather(*(_taken(limit, 1, person, _somebody()) for person in people))

    assert 20 == passed
    assert [1] * 10 == elsewhere


async def test_what_is_refused_costs_nothing(pool: asyncpg.Pool) -> None:
    """Who is held up at one nomination has as many acts left for the others."""
    limit, person, full = _limit(pool, person=10, nomination=5), _somebody(), _somebody()
    assert 5 == await _taken(limit, 30, person, full)

    assert 5 == await _taken(limit, 30, person)


async def test_time_gives_back_what_it_should(pool: asyncpg.Pool, admin: asyncpg.Connection) -> None:
    """Half a minute later half a minute's acts pass, and never more than at the beginning."""
    limit, person = _limit(pool, person=40, per_minute=30), _somebody()
    await _taken(limit, 40, person)
    for ago, back in (("30 seconds", 15), ("1 day", 40), ("-1 day", 0)):
        await admin.execute(
            f"update limits.bucket set at = at - interval '{ago}' where key = $1",  # noqa: S608 - ours
            f"person:{person}",
        )

        assert back == await _taken(limit, 50, person)


async def test_who_is_held_up_is_told_for_how_long(pool: asyncpg.Pool) -> None:
    """The line names the limit and the seconds after which the same act may be sent again."""
    limit, person = _limit(pool, person=1, per_minute=6), _somebody()
    await limit.take(person)
    with pytest.raises(TooManyActsError) as refused:
        await limit.take(person)

    assert f"more than 6 acts a minute came from {person}; wait 10 s, then send the same" in str(
        refused.value
    )


async def test_one_act_is_one_round_trip(pool: asyncpg.Pool, admin: asyncpg.Connection) -> None:
    """Counting does not slow the product down: one statement, and no wait for a disk."""
    limit = _limit(pool)
    persistence = await admin.fetchval(
        "select relpersistence from pg_class where oid = 'limits.bucket'::regclass"
    )
    asked: list[str] = []
    async with pool.acquire() as connection:
        connection.add_query_logger(lambda record: asked.append(record.query))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(limit._statements, "_pool", connection)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
            await limit.take(_somebody(), "n-1")  # asyncpg looks its types up, once in a connection
            await asyncio.sleep(0)  # and tells its loggers a turn later
            asked.clear()
            await limit.take(_somebody(), "n-1")
            await asyncio.sleep(0)

    assert 1 == len(asked)
    assert b"u" == persistence


async def test_the_limit_can_be_taken_off(pool: asyncpg.Pool) -> None:
    """An office that plays through a whole year sets it to 0, and nothing is counted."""
    limit, person = _limit(pool, person=1, nomination=1, per_minute=0), _somebody()

    assert 50 == await _taken(limit, 50, person, "n-1")
    assert 0 == await pool.fetchval("select count(*) from limits.bucket where key = $1", f"person:{person}")


def test_the_environment_sets_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Operators change them without a release."""
    shipped = ActLimits()
    for name in ("ACTS_PER_MINUTE", "ACTS_AT_ONCE_OF_PERSON", "ACTS_AT_ONCE_OF_NOMINATION"):
        monkeypatch.setenv(name, "7")
    own = ActLimits()

    assert (30, 10_000, 300) == (shipped.per_minute, shipped.burst_of_person, shipped.burst_of_nomination)
    assert (7, 7, 7) == (own.per_minute, own.burst_of_person, own.burst_of_nomination)


class _Untouchable:
    """Stands where Temporal's client would; whoever reaches for it fails the test."""

    def __getattr__(self, name: str) -> object:
        pytest.fail(f"Temporal was asked: {name}")


async def test_every_door_counts_before_temporal_sees_anything(pool: asyncpg.Pool) -> None:
    """Updates and signals to nominations, matters, objections and sittings are all held up at the door."""
    client: Client = _Untouchable()  # pyright: ignore[reportAssignmentType] - no part of it may be used
    person, request = _somebody(), a_nomination()
    limit = _limit(pool, person=1)
    await limit.take(person)
    reader, record = RecordReader(pool), PostgresRecord(pool)
    nominations = NominationGateway(client, reader, record, limit)
    objections = ObjectionGateway(client, PostgresObjections(pool), reader, record, limit)
    matters = MatterGateway(client, PostgresMatters(pool), limit)
    sittings = SittingGateway(client, PostgresSittings(pool), limit)
    act = a_withdrawal(actor_id=person)
    opening = Resumption(act_id=uuid4(), actor_id=person, reason="Xong")
    settlement = ObjectionSettlement.model_construct(actor_id=person, act_id=uuid4())
    paper = BallotPaper.model_construct(actor_id=person, act_id=uuid4())
    doors = [
        nominations.send(request.nomination_id, act),
        nominations.send_blindly(request.nomination_id, act),
        matters.send("dossier:d-1", MessageName.RESUME, opening),
        matters.send_blindly("dossier:d-1", MessageName.RESUME, opening),
        objections.settle(settlement),
        objections.settle_blindly(settlement),
        sittings.send(paper),
    ]
    answers = await asyncio.gather(*doors, return_exceptions=True)

    assert [TooManyActsError] * len(doors) == [type(answer) for answer in answers]


def _with_reason(size: int) -> Decision:
    """Return a decision of about so many bytes; a model would refuse it, so it is made past the model."""
    return a_decision(a_nomination(), "ward", Verdict.REJECT).model_copy(update={"reason": "x" * size})


async def test_what_is_too_large_is_told_before_it_is_sent(pool: asyncpg.Pool) -> None:
    """64 KiB is the most that a workflow takes; the sender learns it at once, in one line."""
    client: Client = _Untouchable()  # pyright: ignore[reportAssignmentType] - no part of it may be used
    gateway = NominationGateway(client, RecordReader(pool), PostgresRecord(pool))
    large = a_nomination()
    large = large.model_copy(
        update={"content": large.content.model_copy(update={"achievement": "ễ" * 30_000})}
    )
    tries = [
        gateway.send("n-1", _with_reason(66_000)),
        gateway.send_blindly("n-1", _with_reason(66_000)),
        gateway.open(large),
    ]
    answers = await asyncio.gather(*tries, return_exceptions=True)

    assert [TooLargeError] * 3 == [type(answer) for answer in answers]
    assert {"the message has 65 KiB and may have 64; shorten it, or attach papers as files"} == {
        str(answer) for answer in answers[:2]
    }


@pytest.mark.parametrize(("size", "passes"), [(16 * 1024, True), (16 * 1024 + 1, False), (40_000, False)])
def test_a_statement_has_a_limit_of_its_own(size: int, *, passes: bool) -> None:
    """A signed statement is at most 16 KiB, however small the rest of the message is."""
    signed = SignedStatement.model_construct(
        payload_type=DECISION_TYPE, payload=b64encode(b"x" * size).decode(), signatures=()
    )
    decision = _with_reason(10).model_copy(update={"signed": signed})

    if passes:
        refuse_oversize(decision)
    else:
        with pytest.raises(TooLargeError, match=r"the signed statement has .* KiB and may have 16"):
            refuse_oversize(decision)


async def test_nobody_counts_where_nobody_was_asked_to() -> None:
    """Workers, which open the nominations of a dossier, are held to their own rate and not to a person's."""
    await let_through(None, a_withdrawal(), "ward-office", "n-1")
