"""What is told of a campaign: everything on record about it, and what that comes to.

Unknown stays unknown: a sum says of how many parts it is, and how many more there are that nobody knows.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.campaign import (
    CampaignState,
    CloseCampaign,
    LaunchCampaign,
    ReportResult,
    SignPledge,
)
from schemas.campaign_facts import Aim, Figure, Year
from schemas.case import CaseStatus
from schemas.eligibility import Holds
from schemas.text import Code, Line, Prose


class AnswerCount(Exchanged):
    """How many nominations answer to a movement and content group and stand like this."""

    movement: Code | None
    content_group: Code | None
    status: CaseStatus
    count: PositiveInt


class CampaignTold(Exchanged):
    """Everything on record about a campaign; acts in order, later versions last."""

    state: CampaignState
    launch: LaunchCampaign
    launched_at: AwareDatetime
    pledges: tuple[SignPledge, ...]
    results: tuple[ReportResult, ...]
    closing: CloseCampaign | None
    answers: tuple[AnswerCount, ...]


class Total(Exchanged):
    """A sum: `amount` of the `known` parts, beside which there are `unknown` ones; None: no part is known."""

    amount: Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")] | None = None
    known: NonNegativeInt = 0
    unknown: NonNegativeInt = 0

    @property
    def complete(self) -> bool:
        """Whether every part is known, and there is one."""
        return self.known > 0 and self.unknown == 0


class MetricLine(Exchanged):
    """What was pledged and reached on one metric, by one unit; `unit` None: by the whole campaign.

    Only what has the same metric, measure and base year stands on one line. `pledged` None: it is not
    to be told, as parts in this measure are not added up.
    """

    metric: Code
    name_vi: Line
    measure: Code
    base_year: Year | None
    unit: Code | None
    unit_vi: Line | None
    aim: Aim | None
    pledged: Total | None
    achieved: Total
    met: Holds
    denominator: Figure | None
    absolute: Figure | None
    note: Prose | None


class NamedOf(Exchanged):
    """How many are named of how many there are; `count` None: nobody says how many there are."""

    named: NonNegativeInt
    count: PositiveInt | None


class CampaignSummary(Exchanged):
    """What a campaign came to so far.

    `pledging` sums up how many units signed. `known_results` and `unknown_results` count what was reported,
    with a figure and without.
    """

    campaign_id: Code
    year: Year
    name_vi: Line
    status: Code
    content_groups: NamedOf
    pledging: Total
    lines: tuple[MetricLine, ...]
    known_results: NonNegativeInt
    unknown_results: NonNegativeInt
    answers: tuple[AnswerCount, ...]
    closing: CloseCampaign | None
