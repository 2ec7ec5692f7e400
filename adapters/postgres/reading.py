"""Everything people look up, read from the record and never from Temporal's lists."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from adapters.postgres.pool import Statements
from schemas.record import EntryHead
from schemas.signing import SignedStatement
from schemas.views import (
    About,
    ActView,
    DecisionView,
    InboxItem,
    ListItem,
    NominationView,
    Totals,
    Unseen,
    VerdictsView,
)

_HEADS = TypeAdapter(tuple[EntryHead, ...])
_JSON_COLUMNS = ("route", "request", "content", "standing", "act", "verdicts", "council", "gate_state")


class RecordReader:
    """Looks things up; changes nothing but the note of what workflows have seen."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Read over this pool."""
        self._statements = Statements(pool, "reading")

    async def inbox(self, person: str) -> list[InboxItem]:
        """Return what waits for a person, in their own name or for whom they act, most urgent first."""
        rows = await self._statements.rows("inbox", person=person)
        return [InboxItem.model_validate(_decoded(row)) for row in rows]

    async def is_known(self, person: str) -> bool:
        """Return whether a code stands in any panel, nomination or act of the register."""
        return bool(await self._statements.value("is_known", person=person))

    async def listing(self, level: str | None, status: str | None) -> list[ListItem]:
        """Return all nominations, or those at a level or in a status."""
        rows = await self._statements.rows("listing", level=level, status=status)
        return [ListItem.model_validate(dict(row)) for row in rows]

    async def nomination(self, nomination_id: str) -> NominationView | None:
        """Return one nomination, or None when it is not on record."""
        row = await self._statements.row("nomination", nomination_id=nomination_id)
        return NominationView.model_validate(_decoded(row)) if row else None

    async def known_content(self, nomination_ids: Iterable[str]) -> dict[str, str]:
        """Return the first content hash of those nominations that are on record."""
        rows = await self._statements.rows("known_content", nomination_ids=list(nomination_ids))
        return {row["nomination_id"]: row["content_hash"] for row in rows}

    async def decisions_of(self, nomination_id: str) -> list[DecisionView]:
        """Return the decisions on a nomination, in order."""
        rows = await self._statements.rows("decisions_of", nomination_id=nomination_id)
        return [DecisionView.model_validate(dict(row)) for row in rows]

    async def acts_of(self, nomination_id: str) -> list[ActView]:
        """Return every other act on a nomination, in order."""
        rows = await self._statements.rows("acts_of", nomination_id=nomination_id)
        return [ActView.model_validate(_decoded(row)) for row in rows]

    async def verdicts_of(self, nomination_id: str) -> list[VerdictsView]:
        """Return what rules said of a nomination and what councils decided, in order."""
        rows = await self._statements.rows("verdicts_of", nomination_id=nomination_id)
        return [VerdictsView.model_validate(_decoded(row)) for row in rows]

    async def about_of_act(self, nomination_id: str, act_id: UUID) -> About | None:
        """Return what an act on record was about, or None when it is not on record."""
        row = await self._statements.row("about_of_act", nomination_id=nomination_id, act_id=act_id)
        return About.model_validate(dict(row)) if row else None

    async def envelope_of(self, nomination_id: str, decision_id: UUID) -> SignedStatement | None:
        """Return a decision as it was signed, or None when none signed is on record under this id."""
        kept = await self._statements.value(
            "envelope_of", nomination_id=nomination_id, decision_id=decision_id
        )
        return SignedStatement.model_validate_json(kept) if kept else None

    async def entry_of_act(self, nomination_id: str, act_id: UUID, digest: str) -> EntryHead | None:
        """Return the entry that answered this very message, or None."""
        keys = [f"act/{act_id}", f"refusal/{nomination_id}/{digest}"]
        head = await self._statements.value(
            "entry_of_act", nomination_id=nomination_id, keys=keys, digest=digest
        )
        return EntryHead.model_validate_json(head) if head else None

    async def entry_heads(self, nomination_id: str) -> tuple[EntryHead, ...]:
        """Return all ledger entries of a nomination, as its workflow knows them."""
        heads = await self._statements.value("entry_heads", nomination_id=nomination_id)
        return _HEADS.validate_json(heads)

    async def unseen(self, seconds: int, most: int, besides: Iterable[str] = ()) -> list[Unseen]:
        """Return nominations whose workflow may not know its ledger, unchanged for `seconds`."""
        rows = await self._statements.rows("unseen", seconds=seconds, most=most, besides=list(besides))
        return [Unseen.model_validate(dict(row)) for row in rows]

    async def confirm_seen(self, nomination_id: str, seq: int) -> None:
        """Note that a workflow has seen its ledger up to `seq`."""
        await self._statements.value("confirm_seen", nomination_id=nomination_id, seq=seq)

    async def totals(self, dossier_id: str | None) -> Totals:
        """Return how much is on record, of one dossier or of all."""
        row = await self._statements.row("totals", dossier_id=dossier_id)
        return Totals.model_validate(dict(row or {}))


def _decoded(row: asyncpg.Record) -> dict[str, Any]:
    """A row as a dictionary with its JSON columns read."""
    return {
        name: json.loads(value) if name in _JSON_COLUMNS and isinstance(value, str) else value
        for name, value in row.items()
    }
