"""The award record (hồ sơ khen thưởng): every grant to a nominee, and what became of it.

It is append-only: a grant is made by its first event, and presentation, revocation, restoration and
correction are further events that never change an earlier one. People are matched by the code of a subject,
which stands for an identity number that only the record itself holds; never by name.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from schemas.base import Exchanged
from schemas.ledger import EntryKind, LedgerEntry
from schemas.nomination import AwardBasis, SubjectKind
from schemas.text import Code, Line, Prose, Sha256


class GrantEventKind(StrEnum):
    """What happened to a grant, in the past tense."""

    GRANTED = "granted"
    PRESENTED = "presented"
    REVOKED = "revoked"
    RESTORED = "restored"
    CORRECTED = "corrected"


class GrantSource(StrEnum):
    """How a grant came on record: decided here, or brought from the files of earlier years."""

    DECIDED_HERE = "decided_here"
    IMPORTED = "imported"


class Grant(Exchanged):
    """One award to one nominee, as the award record has it after all its events.

    `subject` None: the nominee has no code, so nothing can be matched to it. `period_from` and `period_to`
    are the first and last day of the achievement; `decided_on` the day of the decision in Vietnam, None: not
    known. `issuer_vi` is the name of the body that gave it as it was then. `revoked` holds while it is
    revoked.
    """

    grant_id: Code
    source: GrantSource
    subject: Code | None = None
    subject_kind: SubjectKind
    award: Code
    unit: Code | None = None
    period_from: date
    period_to: date
    basis: AwardBasis | None = None
    achievement_id: Code | None = None
    decided_on: date | None = None
    number: Line | None = None
    issuer: Code | None = None
    issuer_vi: Line
    level: Code | None = None
    rule_set: Code | None = None
    nomination_id: Code | None = None
    evidence: Line | None = None
    presented_on: date | None = None
    revoked: bool = False

    @property
    def year(self) -> int:
        """The year of achievement."""
        return self.period_to.year


class GrantEvent(Exchanged):
    """One event of a grant; `facts` are the fields that it sets, `seq` its place among the events."""

    grant_id: Code
    seq: PositiveInt
    kind: GrantEventKind
    facts: dict[str, Any]
    at: AwareDatetime
    stream_id: str
    entry_seq: PositiveInt


class GrantDraft(Exchanged):
    """An event about to be put on the award record, in one transaction with its ledger entry."""

    grant_id: Code
    kind: GrantEventKind
    facts: dict[str, Any]


class AwardHistory(Exchanged):
    """What the award record knows of one nominee: all grants, revoked ones too, in the order of their years.

    `complete` says whether an office vouches that nothing is missing up to `complete_to` (a year); None:
    nobody does, so that an award which is not on record may have been given all the same. `events` counts all
    events of these grants, so that whoever judged by them can tell whether more have come.
    """

    subject: Code | None = None
    grants: tuple[Grant, ...] = ()
    complete_to: int | None = None
    events: NonNegativeInt = 0


class GrantAct(Exchanged):
    """Anything a registrar does to the award record; `act_id` makes repeating it harmless."""

    act_id: UUID
    actor_id: Code
    body: Code


class ImportedGrant(GrantAct):
    """A grant of earlier years, brought on record with its evidence."""

    grant: Grant


class Presentation(GrantAct):
    """The award was handed over (trao tặng); the presenter is not the decider."""

    grant_id: Code
    presented_on: date
    presenter_vi: Line | None = None


class Correction(GrantAct):
    """What the award record says of a grant was wrong; `facts` are the fields that are set right."""

    grant_id: Code
    facts: dict[str, Any]
    reason: Prose


class Completeness(GrantAct):
    """An office vouches that the award record of a nominee holds everything up to a year."""

    subject: Code
    complete_to: int
    evidence: Line


RegistrarsAct = ImportedGrant | Presentation | Correction | Completeness
"""What a registrar can do to the award record."""


class GrantRefusalReason(StrEnum):
    """Why an act of a registrar changed nothing."""

    ID_TAKEN = "id_taken"
    UNKNOWN_BODY = "unknown_body"
    NOT_THE_REGISTRAR = "not_the_registrar"
    UNKNOWN_GRANT = "unknown_grant"
    GRANT_EXISTS = "grant_exists"
    ALREADY_PRESENTED = "already_presented"
    REVOKED = "revoked"
    NOT_THAT_DAY = "not_that_day"
    NOT_CORRECTABLE = "not_correctable"
    NOT_A_GRANT = "not_a_grant"
    CHANGES_NOTHING = "changes_nothing"


class GrantReceipt(Exchanged):
    """The act is on record: entry `seq` of the body's stream of the award record, with this hash.

    `grant_id` None: the act was about no single grant.
    """

    answer: Literal["receipt"] = "receipt"
    act_id: UUID
    body: Code
    grant_id: Code | None
    kind: EntryKind
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime


class GrantRefusal(Exchanged):
    """The act changed nothing, and why, in both languages."""

    answer: Literal["refusal"] = "refusal"
    act_id: UUID
    reason: GrantRefusalReason
    vi: str
    en: str


GrantAnswer = Annotated[GrantReceipt | GrantRefusal, Field(discriminator="answer")]
"""What every act of a registrar is answered with."""


class GrantOnRecord(Exchanged):
    """A grant as it stands after its event number `seq`."""

    seq: PositiveInt
    grant: Grant


class CompletenessRow(Exchanged):
    """An office's word on a nominee's history as it is kept; `seq` 0: it belongs to no entry."""

    subject: Code
    complete_to: int
    evidence: str
    body: Code
    actor_id: Code
    stream_id: str
    seq: NonNegativeInt


class PlaceRow(Exchanged):
    """A place in a quota as it is kept."""

    award: Code
    unit: Code
    year: int


class VouchedEntry(Exchanged):
    """A ledger entry that speaks of the award record or a quota, and what is kept beside it.

    `grants` and `reserve` are what it vouches for, `events` and `place` what is there; `number` is the one it
    was given.
    """

    stream_id: str
    seq: PositiveInt
    kind: EntryKind
    at: AwareDatetime
    grants: tuple[GrantDraft, ...]
    events: tuple[GrantEvent, ...]
    number: Line | None
    reserve: dict[str, Any] | None
    place: PlaceRow | None


class GrantEvidence(Exchanged):
    """A grant as people are shown it, after its event number `seq`, and all its events."""

    grant_id: str
    seq: int
    subject: str | None
    award: str
    unit: str | None
    year: int
    revoked: bool
    facts: dict[str, Any]
    events: tuple[GrantEvent, ...]


class IssuedNumber(Exchanged):
    """A number as it is kept beside its ledger stream; `seq` 0: it belongs to no entry there.

    `asked` is what the numbered entry says of the series, None: it asked for no number.
    """

    body: Code
    symbol: Line
    year: int
    number: PositiveInt
    for_stream: str
    for_seq: PositiveInt
    seq: NonNegativeInt
    asked: dict[str, Any] | None


class StreamEvidence(Exchanged):
    """A ledger stream of a registrar's acts or of a series of numbers, with what is kept beside it."""

    stream_id: str
    head_seq: NonNegativeInt
    head_hash: Sha256
    entries: tuple[LedgerEntry, ...]
    issued: tuple[IssuedNumber, ...] = ()
    completed: tuple[CompletenessRow, ...] = ()
