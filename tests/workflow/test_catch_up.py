"""An act that is on record although its worker died before it could tell the workflow."""

import asyncio

import asyncpg
import pytest
from temporalio import workflow
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.gateway import NominationGateway
from adapters.handover import Handover
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from schemas.case_file import Progress
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, RefusalReason
from schemas.names import MessageName, QueryName
from schemas.record import SeenUpTo
from tests.cases import a_decision, a_nomination
from tests.workflow.conftest import Opened, opener
from tests.workflow.on_record import kinds_of
from tests.workflow.sending import Case, send_raw
from tests.workflow.untold import record_without_telling


async def _seq_known_to(case: Case) -> int:
    return (await case.query(QueryName.PROGRESS, result_type=Progress)).seq


@pytest.mark.usefixtures("worker")
async def test_a_new_decision_is_judged_by_the_record_not_by_memory(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """The workflow learns what it missed before it judges: the level is decided already."""
    request = a_nomination()
    case = await opened(request)
    await record_without_telling(pool, request, a_decision(request, "ward"))
    known = await _seq_known_to(case)
    answer = await gateway.send(request.nomination_id, a_decision(request, "ward", reviewer_id="ward-deputy"))

    assert 1 == known
    assert isinstance(answer, Refusal)
    assert RefusalReason.ALREADY_DECIDED == answer.reason
    assert 3 == await _seq_known_to(case)


@pytest.mark.usefixtures("worker")
async def test_a_resend_gets_the_receipt_of_what_is_on_record(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """Who got no answer sends again, and learns that it was recorded; it is not recorded twice."""
    request = a_nomination()
    await opened(request)
    decision = a_decision(request, "ward")
    entry = await record_without_telling(pool, request, decision)
    answer = await gateway.send(request.nomination_id, decision)

    assert isinstance(answer, Receipt)
    assert (entry.seq, entry.leaf_hash) == (answer.seq, answer.leaf_hash)
    assert 1 == (await kinds_of(pool, request.nomination_id)).count(EntryKind.DECISION_RECORDED)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("blindly", [False, True])
async def test_catch_up_brings_the_workflow_up_to_date(
    opened: Opened, pool: asyncpg.Pool, *, blindly: bool
) -> None:
    """Told to catch up, the workflow reads what it missed and writes nothing."""
    request = a_nomination()
    case = await opened(request)
    entry = await record_without_telling(pool, request, a_decision(request, "ward"))
    if blindly:
        await case.signal(MessageName.CATCH_UP)
    seen = await send_raw(case, MessageName.CATCH_UP, [], SeenUpTo)
    progress = await case.query(QueryName.PROGRESS, result_type=Progress)

    assert entry.seq == seen.seq
    assert (entry.seq, entry.leaf_hash) == (progress.seq, progress.leaf_hash)
    assert "district" == progress.standing.level
    assert 2 == len(await kinds_of(pool, request.nomination_id))


async def test_the_sweep_hands_over_what_was_missed(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, own_pool: asyncpg.Pool
) -> None:
    """Without anybody asking, each workflow comes to know its ledger, and is then left in peace."""
    behind, closed = a_nomination(), a_nomination("GK_XA")
    case = await opener(second_server, own_gateway)(behind)
    done = await opener(second_server, own_gateway)(closed)
    await own_gateway.send(closed.nomination_id, a_decision(closed, "ward"))
    await done.result()
    entry = await record_without_telling(own_pool, behind, a_decision(behind, "ward"))
    reader, handover = RecordReader(own_pool), Handover(second_server.client, own_pool, seconds=0)
    unseen = {item.nomination_id for item in await reader.unseen(0, 10)}
    told = await handover.sweep()

    assert {behind.nomination_id, closed.nomination_id} == unseen
    assert 1 == told
    assert entry.seq == await _seq_known_to(case)
    assert [] == await reader.unseen(0, 10)
    assert 0 == await handover.sweep()


async def test_a_workflow_that_is_told_in_vain_is_told_again_later(
    second_server: WorkflowEnvironment,
    own_gateway: NominationGateway,
    own_pool: asyncpg.Pool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A workflow whose record does not answer costs one sweep its turn, and never ends the sweeping."""
    request = a_nomination()
    case = await opener(second_server, own_gateway)(request)
    entry = await record_without_telling(own_pool, request, a_decision(request, "ward"))
    handover = Handover(second_server.client, own_pool, seconds=0)
    with monkeypatch.context() as stuck:
        stuck.setattr("adapters.handover._ANSWER_SECONDS", 1)
        stuck.setattr(PostgresRecord, "entries_after", _never)
        in_vain = await handover.sweep()

    assert 0 == in_vain
    assert 1 == await handover.sweep()
    assert entry.seq == await _seq_known_to(case)


async def _never(*_: object) -> None:
    await asyncio.Event().wait()


@workflow.defn
class _Mute:
    """A running workflow that answers no question, as one does whose worker cannot run its history."""

    @workflow.run
    async def run(self) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)


async def test_one_workflow_that_cannot_answer_does_not_stop_the_sweep(
    second_server: WorkflowEnvironment, own_gateway: NominationGateway, own_pool: asyncpg.Pool
) -> None:
    """The nominations after it are still handed over, or one broken case would keep all others behind."""
    broken, behind = a_nomination(), a_nomination()
    opened, client = opener(second_server, own_gateway), second_server.client
    case = await opened(broken)
    await case.terminate()
    async with Worker(
        client, task_queue="mute", workflows=[_Mute], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        mute = await client.start_workflow(_Mute.run, id=case.id, task_queue="mute")
        case = await opened(behind)
        await record_without_telling(own_pool, behind, a_decision(behind, "ward"))
        told = await Handover(client, own_pool, seconds=0).sweep()
        await mute.terminate()

    assert 1 == told
    assert 2 == await _seq_known_to(case)
