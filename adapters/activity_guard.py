"""Activities are for the product's own workflows: what somebody else's workflow asks for is turned away.

Whoever may write to Temporal can run a workflow of their own that asks this worker's queue for any activity,
with a draft that no rule has judged. What puts cases on record runs as local activities, inside the worker
that runs the workflow; so it is refused whenever it comes over the queue. The few activities that do come
over the queue must be asked for by a workflow of the kind that they belong to.
"""

from collections.abc import Mapping
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor


class OwnWorkflowsOnly(Interceptor):
    """Lets local activities through, and of the others those in `queued`: activity name to workflow type."""

    def __init__(self, queued: Mapping[str, str]) -> None:
        """Know which activities may come over the queue, and from which type of workflow."""
        self._queued = queued

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Stand before every activity of the worker."""
        return _Guard(super().intercept_activity(next), self._queued)


class _Guard(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, queued: Mapping[str, str]) -> None:
        super().__init__(following)
        self._queued = queued

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's
        """Do the activity, unless a workflow that is not ours asks for it.

        Raises:
            ApplicationError: it is one; trying again cannot help.
        """
        info = activity.info()
        if not info.is_local and self._queued.get(info.activity_type) != info.workflow_type:
            message = (
                f"{info.activity_type} is done for the product's own workflows only; send them a message"
            )
            raise ApplicationError(message, type="NotOurs", non_retryable=True)
        return await super().execute_activity(input)
