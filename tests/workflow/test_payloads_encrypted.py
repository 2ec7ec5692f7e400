"""Temporal's own store: it holds no word of a nomination, of an act, of an answer or of what went wrong."""

import asyncpg
import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    SignalWorkflowInput,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.common import HeaderCodecBehavior
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from adapters.codec import is_encrypted
from adapters.gateway import NominationGateway
from adapters.histories import read_witness
from schemas.messages import Receipt, Refusal, RefusalReason, Verdict
from schemas.names import NOMINATION_WORKFLOW, TASK_QUEUE, nomination_workflow_id
from tests.cases import a_decision, a_nomination, a_resubmission
from tests.payloads import CONVERTER
from tests.workflow.conftest import Opened
from tests.workflow.on_record import ledger_of
from tests.workflow.past_the_codec import in_the_raw, raw_case, stored_events, stored_payloads
from tests.workflow.sending import Case, raw, send_raw
from workflows.nomination import NominationWorkflow

pytestmark = pytest.mark.usefixtures("worker")


async def _climbed(opened: Opened, gateway: NominationGateway) -> tuple[Case, list[str]]:
    """Return a case in which everything has been said, and the words that were used."""
    request = a_nomination("GK_HUYEN", achievement="Cứu hai cháu nhỏ khỏi đuối nước ở hồ Yên Sở")
    case = await opened(request)
    returned = a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng của tổ dân phố")
    resent = a_resubmission(request, "Cứu ba cháu nhỏ, có xác nhận")
    answers = [
        await gateway.send(request.nomination_id, returned),
        await gateway.send(request.nomination_id, resent),
        await send_raw(case, "decide", [raw(b'{"verdict": "Giao cho Ba Hoang"}')], Refusal),
    ]
    await gateway.send_blindly(
        request.nomination_id, a_decision(request, "ward", Verdict.REJECT, reason="Bản cũ, khen rồi")
    )
    with pytest.raises(WorkflowUpdateFailedError):
        await send_raw(case, "Trao ngay", [raw(b" " * 100 * 1024)], Refusal)
    now = request.model_copy(update={"content": resent.content})
    answers += [
        await gateway.send(request.nomination_id, a_decision(now, level, round_=round_))
        for level, round_ in (("ward", 2), ("district", 1))
    ]
    assert [Receipt, Receipt, Refusal, Receipt, Receipt] == [type(answer) for answer in answers]
    await case.result()
    words = ["Cứu", "đuối", "Tập thể", "minh chứng", "bổ sung", "Ba Hoang", "Bản cũ", "Trao ngay"]
    return case, [*words, *(str(answer.digest) for answer in answers)]


async def test_the_history_holds_no_word_of_a_case(
    opened: Opened, gateway: NominationGateway, client: Client
) -> None:
    """Who reads the server's database learns neither what somebody did nor what was said of it."""
    case, words = await _climbed(opened, gateway)
    events = await stored_events(raw_case(client, case))
    stored = b"".join(event.SerializeToString() for event in events)
    described = (await raw_case(client, case).describe()).raw_description.SerializeToString()

    assert [] == [word for word in words if word.encode() in stored + described]


async def test_every_payload_is_encrypted_but_search_attributes_and_the_sdks_own(
    opened: Opened, gateway: NominationGateway, client: Client
) -> None:
    """What stays in clear is known field by field, so that nothing new slips through in clear."""
    case, _ = await _climbed(opened, gateway)
    events = await stored_events(raw_case(client, case))
    clear = [payload for payload in stored_payloads(events) if not is_encrypted(payload)]
    markers = [payload for payload in clear if b"activity_type" in payload.data]
    attributes = [payload for payload in clear if "type" in payload.metadata]

    assert len(clear) == len(markers) + len(attributes)
    assert markers
    assert attributes
    assert all(b"achievement" not in payload.data for payload in clear)


async def test_what_the_server_stores_replays_and_testifies(
    opened: Opened, gateway: NominationGateway, client: Client, pool: asyncpg.Pool
) -> None:
    """Encrypted, a history still drives the workflow and bears witness to the record."""
    case, _ = await _climbed(opened, gateway)
    history = await raw_case(client, case).fetch_history()
    replayer = Replayer(
        workflows=[NominationWorkflow],
        data_converter=CONVERTER,
        header_codec_behavior=HeaderCodecBehavior.CODEC,
    )
    await replayer.replay_workflow(history)
    nomination_id = case.id.removeprefix("nomination:")
    first_run = (await case.describe()).raw_description.workflow_execution_info.first_run_id
    witness = await read_witness(client, nomination_id, first_run)
    entries = await ledger_of(pool, nomination_id)

    assert {entry.seq: entry.leaf_hash for entry in entries} == {
        seq: head.leaf_hash for seq, head in witness.entries.items()
    }
    assert witness.outcome is not None


async def test_why_a_start_failed_is_not_in_clear(environment: WorkflowEnvironment) -> None:
    """The message of a failure names fields and codes of the case; only key holders read it."""
    request = a_nomination("KHONG_CO_GIAI_NAY")
    with environment.with_time_skipping_disabled():
        handle = await environment.client.start_workflow(
            NOMINATION_WORKFLOW,
            request,
            id=nomination_workflow_id(request.nomination_id),
            task_queue=TASK_QUEUE,
        )
        with pytest.raises(WorkflowFailureError) as failed:
            await handle.result()
    events = await stored_events(raw_case(environment.client, handle))
    stored = b"".join(event.SerializeToString() for event in events)

    assert isinstance(failed.value.cause, ApplicationError)
    assert "KHONG_CO_GIAI_NAY" in failed.value.cause.message
    assert b"KHONG_CO_GIAI_NAY" not in stored
    assert b"Traceback" not in stored
    assert b"Encoded failure" in stored


class _Traced(Interceptor):
    """Puts a header on signals, as tracing does."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's name
        return _Headed(next)


class _Headed(OutboundInterceptor):
    async def signal_workflow(self, input: SignalWorkflowInput) -> None:  # noqa: A002 - the SDK's name
        header = Payload(metadata={"encoding": b"json/plain"}, data='"Nguyễn Thị Bưởi"'.encode())
        input.headers = {**input.headers, "baggage": header}
        await super().signal_workflow(input)


async def test_headers_and_memos_are_encrypted_too(
    environment: WorkflowEnvironment, gateway: NominationGateway
) -> None:
    """What tracing or an operator adds beside the arguments is no leak."""
    given = environment.client
    headed = Client(
        given.service_client,
        namespace=given.namespace,
        data_converter=CONVERTER,
        header_codec_behavior=HeaderCodecBehavior.CODEC,
        interceptors=[_Traced()],
    )
    request = a_nomination()
    with environment.with_time_skipping_disabled():
        case = await headed.start_workflow(
            NOMINATION_WORKFLOW,
            request,
            id=nomination_workflow_id(request.nomination_id),
            task_queue=TASK_QUEUE,
            memo={"note": "Nguyễn Thị Bưởi"},
        )
    await case.signal("decide", a_decision(request, "ward", Verdict.APPROVE))
    refused = await gateway.send(request.nomination_id, a_decision(request, "city"))
    events = await stored_events(in_the_raw(given).get_workflow_handle(case.id))
    signalled = [e.workflow_execution_signaled_event_attributes for e in events]
    (headers,) = [dict(signal.header.fields) for signal in signalled if signal.header.fields]

    assert is_encrypted(headers["baggage"])
    assert "Nguyễn Thị Bưởi" == await (await case.describe()).memo_value("note")
    assert "Nguyễn".encode() not in b"".join(event.SerializeToString() for event in events)
    assert isinstance(refused, Refusal)
    assert RefusalReason.WRONG_LEVEL == refused.reason
    assert WorkflowExecutionStatus.RUNNING == (await case.describe()).status
