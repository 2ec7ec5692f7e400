"""What an auditor of a matter works with: everything that the record holds of it, and its second witness."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt

from schemas.base import Exchanged
from schemas.ledger import LedgerEntry
from schemas.matter import MatterAnswer, MatterHead, MatterKind, MatterOutcome
from schemas.messages import RefusalReason
from schemas.text import Sha256


class MatterRow(Exchanged):
    """A matter's own row: where it stands, by the record."""

    kind: MatterKind
    start: dict[str, Any]
    state: dict[str, Any]
    status: str
    closed: bool
    due_at: AwareDatetime | None
    seq: NonNegativeInt


class MatterActEvidence(Exchanged):
    """An act as the record keeps it beside the ledger; `seq` 0: it belongs to no entry."""

    act_id: UUID
    message: str
    actor_id: str
    on_behalf_of: str | None
    act: dict[str, Any]
    digest: Sha256
    at: AwareDatetime
    seq: NonNegativeInt


class MatterRefusalEvidence(Exchanged):
    """A refused message as the record keeps it; `seq` 0: it belongs to no entry."""

    act_id: UUID | None
    actor_id: str | None
    message: str
    reason: RefusalReason
    digest: Sha256
    at: AwareDatetime
    seq: NonNegativeInt


class FlagEvidence(Exchanged):
    """A flag on the award record, and the entry that set it."""

    grant_id: str
    because_of: str
    seq: NonNegativeInt


class CarriedEvidence(Exchanged):
    """A nomination that another dossier carries, and the entry that handed it over."""

    nomination_id: str
    carried_by: str
    seq: NonNegativeInt


class MatterEvidence(Exchanged):
    """Everything about one matter in one snapshot; `row` None: it was never opened."""

    stream: str
    row: MatterRow | None
    head_seq: NonNegativeInt
    head_hash: Sha256
    entries: tuple[LedgerEntry, ...]
    acts: tuple[MatterActEvidence, ...]
    refusals: tuple[MatterRefusalEvidence, ...]
    flags: tuple[FlagEvidence, ...]
    carried: tuple[CarriedEvidence, ...]


class MatterWitness(Exchanged):
    """What Temporal's history says about one matter, over all runs that carried it.

    `status` is the last run's, None when Temporal has no history. `entries` are those of its ledger as the
    workflow learnt them, by number, `first` the last one that was there when it took over the matter;
    `caught_up` are those of which it learnt only afterwards; `messages` the digests of the acts that arrived,
    by their id.
    """

    status: str | None
    outcome: MatterOutcome | None = None
    first: int | None = None
    entries: dict[int, MatterHead] = Field(default_factory=dict[int, MatterHead])
    caught_up: frozenset[int] = frozenset()
    answers: tuple[MatterAnswer, ...] = ()
    messages: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
