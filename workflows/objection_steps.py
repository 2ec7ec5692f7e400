"""The steps of an objection as its workflow calls them: each function is one local activity."""

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.objections import ObjectionActivities
from domain.canonical import model_digest
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.objection import (
    Filed,
    ObjectionFile,
    ObjectionRecorded,
    ObjectionRequest,
    ObjectionSettlement,
)
from schemas.objection_record import Filing, Refusing, Ringing, Settling, Unread
from workflows.objection_inbound import InboundToObjection
from workflows.options import ON_RECORD


async def file_objection(request: ObjectionRequest) -> Filed:
    """Put an objection on record, or why it is not taken.

    Raises:
        FailureError: there is no such nomination.
    """
    filing = Filing(request=request, digest=model_digest(request), at=workflow.now())
    return await workflow.execute_local_activity_method(
        ObjectionActivities.file_objection, filing, **ON_RECORD
    )


async def record_settlement(file: ObjectionFile, act: ObjectionSettlement, digest: str) -> ObjectionRecorded:
    """Record a settlement that was judged to be in order.

    Raises:
        FailureError: the record finds fault with this very act.
    """
    settling = Settling(file=file, act=act, digest=digest, at=workflow.now())
    return await workflow.execute_local_activity_method(
        ObjectionActivities.record_settlement, settling, **ON_RECORD
    )


async def record_refusal(
    file: ObjectionFile, message: InboundToObjection, reason: RefusalReason
) -> ObjectionRecorded:
    """Record that a message changed nothing, and why."""
    refusing = Refusing(
        nomination_id=file.case.nomination_id,
        act_id=message.act_id,
        actor_id=message.actor_id,
        message=message.name,
        reason=reason,
        digest=message.digest,
        at=workflow.now(),
    )
    return await workflow.execute_local_activity_method(
        ObjectionActivities.record_objection_refusal, refusing, **ON_RECORD
    )


async def record_alarm(file: ObjectionFile, kind: EntryKind) -> ObjectionRecorded:
    """Record what the clock rings for.

    Raises:
        RuntimeError: the record refuses it. Nobody sent it, so nobody can be told: the workflow task is
            held, with all state, until that is mended.
    """
    ringing = Ringing(file=file, kind=kind, at=workflow.now())
    try:
        return await workflow.execute_local_activity_method(
            ObjectionActivities.record_objection_alarm, ringing, **ON_RECORD
        )
    except FailureError as error:
        message = f"the record refused the alarm {kind}"
        raise RuntimeError(message) from error


async def read_missed(file: ObjectionFile) -> ObjectionRecorded:
    """Return the objection's entries that this run has not seen."""
    return await workflow.execute_local_activity_method(
        ObjectionActivities.read_objection_entries, Unread(file=file), **ON_RECORD
    )
