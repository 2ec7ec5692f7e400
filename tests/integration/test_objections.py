"""Objections on the record: beside the outcome, settled once, and found again."""

import asyncpg
import pytest

from activities.objections import settlement_draft
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.record import PostgresRecord
from domain.canonical import model_digest
from domain.errors import InvalidRecordError
from domain.objection import filing_notices, open_objection
from schemas.ledger import EntryKind
from schemas.names import MessageName
from schemas.objection import ObjectedCase, ObjectionRequest, ObjectionStatus
from schemas.objection_record import ObjectionDraft, Settling
from tests.integration.on_record import AT, conferred, opened, returned, written
from tests.objecting import a_settlement, an_objection


@pytest.fixture(scope="session")
def objections(pool: asyncpg.Pool) -> PostgresObjections:
    """Looks objections up in the shared database."""
    return PostgresObjections(pool)


def filing(case: ObjectedCase, objection: ObjectionRequest) -> ObjectionDraft:
    """Draft the filing of an objection without a clock."""
    return ObjectionDraft(
        nomination_id=case.nomination_id,
        expected_seq=case.seq,
        at=AT,
        standing=case.standing,
        notices=filing_notices(case),
        message=MessageName.FILE_OBJECTION,
        kind=EntryKind.OBJECTION_FILED,
        act=objection.model_dump(mode="json"),
        act_id=objection.objection_id,
        actor_id=objection.filed_by,
        on_behalf_of=None,
        level=case.standing.level,
        gate=case.standing.gate,
        round=case.standing.round,
        digest=model_digest(objection),
        objection_id=objection.objection_id,
        ground=objection.ground,
    )


async def known(objections: PostgresObjections, nomination_id: str) -> ObjectedCase:
    """Return a case that is on record."""
    case = await objections.case(nomination_id)
    assert case
    return case


async def settling(
    objections: PostgresObjections, objection: ObjectionRequest, *, upheld: bool = True
) -> ObjectionDraft:
    """Draft a settlement where the ledger ends now, whatever was settled before."""
    case = await known(objections, objection.nomination_id)
    entries = await objections.entries(objection.nomination_id, objection.objection_id, 0)
    act = a_settlement(objection, upheld=upheld)
    file = open_objection(objection, case, entries)
    return settlement_draft(case, Settling(file=file, act=act, digest=model_digest(act), at=AT))


async def test_a_case_tells_who_had_a_hand_in_it_and_when_it_was_decided(
    record: PostgresRecord, objections: PostgresObjections
) -> None:
    """Everyone who decided is named, returns included; an open case has no outcome to object to."""
    closed = await known(objections, (await conferred(record)).nomination_id)
    waiting = await known(objections, (await opened(record)).nomination_id)
    sent_back = await known(objections, (await returned(record)).nomination_id)

    assert ("city-chair", "district-chair", "ward-chair") == closed.hands
    assert AT == closed.decided_at
    assert waiting.decided_at is None
    assert sent_back.decided_at is None
    assert ("ward-chair",) == sent_back.hands
    assert await objections.case("nobody") is None


async def test_an_objection_leaves_the_nomination_as_it_was(
    record: PostgresRecord, objections: PostgresObjections, pool: asyncpg.Pool
) -> None:
    """Its entries are on the ledger; of the nomination's own row only the number of entries changes."""
    query = (
        "select to_jsonb(n) - 'seq' - 'seen_seq' - 'changed_at' from commendation.nomination n "
        "where nomination_id = $1"
    )
    case = await known(objections, (await conferred(record)).nomination_id)
    objection = an_objection(case.nomination_id)
    before = await pool.fetchval(query, case.nomination_id)
    filed = await written(record, filing(case, objection))
    settled = await written(record, await settling(objections, objection, upheld=False))
    [view] = await objections.of_nomination(case.nomination_id)
    own = await objections.entries(case.nomination_id, objection.objection_id, 0)

    assert before == await pool.fetchval(query, case.nomination_id)
    assert [filed.seq, settled.seq] == [entry.seq for entry in own]
    assert [None, False] == [entry.upheld for entry in own]
    assert (ObjectionStatus.DISMISSED, "ward-deputy", "Đã xác minh") == (
        view.status,
        view.settled_by,
        view.reason,
    )
    assert view not in await objections.listing(only_open=True)


async def test_the_database_settles_an_objection_once(
    record: PostgresRecord, objections: PostgresObjections
) -> None:
    """Whatever the code would do, a second settlement of one objection is not written."""
    case = await known(objections, (await conferred(record)).nomination_id)
    objection = an_objection(case.nomination_id)
    await written(record, filing(case, objection))
    open_now = await objections.listing(only_open=True)
    await written(record, await settling(objections, objection))
    second = await settling(objections, objection, upheld=False)
    with pytest.raises(InvalidRecordError, match="objection_is_settled_once"):
        await record.record(second, second.standing)
    view = await objections.objection(objection.objection_id)

    assert objection.objection_id in {one.objection_id for one in open_now}
    assert view
    assert ObjectionStatus.UPHELD == view.status
