"""What a new version of a rule set says otherwise, told entry by entry."""

from typing import Any

from domain.rule_diff import changes_between
from schemas.rule_preview import ChangeKind
from schemas.rules import RuleSet
from tests.unit.rules.shipped import BOOK, THREE_TIER_2024, TWO_TIER_2025

OLD = BOOK.named(TWO_TIER_2025)


def _changed(**parts: Any) -> RuleSet:  # noqa: ANN401 - any part of a rule set
    fields = OLD.model_dump(mode="json") | parts
    return RuleSet.model_validate(fields)


def _part(name: str) -> Any:  # noqa: ANN401 - any JSON
    return OLD.model_dump(mode="json")[name]


def _told(new: RuleSet) -> list[tuple[ChangeKind, str, str]]:
    return [(change.kind, change.vi, change.en) for change in changes_between(OLD, new)]


def test_the_same_rules_have_no_difference() -> None:
    """A comment or a blank that changes the digest changes no rule."""
    assert () == changes_between(OLD, OLD.model_copy(update={"digest": "f" * 64}))


def test_a_mark_that_was_raised_is_told_with_both_values() -> None:
    """Who reads the preview sees what a council would need from now on, and what it needs today."""
    procedures = _part("procedures")
    council = next(each for each in procedures if each["procedure"] == "council-80")
    vote = next(plan for plan in council["stages"]["city"] if plan["gate"] == "council_vote")
    vote["settings"] = vote["settings"] | {"mark": "90%"}
    place = "procedures.council-80.stages.city.council_vote.settings.mark"

    assert [
        (ChangeKind.CHANGED, f"{place}: đổi từ 80% thành 90%.", f"{place}: 90% instead of 80%.")
    ] == _told(_changed(procedures=procedures))


def test_gates_that_come_go_or_change_places_are_told() -> None:
    """A gate more, a gate less and another order are three different things."""
    procedures = _part("procedures")
    stages = next(each for each in procedures if each["procedure"] == "standard")["stages"]
    stages["ward"] = [plan for plan in stages["ward"] if plan["gate"] != "appraisal"]
    stages["city"] = [*stages["city"][:2], {"gate": "public_comment"}, *stages["city"][2:]]
    stages["state"] = [stages["state"][1], stages["state"][0], *stages["state"][2:]]
    place = "procedures.standard.stages"

    assert [
        (ChangeKind.REMOVED, f"{place}.ward.appraisal is gone."),
        (ChangeKind.ADDED, f"{place}.city.public_comment is new."),
        (
            ChangeKind.CHANGED,
            f"{place}.state: appraisal, intake, decision instead of intake, appraisal, decision.",
        ),
    ] == [(kind, en) for kind, _, en in _told(_changed(procedures=procedures))]


def test_an_award_that_is_decided_elsewhere_is_told() -> None:
    """The level that confers is a field like another, named with the award's own code."""
    awards = [
        each | {"deciding_level": "ward"} if each["code"] == "TTLDXS" else each for each in _part("awards")
    ]

    assert [(ChangeKind.CHANGED, "awards.TTLDXS.deciding_level: ward instead of city.")] == [
        (kind, en) for kind, _, en in _told(_changed(awards=awards))
    ]


def test_people_who_come_and_go_are_told_by_role() -> None:
    """A member who becomes an officer as well is one more entry, not a change of the first."""
    bodies = _part("bodies")
    bodies[0]["people"][0] = {"person": "ward-council-01", "role": "officer"}

    assert {
        (ChangeKind.REMOVED, "bodies.phuong-hoang-mai.people.ward-officer-1 (officer) is gone."),
        (ChangeKind.ADDED, "bodies.phuong-hoang-mai.people.ward-council-01 (officer) is new."),
    } == {(kind, en) for kind, _, en in _told(_changed(bodies=bodies))}


def test_the_end_of_the_districts_is_told() -> None:
    """Between two regimes the level, its body and its certificate are gone, and two titles come down."""
    told = {change.en for change in changes_between(BOOK.named(THREE_TIER_2024), OLD)}

    assert {
        "levels.district is gone.",
        "bodies.quan-hoang-mai is gone.",
        "awards.GK_HUYEN is gone.",
        "awards.CSTDCS.deciding_level: ward instead of district.",
        "valid_from: 2025-07-01 instead of 2024-01-01.",
    } <= told
