"""The climb of one nomination, from its acceptance to its outcome.

The workflow decides nothing by itself: rules are pure functions in `domain`, everything that happens is
put on record by an activity before the workflow believes it, and the workflow's own state is what the
record answered. It must never drop, fail over or get stuck on anything that a client can send.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue, SearchAttributeKey, SearchAttributeUpdate
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from activities.decisions import DecisionActivities
    from activities.nominations import NominationActivities
    from activities.notifications import DeadlineActivities
    from domain.case_file import answer_for, apply_entry, rebuild_case
    from domain.deadlines import Alarm, next_alarm
    from domain.explanation import explain, progress_of
    from domain.judgement import judge_decision, judge_resubmission, judge_withdrawal
    from schemas.case import NominationOutcome
    from schemas.case_file import CaseFile, Explanation, Progress
    from schemas.messages import (
        MAX_MESSAGE_BYTES,
        Decision,
        Receipt,
        Refusal,
        RefusalReason,
        Resubmission,
        Withdrawal,
    )
    from schemas.names import (
        NOMINATION_WORKFLOW,
        MessageName,
        QueryName,
        SearchAttribute,
        nomination_workflow_id,
    )
    from schemas.nomination import NominationRequest
    from schemas.record import AcceptanceDraft, AlarmDraft, EntryHead, Recorded, SeenUpTo
    from workflows.drafts import (
        alarm_draft,
        decision_draft,
        refusal_draft,
        resubmission_draft,
        withdrawal_draft,
    )
    from workflows.inbound import Act, Inbound, cancellation, read_message, size_in_bytes
    from workflows.options import ON_RECORD
    from workflows.stage import wait_for_act_or_alarm

_STATUS = SearchAttributeKey.for_keyword(SearchAttribute.STATUS)
_LEVEL = SearchAttributeKey.for_keyword(SearchAttribute.LEVEL)
_AWARD = SearchAttributeKey.for_keyword(SearchAttribute.AWARD)
_BODY = SearchAttributeKey.for_keyword(SearchAttribute.BODY)
_DUE_AT = SearchAttributeKey.for_datetime(SearchAttribute.DUE_AT)

_NOTHING = RawValue(Payload())
"""Stands in for a start without an argument, so that it is refused like any other that cannot be read."""


@workflow.defn(name=NOMINATION_WORKFLOW)
class NominationWorkflow:
    """One nominee's way to one award."""

    @workflow.init
    def __init__(self, start: RawValue = _NOTHING) -> None:
        """Keep the start as it came; messages may arrive before it is read."""
        self._start = start
        self._case: CaseFile | None = None
        self._not_accepted = False
        self._one_at_a_time = asyncio.Lock()

    # The story

    @workflow.run
    async def run(self, start: RawValue = _NOTHING) -> NominationOutcome:  # noqa: ARG002 - see __init__
        """Accept the nomination, let it climb, and return its outcome."""
        climb = asyncio.create_task(self._climb())
        await self._outlast_cancellation(climb)
        await climb
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._opened().standing.closed:
            workflow.continue_as_new(self._opened())
        return self._outcome()

    async def _climb(self) -> None:
        """Let people and the clock act until the outcome, or until this run has grown too long."""
        self._case = self._carried_over() or await self._accept_or_answer_all()
        self._show_in_lists()
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
        draft = AcceptanceDraft(
            request=request, first_run_id=workflow.info().first_execution_run_id, at=workflow.now()
        )
        accepted = await workflow.execute_local_activity_method(
            NominationActivities.accept_nomination, draft, **ON_RECORD
        )
        return rebuild_case(request, accepted.route, accepted.entries)

    async def _ring(self, alarm: Alarm) -> None:
        """Put a due alarm on record, unless somebody acted in the meantime."""
        async with self._one_at_a_time:
            while next_alarm(self._opened()) == alarm:
                draft = alarm_draft(self._opened(), alarm.kind, workflow.now())
                self._learn(await self._record_alarm(draft))
            self._show_in_lists()

    async def _record_alarm(self, draft: AlarmDraft) -> Recorded:
        try:
            return await workflow.execute_local_activity_method(
                DeadlineActivities.record_alarm, draft, **ON_RECORD
            )
        except FailureError as error:
            # Nobody sent this, so nobody can be told: hold the task, with all state, until it is mended.
            message = f"the record refused the alarm {draft.kind}"
            raise RuntimeError(message) from error

    # What people send

    @workflow.update(dynamic=True)
    async def on_update(self, name: str, payloads: Sequence[RawValue]) -> Receipt | Refusal | SeenUpTo:
        """Take any message and answer it."""
        return await self._receive(name, payloads)

    @on_update.validator
    def _refuse_oversize(self, name: str, payloads: Sequence[RawValue]) -> None:
        """Turn an oversized update away before it enters the history, where it could fail the task."""
        if size_in_bytes(payloads) > MAX_MESSAGE_BYTES:
            message = f"{name[:80]}: the message is larger than 64 KiB; shorten it and send it again"
            raise ApplicationError(message, type=RefusalReason.TOO_LARGE, non_retryable=True)

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
            self._show_in_lists()
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
        reason = message.fault or self._judge(message)
        if reason is None and message.act is not None:
            try:
                recorded = await self._record(message.act, message.digest)
            except FailureError:
                # The record found fault with this very message: its sender must learn that, on record.
                workflow.logger.exception("the record refused an act")
                return await self._record_refusal(message, RefusalReason.MALFORMED)
            if not recorded.id_taken:
                return recorded
            reason = RefusalReason.ID_REUSED
        return await self._record_refusal(message, reason or RefusalReason.MALFORMED)

    async def _catch_up(self) -> SeenUpTo:
        """Learn what was put on record by a worker that died before it could tell this run."""
        seen = SeenUpTo(nomination_id=self._opened().nomination_id, seq=self._opened().seq)
        self._learn(
            await workflow.execute_local_activity_method(NominationActivities.read_missed, seen, **ON_RECORD)
        )
        self._show_in_lists()
        return seen.model_copy(update={"seq": self._opened().seq})

    def _answered_before(self, message: Inbound) -> Receipt | None:
        known = self._opened().answered.get(str(message.act_id))
        return known.receipt if known and known.digest == message.digest else None

    def _judge(self, message: Inbound) -> RefusalReason | None:
        if str(message.act_id) in self._opened().answered:
            return RefusalReason.ID_REUSED
        match message.act:
            case Decision() as decision:
                return judge_decision(self._opened(), decision)
            case Resubmission() as resubmission:
                return judge_resubmission(self._opened(), resubmission)
            case Withdrawal() as withdrawal:
                return judge_withdrawal(self._opened(), withdrawal)
            case None:
                return RefusalReason.MALFORMED

    async def _record(self, act: Act, digest: str) -> Recorded:
        case, now = self._opened(), workflow.now()
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
                    NominationActivities.record_withdrawal,
                    withdrawal_draft(case, act, digest, now),
                    **ON_RECORD,
                )

    async def _record_refusal(self, message: Inbound, reason: RefusalReason) -> Recorded:
        draft = refusal_draft(self._opened(), message, reason, workflow.now())
        return await workflow.execute_local_activity_method(
            DecisionActivities.record_refusal, draft, **ON_RECORD
        )

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
        try:
            request = NominationRequest.model_validate_json(self._start.payload.data)
        except ValidationError as error:
            fields = ", ".join(sorted({".".join(map(str, e["loc"])) or "all" for e in error.errors()}))
            message = f"the start is not a nomination request; correct these fields: {fields}"
            raise ApplicationError(message, type="Malformed", non_retryable=True) from None
        if workflow.info().workflow_id != nomination_workflow_id(request.nomination_id):
            # Nobody could reach such a case, and it would stand in the way of the real one.
            message = f"nomination {request.nomination_id} is started under another id; use its own"
            raise ApplicationError(message, type="Malformed", non_retryable=True)
        return request

    def _carried_over(self) -> CaseFile | None:
        """Return the case that the run before this one handed over; a client cannot forge one."""
        if workflow.info().continued_run_id is None:
            return None
        return CaseFile.model_validate_json(self._start.payload.data)

    def _too_long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested()

    async def _outlast_cancellation(self, climb: asyncio.Task[None]) -> None:
        """Wait for the climb to end. A request to cancel it is not an act: it is refused, on record."""
        try:
            await asyncio.shield(climb)
        except asyncio.CancelledError:
            await self._until_opened_or_refused()
            if self._not_accepted:
                return
            async with self._one_at_a_time:
                try:
                    await self._answer(cancellation())
                except FailureError:
                    workflow.logger.exception("a request to cancel could not be put on record")

    def _show_in_lists(self) -> None:
        """Keep Temporal's search attributes at the standing, without an event when nothing changed."""
        standing = self._opened().standing
        shown = workflow.info().typed_search_attributes
        due = standing.clock.due_at if standing.clock else None
        wanted: list[SearchAttributeUpdate[Any]] = []
        for key, value in (
            (_STATUS, str(standing.status)),
            (_LEVEL, standing.level),
            (_AWARD, self._opened().route.award),
            (_BODY, standing.body),
        ):
            if shown.get(key) != value:
                wanted.append(key.value_set(value))
        if shown.get(_DUE_AT) != due:
            wanted.append(_DUE_AT.value_set(due) if due else _DUE_AT.value_unset())
        if wanted:
            workflow.upsert_search_attributes(wanted)  # pyright: ignore[reportUnknownMemberType]

    def _outcome(self) -> NominationOutcome:
        case = self._opened()
        return NominationOutcome(
            nomination_id=case.nomination_id,
            status=case.standing.status,
            level=case.standing.level,
            seq=case.seq,
            leaf_hash=case.last_entry.leaf_hash,
        )
