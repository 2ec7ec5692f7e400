"""Dossiers on the record: their rows, and what they carry. Each method is one statement, one transaction."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import PositiveInt, TypeAdapter

from adapters.postgres.pool import Statements
from domain.canonical import content_hash, model_digest
from domain.errors import StorageUnavailableError
from domain.personal import Seal, sealed_request, subject_of
from schemas.base import Exchanged
from schemas.dossier_matter import (
    DossierPart,
    DossierSummary,
    RowCounts,
    RowsOfDossier,
    RowsOnRecord,
    RowToOpen,
)
from schemas.dossier_rows import RowView
from schemas.erasure import ERASED, UNREADABLE
from schemas.nomination import NominationRequest

_TO_OPEN = TypeAdapter(tuple[RowToOpen, ...])


class KeptRow(Exchanged):
    """A row as it is put on record before its dossier is submitted."""

    row: PositiveInt
    ref: str
    nomination_id: str
    request: NominationRequest
    request_digest: str
    content_hash: str


class StandingCount(Exchanged):
    """How many nominations of a dossier stand at one level in one status."""

    status: str
    level: str
    nominations: int


class Lineage(Exchanged):
    """A hand-over: from which dossier into which, and how many nominations."""

    from_dossier: str
    into_dossier: str
    act_id: UUID
    actor_id: str
    reason: str
    acted_at: datetime
    nominations: int


class Carrier(Exchanged):
    """A dossier that carried a nomination; `act_id` None: it brought it."""

    dossier_id: str
    since: datetime
    act_id: UUID | None


def kept_row(row: int, ref: str, request: NominationRequest) -> KeptRow:
    """Return a row as it is put on record."""
    return KeptRow(
        row=row,
        ref=ref,
        nomination_id=request.nomination_id,
        request=request,
        request_digest=model_digest(request),
        content_hash=content_hash(request.content),
    )


def _sealed(row: KeptRow, seal: Seal) -> dict[str, Any]:
    kept = row.model_dump(mode="json")
    return kept | {"request": sealed_request(kept["request"], seal)}


def _readable(row: RowToOpen) -> RowToOpen:
    """A row whose texts can be read; without the key it was sealed under nothing is opened."""
    if row.request.content.nominee.name in {ERASED, UNREADABLE}:
        message = f"what row {row.row} tells of its nominee cannot be read; check PERSON_MASTER_KEY_FILE"
        raise StorageUnavailableError(message)
    return row


class PostgresDossiers:
    """`activities.dossier_ports.DossierRecord` and `DossierRows` on PostgreSQL, and what people look up."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Work over this pool."""
        self._statements = Statements(pool, "dossier")

    async def keep_rows(self, dossier_id: str, first: int, last: int, rows: Sequence[KeptRow]) -> bool:
        """Keep these as the rows `first` to `last`; False: the dossier is submitted, with other rows."""
        seals = await self._statements.box.seals_for(subject_of(row.request) for row in rows)
        written = json.dumps([_sealed(row, seals[subject_of(row.request)]) for row in rows])
        answer = await self._statements.value(
            "keep_rows", dossier_id=dossier_id, first=first, last=last, rows=written
        )
        return answer == "kept"

    # What its matter must know

    async def rows_on_record(self, dossier_id: str, nominator: str, body: str) -> RowsOnRecord:
        """Return how many rows there are, the hash over them, and how many are not by these two."""
        found = await self._statements.value(
            "rows_on_record", dossier_id=dossier_id, nominator=nominator, body=body
        )
        return RowsOnRecord.model_validate_json(found)

    async def parts_on_record(self, into: str, parts: Sequence[DossierPart]) -> int:
        """Return how many of these parts are hand-overs on record into this dossier."""
        written = json.dumps([part.model_dump(mode="json") for part in parts])
        return await self._statements.value("parts_on_record", into=into, parts=written)

    async def open_nominations(self, dossier_id: str) -> tuple[str, ...]:
        """Return the nominations that it carries now and that have no outcome yet."""
        return tuple(await self._statements.value("open_nominations", dossier_id=dossier_id))

    async def without_a_say(self, person: str, nominations: Sequence[str]) -> int:
        """Return in how many of them a person has no say."""
        return await self._statements.value("without_a_say", person=person, nominations=list(nominations))

    async def has_ended(self, dossier_id: str) -> bool:
        """Return whether this dossier has ended; False as well when there is none."""
        return bool(await self._statements.value("has_ended", dossier_id=dossier_id))

    async def has_open(self, dossier_id: str) -> bool:
        """Return whether something that it carries is still on its way."""
        return bool(await self._statements.value("has_open", dossier_id=dossier_id))

    async def counts(self, dossier_id: str) -> RowCounts:
        """Return how many of its rows came to what."""
        return RowCounts.model_validate_json(await self._statements.value("counts", dossier_id=dossier_id))

    async def summary(self, dossier_id: str) -> DossierSummary:
        """Return what it came to."""
        found = await self._statements.value("summary", dossier_id=dossier_id)
        return DossierSummary.model_validate_json(found)

    # While its nominations are opened

    async def pieces_left(self, dossier_id: str, size: int) -> tuple[int, ...]:
        """Return the numbers of the pieces of so many rows that have rows without a result."""
        return tuple(await self._statements.value("pieces_left", dossier_id=dossier_id, size=size))

    async def begin(self, piece: RowsOfDossier) -> tuple[RowToOpen, ...]:
        """Note which rows were on record before anybody began, and return those without a result."""
        found = await self._statements.value("begin_rows", **piece.model_dump())
        return tuple(_readable(row) for row in _TO_OPEN.validate_json(found))

    async def settle(self, dossier_id: str, rows: Sequence[int]) -> set[int]:
        """Note the result of those rows that are on record now, and return them."""
        return set(await self._statements.value("settle_rows", dossier_id=dossier_id, rows=list(rows)))

    async def refuse(self, dossier_id: str, row: int, reason: str) -> None:
        """Note that a row cannot become a nomination."""
        await self._statements.value("refuse_row", dossier_id=dossier_id, row=row, reason=reason)

    # What people look up

    async def rows_of(self, dossier_id: str) -> list[RowView]:
        """Return what became of each row, in order."""
        return await self._views(RowView, "rows_of", dossier_id=dossier_id)

    async def standing(self, dossier_id: str) -> list[StandingCount]:
        """Return how many nominations that it carries now stand where."""
        return await self._views(StandingCount, "standing", dossier_id=dossier_id)

    async def lineage(self, dossier_id: str) -> list[Lineage]:
        """Return every hand-over from or to a dossier, in order."""
        return await self._views(Lineage, "lineage", dossier_id=dossier_id)

    async def way_of(self, nomination_id: str) -> list[Carrier]:
        """Return the dossiers that carried a nomination, the first one first."""
        return await self._views(Carrier, "way_of", nomination_id=nomination_id)

    async def to_end(self, most: int, besides: Iterable[str]) -> list[str]:
        """Return the streams of dossiers whose nominations have all ended, and which have not."""
        rows = await self._statements.rows("to_end", most=most, besides=list(besides))
        return [row["stream_id"] for row in rows]

    async def _views(self, model: type[Any], statement: str, **parameters: object) -> list[Any]:
        return [
            model.model_validate(dict(row)) for row in await self._statements.rows(statement, **parameters)
        ]
