"""From a judged message or a due alarm to the draft that is put on record."""

from datetime import datetime
from typing import TypedDict

from domain.canonical import content_hash
from domain.climb import Move, after_alarm, after_decision, after_resubmission, after_withdrawal
from domain.route import stage_at
from schemas.case import Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.messages import Decision, RefusalReason, Resubmission, Withdrawal
from schemas.record import (
    AlarmDraft,
    DecisionDraft,
    Notice,
    RefusalDraft,
    RefusedBy,
    ResubmissionDraft,
    WithdrawalDraft,
)
from schemas.rules import Deadline
from workflows.inbound import Inbound


class _Common(TypedDict):
    """The fields that every draft of a move shares."""

    nomination_id: str
    expected_seq: int
    at: datetime
    standing: Standing
    start_clock: Deadline | None
    extend_clock: int | None
    panel: tuple[str, ...]
    notices: tuple[Notice, ...]


def decision_draft(case: CaseFile, decision: Decision, digest: str, at: datetime) -> DecisionDraft:
    """Draft a decision and where it leads."""
    move = after_decision(case, decision.verdict)
    return DecisionDraft(decision=decision, digest=digest, **_common(case, move, at))


def resubmission_draft(case: CaseFile, act: Resubmission, digest: str, at: datetime) -> ResubmissionDraft:
    """Draft a resubmission and the round that it opens."""
    move = after_resubmission(case, content_hash(act.content))
    return ResubmissionDraft(resubmission=act, digest=digest, **_common(case, move, at))


def withdrawal_draft(case: CaseFile, act: Withdrawal, digest: str, at: datetime) -> WithdrawalDraft:
    """Draft a withdrawal and the outcome that it leads to."""
    return WithdrawalDraft(withdrawal=act, digest=digest, **_common(case, after_withdrawal(case), at))


def alarm_draft(case: CaseFile, kind: EntryKind, at: datetime) -> AlarmDraft:
    """Draft what the clock rings for."""
    return AlarmDraft(kind=kind, **_common(case, after_alarm(case, kind), at))


def refusal_draft(case: CaseFile, message: Inbound, reason: RefusalReason, at: datetime) -> RefusalDraft:
    """Draft a refusal: it changes nothing but the record."""
    return RefusalDraft(
        nomination_id=case.nomination_id,
        expected_seq=case.seq,
        at=at,
        act_id=message.act_id,
        actor_id=message.actor_id,
        message=message.name,
        reason=reason,
        digest=message.digest,
        refused_by=RefusedBy.WORKFLOW,
    )


def _common(case: CaseFile, move: Move, at: datetime) -> _Common:
    return _Common(
        nomination_id=case.nomination_id,
        expected_seq=case.seq,
        at=at,
        standing=move.standing,
        start_clock=move.start_clock,
        extend_clock=move.extend_clock,
        panel=stage_at(case.route, move.standing.level).panel,
        notices=move.notices,
    )
