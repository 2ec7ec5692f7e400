"""What people send to a nomination, and the two answers they can get."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.case import CaseStatus
from schemas.ledger import EntryKind
from schemas.nomination import NominationContent
from schemas.signing import SignedStatement
from schemas.text import Code, Line, Prose, Round, Sha256

MAX_MESSAGE_BYTES = 64 * 1024
"""A larger message is refused unread: it could not be a decision, and would strain the history."""


class Verdict(StrEnum):
    """What a reviewer decides."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class Decision(Exchanged):
    """A reviewer's verdict on the content whose hash they saw.

    `decision_id` is chosen by the sender and makes repeating the message harmless. `return_to` names the
    earlier gate of this stage that a return goes to, None the nominator; `reason_codes` say why in codes that
    can be counted; `authority` is the form in which a deputy or delegate signs ("KT. CHỦ TỊCH"). `signed` is
    the reviewer's statement of all this, signed by their key; no digest of the message covers it.
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
    return_to: Code | None = None
    reason_codes: tuple[Code, ...] | None = None
    authority: Line | None = None
    signed: SignedStatement | None = None


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


Act = Decision | Resubmission | Withdrawal | CaseAct
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
    SUSPENDED = "suspended"
    NOT_SUSPENDED = "not_suspended"
    RECUSED = "recused"
    FOUR_EYES = "four_eyes"
    NOT_ENTITLED = "not_entitled"
    WRONG_TARGET = "wrong_target"
    NOT_CARRIED = "not_carried"
    RETURNED_BEFORE = "returned_before"
    UNKNOWN_PAPER = "unknown_paper"
    UNKNOWN_CRITERION = "unknown_criterion"
    UNKNOWN_CONDITION = "unknown_condition"
    MISSING_EVIDENCE = "missing_evidence"
    NOT_FOUND_OUT = "not_found_out"
    INCOMPLETE = "incomplete"
    ALREADY_SAID = "already_said"
    WINDOW_OVER = "window_over"
    UNKNOWN_COMMENT = "unknown_comment"
    NOT_A_LOWER_AWARD = "not_a_lower_award"
    NO_PROPOSAL = "no_proposal"
    AWAITING_CONSENT = "awaiting_consent"
    NOTHING_TO_REASSIGN = "nothing_to_reassign"
    CANNOT_MIGRATE = "cannot_migrate"
    VOTE_IN_A_SITTING = "vote_in_a_sitting"
    NOT_CLOSED = "not_closed"
    OBJECTION_TOO_LATE = "objection_too_late"
    OBJECTION_SETTLED = "objection_settled"
    UNKNOWN_BODY = "unknown_body"
    NOT_IN_CAMPAIGN = "not_in_campaign"
    OTHER_ROWS = "other_rows"
    UNKNOWN_HAND_OVER = "unknown_hand_over"
    WRONG_DOSSIER = "wrong_dossier"
    NOT_IN_DOSSIER = "not_in_dossier"
    QUOTA_SPENT = "quota_spent"
    QUOTA_MOVED = "quota_moved"
    ALREADY_HONOURED = "already_honoured"
    UNKNOWN_GRANT = "unknown_grant"
    NO_DECIDING_BODY = "no_deciding_body"
    REVOCATION_OPEN = "revocation_open"
    ALREADY_REVOKED = "already_revoked"
    NOT_REVOKED = "not_revoked"
    OBJECTION_NOT_UPHELD = "objection_not_upheld"
    NOT_AWAITED = "not_awaited"
    UNSIGNED = "unsigned"
    STATEMENT_DIFFERS = "statement_differs"
    BAD_SIGNATURE = "bad_signature"
    KEY_NOT_VALID = "key_not_valid"


class Receipt(Exchanged):
    """The act is on record: entry `seq` of the nomination's ledger, with this hash.

    `digest` is the hash of the message that was recorded, so that a sender can tell that it was theirs.
    `number` is that of the decision, such as "15/QĐ-UBND", where the act is one that has a number.
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
    number: Line | None = None


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
