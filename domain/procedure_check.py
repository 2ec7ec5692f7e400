"""Whether the procedures of a rule set can be gone through: gates, settings, order, deadlines, and people."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from domain.council import can_still_pass
from domain.gates.registry import GATES
from domain.gates.unit import GateUnit
from schemas.council import CouncilRule
from schemas.route import Gate
from schemas.rules import Appointment, Body, DeadlineEnd, GatePlan, Procedure, Role, RuleSet

_NEED_A_PERIOD = frozenset({Gate.CONSULTATION, Gate.PUBLIC_COMMENT})
"""Gates that end with a period of their own; without one, the clock of the stage would be that period."""


def procedure_faults(rule_set: RuleSet) -> Iterator[str]:
    """Return what is wrong with procedures, each with the field that it is about."""
    levels = {level.level for level in rule_set.levels}
    for procedure in rule_set.procedures:
        for level, plans in procedure.stages.items():
            place = f"{procedure.procedure}.stages.{level}"
            if level not in levels:
                yield f"{place}: {level} is not a level"
            yield from _faults_of_order(place, [plan.gate for plan in plans])
            for plan in plans:
                yield from _faults_of_plan(f"{place}.{plan.gate}", plan)
            if _confers(rule_set, procedure, level):
                yield from _faults_at_the_end(place, plans)


def people_faults(rule_set: RuleSet) -> Iterator[str]:
    """Return which bodies lack people for a gate that a procedure in use has at their level."""
    in_use = {name for award in rule_set.awards for name in award.procedures}
    procedures = [each for each in rule_set.procedures if each.procedure in in_use]
    for body in rule_set.bodies:
        plans = [(each, plan) for each in procedures for plan in each.stages.get(body.level, ())]
        found = (_faults_of_body(rule_set, body, procedure, plan) for procedure, plan in plans)
        yield from dict.fromkeys(text for faults in found for text in faults)


def _faults_of_order(place: str, gates: list[str]) -> Iterator[str]:
    if gates[-1:] != [Gate.DECISION]:
        yield f"{place}: its last gate must be {Gate.DECISION}"
    for gate in dict.fromkeys(gate for gate in gates if gates.count(gate) > 1):
        yield f"{place}: {gate} appears twice"


def _faults_of_plan(place: str, plan: GatePlan) -> Iterator[str]:
    unit = GATES.get(plan.gate)
    if unit is None:
        yield f"{place}: is not a gate; known are {', '.join(GATES)}"
        return
    yield from _faults_of_settings(place, unit, plan)
    if plan.deadline is None:
        if plan.gate in _NEED_A_PERIOD:
            yield f"{place}.deadline: is its period, so it cannot be left out"
    elif plan.deadline.end is DeadlineEnd.GO_ON and not unit.silence_may_pass:
        yield f"{place}.deadline.end: silence cannot pass this gate"


def _faults_of_settings(place: str, unit: GateUnit, plan: GatePlan) -> Iterator[str]:
    try:
        unit.settings.model_validate(plan.settings, extra="forbid")
    except ValidationError as error:
        for fault in error.errors():
            field = ".".join(map(str, ("settings", *fault["loc"])))
            yield f"{place}.{field}: {fault['msg'].removeprefix('Value error, ')}"


def _faults_at_the_end(place: str, plans: Iterable[GatePlan]) -> Iterator[str]:
    for plan in plans:
        silent = plan.deadline is not None and plan.deadline.end is DeadlineEnd.GO_ON
        if plan.gate == Gate.DECISION and silent:
            yield f"{place}.{plan.gate}.deadline.end: silence cannot confer"


def _confers(rule_set: RuleSet, procedure: Procedure, level: str) -> bool:
    """Return whether some award is conferred at this level by this procedure."""
    return any(
        award.deciding_level == level and procedure.procedure in award.procedures for award in rule_set.awards
    )


def _faults_of_body(rule_set: RuleSet, body: Body, procedure: Procedure, plan: GatePlan) -> Iterator[str]:
    unit = GATES.get(plan.gate)
    roles = () if unit is None else plan.roles or unit.roles
    if not roles or _is_never_there(rule_set, body, procedure):
        return
    if not _holders(rule_set, body, roles):
        named = " or ".join(roles)
        yield f"{body.body}.people: nobody is {named}, whom the gate {plan.gate} needs"
    elif plan.gate == Gate.COUNCIL_VOTE:
        yield from _faults_of_council(rule_set, body, procedure, plan)


def _faults_of_council(rule_set: RuleSet, body: Body, procedure: Procedure, plan: GatePlan) -> Iterator[str]:
    """A body below the top needs another council if one recusal is enough to stop its own."""
    try:
        rule = CouncilRule.model_validate(plan.settings)
    except ValidationError:
        return  # told as a fault of the procedure
    members = len(_holders(rule_set, body, plan.roles or (Role.COUNCIL_MEMBER,)))
    alone = body.substitute_council is None and body.managed_by is not None
    if alone and not can_still_pass(rule, members, 1):
        yield (
            f"{body.body}.substitute_council: one recusal keeps {members} members from the mark of "
            f"{procedure.procedure}; name the council that then votes"
        )


def _is_never_there(rule_set: RuleSet, body: Body, procedure: Procedure) -> bool:
    """Return whether no award by this procedure comes to this body's level."""
    order = [level.level for level in rule_set.levels]
    awards = [award for award in rule_set.awards if procedure.procedure in award.procedures]
    ends = [order.index(award.deciding_level) for award in awards if award.deciding_level in order]
    if body.level not in order:
        return True
    here = order.index(body.level)
    return here not in ends if procedure.only_deciding_level else here > max(ends, default=-1)


def _holders(rule_set: RuleSet, body: Body, roles: Iterable[Role]) -> set[str]:
    """Return who holds one of these roles on some day of the rule set; the panel decides."""
    wanted = set(roles)
    held = {each.person for each in body.people if each.role in wanted and _overlaps(rule_set, each)}
    return held | set(body.panel) if {Role.CHAIR, Role.DEPUTY} & wanted else held


def _overlaps(rule_set: RuleSet, held: Appointment) -> bool:
    begins_too_late = held.valid_from and rule_set.valid_to and held.valid_from > rule_set.valid_to
    return not begins_too_late and not (held.valid_to and held.valid_to < rule_set.valid_from)
