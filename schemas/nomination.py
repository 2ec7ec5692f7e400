"""What is proposed: one nominee, for one award, for one period of achievement."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, NonNegativeInt, model_validator

from schemas.base import Exchanged
from schemas.text import Code, Line, Prose, Sha256


class SubjectKind(StrEnum):
    """Who can be honoured (đối tượng): a person, a collective or a household."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"


class AwardBasis(StrEnum):
    """What an award is given for (loại hình khen thưởng).

    `merit`: the results of a year or several (công trạng); `campaign`: a movement or round; `exceptional`:
    one deed (đột xuất); `long_service`, `seniority`, `external` as their names say.
    """

    MERIT = "merit"
    CAMPAIGN = "campaign"
    EXCEPTIONAL = "exceptional"
    LONG_SERVICE = "long_service"
    SENIORITY = "seniority"
    EXTERNAL = "external"


class StatedFact(Exchanged):
    """What the nominator states of the nominee, for conditions to be held against.

    Exactly one of `holds` (a yes or no) and `figure` (a whole number) is given; `evidence` names the paper it
    rests on. A fact that nobody states is unknown.
    """

    fact: Code
    holds: bool | None = None
    figure: NonNegativeInt | None = None
    evidence: Line | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.holds is None) == (self.figure is None):
            message = f"{self.fact} needs either a yes or no, or a whole number"
            raise ValueError(message)
        return self


class Nominee(Exchanged):
    """The person, collective or household proposed; `nominee_id` is an opaque code, None when unknown."""

    kind: SubjectKind
    name: Line
    nominee_id: Code | None = None


class NominationContent(Exchanged):
    """What reviewers read and decide on; its canonical hash is what a decision is bound to.

    `period_from` and `period_to` are the first and last day of the achievement, both included. `unit` is the
    unit that the nominee belongs to, as quotas count it; `basis` None is merit; nominations with the same
    `achievement_id` are for one achievement; `facts` are what conditions ask for; `campaign`, `movement` and
    `content_group` name what the nomination answers to; `attachments` are documents, each by the hash of its
    bytes.
    """

    award: Code
    nominee: Nominee
    period_from: date
    period_to: date
    achievement: Prose
    unit: Code | None = None
    basis: AwardBasis | None = None
    achievement_id: Code | None = None
    facts: tuple[StatedFact, ...] | None = Field(default=None, max_length=50)
    campaign: Code | None = None
    movement: Code | None = None
    content_group: Code | None = None
    attachments: tuple[Sha256, ...] | None = Field(default=None, max_length=20)

    @model_validator(mode="after")
    def _period_runs_forward(self) -> Self:
        if self.period_to < self.period_from:
            message = "period_to is before period_from; swap them"
            raise ValueError(message)
        return self


class NominationRequest(Exchanged):
    """The start of a nomination's workflow.

    `rule_set` names the rules to use for a dossier that was accepted while they were in force; None
    means the rules in force on the day the workflow accepts it. `procedure` names another way of deciding
    than the award's usual one; `sector` is what intake windows may depend on; `relatives` are people who may
    not take part because the nominator declares them to be relatives of the nominee.
    """

    nomination_id: Code
    dossier_id: Code
    nominator_id: Code
    submitting_body: Code
    content: NominationContent
    rule_set: Code | None = None
    procedure: Code | None = None
    sector: Code | None = None
    papers: tuple[Code, ...] | None = None
    relatives: tuple[Code, ...] | None = None
