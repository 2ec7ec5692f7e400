"""The climb of one nomination, from its acceptance to its outcome.

The workflow decides nothing by itself: rules are pure functions in `domain`, everything that happens is
put on record by an activity before the workflow believes it, and the workflow's own state is what the
record answered. It must never drop, fail over or get stuck on anything that a client can send.
"""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from domain.case_file import answer_for, apply_entry, one_of, rebuild_case
    from domain.deadlines import Alarm, is_found_out, next_alarm
    from domain.explanation import explain, progress_of
    from domain.judgement import judge
    from schemas.case import NominationOutcome
    from schemas.case_file import CaseFile, Explanation, Progress
    from schemas.messages import Receipt, Refusal, RefusalReason
    from schemas.names import NOMINATION_WORKFLOW, MessageName, QueryName, nomination_workflow_id
    from schemas.nomination import NominationRequest
    from schemas.record import EntryHead, Recorded, SeenUpTo
    from workflows.door import NOTHING, outlast_cancellation, read_start, turn_away_oversize
    from workflows.inbound import Inbound, cancellation, read_message
    from workflows.lists import show_in_lists
    from workflows.on_record import (
        read_missed,
        record_acceptance,
        record_act,
        record_alarm,
        record_refusal,
    )
    from workflows.stage import wait_for_act_or_alarm


@workflow.defn(name=NOMINATION_WORKFLOW)
class NominationWorkflow:
    """One nominee's way to one award."""

    @workflow.init
    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came; messages may arrive before it is read."""
        self._start = start
        self._case: CaseFile | None = None
        self._not_accepted = False
        self._one_at_a_time = asyncio.Lock()

    # The story

    @workflow.run
    async def run(self, start: RawValue = NOTHING) -> NominationOutcome:  # noqa: ARG002 - see __init__
        """Accept the nomination, let it climb, and return its outcome."""
        climb = asyncio.create_task(self._climb())
        await outlast_cancellation(climb, self._refuse_cancellation)
        await climb
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._opened().standing.closed:
            workflow.continue_as_new(self._opened())
        return self._outcome()

    async def _climb(self) -> None:
        """Let people and the clock act until the outcome, or until this run has grown too long."""
        async with self._one_at_a_time:
            self._case = self._carried_over() or await self._accept_or_answer_all()
            await self._find_out()
        show_in_lists(self._opened())
        while not self._opened().standing.closed and not self._too_long():
            alarm = await wait_for_act_or_alarm(self._opened, self._too_long)
            if alarm:
                await self._ring(alarm)
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _accept_or_answer_all(self) -> CaseFile:
        """Accept the nomination; if that fails, fail only after everyone who sent something is told."""
        try:
            return await self._accept()
        except FailureError:
            self._not_accepted = True
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise

    async def _accept(self) -> CaseFile:
        request = self._read_start()
        accepted = await record_acceptance(request)
        return rebuild_case(request, accepted.route, accepted.entries)

    async def _ring(self, alarm: Alarm) -> None:
        """Put a due alarm on record, unless somebody acted in the meantime."""
        async with self._one_at_a_time:
            while next_alarm(self._opened()) == alarm:
                self._learn(await record_alarm(self._opened(), alarm))
            show_in_lists(self._opened())

    async def _find_out(self) -> None:
        """Have a gate that has opened find out what it must know, before anybody else has their turn."""
        while (alarm := next_alarm(self._opened())) is not None and is_found_out(self._opened(), alarm):
            self._learn(await record_alarm(self._opened(), alarm))

    # What people send

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, payloads: Sequence[RawValue]) -> Receipt | Refusal | SeenUpTo:
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
            # An error raised here would fail the whole nomination over one message.
            workflow.logger.exception("a signal could not be put on record")

    async def _receive(self, name: str, payloads: Sequence[RawValue]) -> Receipt | Refusal | SeenUpTo:
        await self._until_opened_or_refused()
        self._opened()
        async with self._one_at_a_time:
            if name == MessageName.CATCH_UP:
                return await self._catch_up()
            answer = await self._answer(read_message(name, payloads))
            await self._find_out()
            show_in_lists(self._opened())
            return answer

    async def _answer(self, message: Inbound) -> Receipt | Refusal:
        """Judge a message and put it on record; begin again if the record knows more than this run."""
        while True:
            repeated = self._answered_before(message)
            if repeated:
                return repeated
            recorded = await self._put_on_record(message)
            self._learn(recorded)
            entry = recorded.entry or recorded.earlier
            if entry:
                return answer_for(self._opened().nomination_id, entry)

    async def _put_on_record(self, message: Inbound) -> Recorded:
        case = self._opened()
        if message.act is None:
            return await record_refusal(case, message, message.fault or RefusalReason.MALFORMED)
        reason = judge(case, message.act)
        if reason is not None:
            return await record_refusal(case, message, reason)
        try:
            recorded = await record_act(case, message.act, message.digest)
        except FailureError:
            # The record found fault with this very message: its sender must learn that, on record.
            workflow.logger.exception("the record refused an act")
            return await record_refusal(case, message, RefusalReason.MALFORMED)
        if recorded.id_taken:
            return await record_refusal(case, message, RefusalReason.ID_REUSED)
        if recorded.refused is not None:
            return await record_refusal(case, message, recorded.refused)
        return recorded

    async def _catch_up(self) -> SeenUpTo:
        """Learn what was put on record by a worker that died before it could tell this run."""
        self._learn(await read_missed(self._opened()))
        await self._find_out()
        show_in_lists(self._opened())
        return SeenUpTo(nomination_id=self._opened().nomination_id, seq=self._opened().seq)

    def _answered_before(self, message: Inbound) -> Receipt | None:
        known = self._opened().answered.get(str(message.act_id))
        return known.receipt if known and known.digest == message.digest else None

    # What anyone may ask

    @workflow.query(name=QueryName.PROGRESS)
    def progress(self) -> Progress:
        """Return the whole state."""
        return progress_of(self._opened())

    @workflow.query(name=QueryName.EXPLAIN)
    def explain(self) -> Explanation:
        """Return in plain words where the nomination is, why, and what happens next."""
        return explain(self._opened())

    # The workflow's own affairs

    def _opened(self) -> CaseFile:
        if self._not_accepted:
            message = "the nomination was not accepted; correct what its start says, then submit it again"
            raise ApplicationError(message, type="NotAccepted", non_retryable=True)
        if self._case is None:
            message = "the nomination is not accepted yet; ask again in a moment"
            raise ApplicationError(message)
        return self._case

    async def _until_opened_or_refused(self) -> None:
        await workflow.wait_condition(lambda: self._case is not None or self._not_accepted)

    def _learn(self, recorded: Recorded) -> None:
        """Believe what the record answered: the entry written now, or those that were missed."""
        news: Sequence[EntryHead] = (recorded.entry,) if recorded.entry else recorded.missed
        for entry in news:
            self._case = apply_entry(self._opened(), entry)

    def _read_start(self) -> NominationRequest:
        request = read_start(self._start, NominationRequest, "a nomination request")
        if workflow.info().workflow_id != nomination_workflow_id(request.nomination_id):
            # Nobody could reach such a case, and it would stand in the way of the real one.
            message = f"nomination {request.nomination_id} is started under another id; use its own"
            raise ApplicationError(message, type="Malformed", non_retryable=True)
        return request

    def _carried_over(self) -> CaseFile | None:
        """Return the case that the run before this one handed over; a client cannot forge one."""
        if workflow.info().continued_run_id is None:
            return None
        case = CaseFile.model_validate_json(self._start.payload.data)
        return case.model_copy(update={"route": one_of(case.route)})

    def _too_long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested()

    async def _refuse_cancellation(self) -> None:
        """A request to cancel is not an act: it is refused, on record."""
        await self._until_opened_or_refused()
        if self._not_accepted:
            return
        async with self._one_at_a_time:
            try:
                await self._answer(cancellation())
            except FailureError:
                workflow.logger.exception("a request to cancel could not be put on record")

    def _outcome(self) -> NominationOutcome:
        case = self._opened()
        return NominationOutcome(
            nomination_id=case.nomination_id,
            status=case.standing.status,
            level=case.standing.level,
            seq=case.seq,
            leaf_hash=case.last_entry.leaf_hash,
        )
