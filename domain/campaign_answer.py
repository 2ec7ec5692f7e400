"""Whether a nomination may name a campaign, a movement and a content group as what it answers to."""

from collections.abc import Sequence
from datetime import date

from domain.campaign_time import phase_on
from schemas.campaign import CampaignState, Phase
from schemas.nomination import NominationContent


def fault_of_answer(content: NominationContent, campaign: CampaignState | None, day: date) -> str | None:
    """Return what is wrong with what a nomination answers to, accepted on this day in Vietnam; or None.

    `campaign` None: none is on record by the name that it gives. A window without dates stays open until
    the close.
    """
    if content.campaign is None:
        named = content.movement or content.content_group
        return f"campaign: {named} is named without its campaign; name that too" if named else None
    if campaign is None:
        return f'campaign: "{content.campaign}" is not on record; campaign list shows those that are'
    return _part_fault(content, campaign) or _time_fault(campaign, day)


def _part_fault(content: NominationContent, campaign: CampaignState) -> str | None:
    return _unknown("movement", content.movement, campaign.movements, campaign) or _unknown(
        "content_group", content.content_group, campaign.content_groups, campaign
    )


def _unknown(what: str, named: str | None, known: Sequence[str], campaign: CampaignState) -> str | None:
    if named is None or named in known:
        return None
    listed = f"known are {', '.join(known)}" if known else "it names none"
    return f'{what}: "{named}" is not in campaign {campaign.campaign_id}; {listed}'


def _time_fault(campaign: CampaignState, day: date) -> str | None:
    if campaign.closed:
        return f"campaign: {campaign.campaign_id} is closed and takes no more nominations"
    window = campaign.window
    match phase_on(window, day):
        case Phase.AHEAD:
            return (
                f"campaign: {campaign.campaign_id} does not take nominations yet on {day:%d/%m/%Y}; "
                f"submit it from {window.opens_on:%d/%m/%Y}"
            )
        case Phase.OVER:
            return (
                f"campaign: {campaign.campaign_id} takes no nominations on {day:%d/%m/%Y}; "
                f"its window closed with {window.closes_on:%d/%m/%Y}"
            )
        case Phase.OPEN | Phase.UNDATED:
            return None
