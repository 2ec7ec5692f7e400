"""Matters on the record: each method is one statement, hence one transaction."""

import json
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import AwareDatetime, TypeAdapter

from adapters.postgres.pool import Statements
from adapters.postgres.record import microseconds
from domain.matters.ledger import matter_body
from domain.matters.unit import with_clock
from schemas.base import Exchanged
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.matter import MatterDraft, MatterHead, MatterKind, MatterOnRecord, MatterRecorded
from schemas.matter_audit import MatterEvidence

_BESIDE = ("state", "notices", "grants", "flags", "number", "carries", "carried_by")
_HEADS = TypeAdapter(tuple[MatterHead, ...])


class MatterRow(Exchanged):
    """A matter as lists show it."""

    stream_id: str
    kind: MatterKind
    start: dict[str, Any]
    state: dict[str, Any]
    status: str
    closed: bool
    due_at: AwareDatetime | None
    seq: int
    opened_at: AwareDatetime


class MatterActRow(Exchanged):
    """What somebody did to a matter; `act` is the message as it arrived."""

    act_id: UUID
    message: str
    actor_id: str
    on_behalf_of: str | None
    act: dict[str, Any]
    acted_at: AwareDatetime
    seq: int
    kind: EntryKind


class UnseenMatter(Exchanged):
    """A matter whose workflow is not known to have seen its last entry."""

    stream_id: str
    seq: int
    closed: bool


class PostgresMatters:
    """`activities.matter_ports.MatterRecord` on PostgreSQL, and what people look up."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self._statements = Statements(pool, "matter")

    async def matter(self, stream: str) -> MatterOnRecord | None:
        """Return a matter with all its entries, None if it was never opened."""
        found = await self._statements.value("matter", stream=stream)
        return MatterOnRecord.model_validate_json(found) if found else None

    async def record(self, draft: MatterDraft, clock: Clock | None) -> MatterRecorded:
        """Append one act and its consequences; `clock` is that of the state which it leads to."""
        if draft.step is not None:
            draft = draft.model_copy(update={"step": with_clock(draft.step, clock)})
        answer = await self._statements.value(
            "record", act=json.dumps(_statement(draft)), body=matter_body(draft)
        )
        return MatterRecorded.model_validate_json(answer)

    async def heads_after(self, stream: str, seq: int) -> tuple[MatterHead, ...]:
        """Return a matter's entries after `seq`, in order."""
        return _HEADS.validate_json(await self._statements.value("heads_after", stream=stream, seq=seq))

    async def answer_to_act(self, stream: str, act_id: UUID, digest: str) -> MatterHead | None:
        """Return the entry that answered this very message, None when there is none."""
        found = await self._statements.value(
            "answer_to_act", stream=stream, act_id=str(act_id), digest=digest
        )
        return MatterHead.model_validate_json(found) if found else None

    async def listing(self, kind: MatterKind) -> list[MatterRow]:
        """Return the matters of one kind, the latest first."""
        return [_row(row) for row in await self._statements.rows("listing", kind=str(kind))]

    async def revocations_of(self, grant_id: str) -> list[MatterRow]:
        """Return the revocations and restorations of one grant, in the order in which they were opened."""
        return [_row(row) for row in await self._statements.rows("revocations_of", grant_id=grant_id)]

    async def acts(self, stream: str) -> list[MatterActRow]:
        """Return what people did to a matter, in order."""
        rows = await self._statements.rows("acts", stream=stream)
        return [MatterActRow.model_validate(dict(row) | {"act": _json(row["act"])}) for row in rows]

    async def streams(self) -> list[str]:
        """Return the ledger streams of all matters, in order."""
        return [row["stream_id"] for row in await self._statements.rows("streams")]

    async def evidence(self, stream: str) -> MatterEvidence:
        """Return everything about one matter in one snapshot."""
        found = await self._statements.value("matter_evidence", stream=stream)
        return MatterEvidence.model_validate_json(found)

    async def unseen(self, seconds: float, most: int, except_for: set[str]) -> list[UnseenMatter]:
        """Return matters whose workflow may have missed something, unchanged for so many seconds."""
        rows = await self._statements.rows(
            "unseen", seconds=seconds, most=most, except_for=sorted(except_for)
        )
        return [UnseenMatter.model_validate(dict(row)) for row in rows]

    async def confirm_seen(self, stream: str, seq: int) -> None:
        """Note that a matter's workflow has seen its ledger up to `seq`."""
        await self._statements.value("confirm_seen", stream=stream, seq=seq)


def _statement(draft: MatterDraft) -> dict[str, Any]:
    """Return a draft as matter.record takes it."""
    step = draft.step.model_dump(mode="json") if draft.step else {}
    beside = {name: step[name] for name in _BESIDE if step.get(name) is not None}
    own = draft.model_dump(mode="json", exclude={"step", "found", "at"})
    return own | beside | _address(draft) | {"occurred_us": microseconds(draft.at)}


def _address(draft: MatterDraft) -> dict[str, Any]:
    """The keys that keep the same message from being recorded twice."""
    refusal = f"refusal/{draft.stream}/{draft.digest}"
    if draft.entry_kind is EntryKind.REFUSAL_RECORDED:
        return {"dedup_key": refusal}
    if draft.act_id is None:
        return {"dedup_key": f"alarm/{draft.stream}/{draft.expected_seq}"}
    return {"dedup_key": f"act/{draft.act_id}", "refusal_key": refusal}


def _row(row: asyncpg.Record) -> MatterRow:
    return MatterRow.model_validate(dict(row) | {name: _json(row[name]) for name in ("start", "state")})


def _json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value
