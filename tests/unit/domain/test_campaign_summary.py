"""What a campaign came to: unknown never becomes nought, and only like is added to like."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign_summary import is_met, summarise, total_of
from domain.campaign_words import total_text
from domain.matters.campaign import Campaign
from schemas.acts import CaseAct
from schemas.campaign import CampaignFound, CampaignState, ReportResult, SignPledge
from schemas.campaign_facts import Aim
from schemas.campaign_summary import CampaignSummary, CampaignTold, MetricLine, Total
from schemas.eligibility import Holds
from tests.campaigning import a_launch, a_pledge, a_result, a_target

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIGURES = st.one_of(st.none(), st.integers(0, 10**18 - 1).map(str), st.decimals(0, 999, places=3).map(str))


def told_of(*acts: CaseAct) -> CampaignTold:
    """Return a campaign with these acts on record."""
    launch = a_launch("c-1")
    step = Campaign().open(launch, CampaignFound(rule_set="2017-three-tier", acts_for=launch.body), AT)
    return CampaignTold(
        state=CampaignState.model_validate(step.state),
        launch=launch,
        launched_at=AT,
        pledges=tuple(act for act in acts if isinstance(act, SignPledge)),
        results=tuple(act for act in acts if isinstance(act, ReportResult)),
        closing=None,
        answers=(),
    )


def summary_of(*acts: CaseAct) -> CampaignSummary:
    """Return what a campaign with these acts came to."""
    return summarise(told_of(*acts))


def line_of(summary: CampaignSummary, unit: str | None) -> MetricLine:
    """Return the one line of a unit."""
    [line] = [line for line in summary.lines if line.unit == unit]
    return line


@given(st.lists(FIGURES, max_size=30))
def test_unknown_never_becomes_nought_in_a_sum(parts: list[str | None]) -> None:
    """Known parts are added exactly; unknown ones are counted, and no sum is told where none is known."""
    total = total_of(parts)
    known = [part for part in parts if part is not None]

    assert (len(known), len(parts) - len(known)) == (total.known, total.unknown)
    assert (total.amount is None) == (not known)
    if total.amount is not None:
        assert sum(int(Decimal(part) * 1000) for part in known) == int(Decimal(total.amount) * 1000)


@given(st.lists(FIGURES, max_size=12))
def test_a_sum_in_words_says_what_it_lacks(parts: list[str | None]) -> None:
    """Whoever reads it sees an exact sum only where every part is known."""
    total = total_of(parts)
    words = total_text(total, "households")

    assert ("ít nhất / at least" in words) == (total.known > 0 and total.unknown > 0)
    assert ("unknown" in words) == (total.unknown > 0)
    assert total.known > 0 or not any(character.isdigit() for character in words)


@given(st.lists(st.tuples(FIGURES, FIGURES), min_size=2, max_size=8))
def test_the_whole_is_told_only_as_far_as_its_units_are(figures: list[tuple[str | None, str | None]]) -> None:
    """However many units pledge and report, no line turns a missing figure into a known one."""
    acts = [
        act
        for place, (target, result) in enumerate(figures)
        for act in (a_pledge(f"u-{place}", a_target(target)), a_result(result, f"u-{place}"))
    ]
    summary = summary_of(*acts)
    whole = line_of(summary, None)
    missing = {place for place, pair in enumerate(figures) if None in pair}

    assert sum(target is None for target, _ in figures) == (whole.pledged and whole.pledged.unknown)
    assert sum(result is None for _, result in figures) == whole.achieved.unknown
    assert (whole.met is Holds.UNKNOWN) == bool(missing)
    for place in range(len(figures)):
        assert (line_of(summary, f"u-{place}").met is Holds.UNKNOWN) == (place in missing)


def test_what_was_pledged_and_never_reported_is_unknown() -> None:
    """Silence is no result of nought, in the line of the unit and in that of the whole."""
    summary = summary_of(a_pledge("a", a_target("60")), a_pledge("b", a_target("40")), a_result("60", "a"))
    whole = line_of(summary, None)

    assert Holds.YES is line_of(summary, "a").met
    assert Holds.UNKNOWN is line_of(summary, "b").met
    assert ("60", 1, Holds.UNKNOWN) == (whole.achieved.amount, whole.achieved.unknown, whole.met)


def test_the_report_of_the_whole_campaign_goes_before_the_sum_of_its_units() -> None:
    """What the launching body reports is not added to what the units reported."""
    whole = line_of(summary_of(a_result("49"), a_result("20", "a"), a_result("9", "b")), None)

    assert ("49", 1, 0) == (whole.achieved.amount, whole.achieved.known, whole.achieved.unknown)


def test_two_metrics_are_never_added() -> None:
    """Two sums of money stand on two lines, and none holds both."""
    summary = summary_of(
        a_result("14600000000", metric="social-support", measure="VND"),
        a_result("1300000000", metric="gratitude-fund", measure="VND"),
    )

    assert [("social-support", "14600000000"), ("gratitude-fund", "1300000000")] == [
        (line.metric, line.achieved.amount) for line in summary.lines
    ]


def test_percentages_are_compared_and_not_added() -> None:
    """Two wards at 100 % are not a campaign at 200 %."""
    acts = [a_pledge(unit, a_target("100", measure="percent")) for unit in "ab"]
    acts_of_units = [*acts, a_result("100", "a", measure="percent"), a_result("90", "b", measure="percent")]
    summary = summary_of(*acts_of_units)
    whole = line_of(summary_of(*acts_of_units, a_result("95", measure="percent")), None)

    assert [Holds.YES, Holds.NO] == [line.met for line in summary.lines]
    assert (None, Holds.UNKNOWN) == (whole.pledged, whole.met)


def test_only_the_same_measure_and_base_year_answer_a_target() -> None:
    """A change against 2018 says nothing about one against 2019."""
    summary = summary_of(
        a_pledge("a", a_target("-50", measure="percent_change", aim=Aim.AT_MOST, base_year=2019)),
        a_result("-60", "a", measure="percent_change", base_year=2018),
    )

    assert [Holds.UNKNOWN, Holds.UNKNOWN] == [line.met for line in summary.lines]


@pytest.mark.parametrize(
    ("aim", "pledged", "achieved", "met"),
    [
        (Aim.AT_LEAST, "60", "60", Holds.YES),
        (Aim.AT_LEAST, "60", "59.999", Holds.NO),
        (Aim.AT_MOST, "-50", "-50", Holds.YES),
        (Aim.AT_MOST, "-50", "-49.9", Holds.NO),
        (Aim.AT_LEAST, "0", None, Holds.UNKNOWN),
        (Aim.AT_LEAST, None, "5", Holds.UNKNOWN),
        (None, "5", "5", Holds.UNKNOWN),
    ],
)
def test_a_target_is_met_only_on_figures_that_are_known(
    aim: Aim | None, pledged: str | None, achieved: str | None, met: Holds
) -> None:
    """Exact at the edge, and never a no where nobody knows."""
    assert met is is_met(aim, total_of([pledged]), total_of([achieved]))


def test_nobody_pledged_is_no_target_of_nought() -> None:
    """A result without a pledge is neither met nor missed."""
    line = line_of(summary_of(a_result("5", "a")), "a")

    assert (Total(), Holds.UNKNOWN) == (line.pledged, line.met)


def test_the_latest_pledge_of_a_unit_counts_whole() -> None:
    """A target that the later pledge leaves out is pledged no more."""
    summary = summary_of(
        a_pledge("a", a_target("60"), a_target("5", metric="trees", measure="items")),
        a_pledge("a", a_target("70"), units=None),
    )

    assert [("households-helped", "70")] == [
        (line.metric, line.pledged and line.pledged.amount) for line in summary.lines
    ]
    assert (0, 1) == (summary.pledging.known, summary.pledging.unknown)
