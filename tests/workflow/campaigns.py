"""An office that runs campaigns: real servers, a record of its own, the shipped rules."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.matter_gateway import MatterGateway
from adapters.postgres.campaigns import PostgresCampaigns
from adapters.postgres.matters import PostgresMatters
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.campaign_summary import summarise
from schemas.acts import CaseAct
from schemas.campaign import CampaignState, CloseCampaign, LaunchCampaign, ReportResult, SignPledge
from schemas.campaign_summary import CampaignSummary, CampaignTold
from schemas.ledger import EntryKind
from schemas.matter import MatterAnswer, MatterKind, MatterProgress, MatterReceipt, MatterSeen
from schemas.names import MessageName, QueryName, nomination_workflow_id
from schemas.nomination import NominationRequest
from tests.workflow.conftest import forwarder
from tests.workflow.sending import Case, send_raw

MESSAGES: dict[type[CaseAct], MessageName] = {
    SignPledge: MessageName.SIGN_PLEDGE,
    ReportResult: MessageName.REPORT_RESULT,
    CloseCampaign: MessageName.CLOSE_CAMPAIGN,
}


@dataclass(frozen=True)
class CampaignOffice:
    """Where campaigns are launched, pledged to, reported on and closed."""

    server: WorkflowEnvironment
    matters: PostgresMatters
    campaigns: PostgresCampaigns
    gateway: MatterGateway
    nominations: NominationGateway
    reader: RecordReader

    async def launch(self, launch: LaunchCampaign) -> MatterAnswer:
        """Launch a campaign whose clock runs in real time until it is moved forward."""
        with self.server.with_time_skipping_disabled():
            return await self.gateway.open(
                MatterKind.CAMPAIGN, launch.campaign_id, MessageName.LAUNCH_CAMPAIGN, launch
            )

    async def launched(self, launch: LaunchCampaign) -> str:
        """Return the id of a campaign that is on record."""
        assert isinstance(await self.launch(launch), MatterReceipt)
        return launch.campaign_id

    async def say(self, campaign: str, act: CaseAct) -> MatterAnswer:
        """Send an act on a campaign."""
        return await self.gateway.send(f"campaign:{campaign}", MESSAGES[type(act)], act)

    def workflow_of(self, campaign: str) -> Case:
        """Return the campaign's workflow."""
        return self.server.client.get_workflow_handle(f"campaign:{campaign}")

    async def state(self, campaign: str) -> CampaignState:
        """Ask the workflow where the campaign stands."""
        case = self.workflow_of(campaign)
        progress = await case.query(QueryName.PROGRESS, result_type=MatterProgress)
        return CampaignState.model_validate(progress.state)

    async def forward(self, campaign: str, instant: datetime) -> CampaignState:
        """Move the campaign's clock to a minute after an instant; return how it stands then."""
        case = self.workflow_of(campaign)
        await forwarder(self.server)(case, instant)
        await send_raw(case, MessageName.CATCH_UP, [], MatterSeen)
        return await self.state(campaign)

    async def kinds(self, campaign: str) -> list[EntryKind]:
        """Return what happened to a campaign, by its ledger."""
        known = await self.matters.matter(f"campaign:{campaign}")
        assert known
        return [head.kind for head in known.heads]

    async def told(self, campaign: str) -> CampaignTold:
        """Return everything on record about a campaign."""
        told = await self.campaigns.told(campaign)
        assert told
        return told

    async def summary(self, campaign: str) -> CampaignSummary:
        """Return what a campaign came to."""
        return summarise(await self.told(campaign))

    async def nominate(self, request: NominationRequest) -> Case:
        """Start a nomination and return its workflow."""
        with self.server.with_time_skipping_disabled():
            assert await self.nominations.open(request)
        return self.server.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))


def campaign_office(server: WorkflowEnvironment, pool: asyncpg.Pool) -> CampaignOffice:
    """Return an office on these servers."""
    matters, reader = PostgresMatters(pool), RecordReader(pool)
    return CampaignOffice(
        server,
        matters,
        PostgresCampaigns(pool),
        MatterGateway(server.client, matters),
        NominationGateway(server.client, reader, PostgresRecord(pool)),
        reader,
    )
