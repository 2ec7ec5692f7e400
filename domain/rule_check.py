"""Whether the parts of a rule set fit together, beyond the shape of each."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.award_check import award_faults, repeated
from domain.body_check import body_faults
from domain.procedure_check import people_faults, procedure_faults
from domain.reach_check import level_faults, window_faults
from schemas.rules import DeadlineEnd, RuleSet


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
        *(Fault("awards.yaml", text) for text in award_faults(rule_set)),
        *_faults_of_procedures(rule_set),
        *(Fault("windows.yaml", text) for text in window_faults(rule_set)),
    ]


def _faults_of_dates(rule_set: RuleSet) -> Iterator[Fault]:
    if rule_set.valid_to and rule_set.valid_to < rule_set.valid_from:
        yield Fault("rule_set.yaml", "valid_to: is before valid_from")
    if rule_set.resubmission.end is DeadlineEnd.GO_ON:
        yield Fault("rule_set.yaml", "resubmission.end: a nominator's silence cannot count as consent")
    for level in sorted(set(rule_set.unsigned_levels) - {level.level for level in rule_set.levels}):
        yield Fault("rule_set.yaml", f"unsigned_levels: {level} is not in levels.yaml")


def _faults_of_levels(rule_set: RuleSet) -> Iterator[Fault]:
    for name in repeated(level.level for level in rule_set.levels):
        yield Fault("levels.yaml", f"level: {name} appears twice")
    for text in level_faults(rule_set):
        yield Fault("levels.yaml", text)
    if rule_set.levels[-1].deadline.end is DeadlineEnd.GO_ON:
        yield Fault(
            "levels.yaml", f"{rule_set.levels[-1].level}.deadline.end: silence cannot confer at the top level"
        )


def _faults_of_bodies(rule_set: RuleSet) -> Iterator[Fault]:
    order = {level.level: index for index, level in enumerate(rule_set.levels)}
    levels = {body.body: body.level for body in rule_set.bodies}
    for name in repeated(body.body for body in rule_set.bodies):
        yield Fault("bodies.yaml", f"body: {name} appears twice")
    for body in rule_set.bodies:
        for who in repeated(body.panel):
            yield Fault("bodies.yaml", f"{body.body}.panel: {who} appears twice")
        if body.level not in order:
            yield Fault("bodies.yaml", f"{body.body}.level: {body.level} is not in levels.yaml")
        elif body.managed_by is not None and body.managed_by not in levels:
            yield Fault("bodies.yaml", f"{body.body}.managed_by: {body.managed_by} is not a body")
        elif body.managed_by and order.get(levels[body.managed_by], -1) <= order[body.level]:
            yield Fault("bodies.yaml", f"{body.body}.managed_by: {body.managed_by} is not at a higher level")
    for text in (*body_faults(rule_set.bodies), *people_faults(rule_set)):
        yield Fault("bodies.yaml", text)


def _faults_of_procedures(rule_set: RuleSet) -> Iterator[Fault]:
    for name in repeated(each.procedure for each in rule_set.procedures):
        yield Fault("procedures.yaml", f"procedure: {name} appears twice")
    for text in procedure_faults(rule_set):
        yield Fault("procedures.yaml", text)
