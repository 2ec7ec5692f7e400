"""What a council votes by, who may not vote, and what came of it.

Quorum and mark are exact shares of all members of the council, absent and barred ones too (NĐ
91/2017/NĐ-CP, Điều 45(8)). How a member voted is never held beside who they are: a tally is made of
sums, and an opened paper bears only the code that its voter chose.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, NonNegativeInt, PositiveInt, StringConstraints, model_validator

from schemas.base import Exchanged
from schemas.rules import LegalBasis
from schemas.share import Share
from schemas.text import Code
from schemas.verdicts import RuleVerdict

PaperCode = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The random code by which a voter finds their own paper: 16 bytes as lower-case hexadecimal digits."""

SealKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A public or private key of a sitting: 32 bytes as lower-case hexadecimal digits."""

SealedText = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){65,4096}$")]
"""A sealed paper as lower-case hexadecimal digits; there is one spelling, so that a copy is seen."""


class CouncilRule(Exchanged):
    """How a council votes on an award: both shares are of all its members.

    `written_votes_make_quorum`: whether a written vote counts as presence; for the mark it always counts.
    """

    quorum: Share
    mark: Share
    secret: bool
    written_votes_make_quorum: bool = False
    basis_quorum: LegalBasis | None = None
    basis_mark: LegalBasis | None = None


class Ground(StrEnum):
    """Why a member may not vote on a nomination, the strongest ground first."""

    NOMINEE = "nominee"
    RELATIVE = "relative"
    NOMINATOR = "nominator"
    EARLIER_LEVEL = "earlier_level"
    DELEGATE = "delegate"
    DECLARED = "declared"


class Barred(Exchanged):
    """A member who may not vote on a nomination."""

    person: Code
    ground: Ground


class Choice(StrEnum):
    """What a member may say about a nomination."""

    AGREE = "agree"
    DISAGREE = "disagree"
    ABSTAIN = "abstain"


class Manner(StrEnum):
    """How a vote reached the council: at the sitting, or in writing from an absent member."""

    IN_PERSON = "in_person"
    IN_WRITING = "in_writing"


class OpenVote(Exchanged):
    """One member's vote where the ballot is not secret."""

    voter: Code
    choice: Choice
    manner: Manner


class OpenedPaper(Exchanged):
    """A secret paper after the count began: its code and its choices, in the order of the paper."""

    paper_code: PaperCode
    choices: tuple[Choice, ...] = Field(min_length=1)


class Tally(Exchanged):
    """The sums of one vote; refused (ValueError) if they do not fit each other.

    `members` are all of the council, `barred` those of them who may not vote on this nomination, `invalid`
    the papers that could not be read. Barred members' votes are in none of the sums.
    """

    members: PositiveInt
    in_person: NonNegativeInt
    in_writing: NonNegativeInt
    agree: NonNegativeInt
    disagree: NonNegativeInt
    abstain: NonNegativeInt
    invalid: NonNegativeInt = 0
    barred: NonNegativeInt = 0

    @property
    def cast(self) -> int:
        """The votes cast, in person and in writing."""
        return self.in_person + self.in_writing

    @model_validator(mode="after")
    def _sums_fit(self) -> Self:
        by_choice = self.agree + self.disagree + self.abstain + self.invalid
        if by_choice != self.cast:
            message = f"{by_choice} votes by choice but {self.cast} by manner; count again"
            raise ValueError(message)
        if self.cast + self.barred > self.members:
            message = f"{self.cast} votes and {self.barred} barred of {self.members} members; count again"
            raise ValueError(message)
        return self


class CouncilResult(Exchanged):
    """What a council's vote on one nomination came to, and by which rules.

    `verdicts` are those of the rules "council.quorum" and "council.mark".
    """

    passed: bool
    quorum_met: bool
    needed_quorum: NonNegativeInt
    needed_mark: NonNegativeInt
    tally: Tally
    verdicts: tuple[RuleVerdict, ...]
