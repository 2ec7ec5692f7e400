"""Sealing the ledger, for ever: shift after shift, by whichever sealer takes the task."""

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from activities.sealing import SealingActivities
    from schemas.names import SEALING_WORKFLOW
    from workflows.door import NOTHING
    from workflows.options import IN_SHIFTS

_SHIFTS_A_RUN = 100


@workflow.defn(name=SEALING_WORKFLOW)
class SealingWorkflow:
    """There is one of it. Ended by anybody, it is started again by the next sealer that looks."""

    @workflow.run
    async def run(self, _start: RawValue = NOTHING) -> None:
        """Have one shift follow another; a run ends before its history grows long."""
        for _ in range(_SHIFTS_A_RUN):
            await workflow.execute_activity_method(SealingActivities.seal_for_a_shift, **IN_SHIFTS)
        workflow.continue_as_new()
