"""Which way a nomination climbs under each shipped rule set, and which it may not climb at all."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import RouteRefusedError
from domain.route import plan_route
from schemas.nomination import SubjectKind
from schemas.route import Route
from schemas.rules import Award, Body, RuleSet
from tests.unit.rules.shipped import (
    BOOK,
    THREE_TIER_2017,
    THREE_TIER_2024,
    TWO_TIER_2025,
    award_of,
    request_for,
)

EVERY_CASE = [
    (rule_set, award, body, kind)
    for rule_set in BOOK.rule_sets
    for award in rule_set.awards
    for body in rule_set.bodies
    for kind in SubjectKind
]

DAY = date(2020, 1, 18)
"""The day of acceptance; no rule set here has windows."""


def _route(name: str, award: str, body: str) -> Route:
    rule_set = BOOK.named(name)
    return plan_route(rule_set, request_for(award, body, award_of(rule_set, award).subjects[0]), DAY)


def _levels(route: Route) -> list[str]:
    return [stage.level for stage in route.stages]


@pytest.mark.parametrize("rule_set", [THREE_TIER_2017, THREE_TIER_2024])
@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ("GK_XA", ["ward"]),
        ("GK_HUYEN", ["ward", "district"]),
        ("BK_TP", ["ward", "district", "city"]),
        ("HCLD3", ["ward", "district", "city", "state"]),
    ],
)
def test_a_ward_sends_upward_through_the_district(rule_set: str, award: str, expected: list[str]) -> None:
    """Under three tiers no level is skipped, and the climb stops at the level that decides."""
    assert expected == _levels(_route(rule_set, award, "phuong"))


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ("GK_XA", ["ward"]),
        ("CSTDCS", ["ward"]),
        ("BK_TP", ["ward", "city"]),
        ("HCLD3", ["ward", "city", "state"]),
    ],
)
def test_a_ward_sends_straight_to_the_city_from_july_2025(award: str, expected: list[str]) -> None:
    """The same engine climbs two tiers when the rule set has no district."""
    assert expected == _levels(_route(TWO_TIER_2025, award, "phuong-hoang-mai"))


def test_a_district_sends_its_own_nominations_from_its_own_level() -> None:
    """A route starts at the body that submits, not at the lowest level."""
    assert ["district", "city"] == _levels(_route(THREE_TIER_2017, "COTD_TP", "quan-hoang-mai"))


def test_a_route_names_the_rules_it_was_made_under() -> None:
    """Years later an auditor can tell which text of the rules fixed this route."""
    rule_set = BOOK.named(THREE_TIER_2017)
    route = _route(THREE_TIER_2017, "HCLD3", "phuong")

    assert (rule_set.rule_set, rule_set.digest) == (route.rule_set, route.rule_set_digest)


@pytest.mark.parametrize(("award", "expected"), [("CSTDT", [10, 10, 10]), ("TTLDXS", [10, 10, 15])])
def test_an_awards_own_deadline_replaces_the_levels(award: str, expected: list[int]) -> None:
    """The city has 10 days for a City Emulation Soldier, 15 where no source says otherwise."""
    route = _route(THREE_TIER_2017, award, "phuong")

    assert expected == [stage.deadline.working_days for stage in route.stages]


def test_the_district_certificate_ended_with_the_districts() -> None:
    """Who asks for it under two tiers is told in one line that it is only on record."""
    request = request_for("GK_HUYEN", "phuong-hoang-mai", SubjectKind.INDIVIDUAL)
    told = "award: GK_HUYEN is only on record under rule set 2025-two-tier, where no body confers it; "

    with pytest.raises(RouteRefusedError, match=told + "ask for another award"):
        plan_route(BOOK.named(TWO_TIER_2025), request, DAY)


def test_an_unknown_award_is_refused_with_those_that_are_conferred() -> None:
    """The awards that are named instead are those that may be asked for."""
    request = request_for("HCLD4", "phuong-hoang-mai", SubjectKind.INDIVIDUAL)

    with pytest.raises(RouteRefusedError, match=r"known are GK_XA, LDTT, .*HCLD3") as refused:
        plan_route(BOOK.named(TWO_TIER_2025), request, DAY)
    assert "GK_HUYEN" not in str(refused.value)


def test_a_route_keeps_what_its_award_asks_for() -> None:
    """Conditions, quota and the symbol of the decision are those of the day of acceptance, for life."""
    award = award_of(BOOK.named(THREE_TIER_2017), "CSTDCS")
    route = _route(THREE_TIER_2017, "CSTDCS", "phuong")

    assert award.conditions
    assert (award.conditions, award.quota, "QĐ-UBND") == (route.conditions, route.quota, route.number_symbol)


@pytest.mark.parametrize(
    ("award", "kind"),
    [
        ("LDTT", SubjectKind.COLLECTIVE),
        ("CSTDCS", SubjectKind.COLLECTIVE),
        ("CSTDT", SubjectKind.COLLECTIVE),
        ("TTLDXS", SubjectKind.INDIVIDUAL),
        ("COTD_TP", SubjectKind.INDIVIDUAL),
        ("GK_XA", SubjectKind.HOUSEHOLD),
    ],
)
def test_an_award_refuses_a_nominee_of_another_kind(award: str, kind: SubjectKind) -> None:
    """A title for persons never goes to a collective, nor one for collectives to a person."""
    with pytest.raises(RouteRefusedError, match=f"{award} is for .*, not for {kind}"):
        plan_route(BOOK.named(THREE_TIER_2017), request_for(award, "phuong", kind), DAY)


def test_a_body_above_the_deciding_level_is_refused() -> None:
    """The city cannot submit what only a ward confers; the refusal says where to submit from."""
    with pytest.raises(RouteRefusedError, match="no managing body of tp-ha-noi acts at ward"):
        _route(THREE_TIER_2017, "GK_XA", "tp-ha-noi")


def test_an_unknown_body_is_refused() -> None:
    """The ward named Hoàng Mai did not exist under three tiers; the refusal names the bodies that did."""
    with pytest.raises(RouteRefusedError, match=r'"phuong-hoang-mai" is not in .*known are phuong, quan'):
        _route(THREE_TIER_2017, "GK_XA", "phuong-hoang-mai")


def _assert_climbs(route: Route, rule_set: RuleSet, award: Award, body: Body) -> None:
    order = [level.level for level in rule_set.levels]
    positions = [order.index(level) for level in _levels(route)]
    assert all(lower < upper for lower, upper in pairwise(positions))
    assert body.body == route.stages[0].body
    assert award.deciding_level == route.stages[-1].level
    assert [False] * (len(route.stages) - 1) + [True] == [stage.confers for stage in route.stages]


@settings(max_examples=len(EVERY_CASE))
@given(case=st.sampled_from(EVERY_CASE))
def test_every_shipped_route_climbs_or_is_refused(case: tuple[RuleSet, Award, Body, SubjectKind]) -> None:
    """A nomination climbs exactly if its kind is allowed and its body is not above the deciding level."""
    rule_set, award, body, kind = case
    order = [level.level for level in rule_set.levels]
    conferred = not award.history_only and kind in award.subjects
    possible = conferred and order.index(body.level) <= order.index(award.deciding_level)
    request = request_for(award.code, body.body, kind)

    if possible:
        _assert_climbs(plan_route(rule_set, request, DAY), rule_set, award, body)
    else:
        with pytest.raises(RouteRefusedError):
            plan_route(rule_set, request, DAY)


@st.composite
def _levels_are_data(draw: st.DrawFn) -> tuple[RuleSet, Body]:
    """Return a rule set of some other country: any number of levels, any chain of bodies through them."""
    shipped = BOOK.named(THREE_TIER_2017)
    count = draw(st.integers(1, 6))
    levels = tuple(shipped.levels[0].model_copy(update={"level": f"level-{n}"}) for n in range(count))
    bodies: list[Body] = []
    for n in reversed(range(count)):
        managers = st.none() | st.sampled_from(bodies).map(lambda above: above.body) if bodies else st.none()
        fields = {"body": f"body-{n}", "level": f"level-{n}", "managed_by": draw(managers)}
        fields["substitute_council"] = None
        bodies.append(shipped.bodies[0].model_copy(update=fields))
    deciding = draw(st.sampled_from(levels)).level
    awards = (award_of(shipped, "BK_TP").model_copy(update={"deciding_level": deciding, "deadlines": {}}),)
    parts = {"levels": levels, "bodies": tuple(bodies), "awards": awards}
    return shipped.model_copy(update=parts), draw(st.sampled_from(bodies))


@given(drawn=_levels_are_data())
def test_any_levels_and_bodies_give_a_climb_or_a_refusal(drawn: tuple[RuleSet, Body]) -> None:
    """The engine knows no level by name: whatever the data, a route climbs to its end or is refused."""
    rule_set, body = drawn
    award = rule_set.awards[0]

    try:
        route = plan_route(rule_set, request_for(award.code, body.body, SubjectKind.COLLECTIVE), DAY)
    except RouteRefusedError:
        assert award.deciding_level != body.level
    else:
        _assert_climbs(route, rule_set, award, body)
