"""Campaigns read from the record; changes nothing."""

import asyncpg

from adapters.postgres.pool import Statements
from schemas.campaign import CampaignState
from schemas.campaign_facts import PledgeFacts, ResultFacts
from schemas.campaign_summary import CampaignTold


class PostgresCampaigns:
    """`activities.campaign_ports.Campaigns` and `CampaignActs` on PostgreSQL, and what people look up."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "campaign")

    async def state(self, campaign_id: str) -> CampaignState | None:
        """Return where a campaign stands, None if it was never launched."""
        found = await self._statements.value("state", campaign_id=campaign_id)
        return CampaignState.model_validate_json(found) if found else None

    async def has_pledged(self, campaign_id: str, pledge: PledgeFacts) -> bool:
        """Return whether the same unit has a pledge on record."""
        return bool(await self._statements.value("has_pledged", campaign_id=campaign_id, unit=pledge.unit))

    async def has_reported(self, campaign_id: str, result: ResultFacts) -> bool:
        """Return whether there is a report on the same of the same unit."""
        about = result.model_dump(include={"metric", "measure", "unit", "base_year"})
        return bool(await self._statements.value("has_reported", campaign_id=campaign_id, **about))

    async def told(self, campaign_id: str) -> CampaignTold | None:
        """Return everything on record about a campaign, in one snapshot; None if it was never launched."""
        found = await self._statements.value("told", campaign_id=campaign_id)
        return CampaignTold.model_validate_json(found) if found else None
