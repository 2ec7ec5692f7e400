"""Walking the histories that Temporal keeps of one workflow, run by run."""

from collections.abc import AsyncIterator

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.payload_walk import reveal

CLOSED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "completed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: "timed out",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "cancelled",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "terminated",
}
"""The events by which a run is over for good, in words."""


async def events_of(client: Client, workflow_id: str, first_run_id: str) -> AsyncIterator[HistoryEvent]:
    """Walk the histories of all runs, from the first over each continue-as-new, decrypted.

    Raises:
        RPCError: of status NOT_FOUND when Temporal has no such run.
    """
    run_id: str | None = first_run_id
    while run_id:
        handle = client.get_workflow_handle(workflow_id, run_id=run_id)
        run_id = None
        async for event in handle.fetch_history_events():
            await reveal(client, event)
            yield event
            run_id = event.workflow_execution_continued_as_new_event_attributes.new_execution_run_id or None


async def has_any_run(client: Client, workflow_id: str) -> bool:
    """Return whether Temporal knows this workflow at all, under whatever run."""
    try:
        await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
