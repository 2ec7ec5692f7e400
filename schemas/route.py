"""The way a nomination climbs, fixed when it is accepted and kept for its whole life."""

from enum import StrEnum

from schemas.base import Exchanged
from schemas.conditions import Condition, QuotaRule
from schemas.rules import Deadline, GatePlan, ObjectionRule
from schemas.text import Code, Line, Sha256


class Gate(StrEnum):
    """The gates that this project ships; one more is a file in `domain.gates` and a line in its registry."""

    INTAKE = "intake"
    APPRAISAL = "appraisal"
    CONSULTATION = "consultation"
    PUBLIC_COMMENT = "public_comment"
    COUNCIL_VOTE = "council_vote"
    DECISION = "decision"
    ELIGIBILITY = "eligibility"
    QUOTA = "quota"


class StagePlan(Exchanged):
    """One level's part of a route: who may act there, by when, and whether approval confers.

    `panel` holds those who could decide on the day of acceptance; who may act at a gate is found anew when
    it opens, and kept in the standing. `plans` says how each gate is gone through; it is empty on routes
    that were planned before there were such plans. `substitute_councils` vote, in this order, where
    the body's own council cannot.
    """

    level: Code
    level_name_vi: Line
    level_name_en: Line
    body: Code
    body_name_vi: Line
    body_name_en: Line
    panel: tuple[Code, ...]
    gates: tuple[Code, ...]
    deadline: Deadline
    confers: bool
    plans: tuple[GatePlan, ...] = ()
    substitute_councils: tuple[Code, ...] = ()


class LowerAward(Exchanged):
    """An award that may be conferred instead, at the same level."""

    award: Code
    name_vi: Line
    name_en: Line


class Route(Exchanged):
    """The stages from the submitting level up to the deciding one, under one rule set.

    `conditions`, `quota` and `number_symbol` are the award's, as they were on the day of acceptance.
    `signed_levels` are those at which a decision must be signed; None, on routes of before: at none.
    """

    rule_set: Code
    rule_set_digest: Sha256
    award: Code
    award_name_vi: Line
    award_name_en: Line
    stages: tuple[StagePlan, ...]
    resubmission: Deadline
    procedure: Code | None = None
    lower_awards: tuple[LowerAward, ...] = ()
    objection: ObjectionRule | None = None
    conditions: tuple[Condition, ...] = ()
    quota: QuotaRule | None = None
    number_symbol: Line | None = None
    signed_levels: tuple[Code, ...] | None = None
