"""Variants of the workflows as a careless change would make them: one more timer at the start."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from temporalio.api.common.v1 import Payload
    from temporalio.common import RawValue

    from schemas.case import NominationOutcome
    from schemas.names import NOMINATION_WORKFLOW, SITTING_WORKFLOW
    from schemas.sitting import SittingOutcome
    from workflows.council_session import CouncilSessionWorkflow
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


@workflow.defn(name=SITTING_WORKFLOW)
class HastySitting(CouncilSessionWorkflow):
    """It sits as before, only a second later."""

    @workflow.init
    def __init__(self, start: RawValue = _NOTHING) -> None:
        """Keep the start as it came."""
        super().__init__(start)

    @workflow.run
    async def run(self, start: RawValue = _NOTHING) -> SittingOutcome:
        """Wait without need, then do what the workflow does."""
        await workflow.sleep(timedelta(seconds=1))
        return await super().run(start)
