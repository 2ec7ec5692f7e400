"""What the register of people says of a statement on a key: whose registrar one is, and where somebody works.

Everybody who signs is a registrar somewhere, and at least one keeps the people of that body
(`domain.register_judgement`); the second may be of any body, because most bodies have only one.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.entitlement import holdings, holds_on
from domain.key_judgement import Vouched
from domain.key_registry import needs_two
from domain.register_judgement import Register, may_register, registrars_of
from schemas.keys import KeyRefusalReason as Reason
from schemas.register import RegisterSnapshot
from schemas.rules import Body, RuleSet
from schemas.signing import KeyAct, KeyRole, KeyStatement


class Offices(NamedTuple):
    """All rule sets, what is on record of people, and today's date in Vietnam."""

    rule_sets: Sequence[RuleSet]
    recorded: RegisterSnapshot
    today: date


def judge_people(offices: Offices, vouched: Vouched) -> Reason | None:
    """Return why those who signed may not, or why this person has no such key; None: it is in order."""
    said = vouched.said
    if not set(vouched.registrars) <= posts(offices, KeyRole.REGISTRAR).keys():
        return Reason.NOT_A_REGISTRAR
    if said.act is KeyAct.REVOKE:
        return None if _one_vouches(offices, vouched) else Reason.ANOTHER_REGISTRAR
    if said.level not in {body.level for _, body in _bodies(offices, said.body)}:
        return Reason.WRONG_LEVEL
    if not _has_a_part(offices, said):
        return Reason.NO_ROLE
    if vouched.alone and said.key.role is KeyRole.REGISTRAR:
        return None
    if len(vouched.registrars) < 2 and _works_where_two_vouch(offices, said.key.person):  # noqa: PLR2004
        return Reason.INCOMPLETE
    return None if _one_vouches(offices, vouched) else Reason.ANOTHER_REGISTRAR


def post_of(offices: Offices, person: str, role: KeyRole, body: str | None = None) -> tuple[str, str] | None:
    """Return the body and its level under which a person's key is enrolled, or None when they have no part.

    It is `body` if one is given; otherwise one whose level asks for two registrars, if there is any.
    """
    return posts(offices, role, body).get(person)


def posts(offices: Offices, role: KeyRole, body: str | None = None) -> dict[str, tuple[str, str]]:
    """Return body and level of everybody who has a part anywhere, or at this body; as registrar, or any.

    Those at bodies whose level asks for two registrars come first.
    """
    bodies = [each for each in _all_bodies(offices) if body in {None, each.body}]
    found: dict[str, tuple[str, str]] = {}
    for each in sorted(bodies, key=lambda it: not needs_two(it.level)):
        for person in _people_at(offices, each, role):
            found.setdefault(person, (each.body, each.level))
    return found


def _one_vouches(offices: Offices, vouched: Vouched) -> bool:
    bodies = tuple(_bodies(offices, vouched.said.body))
    return any(
        may_register(Register(rule_set, offices.recorded, offices.today), body, who)
        for rule_set, body in bodies
        for who in vouched.registrars
    )


def _has_a_part(offices: Offices, said: KeyStatement) -> bool:
    return any(
        said.key.person in _people_at(offices, body, said.key.role) for _, body in _bodies(offices, said.body)
    )


def _people_at(offices: Offices, body: Body, role: KeyRole) -> tuple[str, ...]:
    """Those who have a part at a body today, or its registrars."""
    recorded = offices.recorded.appointments
    if role is KeyRole.REGISTRAR:
        return registrars_of(body, offices.today, recorded)
    return tuple(each.person for each in holdings(body, recorded) if holds_on(each, offices.today))


def _works_where_two_vouch(offices: Offices, person: str) -> bool:
    post = post_of(offices, person, KeyRole.REVIEWER)
    return post is not None and needs_two(post[1])


def _bodies(offices: Offices, name: str | None) -> Iterator[tuple[RuleSet, Body]]:
    for rule_set in offices.rule_sets:
        for body in rule_set.bodies:
            if body.body == name:
                yield rule_set, body


def _all_bodies(offices: Offices) -> Iterator[Body]:
    for rule_set in offices.rule_sets:
        yield from rule_set.bodies
