"""An objection after the decision: beside the outcome, on its nomination's ledger, settled by four eyes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import UnknownNominationError
from adapters.handover import Handover
from adapters.histories import read_witness
from adapters.objection_gateway import UnknownObjectionError
from adapters.postgres.evidence import EvidenceReader
from adapters.postgres.reading import RecordReader
from domain.two_witnesses import compare_witnesses
from domain.verification import verify_record
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, RefusalReason
from schemas.names import OBJECTION_WORKFLOW, TASK_QUEUE, MessageName
from schemas.objection import ObjectionOutcome, ObjectionSeen, ObjectionStatus
from schemas.record import RefusedBy
from tests.cases import a_decision
from tests.conftest import Eventually
from tests.objecting import a_settlement, an_objection
from tests.workflow.conftest import forwarder
from tests.workflow.objections import (
    WITHIN_DAYS,
    Desk,
    desk_on,
    rules_with_a_period,
    settle_without_telling,
)
from tests.workflow.on_record import faults_of_chain, kinds_of, ledger_of, refusals_of, told
from tests.workflow.sending import raw, send_raw
from worker import build_worker

FILED, SETTLED = EntryKind.OBJECTION_FILED, EntryKind.OBJECTION_SETTLED


@pytest.fixture
async def desk(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, tmp_path: Path
) -> AsyncIterator[Desk]:
    """A desk whose worker runs, under rules with a period for objections."""
    async with build_worker(second_server.client, own_pool, rules_with_a_period(tmp_path)):
        yield desk_on(second_server, own_pool)


async def test_an_upheld_objection_flags_the_case_and_changes_no_outcome(desk: Desk) -> None:
    """Body and nominator are told to revoke; the outcome, its entries and the chain stay as they are."""
    objection = await desk.filed()
    nomination = objection.nomination_id
    before = await ledger_of(desk.pool, nomination)
    answer = await desk.gateway.settle(a_settlement(objection))
    outcome = ObjectionOutcome.model_validate(await desk.workflow_of(objection).result())
    after = await ledger_of(desk.pool, nomination)
    [view] = await desk.objections.of_nomination(nomination)

    assert isinstance(answer, Receipt)
    assert (SETTLED, "conferred") == (answer.kind, answer.status)
    assert (ObjectionStatus.UPHELD, answer.seq, answer.leaf_hash) == (
        outcome.status,
        outcome.seq,
        outcome.leaf_hash,
    )
    assert before == after[:-1]
    assert [FILED, SETTLED] == [entry.kind for entry in after[-2:]]
    assert [] == faults_of_chain(after)
    assert ["cong-dan-01", "phuong", "ward-office"] == await told(desk.pool, nomination, "objection_upheld")
    assert ("conferred", ObjectionStatus.UPHELD, "ward-deputy") == (
        view.outcome,
        view.status,
        view.settled_by,
    )


async def test_a_dismissed_objection_flags_nothing(desk: Desk) -> None:
    """Who objected and whom it concerns are told, and nobody is asked to revoke."""
    objection = await desk.filed()
    await desk.gateway.settle(a_settlement(objection, upheld=False))

    assert [] == await told(desk.pool, objection.nomination_id, "objection_upheld")
    assert 3 == len(await told(desk.pool, objection.nomination_id, "objection_dismissed"))
    assert ["phuong", "ward-office"] == await told(desk.pool, objection.nomination_id, "objection_filed")


async def test_an_open_case_takes_no_objection(desk: Desk) -> None:
    """It is refused, on record; asked again the same, and the nomination goes on."""
    request = await desk.opened()
    objection = an_objection(request)
    first, again = await desk.file(objection), await desk.file(objection)
    outcome = ObjectionOutcome.model_validate(await desk.workflow_of(objection).result())
    decided = await desk.nominations.send(request.nomination_id, a_decision(request, "ward"))

    assert isinstance(first, Refusal)
    assert RefusalReason.NOT_CLOSED == first.reason
    assert first == again
    assert (ObjectionStatus.REFUSED, RefusalReason.NOT_CLOSED) == (outcome.status, outcome.reason)
    assert isinstance(decided, Receipt)
    assert [(RefusalReason.NOT_CLOSED, "file_objection", RefusedBy.OBJECTION)] == await refusals_of(
        desk.pool, request.nomination_id
    )


@pytest.mark.parametrize(("days", "status"), [(WITHIN_DAYS, "open"), (WITHIN_DAYS + 1, "refused")])
async def test_an_objection_is_taken_up_to_the_last_day_of_its_period(
    desk: Desk, eventually: Eventually, days: int, status: str
) -> None:
    """The days count from the outcome by the rules of the nomination; what comes later is refused."""
    request = await desk.conferred()
    objection = an_objection(request)
    delayed = await desk.server.client.start_workflow(
        OBJECTION_WORKFLOW,
        objection,
        id=desk.workflow_of(objection).id,
        task_queue=TASK_QUEUE,
        start_delay=timedelta(days=days),
    )

    async def begun() -> bool:
        """An update that comes before would wake it up at once, whatever the delay."""
        return [
            event
            async for event in delayed.fetch_history_events()
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
        ] != []

    await eventually(begun)
    answer = await desk.gateway.file(objection)
    refused = await refusals_of(desk.pool, request.nomination_id)

    assert (status == "open") == isinstance(answer, Receipt)
    assert [RefusalReason.OBJECTION_TOO_LATE] * (status == "refused") == [one.reason for one in refused]


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        ("ward-chair", RefusalReason.FOUR_EYES),
        ("cong-dan-01", RefusalReason.FOUR_EYES),
        ("ward-office", RefusalReason.OWN_NOMINATION),
        ("city-chair", RefusalReason.NOT_ENTITLED),
    ],
)
async def test_only_an_officer_without_a_hand_in_the_case_settles(
    desk: Desk, actor: str, reason: RefusalReason
) -> None:
    """Neither the decider, the objector, the nominator nor another body's chair settles it; it stays open."""
    objection = await desk.filed()
    act = a_settlement(objection, actor_id=actor)
    first, again = await desk.gateway.settle(act), await desk.gateway.settle(act)
    [view] = await desk.objections.of_nomination(objection.nomination_id)

    assert isinstance(first, Refusal)
    assert reason == first.reason
    assert first == again
    assert ObjectionStatus.OPEN == view.status
    assert ObjectionStatus.OPEN == (await desk.progress(objection)).status


async def test_it_is_settled_once_whoever_comes_after(desk: Desk) -> None:
    """The first settlement stands, a repeat gets its receipt, and any other is refused though all is over."""
    objection = await desk.filed()
    first, other = a_settlement(objection), a_settlement(objection, upheld=False)
    answers = [await desk.gateway.settle(act) for act in (first, first, other)]
    changed = await desk.gateway.settle(first.model_copy(update={"upheld": False}))
    blindly = await desk.gateway.settle_blindly(other)
    filed_again = await desk.file(objection)
    filed_otherwise = await desk.file(objection.model_copy(update={"ground": "OTHER"}))

    assert isinstance(answers[0], Receipt)
    assert answers[0] == answers[1]
    assert isinstance(answers[2], Refusal)
    assert RefusalReason.OBJECTION_SETTLED == answers[2].reason
    assert answers[2] == blindly
    assert isinstance(changed, Refusal)
    assert isinstance(filed_again, Receipt)
    assert FILED == filed_again.kind
    assert isinstance(filed_otherwise, Refusal)
    assert RefusalReason.ID_REUSED == filed_otherwise.reason
    assert 1 == (await kinds_of(desk.pool, objection.nomination_id)).count(SETTLED)


async def test_a_signal_settles_as_an_update_does(desk: Desk) -> None:
    """What is sent blindly ends in the same entry."""
    objection = await desk.filed()
    act = a_settlement(objection, upheld=False)
    sent = await desk.gateway.settle_blindly(act)
    outcome = ObjectionOutcome.model_validate(await desk.workflow_of(objection).result())

    assert sent is None
    assert ObjectionStatus.DISMISSED == outcome.status


async def test_nothing_that_is_sent_breaks_it(desk: Desk) -> None:
    """Garbage by update and signal is refused on record, as is a wish to cancel; it can still be settled."""
    objection = await desk.filed()
    case = desk.workflow_of(objection)
    for number, name in enumerate(("settle_objection", "decide", "Ghi chú")):
        for body in (b"{", b'{"act_id": 1}', b"null"):
            await send_raw(case, name, [raw(body)], Refusal, update_id=f"{number}-{uuid4()}")
            await case.signal(name, raw(body + b" "))
    await case.cancel()
    await send_raw(case, MessageName.CATCH_UP, [], ObjectionSeen)
    answer = await desk.gateway.settle(a_settlement(objection))
    refused = await refusals_of(desk.pool, objection.nomination_id)

    assert isinstance(answer, Receipt)
    assert RefusalReason.CANCELLATION in {one.reason for one in refused}
    assert {RefusedBy.OBJECTION} == {one.refused_by for one in refused}
    assert 19 == len(refused)


async def test_a_long_life_goes_on_in_a_new_run(desk: Desk) -> None:
    """An objection with more messages than one history should hold is handed over whole."""
    objection = await desk.filed()
    case = desk.workflow_of(objection)
    first_run = (await case.describe()).run_id
    for number in range(25):
        await desk.gateway.settle(a_settlement(objection, actor_id="ward-chair", reason=f"Lần {number}"))
    later_run = (await case.describe()).run_id
    answer = await desk.gateway.settle(a_settlement(objection))

    assert first_run != later_run
    assert isinstance(answer, Receipt)


async def test_the_clock_reminds_escalates_and_never_ends_it(desk: Desk) -> None:
    """The body is reminded, the body above is told again and again, and a late settlement still counts."""
    objection = await desk.filed()
    case, forward = desk.workflow_of(objection), forwarder(desk.server)
    started = (await desk.progress(objection)).clock
    assert started
    await forward(case, started.remind_at)
    await forward(case, started.due_at)
    escalated = (await desk.progress(objection)).clock
    assert escalated
    await forward(case, escalated.ends_at)
    late = await desk.progress(objection)
    answer = await desk.gateway.settle(a_settlement(objection))
    kinds = await kinds_of(desk.pool, objection.nomination_id)

    assert [
        EntryKind.OBJECTION_REMINDED,
        EntryKind.OBJECTION_ESCALATED,
        EntryKind.OBJECTION_ESCALATED,
        SETTLED,
    ] == kinds[-4:]
    assert ObjectionStatus.OPEN == late.status
    assert late.clock
    assert (True, 2) == (late.clock.reminded, late.clock.escalations)
    assert late.clock.ends_at > escalated.ends_at
    assert ["phuong"] == await told(desk.pool, objection.nomination_id, "reminder")
    assert ["quan-hoang-mai"] * 2 == await told(desk.pool, objection.nomination_id, "escalation")
    assert isinstance(answer, Receipt)


async def test_two_objections_to_one_outcome_do_not_disturb_each_other(desk: Desk) -> None:
    """Filed and settled at once, each has its own entries on the one ledger, and the chain is whole."""
    request = await desk.conferred()
    pair = an_objection(request), an_objection(request, filed_by="cong-dan-02")
    filed = await asyncio.gather(*(desk.file(one) for one in pair))
    settled = await asyncio.gather(*(desk.gateway.settle(a_settlement(one)) for one in pair))
    entries = await ledger_of(desk.pool, request.nomination_id)

    assert all(isinstance(answer, Receipt) for answer in (*filed, *settled))
    assert sorted([FILED, FILED, SETTLED, SETTLED]) == sorted(entry.kind for entry in entries[-4:])
    assert [] == faults_of_chain(entries)


async def test_the_auditor_finds_nothing_amiss(desk: Desk) -> None:
    """Objections, refused ones too, are entries that the nomination's own workflow need not know."""
    request = await desk.opened()
    await desk.file(an_objection(request))
    await desk.nominations.send(request.nomination_id, a_decision(request, "ward"))
    objection = an_objection(request)
    await desk.file(objection)
    await desk.gateway.settle(a_settlement(objection, actor_id="ward-chair"))
    await desk.gateway.settle(a_settlement(objection))
    evidence = await EvidenceReader(desk.pool).evidence(request.nomination_id)
    known = await RecordReader(desk.pool).nomination(request.nomination_id)
    assert evidence
    assert known
    witness = await read_witness(desk.server.client, request.nomination_id, known.first_run_id)

    assert [] == [*verify_record(evidence), *compare_witnesses(evidence, witness)]


async def test_the_sweep_leaves_a_closed_case_with_an_objection_in_peace(desk: Desk) -> None:
    """Its own workflow has ended and need not know; the objection is asked to read the record."""
    objection = await desk.filed()
    reader, handover = RecordReader(desk.pool), Handover(desk.server.client, desk.pool, seconds=0)
    unseen = [item.nomination_id for item in await reader.unseen(0, 10)]
    told_now = await handover.sweep()

    assert [objection.nomination_id] == unseen
    assert 0 == told_now
    assert [] == await reader.unseen(0, 10)
    assert ObjectionStatus.OPEN == (await desk.progress(objection)).status


async def test_the_sweep_ends_an_objection_that_was_settled_unknown_to_it(desk: Desk) -> None:
    """A settlement is on record though its worker died: the objection learns of it without being asked."""
    objection = await desk.filed()
    await settle_without_telling(desk, a_settlement(objection))
    known_before = (await desk.progress(objection)).status
    await Handover(desk.server.client, desk.pool, seconds=0).sweep()
    outcome = ObjectionOutcome.model_validate(await desk.workflow_of(objection).result())

    assert ObjectionStatus.OPEN == known_before
    assert ObjectionStatus.UPHELD == outcome.status


async def test_a_settlement_is_judged_by_the_record_not_by_memory(desk: Desk) -> None:
    """Who settles what was settled unknown to the workflow is refused; who repeats it gets the receipt."""
    objection = await desk.filed()
    act = a_settlement(objection)
    await settle_without_telling(desk, act)
    other = await desk.gateway.settle(a_settlement(objection, upheld=False))
    repeated = await desk.gateway.settle(act)

    assert isinstance(other, Refusal)
    assert RefusalReason.OBJECTION_SETTLED == other.reason
    assert isinstance(repeated, Receipt)
    assert 1 == (await kinds_of(desk.pool, objection.nomination_id)).count(SETTLED)


async def test_what_does_not_exist_is_named(desk: Desk) -> None:
    """An unknown nomination or objection is one line that says where to look."""
    unknown = an_objection("nobody-knows-it")
    with pytest.raises(UnknownNominationError):
        await desk.file(unknown)
    with pytest.raises(UnknownObjectionError):
        await desk.gateway.settle(a_settlement(unknown))


async def test_a_start_under_another_id_or_without_sense_is_refused(desk: Desk) -> None:
    """Nobody could reach such an objection, so it fails with the fields that are wrong."""
    start = desk.server.client.start_workflow
    objection = an_objection(await desk.conferred())
    stray = await start(OBJECTION_WORKFLOW, objection, id=f"objection:{uuid4()}", task_queue=TASK_QUEUE)
    empty = await start(OBJECTION_WORKFLOW, id=f"objection:{uuid4()}", task_queue=TASK_QUEUE)
    for case in (stray, empty):
        with pytest.raises(WorkflowFailureError):
            await case.result()

    assert [] == await desk.objections.of_nomination(objection.nomination_id)
