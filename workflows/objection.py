"""An objection to the outcome of a nomination: filed, waited for, upheld or dismissed.

The nomination's own workflow has ended by then. Everything is put on the nomination's ledger before this
workflow believes it; the outcome itself is never touched. The clock reminds and escalates, and never ends an
objection; nothing that a client can send may fail it, hold it up or be dropped.
"""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from domain.case_file import answer_for
    from domain.objection import Alarm, apply_entry, judge_settlement, next_alarm, progress_of
    from schemas.messages import Receipt, Refusal, RefusalReason
    from schemas.names import OBJECTION_WORKFLOW, MessageName, QueryName, objection_workflow_id
    from schemas.objection import (
        ObjectionFile,
        ObjectionOutcome,
        ObjectionProgress,
        ObjectionRecorded,
        ObjectionRequest,
        ObjectionSeen,
        ObjectionSettlement,
        ObjectionStatus,
    )
    from workflows import objection_steps
    from workflows.door import NOTHING, outlast_cancellation, read_start, turn_away_oversize
    from workflows.lists import show_objection_in_lists
    from workflows.objection_inbound import InboundToObjection, cancellation, read_to_objection


@workflow.defn(name=OBJECTION_WORKFLOW)
class ObjectionWorkflow:
    """One objection, from its filing to its settlement."""

    @workflow.init
    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came; messages may arrive before it is read."""
        self._start = start
        self._file: ObjectionFile | None = None
        self._refusal: Refusal | None = None
        self._not_filed = False
        self._one_at_a_time = asyncio.Lock()

    # The story

    @workflow.run
    async def run(self, start: RawValue = NOTHING) -> ObjectionOutcome:  # noqa: ARG002 - see __init__
        """File the objection, wait until it is settled, and return how."""
        objection = asyncio.create_task(self._pursue())
        await outlast_cancellation(objection, self._refuse_cancellation)
        await objection
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._refusal is None and self._is_open():
            workflow.continue_as_new(self._filed())
        return self._outcome()

    async def _pursue(self) -> None:
        """Let people and the clock act until it is settled, or until this run has grown too long."""
        await self._take_over_or_file()
        while self._refusal is None and self._is_open() and not self._too_long():
            alarm = await self._wait_for_act_or_alarm()
            if alarm:
                await self._ring(alarm)
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _take_over_or_file(self) -> None:
        """File the objection; if that fails, fail only after everyone who sent something is told."""
        if workflow.info().continued_run_id is not None:  # handed over; a client cannot forge one
            self._file = ObjectionFile.model_validate_json(self._start.payload.data)
            return
        try:
            filed = await objection_steps.file_objection(self._read_start())
        except FailureError:
            self._not_filed = True
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise
        self._file, self._refusal = filed.file, filed.refusal
        self._show()

    async def _wait_for_act_or_alarm(self) -> Alarm | None:
        """Wait until it has changed or the run must be left; return the alarm if one is due first."""
        before, alarm = self._filed(), next_alarm(self._filed())
        left = max((alarm.at - workflow.now()).total_seconds(), 0) if alarm else None
        try:
            await workflow.wait_condition(
                lambda: self._filed().last_entry != before.last_entry or self._too_long(),
                timeout=left,
                timeout_summary=str(alarm.kind) if alarm else None,
            )
        except TimeoutError:
            return alarm
        return None

    async def _ring(self, alarm: Alarm) -> None:
        """Put a due alarm on record, unless somebody acted in the meantime."""
        async with self._one_at_a_time:
            while next_alarm(self._filed()) == alarm:
                self._learn(await objection_steps.record_alarm(self._filed(), alarm.kind))
        self._show()

    # What people send

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, payloads: Sequence[RawValue]) -> Receipt | Refusal | ObjectionSeen:
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
            # An error raised here would fail the whole objection over one message.
            workflow.logger.exception("a signal could not be put on record")

    async def _receive(self, name: str, payloads: Sequence[RawValue]) -> Receipt | Refusal | ObjectionSeen:
        await self._until_filed_or_refused()
        message = read_to_objection(name, payloads)
        if self._refusal is not None and message.digest == self._refusal.digest:
            return self._refusal
        async with self._one_at_a_time:
            if name == MessageName.CATCH_UP:
                return await self._catch_up()
            answer = await self._answer(message)
        self._show()
        return answer

    async def _answer(self, message: InboundToObjection) -> Receipt | Refusal:
        """Judge a message and put it on record; begin again if the record knows more than this run."""
        while True:
            known = self._filed().answered.get(str(message.act_id))
            if known and known.digest == message.digest:
                return known.receipt
            recorded = await self._put_on_record(message)
            self._learn(recorded)
            if recorded.entry:
                return answer_for(self._filed().case.nomination_id, recorded.entry)

    async def _put_on_record(self, message: InboundToObjection) -> ObjectionRecorded:
        file, act = self._filed(), message.act
        if act is None:
            return await objection_steps.record_refusal(
                file, message, message.fault or RefusalReason.MALFORMED
            )
        if not isinstance(act, ObjectionSettlement):  # another text under the id of this objection
            return await objection_steps.record_refusal(file, message, RefusalReason.ID_REUSED)
        reason = judge_settlement(file, act)
        if reason is not None:
            return await objection_steps.record_refusal(file, message, reason)
        return await self._settle(file, message, act)

    async def _settle(
        self, file: ObjectionFile, message: InboundToObjection, act: ObjectionSettlement
    ) -> ObjectionRecorded:
        try:
            recorded = await objection_steps.record_settlement(file, act, message.digest)
        except FailureError:
            # The record found fault with this very message: its sender must learn that, on record.
            workflow.logger.exception("the record refused a settlement")
            return await objection_steps.record_refusal(file, message, RefusalReason.MALFORMED)
        reason = RefusalReason.ID_REUSED if recorded.id_taken else recorded.refused
        return await objection_steps.record_refusal(file, message, reason) if reason else recorded

    async def _catch_up(self) -> ObjectionSeen:
        """Learn what was put on record by a worker that died before it could tell this run."""
        self._learn(await objection_steps.read_missed(self._filed()))
        return ObjectionSeen(objection_id=self._filed().objection_id, seq=self._filed().last_entry.seq)

    # What anyone may ask

    @workflow.query(name=QueryName.PROGRESS)
    def progress(self) -> ObjectionProgress:
        """Return the whole state, without what people wrote."""
        return progress_of(self._filed())

    # The workflow's own affairs

    def _filed(self) -> ObjectionFile:
        if self._not_filed or self._refusal is not None:
            message = "the objection was not taken; its refusal says why"
            raise ApplicationError(message, type="NotTaken", non_retryable=True)
        if self._file is None:
            message = "the objection is not filed yet; ask again in a moment"
            raise ApplicationError(message)
        return self._file

    def _is_open(self) -> bool:
        return self._filed().status is ObjectionStatus.OPEN

    async def _until_filed_or_refused(self) -> None:
        await workflow.wait_condition(
            lambda: self._file is not None or self._refusal is not None or self._not_filed
        )

    def _learn(self, recorded: ObjectionRecorded) -> None:
        """Believe what the record answered."""
        for entry in recorded.news:
            self._file = apply_entry(self._filed(), entry)

    def _read_start(self) -> ObjectionRequest:
        request = read_start(self._start, ObjectionRequest, "an objection")
        if workflow.info().workflow_id != objection_workflow_id(request.objection_id):
            message = f"objection {request.objection_id} is started under another id; use its own"
            raise ApplicationError(message, type="Malformed", non_retryable=True)
        return request

    def _too_long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested()

    def _show(self) -> None:
        if self._file is not None:
            show_objection_in_lists(self._file)

    async def _refuse_cancellation(self) -> None:
        await self._until_filed_or_refused()
        if self._file is None:
            return
        async with self._one_at_a_time:
            try:
                await self._answer(cancellation())
            except FailureError:
                workflow.logger.exception("a request to cancel could not be put on record")

    def _outcome(self) -> ObjectionOutcome:
        if self._refusal is not None:
            request = self._read_start()
            return ObjectionOutcome(
                objection_id=request.objection_id,
                nomination_id=request.nomination_id,
                status=ObjectionStatus.REFUSED,
                seq=self._refusal.seq,
                leaf_hash=self._refusal.leaf_hash,
                reason=self._refusal.reason,
            )
        file = self._filed()
        return ObjectionOutcome(
            objection_id=file.objection_id,
            nomination_id=file.case.nomination_id,
            status=file.status,
            seq=file.last_entry.seq,
            leaf_hash=file.last_entry.leaf_hash,
        )
