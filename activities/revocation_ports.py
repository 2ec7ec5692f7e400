"""What finding out about a revocation needs from the outside, as a protocol; `adapters` provides it."""

from typing import Protocol
from uuid import UUID

from schemas.revocation import RevokedCase


class RevocationRecord(Protocol):
    """What the record knows around a grant. Every method only reads.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
    """

    async def case(self, nomination_id: str) -> RevokedCase | None:
        """Return the nomination by which a grant was decided here, None: it is not on record."""
        ...

    async def open_for(self, grant_id: str, besides: str) -> bool:
        """Return whether a revocation or restoration of this grant is open on another stream."""
        ...

    async def is_upheld(self, objection_id: UUID, nomination_id: str) -> bool:
        """Return whether this objection to the nomination's outcome was upheld."""
        ...
