"""What is handed to the record, and what the record answers.

A draft is one act with everything the record needs to write it in a single transaction. The record
appends it only when the nomination's ledger ends where the sender thinks it does (`expected_seq`);
otherwise it answers with what the sender has missed. That one rule makes every retry harmless.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, JsonValue, NonNegativeInt, PositiveInt

from schemas.award_record import GrantDraft
from schemas.base import Exchanged
from schemas.case import Standing
from schemas.conditions import Condition
from schemas.council import CouncilResult
from schemas.ledger import EntryKind
from schemas.messages import Decision, RefusalReason, Resubmission, Withdrawal
from schemas.names import MessageName
from schemas.nomination import NominationRequest
from schemas.route import Route
from schemas.rules import Deadline, Role
from schemas.text import Code, Line, Sha256
from schemas.verdicts import RuleVerdict


class NoticeKind(StrEnum):
    """Why somebody is told."""

    YOUR_TURN = "your_turn"
    RETURNED_TO_YOU = "returned_to_you"
    CONSENT_ASKED = "consent_asked"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    OUTCOME = "outcome"
    OBJECTION_FILED = "objection_filed"
    OBJECTION_DISMISSED = "objection_dismissed"
    OBJECTION_UPHELD = "objection_upheld"
    REVOCATION_OPENED = "revocation_opened"
    REVOCATION_GRANTED = "revocation_granted"
    REVOCATION_DENIED = "revocation_denied"
    GRANT_FLAGGED = "grant_flagged"


class Notice(Exchanged):
    """One person or body to be told; the text is made by whoever delivers it."""

    recipient: Code
    kind: NoticeKind


class Seat(Exchanged):
    """A place at a body; who holds it is looked up on the day, beginning with this rule set's files.

    `told` says whether its holders are told that it is their turn.
    """

    body: Code
    roles: tuple[Role, ...]
    rule_set: Code
    told: bool = True


class Mandate(Exchanged):
    """What must be found before an act is written.

    With `seat`, `person` must hold it; with `delegator`, a delegation from them to `person` must cover this
    gate and award at `body`.
    """

    person: Code
    seat: Seat | None = None
    delegator: Code | None = None
    body: Code
    gate: Code
    award: Code


class NumberDraft(Exchanged):
    """A number to be issued: the next one of this body's series `symbol` in the year of `day`, in Vietnam."""

    body: Code
    symbol: Line
    day: date


class Reservation(Exchanged):
    """A place in a unit's quota for a year: at most `limit` of `award`, which is the share of `base` holders.

    The record refuses it when the places are gone (`quota_spent`) or the base has shrunk (`quota_moved`).
    """

    award: Code
    unit: Code
    year: PositiveInt
    base: NonNegativeInt
    limit: NonNegativeInt


class ClockChange(StrEnum):
    """What an act does to the running clock, apart from starting or extending it."""

    PAUSE = "pause"
    RESUME = "resume"


class Draft(Exchanged):
    """An act about to be recorded.

    `expected_seq` is the last ledger entry that the sender has seen; None, for a refusal after the close,
    takes the ledger wherever it ends. `standing` is where the act leads,
    None when it changes nothing. `start_clock` asks the record to start this deadline at `at` and to
    put the clock into the standing; `extend_clock` asks it to move the end of the clock in the standing
    on by so many working days; `clock_change` pauses or resumes it; `clock_from` is the instant from which
    a new clock counts, where that is not `at`. `panel` is who may act at the standing's level; with `seat`,
    the record finds out who holds it and puts them into the standing instead, if anyone does. `mandates` must
    hold, or nothing is written. `verdicts` are what rules said; `found` is what was found out for it, where
    no rule can know that by itself. In the same transaction `grants` go into the award record, with the
    `number` that is issued; `reserve` is a place in a quota, without which nothing is written. `again` are
    conditions that must not fail on the nominee's award record as it is in that very transaction.
    """

    nomination_id: Code
    expected_seq: NonNegativeInt | None
    at: AwareDatetime
    standing: Standing | None = None
    start_clock: Deadline | None = None
    extend_clock: PositiveInt | None = None
    panel: tuple[Code, ...] = ()
    notices: tuple[Notice, ...] = ()
    clock_change: ClockChange | None = None
    clock_from: AwareDatetime | None = None
    seat: Seat | None = None
    mandates: tuple[Mandate, ...] = ()
    verdicts: tuple[RuleVerdict, ...] = ()
    found: dict[str, JsonValue] | None = None
    grants: tuple[GrantDraft, ...] = ()
    number: NumberDraft | None = None
    reserve: Reservation | None = None
    again: tuple[Condition, ...] = ()


class AcceptanceDraft(Exchanged):
    """A nomination about to be accepted by the workflow run that first opened it."""

    request: NominationRequest
    first_run_id: str
    at: AwareDatetime


class DecisionDraft(Draft):
    """A decision that was judged to be in order."""

    decision: Decision
    digest: Sha256


class ResubmissionDraft(Draft):
    """A resubmission that was judged to be in order."""

    resubmission: Resubmission
    digest: Sha256


class WithdrawalDraft(Draft):
    """A withdrawal that was judged to be in order."""

    withdrawal: Withdrawal
    digest: Sha256


class ActDraft(Draft):
    """Any other act that was judged to be in order; `act` is the whole message as it arrived.

    `level`, `gate` and `round` are where it found the case. If it changes the way, `route` is the new one and
    `left_route` the one that is left, which is on record nowhere else from then on.
    """

    message: MessageName
    kind: EntryKind
    act: dict[str, Any]
    act_id: UUID
    actor_id: Code
    on_behalf_of: Code | None
    level: Code
    gate: Code | None
    round: PositiveInt
    digest: Sha256
    route: Route | None = None
    left_route: Route | None = None


class CouncilDraft(Draft):
    """What a council's sitting decided on one nomination."""

    sitting_id: Code
    council: Code
    result: CouncilResult


class AlarmDraft(Draft):
    """A reminder, an escalation or the end of a deadline."""

    kind: EntryKind


class RefusedBy(StrEnum):
    """Who refused: the workflow, the door before it once it was closed, or an objection to its outcome."""

    WORKFLOW = "workflow"
    GATEWAY = "gateway"
    OBJECTION = "objection"


class RefusalDraft(Draft):
    """A message that changes nothing. Ids are None when the message was too broken to read them."""

    act_id: UUID | None
    actor_id: Code | None
    message: str
    reason: RefusalReason
    digest: Sha256
    refused_by: RefusedBy


class EntryHead(Exchanged):
    """A ledger entry as the workflow needs to know it.

    `route` is new if the entry changed it; `number` is the one that its decision was given.
    """

    seq: PositiveInt
    leaf_hash: Sha256
    kind: EntryKind
    recorded_at: AwareDatetime
    act_id: UUID | None = None
    digest: Sha256 | None = None
    standing: Standing | None = None
    refusal_reason: RefusalReason | None = None
    route: Route | None = None
    number: Line | None = None


class Recorded(Exchanged):
    """The record's answer to a draft.

    Exactly one of these holds: `entry` was written now; the same message is on record already as
    `earlier`; the ledger has gone on, and `missed` holds its entries after `expected_seq`;
    `id_taken`, because the id belongs to an act on another nomination; or `refused`, because the record
    knows a reason that the sender could not know; or `moved`, because the award record of the nominee has
    gone on since it was looked at.
    """

    entry: EntryHead | None = None
    earlier: EntryHead | None = None
    missed: tuple[EntryHead, ...] = ()
    id_taken: bool = False
    refused: RefusalReason | None = None
    moved: bool = False


class Accepted(Exchanged):
    """The record's answer to an acceptance: the route for life, and the ledger from its first entry.

    `entries` holds more than one entry only when acts were recorded that the workflow has not seen.
    """

    route: Route
    entries: tuple[EntryHead, ...]


class SeenUpTo(Exchanged):
    """The last ledger entry of a nomination that its workflow has seen."""

    nomination_id: Code
    seq: PositiveInt
