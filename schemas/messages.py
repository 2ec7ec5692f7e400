"""What people send to a nomination, and the two answers they can get."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from schemas.base import Exchanged
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.nomination import NominationContent
from schemas.text import Code, Prose, Sha256

MAX_MESSAGE_BYTES = 64 * 1024
"""A larger message is refused unread: it could not be a decision, and would strain the history."""


Round = Annotated[int, Field(gt=0, lt=2**31)]
"""How often a stage was entered; bounded as the record and canonical JSON are."""


class Verdict(StrEnum):
    """What a reviewer decides."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class Decision(Exchanged):
    """A reviewer's verdict on the content whose hash they saw.

    `decision_id` is chosen by the sender and makes repeating the message harmless.
    """

    decision_id: UUID
    level: Code
    gate: Code
    round: Round
    reviewer_id: Code
    on_behalf_of: Code | None = None
    verdict: Verdict
    reason: Prose | None = None
    content_hash: Sha256


class Resubmission(Exchanged):
    """The nominator's answer to a return: the whole content again, and a note on what changed."""

    act_id: UUID
    actor_id: Code
    content: NominationContent
    note: Prose


class Withdrawal(Exchanged):
    """The nominator takes the nomination back."""

    act_id: UUID
    actor_id: Code
    reason: Prose


Act = Decision | Resubmission | Withdrawal
"""What a person can do to a nomination."""


def id_of(act: Act) -> UUID:
    """Return the sender's idempotency key."""
    return act.decision_id if isinstance(act, Decision) else act.act_id


def actor_of(act: Act) -> str:
    """Return who acts, by the message's own word."""
    return act.reviewer_id if isinstance(act, Decision) else act.actor_id


class RefusalReason(StrEnum):
    """Why a message changed nothing."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_MESSAGE = "unknown_message"
    CANCELLATION = "cancellation"
    ID_REUSED = "id_reused"
    CLOSED = "closed"
    WRONG_LEVEL = "wrong_level"
    WRONG_GATE = "wrong_gate"
    WRONG_ROUND = "wrong_round"
    ALREADY_DECIDED = "already_decided"
    WAITING_FOR_NOMINATOR = "waiting_for_nominator"
    NOT_ON_PANEL = "not_on_panel"
    OWN_NOMINATION = "own_nomination"
    NO_DELEGATION = "no_delegation"
    MISSING_REASON = "missing_reason"
    STALE_CONTENT = "stale_content"
    NOT_RETURNED = "not_returned"
    NOT_THE_NOMINATOR = "not_the_nominator"
    OTHER_AWARD = "other_award"


class Receipt(Exchanged):
    """The act is on record: entry `seq` of the nomination's ledger, with this hash.

    `digest` is the hash of the message that was recorded, so that a sender can tell that it was theirs.
    """

    answer: Literal["receipt"] = "receipt"
    nomination_id: Code
    act_id: UUID
    kind: EntryKind
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime
    status: CaseStatus
    level: Code
    round: PositiveInt


class Refusal(Exchanged):
    """The message changed nothing, and that is on record. `act_id` is None if none could be read."""

    answer: Literal["refusal"] = "refusal"
    nomination_id: Code
    act_id: UUID | None
    reason: RefusalReason
    explanation_vi: str
    explanation_en: str
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime


Answer = Annotated[Receipt | Refusal, Field(discriminator="answer")]
"""What every message is answered with."""
