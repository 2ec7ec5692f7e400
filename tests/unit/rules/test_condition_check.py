"""What an office is told when conditions and quotas of its awards could never be judged."""

from typing import Any

import pytest

from domain.rule_check import faults_of
from schemas.rules import RuleSet
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025

SHIPPED = BOOK.named(TWO_TIER_2025)
BASIS = {"citation": "made up for tests", "mark": "?"}


def _condition(name: str, **holds: Any) -> dict[str, Any]:  # noqa: ANN401 - any predicate
    return {"condition": name, "name_vi": "C", "name_en": "C", "holds": holds, "basis": BASIS}


def _held(*awards: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    return {"predicate": "held", "awards": awards, **more}


def _faults(award: str, **fields: Any) -> list[str]:  # noqa: ANN401 - any part of an award
    content = SHIPPED.model_dump(mode="json")
    content["awards"] = [each | (fields if each["code"] == award else {}) for each in content["awards"]]
    return [fault.text for fault in faults_of(RuleSet.model_validate(content))]


@pytest.mark.parametrize(
    ("award", "condition", "expected"),
    [
        ("CSTDT", _condition("c", **_held("CSTD")), "CSTDT.conditions.c.holds: CSTD is not an award"),
        (
            "CSTDT",
            _condition("c", **_held("CSTDCS", after="HCLD4")),
            "CSTDT.conditions.c.holds: HCLD4 is not an award",
        ),
        (
            "CSTDT",
            _condition("c", predicate="any", of=[_held("LDTT"), {"predicate": "all", "of": [_held("CSTD")]}]),
            "CSTDT.conditions.c.holds: CSTD is not an award",
        ),
        (
            "BK_TTG",
            _condition("c", predicate="one_a_year", awards=["BK_TTG", "BK_BO"]),
            "BK_TTG.conditions.c.holds: BK_BO is not an award",
        ),
        (
            "LDTT",
            _condition("c", **_held("LDTT")) | {"subjects": ["collective"]},
            "LDTT.conditions.c.subjects: LDTT is not for collective",
        ),
        (
            "CSTDCS",
            _condition("c", **_held("LDTT", same_year=True, within_years=2)),
            "CSTDCS.conditions.c.holds: same_year and within_years do not go together",
        ),
        (
            "BK_TTG",
            _condition("c", **_held("BK_TP", times=2, after="BK_TP")),
            "BK_TTG.conditions.c.holds: no BK_TP is later than the latest BK_TP; use within_years or times",
        ),
        (
            "LDTT",
            _condition("c", predicate="one_achievement", beside=["CSTDCS"]),
            (
                "LDTT.conditions.c.holds: beside: names awards that may stand beside each other, "
                "so LDTT must be among them"
            ),
        ),
        (
            "LDTT",
            _condition("c", predicate="consecutive", awards=["CSTDTQ"], years=2),
            "LDTT.conditions: lead back to LDTT, so nobody could ever be given it",
        ),
        (
            "LDTT",
            _condition("c", **_held("LDTT")),
            "LDTT.conditions: lead back to LDTT, so nobody could ever be given it",
        ),
    ],
)
def test_a_condition_that_cannot_be_judged_is_named(
    award: str, condition: dict[str, Any], expected: str
) -> None:
    """Misspelt awards, nominees of another kind and what can never hold are found before a nomination."""
    assert expected in _faults(award, conditions=[condition])


def test_a_way_round_is_no_circle() -> None:
    """An award that is one of several grounds, or a ground on some bases only, keeps nobody out."""
    either = _condition("c", predicate="any", of=[_held("LDTT"), {"predicate": "stated", "fact": "first"}])
    on_merit = _condition("d", **_held("LDTT")) | {"bases": ["merit"]}

    assert [] == _faults("LDTT", conditions=[either, on_merit])


def test_two_conditions_of_one_name_are_named() -> None:
    """A finding, and an officer's ruling on it, belongs to one condition only."""
    twice = [_condition("c", **_held("BK_TP")), _condition("c", **_held("COTD_TP"))]

    assert ["HCLD3.conditions: c appears twice"] == _faults("HCLD3", conditions=twice)


@pytest.mark.parametrize(
    ("of", "expected"),
    [("LDT", "CSTDCS.quota.of: LDT is not an award"), ("CSTDCS", "CSTDCS.quota.of: is the award itself")],
)
def test_a_quota_of_nothing_is_named(of: str, expected: str) -> None:
    """A quota whose base could not be counted would keep everybody out."""
    quota = {"share": "15%", "of": of, "rounding": "half_up", "basis": BASIS}

    assert [expected] == _faults("CSTDCS", quota=quota)


def test_a_quota_in_which_no_place_is_reserved_is_named() -> None:
    """Without the gate at the level that confers nobody would keep to it; a figure to look up may stand."""
    quota = {"share": "15%", "of": "LDTT", "rounding": "half_up", "basis": BASIS}
    reserved = _faults("CSTDT", quota=quota)

    assert ["CSTDT.quota: council-secret has no gate quota at city; add it, or say reserved: false"] == (
        reserved
    )
    assert [] == _faults("CSTDT", quota=quota | {"reserved": False})


def test_an_award_only_on_record_may_name_a_level_that_has_ended() -> None:
    """The district's certificate keeps its level under the rules without districts; a live award may not."""
    district = next(award for award in SHIPPED.awards if award.code == "GK_HUYEN")

    assert district.deciding_level not in {level.level for level in SHIPPED.levels}
    assert ["GK_HUYEN.deciding_level: district is not a level"] == _faults("GK_HUYEN", history_only=False)


def test_a_lower_award_with_a_quota_is_refused() -> None:
    """Nobody reserves a place for what is agreed to at the decision, so the quota could be exceeded."""
    found = _faults("LDTT", lower_awards=["CSTDCS"])

    assert any(fault.startswith("LDTT.lower_awards: CSTDCS has a quota") for fault in found)
