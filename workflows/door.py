"""The door of a workflow: what every one of them does before it looks at what a message says."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from schemas.messages import MAX_MESSAGE_BYTES, RefusalReason
from schemas.names import ENCRYPTED
from workflows.inbound import size_in_bytes

NOTHING = RawValue(Payload())
"""Stands in for a start without an argument, so that it is refused like any other that cannot be read."""

Start = TypeVar("Start", bound=BaseModel)


def turn_away_oversize(name: str, payloads: Sequence[RawValue]) -> None:
    """Turn an oversized update away before it enters the history, where it could fail the task.

    Raises:
        ApplicationError: it is too large.
    """
    if size_in_bytes(payloads) > MAX_MESSAGE_BYTES:
        message = f"{name[:80]}: the message is larger than 64 KiB; shorten it and send it again"
        raise ApplicationError(message, type=RefusalReason.TOO_LARGE, non_retryable=True)


def read_start(start: RawValue, model: type[Start], what: str) -> Start:
    """Return what a workflow was started with.

    Raises:
        ApplicationError: it is not `what`; the text names the fields.
    """
    try:
        return model.model_validate_json(start.payload.data)
    except ValidationError as error:
        if start.payload.metadata.get("encoding") == ENCRYPTED:
            message = f"the start is not {what}: no key here opens it; check PAYLOAD_KEYS_FILE of who sent it"
            raise ApplicationError(message, type="Malformed", non_retryable=True) from None
        fields = ", ".join(sorted({".".join(map(str, e["loc"])) or "all" for e in error.errors()}))
        message = f"the start is not {what}; correct these fields: {fields}"
        raise ApplicationError(message, type="Malformed", non_retryable=True) from None


async def outlast_cancellation(work: asyncio.Task[None], refuse: Callable[[], Awaitable[None]]) -> None:
    """Wait for the work to end; a request to cancel is not an act, so `refuse` answers it instead."""
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        await refuse()
