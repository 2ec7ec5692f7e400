"""What must be found in the register of people before an act is written.

The register can change while a case waits, so this is looked up on the day, where the act is put on record.
"""

from domain.stages import unit_at, view_of
from schemas.acts import CaseAct, Migration, Reassignment, Resumption, Suspension
from schemas.case_file import CaseFile
from schemas.record import Mandate, Seat
from schemas.route import Gate
from schemas.rules import DECIDERS, Role


def mandates_of(case: CaseFile, act: CaseAct) -> tuple[Mandate, ...]:
    """Return what must be found in the register before this act is written."""
    needed: list[Mandate] = []
    if act.on_behalf_of is not None:
        needed.append(delegation(case, act.actor_id, act.on_behalf_of))
    match act:
        case Suspension() | Resumption():
            needed.append(_office(case, act.actor_id, (*DECIDERS, Role.OFFICER, Role.REGISTRAR)))
        case Reassignment():
            needed.append(_office(case, act.actor_id, (*DECIDERS, Role.REGISTRAR)))
            needed += _of_new_panel(case, act)
        case Migration():
            needed.append(_office_of_successor(case, act))
        case _:
            pass
    return tuple(needed)


def delegation(case: CaseFile, delegate: str, delegator: str) -> Mandate:
    """Return the delegation that must be in force for one to act for the other at the waiting gate."""
    return _mandate(case, delegate).model_copy(update={"delegator": delegator})


def _office(case: CaseFile, person: str, roles: tuple[Role, ...]) -> Mandate:
    seat = Seat(body=case.standing.body, roles=roles, rule_set=case.route.rule_set)
    return _mandate(case, person).model_copy(update={"seat": seat})


def _office_of_successor(case: CaseFile, act: Migration) -> Mandate:
    """The body that takes the case over answers for it: the one that it leaves may be no more."""
    seat = Seat(body=act.body, roles=(Role.REGISTRAR,), rule_set=act.rule_set)
    return _mandate(case, act.actor_id).model_copy(update={"seat": seat})


def _of_new_panel(case: CaseFile, act: Reassignment) -> list[Mandate]:
    """Those to whom a gate is given must hold the seat that it is for."""
    view = view_of(case)
    seat = unit_at(view).seat(view) if view else None
    if not isinstance(seat, Seat):
        return []
    return [_mandate(case, who).model_copy(update={"seat": seat}) for who in act.panel]


def _mandate(case: CaseFile, person: str) -> Mandate:
    return Mandate(
        person=person,
        body=case.standing.body,
        gate=case.standing.gate or Gate.DECISION,
        award=case.standing.award or case.route.award,
    )
