"""Sittings in PostgreSQL: each method is one statement, hence one transaction, and safe to repeat."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

import asyncpg
from pydantic import TypeAdapter

from adapters.postgres.pool import Statements
from adapters.postgres.record import microseconds, statement_of
from domain.sitting_ledger import body_of, count_facts, facts_of, opening_facts
from schemas.case import Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.nomination import NominationRequest
from schemas.record import Draft, EntryHead, Recorded
from schemas.route import Route
from schemas.sitting import LONGEST_LIST, ItemResult, SittingItem
from schemas.sitting_audit import SittingEvidence
from schemas.sitting_record import (
    CastPaper,
    Count,
    CountDraft,
    FullSitting,
    OpenedSheet,
    OpenedSitting,
    OpeningDraft,
    PaperDraft,
    PaperRefusalDraft,
    SittingDraft,
    SittingEntry,
    SittingHeader,
    SittingRecorded,
    Waiting,
)

_ENTRIES = TypeAdapter(tuple[SittingEntry, ...])
_RECORDED = TypeAdapter(tuple[Recorded, ...])
_ITEMS = TypeAdapter(tuple[SittingItem, ...])
_DEDUP_WORD = {EntryKind.SITTING_CLOSED: "closed", EntryKind.SITTING_ENDED: "ended"}


class PostgresSittings:
    """`activities.sitting_ports.Sittings` and `BulkRecord` on PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self._statements = Statements(pool, "sitting")

    async def open_sitting(
        self, draft: OpeningDraft, sitting: FullSitting, private_key: str | None
    ) -> OpenedSitting | None:
        """Open a sitting, or return what is on record from an earlier try; None: look again what waits."""
        act = {
            "first_run_id": draft.first_run_id,
            "occurred_us": microseconds(draft.at),
            "header": sitting.header.model_dump(mode="json"),
            "items": [item.model_dump(mode="json", exclude_none=True) for item in sitting.items],
        }
        answer = await self._statements.value(
            "open_sitting",
            act=json.dumps(act),
            body=body_of(opening_facts(sitting.header)),
            private_key=private_key,
        )
        return None if "taken" in json.loads(answer) else OpenedSitting.model_validate_json(answer)

    async def record(self, draft: SittingDraft) -> SittingRecorded:
        """Append a paper, a refusal, the close or the end to a sitting's ledger."""
        kind, facts = facts_of(draft)
        act = (
            draft.model_dump(mode="json")
            | {"kind": kind, "occurred_us": microseconds(draft.at)}
            | _address(draft, kind)
        )
        answer = await self._statements.value("record", act=json.dumps(act), body=body_of(facts))
        return SittingRecorded.model_validate_json(answer)

    async def hand_out_key(self, sitting_id: str) -> str | None:
        """Return the private key of a closed sitting; None if it was counted, or its vote was open."""
        key: str | None = await self._statements.value("hand_out_key", sitting_id=sitting_id)
        return key

    async def count(self, draft: CountDraft, count: Count, papers: int) -> SittingRecorded:
        """Put a count on record and destroy the key, or return the first count's entry."""
        act = {
            "sitting_id": draft.sitting_id,
            "expected_seq": draft.expected_seq,
            "occurred_us": microseconds(draft.at),
            "dedup_key": f"sitting/{draft.sitting_id}/counted",
            "opened": [sheet.model_dump(mode="json") for sheet in count.opened],
            "results": [result.model_dump(mode="json") for result in count.results],
            "number": count.number.model_dump(mode="json") if count.number else None,
        }
        body = body_of(count_facts(count, papers))
        answer = await self._statements.value("count", act=json.dumps(act), body=body)
        return SittingRecorded.model_validate_json(answer)

    async def entries_after(self, sitting_id: str, seq: int) -> tuple[SittingEntry, ...]:
        """Return the entries of a sitting's ledger after `seq`, in order."""
        answer = await self._statements.value("entries_after", sitting_id=sitting_id, seq=seq)
        return _ENTRIES.validate_json(answer)

    async def sitting(self, sitting_id: str, first: int = 1, last: int = LONGEST_LIST) -> FullSitting | None:
        """Return a sitting with its list or a run of positions of it, or None when it is not on record."""
        row = await self._statements.row("sitting", sitting_id=sitting_id, first=first, last=last)
        if row is None:
            return None
        header = SittingHeader.model_validate_json(row["header"])
        return FullSitting(header=header, items=_ITEMS.validate_json(row["items"]))

    async def papers(self, sitting_id: str) -> tuple[CastPaper, ...]:
        """Return the papers of a sitting as they came."""
        rows = await self._statements.rows("papers", sitting_id=sitting_id)
        return tuple(CastPaper.model_validate(_decoded(row)) for row in rows)

    async def results(self, sitting_id: str, first: int, last: int) -> tuple[ItemResult, ...]:
        """Return the results of a run of positions."""
        rows = await self._statements.rows("results", sitting_id=sitting_id, first=first, last=last)
        return tuple(ItemResult.model_validate(_decoded(row)) for row in rows)

    async def opened_sheets(self, sitting_id: str) -> tuple[OpenedSheet, ...]:
        """Return the opened sheets of a counted sitting, in the order of their codes."""
        rows = await self._statements.rows("opened_sheets", sitting_id=sitting_id)
        return tuple(OpenedSheet.model_validate(dict(row)) for row in rows)

    async def waiting(self, body: str, most: int) -> tuple[CaseFile, ...]:
        """Return nominations that wait for this council and are on no list."""
        rows = await self._statements.rows("waiting", body=body, most=most)
        return tuple(_case(row) for row in rows)

    async def on_list(self, sitting_id: str, first: int, last: int) -> tuple[Waiting, ...]:
        """Return the nominations of a run of positions as they stand now."""
        rows = await self._statements.rows("on_list", sitting_id=sitting_id, first=first, last=last)
        return tuple(Waiting(case=_case(row), told=row["told"]) for row in rows)

    async def untold(self, sitting_id: str, first: int, last: int) -> tuple[tuple[str, int], ...]:
        """Return nominations whose workflow may not have seen this sitting's result, and their last entry."""
        rows = await self._statements.rows("untold", sitting_id=sitting_id, first=first, last=last)
        return tuple((row["nomination_id"], row["seq"]) for row in rows)

    async def record_many(self, drafts: tuple[Draft, ...]) -> tuple[Recorded, ...]:
        """Append so many acts on nominations in one transaction; answers in the same order."""
        statements = [statement_of(draft, draft.standing) for draft in drafts]
        answer = await self._statements.value(
            "record_many",
            acts=f"[{','.join(act for act, _ in statements)}]",
            bodies=[body for _, body in statements],
        )
        return _RECORDED.validate_json(answer)

    async def entry_of_message(self, sitting_id: str, act_id: str, digest: str) -> SittingEntry | None:
        """Return the entry that answered this very message, or None."""
        keys = [f"act/{act_id}", _refusal_key(sitting_id, digest)]
        entry = await self._statements.value(
            "entry_of_message", sitting_id=sitting_id, keys=keys, digest=digest
        )
        return SittingEntry.model_validate_json(entry) if entry else None

    async def streams(self) -> list[str]:
        """Return the ids of all sittings that the record or the ledger knows."""
        return [row["sitting_id"] for row in await self._statements.rows("streams")]

    async def evidence(self, sitting_id: str) -> SittingEvidence | None:
        """Return everything about one sitting in one snapshot, or None when it is not on record."""
        found = await self._statements.value("sitting_evidence", sitting_id=sitting_id)
        return SittingEvidence.model_validate_json(found) if found else None

    async def results_of_no_sitting(self) -> list[str]:
        """Return nominations with a council's result that no sitting has."""
        return [row["nomination_id"] for row in await self._statements.rows("results_of_no_sitting")]

    async def listing(self, member: str | None) -> list[dict[str, Any]]:
        """Return all sittings, or those in which this member's paper is awaited, the latest first."""
        return [dict(row) for row in await self._statements.rows("sittings", member=member)]

    async def minutes_number(self, sitting_id: str) -> str | None:
        """Return the number of a counted sitting's minutes, such as "03/BB-HĐTĐKT"; None before the count."""
        number: str | None = await self._statements.value("minutes_number", sitting_id=sitting_id)
        return number

    async def status(self, sitting_id: str) -> tuple[str, datetime] | None:
        """Return a sitting's status and when it was opened, or None when it is not on record."""
        row = await self._statements.row("sitting", sitting_id=sitting_id, first=1, last=1)
        return (row["status"], row["opened_at"]) if row else None


def _address(draft: SittingDraft, kind: EntryKind) -> dict[str, Any]:
    """The keys that keep the same message from being recorded twice."""
    match draft:
        case PaperDraft(paper=paper, digest=digest):
            return {
                "act_id": str(paper.act_id),
                "dedup_key": f"act/{paper.act_id}",
                "refusal_key": _refusal_key(draft.sitting_id, digest),
            }
        case PaperRefusalDraft(digest=digest):
            return {"dedup_key": _refusal_key(draft.sitting_id, digest)}
        case _:
            return {"dedup_key": f"sitting/{draft.sitting_id}/{_DEDUP_WORD[kind]}"}


def _refusal_key(sitting_id: str, digest: str) -> str:
    return f"refusal/sitting:{sitting_id}/{digest}"


def _case(row: asyncpg.Record) -> CaseFile:
    head = EntryHead(
        seq=row["seq"], leaf_hash=row["leaf_hash"], kind=row["kind"], recorded_at=row["recorded_at"]
    )
    return CaseFile(
        request=NominationRequest.model_validate_json(row["request"]),
        route=_route(row["route"]),
        standing=Standing.model_validate_json(row["standing"]),
        last_entry=head,
    )


@lru_cache(maxsize=64)
def _route(text: str) -> Route:
    """Routes of one list are few and long, so each is read once."""
    return Route.model_validate_json(text)


def _decoded(row: asyncpg.Record) -> dict[str, Any]:
    columns = ("paper", "result")
    return {
        name: json.loads(value) if name in columns and isinstance(value, str) else value
        for name, value in row.items()
    }
