"""The door to matters: it opens them, sends what people say to them, and brings back the answers.

The workflow judges. Only when it has ended and cannot answer any more does the gateway answer from the
record, and puts its refusal there.
"""

from datetime import UTC, datetime

from pydantic import TypeAdapter
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.limits import RateLimit, let_through
from adapters.postgres.matters import PostgresMatters
from adapters.updates import MessageFailedError, NoAnswerError, Sent, answer_to_update
from domain.canonical import model_digest
from domain.errors import VinhDanhError
from domain.matters.fold import matter_answer
from schemas.acts import CaseAct
from schemas.ledger import EntryKind
from schemas.matter import MatterAnswer, MatterDraft, MatterKind
from schemas.messages import RefusalReason
from schemas.names import MATTER_WORKFLOWS, TASK_QUEUE, MessageName

_ANSWERS = TypeAdapter[MatterAnswer](MatterAnswer)
_ANSWER_SECONDS = 30


class UnknownMatterError(VinhDanhError):
    """No matter has this name."""

    def __init__(self, stream: str) -> None:
        """Say so, and where to look."""
        kind, _, name = stream.partition(":")
        super().__init__(f'no {kind} is called "{name}"; "starter.py {kind} list" shows those on record')


class MatterLostError(VinhDanhError):
    """The record has an open matter for which Temporal has no running workflow."""


class MatterGateway:
    """Sends messages to matters and brings back the answers."""

    def __init__(self, client: Client, matters: PostgresMatters, limit: RateLimit | None = None) -> None:
        """Reach workflows through `client` and the record through `matters`; `limit` counts acts."""
        self._limit = limit
        self._client = client
        self._matters = matters

    async def open(self, kind: MatterKind, name: str, message: MessageName, start: CaseAct) -> MatterAnswer:
        """Open a matter and return the answer; the same start again gets the same answer.

        Raises:
            NoAnswerError: no worker answered in time; repeating the same start is safe.
            MessageFailedError: the workflow could not take it.
            TooLargeError: no workflow would take it.
            TooManyActsError: this person has sent too many acts of late.
        """
        await let_through(self._limit, start, start.actor_id)
        stream = f"{kind}:{name}"
        await self._start(kind, stream, start)
        try:
            answer = await self._ask(stream, message, start)
        except MessageFailedError:
            answer = await self._known_answer(stream, start)  # it ended while it was asked
            if answer is None:
                raise
        return answer or await self._from_record(stream, message, start, RefusalReason.ID_REUSED)

    async def send(self, stream: str, message: MessageName, act: CaseAct) -> MatterAnswer:
        """Send an act as an update and return its answer.

        Raises:
            UnknownMatterError: no such matter.
            NoAnswerError: no worker answered in time; repeating the same act is safe.
            MessageFailedError: the workflow could not take it.
            MatterLostError: the workflow is gone although the matter is open.
            TooLargeError: no workflow would take it.
            TooManyActsError: this person has sent too many acts of late.
        """
        await let_through(self._limit, act, act.actor_id)
        answer = await self._ask(stream, message, act)
        return answer or await self._answer_for_closed(stream, message, act)

    async def send_blindly(self, stream: str, message: MessageName, act: CaseAct) -> MatterAnswer | None:
        """Send an act as a signal. None: it is on its way. A closed matter answers at once."""
        await let_through(self._limit, act, act.actor_id)
        try:
            await self._client.get_workflow_handle(stream).signal(message, act)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return await self._answer_for_closed(stream, message, act)
        return None

    async def _start(self, kind: MatterKind, stream: str, start: CaseAct) -> None:
        """Start the workflow, unless it was started before."""
        try:
            await self._client.start_workflow(
                MATTER_WORKFLOWS[kind],
                start,
                id=stream,
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            )
        except WorkflowAlreadyStartedError:
            return

    async def _ask(self, stream: str, name: MessageName, act: CaseAct) -> MatterAnswer | None:
        answer = await self._update(stream, name, act, str(act.act_id))
        digest = model_digest(act)
        if answer is not None and answer.digest != digest:
            # Temporal answered for an earlier message with this id; see adapters.gateway.
            answer = await self._update(stream, name, act, f"{act.act_id}/{digest}")
        return answer

    async def _update(
        self, stream: str, name: MessageName, act: CaseAct, update_id: str
    ) -> MatterAnswer | None:
        answer = await answer_to_update(
            self._client.get_workflow_handle(stream),
            Sent(name, act, act.act_id, update_id),
            stream,
            _ANSWER_SECONDS,
        )
        return None if answer is None else _ANSWERS.validate_python(answer)

    async def _answer_for_closed(self, stream: str, name: MessageName, act: CaseAct) -> MatterAnswer:
        known = await self._matters.matter(stream)
        if known is None:
            raise UnknownMatterError(stream)
        if not known.state["closed"]:
            message = f'{stream} is open but has no workflow; run "starter.py verify"'
            raise MatterLostError(message)
        return await self._from_record(stream, name, act, RefusalReason.CLOSED)

    async def _known_answer(self, stream: str, act: CaseAct) -> MatterAnswer | None:
        earlier = await self._matters.answer_to_act(stream, act.act_id, model_digest(act))
        return matter_answer(stream, earlier) if earlier else None

    async def _from_record(
        self, stream: str, name: MessageName, act: CaseAct, reason: RefusalReason
    ) -> MatterAnswer:
        """Answer from the record: the first answer to this very message, or that it comes too late."""
        known = await self._known_answer(stream, act)
        if known is not None:
            return known
        recorded = await self._matters.record(_refusal(stream, name, act, reason), None)
        head = recorded.entry or recorded.earlier
        if head is None:
            message = f"the refusal for {stream} could not be put on record; try again"
            raise NoAnswerError(message)
        return matter_answer(stream, head)


def _refusal(stream: str, name: MessageName, act: CaseAct, reason: RefusalReason) -> MatterDraft:
    return MatterDraft(
        kind=MatterKind(stream.partition(":")[0]),
        stream=stream,
        expected_seq=None,
        at=datetime.now(UTC),
        entry_kind=EntryKind.REFUSAL_RECORDED,
        message=name,
        act_id=act.act_id,
        actor_id=act.actor_id,
        digest=model_digest(act),
        refusal_reason=reason,
    )
