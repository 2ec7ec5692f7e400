"""What a council votes by, who may not vote, and what came of it.

Quorum and mark are exact shares of all members of the council, absent and barred ones too (NĐ
91/2017/NĐ-CP, Điều 45(8)). How a member voted is never held beside who they are: a tally is made of
sums, and an opened paper bears only the code that its voter chose.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from math import gcd
from typing import Annotated, Any, Self, cast

from pydantic import Field, NonNegativeInt, PositiveInt, StringConstraints, model_serializer, model_validator

from schemas.base import Exchanged
from schemas.rules import LegalBasis
from schemas.text import Code
from schemas.verdicts import RuleVerdict

_SHARE = re.compile(r"(?P<numerator>[0-9]{1,6}) ?(?:/ ?(?P<denominator>[0-9]{1,6})|%)")
_Term = Annotated[int, Field(strict=True, gt=0, lt=1_000_000)]

PaperCode = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The random code by which a voter finds their own paper: 16 bytes as lower-case hexadecimal digits."""

SealKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A public or private key of a sitting: 32 bytes as lower-case hexadecimal digits."""

SealedText = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){65,4096}$")]
"""A sealed paper as lower-case hexadecimal digits; there is one spelling, so that a copy is seen."""


class Share(Exchanged):
    """An exact part of a whole, above none and up to all of it, always in lowest terms.

    Read from "9/10", "90%" or its two numbers; written as "9/10".
    """

    numerator: _Term
    denominator: _Term

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        if isinstance(value, str):
            return _in_lowest_terms(_terms_of(value))
        if isinstance(value, Mapping):
            return _in_lowest_terms(cast("Mapping[str, object]", value))
        return value

    @model_validator(mode="after")
    def _no_more_than_all(self) -> Self:
        if self.numerator > self.denominator:
            message = f"{self} is more than all; write at most 100%"
            raise ValueError(message)
        return self

    @model_serializer
    def _write(self) -> str:
        return str(self)

    def __str__(self) -> str:
        """Return the share as it is written in rule sets."""
        return f"{self.numerator}/{self.denominator}"


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


def _terms_of(text: str) -> dict[str, object]:
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        message = 'is not a share; write it as "9/10" or "90%"'
        raise ValueError(message)
    return {"numerator": int(found["numerator"]), "denominator": int(found["denominator"] or 100)}


def _in_lowest_terms(terms: Mapping[str, Any]) -> dict[str, object]:
    """Return the terms reduced; what is no pair of positive integers is left for the fields to refuse."""
    pair = [terms.get("numerator"), terms.get("denominator")]
    if not all(type(term) is int and term > 0 for term in pair):
        return dict(terms)
    numerator, denominator = cast("list[int]", pair)
    divisor = gcd(numerator, denominator)
    return {**terms, "numerator": numerator // divisor, "denominator": denominator // divisor}
