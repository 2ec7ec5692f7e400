"""Which rule set is in force when, by the calendar of Vietnam."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.errors import RuleSetError
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017, THREE_TIER_2024, TWO_TIER_2025

HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (datetime(2017, 10, 1, 0, 0, tzinfo=HANOI), THREE_TIER_2017),
        (datetime(2020, 1, 18, 9, 15, tzinfo=HANOI), THREE_TIER_2017),
        (datetime(2023, 12, 31, 23, 59, 59, tzinfo=HANOI), THREE_TIER_2017),
        (datetime(2024, 1, 1, 0, 0, tzinfo=HANOI), THREE_TIER_2024),
        (datetime(2025, 6, 30, 23, 59, 59, tzinfo=HANOI), THREE_TIER_2024),
        (datetime(2025, 7, 1, 0, 0, tzinfo=HANOI), TWO_TIER_2025),
        (datetime(2099, 1, 1, 0, 0, tzinfo=HANOI), TWO_TIER_2025),
    ],
)
def test_the_rules_in_force_change_at_midnight_in_vietnam(on: datetime, expected: str) -> None:
    """A nomination gets the rules of the day on which it is accepted, on both sides of each border."""
    assert expected == BOOK.in_force(on, None).rule_set


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (datetime(2023, 12, 31, 16, 59, 59, tzinfo=UTC), THREE_TIER_2017),
        (datetime(2023, 12, 31, 17, 0, tzinfo=UTC), THREE_TIER_2024),
        (datetime(2025, 6, 30, 16, 59, 59, tzinfo=UTC), THREE_TIER_2024),
        (datetime(2025, 6, 30, 17, 0, tzinfo=UTC), TWO_TIER_2025),
        (datetime(2025, 6, 30, 23, 0, tzinfo=timezone(timedelta(hours=-5))), TWO_TIER_2025),
    ],
)
def test_an_evening_elsewhere_counts_as_the_next_day_in_vietnam(on: datetime, expected: str) -> None:
    """A server on UTC does not hold back a new law by seven hours."""
    assert expected == BOOK.in_force(on, None).rule_set


def test_a_day_before_the_first_rule_set_is_refused() -> None:
    """The engine invents no rules for a day it has none for, and says what the office can do."""
    with pytest.raises(RuleSetError, match=r"no rule set is in force on 30/09/2017; name one in the dossier"):
        BOOK.in_force(datetime(2017, 9, 30, 16, 59, 59, tzinfo=UTC), None)


def test_a_named_rule_set_holds_whatever_the_day() -> None:
    """A dossier accepted under old rules is finished under them."""
    long_after = datetime(2026, 1, 1, tzinfo=HANOI)

    assert BOOK.named(THREE_TIER_2017) == BOOK.in_force(long_after, THREE_TIER_2017)


def test_an_unknown_rule_set_is_refused() -> None:
    """A misspelt name never falls back to the rules of the day."""
    known = f"{THREE_TIER_2017}, {THREE_TIER_2024}, {TWO_TIER_2025}"

    with pytest.raises(RuleSetError, match=f'no rule set "2017"; known are {known}'):
        BOOK.in_force(datetime(2020, 1, 18, tzinfo=HANOI), "2017")
