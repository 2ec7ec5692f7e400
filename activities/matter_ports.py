"""What the activities of matters need from the outside, as protocols; `adapters` provides it."""

from datetime import datetime
from typing import Protocol

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.matter import MatterDraft, MatterFile, MatterHead, MatterOnRecord, MatterRecorded


class MatterRecord(Protocol):
    """The record of all matters. Every method is one transaction and safe to repeat.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def matter(self, stream: str) -> MatterOnRecord | None:
        """Return a matter with all its entries, None if it was never opened."""
        ...

    async def record(self, draft: MatterDraft, clock: Clock | None) -> MatterRecorded:
        """Append one act and its consequences; `clock` is that of the state which it leads to."""
        ...

    async def heads_after(self, stream: str, seq: int) -> tuple[MatterHead, ...]:
        """Return a matter's entries after `seq`, in order."""
        ...


class Finder(Protocol):
    """Finds out what one kind of matter must know before something is written. It only reads.

    Raises:
        StorageUnavailableError: trying again will help.
    """

    async def find(self, what: CaseAct | EntryKind, file: MatterFile | None, at: datetime) -> Exchanged:
        """Return what must be known about an act, or about what the clock rings for."""
        ...


class MatterAudit(Protocol):
    """The echo of a matter's ledger for people who watch logs; written after commit."""

    def matter_recorded(self, stream: str, entry: MatterHead, run_id: str | None) -> None:
        """Emit the one line for a ledger entry."""
        ...
