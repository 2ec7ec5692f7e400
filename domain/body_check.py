"""Whether the bodies of a rule set and their people fit together: dates, substitutes, who decides."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from schemas.rules import DECIDERS, Appointment, Body


def body_faults(bodies: Iterable[Body]) -> Iterator[str]:
    """Return what is wrong with bodies and people, each with the field that it is about."""
    known = tuple(bodies)
    names = {body.body for body in known}
    for body in known:
        yield from _faults_of_dates(body)
        yield from _faults_of_people(body)
        yield from _faults_of_substitute(body, names)
        if body.body in {*body.predecessors, *body.successors}:
            yield f"{body.body}.predecessors, successors: no body follows itself"


def _faults_of_dates(body: Body) -> Iterator[str]:
    if _backwards(body.valid_from, body.valid_to):
        yield f"{body.body}.valid_to: is before valid_from"
    for each in body.people:
        if _backwards(each.valid_from, each.valid_to):
            yield f"{body.body}.people.{each.person}.valid_to: is before valid_from"


def _faults_of_people(body: Body) -> Iterator[str]:
    twice = {
        (one.person, one.role)
        for one, other in combinations(body.people, 2)
        if (one.person, one.role) == (other.person, other.role) and _overlap(one, other)
    }
    for person, role in sorted(twice):
        yield f"{body.body}.people: {person} is {role} twice at the same time"
    if not body.panel and not any(each.role in DECIDERS for each in body.people):
        yield f"{body.body}.people: nobody can decide; name a chair or a deputy"


def _faults_of_substitute(body: Body, names: set[str]) -> Iterator[str]:
    if body.substitute_council == body.body:
        yield f"{body.body}.substitute_council: is the body itself"
    elif body.substitute_council is not None and body.substitute_council not in names:
        yield f"{body.body}.substitute_council: {body.substitute_council} is not a body"


def _backwards(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start


def _overlap(one: Appointment, other: Appointment) -> bool:
    """Whether there is a day in both, which is so unless one ends before the other begins."""
    return not (_backwards(one.valid_from, other.valid_to) or _backwards(other.valid_from, one.valid_to))
