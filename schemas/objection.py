"""Objections after the decision (khiếu nại, tố cáo): how they are filed and settled, what is known of one.

An objection never changes the outcome of a nomination. One that is upheld flags the case for revocation.
"""

from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.case import Clock, Standing
from schemas.case_file import AnsweredAct
from schemas.messages import Refusal, RefusalReason
from schemas.record import EntryHead
from schemas.rules import ObjectionRule
from schemas.text import Code, Prose, Sha256


class ObjectionStatus(StrEnum):
    """Where an objection stands; `refused` only as the result of one that was never taken."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    REFUSED = "refused"


class ObjectionRequest(CaseAct):
    """An objection to the outcome of a nomination; the id of this act is the objection's id from then on."""

    nomination_id: Code
    ground: Code
    text: Prose

    @property
    def objection_id(self) -> UUID:
        """The objection's id."""
        return self.act_id

    @property
    def filed_by(self) -> str:
        """Who objects."""
        return self.actor_id


class ObjectionSettlement(CaseAct):
    """An objection is upheld or dismissed, with the reason."""

    objection_id: UUID
    upheld: bool
    reason: Prose


class ObjectedCase(Exchanged):
    """A nomination as its record tells whoever takes an objection.

    `hands` are all who had a part in it, `told_of_delay` hears of it when an objection is not settled in
    time, `decided_at` is when the outcome was reached (None: not yet), `seq` its last ledger entry.
    """

    nomination_id: Code
    nominator_id: Code
    nominee_id: Code | None
    award: Code
    rule_set: Code
    rule: ObjectionRule | None
    standing: Standing
    hands: tuple[Code, ...]
    told_of_delay: Code
    decided_at: AwareDatetime | None
    seq: PositiveInt


class ObjectionEntry(EntryHead):
    """A ledger entry of an objection; `upheld` is told by its settlement, `clock` by what moves the clock."""

    clock: Clock | None = None
    upheld: bool | None = None


class ObjectionFile(Exchanged):
    """What an objection's workflow knows; carried over continue-as-new, and rebuilt from the record."""

    request: ObjectionRequest
    case: ObjectedCase
    status: ObjectionStatus
    clock: Clock | None
    last_entry: ObjectionEntry
    answered: dict[str, AnsweredAct] = Field(default_factory=dict[str, AnsweredAct])

    @property
    def objection_id(self) -> UUID:
        """The objection's id."""
        return self.request.objection_id


class ObjectionProgress(Exchanged):
    """The whole state of an objection, for the `progress` query; free text is left to the record."""

    objection_id: UUID
    nomination_id: Code
    status: ObjectionStatus
    ground: Code
    body: Code
    clock: Clock | None
    seq: PositiveInt
    leaf_hash: Sha256


class ObjectionSeen(Exchanged):
    """The last ledger entry that an objection's workflow has seen."""

    objection_id: UUID
    seq: PositiveInt


class ObjectionOutcome(Exchanged):
    """The result of an objection's workflow; `reason` says why it was never taken."""

    objection_id: UUID
    nomination_id: Code
    status: ObjectionStatus
    seq: PositiveInt
    leaf_hash: Sha256
    reason: RefusalReason | None = None


class ObjectionView(Exchanged):
    """An objection as people look it up."""

    objection_id: UUID
    nomination_id: Code
    award: Code
    body: Code
    outcome: Code
    ground: Code
    text: str
    filed_by: Code
    filed_at: AwareDatetime
    status: ObjectionStatus
    due_at: AwareDatetime | None
    settled_by: Code | None
    settled_at: AwareDatetime | None
    reason: str | None


class Filed(Exchanged):
    """The record's answer to a filing: the objection as it stands, or the refusal that is on record."""

    file: ObjectionFile | None = None
    refusal: Refusal | None = None


class ObjectionRecorded(Exchanged):
    """The record's answer to anything else.

    `news` are the objection's entries that its workflow has not seen, the one written now among them;
    `entry` answers a message that changed nothing; `id_taken` and `refused` as in `Recorded`.
    """

    news: tuple[ObjectionEntry, ...] = ()
    entry: EntryHead | None = None
    id_taken: bool = False
    refused: RefusalReason | None = None
