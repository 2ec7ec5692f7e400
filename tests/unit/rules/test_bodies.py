"""What an office is told when the bodies and people of its rule set do not fit together."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.rule_check import faults_of
from schemas.rules import Appointment, Body, Role, RuleSet
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025

NEW_YEAR, NEW_YEARS_EVE, LATER = date(2026, 1, 1), date(2025, 12, 31), date(2026, 6, 30)
CHAIR = Appointment(person="p-chair", role=Role.CHAIR)


def _faults(**changes: object) -> list[str]:
    shipped = _without_procedures(BOOK.named(TWO_TIER_2025))
    ward = shipped.bodies[0].model_copy(update=changes)
    wrong = shipped.model_copy(update={"bodies": (ward, *shipped.bodies[1:])})
    return [fault.text.removeprefix(f"{ward.body}.") for fault in faults_of(wrong)]


def _without_procedures(rule_set: RuleSet) -> RuleSet:
    """Return the rule set with chairs who decide alone, so that nobody else is missed."""
    awards = tuple(award.model_copy(update={"procedures": ()}) for award in rule_set.awards)
    return rule_set.model_copy(update={"awards": awards})


def _held(role: Role, start: date | None, end: date | None = None) -> Appointment:
    return Appointment(person="p-1", role=role, valid_from=start, valid_to=end)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"valid_from": NEW_YEAR, "valid_to": NEW_YEARS_EVE},
            ["valid_to: is before valid_from"],
        ),
        (
            {"people": (CHAIR, _held(Role.OFFICER, NEW_YEAR, NEW_YEARS_EVE))},
            ["people.p-1.valid_to: is before valid_from"],
        ),
        (
            {"people": (_held(Role.OFFICER, NEW_YEAR), _held(Role.OFFICER, None, NEW_YEAR))},
            ["people: p-1 is officer twice at the same time"],
        ),
        (
            {"people": (_held(Role.OFFICER, None), _held(Role.OFFICER, LATER))},
            ["people: p-1 is officer twice at the same time"],
        ),
        (
            {"panel": (), "people": (_held(Role.OFFICER, None),)},
            ["people: nobody can decide; name a chair or a deputy"],
        ),
        ({"substitute_council": "phuong-hoang-mai"}, ["substitute_council: is the body itself"]),
        ({"substitute_council": "hoi-dong"}, ["substitute_council: hoi-dong is not a body"]),
        (
            {"successors": ("phuong-hoang-mai",)},
            ["predecessors, successors: no body follows itself"],
        ),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, Any], expected: list[str]) -> None:
    """Wrong dates, doubled roles and bodies that nobody decides for are found before a case meets them."""
    assert expected == _faults(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"people": (_held(Role.OFFICER, None, NEW_YEARS_EVE), _held(Role.OFFICER, NEW_YEAR))},
        {"people": (_held(Role.OFFICER, None), _held(Role.COUNCIL_MEMBER, None))},
        {"panel": (), "people": (_held(Role.DEPUTY, None),)},
        {"valid_from": NEW_YEAR, "valid_to": NEW_YEAR},
        {"substitute_council": "tp-ha-noi", "predecessors": ("a-body-of-another-rule-set",)},
    ],
)
def test_what_fits_is_no_fault(changes: dict[str, Any]) -> None:
    """One role after another, two roles at once, and bodies of other rule sets are how offices are."""
    assert [] == _faults(**changes)


def test_a_body_without_anybody_cannot_be_written() -> None:
    """Either a panel or people must be there; the fault is told at the panel."""
    named: dict[str, Any] = {"body": "b", "level": "ward", "name_vi": "B", "name_en": "B"}
    with pytest.raises(ValidationError, match="name who decides") as refused:
        Body.model_validate(named)

    assert ("panel",) == refused.value.errors()[0]["loc"]
    assert () == Body(**named, people=(CHAIR,)).panel
    assert () == Body(**named, panel=("p-1",)).people
