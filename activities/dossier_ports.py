"""What the activities of dossiers need from the outside, as protocols; `adapters` provides it."""

from collections.abc import Sequence
from typing import Protocol

from schemas.dossier_matter import (
    DossierPart,
    DossierSummary,
    RowCounts,
    RowsOfDossier,
    RowsOnRecord,
    RowToOpen,
)
from schemas.nomination import NominationRequest


class DossierRecord(Protocol):
    """What the record knows of dossiers, their rows and what they carry. Every method only reads.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
    """

    async def rows_on_record(self, dossier_id: str, nominator: str, body: str) -> RowsOnRecord:
        """Return how many rows there are, the hash over them, and how many are not by these two."""
        ...

    async def parts_on_record(self, into: str, parts: Sequence[DossierPart]) -> int:
        """Return how many of these parts are hand-overs on record into this dossier."""
        ...

    async def open_nominations(self, dossier_id: str) -> tuple[str, ...]:
        """Return the nominations that it carries now and that have no outcome yet."""
        ...

    async def without_a_say(self, person: str, nominations: Sequence[str]) -> int:
        """Return in how many of them a person has no say: who neither nominated nor is awaited there."""
        ...

    async def has_ended(self, dossier_id: str) -> bool:
        """Return whether this dossier has ended; False as well when there is none."""
        ...

    async def has_open(self, dossier_id: str) -> bool:
        """Return whether something that it carries is still on its way."""
        ...

    async def counts(self, dossier_id: str) -> RowCounts:
        """Return how many of its rows came to what."""
        ...

    async def summary(self, dossier_id: str) -> DossierSummary:
        """Return what it came to."""
        ...


class DossierRows(Protocol):
    """The rows of dossiers while their nominations are opened. Every method is safe to repeat.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
    """

    async def pieces_left(self, dossier_id: str, size: int) -> tuple[int, ...]:
        """Return the numbers of the pieces of so many rows that have rows without a result."""
        ...

    async def begin(self, piece: RowsOfDossier) -> tuple[RowToOpen, ...]:
        """Note which rows were on record before anybody began, and return those without a result."""
        ...

    async def settle(self, dossier_id: str, rows: Sequence[int]) -> set[int]:
        """Note the result of those rows that are on record now, and return them."""
        ...

    async def refuse(self, dossier_id: str, row: int, reason: str) -> None:
        """Note that a row cannot become a nomination."""
        ...


class Openings(Protocol):
    """Starts nominations, no faster than the servers are meant to take them."""

    async def open(self, request: NominationRequest) -> None:
        """Start a nomination's workflow, unless it was started before."""
        ...

    async def why_not(self, nomination_id: str) -> str | None:
        """Return why a started nomination was not accepted, None while that is not said."""
        ...
