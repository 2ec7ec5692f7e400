"""What people are shown, as read from the record."""

from uuid import UUID

from pydantic import AwareDatetime, PositiveInt

from schemas.base import Exchanged
from schemas.case import CaseStatus
from schemas.messages import Verdict
from schemas.nomination import NominationContent, NominationRequest, SubjectKind
from schemas.route import Route
from schemas.text import Code, Sha256


class InboxItem(Exchanged):
    """One nomination that waits for a reviewer."""

    nomination_id: Code
    dossier_id: Code
    award: Code
    award_name_vi: str
    nominee_kind: SubjectKind
    nominee_name: str
    level: Code
    body: Code
    round: PositiveInt
    opened_at: AwareDatetime
    due_at: AwareDatetime
    content_hash: Sha256


class ListItem(Exchanged):
    """One nomination in a list."""

    nomination_id: Code
    dossier_id: Code
    award: Code
    nominee_kind: SubjectKind
    nominee_name: str
    status: CaseStatus
    level: Code
    round: PositiveInt
    due_at: AwareDatetime | None


class DecisionView(Exchanged):
    """One decision on record."""

    decision_id: UUID
    level: Code
    gate: Code
    round: PositiveInt
    reviewer_id: Code
    on_behalf_of: Code | None
    verdict: Verdict
    reason: str | None
    decided_at: AwareDatetime


class NominationView(Exchanged):
    """One nomination as it stands, with the content that reviewers read now."""

    nomination_id: Code
    dossier_id: Code
    award: Code
    nominator_id: Code
    submitting_body: Code
    status: CaseStatus
    level: Code
    body: Code
    round: PositiveInt
    content_version: PositiveInt
    content_hash: Sha256
    due_at: AwareDatetime | None
    seq: PositiveInt
    accepted_at: AwareDatetime
    first_run_id: str
    route: Route
    request: NominationRequest
    content: NominationContent


class Unseen(Exchanged):
    """A nomination whose workflow is not known to have seen its whole ledger."""

    nomination_id: Code
    seq: PositiveInt


class Totals(Exchanged):
    """How much is on record."""

    decisions: int
    ledger_entries: int
    refusals: int
    notifications: int
