"""What a new version of a rule set would change: in its text, and for the cases on record."""

from datetime import date
from enum import StrEnum

from schemas.base import Exchanged
from schemas.case import CaseStatus
from schemas.council import Tally
from schemas.nomination import NominationRequest
from schemas.route import Route
from schemas.text import Code


class ChangeKind(StrEnum):
    """What became of a part of a rule set."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class RuleChange(Exchanged):
    """One difference between two rule sets; `place` names file part, entry and field, with dots between."""

    place: str
    kind: ChangeKind
    vi: str
    en: str


class CouncilOnRecord(Exchanged):
    """What a council decided on a case at a level, as its ledger entry tells."""

    level: Code
    tally: Tally
    passed: bool


class CaseOnRecord(Exchanged):
    """What is needed of a case to ask how it would go under other rules; the day is one in Vietnam."""

    nomination_id: Code
    status: CaseStatus
    accepted_on: date
    request: NominationRequest
    route: Route
    councils: tuple[CouncilOnRecord, ...] = ()


class CaseDifference(Exchanged):
    """How one case would go under the new rules, where that is another way, in sentences."""

    nomination_id: Code
    status: CaseStatus
    vi: tuple[str, ...]
    en: tuple[str, ...]


class RulePreview(Exchanged):
    """What a new version would change; `closed` and `open` are None when no record was looked at.

    `looked_at` counts the cases that were planned anew.
    """

    rule_set: Code
    compared_with: Code
    changes: tuple[RuleChange, ...]
    looked_at: int | None = None
    closed: tuple[CaseDifference, ...] | None = None
    open: tuple[CaseDifference, ...] | None = None
