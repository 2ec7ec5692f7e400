"""Figures of campaigns as people in Vietnam write them, and unknown said so."""

import pytest

from domain.campaign_words import (
    MET,
    PHASES,
    STANDINGS,
    STATUSES,
    amount_text,
    named_text,
    period_text,
    pledging_text,
    total_text,
)
from schemas.campaign import CampaignStatus, Phase
from schemas.campaign_facts import Period
from schemas.campaign_summary import NamedOf, Total
from schemas.case import CaseStatus
from schemas.eligibility import Holds


@pytest.mark.parametrize(
    ("figure", "measure", "text"),
    [
        ("14600000000", "VND", "14.600.000.000 đồng (14,6 tỷ đồng)"),
        ("1300000000", "VND", "1.300.000.000 đồng (1,3 tỷ đồng)"),
        ("14600000001", "VND", "14.600.000.001 đồng"),
        ("300000000", "VND", "300.000.000 đồng"),
        ("49", "households", "49 hộ / households"),
        ("100", "percent", "100 %"),
        ("99.5", "percent", "99,5 %"),
        ("-50", "percent_change", "giảm 50 % / 50 % fewer"),
        ("12.5", "percent_change", "tăng 12,5 % / 12,5 % more"),
        ("0", "percent_change", "không đổi / no change"),
        ("1234.5", "tons", "1.234,5 tons"),
        ("0", "households", "0 hộ / households"),
    ],
)
def test_figures_have_points_between_thousands_and_a_decimal_comma(
    figure: str, measure: str, text: str
) -> None:
    """Exact as they were given; milliards of đồng also in short where that is exact."""
    assert text == amount_text(figure, measure)


@pytest.mark.parametrize(
    ("total", "text"),
    [
        (Total(amount="5", known=2), "5 hộ / households"),
        (Total(amount="5", known=2, unknown=3), "ít nhất / at least 5 hộ / households; 3 không rõ / unknown"),
        (Total(unknown=3), "không rõ / unknown"),
        (Total(), "không giao ước / not pledged"),
        (None, "không cộng / not added up"),
    ],
)
def test_a_sum_says_how_much_of_it_is_known(total: Total | None, text: str) -> None:
    """At least so much, unknown, not stated and not to be added are four different things."""
    assert text == total_text(total, "households")


@pytest.mark.parametrize(
    ("named", "text"),
    [
        (NamedOf(named=4, count=5), "4/5 được nêu / 4 of 5 named"),
        (NamedOf(named=2, count=None), "2 được nêu, tổng số không rõ / 2 named, total unknown"),
        (NamedOf(named=0, count=None), "không rõ / unknown"),
        (NamedOf(named=0, count=5), "0/5 được nêu / 0 of 5 named"),
    ],
)
def test_a_list_that_is_incomplete_says_so(named: NamedOf, text: str) -> None:
    """A count and a list may each be known without the other."""
    assert text == named_text(named)


@pytest.mark.parametrize(
    ("total", "part"),
    [
        (Total(), "none on record"),
        (Total(unknown=3), "signed; number unknown"),
        (Total(amount="14", known=14), "14 units signed"),
        (Total(amount="14", known=14, unknown=1), "at least 14 units signed, and 1 groups of unknown number"),
    ],
)
def test_how_many_signed_is_said_as_far_as_it_is_known(total: Total, part: str) -> None:
    """Signed by an unknown number is not the same as signed by nobody."""
    assert part in pledging_text(total)


def test_a_period_without_days_is_unknown() -> None:
    """No day is made up for a period that nobody dated."""
    assert "không rõ / unknown" == period_text(Period())


def test_everything_that_is_shown_has_words() -> None:
    """No status, phase or outcome is met without its words."""
    assert (set(CampaignStatus), set(Phase), set(Holds), set(CaseStatus)) == (
        set(STATUSES),
        set(PHASES),
        set(MET),
        set(STANDINGS),
    )
