"""The register of people: recorded acts that change who holds a role or acts for somebody, and their answers.

What the files of a rule set say of people is where the register begins. All dates are days in Vietnam
(UTC+7), both ends included; an act takes effect from its first day, and never before it was recorded.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt, model_validator

from schemas.base import Exchanged
from schemas.ledger import EntryKind, LedgerEntry
from schemas.rules import Role
from schemas.text import Code, Line, Prose, Sha256

_STREAM = "register:"


def register_stream(body: str) -> str:
    """Return the ledger stream that holds the register of one body."""
    return f"{_STREAM}{body}"


class _RegisterAct(Exchanged):
    """What every act has; `act_id` is chosen by the sender and makes repeating it harmless."""

    act_id: UUID
    actor_id: Code
    body: Code
    reason: Prose


class AppointmentAct(_RegisterAct):
    """A registrar puts a person into a role at a body, until `valid_to` (None: open)."""

    act: Literal["appoint"] = "appoint"
    person: Code
    role: Role
    valid_from: date
    valid_to: date | None = None
    form_of_authority: Line | None = None

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        _refuse_backwards(self.valid_from, self.valid_to)
        return self


class DismissalAct(_RegisterAct):
    """A registrar ends a person's role; `valid_from` is the first day without it."""

    act: Literal["dismiss"] = "dismiss"
    person: Code
    role: Role
    valid_from: date


class _Scope(Exchanged):
    """What may be done for somebody at a body: at which gates, on which awards (None: all)."""

    delegate: Code
    body: Code
    gates: tuple[Code, ...] | None = Field(default=None, min_length=1)
    awards: tuple[Code, ...] | None = Field(default=None, min_length=1)
    valid_from: date
    valid_to: date
    form_of_authority: Line | None = None

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        _refuse_backwards(self.valid_from, self.valid_to)
        return self


class DelegationAct(_RegisterAct, _Scope):
    """The actor lets `delegate` act for them (ủy quyền), for a time that always has an end."""

    act: Literal["delegate"] = "delegate"


class RevocationAct(_RegisterAct):
    """The delegator, or a registrar, ends a delegation at once."""

    act: Literal["revoke_delegation"] = "revoke_delegation"
    delegation_id: UUID


RegisterAct = Annotated[
    AppointmentAct | DismissalAct | DelegationAct | RevocationAct, Field(discriminator="act")
]
"""What can be done to the register."""


class Delegation(_Scope):
    """A delegation on record; `delegation_id` is the id of the act that gave it."""

    delegation_id: UUID
    delegator: Code


class RecordedDelegation(Delegation):
    """A delegation with its life on record; `revoked_at` None: never."""

    recorded_at: AwareDatetime
    revoked_at: AwareDatetime | None = None


class RecordedAppointment(Exchanged):
    """An appointment or a dismissal on record."""

    act: Literal["appoint", "dismiss"]
    act_id: UUID
    body: Code
    person: Code
    role: Role
    valid_from: date
    valid_to: date | None = None
    form_of_authority: Line | None = None
    recorded_at: AwareDatetime


class Holding(Exchanged):
    """A role that a person holds at a body; `act_id` names the appointment, None: the rule set's files."""

    person: Code
    role: Role
    valid_from: date | None = None
    valid_to: date | None = None
    form_of_authority: Line | None = None
    act_id: UUID | None = None


class RegisterSnapshot(Exchanged):
    """Everything on the register at one moment, in the order of recording; `last` numbers the latest act."""

    last: NonNegativeInt
    appointments: tuple[RecordedAppointment, ...]
    delegations: tuple[RecordedDelegation, ...]


class RegisterRefusalReason(StrEnum):
    """Why an act changed nothing."""

    ID_TAKEN = "id_taken"
    UNKNOWN_BODY = "unknown_body"
    UNKNOWN_AWARD = "unknown_award"
    UNKNOWN_DELEGATION = "unknown_delegation"
    NOT_THE_REGISTRAR = "not_the_registrar"
    OWN_APPOINTMENT = "own_appointment"
    ALREADY_APPOINTED = "already_appointed"
    NOT_APPOINTED = "not_appointed"
    NOT_ENTITLED = "not_entitled"
    OWN_DELEGATION = "own_delegation"
    OVER_ALREADY = "over_already"
    NOT_THE_DELEGATOR = "not_the_delegator"
    ALREADY_REVOKED = "already_revoked"


class RegisterReceipt(Exchanged):
    """The act is on record: entry `seq` of the body's stream, with this hash and that of the act."""

    answer: Literal["receipt"] = "receipt"
    act_id: UUID
    body: Code
    kind: EntryKind
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime


class RegisterRefusal(Exchanged):
    """The act changed nothing, and why, in both languages."""

    answer: Literal["refusal"] = "refusal"
    act_id: UUID
    reason: RegisterRefusalReason
    vi: str
    en: str


RegisterAnswer = Annotated[RegisterReceipt | RegisterRefusal, Field(discriminator="answer")]
"""What every act on the register is answered with."""


class RegisterRow(Exchanged):
    """An act as the register keeps it, beside the ledger; `seq` 0: it belongs to no entry."""

    seq: NonNegativeInt
    digest: Sha256
    at: AwareDatetime
    act: RegisterAct


class RegisterEvidence(Exchanged):
    """Everything the record holds about one body's register, read in one snapshot."""

    stream_id: str
    head_seq: NonNegativeInt
    head_hash: Sha256
    entries: tuple[LedgerEntry, ...]
    rows: tuple[RegisterRow, ...]


def _refuse_backwards(start: date, end: date | None) -> None:
    if end is not None and end < start:
        message = "valid_to: is before valid_from; correct one of the two"
        raise ValueError(message)
