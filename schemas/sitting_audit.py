"""What an auditor of a sitting works with: everything that the record holds about it, in one snapshot."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt

from schemas.base import Exchanged
from schemas.ledger import LedgerEntry
from schemas.record import RefusedBy
from schemas.sitting import (
    BallotPaper,
    ItemResult,
    PaperAnswer,
    PaperFault,
    SittingItem,
    SittingOutcome,
    SittingStatus,
)
from schemas.sitting_record import OpenedSheet, SittingEntry, SittingHeader
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
    first_run_id: str
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


class SittingWitness(Exchanged):
    """What Temporal's history says about one sitting, over all its runs; compare `schemas.audit.Witness`.

    `status` is the last run's, None when Temporal has no history of the run that the record names; then
    `known_otherwise` tells whether it has one of another run. `header` is the sitting as it was opened,
    `entries` are those of its ledger as the workflow learnt them, by number, `caught_up` those of which it
    learnt only afterwards, `messages` the digests of the papers that arrived, by their act.
    """

    status: str | None
    known_otherwise: bool = False
    header: SittingHeader | None = None
    outcome: SittingOutcome | None = None
    entries: dict[int, SittingEntry] = Field(default_factory=dict[int, SittingEntry])
    caught_up: frozenset[int] = frozenset()
    answers: tuple[PaperAnswer, ...] = ()
    messages: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
