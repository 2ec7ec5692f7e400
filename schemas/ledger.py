"""The ledger: one hash-chained stream of entries per nomination, and one per sitting of a council.

The byte layout of an entry is in `domain.ledger`; the same layout is computed by the database when
it appends, and recomputed from here when an auditor verifies.
"""

from enum import StrEnum

from pydantic import AwareDatetime, PositiveInt

from schemas.base import Exchanged
from schemas.text import Sha256


class EntryKind(StrEnum):
    """What happened, in the past tense."""

    NOMINATION_ACCEPTED = "nomination.accepted"
    NOMINATION_RESUBMITTED = "nomination.resubmitted"
    NOMINATION_WITHDRAWN = "nomination.withdrawn"
    NOMINATION_SUSPENDED = "nomination.suspended"
    NOMINATION_RESUMED = "nomination.resumed"
    NOMINATION_REASSIGNED = "nomination.reassigned"
    NOMINATION_MIGRATED = "nomination.migrated"
    DECISION_RECORDED = "decision.recorded"
    PAPERS_CHECKED = "papers.checked"
    APPRAISAL_RECORDED = "appraisal.recorded"
    OPINION_GIVEN = "opinion.given"
    COMMENT_MADE = "comment.made"
    COMMENT_RESOLVED = "comment.resolved"
    COUNCIL_DECIDED = "council.decided"
    COUNCIL_SUBSTITUTED = "council.substituted"
    COUNCIL_UNREACHABLE = "council.unreachable"
    RECUSAL_RECORDED = "recusal.recorded"
    LOWER_AWARD_PROPOSED = "lower_award.proposed"
    LOWER_AWARD_ANSWERED = "lower_award.answered"
    OBJECTION_FILED = "objection.filed"
    OBJECTION_REMINDED = "objection.reminded"
    OBJECTION_ESCALATED = "objection.escalated"
    OBJECTION_SETTLED = "objection.settled"
    REFUSAL_RECORDED = "refusal.recorded"
    DEADLINE_REMINDED = "deadline.reminded"
    DEADLINE_ESCALATED = "deadline.escalated"
    DEADLINE_LAPSED = "deadline.lapsed"
    DEADLINE_WENT_ON = "deadline.went_on"
    WINDOW_CLOSED = "window.closed"
    SITTING_OPENED = "sitting.opened"
    BALLOT_CAST = "ballot.cast"
    SITTING_CLOSED = "sitting.closed"
    SITTING_COUNTED = "sitting.counted"
    SITTING_ENDED = "sitting.ended"
    APPOINTMENT_RECORDED = "appointment.recorded"
    DISMISSAL_RECORDED = "dismissal.recorded"
    DELEGATION_RECORDED = "delegation.recorded"
    DELEGATION_REVOKED = "delegation.revoked"
    ELIGIBILITY_FOUND = "eligibility.found"
    ELIGIBILITY_RULED = "eligibility.ruled"
    QUOTA_RESERVED = "quota.reserved"
    QUOTA_SPENT = "quota.spent"
    QUOTA_CLAIMED = "quota.claimed"
    NUMBER_ISSUED = "number.issued"
    GRANT_IMPORTED = "grant.imported"
    GRANT_PRESENTED = "grant.presented"
    GRANT_CORRECTED = "grant.corrected"
    HISTORY_COMPLETED = "history.completed"
    REVOCATION_OPENED = "revocation.opened"
    REVOCATION_DECIDED = "revocation.decided"
    RECOVERY_RECORDED = "recovery.recorded"
    DOSSIER_SUBMITTED = "dossier.submitted"
    DOSSIER_OPENED = "dossier.opened"
    DOSSIER_HANDED_OVER = "dossier.handed_over"
    DOSSIER_ENDED = "dossier.ended"
    CAMPAIGN_LAUNCHED = "campaign.launched"
    CAMPAIGN_ROUND_OPENED = "campaign.round_opened"
    CAMPAIGN_ROUND_CLOSED = "campaign.round_closed"
    PLEDGE_SIGNED = "pledge.signed"
    RESULT_REPORTED = "result.reported"
    CAMPAIGN_CLOSED = "campaign.closed"
    HISTORY_SEALED = "history.sealed"
    KEY_ENROLLED = "key.enrolled"
    KEY_ROTATED = "key.rotated"
    KEY_REVOKED = "key.revoked"
    SUBJECT_ERASED = "subject.erased"


class LedgerEntry(Exchanged):
    """One entry as stored; `body` is canonical JSON, `occurred_us` microseconds since 1970 in UTC."""

    stream_id: str
    seq: PositiveInt
    kind: EntryKind
    dedup_key: str
    prev_hash: Sha256
    occurred_us: int
    occurred_at: AwareDatetime
    body: bytes
    body_sha256: Sha256
    leaf_hash: Sha256
