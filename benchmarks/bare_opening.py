"""The yardstick for opening: a workflow that puts itself on record and waits (`benchmarks.bare_worker`).

One local activity that writes one row in one transaction. No route, no ledger, no deadline, no lists.
"""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from benchmarks.bare import BareActivities


@workflow.defn
class BareOpeningWorkflow:
    """Is opened and waits."""

    def __init__(self) -> None:
        """Begin."""
        self._ended = False

    @workflow.run
    async def run(self) -> None:
        """Put itself on record, then wait."""
        await workflow.execute_local_activity_method(
            BareActivities.record,
            args=[workflow.info().workflow_id, 0],
            start_to_close_timeout=timedelta(seconds=10),
        )
        await workflow.wait_condition(lambda: self._ended)
