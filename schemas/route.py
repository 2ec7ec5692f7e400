"""The way a nomination climbs, fixed when it is accepted and kept for its whole life."""

from enum import StrEnum

from schemas.base import Exchanged
from schemas.rules import Deadline
from schemas.text import Code, Line, Sha256


class Gate(StrEnum):
    """One thing that must happen in a stage."""

    DECISION = "decision"


class StagePlan(Exchanged):
    """One level's part of a route: who may act there, by when, and whether approval confers."""

    level: Code
    level_name_vi: Line
    level_name_en: Line
    body: Code
    body_name_vi: Line
    body_name_en: Line
    panel: tuple[Code, ...]
    gates: tuple[Gate, ...]
    deadline: Deadline
    confers: bool


class Route(Exchanged):
    """The stages from the submitting level up to the deciding one, under one rule set."""

    rule_set: Code
    rule_set_digest: Sha256
    award: Code
    award_name_vi: Line
    award_name_en: Line
    stages: tuple[StagePlan, ...]
    resubmission: Deadline
