"""Whether an act on the register of people is in order, and how an act is put into the ledger.

The registrar of a body, or of one that manages it, changes its people; where a body has no registrar its
chair does. Nobody appoints themselves, so that two people stand behind every change.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from domain.canonical import canonical_json, model_digest, text_digest
from domain.entitlement import holdings, holds_on, people_of
from schemas.register import (
    AppointmentAct,
    DelegationAct,
    DismissalAct,
    Holding,
    RecordedAppointment,
    RegisterAct,
    RegisterSnapshot,
    RevocationAct,
)
from schemas.register import RegisterRefusalReason as Reason
from schemas.rules import DECIDERS, Body, Role, RuleSet

DELEGABLE = (*DECIDERS, Role.OFFICER, Role.COUNCIL_MEMBER, Role.SECRETARY)
"""The roles whose holders act on nominations, and may therefore let somebody act for them."""


class Register(NamedTuple):
    """What an act is judged by: the rules, what is on record, and today's date in Vietnam."""

    rule_set: RuleSet
    recorded: RegisterSnapshot
    today: date


def judge_register_act(register: Register, act: RegisterAct) -> Reason | None:
    """Return why an act is refused, or None when it is in order."""
    body = next((each for each in register.rule_set.bodies if each.body == act.body), None)
    if body is None:
        return Reason.UNKNOWN_BODY
    match act:
        case AppointmentAct():
            return _judge_appointment(register, body, act)
        case DismissalAct():
            return _judge_dismissal(register, body, act)
        case DelegationAct():
            return _judge_delegation(register, body, act)
        case RevocationAct():
            return _judge_revocation(register, body, act)


def register_facts(act: RegisterAct) -> dict[str, Any]:
    """Return what the ledger states of an act: all of it, with the hash of the reason in its place."""
    facts = act.model_dump(mode="json", exclude={"reason"}, exclude_none=True)
    reason = text_digest(act.reason, str(act.act_id))
    return facts | {"reason_sha256": reason, "digest": model_digest(act)}


def register_body(act: RegisterAct) -> bytes:
    """Return the body of an act's ledger entry."""
    return canonical_json({"v": 1, "facts": register_facts(act), "standing": None})


def _judge_appointment(register: Register, body: Body, act: AppointmentAct) -> Reason | None:
    if not may_register(register, body, act.actor_id):
        return Reason.NOT_THE_REGISTRAR
    if act.person == act.actor_id:
        return Reason.OWN_APPOINTMENT
    wanted = Holding(person=act.person, role=act.role, valid_from=act.valid_from, valid_to=act.valid_to)
    if any(_meets(each, wanted) for each in _held(register, body, act.person, act.role)):
        return Reason.ALREADY_APPOINTED
    return None


def _judge_dismissal(register: Register, body: Body, act: DismissalAct) -> Reason | None:
    if not may_register(register, body, act.actor_id):
        return Reason.NOT_THE_REGISTRAR
    held = _held(register, body, act.person, act.role)
    if not any(each.valid_to is None or each.valid_to >= act.valid_from for each in held):
        return Reason.NOT_APPOINTED
    return None


def _judge_delegation(register: Register, body: Body, act: DelegationAct) -> Reason | None:
    first_day = max(act.valid_from, register.today)
    if act.delegate == act.actor_id:
        return Reason.OWN_DELEGATION
    if act.valid_to < register.today:
        return Reason.OVER_ALREADY
    if act.actor_id not in people_of(body, DELEGABLE, first_day, register.recorded.appointments):
        return Reason.NOT_ENTITLED
    conferred = {award.code for award in register.rule_set.awards if not award.history_only}
    if set(act.awards or ()) - conferred:
        return Reason.UNKNOWN_AWARD
    return None


def _judge_revocation(register: Register, body: Body, act: RevocationAct) -> Reason | None:
    given = (each for each in register.recorded.delegations if each.delegation_id == act.delegation_id)
    delegation = next(given, None)
    if delegation is None or delegation.body != body.body:
        return Reason.UNKNOWN_DELEGATION
    if act.actor_id != delegation.delegator and not may_register(register, body, act.actor_id):
        return Reason.NOT_THE_DELEGATOR
    return Reason.ALREADY_REVOKED if delegation.revoked_at else None


def may_register(register: Register, body: Body, actor: str) -> bool:
    """Return whether somebody keeps the people of a body: as its registrar, or as one of a body above."""
    today, recorded = register.today, register.recorded.appointments
    above = _managing(register.rule_set, body)
    return actor in registrars_of(body, today, recorded) or any(
        actor in people_of(each, Role.REGISTRAR, today, recorded) for each in above
    )


def registrars_of(body: Body, today: date, recorded: Sequence[RecordedAppointment]) -> tuple[str, ...]:
    """Return a body's own registrars on a day, or its chair where it has none."""
    own = people_of(body, Role.REGISTRAR, today, recorded)
    return own or people_of(body, Role.CHAIR, today, recorded)


def _managing(rule_set: RuleSet, body: Body) -> Iterator[Body]:
    """The bodies above, nearest first."""
    bodies = {each.body: each for each in rule_set.bodies}
    while body.managed_by is not None:
        body = bodies[body.managed_by]
        yield body


def _held(register: Register, body: Body, person: str, role: Role) -> list[Holding]:
    held = holdings(body, register.recorded.appointments)
    return [each for each in held if (each.person, each.role) == (person, role)]


def _meets(one: Holding, other: Holding) -> bool:
    """Whether there is a day in both: the later of the two first days is in the other one."""
    firsts = [each.valid_from for each in (one, other) if each.valid_from is not None]
    return not firsts or all(holds_on(each, max(firsts)) for each in (one, other))
