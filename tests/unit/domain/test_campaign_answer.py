"""Whether a campaign takes a nomination: named rightly, and within its window by the days of Vietnam."""

from datetime import UTC, date, datetime

import pytest

from domain.campaign_answer import fault_of_answer
from domain.matters.campaign import Campaign
from schemas.campaign import CampaignFound, CampaignState, Phase
from schemas.campaign_facts import Period
from tests.campaigning import a_launch
from tests.cases import a_nomination

CONTENT = a_nomination().content
FOUND = CampaignFound(rule_set="2017-three-tier", acts_for="quan-hoang-mai")
FIRST, LAST = date(2026, 12, 1), date(2027, 1, 31)


def campaign(window: Period) -> CampaignState:
    """Return a campaign with this window, launched long before it opens."""
    step = Campaign().open(a_launch("c-1", window=window), FOUND, datetime(2026, 1, 1, tzinfo=UTC))
    return CampaignState.model_validate(step.state)


def fault(day: date, window: Period) -> str | None:
    """Return what is wrong with a nomination to this window on a day."""
    return fault_of_answer(CONTENT.model_copy(update={"campaign": "c-1"}), campaign(window), day)


@pytest.mark.parametrize(
    ("day", "taken"),
    [(date(2026, 11, 30), False), (FIRST, True), (LAST, True), (date(2027, 2, 1), False)],
)
def test_both_days_of_the_window_are_within(day: date, *, taken: bool) -> None:
    """The days decide, also when the worker has not yet rung the clock: the state still says `ahead`."""
    window = Period(opens_on=FIRST, closes_on=LAST)

    assert Phase.AHEAD is campaign(window).window.phase
    assert taken == (fault(day, window) is None)


@pytest.mark.parametrize(
    ("window", "day", "taken"),
    [
        (Period(), FIRST, True),
        (Period(closes_on=LAST), FIRST, True),
        (Period(closes_on=LAST), date(2027, 2, 1), False),
        (Period(opens_on=FIRST), date(2030, 1, 1), True),
    ],
)
def test_a_day_that_nobody_stated_bars_nobody(window: Period, day: date, *, taken: bool) -> None:
    """A window without dates is open until the close."""
    assert taken == (fault(day, window) is None)


def test_a_nomination_without_a_campaign_needs_none() -> None:
    """Only what is named is checked."""
    assert None is fault_of_answer(CONTENT, None, FIRST)


@pytest.mark.parametrize("named", ["movement", "content_group"])
def test_a_part_is_not_named_without_its_campaign(named: str) -> None:
    """It would answer to nothing."""
    found = fault_of_answer(CONTENT.model_copy(update={named: "x"}), None, FIRST)

    assert "campaign: x is named without its campaign; name that too" == found
