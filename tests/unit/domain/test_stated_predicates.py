"""Conditions held against what a nomination states."""

import pytest

from schemas.eligibility import Holds
from schemas.nomination import StatedFact
from tests.unit.domain.eligible import found, history, predicate, question

YES, NO, UNKNOWN = Holds.YES, Holds.NO, Holds.UNKNOWN


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), UNKNOWN),
        ((StatedFact(fact="initiative", holds=True),), YES),
        ((StatedFact(fact="initiative", holds=False),), NO),
        ((StatedFact(fact="initiative", figure=3),), UNKNOWN),
        ((StatedFact(fact="other", holds=True),), UNKNOWN),
        ((StatedFact(fact="initiative", holds=True), StatedFact(fact="initiative", holds=False)), UNKNOWN),
    ],
)
def test_stated_facts(facts: tuple[StatedFact, ...], expected: Holds) -> None:
    """Silence, a number where yes or no is asked, and two answers at once are unknown."""
    finding = found(predicate("stated", fact="initiative"), history(), question(facts=facts))
    assert expected is finding.holds
    said = any(one.fact == "initiative" for one in facts)
    assert (("fact=initiative",) if said else ()) == finding.evidence


def test_a_fact_can_be_asked_to_be_stated_as_not_so() -> None:
    """Nobody disciplined has to be said; silence does not say it."""
    asked = predicate("stated", fact="disciplined", expected=False)
    assert UNKNOWN is found(asked, history()).holds
    for said, expected in ((False, YES), (True, NO)):
        facts = (StatedFact(fact="disciplined", holds=said),)
        assert expected is found(asked, history(), question(facts=facts)).holds


@pytest.mark.parametrize(
    ("bounds", "figure", "expected"),
    [
        ({"at_least": 2}, 2, YES),
        ({"at_least": 2}, 1, NO),
        ({"at_most": 39}, 39, YES),
        ({"at_most": 39}, 40, NO),
        ({"at_least": 1, "at_most": 2}, 3, NO),
        ({"at_least": 2}, None, UNKNOWN),
    ],
)
def test_figures_keep_to_their_bounds(bounds: dict[str, int], figure: int | None, expected: Holds) -> None:
    """Both bounds are included, and a number that nobody states is unknown."""
    facts = () if figure is None else (StatedFact(fact="initiatives", figure=figure),)
    asked = predicate("figure", figure="initiatives", **bounds)
    assert expected is found(asked, history(), question(facts=facts)).holds


@pytest.mark.parametrize(
    ("bound", "part", "whole", "expected"),
    [
        ({"at_least": "70%"}, 7, 10, YES),
        ({"at_least": "70%"}, 69, 99, NO),
        ({"more_than": "50%"}, 5, 10, NO),
        ({"more_than": "50%"}, 6, 10, YES),
        ({"more_than": "1/3"}, 1, 3, NO),
        ({"at_least": "100%"}, 10, 10, YES),
        ({"at_least": "70%"}, 0, 0, UNKNOWN),
        ({"at_least": "70%"}, 11, 10, UNKNOWN),
        ({"at_least": "70%"}, None, 10, UNKNOWN),
    ],
)
def test_proportions_are_exact(bound: dict[str, str], part: int | None, whole: int, expected: Holds) -> None:
    """Just the share is enough or not as the rule says; figures that cannot be a share are unknown."""
    stated = {"holders": part, "members": whole}
    facts = tuple(StatedFact(fact=fact, figure=value) for fact, value in stated.items() if value is not None)
    asked = predicate("proportion", part="holders", whole="members", **bound)
    assert expected is found(asked, history(), question(facts=facts)).holds
