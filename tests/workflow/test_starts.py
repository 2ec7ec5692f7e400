"""Starts that are no nominations, and messages that arrive before the start is read."""

import asyncio

import asyncpg
import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.rule_files import RuleFiles
from schemas.messages import Receipt, RefusalReason
from schemas.names import NOMINATION_WORKFLOW, TASK_QUEUE, nomination_workflow_id
from tests.cases import a_decision, a_nomination
from tests.workflow.conftest import opener
from tests.workflow.on_record import ledger_of, refusals_of
from tests.workflow.sending import send_raw
from worker import build_worker

GARBAGE: dict[str, tuple[list[object], str]] = {
    "no argument": ([], "all"),
    "nothing": ([None], "all"),
    "a word": (["nomination"], "all"),
    "wrong fields": ([{"nomination_id": "x y", "content": {"award": "BK_TP"}}], "content.nominee"),
    "an unknown award": ([a_nomination("NOPE", nomination_id="unknown-award")], "NOPE"),
    "an unknown rule set": ([a_nomination(rule_set="1999", nomination_id="unknown-rules")], "1999"),
}


async def _failure(client: Client, nomination_id: str, args: list[object]) -> ApplicationError:
    """Start a workflow that must fail, and return what it says."""
    handle = await client.start_workflow(
        NOMINATION_WORKFLOW, args=args, id=nomination_workflow_id(nomination_id), task_queue=TASK_QUEUE
    )
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    said = failed.value.cause
    assert isinstance(said, ApplicationError)
    return said


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("args", "names"), GARBAGE.values(), ids=GARBAGE)
async def test_a_start_with_garbage_fails_in_one_clear_line(
    environment: WorkflowEnvironment,
    gateway: NominationGateway,
    pool: asyncpg.Pool,
    args: list[object],
    names: str,
) -> None:
    """The line names what to correct, nothing is on record, and a good start under the same id works."""
    request = next((arg for arg in args if isinstance(arg, type(a_nomination()))), a_nomination())
    with environment.with_time_skipping_disabled():
        said = await _failure(environment.client, request.nomination_id, args)
        on_record = await ledger_of(pool, request.nomination_id)
        good = a_nomination(nomination_id=request.nomination_id)
        started = await gateway.open(good)
    decided = await gateway.send(good.nomination_id, a_decision(good, "ward"))

    assert names in said.message
    assert "\n" not in said.message
    assert said.non_retryable
    assert [] == on_record
    assert started
    assert isinstance(decided, Receipt)


@pytest.mark.usefixtures("worker")
async def test_a_workflow_cannot_carry_a_nomination_of_another_id(
    environment: WorkflowEnvironment, pool: asyncpg.Pool
) -> None:
    """A case that nobody could reach under its own id would be a second, hidden one."""
    request = a_nomination()
    with environment.with_time_skipping_disabled():
        said = await _failure(environment.client, "somebody-else", [request])

    assert request.nomination_id in said.message
    assert [] == await ledger_of(pool, request.nomination_id)


async def test_messages_that_wait_for_the_first_worker_are_taken_in_order(
    second_server: WorkflowEnvironment,
    second_gateway: NominationGateway,
    pool: asyncpg.Pool,
    rules: RuleFiles,
) -> None:
    """A decision, an update and a request to cancel may all be there before the case is."""
    request = a_nomination()
    case = await opener(second_server, second_gateway, accepted=False)(request)
    await case.cancel()
    await case.signal("decide", a_decision(request, "ward"))
    async with build_worker(second_server.client, pool, rules):
        decided = await second_gateway.send(request.nomination_id, a_decision(request, "district"))

    assert isinstance(decided, Receipt)
    assert "city" == decided.level
    assert [RefusalReason.CANCELLATION] == [r.reason for r in await refusals_of(pool, request.nomination_id)]


async def test_a_refused_start_ends_although_it_is_cancelled(
    second_server: WorkflowEnvironment,
    second_gateway: NominationGateway,
    pool: asyncpg.Pool,
    rules: RuleFiles,
) -> None:
    """A request to cancel must not keep a workflow open that has no case to go on with."""
    case = await opener(second_server, second_gateway, accepted=False)(a_nomination("NOPE"))
    await case.cancel()
    async with build_worker(second_server.client, pool, rules):
        with pytest.raises(WorkflowFailureError) as failed:
            async with asyncio.timeout(10):
                await case.result()

    assert "NOPE" in str(failed.value.cause)
    assert WorkflowExecutionStatus.FAILED == (await case.describe()).status


async def test_messages_to_a_refused_start_are_answered(
    second_server: WorkflowEnvironment,
    second_gateway: NominationGateway,
    pool: asyncpg.Pool,
    rules: RuleFiles,
) -> None:
    """Who decides on a nomination that is then not accepted learns it, and the start's own failure stands."""
    request = a_nomination("NOPE")
    case = await opener(second_server, second_gateway, accepted=False)(request)
    await case.signal("decide", a_decision(request, "ward"))
    deciding = asyncio.create_task(send_raw(case, "decide", [a_decision(request, "ward")], Receipt))
    async with build_worker(second_server.client, pool, rules):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await deciding
        with pytest.raises(WorkflowFailureError) as failed:
            await case.result()

    assert isinstance(refused.value.cause, ApplicationError)
    assert "not accepted" in refused.value.cause.message
    assert "NOPE" in str(failed.value.cause)
