"""A quota is an exact share of its base."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.eligibility import quota_limit
from schemas.conditions import QuotaRule, Rounding
from schemas.share import Share
from tests.unit.domain.eligible import BASIS

_TERMS = st.integers(1, 999).flatmap(lambda whole: st.tuples(st.integers(1, whole), st.just(whole)))


def _rule(part: int, whole: int, rounding: Rounding) -> QuotaRule:
    share = Share(numerator=part, denominator=whole)
    return QuotaRule(share=share, of="LDTT", rounding=rounding, basis=BASIS)


@given(_TERMS, st.integers(0, 10**9))
def test_it_equals_the_fraction(terms: tuple[int, int], base: int) -> None:
    """No base is so large, and no share so odd, that a float's error could show."""
    exact = Fraction(*terms) * base
    assert floor(exact) == quota_limit(_rule(*terms, Rounding.DOWN), base)
    assert ceil(exact) == quota_limit(_rule(*terms, Rounding.UP), base)
    assert floor(exact + Fraction(1, 2)) == quota_limit(_rule(*terms, Rounding.HALF_UP), base)


@given(_TERMS, st.integers(0, 10_000), st.sampled_from(Rounding))
def test_it_grows_with_its_base_and_never_passes_it(
    terms: tuple[int, int], base: int, rounding: Rounding
) -> None:
    """One more holder never takes a place away, and nobody gets more than there are holders."""
    rule = _rule(*terms, rounding)
    assert quota_limit(rule, base) <= quota_limit(rule, base + 1)
    assert 0 <= quota_limit(rule, base) <= base


@pytest.mark.parametrize(
    ("base", "down", "half_up", "up"),
    [(0, 0, 0, 0), (1, 0, 0, 1), (10, 1, 2, 2), (20, 3, 3, 3), (33, 4, 5, 5), (23, 3, 3, 4)],
)
def test_fifteen_percent(base: int, down: int, half_up: int, up: int) -> None:
    """The school's 33 holders make 5 by rounding, and 20 make exactly 3 by every way of rounding."""
    limits = [quota_limit(_rule(15, 100, rounding), base) for rounding in Rounding]
    assert [down, up, half_up] == limits
