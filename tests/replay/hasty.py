"""A variant of the workflow as a careless change would make it: one more timer at the start."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from temporalio.api.common.v1 import Payload
    from temporalio.common import RawValue

    from schemas.case import NominationOutcome
    from schemas.names import NOMINATION_WORKFLOW
    from workflows.nomination import NominationWorkflow

_NOTHING = RawValue(Payload())


@workflow.defn(name=NOMINATION_WORKFLOW)
class HastyWorkflow(NominationWorkflow):
    """It climbs as before, only a second later."""

    @workflow.init
    def __init__(self, start: RawValue = _NOTHING) -> None:
        """Keep the start as it came."""
        super().__init__(start)

    @workflow.run
    async def run(self, start: RawValue = _NOTHING) -> NominationOutcome:
        """Wait without need, then do what the workflow does."""
        await workflow.sleep(timedelta(seconds=1))
        return await super().run(start)
