"""What activities ask the record of campaigns, as protocols; `adapters` provides it."""

from typing import Protocol

from schemas.campaign import CampaignState
from schemas.campaign_facts import PledgeFacts, ResultFacts


class Campaigns(Protocol):
    """Campaigns as they stand.

    Raises:
        StorageUnavailableError: trying again will help.
    """

    async def state(self, campaign_id: str) -> CampaignState | None:
        """Return where a campaign stands, None if it was never launched."""
        ...


class CampaignActs(Protocol):
    """What was said in campaigns before.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
    """

    async def has_pledged(self, campaign_id: str, pledge: PledgeFacts) -> bool:
        """Return whether the same unit has a pledge on record."""
        ...

    async def has_reported(self, campaign_id: str, result: ResultFacts) -> bool:
        """Return whether there is a report on the same of the same unit."""
        ...
