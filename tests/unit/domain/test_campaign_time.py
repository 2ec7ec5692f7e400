"""When rounds and windows of campaigns open and close: with the days of Vietnam."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign_time import next_turn, phase_on
from domain.matters.campaign import Campaign
from schemas.campaign import CampaignFound, CampaignState, Phase
from schemas.campaign_facts import Period
from schemas.ledger import EntryKind
from tests.campaigning import a_closing, a_launch, a_round

UNIT = Campaign()
FOUND = CampaignFound(rule_set="2017-three-tier", acts_for="quan-hoang-mai")
DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
OPENED, CLOSED = EntryKind.CAMPAIGN_ROUND_OPENED, EntryKind.CAMPAIGN_ROUND_CLOSED


def opened(at: datetime, *periods: Period, window: Period | None = None) -> CampaignState:
    """Return a campaign with these rounds, launched at `at`."""
    rounds = tuple(a_round(f"d-{n}", each.opens_on, each.closes_on) for n, each in enumerate(periods))
    step = UNIT.open(a_launch(rounds=rounds, window=window), FOUND, at)
    return CampaignState.model_validate(step.state)


@pytest.mark.parametrize(
    ("opens", "closes", "phase"),
    [
        (None, None, Phase.UNDATED),
        (date(2026, 3, 2), None, Phase.OPEN),
        (date(2026, 3, 3), None, Phase.AHEAD),
        (None, date(2026, 3, 2), Phase.UNDATED),
        (None, date(2026, 3, 1), Phase.OVER),
        (date(2026, 3, 2), date(2026, 3, 2), Phase.OPEN),
    ],
)
def test_both_days_are_within_and_a_missing_one_is_not_made_up(
    opens: date | None, closes: date | None, phase: Phase
) -> None:
    """Without a first day nobody says that it is open; without a last day it goes on."""
    assert phase is phase_on(Period(opens_on=opens, closes_on=closes), date(2026, 3, 2))


def test_a_round_that_follows_another_opens_after_that_has_closed() -> None:
    """Both turn at 17:00 UTC on the last day: midnight in Vietnam."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    first = Period(opens_on=date(2026, 7, 1), closes_on=date(2026, 12, 31))
    state = opened(at, Period(opens_on=date(2027, 1, 1)), first)
    midnight, turns = datetime(2026, 12, 31, 17, tzinfo=UTC), list[tuple[datetime, EntryKind]]()
    while (alarm := UNIT.next_alarm(state)) is not None:
        turns.append((alarm.at, alarm.kind))
        step = UNIT.after_alarm(state, alarm.kind, CampaignFound(), alarm.at)
        state = CampaignState.model_validate(step.state)

    assert [(midnight, CLOSED), (midnight, OPENED)] == turns


@given(st.lists(st.tuples(DAYS, DAYS), max_size=5), st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1)))  # noqa: DTZ001
def test_after_every_turn_each_period_stands_as_its_days_say(
    days: list[tuple[date | None, date | None]], moment: datetime
) -> None:
    """Whatever the days, it rings finitely often, in order, and leaves each period where it belongs."""
    periods = [
        Period(opens_on=opens, closes_on=closes)
        for opens, closes in days
        if not (opens and closes and closes < opens)
    ]
    at = moment.replace(tzinfo=UTC)
    state, last, rung = opened(at, *periods), at - timedelta(days=1), 0
    while (alarm := UNIT.next_alarm(state)) is not None:
        assert last <= alarm.at
        step = UNIT.after_alarm(state, alarm.kind, CampaignFound(), max(alarm.at, at))
        state, last, rung = CampaignState.model_validate(step.state), alarm.at, rung + 1

    assert rung <= 2 * len(periods)
    assert [phase_on(period, date(2030, 1, 1)) for period in periods] == [each.phase for each in state.rounds]


def test_nothing_rings_before_its_time_or_as_something_else() -> None:
    """An alarm that is not due is a defect, not an act."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    state = opened(at, Period(opens_on=date(2027, 1, 1)))
    turn = next_turn(state)
    assert turn

    with pytest.raises(ValueError, match="is due"):
        UNIT.after_alarm(state, OPENED, CampaignFound(), at)
    with pytest.raises(ValueError, match="is due"):
        UNIT.after_alarm(state, CLOSED, CampaignFound(), turn.at)


def test_a_closed_campaign_waits_for_nothing() -> None:
    """What would have opened later does not, once all is over."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    state = opened(at, window=Period(opens_on=date(2027, 1, 1)))
    closed = CampaignState.model_validate(UNIT.step(state, a_closing(), FOUND, at).state)

    assert UNIT.next_alarm(state)
    assert None is UNIT.next_alarm(closed)
