"""The award record on PostgreSQL: looking grants up, and what registrars do to them."""

import json
from datetime import UTC, datetime
from typing import Any

import asyncpg
from pydantic import TypeAdapter

from activities.award_ports import QuotaCount
from adapters.postgres.pool import Statements
from adapters.postgres.register import PostgresRegister
from domain.award_record import KINDS, draft_of, grant_id_of, judge_registrars_act, registrars_body
from domain.award_record_words import grant_refusal
from domain.canonical import model_digest
from domain.errors import RuleSetError, StorageUnavailableError
from domain.working_days import day_in_vietnam
from schemas.award_record import (
    AwardHistory,
    Completeness,
    Grant,
    GrantEvent,
    GrantOnRecord,
    GrantReceipt,
    GrantRefusal,
    GrantRefusalReason,
    RegistrarsAct,
)
from schemas.nomination import SubjectKind

_GRANTS = TypeAdapter(tuple[Grant, ...])
_EVENTS = TypeAdapter(tuple[GrantEvent, ...])
_TRIES = 5


class PostgresAwardRecord:
    """`activities.award_ports.AwardRecord` on PostgreSQL. Every question reads the record."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self._statements = Statements(pool, "award_record")

    async def history(self, subject: str) -> AwardHistory:
        """Return what the award record knows of one nominee, revoked grants too, in the order of years."""
        found = await self._statements.value("history", subject=subject)
        return AwardHistory.model_validate_json(found)

    async def grant(self, grant_id: str) -> Grant | None:
        """Return a grant as it stands, or None when it is not on record."""
        found = await self._on_record(grant_id)
        return found.grant if found else None

    async def grants(
        self,
        *,
        award: str | None = None,
        unit: str | None = None,
        year: int | None = None,
        subject: str | None = None,
    ) -> tuple[Grant, ...]:
        """Return the grants of an award, a unit, a year of achievement and a nominee; None: of all."""
        found = await self._statements.value("grants", award=award, unit=unit, year=year, subject=subject)
        return _GRANTS.validate_json(found)

    async def events(self, grant_id: str) -> tuple[GrantEvent, ...]:
        """Return what happened to a grant, in order; nothing when it is not on record."""
        return _EVENTS.validate_json(await self._statements.value("events", grant_id=grant_id))

    async def flags(self, subject: str | None = None) -> list[dict[str, Any]]:
        """Return which grants of a nominee, or of all, were flagged, when and because of which other."""
        return [dict(row) for row in await self._statements.rows("flags", subject=subject)]

    async def base_and_taken(
        self, award: str, of: str, unit: str, year: int, nomination_id: str
    ) -> QuotaCount:
        """Return what the quota of `award`, a share of the holders of `of`, is counted from, now."""
        row = await self._statements.row(
            "base_and_taken", award=award, of=of, unit=unit, year=year, nomination_id=nomination_id
        )
        return QuotaCount(**dict(row or {}))

    async def subject_for(self, kind: SubjectKind, identity_number: str | None, code: str | None) -> str:
        """Return the code of a nominee by identity number, code or both; made if there is none.

        Raises:
            InvalidRecordError: number and code belong to two different nominees; the text has no number.
        """
        subject: str = await self._statements.value(
            "subject_for", **self._nominee(kind, identity_number, code)
        )
        return subject

    async def subject_rehearsed(
        self, kind: SubjectKind, identity_number: str | None, code: str | None
    ) -> str:
        """Return the code as `subject_for` would, or one that nobody has, and make none.

        Raises:
            InvalidRecordError: as from `subject_for`.
        """
        subject: str = await self._statements.rehearsed(
            "subject_for", **self._nominee(kind, identity_number, code)
        )
        return subject

    def _nominee(
        self, kind: SubjectKind, identity_number: str | None, code: str | None
    ) -> dict[str, str | None]:
        """A nominee as the record looks for them; the number itself only finds one that was kept in clear."""
        hashed = self._statements.box.hash_of_number(identity_number) if identity_number else None
        return {"kind": kind, "identity_number": identity_number, "code": code, "hash": hashed}

    async def _on_record(self, grant_id: str) -> GrantOnRecord | None:
        found = await self._statements.value("grant", grant_id=grant_id)
        return GrantOnRecord.model_validate_json(found) if found else None


class AwardRegistry(PostgresAwardRecord):
    """The award record, with what registrars may do to it."""

    def __init__(self, pool: asyncpg.Pool, register: PostgresRegister) -> None:
        """Work over this pool; the register says who is a registrar."""
        super().__init__(pool)
        self._register = register

    async def record(self, act: RegistrarsAct) -> GrantReceipt | GrantRefusal:
        """Put an act on record, or refuse it; a repeat gets the first receipt again."""
        known = await self._statements.value("earlier", act_id=str(act.act_id), digest=model_digest(act))
        if known:
            return _answer(act, known)
        refused = await self.refused_by_office(act.body, act.actor_id)
        if refused is not None:
            return grant_refusal(act.act_id, refused)
        for _ in range(_TRIES):
            answer = await self._try(act)
            if answer is not None:
                return answer
        message = "the award record is busy; send the same act again under the same id"
        raise StorageUnavailableError(message)

    async def rehearse(self, act: RegistrarsAct) -> GrantReceipt | GrantRefusal | None:
        """Return what an act would be answered now by `record`, None: it would go on record; nothing does.

        Whether the person may act for the body is for `refused_by_office`.
        """
        known = await self._statements.value("earlier", act_id=str(act.act_id), digest=model_digest(act))
        return _answer(act, known) if known else _refusal(act, await self._grant_of(act))

    async def refused_by_office(self, body: str, actor: str) -> GrantRefusalReason | None:
        """Return why this person may not act for this body today, or None."""
        try:
            registrars = await self._register.registrars(body, datetime.now(UTC))
        except RuleSetError:
            return GrantRefusalReason.UNKNOWN_BODY
        return None if actor in registrars else GrantRefusalReason.NOT_THE_REGISTRAR

    async def _try(self, act: RegistrarsAct) -> GrantReceipt | GrantRefusal | None:
        """Judge and record; None when something happened to the grant between the two."""
        known = await self._grant_of(act)
        refused = _refusal(act, known)
        if refused is not None:
            return refused
        sent = _sent(act) | {"grant_id": grant_id_of(act), "expected": known.seq if known else 0}
        said = await self._statements.value("record", act=json.dumps(sent), body=registrars_body(act))
        return None if "moved" in json.loads(said) else _answer(act, said)

    async def _grant_of(self, act: RegistrarsAct) -> GrantOnRecord | None:
        grant_id = grant_id_of(act)
        return await self._on_record(grant_id) if grant_id else None


def _refusal(act: RegistrarsAct, known: GrantOnRecord | None) -> GrantRefusal | None:
    refused = judge_registrars_act(act, known.grant if known else None, day_in_vietnam(datetime.now(UTC)))
    return grant_refusal(act.act_id, refused) if refused is not None else None


def _sent(act: RegistrarsAct) -> dict[str, Any]:
    """An act as awards.record takes it."""
    draft = draft_of(act)
    sent = act.model_dump(mode="json", include={"act_id", "actor_id", "body"})
    sent |= {"kind": KINDS[type(act)], "digest": model_digest(act)}
    if isinstance(act, Completeness):
        sent["completeness"] = act.model_dump(mode="json", include={"subject", "complete_to", "evidence"})
    return sent | ({"grants": [draft.model_dump(mode="json")]} if draft else {})


def _answer(act: RegistrarsAct, said: str) -> GrantReceipt | GrantRefusal:
    entry = json.loads(said).get("entry")
    if entry is None:
        return grant_refusal(act.act_id, GrantRefusalReason.ID_TAKEN)
    return GrantReceipt.model_validate(entry)
