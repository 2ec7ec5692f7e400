"""What the activities of a sitting need from the outside, as protocols; `adapters` provides it."""

from typing import Protocol

from schemas.case_file import CaseFile
from schemas.council import OpenedPaper
from schemas.record import Draft, Recorded
from schemas.sitting import LONGEST_LIST, ItemResult
from schemas.sitting_record import (
    CastPaper,
    Count,
    CountDraft,
    FullSitting,
    OpenedSitting,
    OpeningDraft,
    SittingDraft,
    SittingEntry,
    SittingRecorded,
    Waiting,
)


class Sittings(Protocol):
    """The record of sittings. Every method is one transaction and safe to repeat.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def open_sitting(
        self, draft: OpeningDraft, sitting: FullSitting, private_key: str | None
    ) -> OpenedSitting | None:
        """Open a sitting, or return what is on record from an earlier try.

        None: a nomination on the list was put on another sitting's list meanwhile; look again what waits.
        """
        ...

    async def record(self, draft: SittingDraft) -> SittingRecorded:
        """Append a paper, a refusal, the close or the end to a sitting's ledger."""
        ...

    async def hand_out_key(self, sitting_id: str) -> str | None:
        """Return the private key of a closed sitting; None if it was counted, or its vote was open."""
        ...

    async def count(self, draft: CountDraft, count: Count, papers: int) -> SittingRecorded:
        """Put a count on record and destroy the key, or return the first count's entry."""
        ...

    async def entries_after(self, sitting_id: str, seq: int) -> tuple[SittingEntry, ...]:
        """Return the entries of a sitting's ledger after `seq`, in order."""
        ...

    async def sitting(self, sitting_id: str, first: int = 1, last: int = LONGEST_LIST) -> FullSitting | None:
        """Return a sitting with its list or a run of positions of it, or None when it is not on record."""
        ...

    async def papers(self, sitting_id: str) -> tuple[CastPaper, ...]:
        """Return the papers of a sitting as they came."""
        ...

    async def results(self, sitting_id: str, first: int, last: int) -> tuple[ItemResult, ...]:
        """Return the results of a run of positions."""
        ...

    async def waiting(self, body: str, most: int) -> tuple[CaseFile, ...]:
        """Return nominations that wait for this council and are on no list."""
        ...

    async def on_list(self, sitting_id: str, first: int, last: int) -> tuple[Waiting, ...]:
        """Return the nominations of a run of positions as they stand now."""
        ...

    async def untold(self, sitting_id: str, first: int, last: int) -> tuple[tuple[str, int], ...]:
        """Return nominations whose workflow may not have seen this sitting's result, and their last entry."""
        ...


class BulkRecord(Protocol):
    """The record of nominations, for many acts at once."""

    async def record_many(self, drafts: tuple[Draft, ...]) -> tuple[Recorded, ...]:
        """Append so many acts in one transaction, all or nothing; answers in the same order."""
        ...


class BallotSeal(Protocol):
    """The sealing of secret ballots."""

    def new_key(self) -> tuple[str, str]:
        """Return a new sitting's public and private key."""
        ...

    def open_paper(self, private: str, sealed: str, choices: int) -> OpenedPaper | None:
        """Return the paper in a sealed text, None if it holds no paper with so many choices."""
        ...


class Teller(Protocol):
    """Tells nominations that there is something new on their record."""

    async def tell(self, nomination_id: str, seq: int) -> bool:
        """Tell one of entry `seq`; return whether it has seen it. What fails is left to the sweep."""
        ...
