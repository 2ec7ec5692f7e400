"""What a revocation flags: later grants that are less well founded without the one revoked."""

from hypothesis import given
from hypothesis import strategies as st

from domain.eligibility import built_on
from schemas.award_record import Grant
from schemas.conditions import Condition, Predicate
from tests.unit.domain.eligible import condition, grant, history, predicate, years_of

_BASE = years_of("CSTDCS", 2017, 2018, 2019)
_THREE = predicate("consecutive", awards=["CSTDCS"], years=3)
_INITIATIVE = predicate("stated", fact="initiative")


def _conditions(*asked: Predicate) -> dict[str, tuple[Condition, ...]]:
    return {"CSTDT": tuple(condition(one) for one in asked)}


def _flagged(asked: Predicate, revoked: Grant, *grants: Grant) -> list[str]:
    later = built_on(_conditions(asked), revoked, history(*grants))
    return [one.grant_id for one in later]


def test_a_title_on_three_years_is_flagged() -> None:
    """The city's title of 2019 rests on each of the three years, and a title of other years on none."""
    titles = (grant("CSTDT", 2019), grant("CSTDT", 2016))
    for revoked in _BASE:
        assert ["CSTDT-2019"] == _flagged(_THREE, revoked, *_BASE, *titles)


def test_it_is_the_same_once_the_revocation_is_on_record() -> None:
    """Asking again after the revocation was written names the same grants."""
    revoked = _BASE[1].model_copy(update={"revoked": True})
    assert ["CSTDT-2019"] == _flagged(_THREE, revoked, _BASE[0], revoked, _BASE[2], grant("CSTDT", 2019))


def test_a_title_of_the_same_year_can_rest_on_it() -> None:
    """The base title and what asks for it are given for the same year."""
    same_year = predicate("held", awards=["CSTDCS"], same_year=True)
    assert ["CSTDT-2019"] == _flagged(same_year, _BASE[2], *_BASE, grant("CSTDT", 2019))
    assert [] == _flagged(same_year, _BASE[1], *_BASE, grant("CSTDT", 2019))


def test_another_way_to_meet_the_condition_keeps_it() -> None:
    """A title that a flag on record carries by itself is not flagged."""
    either = predicate("any", of=[_THREE.model_dump(), {"predicate": "held", "awards": ["BK_TP"]}])
    record = (*_BASE, grant("CSTDT", 2019))
    assert [] == _flagged(either, _BASE[0], *record, grant("BK_TP", 2018))
    assert ["CSTDT-2019"] == _flagged(either, _BASE[0], *record)


def test_a_stated_fact_beside_it_hides_nothing() -> None:
    """The whole stays unknown, since facts are not asked again, and the title is flagged all the same."""
    both = predicate("all", of=[_INITIATIVE.model_dump(), _THREE.model_dump()])
    either = predicate("any", of=[_INITIATIVE.model_dump(), _THREE.model_dump()])
    for asked in (both, either):
        assert ["CSTDT-2019"] == _flagged(asked, _BASE[0], *_BASE, grant("CSTDT", 2019))


def test_a_title_on_an_incomplete_record_is_flagged() -> None:
    """A year that was never brought on record does not hide that another year is gone."""
    assert ["CSTDT-2019"] == _flagged(_THREE, _BASE[1], *_BASE[1:], grant("CSTDT", 2019))


def test_a_revoked_title_is_not_flagged_again() -> None:
    """What no longer stands cannot be built on anything."""
    assert [] == _flagged(_THREE, _BASE[0], *_BASE, grant("CSTDT", 2019, revoked=True))


def test_a_clash_that_goes_away_flags_nothing() -> None:
    """Where two awards clashed, the other one is better founded without the one revoked."""
    once = predicate("one_achievement")
    first = grant("BK_TP", 2019, achievement_id="A1")
    assert [] == _flagged(once, first, first, grant("CSTDT", 2019, achievement_id="A1"))


@given(st.permutations((*_BASE, grant("CSTDT", 2019), grant("CSTDT", 2020))), st.sampled_from(_BASE))
def test_the_order_of_the_record_does_not_matter(grants: list[Grant], revoked: Grant) -> None:
    """However the record lists its grants, the same ones are flagged, in the order of their years."""
    assert ["CSTDT-2019", "CSTDT-2020"] == _flagged(_THREE, revoked, *grants)
