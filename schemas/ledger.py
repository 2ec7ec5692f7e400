"""The ledger: one hash-chained stream of entries per nomination.

The byte layout of an entry is in `domain.ledger`; the same layout is computed by the database when
it appends, and recomputed from here when an auditor verifies.
"""

from enum import StrEnum

from pydantic import AwareDatetime, PositiveInt

from schemas.base import Exchanged
from schemas.text import Code, Sha256


class EntryKind(StrEnum):
    """What happened, in the past tense."""

    NOMINATION_ACCEPTED = "nomination.accepted"
    NOMINATION_RESUBMITTED = "nomination.resubmitted"
    NOMINATION_WITHDRAWN = "nomination.withdrawn"
    DECISION_RECORDED = "decision.recorded"
    REFUSAL_RECORDED = "refusal.recorded"
    DEADLINE_REMINDED = "deadline.reminded"
    DEADLINE_ESCALATED = "deadline.escalated"
    DEADLINE_LAPSED = "deadline.lapsed"
    DEADLINE_WENT_ON = "deadline.went_on"


class LedgerEntry(Exchanged):
    """One entry as stored; `body` is canonical JSON, `occurred_us` microseconds since 1970 in UTC."""

    stream_id: Code
    seq: PositiveInt
    kind: EntryKind
    dedup_key: str
    prev_hash: Sha256
    occurred_us: int
    occurred_at: AwareDatetime
    body: bytes
    body_sha256: Sha256
    leaf_hash: Sha256
