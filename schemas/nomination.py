"""What is proposed: one nominee, for one award, for one period of achievement."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from schemas.base import Exchanged
from schemas.text import Code, Line, Prose


class SubjectKind(StrEnum):
    """Who can be honoured (đối tượng): a person, a collective or a household."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"


class Nominee(Exchanged):
    """The person, collective or household proposed; `nominee_id` is an opaque code, None when unknown."""

    kind: SubjectKind
    name: Line
    nominee_id: Code | None = None


class NominationContent(Exchanged):
    """What reviewers read and decide on; its canonical hash is what a decision is bound to.

    `period_from` and `period_to` are the first and last day of the achievement, both included.
    """

    award: Code
    nominee: Nominee
    period_from: date
    period_to: date
    achievement: Prose

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
