"""The door through which people reach nominations: it sends, and turns silence into an answer.

The workflow judges. Only when the workflow is closed and cannot answer any more does the gateway answer
from the record, and puts its refusal there.
"""

from datetime import UTC, datetime

from pydantic import TypeAdapter
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.limits import RateLimit, let_through, refuse_oversize
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.updates import NoAnswerError, Sent, answer_to_update
from domain.acts import message_of
from domain.canonical import message_digest
from domain.case_file import answer_for, refusal_for
from domain.errors import VinhDanhError
from domain.signing import digests_of
from schemas.case import OUTCOMES
from schemas.case_file import Explanation
from schemas.messages import Act, Answer, RefusalReason, actor_of, id_of
from schemas.names import NOMINATION_WORKFLOW, TASK_QUEUE, QueryName, nomination_workflow_id
from schemas.nomination import NominationRequest
from schemas.record import RefusalDraft, RefusedBy
from schemas.views import NominationView

_ANSWERS = TypeAdapter[Answer](Answer)
_ANSWER_SECONDS = 30


class UnknownNominationError(VinhDanhError):
    """No nomination has this id."""

    def __init__(self, nomination_id: str) -> None:
        """Say so, and where to look."""
        super().__init__(
            f'no nomination is called "{nomination_id}"; "starter.py list" shows those on record'
        )


class WorkflowLostError(VinhDanhError):
    """The record has an open nomination for which Temporal has no running workflow."""


class NominationGateway:
    """Sends messages to nominations and brings back the answers."""

    def __init__(
        self, client: Client, reader: RecordReader, record: PostgresRecord, limit: RateLimit | None = None
    ) -> None:
        """Reach workflows through `client` and the record through the next two; `limit` counts acts."""
        self._limit = limit
        self._client = client
        self._reader = reader
        self._record = record

    async def open(self, request: NominationRequest) -> bool:
        """Start a nomination's workflow; return False when it was started before.

        Raises:
            TooLargeError: it has more to say than a workflow would take.
        """
        refuse_oversize(request)
        try:
            await self._client.start_workflow(
                NOMINATION_WORKFLOW,
                request,
                id=nomination_workflow_id(request.nomination_id),
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            )
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def send(self, nomination_id: str, act: Act) -> Answer:
        """Send an act as an update and return its answer.

        Raises:
            UnknownNominationError: no such nomination.
            NoAnswerError: no worker answered in time; repeating the same act is safe.
            MessageFailedError: the workflow could not take it, for example because it was not accepted.
            WorkflowLostError: the workflow is gone although the case is open.
            TooLargeError: no workflow would take it.
            TooManyActsError: this person, or all to this nomination, have sent too many of late.
        """
        await let_through(self._limit, act, actor_of(act), nomination_id)
        act_id, digests = id_of(act), digests_of(act)
        answer = await self._update_or_closed(nomination_id, act, str(act_id))
        if answer is not None and answer.digest not in digests:
            # Temporal answered for an earlier message with this id. Under an id of its own this one reaches
            # the workflow, which takes it if only the signature was refused, or puts its refusal on record.
            answer = await self._update_or_closed(nomination_id, act, f"{act_id}/{digests[-1]}")
        return answer or await self._answer_for_closed(nomination_id, act)

    async def send_blindly(self, nomination_id: str, act: Act) -> Answer | None:
        """Send an act as a signal. None: it is on its way. A closed case answers at once."""
        await let_through(self._limit, act, actor_of(act), nomination_id)
        try:
            await self._handle(nomination_id).signal(message_of(act), act)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return await self._answer_for_closed(nomination_id, act)
        return None

    async def explain(self, nomination_id: str) -> Explanation:
        """Return in plain words where a nomination is; asked of its workflow.

        Raises:
            UnknownNominationError: it has no workflow.
        """
        try:
            return await self._handle(nomination_id).query(QueryName.EXPLAIN, result_type=Explanation)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            raise UnknownNominationError(nomination_id) from error

    def _handle(self, nomination_id: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(nomination_workflow_id(nomination_id))

    async def _update_or_closed(self, nomination_id: str, act: Act, update_id: str) -> Answer | None:
        answer = await answer_to_update(
            self._handle(nomination_id),
            Sent(message_of(act), act, id_of(act), update_id),
            f"nomination {nomination_id}",
            _ANSWER_SECONDS,
        )
        return None if answer is None else _ANSWERS.validate_python(answer)

    async def _answer_for_closed(self, nomination_id: str, act: Act) -> Answer:
        """Answer from the record: the first answer to this very message, or that the case is closed."""
        known = await self._closed_nomination(nomination_id)
        for digest in digests_of(act):
            earlier = await self._reader.entry_of_act(known.nomination_id, id_of(act), digest)
            if earlier is not None:
                return answer_for(nomination_id, earlier)
        recorded = await self._record.record(_closed_refusal(nomination_id, act), None)
        entry = recorded.entry or recorded.earlier
        if entry is None:
            message = f"the refusal for nomination {nomination_id} could not be put on record; try again"
            raise NoAnswerError(message)
        return refusal_for(nomination_id, entry)

    async def _closed_nomination(self, nomination_id: str) -> NominationView:
        known = await self._reader.nomination(nomination_id)
        if known is None:
            raise UnknownNominationError(nomination_id)
        if known.status not in OUTCOMES:
            message = f'nomination {nomination_id} is open but has no workflow; run "starter.py verify"'
            raise WorkflowLostError(message)
        return known


def _closed_refusal(nomination_id: str, act: Act) -> RefusalDraft:
    return RefusalDraft(
        nomination_id=nomination_id,
        expected_seq=None,
        at=datetime.now(UTC),
        act_id=id_of(act),
        actor_id=actor_of(act),
        message=message_of(act),
        reason=RefusalReason.CLOSED,
        digest=message_digest(act),
        refused_by=RefusedBy.GATEWAY,
    )
