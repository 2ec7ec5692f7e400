"""What offices may write of a campaign: incomplete is allowed, contradicting itself is not."""

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.campaign_facts import CampaignFacts, PledgeFacts, ResultFacts

CAMPAIGN: dict[str, Any] = {"campaign_id": "c-1", "body": "quan", "year": 2020, "name_vi": "Phong trào"}
GROUP = {"code": "economy", "text_vi": "Phát triển kinh tế"}
RESULT: dict[str, Any] = {"metric": "m", "name_vi": "Chỉ tiêu", "measure": "VND", "value": None}


@pytest.mark.parametrize(("count", "named"), [(5, 1), (5, 0), (1, 1), (None, 1), (None, 0)], ids=str)
def test_a_count_and_an_incomplete_list_are_both_allowed(count: int | None, named: int) -> None:
    """Neither is made up from the other."""
    facts = CampaignFacts.model_validate(
        CAMPAIGN | {"content_group_count": count, "content_groups": [GROUP] * named}
    )

    assert (count, named) == (facts.content_group_count, len(facts.content_groups))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"content_group_count": 1, "content_groups": [GROUP, GROUP | {"code": "b"}]},
            "less than the content",
        ),
        ({"content_groups": [GROUP, GROUP]}, "economy is there twice"),
        (
            {"movements": [{"code": "a", "name_vi": "A", "content_group": "no"}]},
            "content group no is not named",
        ),
        ({"areas_vi": ["Kinh tế"], "movements": [{"code": "a", "name_vi": "A", "area_vi": "B"}]}, "its area"),
        ({"nomination_window": {"opens_on": "2020-02-01", "closes_on": "2020-01-31"}}, "before opens_on"),
        ({"launched_on": "0020-01-18"}, "greater than or equal to 1940"),
        ({"year": 20}, "greater than or equal to 1940"),
        ({"content_group_count": 0}, "greater than 0"),
        ({"name_vi": " "}, "is empty"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, Any], said: str) -> None:
    """The fault is told where it can still be corrected."""
    with pytest.raises(ValidationError, match=said):
        CampaignFacts.model_validate(CAMPAIGN | changes)


@pytest.mark.parametrize(
    ("value", "kept"),
    [(14600000000, "14600000000"), ("14.6", "14.6"), (-50, "-50"), ("0", "0"), (None, None)],
)
def test_a_figure_is_kept_exactly_as_text(value: object, kept: str | None) -> None:
    """No figure passes through a program's rounding, and unknown stays unknown."""
    result = ResultFacts.model_validate(RESULT | {"measure": "percent", "value": value})

    assert kept == result.value


@pytest.mark.parametrize("value", [14.6, True, "14,6", "1e9", "007", "-0", "-0.0", ".5", "1" * 19, "NaN", ""])
def test_what_is_no_exact_figure_is_refused(value: object) -> None:
    """Nothing is guessed, not even from a number that a program has rounded already."""
    with pytest.raises(ValidationError):
        ResultFacts.model_validate(RESULT | {"value": value})


def test_a_result_says_that_it_is_unknown() -> None:
    """A figure that was forgotten is a fault; one that nobody knows is written as null."""
    del (forgotten := dict(RESULT))["value"]

    with pytest.raises(ValidationError, match="Field required"):
        ResultFacts.model_validate(forgotten)


def test_what_is_counted_is_never_below_nought() -> None:
    """So the known parts of a sum are always at least what is there."""
    with pytest.raises(ValidationError, match="is below nought"):
        ResultFacts.model_validate(RESULT | {"value": -1})


def test_a_pledge_is_of_one_unit_unless_it_says_otherwise() -> None:
    """Several units whose number nobody knows are written as null, and stay so."""
    one = PledgeFacts.model_validate({"unit": "phuong", "unit_vi": "UBND phường"})
    many = PledgeFacts.model_validate({"unit": "cac-ban", "unit_vi": "Các ban", "units": None})

    assert (1, None) == (one.units, many.units)


def test_a_pledge_has_one_target_on_one_thing() -> None:
    """Two figures for one metric would leave nobody the wiser."""
    target = {"metric": "m", "name_vi": "Chỉ tiêu", "measure": "items", "value": 1}

    with pytest.raises(ValidationError, match="is there twice"):
        PledgeFacts.model_validate({"unit": "a", "unit_vi": "A", "targets": [target, target]})
