"""Ledger and history of one nomination, lined up: what an auditor reads who asks both witnesses."""

from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, PositiveInt

from schemas.base import Exchanged
from schemas.text import Code, Sha256


class Agreement(StrEnum):
    """What the two witnesses say of one thing that happened.

    `beside`: only the ledger can know of it, for it happened outside the workflow; `unwitnessed`: Temporal
    has dropped the history of a closed case; `learnt_later`: both have it, but the history holds no message
    for it, as when a worker died in between, or when it was written straight into the record.
    """

    BOTH = "both"
    BESIDE = "beside"
    UNWITNESSED = "unwitnessed"
    LEARNT_LATER = "learnt_later"
    DIFFERS = "differs"
    ONLY_LEDGER = "only_ledger"
    ONLY_HISTORY = "only_history"


AMISS = frozenset({Agreement.DIFFERS, Agreement.ONLY_LEDGER, Agreement.ONLY_HISTORY})
"""What an auditor must ask about."""


class ReconciledLine(Exchanged):
    """One thing that happened, by both witnesses.

    `seq` and `leaf_hash` are the ledger's, `told_hash` is the entry's hash by the history. `arrived`,
    `learnt` and `answered` are the numbers of the events by which the message came, by which the workflow
    learnt of the entry, and by which the sender was answered. `notes` say what is amiss.
    """

    agreement: Agreement
    at: AwareDatetime | None = None
    what: str
    who: str | None = None
    act_id: UUID | None = None
    seq: PositiveInt | None = None
    leaf_hash: Sha256 | None = None
    told_hash: Sha256 | None = None
    arrived: PositiveInt | None = None
    learnt: PositiveInt | None = None
    answered: PositiveInt | None = None
    notes: tuple[str, ...] = ()


class Reconciliation(Exchanged):
    """Both witnesses on one nomination.

    `record` is the case's status; `history` is how its last run stands, None when there is no history;
    `kept`: it is a copy from when the case closed.
    """

    nomination_id: Code
    record: str
    history: str | None
    kept: bool = False
    lines: tuple[ReconciledLine, ...]

    @property
    def differences(self) -> tuple[ReconciledLine, ...]:
        """What is amiss."""
        return tuple(line for line in self.lines if line.agreement in AMISS)
