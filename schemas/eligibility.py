"""What the conditions of an award say of one nominee, and how an officer rules on it."""

from datetime import date
from enum import StrEnum

from pydantic import NonNegativeInt

from schemas.base import Exchanged
from schemas.legal import LegalBasis
from schemas.nomination import AwardBasis, StatedFact, SubjectKind
from schemas.text import Code, Line


class Holds(StrEnum):
    """Whether a condition holds; what cannot be known from the record is neither yes nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class EligibilityQuestion(Exchanged):
    """For which award, period and merit a nominee is held against conditions, and on which day in Vietnam.

    `grant_id` is the grant, or the nomination, that asks: what is on record of it is not held against itself.
    """

    award: Code
    subject_kind: SubjectKind
    period_from: date
    period_to: date
    day: date
    basis: AwardBasis = AwardBasis.MERIT
    achievement_id: Code | None = None
    facts: tuple[StatedFact, ...] = ()
    grant_id: Code | None = None

    @property
    def year(self) -> int:
        """The year of achievement."""
        return self.period_to.year


class ConditionFinding(Exchanged):
    """One condition held against one nominee.

    `evidence` are codes of grants and of stated facts on which the answer rests; `remark` says that it holds,
    but that somebody should look. `vi` and `en` say in one sentence what was found, with no name of a person.
    """

    condition: Code
    holds: Holds
    remark: bool = False
    evidence: tuple[Line, ...] = ()
    vi: str
    en: str
    basis: LegalBasis


class QuotaStanding(Exchanged):
    """What a unit's quota for a year leaves: `base` holders, at most `limit` of the award, `taken` of them.

    `taken` counts what is reserved and what was conferred and is in force.
    """

    unit: Code
    year: int
    base: NonNegativeInt
    limit: NonNegativeInt
    taken: NonNegativeInt

    @property
    def left(self) -> int:
        """How many can still be reserved; never below zero."""
        return max(self.limit - self.taken, 0)
