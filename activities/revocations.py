"""Find out what a revocation must know: the grant, its bodies today, and what was built on it."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from uuid import UUID

from activities.award_ports import AwardRecord
from activities.ports import Register, RuleBook
from activities.revocation_ports import RevocationRecord
from domain.eligibility import built_on
from domain.errors import RuleSetError
from domain.matters.posts import above, answering
from domain.matters.revocation import OPENERS, RECOVERERS
from schemas.acts import CaseAct
from schemas.award_record import AwardHistory, Grant, GrantSource
from schemas.conditions import Condition
from schemas.ledger import EntryKind
from schemas.matter import MatterFile
from schemas.revocation import (
    BuiltOn,
    DecideRevocation,
    OpenRevocation,
    Origin,
    Post,
    RevocationAction,
    RevocationFound,
    RevocationState,
    RevokedCase,
)
from schemas.rules import DECIDERS, Deadline, Role, RuleSet

_NOON = time(5, tzinfo=UTC)
"""Noon in Vietnam, so that a day is the same day there."""


class RevocationFinder:
    """`activities.matter_ports.Finder` for revocations; it only reads."""

    def __init__(
        self, record: RevocationRecord, awards: AwardRecord, register: Register, rules: RuleBook
    ) -> None:
        """Read this record and award record, this register of people and these rules."""
        self._record = record
        self._awards = awards
        self._register = register
        self._rules = rules

    async def find(self, what: CaseAct | EntryKind, file: MatterFile | None, at: datetime) -> RevocationFound:
        """Return what must be known about an act, or about what the clock rings for."""
        if isinstance(what, OpenRevocation):
            return await self._for_opening(what, at)
        if file is None:
            message = "only an opening comes before there is a matter"
            raise ValueError(message)
        state = RevocationState.model_validate(file.state)
        if isinstance(what, DecideRevocation):
            return await self._for_decision(what, state, at)
        found = await self._common(state.grant_id, at)
        if isinstance(what, EntryKind):
            return found
        return await self._with_office(found, what, (*found.deciding, *found.submitting), RECOVERERS, at)

    async def _for_opening(self, act: OpenRevocation, at: datetime) -> RevocationFound:
        found = await self._common(act.grant_id, at)
        beside = {
            "open_elsewhere": await self._record.open_for(act.grant_id, f"revocation:{act.act_id}"),
            "objection_upheld": await self._is_upheld(act.objection_id, act.grant_id),
        }
        found = found.model_copy(update=beside)
        return await self._with_office(found, act, found.submitting, OPENERS, at)

    async def _for_decision(
        self, act: DecideRevocation, state: RevocationState, at: datetime
    ) -> RevocationFound:
        found = await self._common(state.grant_id, at)
        grant = await self._awards.grant(state.grant_id)
        if act.granted and grant is not None:
            later = await self._built_on(grant) if state.action is RevocationAction.REVOKE else ()
            symbol = await self._symbol(grant, at)
            found = found.model_copy(update={"built_on": later, "number_symbol": symbol})
        return await self._with_office(found, act, found.deciding, DECIDERS, at)

    async def _common(self, grant_id: str, at: datetime) -> RevocationFound:
        grant = await self._awards.grant(grant_id)
        if grant is None:
            return RevocationFound()
        origin = _origin(grant, await self._case_of(grant))
        left, entered = self._named(origin.rule_set), self._in_force(at)
        deciding = answering(left, origin.body, entered) if origin.body else ()
        return RevocationFound(
            origin=origin,
            deciding=deciding,
            submitting=answering(left, origin.submitting_body, entered) if origin.submitting_body else (),
            settling=_settling(left, entered),
            told_of_delay=above(deciding[0], self._rules.named(deciding[0].rule_set)) if deciding else None,
        )

    async def _with_office(
        self,
        found: RevocationFound,
        act: CaseAct,
        posts: Iterable[Post],
        roles: tuple[Role, ...],
        at: datetime,
    ) -> RevocationFound:
        """Find the bodies at which whoever acts, or for whom they act, holds one of these roles."""
        person, held = act.on_behalf_of or act.actor_id, list[str]()
        for post in posts:
            if person in await self._register.entitled(post.body, roles, post.rule_set, at):
                held.append(post.body)
        return found.model_copy(update={"held": tuple(dict.fromkeys(held))})

    async def _built_on(self, grant: Grant) -> tuple[BuiltOn, ...]:
        """Hold each later grant against the conditions of the rules under which it was given."""
        if grant.subject is None:
            return ()
        history = await self._awards.history(grant.subject)
        names = {each.grant_id: self._rules_of(each) for each in history.grants}
        later: dict[str, Grant] = {}
        for rule_set in {each.rule_set: each for each in names.values() if each}.values():
            found = built_on(_conditions(rule_set), grant, history)
            later |= {each.grant_id: each for each in found if names.get(each.grant_id) == rule_set}
        return tuple(
            BuiltOn(grant_id=each.grant_id, issuer=each.issuer) for each in _in_order(history, later)
        )

    def _rules_of(self, grant: Grant) -> RuleSet | None:
        """The rules under which a grant was given; of one brought from old files, those of its day."""
        if grant.rule_set is not None:
            return self._named(grant.rule_set)
        return self._in_force(datetime.combine(grant.decided_on or grant.period_to, _NOON))

    async def _symbol(self, grant: Grant, at: datetime) -> str | None:
        case = await self._case_of(grant)
        if case is not None:
            return case.number_symbol
        rule_set = self._named(grant.rule_set) or self._in_force(at)
        awards = rule_set.awards if rule_set else ()
        return next((each.number_symbol for each in awards if each.code == grant.award), None)

    async def _case_of(self, grant: Grant) -> RevokedCase | None:
        return await self._record.case(grant.nomination_id) if grant.nomination_id else None

    async def _is_upheld(self, objection_id: UUID | None, grant_id: str) -> bool:
        if objection_id is None:
            return False
        grant = await self._awards.grant(grant_id)
        if grant is None or grant.nomination_id is None:
            return False
        return await self._record.is_upheld(objection_id, grant.nomination_id)

    def _named(self, name: str | None) -> RuleSet | None:
        try:
            return self._rules.named(name) if name else None
        except RuleSetError:
            return None

    def _in_force(self, at: datetime) -> RuleSet | None:
        try:
            return self._rules.in_force(at, None)
        except RuleSetError:
            return None


def _origin(grant: Grant, case: RevokedCase | None) -> Origin:
    known = {
        "grant_id": grant.grant_id,
        "award": grant.award,
        "revoked": grant.revoked,
        "nominee": grant.subject,
    }
    if case is not None and grant.source is GrantSource.DECIDED_HERE:
        named = case.model_dump(exclude={"nomination_id", "number_symbol"})
        return Origin.model_validate(known | named)
    issued = {"submitting_body": grant.issuer, "body": grant.issuer}
    return Origin.model_validate(known | issued | {"level": grant.level, "rule_set": grant.rule_set})


def _settling(left: RuleSet | None, entered: RuleSet | None) -> Deadline | None:
    """The time for settling objections, by the rules of the decision; there is no other for revocations."""
    rule_set = left or entered
    return rule_set.objection.settling if rule_set and rule_set.objection else None


def _conditions(rule_set: RuleSet) -> dict[str, tuple[Condition, ...]]:
    return {award.code: award.conditions for award in rule_set.awards}


def _in_order(history: AwardHistory, chosen: dict[str, Grant]) -> Iterable[Grant]:
    return (grant for grant in history.grants if grant.grant_id in chosen)
