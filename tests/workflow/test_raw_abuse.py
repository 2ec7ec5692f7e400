"""What comes past the product by Temporal's own API: it holds a nomination up for one workflow task at most.

Each test sends something that no person of the product could send, and then lets a person decide: the
decision must be taken as if nothing had happened.
"""

import asyncio
from contextlib import suppress

import asyncpg
import pytest
from temporalio.api.common.v1 import Header, Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import HeaderCodecBehavior, RawValue
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from adapters.codec import KEY_ID, EncryptionCodec, KeyRing
from adapters.gateway import NominationGateway
from adapters.payload_keys import PayloadKeys
from schemas.messages import Receipt, RefusalReason
from schemas.names import ENCRYPTED, NOMINATION_WORKFLOW, TASK_QUEUE, nomination_workflow_id
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_nomination
from tests.conftest import Eventually
from tests.payloads import CONVERTER, TEST_KEYS
from tests.workflow.conftest import Opened
from tests.workflow.on_record import refusals_of
from tests.workflow.past_the_codec import in_the_raw, raw_case
from tests.workflow.sending import Case
from workflows.nomination import NominationWorkflow

pytestmark = pytest.mark.usefixtures("worker")

_ONE_TASK = 10
"""Seconds after which the server gives a workflow task to somebody else."""

JSON = {"encoding": b"json/plain"}
OTHERS_REFERENCE = "__temporal_external_storage_reference"
SDKS_OWN = "__temporal_system_payload"


def _sealed(keys: PayloadKeys, request: NominationRequest) -> Payload:
    """Return a good decision, encrypted under the current one of these keys."""
    text = a_decision(request, "ward").model_dump_json().encode()
    return EncryptionCodec(KeyRing(keys)).sealed(Payload(metadata=JSON, data=text))


def unreadable(request: NominationRequest) -> dict[str, Payload]:
    """Return payloads that nobody can read, each for another reason."""
    own = _sealed(TEST_KEYS, request)
    cut = own.data[:-1]
    return {
        "a key that nobody has": _sealed(PayloadKeys.new(), request),
        "a broken tag": Payload(metadata=dict(own.metadata), data=cut + bytes([own.data[-1] ^ 1])),
        "cut short": Payload(metadata=dict(own.metadata), data=cut),
        "no key named": Payload(metadata={"encoding": ENCRYPTED}, data=own.data),
        "a name that is no text": Payload(
            metadata={"encoding": ENCRYPTED, KEY_ID: b"\xff"}, data=b"\x00" * 99
        ),
        "nothing at all": Payload(metadata={"encoding": ENCRYPTED}),
        "another encryption": Payload(metadata={"encoding": b"binary/encrypted-2"}, data=own.data),
        "kept elsewhere": Payload(metadata=JSON | {OTHERS_REFERENCE: b"true"}, data=b"{}"),
        "kept elsewhere, the old way": Payload(
            metadata={"encoding": b"json/external-storage-reference"}, data=b"{"
        ),
        "the SDK's own": Payload(metadata={"encoding": b"binary/protobuf", SDKS_OWN: b"true"}, data=b"\xff"),
        "no encoding": Payload(data=b"{}"),
    }


async def test_what_nobody_can_read_is_refused_as_malformed(
    opened: Opened, gateway: NominationGateway, client: Client, pool: asyncpg.Pool, eventually: Eventually
) -> None:
    """Unknown keys, broken tags and the SDK's inner forms are refused once each, by signal and by update."""
    request = a_nomination()
    case = raw_case(client, await opened(request))
    payloads = [RawValue(payload) for payload in unreadable(request).values()]
    for payload in payloads:
        await case.signal("decide", payload)
        await _sent(case, "decide", [payload])

    async def all_refused() -> bool:
        return len(payloads) == len(await refusals_of(pool, request.nomination_id))

    await eventually(all_refused)
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))
    assert await all_refused()
    reasons = {refused.reason for refused in await refusals_of(pool, request.nomination_id)}

    assert {RefusalReason.MALFORMED} == reasons
    assert isinstance(decided, Receipt)


async def test_what_was_refused_as_unreadable_replays_the_same(
    opened: Opened, gateway: NominationGateway, client: Client
) -> None:
    """Another worker with the same keys comes to the same refusals: the digest is of what arrived."""
    request = a_nomination("GK_HUYEN")
    case = await opened(request)
    for payload in unreadable(request).values():
        await _sent(raw_case(client, case), "decide", [RawValue(payload)])
    for level in ("ward", "district"):
        await gateway.send(request.nomination_id, a_decision(request, level))
    await case.result()
    replayer = Replayer(
        workflows=[NominationWorkflow],
        data_converter=CONVERTER,
        header_codec_behavior=HeaderCodecBehavior.CODEC,
    )

    assert (await replayer.replay_workflow(await case.fetch_history())).replay_failure is None


async def test_a_key_that_comes_late_is_told_in_one_line(
    environment: WorkflowEnvironment, opened: Opened, gateway: NominationGateway
) -> None:
    """A start under a key that workers do not have fails and says so; under the right key it works."""
    request = a_nomination()
    sealed = RawValue(_sealed(PayloadKeys.new(), request))
    with environment.with_time_skipping_disabled():
        handle = await in_the_raw(environment.client).start_workflow(
            NOMINATION_WORKFLOW,
            sealed,
            id=nomination_workflow_id(request.nomination_id),
            task_queue=TASK_QUEUE,
        )
        with pytest.raises(WorkflowFailureError) as failed:
            await environment.client.get_workflow_handle(handle.id).result()
    await opened(request)
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))

    assert "no key here opens it; check PAYLOAD_KEYS_FILE" in str(failed.value.cause)
    assert isinstance(decided, Receipt)


@pytest.mark.parametrize("name", ["decide", "__temporal_x", ""])
async def test_headers_are_no_way_to_hold_a_case_up(
    opened: Opened, gateway: NominationGateway, client: Client, name: str
) -> None:
    """Headers that look like the SDK's own, or like another key's, are read by nobody and stop nothing."""
    request = a_nomination()
    case = await opened(request)
    fields = {str(number): payload for number, payload in enumerate(unreadable(request).values())}
    with suppress(RPCError):  # the server knows better than to take a signal without a name
        await client.workflow_service.signal_workflow_execution(
            SignalWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=case.id),
                signal_name=name,
                header=Header(fields=fields),
            )
        )

    assert await _decides_within_one_task(gateway, request)


@pytest.mark.parametrize(
    ("kib", "around"),
    [(63, False), (65, False), (1024, False), (2047, False), (3900, False), (65, True), (2150, True)],
)
async def test_giant_messages_hold_a_case_up_for_one_task_at_most(
    opened: Opened, gateway: NominationGateway, client: Client, kib: int, *, around: bool
) -> None:
    """Sizes around every limit, in the data or hidden beside it, by update and by signal."""
    request = a_nomination()
    case = raw_case(client, await opened(request))
    filling = b" " * kib * 1024
    payload = Payload(metadata=JSON | {"x": filling}) if around else Payload(metadata=JSON, data=filling)
    with suppress(RPCError):
        await case.signal("decide", RawValue(payload))
    with suppress(RPCError, TimeoutError):
        async with asyncio.timeout(2):
            await _sent(case, "decide", [RawValue(payload)])

    assert await _decides_within_one_task(gateway, request)


async def test_hundreds_of_thousands_of_arguments_are_one_refusal(
    opened: Opened, gateway: NominationGateway, client: Client
) -> None:
    """Many empty arguments weigh as much as one large one, and no task is spent on looking at them."""
    request = a_nomination()
    case = raw_case(client, await opened(request))
    await case.signal("decide", args=[RawValue(Payload())] * 300_000)
    with suppress(RPCError, TimeoutError):
        async with asyncio.timeout(5):
            await _sent(case, "decide", [RawValue(Payload())] * 100_000)

    assert await _decides_within_one_task(gateway, request)


async def test_a_question_with_poison_in_it_hurts_nobody(
    opened: Opened, gateway: NominationGateway, client: Client
) -> None:
    """Queries take no arguments; whatever is given with one is answered or refused, and the case goes on."""
    request = a_nomination()
    case = raw_case(client, await opened(request))
    for payload in unreadable(request).values():
        with suppress(WorkflowQueryFailedError, RPCError, KeyError):  # the last: nor can it read the answer
            await case.query("progress", RawValue(payload))

    assert await _decides_within_one_task(gateway, request)


async def test_a_flood_is_survived(
    opened: Opened, gateway: NominationGateway, client: Client, pool: asyncpg.Pool, eventually: Eventually
) -> None:
    """Two hundred messages at once past the product are two hundred refusals."""
    request = a_nomination()
    case = raw_case(client, await opened(request))
    await asyncio.gather(*(case.signal("decide", RawValue(Payload(data=b"%d" % n))) for n in range(200)))
    decided = await gateway.send(request.nomination_id, a_decision(request, "ward"))

    async def all_refused() -> bool:
        return len(await refusals_of(pool, request.nomination_id)) == 200

    await eventually(all_refused)
    assert isinstance(decided, Receipt)


async def _sent(case: Case, name: str, args: list[RawValue]) -> None:
    """Send an update and wait until it is answered, without reading the answer."""
    with suppress(WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
        await case.start_update(  # pyright: ignore[reportUnknownMemberType] - its overloads
            name, args=args, wait_for_stage=WorkflowUpdateStage.COMPLETED
        )


async def _decides_within_one_task(gateway: NominationGateway, request: NominationRequest) -> bool:
    """Let the ward decide, and return whether that was taken before a workflow task times out."""
    async with asyncio.timeout(_ONE_TASK):
        return isinstance(await gateway.send(request.nomination_id, a_decision(request, "ward")), Receipt)
