"""What an auditor works with: the evidence of one nomination, its second witness, and findings."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.case import CaseStatus, Standing
from schemas.ledger import LedgerEntry
from schemas.messages import Answer, RefusalReason, Verdict
from schemas.nomination import NominationContent, NominationRequest
from schemas.record import EntryHead, RefusedBy
from schemas.route import Route
from schemas.text import Code, Line, Sha256


class FindingCode(StrEnum):
    """What can be amiss. Each has a test that makes it happen."""

    CHAIN_BROKEN = "chain_broken"
    BODY_CHANGED = "body_changed"
    HEAD_DIFFERS = "head_differs"
    STREAM_WITHOUT_NOMINATION = "stream_without_nomination"
    DETAIL_MISSING = "detail_missing"
    DETAIL_WITHOUT_ENTRY = "detail_without_entry"
    DETAIL_DIFFERS = "detail_differs"
    STATE_DIFFERS = "state_differs"
    RULES_BROKEN = "rules_broken"
    NOT_IN_HISTORY = "not_in_history"
    NOT_IN_RECORD = "not_in_record"
    HISTORY_DIFFERS = "history_differs"
    MESSAGE_DIFFERS = "message_differs"
    HISTORY_UNAVAILABLE = "history_unavailable"
    WORKFLOW_LOST = "workflow_lost"
    UNREADABLE = "unreadable"
    GRANT_DIFFERS = "grant_differs"
    NUMBER_DIFFERS = "number_differs"
    ENVELOPE_DIFFERS = "envelope_differs"
    SIGNATURE_INVALID = "signature_invalid"
    KEY_NOT_GOOD = "key_not_good"
    KEY_UNVOUCHED = "key_unvouched"
    KEY_DIFFERS = "key_differs"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_DELETED = "entry_deleted"
    ENTRY_UNSEALED = "entry_unsealed"
    SEALING_LATE = "sealing_late"
    LEAF_MISSING = "leaf_missing"
    NODE_DIFFERS = "node_differs"
    ROOT_DIFFERS = "root_differs"
    TREE_CUT = "tree_cut"
    TREE_FORKED = "tree_forked"
    CHECKPOINT_FORGED = "checkpoint_forged"
    CHECKPOINT_UNWITNESSED = "checkpoint_unwitnessed"
    ERASURE_DIFFERS = "erasure_differs"


class Finding(Exchanged):
    """One thing that is amiss, in words that say where to look."""

    code: FindingCode
    nomination_id: str
    text: str


class Remark(Exchanged):
    """Something that is in order and that an auditor should look at all the same."""

    nomination_id: str
    text: str


class DecisionRow(Exchanged):
    """A decision as the record keeps it, beside the ledger; `seq` 0: it belongs to no entry.

    `erased`, here and below: what it said of a person is erased, and the ledger says so; hashes over that
    cannot be made any more.
    """

    decision_id: UUID
    level: Code
    gate: Code
    round: PositiveInt
    reviewer_id: Code
    on_behalf_of: Code | None
    verdict: Verdict
    reason: str | None
    return_to: Code | None
    reason_codes: tuple[Code, ...] | None
    authority: Line | None
    content_hash: Sha256
    digest: Sha256
    decided_at: AwareDatetime
    seq: NonNegativeInt
    erased: bool = False


class SignedRow(Exchanged):
    """A decision as it was signed, kept beside the ledger; `seq` 0: it belongs to no entry.

    `envelope` is the bytes of the DSSE envelope in hexadecimal; `place` is where its entry stands in the
    order of the whole ledger, by which keys are judged.
    """

    decision_id: UUID
    kid: str
    envelope: str
    place: NonNegativeInt
    seq: NonNegativeInt


class ActRow(Exchanged):
    """Any other act as the record keeps it; `level`, `gate` and `round` are where it found the case."""

    act_id: UUID
    message: str
    level: Code
    gate: Code | None
    round: PositiveInt
    actor_id: Code
    on_behalf_of: Code | None
    act: dict[str, Any]
    digest: Sha256
    at: AwareDatetime
    seq: NonNegativeInt
    erased: bool = False


class ContentRow(Exchanged):
    """One version of what reviewers read."""

    version: PositiveInt
    content: NominationContent
    content_hash: Sha256
    submitted_by: Code
    note: str | None
    seq: NonNegativeInt
    erased: bool = False


class RefusalRow(Exchanged):
    """A refused message as the record keeps it."""

    act_id: UUID | None
    actor_id: str | None
    message: str
    reason: RefusalReason
    digest: Sha256
    refused_by: RefusedBy
    at: AwareDatetime
    seq: NonNegativeInt


class WithdrawalRow(Exchanged):
    """A withdrawal as the record keeps it."""

    act_id: UUID
    actor_id: Code
    reason: str
    at: AwareDatetime
    seq: NonNegativeInt
    erased: bool = False


class StageRow(Exchanged):
    """A stage as the record keeps it: inboxes go by its panel while it is not closed."""

    level: Code
    round: PositiveInt
    body: Code
    panel: tuple[Code, ...]
    gate: Code | None
    due_at: AwareDatetime
    closed_at: AwareDatetime | None


class CurrentState(Exchanged):
    """A nomination's row: where it stands, by the record."""

    first_run_id: str
    dossier_id: Code
    award: Code
    nominator_id: Code
    submitting_body: Code
    request: NominationRequest
    route: Route
    status: CaseStatus
    level: Code
    body: Code
    round: PositiveInt
    content_version: PositiveInt
    content_hash: Sha256
    due_at: AwareDatetime | None
    seq: PositiveInt
    standing: Standing
    erased: bool = False


class Evidence(Exchanged):
    """Everything the record holds about one nomination, read in one snapshot."""

    nomination_id: Code
    state: CurrentState
    head_seq: int
    head_hash: Sha256
    entries: tuple[LedgerEntry, ...]
    decisions: tuple[DecisionRow, ...]
    acts: tuple[ActRow, ...]
    contents: tuple[ContentRow, ...]
    refusals: tuple[RefusalRow, ...]
    withdrawal: WithdrawalRow | None
    stages: tuple[StageRow, ...]
    signed: tuple[SignedRow, ...] = ()


class TimelineEvent(Exchanged):
    """One line of a nomination's story. `source` is "ledger" or "temporal".

    `event_id` is the number in Temporal's history, `seq` that in the ledger; `learnt` holds the ledger
    entries of which the workflow learnt by this event, `answers` the one that a sender was told of. `act_id`
    is the id of what a person sent, `leaf_hash` the entry's own.
    """

    at: AwareDatetime
    source: str
    what: str
    who: str | None = None
    detail: str = ""
    event_id: int | None = None
    seq: int | None = None
    act_id: UUID | None = None
    leaf_hash: Sha256 | None = None
    learnt: tuple[int, ...] = Field(default=(), exclude=True)
    answers: int | None = Field(default=None, exclude=True)


class Witness(Exchanged):
    """What Temporal's history says about one nomination, over all its runs.

    `status` is the last run's, None when Temporal has no history of the run that the record names; then
    `known_otherwise` tells whether it has one of another run. `entries` are the ledger entries as
    the workflow learnt them, by number; `caught_up` those of which it learnt only afterwards, because a
    worker died before it could tell; `route` the one that it was given; `messages` the digests of the
    acts that arrived, by their id; `kept`: it was read from a copy, for Temporal has dropped its own.
    """

    status: str | None
    known_otherwise: bool = False
    kept: bool = False
    outcome: CaseStatus | None = None
    route: Route | None = None
    entries: dict[int, EntryHead] = Field(default_factory=dict[int, EntryHead])
    caught_up: frozenset[int] = frozenset()
    answers: tuple[Answer, ...] = ()
    messages: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    events: tuple[TimelineEvent, ...] = ()
