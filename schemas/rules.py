"""A rule set: the levels, bodies and awards in force between two dates, as an office writes them.

These models only say what a rule set looks like. What follows from it (a route, a deadline) is
computed in `domain`, and files are read in `adapters.rule_files`, which refuses unknown fields. Deadlines
travel with a nomination's route between workers, so by themselves they ignore what they do not know.
"""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from schemas.base import Exchanged, Written
from schemas.nomination import SubjectKind
from schemas.text import Code, Line, Sha256


class Mark(StrEnum):
    """How well a rule's source is known: seen in a source, or recalled with some confidence."""

    SOURCED = "S"
    RECALLED_HIGH = "R-H"
    RECALLED_MEDIUM = "R-M"
    RECALLED_LOW = "R-L"
    UNKNOWN = "?"


class LegalBasis(Exchanged):
    """Where a rule comes from, and who has checked it (None: nobody yet)."""

    citation: Line
    mark: Mark
    verified_by: Code | None = None
    verified_on: date | None = None


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


class OwnDeadline(Written):
    """The working days that an award has at a level, in place of the level's own, and why."""

    working_days: PositiveInt
    basis: LegalBasis


class Level(Written):
    """One step of the administration, lowest first in a rule set's list."""

    level: Code
    name_vi: Line
    name_en: Line
    deadline: Deadline


class Body(Written):
    """An office that acts at a level. `panel` lists who may decide for it, as opaque codes."""

    body: Code
    level: Code
    name_vi: Line
    name_en: Line
    managed_by: Code | None = None
    panel: tuple[Code, ...] = Field(min_length=1)


class AwardKind(StrEnum):
    """The families of awards in the law on emulation and commendation."""

    TITLE = "title"
    COMMENDATION = "commendation"
    STATE_HONOUR = "state_honour"
    STATE_HONORIFIC = "state_honorific"
    LOCAL = "local"


class Award(Written):
    """One award: what it is called, who may receive it, and which level confers it.

    `deadlines` holds the levels at which this award has working days of its own.
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
    basis: tuple[LegalBasis, ...] = Field(min_length=1)


class RuleSet(Written):
    """All rules in force from `valid_from` to `valid_to` (both included; None: until further notice).

    `resubmission` is the deadline of a nominator whose nomination was returned. `digest` is the hash
    of the files as read, so that a record can name the exact text of the rules it was made under.
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
    digest: Sha256
