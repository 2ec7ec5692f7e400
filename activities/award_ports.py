"""What activities need of the award record, as a protocol; `adapters` provides it."""

from typing import NamedTuple, Protocol

from schemas.award_record import AwardHistory, Grant
from schemas.nomination import SubjectKind


class QuotaCount(NamedTuple):
    """What a quota of a unit and year is counted from, now.

    `base` grants of the other award are in force; `taken` places are given or held; `held`: the nomination
    that asks holds one of them.
    """

    base: int
    taken: int
    held: bool


class AwardRecord(Protocol):
    """The award record, as it stands; only decisions and registrars add to it.

    Raises, from every method:
        StorageUnavailableError: trying again will help.
        InvalidRecordError: it cannot help.
    """

    async def history(self, subject: str) -> AwardHistory:
        """Return what the award record knows of one nominee, revoked grants too."""
        ...

    async def grant(self, grant_id: str) -> Grant | None:
        """Return a grant as it stands, or None when it is not on record."""
        ...

    async def base_and_taken(
        self, award: str, of: str, unit: str, year: int, nomination_id: str
    ) -> QuotaCount:
        """Return what the quota of `award`, a share of the holders of `of`, is counted from, now."""
        ...

    async def subject_for(self, kind: SubjectKind, identity_number: str | None, code: str | None) -> str:
        """Return the code of a nominee, made if there is none.

        Raises:
            InvalidRecordError: number and code belong to two different nominees; the text has no number.
        """
        ...
