"""What the door tells when no workflow can answer: always one line of the product's own."""

import asyncio

import asyncpg
import pytest
from temporalio.testing import WorkflowEnvironment

import adapters.gateway
from adapters.gateway import NoAnswerError, NominationGateway, UnknownNominationError, WorkflowLostError
from adapters.rule_files import RuleFiles
from domain.errors import VinhDanhError
from schemas.messages import Receipt
from tests.cases import a_decision, a_nomination
from tests.workflow.conftest import Opened, opener
from worker import build_worker


async def test_without_a_worker_the_sender_is_told_to_repeat(
    second_server: WorkflowEnvironment,
    second_gateway: NominationGateway,
    pool: asyncpg.Pool,
    rules: RuleFiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message may still arrive, so the line names the id under which repeating it is safe."""
    monkeypatch.setattr(adapters.gateway, "_ANSWER_SECONDS", 1)
    request = a_nomination()
    await opener(second_server, second_gateway, accepted=False)(request)
    decision = a_decision(request, "ward")
    with pytest.raises(NoAnswerError) as unanswered:
        await second_gateway.send(request.nomination_id, decision)
    monkeypatch.undo()
    async with build_worker(second_server.client, pool, rules):
        answer = await second_gateway.send(request.nomination_id, decision)

    assert str(decision.decision_id) in str(unanswered.value)
    assert isinstance(answer, Receipt)


async def test_a_message_to_a_nomination_that_is_not_accepted_is_answered_in_words(
    second_server: WorkflowEnvironment,
    second_gateway: NominationGateway,
    pool: asyncpg.Pool,
    rules: RuleFiles,
) -> None:
    """The sender learns that there is no such case, not that a library call failed."""
    request = a_nomination("NOPE")
    await opener(second_server, second_gateway, accepted=False)(request)
    sending = asyncio.create_task(second_gateway.send(request.nomination_id, a_decision(request, "ward")))
    async with build_worker(second_server.client, pool, rules):
        with pytest.raises(VinhDanhError):
            await sending


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("way", ["send", "send_blindly", "explain"])
async def test_an_unknown_nomination_is_named(gateway: NominationGateway, way: str) -> None:
    """Sending, signalling and asking all say that there is no nomination of this name."""
    request = a_nomination()
    args = (request.nomination_id, a_decision(request, "ward"))[: 1 if way == "explain" else 2]
    with pytest.raises(UnknownNominationError) as unknown:
        await getattr(gateway, way)(*args)

    assert request.nomination_id in str(unknown.value)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("blindly", [False, True])
async def test_a_lost_workflow_is_not_mistaken_for_a_closed_case(
    opened: Opened, gateway: NominationGateway, *, blindly: bool
) -> None:
    """An open case whose workflow was terminated is reported; it is not answered as if it had an outcome."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    await case.terminate()
    with pytest.raises(WorkflowLostError):
        await (gateway.send_blindly if blindly else gateway.send)(
            request.nomination_id, a_decision(request, "district")
        )
