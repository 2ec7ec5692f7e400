"""Finding every payload in a message of Temporal's, wherever it stands, and decrypting it in place."""

from collections.abc import Iterator
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import Client


async def reveal(client: Client, message: Any) -> None:  # noqa: ANN401 - any of Temporal's messages
    """Decrypt what a message holds, with the client's keys; what cannot be decrypted stays as it is."""
    codec = client.data_converter.payload_codec
    if codec is None:
        return
    for payload in payloads_in(message):
        (clear,) = await codec.decode([payload])
        if clear is not payload:
            payload.CopyFrom(clear)


def payloads_in(message: Any) -> Iterator[Payload]:  # noqa: ANN401 - as above
    """Walk every payload of a message: in lists, maps and messages inside it."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            for inner in _messages(value):
                yield from payloads_in(inner)


def _messages(value: Any) -> Iterator[Any]:  # noqa: ANN401 - a field's message, list or map of messages
    if hasattr(value, "ListFields"):
        yield value
    elif hasattr(value, "values"):
        yield from (inner for inner in value.values() if hasattr(inner, "ListFields"))
    else:
        yield from value
