"""Whether the awards of a rule set fit it: levels, procedures, lower awards, and conditions."""

from collections import Counter
from collections.abc import Iterable, Iterator

from domain.condition_check import condition_faults
from schemas.route import Gate
from schemas.rules import Award, Level, RuleSet


def award_faults(rule_set: RuleSet) -> Iterator[str]:
    """Return what is wrong with awards, each with the field that it is about."""
    levels = {level.level: level for level in rule_set.levels}
    acting = {body.level for body in rule_set.bodies}
    for name in repeated(name for award in rule_set.awards for name in _names(award)):
        yield f'"{name}" names two awards'
    for award in rule_set.awards:
        if award.history_only:
            yield from _faults_of_history_only(award)
        elif award.deciding_level not in levels:
            yield f"{award.code}.deciding_level: {award.deciding_level} is not a level"
        elif award.deciding_level not in acting:
            yield f"{award.code}.deciding_level: no body acts at {award.deciding_level}"
        else:
            yield from _faults_of_own_deadlines(levels, award)
        yield from _faults_of_procedures(rule_set, award)
        yield from _faults_of_lower_awards(rule_set, award)
        yield from _faults_of_reserving(rule_set, award)
    yield from condition_faults(rule_set.awards)


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that come more than once, in the order of their first coming."""
    return [name for name, count in Counter(names).items() if count > 1]


def _faults_of_own_deadlines(levels: dict[str, Level], award: Award) -> Iterator[str]:
    order = list(levels)
    for name, own in award.deadlines.items():
        if name not in levels:
            yield f"{award.code}.deadlines: {name} is not a level"
        elif order.index(name) > order.index(award.deciding_level):
            yield f"{award.code}.deadlines: it never reaches {name}"
        elif own.working_days <= levels[name].deadline.remind_before:
            yield f"{award.code}.deadlines.{name}: is over before its reminder is due"


def _faults_of_procedures(rule_set: RuleSet, award: Award) -> Iterator[str]:
    known = {each.procedure for each in rule_set.procedures}
    for name in repeated(award.procedures):
        yield f"{award.code}.procedures: {name} appears twice"
    for name in award.procedures:
        if name not in known:
            yield f"{award.code}.procedures: {name} is not in procedures.yaml"


def _faults_of_lower_awards(rule_set: RuleSet, award: Award) -> Iterator[str]:
    awards = {each.code: each for each in rule_set.awards}
    for code in award.lower_awards:
        place = f"{award.code}.lower_awards: {code}"
        if code == award.code:
            yield f"{place} is the award itself"
        elif code not in awards:
            yield f"{place} is not an award"
        elif awards[code].history_only:
            yield f"{place} is only on record and not conferred"
        elif awards[code].deciding_level != award.deciding_level:
            yield f"{place} is decided at {awards[code].deciding_level}, not at {award.deciding_level}"
        elif not set(awards[code].subjects) & set(award.subjects):
            yield f"{place} is for no nominee of {award.code}"
        elif awards[code].quota is not None:
            yield f"{place} has a quota, in which a lower award that is agreed to holds no place"


def _faults_of_reserving(rule_set: RuleSet, award: Award) -> Iterator[str]:
    """A quota is kept only where a place is held at the level that confers, on what is conferred."""
    if award.quota is None or not award.quota.reserved:
        return
    for procedure in rule_set.procedures:
        plans = procedure.stages.get(award.deciding_level, ())
        if procedure.procedure in award.procedures and Gate.QUOTA not in {plan.gate for plan in plans}:
            place = f"{award.code}.quota: {procedure.procedure} has no gate {Gate.QUOTA}"
            yield f"{place} at {award.deciding_level}; add it, or say reserved: false"


def _faults_of_history_only(award: Award) -> Iterator[str]:
    for field in ("procedures", "deadlines", "lower_awards"):
        if getattr(award, field):
            yield f"{award.code}.{field}: it is history_only, so nothing is decided on it; leave this out"


def _names(award: Award) -> set[str]:
    return {name.casefold() for name in (award.code, award.name_vi, *award.aliases)}
