"""The door to the sittings of councils: it calls them, hands out forms, and sends papers.

The workflow judges a paper. Only when the sitting has ended and cannot answer any more does the gateway
answer from the record, and puts its refusal there.
"""

import asyncio
from datetime import UTC, datetime

from pydantic import TypeAdapter
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from adapters.limits import RateLimit, let_through
from adapters.postgres.sittings import PostgresSittings
from adapters.updates import NoAnswerError, Sent, answer_to_update
from domain.canonical import model_digest
from domain.errors import VinhDanhError
from domain.sitting import answer_for, refusal_for, sheets_for
from schemas.names import SITTING_WORKFLOW, TASK_QUEUE, MessageName, sitting_workflow_id
from schemas.record import RefusedBy
from schemas.sitting import (
    BallotForm,
    BallotPaper,
    PaperAnswer,
    PaperFault,
    SittingOutcome,
    SittingRequest,
    SittingStatus,
)
from schemas.sitting_record import FullSitting, PaperRefusalDraft, SittingHeader

_ANSWERS = TypeAdapter[PaperAnswer](PaperAnswer)
_ANSWER_SECONDS = 30
_LOOKS_A_SECOND = 10


class UnknownSittingError(VinhDanhError):
    """No sitting has this id."""

    def __init__(self, sitting_id: str) -> None:
        """Say so, and where to look."""
        super().__init__(
            f'no sitting is called "{sitting_id}"; "starter.py council list" shows those on record'
        )


class SittingLostError(VinhDanhError):
    """The record has a sitting that has not ended, for which Temporal has no running workflow."""


class CallRefusedError(VinhDanhError):
    """A sitting was called but not opened; the text says why."""


class NotAMemberError(VinhDanhError):
    """Somebody asks for the form of a council that they are not a member of."""


class SittingGateway:
    """Sends messages to sittings and brings back the answers."""

    def __init__(self, client: Client, sittings: PostgresSittings, limit: RateLimit | None = None) -> None:
        """Reach workflows through `client` and the record through `sittings`; `limit` counts acts."""
        self._limit = limit
        self._client = client
        self._sittings = sittings

    async def call(self, request: SittingRequest) -> bool:
        """Start a sitting's workflow; return False when it was started before.

        Raises:
            TooManyActsError: this person has sent too many acts of late.
        """
        await let_through(self._limit, request, request.called_by)
        try:
            await self._client.start_workflow(
                SITTING_WORKFLOW,
                request,
                id=sitting_workflow_id(request.sitting_id),
                task_queue=TASK_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            )
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def opened(self, sitting_id: str) -> SittingHeader:
        """Wait until a sitting that was called is open, and return what is to be voted on.

        Raises:
            CallRefusedError: it was not opened, and why.
            NoAnswerError: no worker opened it in time; it is not lost.
        """
        handle = self._handle(sitting_id)
        for _ in range(_ANSWER_SECONDS * _LOOKS_A_SECOND):
            sitting = await self._sittings.sitting(sitting_id, 1, 1)
            if sitting is not None:
                return sitting.header
            if (await handle.describe()).status is WorkflowExecutionStatus.FAILED:
                raise CallRefusedError(await _why_it_failed(handle))
            await asyncio.sleep(1 / _LOOKS_A_SECOND)
        message = f"no worker opened sitting {sitting_id} within {_ANSWER_SECONDS} s; check that one runs"
        raise NoAnswerError(message)

    async def outcome(self, sitting_id: str) -> SittingOutcome:
        """Wait for the end of a sitting and return what came of it."""
        handle = self._client.get_workflow_handle(sitting_workflow_id(sitting_id), result_type=SittingOutcome)
        return await handle.result()

    async def form(self, sitting_id: str, member: str) -> BallotForm:
        """Return what a member is given to fill in.

        Raises:
            UnknownSittingError: no such sitting.
            NotAMemberError: the council of this sitting has no such member.
        """
        sitting = await self._known(sitting_id)
        header = sitting.header
        if member not in header.members:
            message = f"{member} is not a member of {header.request.body} in sitting {sitting_id}"
            raise NotAMemberError(message)
        return BallotForm(
            sitting_id=sitting_id,
            member=member,
            secret=header.request.secret,
            public_key=header.public_key,
            list_hash=header.list_hash,
            closes_at=header.closes_at,
            items=sitting.items,
            sheets=tuple(sheet.number for sheet in sheets_for(header, member)),
        )

    async def send(self, paper: BallotPaper) -> PaperAnswer:
        """Send a paper as an update and return its answer.

        Raises:
            UnknownSittingError: no such sitting.
            NoAnswerError: no worker answered in time; repeating the same paper is safe.
            MessageFailedError: the workflow could not take it.
            SittingLostError: the workflow is gone although the sitting has not ended.
            TooLargeError: no workflow would take it.
            TooManyActsError: this person has sent too many acts of late.
        """
        await let_through(self._limit, paper, paper.actor_id)
        digest = model_digest(paper)
        answer = await self._update_or_ended(paper, str(paper.act_id))
        if answer is not None and answer.digest != digest:
            # Temporal answered for an earlier message with this id; see adapters.gateway.
            answer = await self._update_or_ended(paper, f"{paper.act_id}/{digest}")
        return answer or await self._answer_for_ended(paper, digest)

    def _handle(self, sitting_id: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(sitting_workflow_id(sitting_id))

    async def _known(self, sitting_id: str) -> FullSitting:
        sitting = await self._sittings.sitting(sitting_id)
        if sitting is None:
            raise UnknownSittingError(sitting_id)
        return sitting

    async def _update_or_ended(self, paper: BallotPaper, update_id: str) -> PaperAnswer | None:
        answer = await answer_to_update(
            self._handle(paper.sitting_id),
            Sent(MessageName.CAST_BALLOT, paper, paper.act_id, update_id),
            f"sitting {paper.sitting_id}",
            _ANSWER_SECONDS,
        )
        return None if answer is None else _ANSWERS.validate_python(answer)

    async def _answer_for_ended(self, paper: BallotPaper, digest: str) -> PaperAnswer:
        """Answer from the record: the first answer to this very paper, or that the sitting has ended."""
        found = await self._sittings.status(paper.sitting_id)
        if found is None:
            raise UnknownSittingError(paper.sitting_id)
        if found[0] != SittingStatus.ENDED:
            message = f'sitting {paper.sitting_id} has not ended but has no workflow; run "starter.py verify"'
            raise SittingLostError(message)
        earlier = await self._sittings.entry_of_message(paper.sitting_id, str(paper.act_id), digest)
        if earlier is not None:
            return answer_for(paper.sitting_id, earlier)
        recorded = await self._sittings.record(_ended_refusal(paper, digest))
        entry = recorded.entry or recorded.earlier
        if entry is None:
            message = f"the refusal for sitting {paper.sitting_id} could not be put on record; try again"
            raise NoAnswerError(message)
        return refusal_for(paper.sitting_id, entry)


async def _why_it_failed(handle: WorkflowHandle[object, object]) -> str:
    try:
        await handle.result()
    except WorkflowFailureError as failure:
        cause: BaseException = failure.cause
        while cause.__cause__ is not None:
            cause = cause.__cause__
        return str(cause).split(": ", 1)[-1]
    return "the sitting has ended already"


def _ended_refusal(paper: BallotPaper, digest: str) -> PaperRefusalDraft:
    return PaperRefusalDraft(
        sitting_id=paper.sitting_id,
        expected_seq=None,
        at=datetime.now(UTC),
        act_id=paper.act_id,
        actor_id=paper.actor_id,
        message=MessageName.CAST_BALLOT,
        reason=PaperFault.SITTING_CLOSED,
        digest=digest,
        refused_by=RefusedBy.GATEWAY,
    )
