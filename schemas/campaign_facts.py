"""What offices write about a campaign (phong trào thi đua của một năm).

What nobody knows is None: unknown is neither nought nor an empty list that is complete. Days are days of
Vietnam. The same models are read from files and carried by the acts of `schemas.campaign`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt, model_validator

from schemas.base import Exchanged, Written
from schemas.legal import LegalBasis
from schemas.text import Code, Line, Prose

ADDED_UP = frozenset({"VND", "households", "people", "units", "works", "items"})
"""Measures of which parts may be added up, and which are never below nought; any other is only compared."""

PERCENT, PERCENT_CHANGE = "percent", "percent_change"
"""Hundredths of a whole, and hundredths by which something changed since `base_year`."""


def _no_negative_nought(text: str) -> str:
    if text.startswith("-") and Decimal(text) == 0:
        message = "is nought with a minus; write 0"
        raise ValueError(message)
    return text


def _whole_number_as_text(value: object) -> object:
    """Whole numbers may stand without quotes; others not, as a program would round them."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        message = 'is not exact without quotes; write it as text, like "14.6"'
        raise ValueError(message)  # noqa: TRY004 - pydantic reports only these
    return value


def _refuse_twins(codes: Sequence[str], name: str) -> None:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            message = f"{name}: {code} is there twice; keep one"
            raise ValueError(message)


def _refuse_below_nought(measure: str, value: str | None) -> None:
    if value is not None and measure in ADDED_UP and value.startswith("-"):
        message = f"value {value} {measure} is below nought; say a change as {PERCENT_CHANGE}"
        raise ValueError(message)


Figure = Annotated[
    str,
    Field(pattern=r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$"),
    AfterValidator(_no_negative_nought),
    BeforeValidator(_whole_number_as_text),
]
"""An exact decimal number as text, with a point; None beside it always means unknown."""

Day = Annotated[date, Field(ge=date(1940, 1, 1), le=date(2120, 12, 31))]
Year = Annotated[int, Field(ge=1940, le=2100)]


class Aim(StrEnum):
    """Whether a target is reached by going up to it or by staying below it."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Period(Exchanged):
    """From one day to another, both included; None: unknown."""

    opens_on: Day | None = None
    closes_on: Day | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            message = "closes_on is before opens_on; swap them"
            raise ValueError(message)
        return self


class CampaignRound(Period):
    """One time-boxed wave (đợt) of a campaign."""

    code: Code
    name_vi: Line


class ContentGroup(Exchanged):
    """One group of what is striven for (nội dung thi đua)."""

    code: Code
    text_vi: Line


class Movement(Exchanged):
    """One movement (phong trào) within the campaign, in an area and under a content group where known."""

    code: Code
    name_vi: Line
    area_vi: Line | None = None
    content_group: Code | None = None


class CampaignFacts(Exchanged):
    """What is known of a campaign when it is launched.

    `rule_set` None: the rules in force on the day. `launched_by` is the code of a post, `launcher_vi` and
    `directed_by_vi` (who spoke for the Party) are posts and never names. `serves` names the plans that it
    serves. `content_group_count` may be known while `content_groups` names only some of them, and the other
    way round. `source` says where the facts come from.
    """

    campaign_id: Code
    body: Code
    rule_set: Code | None = None
    year: Year
    name_vi: Line
    theme_vi: Line | None = None
    launched_on: Day | None = None
    launched_by: Code | None = None
    launcher_vi: Line | None = None
    directed_by_vi: Line | None = None
    serves_vi: tuple[Line, ...] = Field(default=(), max_length=20)
    areas_vi: tuple[Line, ...] = Field(default=(), max_length=50)
    content_group_count: PositiveInt | None = None
    content_groups: tuple[ContentGroup, ...] = Field(default=(), max_length=50)
    movements: tuple[Movement, ...] = Field(default=(), max_length=100)
    rounds: tuple[CampaignRound, ...] = Field(default=(), max_length=60)
    nomination_window: Period = Period()
    political_bases_vi: tuple[Line, ...] = Field(default=(), max_length=50)
    legal_bases: tuple[LegalBasis, ...] = Field(default=(), max_length=50)
    source: Line | None = None

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for name in ("content_groups", "movements", "rounds"):
            _refuse_twins([part.code for part in getattr(self, name)], name)
        return self

    @model_validator(mode="after")
    def _counts_what_is_named(self) -> Self:
        if self.content_group_count is not None and self.content_group_count < len(self.content_groups):
            message = "content_group_count is less than the content groups that are named; correct one"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _movements_fit(self) -> Self:
        groups = {group.code for group in self.content_groups}
        for movement in self.movements:
            if movement.content_group not in {None, *groups}:
                message = f"movement {movement.code}: content group {movement.content_group} is not named"
                raise ValueError(message)
            if self.areas_vi and movement.area_vi not in {None, *self.areas_vi}:
                message = f"movement {movement.code}: its area is not among areas_vi; add it there"
                raise ValueError(message)
        return self


class Target(Exchanged):
    """What a unit pledges to reach; `value` None: it was pledged, but nobody says how much.

    `base_year` is the year that a change is held against; only a result against the same year answers it.
    """

    metric: Code
    name_vi: Line
    measure: Code
    value: Figure | None = None
    aim: Aim = Aim.AT_LEAST
    base_year: Year | None = None
    movement: Code | None = None
    content_group: Code | None = None

    @model_validator(mode="after")
    def _counts_from_nought(self) -> Self:
        _refuse_below_nought(self.measure, self.value)
        return self


class PledgeFacts(Exchanged):
    """A pledge (giao ước thi đua) as it was signed.

    `units` is how many units signed it together under this code: one, or None for several whose number nobody
    says. `signatory_vi` is the post of who signed, never a name.
    """

    unit: Code
    unit_vi: Line
    units: PositiveInt | None = 1
    signed_on: Day | None = None
    signatory_vi: Line | None = None
    targets: tuple[Target, ...] = Field(default=(), max_length=100)
    source: Line | None = None

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        named = [f"{one.metric} ({one.measure}, {one.base_year})" for one in self.targets]
        _refuse_twins(named, "targets")
        return self


class ResultFacts(Exchanged):
    """A result as it is reported; `unit` None: of the whole campaign; `value` None: unknown, and said so.

    `denominator` is the whole that a percentage is of, `absolute` the number behind a change, `base_year` the
    year that it is held against.
    """

    metric: Code
    name_vi: Line
    measure: Code
    unit: Code | None = None
    unit_vi: Line | None = None
    value: Figure | None
    base_year: Year | None = None
    denominator: Figure | None = None
    absolute: Figure | None = None
    note: Prose | None = None
    source: Line | None = None

    @model_validator(mode="after")
    def _counts_from_nought(self) -> Self:
        _refuse_below_nought(self.measure, self.value)
        return self


class ClosingFacts(Exchanged):
    """What is known of the closing conference (tổng kết)."""

    held_on: Day | None = None
    summary_vi: Prose


class CampaignFile(Written):
    """What an office writes of one campaign: the campaign, and the pledges and results it has so far."""

    campaign: CampaignFacts
    pledges: tuple[PledgeFacts, ...] = ()
    results: tuple[ResultFacts, ...] = ()
