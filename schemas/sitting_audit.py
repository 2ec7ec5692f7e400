"""What an auditor of a sitting works with: everything that the record holds about it, in one snapshot."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, NonNegativeInt

from schemas.base import Exchanged
from schemas.ledger import LedgerEntry
from schemas.record import RefusedBy
from schemas.sitting import BallotPaper, ItemResult, PaperFault, SittingItem, SittingStatus
from schemas.sitting_record import OpenedSheet, SittingHeader
from schemas.text import Code, Sha256


class PaperRow(Exchanged):
    """A paper as the record keeps it; `seq` 0: it belongs to no entry."""

    paper: BallotPaper
    digest: Sha256
    cast_at: AwareDatetime
    seq: NonNegativeInt


class PaperRefusalRow(Exchanged):
    """A refused message as the record keeps it."""

    act_id: UUID | None
    actor_id: str | None
    message: str
    reason: PaperFault
    digest: Sha256
    refused_by: RefusedBy
    at: AwareDatetime
    seq: NonNegativeInt


class ResultOnNomination(Exchanged):
    """What the entry of this sitting on a nomination's own ledger states."""

    nomination_id: Code
    facts: dict[str, Any]


class SittingEvidence(Exchanged):
    """Everything about one sitting."""

    sitting_id: Code
    status: SittingStatus
    header: SittingHeader
    head_seq: int
    head_hash: Sha256
    items: tuple[SittingItem, ...]
    entries: tuple[LedgerEntry, ...]
    papers: tuple[PaperRow, ...]
    refusals: tuple[PaperRefusalRow, ...]
    opened: tuple[OpenedSheet, ...]
    results: tuple[ItemResult, ...]
    on_nominations: tuple[ResultOnNomination, ...]
