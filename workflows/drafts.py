"""From a judged message or a due alarm to the draft that is put on record."""

from datetime import datetime

from domain.canonical import content_hash
from domain.climb import after_alarm, after_decision, after_resubmission, after_withdrawal
from domain.deadlines import Alarm, counts_from
from domain.drafting import common
from domain.mandates import delegation
from domain.signing import digest_when_refused
from schemas.case_file import CaseFile
from schemas.messages import Decision, RefusalReason, Resubmission, Withdrawal
from schemas.record import (
    AlarmDraft,
    DecisionDraft,
    RefusalDraft,
    RefusedBy,
    ResubmissionDraft,
    WithdrawalDraft,
)
from workflows.inbound import Inbound


def decision_draft(case: CaseFile, decision: Decision, digest: str, at: datetime) -> DecisionDraft:
    """Draft a decision and where it leads."""
    move = after_decision(case, decision)
    absent = decision.on_behalf_of
    mandates = (delegation(case, decision.reviewer_id, absent),) if absent else ()
    return DecisionDraft(decision=decision, digest=digest, **common(case, move, at, mandates))


def resubmission_draft(case: CaseFile, act: Resubmission, digest: str, at: datetime) -> ResubmissionDraft:
    """Draft a resubmission and the round that it opens."""
    move = after_resubmission(case, content_hash(act.content))
    return ResubmissionDraft(resubmission=act, digest=digest, **common(case, move, at))


def withdrawal_draft(case: CaseFile, act: Withdrawal, digest: str, at: datetime) -> WithdrawalDraft:
    """Draft a withdrawal and the outcome that it leads to."""
    return WithdrawalDraft(withdrawal=act, digest=digest, **common(case, after_withdrawal(case), at))


def alarm_draft(case: CaseFile, alarm: Alarm, at: datetime) -> AlarmDraft:
    """Draft what the clock rings for."""
    move = after_alarm(case, alarm.kind)
    return AlarmDraft(kind=alarm.kind, clock_from=counts_from(alarm, at), **common(case, move, at))


def refusal_draft(case: CaseFile, message: Inbound, reason: RefusalReason, at: datetime) -> RefusalDraft:
    """Draft a refusal: it changes nothing but the record."""
    digest = digest_when_refused(message.act, message.digest, reason) if message.act else message.digest
    return RefusalDraft(
        nomination_id=case.nomination_id,
        expected_seq=case.seq,
        at=at,
        act_id=message.act_id,
        actor_id=message.actor_id,
        message=message.name,
        reason=reason,
        digest=digest,
        refused_by=RefusedBy.WORKFLOW,
    )
