"""Putting on record: each function is one local activity, as the workflow calls it.

Nothing that happens is believed by the workflow before one of these has answered.
"""

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.acts import ActActivities
from activities.decisions import DecisionActivities
from activities.eligibility import EligibilityActivities
from activities.nominations import NominationActivities
from activities.notifications import DeadlineActivities
from domain.deadlines import Alarm, is_found_out
from domain.drafting import act_draft
from domain.gates.quota import ClaimRequest, QuotaClaim
from schemas.acts import CaseAct, Migration
from schemas.case_file import CaseFile, FindingOut, MigrationRequest
from schemas.messages import Act, Decision, RefusalReason, Resubmission, Withdrawal
from schemas.nomination import NominationRequest
from schemas.record import AcceptanceDraft, Accepted, Recorded, SeenUpTo
from workflows.drafts import alarm_draft, decision_draft, refusal_draft, resubmission_draft, withdrawal_draft
from workflows.inbound import Inbound
from workflows.options import ON_RECORD


async def record_acceptance(request: NominationRequest) -> Accepted:
    """Accept a nomination for this chain of runs.

    Raises:
        FailureError: it cannot be accepted.
    """
    draft = AcceptanceDraft(
        request=request, first_run_id=workflow.info().first_execution_run_id, at=workflow.now()
    )
    return await workflow.execute_local_activity_method(
        NominationActivities.accept_nomination, draft, **ON_RECORD
    )


async def record_act(case: CaseFile, act: Act, digest: str) -> Recorded:
    """Record an act that was judged to be in order.

    Raises:
        FailureError: the record finds fault with this very act.
    """
    now = workflow.now()
    match act:
        case Decision():
            return await workflow.execute_local_activity_method(
                DecisionActivities.record_decision, decision_draft(case, act, digest, now), **ON_RECORD
            )
        case Resubmission():
            return await workflow.execute_local_activity_method(
                NominationActivities.record_resubmission,
                resubmission_draft(case, act, digest, now),
                **ON_RECORD,
            )
        case Withdrawal():
            return await workflow.execute_local_activity_method(
                NominationActivities.record_withdrawal, withdrawal_draft(case, act, digest, now), **ON_RECORD
            )
        case Migration():
            return await workflow.execute_local_activity_method(
                ActActivities.record_migration,
                MigrationRequest(case=case, act=act, digest=digest, at=now),
                **ON_RECORD,
            )
        case QuotaClaim(give_up=False):
            return await workflow.execute_local_activity_method(
                EligibilityActivities.claim_quota,
                ClaimRequest(case=case, act=act, digest=digest, at=now),
                **ON_RECORD,
            )
        case CaseAct():
            return await workflow.execute_local_activity_method(
                ActActivities.record_act, act_draft(case, act, digest, now), **ON_RECORD
            )


async def record_refusal(case: CaseFile, message: Inbound, reason: RefusalReason) -> Recorded:
    """Record that a message changed nothing, and why."""
    draft = refusal_draft(case, message, reason, workflow.now())
    return await workflow.execute_local_activity_method(DecisionActivities.record_refusal, draft, **ON_RECORD)


async def record_alarm(case: CaseFile, alarm: Alarm) -> Recorded:
    """Record what the clock rang for, or what a gate that opens has to find out first.

    Raises:
        RuntimeError: the record refuses it. Nobody sent it, so nobody can be told: the workflow task is
            held, with all state, until that is mended.
    """
    now = workflow.now()
    try:
        if is_found_out(case, alarm):
            asked = FindingOut(case=case, kind=alarm.kind, at=now)
            return await workflow.execute_local_activity_method(
                EligibilityActivities.find_out, asked, **ON_RECORD
            )
        return await workflow.execute_local_activity_method(
            DeadlineActivities.record_alarm, alarm_draft(case, alarm, now), **ON_RECORD
        )
    except FailureError as error:
        message = f"the record refused the alarm {alarm.kind}"
        raise RuntimeError(message) from error


async def read_missed(case: CaseFile) -> Recorded:
    """Return the ledger entries that this run has not seen."""
    seen = SeenUpTo(nomination_id=case.nomination_id, seq=case.seq)
    return await workflow.execute_local_activity_method(NominationActivities.read_missed, seen, **ON_RECORD)
