"""Codes as people type them: what is none is said in plain words, and whom a rule set knows by which code."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.gates.consultation import ConsultationSettings
from schemas.base import Written
from schemas.route import Gate
from schemas.rules import RuleSet
from schemas.text import Code

_OPTIONS = {"actor_id": "--as", "reviewer_id": "--as"}
_NO_CODE = (
    "is not a code; write at most 80 letters a-z, digits, dots, dashes and underscores, "
    "a letter or digit first, never a name"
)
_NO_HASH = "is not a hash; write the 64 digits and letters that show prints"


class _Person(Written):
    actor_id: Code


def checked_code(person: str) -> str:
    """Return the code of who acts.

    Raises:
        ValidationError: it is none.
    """
    return _Person(actor_id=person).actor_id


def in_plain_words(fault: Mapping[str, Any]) -> str:
    """Return one fault of a message as a person reads it: the option or field, and what is wrong."""
    place = ".".join(_OPTIONS.get(str(step), str(step)) for step in fault["loc"])
    text = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "string_pattern_mismatch":
        text = _NO_HASH if place == "content_hash" else _NO_CODE
        place = place or "what was given"
    return f"{place}: {text}" if place else text


def stands_in(rule_set: RuleSet, person: str) -> bool:
    """Return whether a rule set's files know this code as somebody who may act."""
    return person in set(_people(rule_set))


def _people(rule_set: RuleSet) -> Iterator[str]:
    for body in rule_set.bodies:
        yield from body.panel
        yield from (holder.person for holder in body.people)
    for procedure in rule_set.procedures:
        for plan in (plan for plans in procedure.stages.values() for plan in plans):
            if plan.gate == Gate.CONSULTATION:
                yield from ConsultationSettings.model_validate(plan.settings).agencies
