"""The door to objections: it files them, sends what people say to them, and brings back the answers.

The workflow judges. Only when it has ended and cannot answer any more does the gateway answer from the
record, and puts its refusal there.
"""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.gateway import UnknownNominationError
from adapters.limits import RateLimit, let_through
from adapters.postgres.objections import PostgresObjections
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.updates import NoAnswerError, Sent, answer_to_update
from domain.canonical import model_digest
from domain.case_file import answer_for, refusal_for
from domain.errors import VinhDanhError
from schemas.acts import CaseAct
from schemas.messages import Answer, RefusalReason
from schemas.names import OBJECTION_WORKFLOW, TASK_QUEUE, MessageName, objection_workflow_id
from schemas.objection import ObjectionRequest, ObjectionSettlement, ObjectionStatus, ObjectionView
from schemas.record import RefusalDraft, RefusedBy

_ANSWERS = TypeAdapter[Answer](Answer)
_ANSWER_SECONDS = 30


class UnknownObjectionError(VinhDanhError):
    """No objection has this id."""

    def __init__(self, objection_id: UUID) -> None:
        """Say so, and where to look."""
        super().__init__(
            f'no objection is called "{objection_id}"; "starter.py objections" shows those on record'
        )


class ObjectionLostError(VinhDanhError):
    """The record has an open objection for which Temporal has no running workflow."""


class ObjectionGateway:
    """Sends messages to objections and brings back the answers."""

    def __init__(
        self,
        client: Client,
        objections: PostgresObjections,
        reader: RecordReader,
        record: PostgresRecord,
        limit: RateLimit | None = None,
    ) -> None:
        """Reach workflows through `client` and the record through the next three; `limit` counts acts."""
        self._limit = limit
        self._client = client
        self._objections = objections
        self._reader = reader
        self._record = record

    async def file(self, request: ObjectionRequest) -> Answer:
        """File an objection and return the answer; the same request again gets the same answer.

        Raises:
            UnknownNominationError: no such nomination.
            NoAnswerError: no worker answered in time; repeating the same request is safe.
            MessageFailedError: the workflow could not take it.
            TooLargeError: no workflow would take it.
            TooManyActsError: this person, or all to this nomination, have sent too many of late.
        """
        await let_through(self._limit, request, request.actor_id, request.nomination_id)
        if await self._reader.nomination(request.nomination_id) is None:
            raise UnknownNominationError(request.nomination_id)
        await self._start(request)
        answer = await self._ask(request.objection_id, MessageName.FILE_OBJECTION, request)
        return answer or await self._answer_from_record(
            request.nomination_id, MessageName.FILE_OBJECTION, request, RefusalReason.ID_REUSED
        )

    async def settle(self, act: ObjectionSettlement) -> Answer:
        """Send a settlement as an update and return its answer.

        Raises:
            UnknownObjectionError: no such objection.
            NoAnswerError: no worker answered in time; repeating the same act is safe.
            MessageFailedError: the workflow could not take it.
            ObjectionLostError: the workflow is gone although the objection is open.
            TooLargeError: no workflow would take it.
            TooManyActsError: this person has sent too many acts of late.
        """
        await let_through(self._limit, act, act.actor_id)
        answer = await self._ask(act.objection_id, MessageName.SETTLE_OBJECTION, act)
        return answer or await self._answer_for_settled(act)

    async def settle_blindly(self, act: ObjectionSettlement) -> Answer | None:
        """Send a settlement as a signal. None: it is on its way. A settled objection answers at once."""
        await let_through(self._limit, act, act.actor_id)
        handle = self._client.get_workflow_handle(objection_workflow_id(act.objection_id))
        try:
            await handle.signal(MessageName.SETTLE_OBJECTION, act)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return await self._answer_for_settled(act)
        return None

    async def _start(self, request: ObjectionRequest) -> None:
        """Start the workflow, unless it was started before."""
        try:
            await self._client.start_workflow(
                OBJECTION_WORKFLOW,
                request,
                id=objection_workflow_id(request.objection_id),
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            )
        except WorkflowAlreadyStartedError:
            return

    async def _ask(self, objection_id: UUID, name: MessageName, act: CaseAct) -> Answer | None:
        answer = await self._update(objection_id, name, act, str(act.act_id))
        digest = model_digest(act)
        if answer is not None and answer.digest != digest:
            # Temporal answered for an earlier message with this id; see adapters.gateway.
            answer = await self._update(objection_id, name, act, f"{act.act_id}/{digest}")
        return answer

    async def _update(
        self, objection_id: UUID, name: MessageName, act: CaseAct, update_id: str
    ) -> Answer | None:
        answer = await answer_to_update(
            self._client.get_workflow_handle(objection_workflow_id(objection_id)),
            Sent(name, act, act.act_id, update_id),
            f"objection {objection_id}",
            _ANSWER_SECONDS,
        )
        return None if answer is None else _ANSWERS.validate_python(answer)

    async def _answer_for_settled(self, act: ObjectionSettlement) -> Answer:
        known = await self._settled(act.objection_id)
        return await self._answer_from_record(
            known.nomination_id, MessageName.SETTLE_OBJECTION, act, RefusalReason.OBJECTION_SETTLED
        )

    async def _settled(self, objection_id: UUID) -> ObjectionView:
        known = await self._objections.objection(objection_id)
        if known is None:
            raise UnknownObjectionError(objection_id)
        if known.status is ObjectionStatus.OPEN:
            message = f'objection {objection_id} is open but has no workflow; run "starter.py verify"'
            raise ObjectionLostError(message)
        return known

    async def _answer_from_record(
        self, nomination_id: str, name: MessageName, act: CaseAct, reason: RefusalReason
    ) -> Answer:
        """Answer from the record: the first answer to this very message, or that it comes too late."""
        digest = model_digest(act)
        earlier = await self._reader.entry_of_act(nomination_id, act.act_id, digest)
        if earlier is not None:
            return answer_for(nomination_id, earlier)
        recorded = await self._record.record(_refusal(nomination_id, name, act, reason), None)
        entry = recorded.entry or recorded.earlier
        if entry is None:
            message = f"the refusal for nomination {nomination_id} could not be put on record; try again"
            raise NoAnswerError(message)
        return refusal_for(nomination_id, entry)


def _refusal(nomination_id: str, name: MessageName, act: CaseAct, reason: RefusalReason) -> RefusalDraft:
    return RefusalDraft(
        nomination_id=nomination_id,
        expected_seq=None,
        at=datetime.now(UTC),
        act_id=act.act_id,
        actor_id=act.actor_id,
        message=name,
        reason=reason,
        digest=model_digest(act),
        refused_by=RefusedBy.GATEWAY,
    )
