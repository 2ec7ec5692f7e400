"""What the activities of an objection need from the outside, as a protocol; `adapters` provides it."""

from typing import Protocol
from uuid import UUID

from schemas.objection import ObjectedCase, ObjectionEntry


class Objections(Protocol):
    """What the record knows of objections. Every method only reads.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def case(self, nomination_id: str) -> ObjectedCase | None:
        """Return a nomination as whoever takes an objection must know it, None if it is not on record."""
        ...

    async def entries(self, nomination_id: str, objection_id: UUID, after: int) -> tuple[ObjectionEntry, ...]:
        """Return this objection's entries on the nomination's ledger after entry `after`, in order."""
        ...
