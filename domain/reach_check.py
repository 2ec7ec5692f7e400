"""Whether every level of a rule set is reached by some nomination, and its windows by some award."""

from collections.abc import Iterator

from schemas.rules import Body, RuleSet


def level_faults(rule_set: RuleSet) -> Iterator[str]:
    """Return the levels to which no nomination can ever come."""
    acting = {body.level for body in rule_set.bodies}
    deciding = {award.deciding_level for award in rule_set.awards}
    reached = _reached(rule_set, deciding)
    for level in rule_set.levels:
        if level.level not in acting:
            yield f"{level.level}: no body acts there, so nothing can reach it"
        elif level.level not in reached:
            yield f"{level.level}: no award is decided there, or above it along the managing bodies"


def window_faults(rule_set: RuleSet) -> Iterator[str]:
    """Return what is wrong with intake windows, each named by its place in the list, from 1."""
    levels = {level.level for level in rule_set.levels}
    awards = {award.code for award in rule_set.awards}
    for number, window in enumerate(rule_set.windows, 1):
        if window.level not in levels:
            yield f"windows.{number}.level: {window.level} is not a level"
        if window.award is not None and window.award not in awards:
            yield f"windows.{number}.award: {window.award} is not an award"


def _reached(rule_set: RuleSet, deciding: set[str]) -> set[str]:
    """Return the levels of all bodies from which some award can climb to its end."""
    bodies = {body.body: body for body in rule_set.bodies}
    return {body.level for body in rule_set.bodies if deciding & _levels_above(bodies, body)}


def _levels_above(bodies: dict[str, Body], body: Body) -> set[str]:
    """Return the level of a body and of those that manage it; a circle of managers ends where it closes."""
    seen, found = set[str](), set[str]()
    here: Body | None = body
    while here is not None and here.body not in seen:
        seen.add(here.body)
        found.add(here.level)
        here = bodies.get(here.managed_by or "")
    return found
