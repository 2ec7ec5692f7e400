"""A case that outlives one run of its workflow."""

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from schemas.case_file import Progress
from schemas.ledger import EntryKind
from schemas.messages import Receipt, Refusal, RefusalReason
from schemas.names import QueryName, SearchAttribute
from tests.cases import a_decision, a_nomination
from tests.workflow.conftest import forwarder, opener
from tests.workflow.lists import shown
from tests.workflow.on_record import faults_of_chain, kinds_of, ledger_of
from tests.workflow.sending import Case, send_raw

pytestmark = pytest.mark.usefixtures("second_worker")


async def _run_id(case: Case) -> str | None:
    return (await case.describe()).run_id


async def test_a_case_carries_on_over_continue_as_new(
    second_server: WorkflowEnvironment,
    second_gateway: NominationGateway,
    pool: asyncpg.Pool,
    reader: RecordReader,
) -> None:
    """Acts, ids, clock, lists and the run that the case belongs to are the same in the new run."""
    request = a_nomination()
    case = await opener(second_server, second_gateway)(request)
    first_run = await _run_id(case)
    first = a_decision(request, "ward")
    receipt = await second_gateway.send(request.nomination_id, first)
    before = await shown(case)
    while await _run_id(case) == first_run:
        await second_gateway.send(request.nomination_id, a_decision(request, "state"))
    refusals = len(await ledger_of(pool, request.nomination_id)) - 2
    after = await shown(case)
    repeated = await send_raw(case, "decide", [first], Receipt, update_id="again")
    reused = await second_gateway.send(
        request.nomination_id, a_decision(request, "district", decision_id=first.decision_id)
    )
    clock = (await case.query(QueryName.PROGRESS, result_type=Progress)).standing.clock
    assert clock
    await forwarder(second_server)(case, clock.remind_at)
    decided = await second_gateway.send(request.nomination_id, a_decision(request, "district"))
    view = await reader.nomination(request.nomination_id)

    assert refusals < 60
    assert receipt == repeated
    assert isinstance(reused, Refusal)
    assert RefusalReason.ID_REUSED == reused.reason
    assert isinstance(decided, Receipt)
    assert "city" == decided.level
    assert view
    assert first_run == view.first_run_id
    assert before == after
    assert "district" == after[SearchAttribute.LEVEL]
    assert EntryKind.DEADLINE_REMINDED in await kinds_of(pool, request.nomination_id)
    assert [] == faults_of_chain(await ledger_of(pool, request.nomination_id))


async def test_signals_sent_while_the_run_changes_are_all_taken(
    second_server: WorkflowEnvironment, second_gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """A flood of signals moves the case through several runs, and each signal is answered on record."""
    request = a_nomination()
    case = await opener(second_server, second_gateway)(request)
    first_run = await _run_id(case)
    for _ in range(60):
        await second_gateway.send_blindly(request.nomination_id, a_decision(request, "state"))
    decided = await second_gateway.send(request.nomination_id, a_decision(request, "ward"))
    kinds = await kinds_of(pool, request.nomination_id)

    assert isinstance(decided, Receipt)
    assert first_run != await _run_id(case)
    assert 60 == kinds.count(EntryKind.REFUSAL_RECORDED)
    assert [] == faults_of_chain(await ledger_of(pool, request.nomination_id))
