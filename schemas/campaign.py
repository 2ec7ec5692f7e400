"""Campaigns as matters: the acts by which one goes on, and where it stands.

The acts carry what offices write (`schemas.campaign_facts`); free text stays in them. The state holds codes,
numbers and dates only.
"""

from enum import StrEnum

from pydantic import NonNegativeInt, PositiveInt

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.campaign_facts import CampaignFacts, ClosingFacts, Period, PledgeFacts, ResultFacts, Year
from schemas.matter import MatterState
from schemas.text import Code


class CampaignStatus(StrEnum):
    """Where a campaign stands: launched (đã phát động), closed (đã tổng kết)."""

    LAUNCHED = "launched"
    CLOSED = "closed"


class Phase(StrEnum):
    """Where a round or the nomination window stands on a day; `undated`: nobody said when it begins."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    UNDATED = "undated"


class LaunchCampaign(CampaignFacts, CaseAct):
    """A body launches (phát động) a campaign."""


class SignPledge(PledgeFacts, CaseAct):
    """A unit signs its pledge; a second one of the same unit stands beside the first, and counts."""


class ReportResult(ResultFacts, CaseAct):
    """A result is reported; a later report on the same stands beside the earlier, and counts."""


class CloseCampaign(ClosingFacts, CaseAct):
    """The campaign is closed (tổng kết)."""


class PeriodState(Period):
    """A round, or the nomination window, as it stands."""

    code: Code
    phase: Phase


class CampaignState(MatterState):
    """Where a campaign stands; `status` is a `CampaignStatus`.

    `content_groups` and `movements` are the codes that nominations may name. `pledges` counts the units, or
    groups of units, with a pledge on record, `results` what is reported; later versions are not counted.
    """

    campaign_id: Code
    body: Code
    rule_set: Code
    year: Year
    content_group_count: PositiveInt | None
    content_groups: tuple[Code, ...]
    movements: tuple[Code, ...]
    rounds: tuple[PeriodState, ...]
    window: PeriodState
    pledges: NonNegativeInt = 0
    results: NonNegativeInt = 0


class CampaignFound(Exchanged):
    """What was found out for an act.

    `rule_set` are the rules by which seats are looked up, None: none has the body. `acts_for` is the body at
    which the sender holds an office for this act, None: at none. `again`: it is a later version.
    """

    rule_set: Code | None = None
    acts_for: Code | None = None
    again: bool = False
