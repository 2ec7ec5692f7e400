"""One sitting of a council over a list: from the call to the results on the nominations.

Each member casts one paper over the whole list. As for nominations, everything is put on record before the
workflow believes it, and nothing that a client can send may fail it, hold it up or be dropped.
"""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from domain.sitting import answer_for, apply_entry, awaited, judge_paper, open_sitting, progress_of
    from schemas.names import SITTING_WORKFLOW, MessageName, QueryName, sitting_workflow_id
    from schemas.sitting import (
        ClosedBy,
        ItemOutcome,
        PaperFault,
        PaperReceipt,
        PaperRefusal,
        SittingOutcome,
        SittingProgress,
        SittingRequest,
        SittingStatus,
    )
    from schemas.sitting_record import (
        ChunkRecorded,
        SittingFile,
        SittingRecorded,
        SittingSeen,
    )
    from workflows import sitting_steps
    from workflows.door import NOTHING, outlast_cancellation, read_start, turn_away_oversize
    from workflows.lists import show_sitting_in_lists
    from workflows.sitting_inbound import InboundPaper, cancellation, read_paper


@workflow.defn(name=SITTING_WORKFLOW)
class CouncilSessionWorkflow:
    """One paper a member over everything that waits for the council."""

    @workflow.init
    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came; messages may arrive before it is read."""
        self._start = start
        self._file: SittingFile | None = None
        self._not_opened = False
        self._outcome: SittingOutcome | None = None
        self._one_at_a_time = asyncio.Lock()

    # The story

    @workflow.run
    async def run(self, start: RawValue = NOTHING) -> SittingOutcome:  # noqa: ARG002 - see __init__
        """Gather the list, take papers, count them, record and tell the results."""
        sitting = asyncio.create_task(self._sit())
        await outlast_cancellation(sitting, self._refuse_cancellation)
        await sitting
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._outcome is None:
            workflow.continue_as_new(self._opened())
        return self._outcome

    async def _sit(self) -> None:
        self._file = self._carried_over() or await self._open_or_answer_all()
        self._show()
        await self._take_papers()
        if self._opened().status is SittingStatus.OPEN:
            await workflow.wait_condition(workflow.all_handlers_finished)
            return  # this run has grown too long; the next one goes on
        await self._count()
        done = await sitting_steps.record_results(self._opened())
        told = await sitting_steps.tell_nominations(self._opened())
        await self._end(done)
        self._outcome = self._outcome_of(done, told)

    async def _open_or_answer_all(self) -> SittingFile:
        """Open the sitting; if that fails, fail only after everyone who sent something is told."""
        try:
            opened = await sitting_steps.open_sitting(self._read_start())
        except FailureError:
            self._not_opened = True
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise
        return open_sitting(opened.header, opened.entries)

    async def _take_papers(self) -> None:
        """Wait until all have voted, nothing can change any more, or the time is over; then close."""
        left = self._opened().header.closes_at - workflow.now()
        try:
            await workflow.wait_condition(
                lambda: self._reason_to_close() is not None or self._too_long(),
                timeout=max(left.total_seconds(), 0),
                timeout_summary="the sitting closes",
            )
        except TimeoutError:
            await self._close(ClosedBy.TIME)
            return
        reason = self._reason_to_close()
        if reason is not None:
            await self._close(reason)

    async def _close(self, reason: ClosedBy) -> None:
        async with self._one_at_a_time:
            while self._opened().status is SittingStatus.OPEN:
                self._learn(await sitting_steps.close(self._opened(), reason))
        self._show()

    async def _count(self) -> None:
        async with self._one_at_a_time:
            while self._opened().status is SittingStatus.CLOSED:
                recorded = await sitting_steps.count(self._opened())
                self._learn(recorded)
                if recorded.earlier:  # counted before a worker died that could not say so any more
                    self._learn(await sitting_steps.read_missed(self._opened()))
        self._show()

    async def _end(self, done: ChunkRecorded) -> None:
        async with self._one_at_a_time:
            while self._opened().status is SittingStatus.COUNTED:
                self._learn(await sitting_steps.end(self._opened(), done))
        self._show()

    # What people send

    @workflow.update(dynamic=True)
    async def on_update(
        self, name: str, payloads: Sequence[RawValue]
    ) -> PaperReceipt | PaperRefusal | SittingSeen:
        """Take any message and answer it."""
        return await self._receive(name, payloads)

    @on_update.validator
    def _refuse_oversize(self, name: str, payloads: Sequence[RawValue]) -> None:
        turn_away_oversize(name, payloads)

    @workflow.signal(dynamic=True)
    async def on_signal(self, name: str, payloads: Sequence[RawValue]) -> None:
        """Take any message; the answer is on record only."""
        try:
            await self._receive(name, payloads)
        except FailureError:
            # An error raised here would fail the whole sitting over one message.
            workflow.logger.exception("a signal could not be put on record")

    async def _receive(
        self, name: str, payloads: Sequence[RawValue]
    ) -> PaperReceipt | PaperRefusal | SittingSeen:
        await self._until_opened_or_refused()
        self._opened()
        async with self._one_at_a_time:
            if name == MessageName.CATCH_UP:
                self._learn(await sitting_steps.read_missed(self._opened()))
                return SittingSeen(sitting_id=self._opened().sitting_id, seq=self._opened().seq)
            return await self._answer(read_paper(name, payloads))

    async def _answer(self, message: InboundPaper) -> PaperReceipt | PaperRefusal:
        """Judge a message and put it on record; begin again if the record knows more than this run."""
        while True:
            known = self._opened().answered.get(str(message.act_id))
            if known and known.digest == message.digest:
                return known.receipt
            recorded = await self._put_on_record(message)
            self._learn(recorded)
            entry = recorded.entry or recorded.earlier
            if entry:
                return answer_for(self._opened().sitting_id, entry)

    async def _put_on_record(self, message: InboundPaper) -> SittingRecorded:
        sitting = self._opened()
        if message.paper is None:
            return await sitting_steps.record_refusal(sitting, message, message.fault or PaperFault.MALFORMED)
        reason = judge_paper(sitting, message.paper)
        if reason is not None:
            return await sitting_steps.record_refusal(sitting, message, reason)
        try:
            recorded = await sitting_steps.record_paper(sitting, message.paper, message.digest)
        except FailureError:
            # The record found fault with this very paper: its sender must learn that, on record.
            workflow.logger.exception("the record refused a paper")
            return await sitting_steps.record_refusal(sitting, message, PaperFault.MALFORMED)
        if recorded.id_taken:
            return await sitting_steps.record_refusal(sitting, message, PaperFault.ID_REUSED)
        return recorded

    # What anyone may ask

    @workflow.query(name=QueryName.PROGRESS)
    def progress(self) -> SittingProgress:
        """Return the whole state: who has voted and who is awaited, never how."""
        return progress_of(self._opened())

    # The workflow's own affairs

    def _opened(self) -> SittingFile:
        if self._not_opened:
            message = "the sitting was not opened; correct what its start says, then call it again"
            raise ApplicationError(message, type="NotOpened", non_retryable=True)
        if self._file is None:
            message = "the sitting is not open yet; ask again in a moment"
            raise ApplicationError(message)
        return self._file

    async def _until_opened_or_refused(self) -> None:
        await workflow.wait_condition(lambda: self._file is not None or self._not_opened)

    def _learn(self, recorded: SittingRecorded) -> None:
        """Believe what the record answered: the entry written now, or those that were missed."""
        news = (recorded.entry,) if recorded.entry else recorded.missed
        for entry in news:
            self._file = apply_entry(self._opened(), entry)
        if recorded.settled:
            self._file = self._opened().model_copy(update={"settled": True})

    def _reason_to_close(self) -> ClosedBy | None:
        sitting = self._opened()
        if sitting.status is not SittingStatus.OPEN:
            return sitting.closed_by or ClosedBy.TIME
        if not awaited(sitting.header, sitting.papers):
            return ClosedBy.ALL_VOTED
        return ClosedBy.SETTLED if sitting.settled else None

    def _read_start(self) -> SittingRequest:
        request = read_start(self._start, SittingRequest, "the call of a sitting")
        if workflow.info().workflow_id != sitting_workflow_id(request.sitting_id):
            message = f"sitting {request.sitting_id} is started under another id; use its own"
            raise ApplicationError(message, type="Malformed", non_retryable=True)
        return request

    def _carried_over(self) -> SittingFile | None:
        """Return the sitting that the run before this one handed over; a client cannot forge one."""
        if workflow.info().continued_run_id is None:
            return None
        return SittingFile.model_validate_json(self._start.payload.data)

    def _too_long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested()

    def _show(self) -> None:
        show_sitting_in_lists(self._opened())

    async def _refuse_cancellation(self) -> None:
        await self._until_opened_or_refused()
        if self._not_opened:
            return
        async with self._one_at_a_time:
            try:
                await self._answer(cancellation())
            except FailureError:
                workflow.logger.exception("a request to cancel could not be put on record")

    def _outcome_of(self, done: ChunkRecorded, told: int) -> SittingOutcome:
        sitting = self._opened()
        return SittingOutcome(
            sitting_id=sitting.sitting_id,
            closed_by=sitting.closed_by or ClosedBy.TIME,
            papers=len(sitting.papers),
            passed=sitting.sums.get(ItemOutcome.PASSED, 0),
            not_passed=sitting.sums.get(ItemOutcome.NOT_PASSED, 0),
            not_decided=sitting.sums.get(ItemOutcome.NOT_DECIDED, 0),
            recorded=done.recorded,
            left=len(done.left),
            told=told,
            seq=sitting.seq,
            leaf_hash=sitting.last_entry.leaf_hash,
        )
