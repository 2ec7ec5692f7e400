"""The file from which the demo plays synthetic cases: who does what, and how it must end.

Nothing in such a file is real. What its fields mean stands at the top of `examples/synthetic-cases.yaml`.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, cast

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    NonNegativeInt,
    PositiveInt,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from schemas.base import Written
from schemas.case import CaseStatus
from schemas.council import Choice
from schemas.dossier import NominationRow
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.text import Code, Line

_PERIOD = re.compile(r"(?P<days>[1-9][0-9]{0,2}) working days")
_KINDS = ("act", "register", "sitting", "wait", "grants", "matter", "award_record", "quota")


def _read_days(value: object) -> object:
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        message = 'must be a period like "5 working days"'
        raise ValueError(message)
    return int(found["days"])


WorkingDays = Annotated[PositiveInt, BeforeValidator(_read_days)]
"""A period as it is written, "5 working days"; read as the number."""


class Expected(Written):
    """Where a case must stand after a step; a field that is not given may be anything."""

    status: CaseStatus | None = None
    level: Code | None = None
    gate: Code | None = None
    round: PositiveInt | None = None
    council: Code | None = None
    award: Code | None = None


class _Step(Written):
    """What every step has: one sentence in each language, and where the case stands afterwards."""

    vi: Line
    en: Line
    then: Expected = Expected()


class ActStep(_Step):
    """A message to the nomination; `refused` names the reason if it must not be taken."""

    act: MessageName
    by: Code
    on_behalf_of: Code | None = None
    id: Code | None = None
    given: dict[str, Any] = Field(default_factory=dict[str, Any], alias="with")
    refused: RefusalReason | None = None


class RegisterStep(_Step):
    """An act on the register of people that holds from today for so many working days."""

    register_act: Code = Field(alias="register")
    by: Code
    given: dict[str, Any] = Field(default_factory=dict[str, Any], alias="with")
    days: WorkingDays = Field(alias="for")


class SittingStep(_Step):
    """A sitting of a council over what waits for it, and what each member says there."""

    council: Code = Field(alias="sitting")
    by: Code
    days: WorkingDays = Field(alias="for")
    agree: tuple[Code, ...] = ()
    disagree: tuple[Code, ...] = ()
    abstain: tuple[Code, ...] = ()
    in_writing: frozenset[Code] = frozenset()

    @property
    def choices(self) -> dict[str, Choice]:
        """What each member says."""
        return (
            dict.fromkeys(self.agree, Choice.AGREE)
            | dict.fromkeys(self.disagree, Choice.DISAGREE)
            | dict.fromkeys(self.abstain, Choice.ABSTAIN)
        )


class WaitStep(_Step):
    """Time passes for this case alone; `rings` are the entries that it must write, in order."""

    days: WorkingDays = Field(alias="wait")
    rings: tuple[EntryKind, ...] = ()


class GrantsStep(_Step):
    """A registrar of `body` imports awards of earlier years, or vouches that none is missing."""

    grants_act: Literal["import", "complete"] = Field(alias="grants")
    by: Code
    body: Code
    given: dict[str, Any] = Field(alias="with")


class MatterActStep(_Step):
    """A message to a matter, such as a revocation; `refused` names the reason if it must not be taken.

    The message that opens it gives it the name `id`; later ones are for the matter `of` that name. `stands`
    is its status afterwards.
    """

    message: MessageName = Field(alias="matter")
    by: Code
    on_behalf_of: Code | None = None
    id: Code | None = None
    of: Code | None = None
    given: dict[str, Any] = Field(default_factory=dict[str, Any], alias="with")
    refused: RefusalReason | None = None
    stands: Code | None = None

    @model_validator(mode="after")
    def _names_one_matter(self) -> Self:
        if (self.id is None) == (self.of is None):
            message = "needs id where it opens a matter, and otherwise of, the name that its opening gave it"
            raise ValueError(message)
        return self


class GrantStands(StrEnum):
    """How a grant stands on the award record; `flagged`: it is in force, and somebody must look at it."""

    IN_FORCE = "in_force"
    REVOKED = "revoked"
    FLAGGED = "flagged"


class ExpectedGrant(Written):
    """A grant that must be on record, by award and year of achievement."""

    award: Code
    year: PositiveInt
    stands: GrantStands


class AwardRecordStep(_Step):
    """A look at the award record of one nominee, which must show these grants and no others."""

    subject: Code = Field(alias="award_record")
    shows: tuple[ExpectedGrant, ...] = Field(min_length=1)


class QuotaStep(_Step):
    """A look at the quota of an award for a unit and a year: so many of so many places must be taken."""

    award: Code = Field(alias="quota")
    unit: Code
    year: PositiveInt
    taken: NonNegativeInt
    limit: NonNegativeInt = Field(alias="of")


def _kind_of(step: object) -> str | None:
    fields = cast("dict[str, object]", step) if isinstance(step, dict) else {}
    return next((kind for kind in _KINDS if kind in fields), None)


Step = Annotated[
    Annotated[ActStep, Tag("act")]
    | Annotated[RegisterStep, Tag("register")]
    | Annotated[SittingStep, Tag("sitting")]
    | Annotated[WaitStep, Tag("wait")]
    | Annotated[GrantsStep, Tag("grants")]
    | Annotated[MatterActStep, Tag("matter")]
    | Annotated[AwardRecordStep, Tag("award_record")]
    | Annotated[QuotaStep, Tag("quota")],
    Discriminator(
        _kind_of,
        custom_error_type="unknown_step",
        custom_error_message=f"a step has one of the fields {', '.join(_KINDS)}",
    ),
]
"""One thing that happens to a case."""


class SyntheticCase(Written):
    """One nomination and what happens to it, in order; `procedure` None: the award's usual one.

    `after` names a case before this one that must have ended when this one begins.
    """

    ref: Code
    after: Code | None = None
    title_vi: Line
    title_en: Line
    procedure: Code | None = None
    nomination: NominationRow
    steps: tuple[Step, ...] = Field(min_length=1)

    @field_validator("nomination", mode="before")
    @classmethod
    def _under_the_ref_of_the_case(cls, nomination: object, info: ValidationInfo) -> object:
        if not isinstance(nomination, dict):
            return nomination
        return {"ref": info.data.get("ref")} | cast("dict[str, object]", nomination)

    @field_validator("nomination")
    @classmethod
    def _has_no_identity_number(cls, nomination: NominationRow) -> NominationRow:
        if nomination.identity_number is not None:
            message = "a synthetic nominee has no identity_number; give a nominee_id"
            raise ValueError(message)
        return nomination


class SyntheticRules(Written):
    """The files of the rule set, as an office would write them; they are checked when they are read there."""

    rule_set: dict[str, Any]
    levels: list[Any]
    bodies: list[Any]
    procedures: list[Any]
    awards: list[Any]


class SyntheticDossier(Written):
    """Who submits all the cases, under which rules."""

    dossier_id: Code
    rule_set: Code
    nominator_id: Code
    submitting_body: Code


class SyntheticCases(Written):
    """The whole file. It says of itself that it is synthetic, so that nothing real is played by mistake."""

    synthetic: Literal[True]
    title_vi: Line
    title_en: Line
    note_vi: Line
    note_en: Line
    rules: SyntheticRules
    dossier: SyntheticDossier
    cases: tuple[SyntheticCase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _after_what_comes_before(self) -> Self:
        before: set[str | None] = {None}
        for case in self.cases:
            if case.after not in before:
                message = f"{case.ref} is after {case.after}, which is no case before it"
                raise ValueError(message)
            before.add(case.ref)
        return self
