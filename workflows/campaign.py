"""A campaign from its launch to its close, in this run or in one that carries on for it."""

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from domain.matters.campaign import Campaign
    from schemas.campaign import CampaignState
    from schemas.matter import MatterOutcome
    from schemas.names import CAMPAIGN_WORKFLOW
    from workflows.door import NOTHING
    from workflows.matter import Matter


@workflow.defn(name=CAMPAIGN_WORKFLOW)
class CampaignWorkflow(Matter[CampaignState]):
    """One body's campaign of one year; its rounds and nomination window open and close by its timers."""

    unit = Campaign()

    @workflow.init
    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came."""
        super().__init__(start)

    @workflow.run
    async def run(self, start: RawValue = NOTHING) -> MatterOutcome:  # noqa: ARG002 - see __init__
        """Launch it, let people and the clock act until it is closed, and return how it ended."""
        return await self._run()
