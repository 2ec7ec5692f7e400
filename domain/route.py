"""The way a nomination climbs: from the submitting body up to the award's deciding level.

The route follows the managing bodies (tuyến trình), not addresses: each body sends upward to the one
that manages it. It is computed once, when the nomination is accepted, and kept for its whole life.
"""

from datetime import date

from domain.entitlement import people_of
from domain.errors import RouteRefusedError
from domain.intake_windows import window_fault
from schemas.nomination import NominationContent, NominationRequest
from schemas.route import Gate, LowerAward, Route, StagePlan
from schemas.rules import DECIDERS, Award, Body, Deadline, GatePlan, Level, Procedure, RuleSet
from schemas.text import clean_text


def succeeds(left: RuleSet, body: str, entered: RuleSet, successor: str) -> bool:
    """Return whether `successor` carries on for `body`: by either's word, or because it is the same body."""
    followers = {name for each in left.bodies if each.body == body for name in each.successors}
    origins = {name for each in entered.bodies if each.body == successor for name in each.predecessors}
    return successor in followers or body in {successor, *origins}


def find_award(rule_set: RuleSet, name: str) -> Award | None:
    """Return the award with this code, Vietnamese name or alias, in any case and spelling, or None.

    Raises:
        ValueError: the name holds characters that no text may have.
    """
    wanted = clean_text(name).casefold()
    for award in rule_set.awards:
        if wanted in {award.code.casefold(), award.name_vi.casefold(), *map(str.casefold, award.aliases)}:
            return award
    return None


def plan_route(rule_set: RuleSet, request: NominationRequest, day: date) -> Route:
    """Return the stages of this nomination, accepted on this day in Vietnam.

    Raises:
        RouteRefusedError: the award, body or procedure is unknown, the award is not for this kind of nominee
            or only on record, no chain of managing bodies leads from the submitting body to the deciding
            level, or none of its intake windows is open.
    """
    award = _award_for(rule_set, request.content)
    procedure = procedure_for(rule_set, award, request.procedure)
    bodies = _chain_of_bodies(rule_set, request.submitting_body, award)
    _check_window(rule_set, request, bodies[0].level, day)
    if procedure and procedure.only_deciding_level:
        bodies = bodies[-1:]
    return Route(
        rule_set=rule_set.rule_set,
        rule_set_digest=rule_set.digest,
        award=award.code,
        award_name_vi=award.name_vi,
        award_name_en=award.name_en,
        stages=tuple(_stage(rule_set, award, procedure, body, day) for body in bodies),
        resubmission=rule_set.resubmission,
        procedure=procedure.procedure if procedure else None,
        lower_awards=tuple(_lower_award(rule_set, code) for code in award.lower_awards),
        objection=rule_set.objection,
        conditions=award.conditions,
        quota=award.quota if award.quota and award.quota.reserved else None,
        number_symbol=award.number_symbol,
        signed_levels=tuple(body.level for body in bodies if body.level not in rule_set.unsigned_levels),
    )


def procedure_for(rule_set: RuleSet, award: Award, asked: str | None) -> Procedure | None:
    """Return the procedure by which this award is decided: the one asked for, else the award's usual one.

    None: the gate `decision` at every level.

    Raises:
        RouteRefusedError: the award may not be decided by the procedure that was asked for.
    """
    if asked is not None and asked not in award.procedures:
        allowed = ", ".join(award.procedures) or "none by name"
        message = f'procedure: "{asked}" is not for {award.code}; its procedures are {allowed}'
        raise RouteRefusedError(message)
    name = asked or (award.procedures[0] if award.procedures else None)
    return next((each for each in rule_set.procedures if each.procedure == name), None)


def _lower_award(rule_set: RuleSet, code: str) -> LowerAward:
    award = next(award for award in rule_set.awards if award.code == code)
    return LowerAward(award=award.code, name_vi=award.name_vi, name_en=award.name_en)


def _check_window(rule_set: RuleSet, request: NominationRequest, level: str, day: date) -> None:
    if day < rule_set.valid_from or (rule_set.valid_to is not None and day > rule_set.valid_to):
        return  # a dossier of an earlier time, accepted then: its windows were open or it would not be here
    fault = window_fault(rule_set.windows, request.content.award, level, request.sector, day)
    if fault is not None:
        message = f"award: {fault.en}"
        raise RouteRefusedError(message)


def _award_for(rule_set: RuleSet, content: NominationContent) -> Award:
    award = next((award for award in rule_set.awards if award.code == content.award), None)
    if award is None:
        known = ", ".join(award.code for award in rule_set.awards if not award.history_only)
        message = f'award: "{content.award}" is not in rule set {rule_set.rule_set}; known are {known}'
        raise RouteRefusedError(message)
    if award.history_only:
        message = (
            f"award: {award.code} is only on record under rule set {rule_set.rule_set}, "
            "where no body confers it; ask for another award"
        )
        raise RouteRefusedError(message)
    if content.nominee.kind not in award.subjects:
        allowed = " or ".join(award.subjects)
        message = f"nominee_kind: {award.code} is for {allowed}, not for {content.nominee.kind}"
        raise RouteRefusedError(message)
    return award


def _chain_of_bodies(rule_set: RuleSet, submitting_body: str, award: Award) -> list[Body]:
    bodies = {body.body: body for body in rule_set.bodies}
    if submitting_body not in bodies:
        message = (
            f'submitting_body: "{submitting_body}" is not in rule set {rule_set.rule_set}; '
            f"known are {', '.join(bodies)}"
        )
        raise RouteRefusedError(message)
    body = bodies[submitting_body]
    chain = [body]
    while body.level != award.deciding_level:
        if body.managed_by is None:
            message = (
                f"submitting_body: no managing body of {submitting_body} acts at {award.deciding_level}, "
                f"the level that confers {award.code}; submit from a body below that level"
            )
            raise RouteRefusedError(message)
        body = bodies[body.managed_by]
        chain.append(body)
    return chain


def _stage(rule_set: RuleSet, award: Award, procedure: Procedure | None, body: Body, day: date) -> StagePlan:
    level = level_of(rule_set, body.level)
    plans = (procedure.stages.get(level.level) if procedure else None) or (GatePlan(gate=Gate.DECISION),)
    return StagePlan(
        level=level.level,
        level_name_vi=level.name_vi,
        level_name_en=level.name_en,
        body=body.body,
        body_name_vi=body.name_vi,
        body_name_en=body.name_en,
        panel=people_of(body, DECIDERS, day, ()) or body.panel,
        gates=tuple(plan.gate for plan in plans),
        deadline=deadline_at(level, award),
        confers=level.level == award.deciding_level,
        plans=plans,
        substitute_councils=_substitutes(rule_set, body),
    )


def _substitutes(rule_set: RuleSet, body: Body) -> tuple[str, ...]:
    """Return the councils that vote in place of this body's, in order, each once."""
    bodies = {each.body: each for each in rule_set.bodies}
    found: list[str] = []
    following = body.substitute_council
    while following is not None and following not in {body.body, *found}:
        found.append(following)
        following = bodies[following].substitute_council
    return tuple(found)


def deadline_at(level: Level, award: Award) -> Deadline:
    """Return the deadline of this award at this level, with the award's own days if it has any."""
    own = award.deadlines.get(level.level)
    if own is None:
        return level.deadline
    return level.deadline.model_copy(update={"working_days": own.working_days, "basis": own.basis})


def level_of(rule_set: RuleSet, name: str) -> Level:
    """Return the level called `name`; a validated rule set has it."""
    return next(level for level in rule_set.levels if level.level == name)


def stage_at(route: Route, level: str) -> StagePlan:
    """Return the route's stage at this level."""
    return next(stage for stage in route.stages if stage.level == level)


def stage_above(route: Route, level: str) -> StagePlan | None:
    """Return the stage after the one at this level, or None at the deciding level."""
    index = route.stages.index(stage_at(route, level)) + 1
    return route.stages[index] if index < len(route.stages) else None
