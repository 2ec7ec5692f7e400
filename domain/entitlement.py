"""Who may act for a body on a day: the people of its rule set's files and the recorded changes.

All dates are days in Vietnam, both ends included. The caller passes the acts that were on record by the
moment that is asked about, in the order of recording; later acts then never change an earlier answer.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache

from schemas.register import Delegation, Holding, RecordedAppointment
from schemas.rules import DECIDERS, Appointment, Body, Role


def people_of(
    body: Body, roles: Role | Collection[Role], on: date, recorded: Sequence[RecordedAppointment]
) -> tuple[str, ...]:
    """Return who holds one of `roles` on that day, each once: those of the files first, in their order.

    For the decision gate the roles are `DECIDERS`; the body's panel counts as its chair and deputies.
    """
    wanted = {roles} if isinstance(roles, Role) else set(roles)
    held = (each for each in holdings(body, recorded) if each.role in wanted and holds_on(each, on))
    return tuple(dict.fromkeys(each.person for each in held))


def holdings(body: Body, recorded: Sequence[RecordedAppointment]) -> tuple[Holding, ...]:
    """Return all roles held at a body at any time; a dismissal ends or voids what was there before it."""
    found = list(_by_the_files(body))
    for act in recorded:
        if act.body != body.body:
            continue
        if act.act == "appoint":
            found.append(Holding.model_validate(act.model_dump()))
        else:
            found = [kept for each in found for kept in _after_dismissal(each, act)]
    return tuple(found)


def holds_on(holding: Holding, on: date) -> bool:
    """Whether a role is held on that day."""
    begun = holding.valid_from is None or holding.valid_from <= on
    return begun and (holding.valid_to is None or on <= holding.valid_to)


def covers(  # noqa: PLR0913, PLR0917 - each is part of the question
    delegation: Delegation, delegator: str, delegate: str, body: str, gate: str, award: str, on: date
) -> bool:
    """Whether `delegate` may act for `delegator` at this body and gate, on this award, on that day.

    A delegation is never passed on: the delegator acts in their own right, which the caller sees to.
    """
    return (
        (delegation.delegator, delegation.delegate, delegation.body) == (delegator, delegate, body)
        and (delegation.gates is None or gate in delegation.gates)
        and (delegation.awards is None or award in delegation.awards)
        and delegation.valid_from <= on <= delegation.valid_to
    )


def _by_the_files(body: Body) -> Iterator[Holding]:
    """The panel as chair and deputies, but for those whom `people` says more about; then `people`."""
    told = {each.person for each in body.people if each.role in DECIDERS}
    chair_is_told = any(each.role is Role.CHAIR for each in body.people)
    for place, person in enumerate(body.panel):
        if person not in told:
            is_chair = place == 0 and not chair_is_told
            yield _in_panel(person, Role.CHAIR if is_chair else Role.DEPUTY)
    for each in body.people:
        yield _as_told(each)  # pyright: ignore[reportArgumentType] - what is frozen can be hashed


# The same few hundred entries of the files are asked for at every stage of every nomination.
@lru_cache(maxsize=4096)
def _in_panel(person: str, role: Role) -> Holding:
    return Holding(person=person, role=role)


@lru_cache(maxsize=4096)
def _as_told(appointment: Appointment) -> Holding:
    return Holding.model_validate(appointment.model_dump())


def _after_dismissal(holding: Holding, dismissal: RecordedAppointment) -> Iterator[Holding]:
    """What a dismissal leaves of an earlier holding: all, the days before it, or nothing."""
    other = (holding.person, holding.role) != (dismissal.person, dismissal.role)
    over = holding.valid_to is not None and holding.valid_to < dismissal.valid_from
    if other or over:
        yield holding
    elif holding.valid_from is None or holding.valid_from < dismissal.valid_from:
        last_day = date.fromordinal(dismissal.valid_from.toordinal() - 1)
        yield holding.model_copy(update={"valid_to": last_day})
