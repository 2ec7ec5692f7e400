"""What a sitting hands to the record and what the record answers, and what its workflow keeps.

As for nominations (`schemas.record`): a draft is written only if the sitting's ledger ends where its sender
thinks it does; otherwise the sender learns what it has missed. So every step may be repeated.
"""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.case_file import CaseFile
from schemas.council import SealKey
from schemas.ledger import EntryKind
from schemas.record import NumberDraft, RefusedBy
from schemas.sitting import (
    BallotPaper,
    ClosedBy,
    ItemOutcome,
    ItemResult,
    PaperFault,
    PaperReceipt,
    Sheet,
    SittingItem,
    SittingRequest,
    SittingStatus,
)
from schemas.text import Code, Sha256


class OpeningDraft(Exchanged):
    """A sitting about to be opened by the workflow run that was called first."""

    request: SittingRequest
    first_run_id: str
    at: AwareDatetime


class SittingEntry(Exchanged):
    """An entry of a sitting's ledger with what it states."""

    seq: PositiveInt
    leaf_hash: Sha256
    kind: EntryKind
    recorded_at: AwareDatetime
    facts: dict[str, Any]


class SittingHeader(Exchanged):
    """A sitting without its list, small enough to be kept in a history."""

    request: SittingRequest
    members: tuple[Code, ...]
    items: PositiveInt
    list_hash: Sha256
    sheets: tuple[Sheet, ...]
    closes_at: AwareDatetime
    public_key: SealKey | None = None


class OpenedSitting(Exchanged):
    """The record's answer to an opening: the sitting, and its ledger from the first entry."""

    header: SittingHeader
    entries: tuple[SittingEntry, ...] = Field(min_length=1)


class FullSitting(Exchanged):
    """A sitting about to be put on record, with the list that it votes on."""

    header: SittingHeader
    items: tuple[SittingItem, ...] = Field(min_length=1)


class CastPaper(Exchanged):
    """A paper as the record keeps it: who voted, when, and the paper as it came, open or sealed."""

    paper: BallotPaper
    digest: Sha256
    cast_at: AwareDatetime
    seq: PositiveInt


class SittingDraft(Exchanged):
    """Something about to be recorded on a sitting; `expected_seq` None takes the ledger wherever it ends."""

    sitting_id: Code
    expected_seq: NonNegativeInt | None
    at: AwareDatetime


class PaperDraft(SittingDraft):
    """A paper that was judged to be in order."""

    paper: BallotPaper
    digest: Sha256


class PaperRefusalDraft(SittingDraft):
    """A message that changes nothing. Ids are None when the message was too broken to read them."""

    act_id: UUID | None
    actor_id: Code | None
    message: str
    reason: PaperFault
    digest: Sha256
    refused_by: RefusedBy


class ClosingDraft(SittingDraft):
    """The end of voting."""

    closed_by: ClosedBy


class CountDraft(SittingDraft):
    """The count that is asked for."""


class EndingDraft(SittingDraft):
    """The end of a sitting; `left` are positions whose nominations had gone when results were recorded."""

    recorded: NonNegativeInt
    left: tuple[PositiveInt, ...]


class SittingRecorded(Exchanged):
    """The record's answer to a draft, as `schemas.record.Recorded`.

    `settled`: this was an open paper, and no other can change a result any more.
    """

    entry: SittingEntry | None = None
    earlier: SittingEntry | None = None
    missed: tuple[SittingEntry, ...] = ()
    id_taken: bool = False
    settled: bool = False


class SittingSeen(Exchanged):
    """The last entry of a sitting's ledger that its workflow has seen."""

    sitting_id: Code
    seq: PositiveInt


class AnsweredPaper(Exchanged):
    """A paper that is on record, with the digest by which a repeat is told from another message."""

    digest: Sha256
    receipt: PaperReceipt


class SittingFile(Exchanged):
    """What a sitting's workflow knows; carried whole over continue-as-new, and rebuilt from the record.

    `papers` maps who has voted to the act; `seals` are the hashes of sealed texts, so that a
    copy is seen; `sums` are those of the count.
    """

    header: SittingHeader
    status: SittingStatus
    last_entry: SittingEntry
    papers: dict[Code, str] = Field(default_factory=dict[str, str])
    seals: tuple[Sha256, ...] = ()
    answered: dict[str, AnsweredPaper] = Field(default_factory=dict[str, AnsweredPaper])
    settled: bool = False
    closed_by: ClosedBy | None = None
    sums: dict[ItemOutcome, NonNegativeInt] = Field(default_factory=dict[ItemOutcome, int])

    @property
    def sitting_id(self) -> str:
        """The sitting's opaque id."""
        return self.header.request.sitting_id

    @property
    def seq(self) -> int:
        """The last ledger entry seen."""
        return self.last_entry.seq


class OpenedSheet(Exchanged):
    """A sealed sheet after the count, by nobody: its paper code and its choices."""

    sheet: PositiveInt
    number: PositiveInt
    paper_code: str
    choices: tuple[str, ...]


class Count(Exchanged):
    """The count as it is put on record: the opened sheets in the order of their codes, and every result.

    `number` asks for the next number of the council's minutes; None: they get none.
    """

    opened: tuple[OpenedSheet, ...]
    results: tuple[ItemResult, ...]
    number: NumberDraft | None = None


class Chunk(Exchanged):
    """A run of positions of a sitting, both ends included."""

    sitting_id: Code
    first: PositiveInt
    last: PositiveInt
    at: AwareDatetime


class ChunkRecorded(Exchanged):
    """What became of a chunk: how many nominations have their result, and which positions had left."""

    recorded: NonNegativeInt
    left: tuple[PositiveInt, ...] = ()


class Waiting(Exchanged):
    """A nomination as it stands in the record, opened in bulk; `told` if this sitting's result is on it."""

    case: CaseFile
    told: bool = False
