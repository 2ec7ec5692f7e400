"""Erasing people on PostgreSQL, and the documents that are kept of them."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

import asyncpg

from adapters.person_cipher import TOKEN, key_id_of
from adapters.person_keys import box_of
from adapters.postgres.driver import PlainStatements
from adapters.postgres.register import PostgresRegister
from domain.canonical import model_digest
from domain.erasure import erasure_body, erasure_refusal, media_type_of, sha256_of
from domain.errors import InvalidRecordError, RuleSetError, StorageUnavailableError
from domain.personal import sealed_act, sealed_content, sealed_request
from schemas.erasure import (
    Attachment,
    BeforeErasure,
    Erasure,
    ErasureEvidence,
    ErasureReceipt,
    ErasureRefusal,
    ErasureRefusalReason,
)

_TRIES = 5


class PostgresErasures:
    """Destroys the keys of people, and keeps documents under them. No text of the record is opened here."""

    def __init__(self, pool: asyncpg.Pool, register: PostgresRegister) -> None:
        """Work over this pool; the register says who is a registrar."""
        self._statements, self._register = PlainStatements(pool, "person"), register
        self._box = box_of(pool)

    async def erase(self, act: Erasure) -> ErasureReceipt | ErasureRefusal:
        """Erase a person, or refuse it; a repeat gets the first receipt again."""
        known = await self._statements.value("earlier", act_id=str(act.act_id), digest=model_digest(act))
        if known:
            return _answer(act, json.loads(known))
        refused = _refusal(act, before := await self.before(act.subject))
        if refused is None and not await self._may_erase(act.actor_id, before.bodies):
            refused = erasure_refusal(act, ErasureRefusalReason.NOT_THE_REGISTRAR)
        if refused is not None:
            return refused
        for _ in range(_TRIES):
            answer = await self._try(act)
            if answer is not None:
                return answer
        message = "something is being written about this person; send the same act again under the same id"
        raise StorageUnavailableError(message)

    async def before(self, subject: str) -> BeforeErasure:
        """Return what there is of a person."""
        return BeforeErasure.model_validate_json(
            await self._statements.value("before_erasure", subject=subject)
        )

    async def evidence(self) -> ErasureEvidence:
        """Return everything about all erasures in one snapshot."""
        return ErasureEvidence.model_validate_json(await self._statements.value("evidence"))

    async def subject_of(self, nomination_id: str) -> str | None:
        """Return whom a nomination is about, None: it is not on record."""
        return await self._box.subject_of(nomination_id)

    async def attach(self, document: bytes, subject: str, added_by: str) -> str:
        """Keep a document about a person, sealed; return the hash by which content names it."""
        digest, sealed = sha256_of(document), await self._box.conceal(subject, document)
        await self._statements.value(
            "attach",
            sha256=bytes.fromhex(digest),
            subject=subject,
            media_type=media_type_of(document),
            size=len(document),
            sealed=sealed,
            key_id=key_id_of(sealed),
            added_by=added_by,
        )
        return digest

    async def attachment(self, sha256: str) -> tuple[Attachment, bytes | None] | None:
        """Return a document, None: it is not on record; without its bytes when its person was erased.

        Raises:
            InvalidRecordError: what is kept is not what was attached.
        """
        row = await self._statements.row("attachment", sha256=bytes.fromhex(sha256))
        if row is None:
            return None
        try:
            document = await self._box.reveal(row["sealed"])
        except ValueError:
            document = b""
        if document is not None and sha256_of(document) != sha256:
            message = f"attachment {sha256} is not what was attached; restore it from a backup"
            raise InvalidRecordError(message)
        return Attachment.model_validate(dict(row)), document

    async def attachments_of(self, subject: str) -> list[Attachment]:
        """Return what documents there are about a person."""
        rows = await self._statements.rows("attachments_of", subject=subject)
        return [Attachment.model_validate(dict(row)) for row in rows]

    async def _try(self, act: Erasure) -> ErasureReceipt | ErasureRefusal | None:
        """Seal what is still in clear, and erase; None when something was written between the two."""
        await self._seal_rows(act.subject)
        before = await self.before(act.subject)
        if not before.key_ids:
            return erasure_refusal(act, ErasureRefusalReason.ALREADY_ERASED)
        written = act.model_dump(mode="json") | {"digest": model_digest(act)}
        said = json.loads(
            await self._statements.value("erase", act=json.dumps(written), body=erasure_body(act, before))
        )
        return None if said.get("moved") else _answer(act, said)

    async def _seal_rows(self, subject: str) -> None:
        """Seal what was written before there were keys."""
        clear: set[str] = set()
        for row in await self._statements.rows("rows_of", subject=subject):
            _note_clear(json.loads(row["told"]), clear)
        if clear:
            seal = await self._box.seal_for(subject)  # makes a key, which must not happen for nothing
            pairs = [{"clear": text, "token": seal(text)} for text in sorted(clear)]
            await self._statements.value("seal_rows", subject=subject, pairs=json.dumps(pairs))

    async def _may_erase(self, person: str, bodies: Iterable[str]) -> bool:
        for body in bodies:
            try:
                if person in await self._register.registrars(body, datetime.now(UTC)):
                    return True
            except RuleSetError:
                continue  # of rules that nobody has any more
        return False


def _refusal(act: Erasure, before: BeforeErasure) -> ErasureRefusal | None:
    if not before.key_ids and not before.rows:
        return erasure_refusal(act, ErasureRefusalReason.UNKNOWN_SUBJECT)
    if before.open:
        return erasure_refusal(act, ErasureRefusalReason.STILL_OPEN, before.open)
    return None


def _note_clear(told: dict[str, Any], clear: set[str]) -> None:
    """Note each text of a row that stands there in clear."""

    def noting(text: str) -> str:
        if not TOKEN.fullmatch(text):
            clear.add(text)
        return text

    if isinstance(told.get("request"), dict):
        sealed_request(told["request"], noting)
    if isinstance(told.get("content"), dict):
        sealed_content(told["content"], noting)
    sealed_act({name: told[name] for name in ("note", "reason") if name in told}, noting)
    if isinstance(told.get("act"), dict):
        sealed_act(cast("dict[str, Any]", told["act"]), noting)


def _answer(act: Erasure, said: dict[str, Any]) -> ErasureReceipt | ErasureRefusal:
    if said.get("open"):
        return erasure_refusal(act, ErasureRefusalReason.STILL_OPEN, tuple(said["open"]))
    if said.get("entry") is None:
        return erasure_refusal(act, ErasureRefusalReason.ID_TAKEN)
    return ErasureReceipt.model_validate(said["entry"])
