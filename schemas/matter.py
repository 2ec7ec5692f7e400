"""Matters (việc): what people act on by messages besides nominations: a dossier, a campaign, a revocation.

Each has a workflow, a ledger stream of its own under the same name, and a state that every entry carries
whole. States hold codes, numbers, dates and flags; what people wrote is kept beside, vouched for by its hash.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from schemas.award_record import GrantDraft
from schemas.base import Exchanged
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.record import Mandate, Notice, NumberDraft
from schemas.rules import Deadline
from schemas.text import Code, Line, Sha256


class MatterKind(StrEnum):
    """The kinds of matters."""

    DOSSIER = "dossier"
    CAMPAIGN = "campaign"
    REVOCATION = "revocation"


class MatterState(Exchanged):
    """What every matter's state tells.

    `status` is in the words of its kind; `closed` holds when nothing more can come. `clock` is that of
    whoever is awaited, None: no rule sets a time.
    """

    status: Code
    closed: bool = False
    clock: Clock | None = None


class MatterHead(Exchanged):
    """A ledger entry of a matter as its workflow needs to know it; `state` None: it changed nothing."""

    seq: PositiveInt
    leaf_hash: Sha256
    kind: EntryKind
    recorded_at: AwareDatetime
    act_id: UUID | None = None
    digest: Sha256 | None = None
    state: dict[str, Any] | None = None
    refusal_reason: RefusalReason | None = None
    number: Line | None = None


class MatterReceipt(Exchanged):
    """The answer to an act on a matter that was put on record."""

    answer: Literal["receipt"] = "receipt"
    matter: Line
    act_id: UUID
    kind: EntryKind
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime
    status: Code
    number: Line | None = None


class MatterRefusal(Exchanged):
    """The answer to a message that changed nothing; it is on record too."""

    answer: Literal["refusal"] = "refusal"
    matter: Line
    act_id: UUID | None
    reason: RefusalReason
    explanation_vi: str
    explanation_en: str
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    recorded_at: AwareDatetime


MatterAnswer = Annotated[MatterReceipt | MatterRefusal, Field(discriminator="answer")]
"""What whoever acts on a matter is told."""


class AnsweredOnMatter(Exchanged):
    """An act that was answered, so that repeating it gets the same answer."""

    digest: Sha256
    receipt: MatterReceipt


class MatterFile(Exchanged):
    """What a matter's workflow knows; carried over continue-as-new, and rebuilt from the record.

    `stream` is the name of workflow and ledger stream alike; `start` the act that opened it.
    """

    kind: MatterKind
    stream: Line
    start: dict[str, Any]
    state: dict[str, Any]
    last_entry: MatterHead
    answered: dict[str, AnsweredOnMatter] = Field(default_factory=dict[str, AnsweredOnMatter])

    @property
    def seq(self) -> int:
        """The number of the last ledger entry that is known."""
        return self.last_entry.seq


class MatterSeen(Exchanged):
    """The last ledger entry that a matter's workflow has seen."""

    stream: Line
    seq: NonNegativeInt


class MatterProgress(Exchanged):
    """The whole state of a matter, for the `progress` query."""

    kind: MatterKind
    stream: Line
    state: dict[str, Any]
    seq: PositiveInt
    leaf_hash: Sha256


class MatterOutcome(Exchanged):
    """The result of a matter's workflow."""

    stream: Line
    status: Code
    seq: PositiveInt
    leaf_hash: Sha256


class Flag(Exchanged):
    """A grant that was built on another one which is in doubt; somebody must look, nothing is cancelled."""

    grant_id: Code
    because_of: Code


class MatterStep(Exchanged):
    """Where an act or an alarm leads, and what goes on record with it in one transaction.

    `start_clock` asks for this deadline to be started at the instant of the act; `extend_clock` moves the end
    of the clock in the state on by so many working days. `mandates` must hold, or nothing is written.
    `grants` go into the award record, `flags` beside it, `number` is issued. `carries` are nominations that
    another dossier, `carried_by`, carries from now on.
    """

    state: dict[str, Any]
    start_clock: Deadline | None = None
    extend_clock: PositiveInt | None = None
    notices: tuple[Notice, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    grants: tuple[GrantDraft, ...] = ()
    flags: tuple[Flag, ...] = ()
    number: NumberDraft | None = None
    carries: tuple[Code, ...] = ()
    carried_by: Code | None = None


class MatterDraft(Exchanged):
    """An entry about to be put on a matter's ledger.

    `expected_seq` None takes the stream wherever it ends: openings, and refusals. `act` is the message as it
    arrived, None for an alarm. `found` is what was found out for it, so that the step can be computed again.
    """

    kind: MatterKind
    stream: Line
    expected_seq: NonNegativeInt | None
    at: AwareDatetime
    entry_kind: EntryKind
    message: str | None = None
    act: dict[str, Any] | None = None
    act_id: UUID | None = None
    actor_id: Code | None = None
    on_behalf_of: Code | None = None
    digest: Sha256 | None = None
    opens: bool = False
    found: dict[str, Any] | None = None
    refusal_reason: RefusalReason | None = None
    step: MatterStep | None = None


class MatterRecorded(Exchanged):
    """The record's answer to a draft.

    Exactly one holds: `entry` was written now; the same message is on record as `earlier`; `missed` are
    entries after `expected_seq`; `id_taken`; `exists`: it is open already, as another start opened it.
    """

    entry: MatterHead | None = None
    earlier: MatterHead | None = None
    missed: tuple[MatterHead, ...] = ()
    id_taken: bool = False
    exists: bool = False


# What a workflow hands to its activities.


class MatterMessage(Exchanged):
    """A message to a matter, as read at its door; `act` None: it could not be read, and `fault` says why."""

    name: str
    digest: Sha256
    act: dict[str, Any] | None = None
    act_id: UUID | None = None
    actor_id: Code | None = None
    fault: RefusalReason | None = None


class Opening(Exchanged):
    """A matter about to be opened by its first message."""

    kind: MatterKind
    stream: Line
    message: MatterMessage
    at: AwareDatetime


class Opened(Exchanged):
    """The answer to an opening: the matter as it stands, or the refusal that is on record."""

    file: MatterFile | None = None
    refusal: MatterRefusal | None = None


class Acting(Exchanged):
    """A message to an open matter; its workflow has seen `file`."""

    file: MatterFile
    message: MatterMessage
    at: AwareDatetime


class Ringing(Exchanged):
    """What a matter's clock rings for, or what its own work has come to."""

    file: MatterFile
    entry_kind: EntryKind
    at: AwareDatetime


class Learned(Exchanged):
    """The record's answer to a workflow: entries that it has not seen, and the one that answers it."""

    news: tuple[MatterHead, ...] = ()
    answer: MatterHead | None = None


class MatterOnRecord(Exchanged):
    """A matter as the record has it."""

    kind: MatterKind
    stream: Line
    start: dict[str, Any]
    state: dict[str, Any]
    seq: PositiveInt
    heads: tuple[MatterHead, ...]
