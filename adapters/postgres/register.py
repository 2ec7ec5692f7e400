"""The register of people: the rule sets' files, and the recorded acts that change what they say."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from adapters.postgres.pool import Statements
from adapters.rule_files import RuleFiles
from domain.canonical import model_digest
from domain.entitlement import covers, holdings, people_of
from domain.errors import RuleSetError, StorageUnavailableError
from domain.register_judgement import DELEGABLE, Register, judge_register_act, register_body
from domain.register_words import register_refusal
from domain.working_days import VIETNAM_TIME
from schemas.register import (
    Delegation,
    Holding,
    RecordedAppointment,
    RegisterAct,
    RegisterEvidence,
    RegisterReceipt,
    RegisterRefusal,
    RegisterRefusalReason,
    RegisterSnapshot,
)
from schemas.rules import Body, Role, RuleSet

_APPOINTMENTS = TypeAdapter(tuple[RecordedAppointment, ...])
_DELEGATIONS = TypeAdapter(tuple[Delegation, ...])
_TRIES = 5


class PostgresRegister:
    """`activities.ports.Register` on PostgreSQL. It keeps nothing: every question reads the record."""

    def __init__(self, pool: asyncpg.Pool, rules: RuleFiles) -> None:
        """Read and write over this pool; people begin as these rule sets have them."""
        self._statements = Statements(pool, "register")
        self._rules = rules

    async def entitled(
        self, body: str, roles: tuple[Role, ...], rule_set: str, on: datetime
    ) -> tuple[str, ...]:
        """Return who holds one of these roles at `on`, in a stable order."""
        found = _body_in(self._rules.named(rule_set), body)
        return people_of(found, roles, _day(on), await self._appointments(body, on))

    async def delegation(  # noqa: PLR0913, PLR0917 - each is part of the question
        self, delegate: str, delegator: str, body: str, gate: str, award: str, on: datetime
    ) -> Delegation | None:
        """Return the earliest delegation under which `delegate` may act for `delegator` here, or None.

        It holds only as long as the delegator has a role at the body that can be delegated.
        """
        given = await self._delegations(on, body, (delegate,))
        if not given or delegator not in await self._able_to_delegate(body, on):
            return None
        covering = (each for each in given if covers(each, delegator, delegate, body, gate, award, _day(on)))
        return next(covering, None)

    async def delegations_to(self, people: tuple[str, ...], on: datetime) -> tuple[tuple[str, str], ...]:
        """Return the delegations to these people in force at `on`, as pairs (delegate, delegator)."""
        given = await self._delegations(on, None, people)
        in_force = (each for each in given if each.valid_from <= _day(on) <= each.valid_to)
        return tuple((each.delegate, each.delegator) for each in in_force)

    async def registrars(self, body: str, on: datetime) -> tuple[str, ...]:
        """Return who keeps the records of a body at `on`: its registrars, or its chair where it has none.

        Raises:
            RuleSetError: no rule set has this body.
        """
        home = self._home_of(body, _day(on)).rule_set
        found = await self.entitled(body, (Role.REGISTRAR,), home, on)
        return found or await self.entitled(body, (Role.CHAIR,), home, on)

    async def record(self, act: RegisterAct) -> RegisterReceipt | RegisterRefusal:
        """Put an act on the register, or refuse it; a repeat gets the first receipt again."""
        digest = model_digest(act)
        known = await self._statements.value("earlier", act_id=str(act.act_id), digest=digest)
        if known:
            return _answer(act, known)
        for _ in range(_TRIES):
            answer = await self._try(act, digest)
            if answer is not None:
                return answer
        message = "the register is busy; send the same act again under the same id"
        raise StorageUnavailableError(message)

    async def people(self, body: str, on: datetime) -> tuple[Holding, ...]:
        """Return all roles held at a body at any time, as was on record at `on`.

        Raises:
            RuleSetError: no rule set has this body.
        """
        found = _body_in(self._home_of(body, _day(on)), body)
        return holdings(found, await self._appointments(body, on))

    async def delegations(self, body: str, on: datetime) -> tuple[Delegation, ...]:
        """Return the delegations at a body that were on record and not revoked at `on`, and not over."""
        return tuple(each for each in await self._delegations(on, body) if each.valid_to >= _day(on))

    async def body_of_delegation(self, delegation_id: UUID) -> str | None:
        """Return the body at which a delegation was given, or None when there is no such delegation."""
        body: str | None = await self._statements.value("body_of_delegation", delegation_id=delegation_id)
        return body

    async def streams(self) -> list[str]:
        """Return the ledger streams of the register."""
        return [row["stream_id"] for row in await self._statements.rows("streams")]

    async def evidence(self, stream_id: str) -> RegisterEvidence:
        """Return everything about one body's register in one snapshot."""
        found = await self._statements.value("evidence", stream_id=stream_id)
        return RegisterEvidence.model_validate_json(found)

    async def _try(self, act: RegisterAct, digest: str) -> RegisterReceipt | RegisterRefusal | None:
        """Judge and record; None when another act came between the two."""
        seen = RegisterSnapshot.model_validate_json(await self._statements.value("snapshot"))
        refused = self._judge(act, seen)
        if refused is not None:
            return register_refusal(act.act_id, refused)
        sent = act.model_dump(mode="json") | {"digest": digest, "expected": seen.last}
        said = await self._statements.value("record", act=json.dumps(sent), body=register_body(act))
        return None if "moved" in json.loads(said) else _answer(act, said)

    def _judge(self, act: RegisterAct, seen: RegisterSnapshot) -> RegisterRefusalReason | None:
        today = _day(datetime.now(UTC))
        try:
            rule_set = self._home_of(act.body, today)
        except RuleSetError:
            return RegisterRefusalReason.UNKNOWN_BODY
        return judge_register_act(Register(rule_set, seen, today), act)

    async def _able_to_delegate(self, body: str, on: datetime) -> set[str]:
        """Those with a delegable role at a body, under any rule set: cases of older ones are open, too."""
        recorded = await self._appointments(body, on)
        bodies = (each for rule_set in self._rules.rule_sets for each in rule_set.bodies if each.body == body)
        return {who for each in bodies for who in people_of(each, DELEGABLE, _day(on), recorded)}

    async def _appointments(self, body: str, until: datetime) -> tuple[RecordedAppointment, ...]:
        found = await self._statements.value("appointments", body=body, until=until)
        return _APPOINTMENTS.validate_json(found)

    async def _delegations(
        self, until: datetime, body: str | None, delegates: tuple[str, ...] | None = None
    ) -> tuple[Delegation, ...]:
        found = await self._statements.value(
            "delegations_at", until=until, body=body, delegates=None if delegates is None else list(delegates)
        )
        return _DELEGATIONS.validate_json(found)

    def _home_of(self, body: str, day: date) -> RuleSet:
        """The rule set in force on that day if it has the body, otherwise the latest that has it."""
        having = [each for each in self._rules.rule_sets if any(b.body == body for b in each.bodies)]
        if not having:
            message = f'no rule set has a body "{body}"; check its code'
            raise RuleSetError(message)
        in_force = (r for r in having if r.valid_from <= day and (r.valid_to is None or day <= r.valid_to))
        return next(in_force, max(having, key=lambda rule_set: rule_set.valid_from))


def _body_in(rule_set: RuleSet, name: str) -> Body:
    for body in rule_set.bodies:
        if body.body == name:
            return body
    message = f'rule set {rule_set.rule_set} has no body "{name}"; check its code'
    raise RuleSetError(message)


def _day(instant: datetime) -> date:
    return instant.astimezone(VIETNAM_TIME).date()


def _answer(act: RegisterAct, said: str) -> RegisterReceipt | RegisterRefusal:
    entry = json.loads(said).get("entry")
    if entry is None:
        return register_refusal(act.act_id, RegisterRefusalReason.ID_TAKEN)
    return RegisterReceipt.model_validate(entry)
