"""Where a nomination stands."""

from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.text import Code, Line, Sha256


class CaseStatus(StrEnum):
    """The state of a nomination; the last four are outcomes, and final."""

    IN_REVIEW = "in_review"
    RETURNED = "returned"
    CONFERRED = "conferred"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OUTCOMES = frozenset({CaseStatus.CONFERRED, CaseStatus.REJECTED, CaseStatus.WITHDRAWN, CaseStatus.LAPSED})
"""The statuses in which a nomination is closed."""


class Clock(Exchanged):
    """The deadline that is running, as instants in UTC, and the calendar it was computed with."""

    started_at: AwareDatetime
    remind_at: AwareDatetime
    due_at: AwareDatetime
    ends_at: AwareDatetime
    calendar: Line
    reminded: bool = False
    escalations: NonNegativeInt = 0


class Standing(Exchanged):
    """Where a nomination stands after an act; each ledger entry carries the standing that it led to.

    `round` counts how often the stage of `level` was entered. `clock` is None once the nomination is
    closed; while it is returned it is the nominator's clock.
    """

    status: CaseStatus
    level: Code
    body: Code
    round: PositiveInt
    content_version: PositiveInt
    content_hash: Sha256
    clock: Clock | None

    @property
    def closed(self) -> bool:
        """Whether the outcome is reached."""
        return self.status in OUTCOMES


class NominationOutcome(Exchanged):
    """The result of a nomination's workflow."""

    nomination_id: Code
    status: CaseStatus
    level: Code
    seq: PositiveInt
    leaf_hash: Sha256
