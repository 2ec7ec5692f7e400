"""The registry of signing keys on PostgreSQL: what registrars state, judged and put on record."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from pydantic import TypeAdapter

from adapters.postgres.pool import Statements
from adapters.rule_files import RuleFiles
from adapters.statements import METHODS
from domain.errors import StorageUnavailableError
from domain.key_judgement import Vouched, judge_key_statement
from domain.key_people import Offices, judge_people
from domain.key_registry import history_of, key_body, key_digest, key_facts, key_statement
from domain.key_words import key_refusal
from domain.signing import StatementError
from domain.working_days import day_in_vietnam
from schemas.keys import KeyEvidence, KeyLife, KeyReceipt, KeyRefusal, KeyRow, PlacedEntry
from schemas.keys import KeyRefusalReason as Reason
from schemas.register import RegisterSnapshot
from schemas.signing import KeyStatement, SignedStatement

_ROWS = TypeAdapter(tuple[KeyRow, ...])
_ENTRIES = TypeAdapter(tuple[PlacedEntry, ...])
_TRIES = 5
_AT_ONCE = 500


class PostgresKeys:
    """The registry of keys. It keeps nothing: every question reads the record."""

    def __init__(self, pool: asyncpg.Pool, rules: RuleFiles) -> None:
        """Read and write over this pool; people begin as these rule sets have them."""
        self._statements = Statements(pool, "keys")
        self._register = Statements(pool, "register")
        self._rules = rules

    async def life_of(self, kid: str) -> KeyLife | None:
        """Return a key and what became of it, or None when none is enrolled under this thumbprint."""
        found = await self._statements.value("life", kid=kid)
        return _life(KeyRow.model_validate_json(found)) if found else None

    async def keys_of(self, person: str | None = None) -> tuple[KeyLife, ...]:
        """Return all keys ever enrolled, or those of one person, in the order of their enrolment."""
        found = await self._statements.value("all_keys", person=person)
        return tuple(_life(row) for row in _ROWS.validate_json(found))

    async def evidence(self) -> KeyEvidence:
        """Return everything on record about keys in one snapshot."""
        return KeyEvidence.model_validate_json(await self._statements.value("evidence"))

    async def entries_after(self, seq: int) -> tuple[PlacedEntry, ...]:
        """Return the entries of the registry after this number, in order."""
        return _ENTRIES.validate_json(await self._statements.value("entries_after", seq=seq))

    async def offices(self) -> Offices:
        """Return who works where, as of now."""
        found = await self._register.value("snapshot")
        snapshot = RegisterSnapshot.model_validate_json(found)
        return Offices(self._rules.rule_sets, snapshot, day_in_vietnam(datetime.now(UTC)))

    async def record(self, envelope: SignedStatement) -> KeyReceipt | KeyRefusal:
        """Put a registrar's statement on record, or refuse it; a repeat gets the first receipt again.

        Raises:
            StorageUnavailableError: the record cannot be reached, or is busy; the same may be sent again.
        """
        try:
            said = key_statement(envelope)
        except StatementError:
            return key_refusal(None, Reason.NO_STATEMENT)
        for _ in range(_TRIES):
            answer = await self._try(said, envelope)
            if answer is not None:
                return answer
        message = "the registry of keys is busy; send the same statement again"
        raise StorageUnavailableError(message)

    async def record_all(
        self, envelopes: Sequence[tuple[SignedStatement, tuple[str, ...]]], expected: int
    ) -> int:
        """Put many statements on record as they are, each with its registrars; return how many were written.

        They are not judged here: this is for keys to try things out with, and verification judges them.

        Args:
            envelopes: the statements, in order, and who signed each.
            expected: how many entries the registry has before the first.
        """
        written = 0
        for start in range(0, len(envelopes), _AT_ONCE):
            acts = [
                _act(envelope, who, expected + start + number)
                for number, (envelope, who) in enumerate(envelopes[start : start + _AT_ONCE])
            ]
            written += await self._statements.value(
                "record_all", acts=[json.dumps(act) for act, _ in acts], bodies=[body for _, body in acts]
            )
        return written

    async def _try(self, said: KeyStatement, envelope: SignedStatement) -> KeyReceipt | KeyRefusal | None:
        """Judge and record; None when another act came between the two.

        What is on record under the act's id is asked after the registry was read, so that no statement is
        judged by a registry that has it already.
        """
        seen, digest = await self.evidence(), key_digest(envelope)
        known = await self._statements.value("earlier", act_id=str(said.act_id), digest=digest)
        if known:
            return _answer(said, known)
        found = judge_key_statement(history_of(seen.entries), envelope, METHODS[envelope.method])
        if isinstance(found, Vouched):
            found = await self._against(found) or found
        if isinstance(found, Reason):
            return key_refusal(said.act_id, found)
        act, body = _act(envelope, found.registrars, seen.head_seq)
        answer = await self._statements.value("record", act=json.dumps(act), body=body)
        return None if "moved" in json.loads(answer) else _answer(said, answer)

    async def _against(self, vouched: Vouched) -> Reason | None:
        refused = judge_people(await self.offices(), vouched)
        leaf = vouched.said.from_leaf
        if refused is None and leaf and not await self._statements.value("has_leaf", leaf=leaf):
            return Reason.UNKNOWN_LEAF
        return refused


def _act(
    envelope: SignedStatement, registrars: tuple[str, ...], expected: int
) -> tuple[dict[str, Any], bytes]:
    """What the database is given of an act: its fields for the row, and the body of its entry."""
    facts = key_facts(envelope, registrars, key_digest(envelope))
    fields = {name: value for name, value in facts.items() if name != "envelope"}
    return fields | {"expected": expected}, key_body(facts)


def _answer(said: KeyStatement, answer: str) -> KeyReceipt | KeyRefusal:
    entry = json.loads(answer).get("entry")
    return KeyReceipt.model_validate(entry) if entry else key_refusal(said.act_id, Reason.ID_TAKEN)


def _life(row: KeyRow) -> KeyLife:
    fields = row.model_dump(exclude={"enrolled_entry", "revoked_entry"})
    key = {name: fields[name] for name in ("kid", "method", "public_key", "person", "role")}
    places = {"enrolled": row.enrolled_entry, "revoked": row.revoked_entry}
    return KeyLife.model_validate(fields | places | {"key": key})
