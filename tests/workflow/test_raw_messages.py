"""What a broken or hostile client can send: each is a refusal on record, and the case goes on."""

import asyncpg
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from adapters.gateway import NominationGateway
from schemas.case import CaseStatus
from schemas.messages import Receipt, Refusal, RefusalReason
from tests.cases import a_decision, a_nomination
from tests.conftest import Eventually
from tests.workflow.conftest import Opened
from tests.workflow.garbage import MALFORMED, TOO_LARGE, garbage
from tests.workflow.on_record import kinds_of, refusals_of
from tests.workflow.sending import raw, send_raw

pytestmark = pytest.mark.usefixtures("worker")


async def test_garbage_by_update_is_refused_on_record(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool
) -> None:
    """Whoever sends nonsense is told so, and the next good decision is taken."""
    request = a_nomination()
    case = await opened(request)
    expected = [reason for _, _, reason in garbage(request)]
    answers = [await send_raw(case, name, args, Refusal) for name, args, _ in garbage(request)]
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))

    assert expected == [answer.reason for answer in answers]
    assert expected == [refused.reason for refused in await refusals_of(pool, request.nomination_id)]
    assert isinstance(decided, Receipt)
    assert "district" == decided.level


async def test_garbage_by_signal_is_refused_on_record(
    opened: Opened,
    gateway: NominationGateway,
    pool: asyncpg.Pool,
    eventually: Eventually,
) -> None:
    """The library would drop such signals or fail on them; here each one is kept, and the case goes on."""
    request = a_nomination()
    case = await opened(request)
    sent = [*garbage(request), ("decide", [raw(b" " * 100 * 1024)], TOO_LARGE)]
    for name, args, _ in sent:
        await case.signal(name, args=args)

    async def all_refused() -> bool:
        refused = await refusals_of(pool, request.nomination_id)
        return sorted(reason for _, _, reason in sent) == sorted(entry.reason for entry in refused)

    await eventually(all_refused)
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))
    assert isinstance(decided, Receipt)


async def test_an_oversized_update_leaves_no_trace_in_the_history(
    opened: Opened, gateway: NominationGateway
) -> None:
    """What is too large to be an act is turned away before it can fill the history."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    before = [event.event_type async for event in case.fetch_history_events()]
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await send_raw(case, "decide", [raw(b" " * 100 * 1024)], Refusal)
    after = [event.event_type async for event in case.fetch_history_events()]
    decided = await gateway.send(request.nomination_id, a_decision(request, "district"))

    assert isinstance(refused.value.cause, ApplicationError)
    assert RefusalReason.TOO_LARGE == refused.value.cause.type
    assert before == after
    assert isinstance(decided, Receipt)


@pytest.mark.parametrize("blindly", [False, True])
async def test_what_only_the_record_cannot_take_is_refused_too(
    opened: Opened,
    gateway: NominationGateway,
    pool: asyncpg.Pool,
    eventually: Eventually,
    *,
    blindly: bool,
) -> None:
    """Two letters that a newer Unicode joins pass our check and fail the database's; that is a refusal."""
    request = a_nomination()
    await opened(request)
    act = a_decision(request, "ward").model_copy(update={"authority": "\U000105d2\u0307"})
    await (gateway.send_blindly if blindly else gateway.send)(request.nomination_id, act)

    async def refused() -> bool:
        return [MALFORMED] == [r.reason for r in await refusals_of(pool, request.nomination_id)]

    await eventually(refused)
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))
    assert isinstance(decided, Receipt)


async def test_a_request_to_cancel_is_refused_and_the_case_goes_on(
    opened: Opened, gateway: NominationGateway, pool: asyncpg.Pool, eventually: Eventually
) -> None:
    """Cancelling a workflow is an operator's tool, and no way to end a nomination."""
    request = a_nomination("GK_HUYEN")
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    await case.cancel()

    async def refused() -> bool:
        return bool(await refusals_of(pool, request.nomination_id))

    await eventually(refused)
    conferred = await gateway.send(request.nomination_id, a_decision(request, "district"))
    await case.result()
    assert isinstance(conferred, Receipt)
    assert CaseStatus.CONFERRED == conferred.status
    assert WorkflowExecutionStatus.COMPLETED == (await case.describe()).status
    assert ["cancellation"] == [str(r.reason) for r in await refusals_of(pool, request.nomination_id)]
    assert 4 == len(await kinds_of(pool, request.nomination_id))
