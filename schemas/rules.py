"""A rule set: the levels, bodies and awards in force between two dates, as an office writes them.

These models only say what a rule set looks like. What follows from it (a route, a deadline) is
computed in `domain`, and files are read in `adapters.rule_files`, which refuses unknown fields. Deadlines
travel with a nomination's route between workers, so by themselves they ignore what they do not know.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    Field,
    JsonValue,
    NonNegativeInt,
    PositiveInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from schemas.base import Exchanged, Written
from schemas.conditions import Condition, QuotaRule
from schemas.legal import LegalBasis
from schemas.legal import Mark as Mark  # noqa: PLC0414 - also known from here
from schemas.nomination import SubjectKind
from schemas.share import Share
from schemas.text import Code, Line, Sha256
from schemas.windows import IntakeWindow

Multiple = Annotated[Decimal, Field(gt=0, lt=1000, decimal_places=3)]
"""A multiple of the base wage, exact; files write it as text ("0.3")."""


class DeadlineEnd(StrEnum):
    """What happens when a deadline and its grace have passed without an act.

    `escalate`: tell the body above, again and again. `lapse`: the nomination ends. `go_on`: silence
    counts as consent; never at the level that confers.
    """

    ESCALATE = "escalate"
    LAPSE = "lapse"
    GO_ON = "go_on"


class Deadline(Exchanged):
    """How long an act may take, all in working days.

    A reminder goes out `remind_before` days before the end of `working_days`; an escalation at their
    end; `grace` days after that, `end` is applied.
    """

    working_days: PositiveInt
    remind_before: NonNegativeInt
    grace: PositiveInt
    end: DeadlineEnd
    basis: LegalBasis

    @model_validator(mode="after")
    def _reminder_comes_first(self) -> Self:
        if self.remind_before >= self.working_days:
            message = "remind_before must be less than working_days"
            raise ValueError(message)
        return self


class ObjectionRule(Exchanged):
    """When an objection to an outcome is taken, and how long its settlement may take.

    It is taken up to `within_days` calendar days after the outcome; None: at any time. `settling` reminds and
    escalates, and never ends an objection by itself, whatever its `end` says.
    """

    within_days: PositiveInt | None = None
    settling: Deadline


class OwnDeadline(Written):
    """The working days that an award has at a level, in place of the level's own, and why."""

    working_days: PositiveInt
    basis: LegalBasis


class Role(StrEnum):
    """What a person is at a body (chức trách)."""

    NOMINATOR = "nominator"
    OFFICER = "officer"
    COUNCIL_MEMBER = "council_member"
    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    AUDITOR = "auditor"
    REGISTRAR = "registrar"


DECIDERS = (Role.CHAIR, Role.DEPUTY)
"""Who decides for a body: its chair, or a deputy with the deputy's form of authority."""


class Redo(StrEnum):
    """Whether a gate that was passed is gone through again in a new round of its stage."""

    ALWAYS = "always"
    IF_CHANGED = "if_changed"
    NEVER = "never"


class GatePlan(Exchanged):
    """One gate of a stage as the rules want it: who acts, by when, and the gate's own settings.

    `roles` None: those that the gate's file names. `deadline` None: the stage's own clock goes on.
    `settings` are read and checked by the gate's file in `domain.gates`.
    """

    gate: Code
    roles: tuple[Role, ...] | None = None
    deadline: Deadline | None = None
    redo: Redo = Redo.IF_CHANGED
    settings: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    basis: LegalBasis | None = None


class Procedure(Written):
    """A way of deciding (quy trình): the gates of each level, in order.

    A level that is not named has the gate `decision` alone. With `only_deciding_level` the nomination goes
    from the body that submits it straight to the one that confers: the simplified procedure.
    """

    procedure: Code
    name_vi: Line
    name_en: Line
    only_deciding_level: bool = False
    stages: dict[Code, tuple[GatePlan, ...]] = Field(default_factory=dict[str, tuple[GatePlan, ...]])
    basis: tuple[LegalBasis, ...] = Field(min_length=1)


class Level(Written):
    """One step of the administration, lowest first in a rule set's list."""

    level: Code
    name_vi: Line
    name_en: Line
    deadline: Deadline


class Appointment(Written):
    """A person in a role at a body, from `valid_from` to `valid_to` (both included; None: open).

    `form_of_authority` is what a deputy or an authorised person signs under, such as "KT. CHỦ TỊCH".
    """

    person: Code
    role: Role
    valid_from: date | None = None
    valid_to: date | None = None
    form_of_authority: Line | None = None


class Body(Written):
    """An office, council or unit that acts at a level, and the people it has as opaque codes.

    `panel` lists who may decide for it: first its chair, unless `people` names one, then the deputies.
    Routes go by `managed_by`, not by address. `valid_from` and `valid_to` are the body's first and last day
    (None: open); `predecessors` and `successors` may be bodies of another rule set. Where recusals keep a
    council from reaching its mark, `substitute_council` votes in its place.
    """

    body: Code
    level: Code
    name_vi: Line
    name_en: Line
    managed_by: Code | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    predecessors: tuple[Code, ...] = ()
    successors: tuple[Code, ...] = ()
    substitute_council: Code | None = None
    people: tuple[Appointment, ...] = ()
    panel: tuple[Code, ...] = Field(default=(), validate_default=True)

    @field_validator("panel")
    @classmethod
    def _somebody_is_there(cls, panel: tuple[Code, ...], info: ValidationInfo) -> tuple[Code, ...]:
        if not panel and not info.data.get("people", True):
            message = "names nobody, and neither does people; name who decides"
            raise ValueError(message)
        return panel


class AwardKind(StrEnum):
    """The families of awards in the law on emulation and commendation."""

    TITLE = "title"
    COMMENDATION = "commendation"
    STATE_HONOUR = "state_honour"
    STATE_HONORIFIC = "state_honorific"
    LOCAL = "local"


class CashReward(Exchanged):
    """The money that goes with an award, as a multiple of the base wage (lương cơ sở); "4.5" is exact.

    `individual` and `collective` (a household's is the individual one where nothing else is said) are None
    where the award is not for such, or where no source gives the sum.
    """

    individual: Multiple | None = None
    collective: Multiple | None = None
    basis: LegalBasis


class AwardPaper(Exchanged):
    """A paper that goes with a nomination for this award, beside submission letter and list."""

    paper: Code
    name_vi: Line
    name_en: Line


class VoteRule(Exchanged):
    """What part of all members of the council must agree, and whether in secret; `mark` None: none is known.

    What a case is held to stands in its procedure; this is for people who look the award up.
    """

    mark: Share | None
    secret: bool | None
    basis: LegalBasis


class Award(Written):
    """One award: what it is called, who may receive it, and which level confers it.

    `deadlines` holds the levels at which this award has working days of its own. `procedures` names the ways
    in which it may be decided, the usual one first; none: the gate `decision` at every level. `lower_awards`
    are those that the decider may propose instead, with the nominator's consent. `conditions` are what a
    nominee is held against. `history_only`: it may stand on the award record, but no body of this rule set
    confers it, because its level has ended or those who confer it have no body here; only then
    `deciding_level` need not be a level of the set. `quota`, `vote`, `papers` and `cash` None: nothing is
    known. `number_symbol` is the symbol of its decision, as in 15/QĐ-UBND; None: its decisions get no number
    here. `public_service` is the code of the public-service procedure.
    """

    code: Code
    name_vi: Line
    name_en: Line
    kind: AwardKind
    subjects: tuple[SubjectKind, ...] = Field(min_length=1)
    deciding_level: Code
    signer_vi: Line
    aliases: tuple[Line, ...] = ()
    deadlines: dict[Code, OwnDeadline] = Field(default_factory=dict[str, OwnDeadline])
    procedures: tuple[Code, ...] = ()
    lower_awards: tuple[Code, ...] = ()
    conditions: tuple[Condition, ...] = ()
    quota: QuotaRule | None = None
    vote: VoteRule | None = None
    papers: tuple[AwardPaper, ...] | None = None
    cash: CashReward | None = None
    number_symbol: Line | None = None
    public_service: Line | None = None
    history_only: bool = False
    basis: tuple[LegalBasis, ...] = Field(min_length=1)


class RuleSet(Written):
    """All rules in force from `valid_from` to `valid_to` (both included; None: until further notice).

    `resubmission` is the deadline of a nominator whose nomination was returned; `objection` None: no time is
    set for objections. At `unsigned_levels` a decision without a signed statement is taken; at all others it
    is refused. `digest` is the hash of the files as read, so that a record can name the exact text of the
    rules it was made under.
    """

    rule_set: Code
    name_vi: Line
    name_en: Line
    valid_from: date
    valid_to: date | None
    resubmission: Deadline
    levels: tuple[Level, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = Field(min_length=1)
    awards: tuple[Award, ...] = Field(min_length=1)
    procedures: tuple[Procedure, ...] = ()
    windows: tuple[IntakeWindow, ...] = ()
    objection: ObjectionRule | None = None
    unsigned_levels: tuple[Code, ...] = ()
    digest: Sha256
