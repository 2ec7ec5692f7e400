"""Starting the nominations of dossiers over Temporal, at a bounded rate."""

import asyncio

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

from schemas.names import NOMINATION_WORKFLOW, TASK_QUEUE, nomination_workflow_id
from schemas.nomination import NominationRequest

_OVER = {
    WorkflowExecutionStatus.FAILED,
    WorkflowExecutionStatus.TERMINATED,
    WorkflowExecutionStatus.TIMED_OUT,
    WorkflowExecutionStatus.CANCELED,
}
_LONGEST_REASON = 300


class TemporalOpenings:
    """`activities.dossier_ports.Openings`; all dossiers that one worker opens share its rate."""

    def __init__(self, client: Client, rows_per_second: float) -> None:
        """Start over `client`, no more than so many nominations a second."""
        self._client = client
        self._apart = 1 / rows_per_second
        self._next = 0.0

    async def open(self, request: NominationRequest) -> None:
        """Start a nomination's workflow, unless it was started before."""
        await self._take_turn()
        try:
            await self._client.start_workflow(
                NOMINATION_WORKFLOW,
                request,
                id=nomination_workflow_id(request.nomination_id),
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                request_eager_start=True,  # this worker takes the first task with the answer to its start
            )
        except WorkflowAlreadyStartedError:
            return

    async def why_not(self, nomination_id: str) -> str | None:
        """Return why a started nomination was not accepted, None while that is not said."""
        handle = self._client.get_workflow_handle(nomination_workflow_id(nomination_id))
        if (await handle.describe()).status not in _OVER:
            return None
        try:
            await handle.result()
        except WorkflowFailureError as error:
            return _in_one_line(error.cause)
        return None

    async def _take_turn(self) -> None:
        loop = asyncio.get_running_loop()
        turn = self._next = max(loop.time(), self._next + self._apart)
        await asyncio.sleep(turn - loop.time())


def _in_one_line(cause: BaseException) -> str:
    """Return what an activity of the nomination refused it for."""
    while not isinstance(cause, ApplicationError) and cause.__cause__ is not None:
        cause = cause.__cause__
    text = cause.message if isinstance(cause, ApplicationError) else str(cause)
    return " ".join(text.split())[:_LONGEST_REASON] or type(cause).__name__
