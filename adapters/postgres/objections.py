"""Objections as the record tells them: each method is one statement, and only reads."""

import json
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from adapters.postgres.pool import Statements
from schemas.objection import ObjectedCase, ObjectionEntry, ObjectionView

_ENTRIES = TypeAdapter(tuple[ObjectionEntry, ...])
_JSON_COLUMNS = ("standing", "rule")


class PostgresObjections:
    """`activities.objection_ports.Objections` on PostgreSQL, and what people look up."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "objection")

    async def case(self, nomination_id: str) -> ObjectedCase | None:
        """Return a nomination as whoever takes an objection must know it, None if it is not on record."""
        row = await self._statements.row("case", nomination_id=nomination_id)
        if row is None:
            return None
        known = dict(row) | {
            name: json.loads(row[name]) for name in _JSON_COLUMNS if isinstance(row[name], str)
        }
        return ObjectedCase.model_validate(known | {"told_of_delay": known["standing"]["body"]})

    async def entries(self, nomination_id: str, objection_id: UUID, after: int) -> tuple[ObjectionEntry, ...]:
        """Return this objection's entries on the nomination's ledger after entry `after`, in order."""
        answer = await self._statements.value(
            "entries", nomination_id=nomination_id, objection_id=str(objection_id), after=after
        )
        return _ENTRIES.validate_json(answer)

    async def objection(self, objection_id: UUID) -> ObjectionView | None:
        """Return one objection, or None when it is not on record."""
        found = await self._listing(only_open=False, objection_id=objection_id)
        return found[0] if found else None

    async def of_nomination(self, nomination_id: str) -> list[ObjectionView]:
        """Return the objections to one nomination, in the order in which they were filed."""
        found = await self._listing(only_open=False, nomination_id=nomination_id)
        return found[::-1]

    async def listing(self, *, only_open: bool) -> list[ObjectionView]:
        """Return all objections or the open ones, the latest first."""
        return await self._listing(only_open=only_open)

    async def _listing(
        self, *, only_open: bool, nomination_id: str | None = None, objection_id: UUID | None = None
    ) -> list[ObjectionView]:
        rows = await self._statements.rows(
            "listing", only_open=only_open, nomination_id=nomination_id, objection_id=objection_id
        )
        return [ObjectionView.model_validate(dict(row)) for row in rows]
