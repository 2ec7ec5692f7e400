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
    before = [plan["gate"] for plan in stages["state"]]
    stages["state"] = [stages["state"][1], stages["state"][0], *stages["state"][2:]]
    after = [before[1], before[0], *before[2:]]
    place = "procedures.standard.stages"

    assert [
        (ChangeKind.REMOVED, f"{place}.ward.appraisal is gone."),
        (ChangeKind.ADDED, f"{place}.city.public_comment is new."),
        (
            ChangeKind.CHANGED,
            f"{place}.state: {', '.join(after)} instead of {', '.join(before)}.",
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
        "awards.GK_HUYEN.history_only: true instead of false.",
        "awards.CSTDCS.deciding_level: ward instead of district.",
        "valid_from: 2025-07-01 instead of 2024-01-01.",
    } <= told


def _award_changed(code: str, **fields: Any) -> RuleSet:  # noqa: ANN401 - any part of an award
    return _changed(awards=[each | fields if each["code"] == code else each for each in _part("awards")])


def _of_award(code: str, field: str) -> Any:  # noqa: ANN401 - any JSON
    return next(each for each in _part("awards") if each["code"] == code)[field]


def test_a_condition_that_asks_for_more_is_told_in_words() -> None:
    """Who reads the preview sees what is asked from now on and today, not how the file writes it."""
    conditions = _of_award("CSTDT", "conditions")
    conditions[0]["holds"]["years"] = 4
    place = "awards.CSTDT.conditions.three-years-cstdcs.holds"
    asked = "CSTDCS in {} years on end, up to the nomination's year or the one before"
    asked_vi = "{} năm liên tục được tặng CSTDCS, tính đến năm đề nghị hoặc năm trước"

    assert [
        (
            ChangeKind.CHANGED,
            f"{place}: đổi từ {asked_vi.format(3)} thành {asked_vi.format(4)}.",
            f"{place}: {asked.format(4)} instead of {asked.format(3)}.",
        )
    ] == _told(_award_changed("CSTDT", conditions=conditions))


def test_conditions_that_come_and_go_are_told_with_what_they_ask() -> None:
    """A condition more and a condition less are two things, each with its own sentence."""
    conditions = _of_award("LDTT", "conditions")
    fresh = conditions[0] | {"condition": "first-aid", "holds": {"predicate": "stated", "fact": "first-aid"}}
    place = "awards.LDTT.conditions"

    assert [
        (ChangeKind.REMOVED, f"{place}.task-result is gone: the nomination states tasks-done-well."),
        (ChangeKind.ADDED, f"{place}.first-aid is new: the nomination states first-aid."),
    ] == [(kind, en) for kind, _, en in _told(_award_changed("LDTT", conditions=[*conditions[1:], fresh]))]


def test_another_quota_and_other_cash_are_told_as_wholes() -> None:
    """A share, its rounding and a sum are read as one sentence; another source alone is told as such."""
    quota, cash = _of_award("CSTDCS", "quota"), _of_award("CSTDCS", "cash")
    changed = _award_changed(
        "CSTDCS", quota=quota | {"share": "1/5", "rounding": "down"}, cash=cash | {"individual": "1.2"}
    )
    quieter = _award_changed("CSTDCS", quota=quota | {"basis": quota["basis"] | {"mark": "S"}})

    assert [
        (
            "awards.CSTDCS.quota: at most 20 % of the unit's LDTT of the year, rounded down "
            "instead of at most 15 % of the unit's LDTT of the year, rounded half up."
        ),
        "awards.CSTDCS.cash: individual 1.2 instead of individual 1.0.",
    ] == [en for _, _, en in _told(changed)]
    assert ["awards.CSTDCS.quota.basis.mark: S instead of ?."] == [en for _, _, en in _told(quieter)]
