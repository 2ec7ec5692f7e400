"""Histories as bytes: decoded, in canonical JSON, compressed; and back again."""

import gzip
import json
from typing import Any

from temporalio.client import Client, WorkflowHistory

from adapters.payload_walk import reveal
from domain.canonical import canonical_json


async def fetch_history(client: Client, workflow_id: str, run_id: str) -> WorkflowHistory:
    """Return the history of one run as the workflow saw it: whatever was encrypted on the way is not.

    Raises:
        RPCError: of status NOT_FOUND when Temporal has no such run.
    """
    history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
    for event in history.events:
        await reveal(client, event)
    return history


def canonical_history(history: WorkflowHistory) -> bytes:
    """Return a history in its one spelling: RFC 8785 JSON of the workflow's id and its events."""
    return canonical_json({"workflow_id": history.workflow_id} | history.to_json_dict())


def read_history(clear: bytes) -> WorkflowHistory:
    """Return the history that `canonical_history` wrote.

    Raises:
        ValueError: it is none.
    """
    told: Any = json.loads(clear)
    try:
        return WorkflowHistory.from_json(told["workflow_id"], {"events": told["events"]})
    except Exception as error:  # noqa: BLE001 - Temporal's library has its own errors for what is no event
        message = f"is no exported history ({type(error).__name__})"
        raise ValueError(message) from None


def compressed(clear: bytes) -> bytes:
    """Return it compressed, the same bytes at any time."""
    return gzip.compress(clear, mtime=0)


def expanded(stored: bytes) -> bytes:
    """Return what was compressed.

    Raises:
        ValueError: it is nothing that was compressed here.
    """
    try:
        return gzip.decompress(stored)
    except (OSError, EOFError) as error:
        message = f"is not compressed ({type(error).__name__})"
        raise ValueError(message) from None
