"""What any client of Temporal can send or read without the product's converter: what the server stores."""

from collections.abc import Iterator

from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.common import HeaderCodecBehavior
from temporalio.contrib.pydantic import pydantic_data_converter

from adapters.payload_walk import payloads_in
from tests.workflow.sending import Case


def in_the_raw(client: Client) -> Client:
    """Return a client on the same server that neither encrypts nor decrypts."""
    return Client(
        client.service_client,
        namespace=client.namespace,
        data_converter=pydantic_data_converter,
        header_codec_behavior=HeaderCodecBehavior.NO_CODEC,
    )


def raw_case(client: Client, case: Case) -> Case:
    """Return the same workflow as that client reaches it."""
    return in_the_raw(client).get_workflow_handle(case.id)


async def stored_events(case: Case) -> list[HistoryEvent]:
    """Return the history as the server keeps it."""
    return [event async for event in case.fetch_history_events()]


def stored_payloads(events: list[HistoryEvent]) -> Iterator[Payload]:
    """Return every payload that the server keeps of it."""
    for event in events:
        yield from payloads_in(event)
