"""A sitting of a council over a list (phiên họp hội đồng): what is voted on, the papers, and the answers.

A list is divided into sheets: the nominations on one sheet have the same barred members. A member fills in
every sheet on which they may vote and no other, so that no paper has a gap that would name its voter.
"""

from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt, model_validator

from schemas.base import Exchanged
from schemas.council import Barred, Choice, CouncilResult, CouncilRule, Manner, SealedText, SealKey
from schemas.text import Code, Round, Sha256

LONGEST_LIST = 2_000
"""Nominations in one sitting; the papers over more would be larger than a message may be."""


class SittingRequest(Exchanged):
    """The call of a sitting of the council `body` over what waits for it, of one rule set and award if given.

    A sitting is open or secret, so that there is one kind of paper: nominations that want the other are left
    for another one. It closes at `closes_at`, or at the end of so many `working_days` after the call.
    """

    sitting_id: Code
    body: Code
    called_by: Code
    secret: bool = False
    rule_set: Code | None = None
    award: Code | None = None
    closes_at: AwareDatetime | None = None
    working_days: Annotated[int, Field(gt=0, le=366)] | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.closes_at is None) == (self.working_days is None):
            message = "give either closes_at or working_days"
            raise ValueError(message)
        return self


class SittingItem(Exchanged):
    """One nomination on the list, as it stood when the sitting was opened."""

    position: PositiveInt
    sheet: PositiveInt
    nomination_id: Code
    award: Code
    level: Code
    round: Round
    content_hash: Sha256
    rule: CouncilRule
    rule_set: Code
    rule_set_digest: Sha256
    barred: tuple[Barred, ...] = ()


class Sheet(Exchanged):
    """A part of the list on which the same members vote: how many nominations, and who is barred from it."""

    number: PositiveInt
    length: PositiveInt
    barred: tuple[Code, ...] = ()


class PaperSheet(Exchanged):
    """One sheet filled in, in the order of its nominations: open choices, or one sealed text."""

    sheet: PositiveInt
    choices: tuple[Choice, ...] | None = None
    sealed: SealedText | None = None


class BallotPaper(Exchanged):
    """A member's one act over the whole list; `list_hash` is that of the list that they saw.

    `act_id` is chosen by the sender and makes repeating the paper harmless.
    """

    act_id: UUID
    actor_id: Code
    sitting_id: Code
    manner: Manner = Manner.IN_PERSON
    list_hash: Sha256
    sheets: Annotated[tuple[PaperSheet, ...], Field(max_length=LONGEST_LIST)]


class PaperFault(StrEnum):
    """Why a paper, or any other message to a sitting, changed nothing."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_MESSAGE = "unknown_message"
    CANCELLATION = "cancellation"
    ID_REUSED = "id_reused"
    SITTING_CLOSED = "sitting_closed"
    NOT_A_MEMBER = "not_a_member"
    BARRED = "barred"
    ALREADY_VOTED = "already_voted"
    WRONG_LIST = "wrong_list"
    INCOMPLETE_PAPER = "incomplete_paper"
    NOT_SEALED = "not_sealed"
    NOT_OPEN = "not_open"
    COPIED_PAPER = "copied_paper"


class PaperReceipt(Exchanged):
    """The paper is on record: entry `seq` of the sitting's ledger; how it was filled in is not repeated."""

    answer: Literal["receipt"] = "receipt"
    sitting_id: Code
    act_id: UUID
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime


class PaperRefusal(Exchanged):
    """The message changed nothing, and that is on record. `act_id` is None if none could be read."""

    answer: Literal["refusal"] = "refusal"
    sitting_id: Code
    act_id: UUID | None
    reason: PaperFault
    explanation_vi: str
    explanation_en: str
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime


PaperAnswer = Annotated[PaperReceipt | PaperRefusal, Field(discriminator="answer")]
"""What every message to a sitting is answered with."""


class SittingStatus(StrEnum):
    """How far a sitting is."""

    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    ENDED = "ended"


class ClosedBy(StrEnum):
    """Why no more papers are taken: all have voted, no paper could change a result, or the time is over."""

    ALL_VOTED = "all_voted"
    SETTLED = "settled"
    TIME = "time"


class ItemOutcome(StrEnum):
    """What became of one nomination on the list."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    NOT_DECIDED = "not_decided"


class NotDecided(StrEnum):
    """Why a nomination on the list was not decided.

    `left`: it no longer waited for this council with this content. `late_recusal`: a member recused
    themselves although a sealed paper of theirs, which nobody can tell from the others, covers it.
    """

    LEFT = "left"
    LATE_RECUSAL = "late_recusal"


class ItemResult(Exchanged):
    """The count of one nomination; `result` is None, and `ground` says why, where it was not decided."""

    position: PositiveInt
    nomination_id: Code
    outcome: ItemOutcome
    ground: NotDecided | None = None
    result: CouncilResult | None = None


class SittingOutcome(Exchanged):
    """The result of a sitting's workflow.

    `recorded` nominations have their result on record; `left` had gone elsewhere between count and record.
    """

    sitting_id: Code
    closed_by: ClosedBy
    papers: NonNegativeInt
    passed: NonNegativeInt
    not_passed: NonNegativeInt
    not_decided: NonNegativeInt
    recorded: NonNegativeInt
    left: NonNegativeInt
    told: NonNegativeInt
    seq: PositiveInt
    leaf_hash: Sha256


class SittingProgress(Exchanged):
    """The whole state of a sitting, for the `progress` query: who has voted and who is awaited, never how."""

    sitting_id: Code
    body: Code
    secret: bool
    status: SittingStatus
    items: PositiveInt
    list_hash: Sha256
    closes_at: AwareDatetime
    voted: tuple[Code, ...]
    awaited: tuple[Code, ...]
    seq: PositiveInt
    leaf_hash: Sha256


class BallotForm(Exchanged):
    """What a member is given to fill in; the sheets of a secret sitting are sealed to `public_key`."""

    sitting_id: Code
    member: Code
    secret: bool
    public_key: SealKey | None
    list_hash: Sha256
    closes_at: AwareDatetime
    items: tuple[SittingItem, ...]
    sheets: tuple[int, ...]
