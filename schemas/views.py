"""What people are shown, as read from the record."""

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, PositiveInt

from schemas.base import Exchanged
from schemas.case import CaseStatus, Standing
from schemas.council import CouncilResult
from schemas.ledger import EntryKind
from schemas.messages import Verdict
from schemas.nomination import NominationContent, NominationRequest, SubjectKind
from schemas.route import Gate, Route
from schemas.text import Code, Round, Sha256
from schemas.verdicts import RuleVerdict


class InboxItem(Exchanged):
    """One nomination that waits for a person; `on_behalf_of` names who delegated it to them.

    `status` is `in_review` where they act at `gate`; otherwise they are its nominator and have to answer.
    `gate_state` is what the gates `eligibility` and `quota` keep while they wait for an officer.
    """

    nomination_id: Code
    dossier_id: Code
    award: Code
    award_name_vi: str
    nominee_kind: SubjectKind
    nominee_name: str
    level: Code
    body: Code
    gate: Code
    round: PositiveInt
    status: CaseStatus
    on_behalf_of: Code | None = None
    opened_at: AwareDatetime
    due_at: AwareDatetime
    content_hash: Sha256
    gate_state: dict[str, Any] | None = None


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
    """One decision on record; `stale` when the content has changed since."""

    decision_id: UUID
    level: Code
    gate: Code
    round: PositiveInt
    reviewer_id: Code
    on_behalf_of: Code | None
    verdict: Verdict
    reason: str | None
    decided_at: AwareDatetime
    return_to: Code | None = None
    reason_codes: tuple[Code, ...] | None = None
    authority: str | None = None
    content_hash: Sha256
    stale: bool


class ActView(Exchanged):
    """One other act on record, with the message as it arrived; `stale` when the content has changed since."""

    act_id: UUID
    message: Code
    level: Code
    gate: Code | None
    round: PositiveInt
    actor_id: Code
    on_behalf_of: Code | None
    acted_at: AwareDatetime
    content_hash: Sha256 | None
    stale: bool
    act: dict[str, Any]


class CouncilView(CouncilResult):
    """What a council decided in a sitting; the verdicts stand beside it."""

    sitting_id: Code
    council: Code


class VerdictsView(Exchanged):
    """What rules said when an entry was written, and the council's result if that is what it holds."""

    seq: PositiveInt
    kind: EntryKind
    at: AwareDatetime
    verdicts: tuple[RuleVerdict, ...]
    council: CouncilView | None = None


class About(Exchanged):
    """What an act at a gate is about: where the nomination waits, and the content that was seen."""

    level: Code
    gate: Code
    round: Round
    content_hash: Sha256


class NominationView(Exchanged):
    """One nomination as it stands, with the content that reviewers read now.

    `leaf_hash` is that of its last ledger entry, which a signed decision names as what its reviewer saw.
    """

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
    standing: Standing
    content: NominationContent
    leaf_hash: Sha256

    @property
    def gate(self) -> str:
        """The gate that waits, or would if the nomination were not held; old routes know only `decision`."""
        return self.standing.gate or Gate.DECISION


class Unseen(Exchanged):
    """A nomination whose workflow is not known to have seen its whole ledger; `closed`: it is decided."""

    nomination_id: Code
    seq: PositiveInt
    closed: bool = False


class Totals(Exchanged):
    """How much is on record."""

    decisions: int
    ledger_entries: int
    refusals: int
    notifications: int
