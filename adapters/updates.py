"""Sending a message to a workflow as an update, and what can go wrong on the way."""

import asyncio
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel
from temporalio.client import (
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import VinhDanhError

UNANSWERED = (
    RPCError,
    TimeoutError,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
"""What asking a workflow can end in that does not answer now; whoever asks, asks again later."""


class NoAnswerError(VinhDanhError):
    """A message was sent but not answered in time."""


class MessageFailedError(VinhDanhError):
    """The workflow could not take a message, and says why."""


class Sent(NamedTuple):
    """A message on its way: its name, what it says, the sender's id of it, and the id of the update."""

    name: str
    message: BaseModel
    act_id: UUID
    update_id: str


async def answer_to_update(
    handle: WorkflowHandle[object, object], sent: Sent, recipient: str, seconds: float
) -> object | None:
    """Return the answer to a message; None when no workflow runs that could answer.

    Raises:
        NoAnswerError: no worker answered within so many seconds; repeating the same message is safe.
        MessageFailedError: the workflow could not take it; `recipient` says in words which one it was.
    """
    try:
        async with asyncio.timeout(seconds):
            return await handle.execute_update(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                sent.name, sent.message, id=sent.update_id
            )
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        message = (
            f"no worker answered within {seconds} s; check that one runs, then repeat the "
            f"same message under the same id {sent.act_id}"
        )
        raise NoAnswerError(message) from None
    except WorkflowUpdateFailedError as error:
        message = f"{recipient} could not take the message: {error.cause}"
        raise MessageFailedError(message) from error
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
