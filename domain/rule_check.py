"""Whether the parts of a rule set fit together, beyond the shape of each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.body_check import body_faults
from schemas.rules import Award, DeadlineEnd, Level, RuleSet


class Fault(NamedTuple):
    """Something to correct, and the file it is in."""

    file: str
    text: str


def faults_of(rule_set: RuleSet) -> list[Fault]:
    """Return everything that keeps this rule set from being used, in the order of its files."""
    return [
        *_faults_of_dates(rule_set),
        *_faults_of_levels(rule_set),
        *_faults_of_bodies(rule_set),
        *_faults_of_awards(rule_set),
    ]


def _faults_of_dates(rule_set: RuleSet) -> Iterator[Fault]:
    if rule_set.valid_to and rule_set.valid_to < rule_set.valid_from:
        yield Fault("rule_set.yaml", "valid_to: is before valid_from")
    if rule_set.resubmission.end is DeadlineEnd.GO_ON:
        yield Fault("rule_set.yaml", "resubmission.end: a nominator's silence cannot count as consent")


def _faults_of_levels(rule_set: RuleSet) -> Iterator[Fault]:
    for name in _repeated(level.level for level in rule_set.levels):
        yield Fault("levels.yaml", f"level: {name} appears twice")
    if rule_set.levels[-1].deadline.end is DeadlineEnd.GO_ON:
        yield Fault(
            "levels.yaml", f"{rule_set.levels[-1].level}.deadline.end: silence cannot confer at the top level"
        )


def _faults_of_bodies(rule_set: RuleSet) -> Iterator[Fault]:
    order = {level.level: index for index, level in enumerate(rule_set.levels)}
    levels = {body.body: body.level for body in rule_set.bodies}
    for name in _repeated(body.body for body in rule_set.bodies):
        yield Fault("bodies.yaml", f"body: {name} appears twice")
    for body in rule_set.bodies:
        for who in _repeated(body.panel):
            yield Fault("bodies.yaml", f"{body.body}.panel: {who} appears twice")
        if body.level not in order:
            yield Fault("bodies.yaml", f"{body.body}.level: {body.level} is not in levels.yaml")
        elif body.managed_by is not None and body.managed_by not in levels:
            yield Fault("bodies.yaml", f"{body.body}.managed_by: {body.managed_by} is not a body")
        elif body.managed_by and order.get(levels[body.managed_by], -1) <= order[body.level]:
            yield Fault("bodies.yaml", f"{body.body}.managed_by: {body.managed_by} is not at a higher level")
    for text in body_faults(rule_set.bodies):
        yield Fault("bodies.yaml", text)


def _faults_of_awards(rule_set: RuleSet) -> Iterator[Fault]:
    levels = {level.level: level for level in rule_set.levels}
    acting = {body.level for body in rule_set.bodies}
    for name in _repeated(name for award in rule_set.awards for name in _names(award)):
        yield Fault("awards.yaml", f'"{name}" names two awards')
    for award in rule_set.awards:
        if award.deciding_level not in levels:
            yield Fault("awards.yaml", f"{award.code}.deciding_level: {award.deciding_level} is not a level")
        elif award.deciding_level not in acting:
            yield Fault("awards.yaml", f"{award.code}.deciding_level: no body acts at {award.deciding_level}")
        else:
            yield from _faults_of_own_deadlines(levels, award)


def _faults_of_own_deadlines(levels: dict[str, Level], award: Award) -> Iterator[Fault]:
    order = list(levels)
    for name, own in award.deadlines.items():
        if name not in levels:
            yield Fault("awards.yaml", f"{award.code}.deadlines: {name} is not a level")
        elif order.index(name) > order.index(award.deciding_level):
            yield Fault("awards.yaml", f"{award.code}.deadlines: it never reaches {name}")
        elif own.working_days <= levels[name].deadline.remind_before:
            yield Fault("awards.yaml", f"{award.code}.deadlines.{name}: is over before its reminder is due")


def _names(award: Award) -> set[str]:
    return {name.casefold() for name in (award.code, award.name_vi, *award.aliases)}


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
