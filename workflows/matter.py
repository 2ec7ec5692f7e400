"""What every matter's workflow has in common: its door, its record, its clock.

A matter's own workflow says in `_pursue` how it goes on. Whatever happens is put on record before the
workflow believes it; nothing that a client can send may fail it, hold it up or be dropped.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar, Generic

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from domain.matters.fold import apply_head, matter_answer
    from domain.matters.unit import MatterAlarm, MatterUnit, StateT
    from schemas.ledger import EntryKind
    from schemas.matter import (
        Learned,
        MatterFile,
        MatterMessage,
        MatterOutcome,
        MatterProgress,
        MatterReceipt,
        MatterRefusal,
        MatterSeen,
    )
    from schemas.names import MessageName, QueryName
    from workflows import matter_steps
    from workflows.door import NOTHING, outlast_cancellation, turn_away_oversize
    from workflows.lists import show_matter_in_lists
    from workflows.matter_inbound import cancellation, read_to_matter


class Matter(Generic[StateT]):
    """The part of a matter's workflow that is the same for all kinds."""

    unit: ClassVar[MatterUnit[Any, Any]]

    def __init__(self, start: RawValue = NOTHING) -> None:
        """Keep the start as it came; messages may arrive before it is read."""
        self._start = start
        self._file: MatterFile | None = None
        self._refusal: MatterRefusal | None = None
        self._not_opened = False
        self._one_at_a_time = asyncio.Lock()

    # The story

    async def _run(self) -> MatterOutcome:
        """Open the matter, let it go on until it is closed, and return how it ended."""
        work = asyncio.create_task(self._open_and_pursue())
        await outlast_cancellation(work, self._refuse_cancellation)
        await work
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._state().closed:
            workflow.continue_as_new(self._opened())
        return self._outcome()

    async def _pursue(self) -> None:
        """Let people and the clock act until it is closed, or until this run has grown too long."""
        while not self._state().closed and not self._too_long():
            alarm = await self._wait_for_act_or_alarm()
            if alarm is not None:
                await self._ring(alarm.kind, alarm)

    async def _open_and_pursue(self) -> None:
        await self._take_over_or_open()
        await self._pursue()
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _take_over_or_open(self) -> None:
        """Open the matter; where it is refused, end only after everyone who sent something is told."""
        if workflow.info().continued_run_id is not None:  # handed over; a client cannot forge one
            self._file = MatterFile.model_validate_json(self._start.payload.data)
            return
        try:
            await self._open()
        except FailureError:
            self._not_opened = True
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise

    async def _open(self) -> None:
        message = self._read_start()
        opened = await matter_steps.open_matter(self.unit.kind, workflow.info().workflow_id, message)
        self._file, self._refusal = opened.file, opened.refusal
        if self._refusal is not None:
            text = f"it was not opened: {self._refusal.explanation_en}"
            raise ApplicationError(text, type="NotOpened", non_retryable=True)
        self._show()

    def _read_start(self) -> MatterMessage:
        """Read what this was started with, as a message like any other.

        Raises:
            ApplicationError: it is not one that opens a matter of this kind, or it names another one.
        """
        message = read_to_matter(self.unit, self.unit.opens_by, (self._start,))
        if message.act is None:
            text = f"the start is no {self.unit.opens_by} ({message.fault}); correct it and start again"
            raise ApplicationError(text, type="Malformed", non_retryable=True)
        name = self.unit.name_of(self.unit.read_act(message.name, message.act))
        if workflow.info().workflow_id != f"{self.unit.kind}:{name}":
            text = f"{self.unit.kind} {name} is started under another id; use its own"
            raise ApplicationError(text, type="Malformed", non_retryable=True)
        return message

    async def _wait_for_act_or_alarm(self) -> MatterAlarm | None:
        """Wait until it has changed or the run must be left; return the alarm if one is due first."""
        seq, alarm = self._opened().seq, self.unit.next_alarm(self._state())
        left = max((alarm.at - workflow.now()).total_seconds(), 0) if alarm else None
        try:
            await workflow.wait_condition(
                lambda: self._opened().seq != seq or self._too_long(),
                timeout=left,
                timeout_summary=str(alarm.kind) if alarm else None,
            )
        except TimeoutError:
            return alarm
        return None

    async def _ring(self, kind: EntryKind, alarm: MatterAlarm | None = None) -> None:
        """Put on record what is due, an alarm only if nobody acted so that another is next."""
        async with self._one_at_a_time:
            seq = self._opened().seq
            while self._opened().seq == seq and alarm in {None, self.unit.next_alarm(self._state())}:
                self._learn(await matter_steps.ring(self._opened(), kind))
        self._show()

    # What people send

    @workflow.update(dynamic=True)
    async def on_update(
        self, name: str, payloads: Sequence[RawValue]
    ) -> MatterReceipt | MatterRefusal | MatterSeen:
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
            # An error raised here would fail the whole matter over one message.
            workflow.logger.exception("a signal could not be put on record")

    async def _receive(
        self, name: str, payloads: Sequence[RawValue]
    ) -> MatterReceipt | MatterRefusal | MatterSeen:
        await workflow.wait_condition(
            lambda: self._file is not None or self._refusal is not None or self._not_opened
        )
        message = read_to_matter(self.unit, name, payloads)
        if self._refusal is not None and message.digest == self._refusal.digest:
            return self._refusal
        async with self._one_at_a_time:
            if name == MessageName.CATCH_UP:
                self._learn(await matter_steps.read_missed(self._opened()))
                return MatterSeen(stream=self._opened().stream, seq=self._opened().seq)
            answer = await self._answer(message)
        self._show()
        return answer

    async def _answer(self, message: MatterMessage) -> MatterReceipt | MatterRefusal:
        """Put a message on record; begin again if the record knows more than this run."""
        while True:
            known = self._opened().answered.get(str(message.act_id))
            if known and known.digest == message.digest:
                return known.receipt
            learned = await matter_steps.act(self._opened(), message)
            self._learn(learned)
            if learned.answer is not None:
                return matter_answer(self._opened().stream, learned.answer)

    # What anyone may ask

    @workflow.query(name=QueryName.PROGRESS)
    def progress(self) -> MatterProgress:
        """Return the whole state, without what people wrote."""
        file = self._opened()
        return MatterProgress(
            kind=file.kind,
            stream=file.stream,
            state=file.state,
            seq=file.seq,
            leaf_hash=file.last_entry.leaf_hash,
        )

    # The workflow's own affairs

    def _opened(self) -> MatterFile:
        if self._not_opened or self._refusal is not None:
            text = "it was not opened; its refusal says why"
            raise ApplicationError(text, type="NotOpened", non_retryable=True)
        if self._file is None:
            text = "it is not opened yet; ask again in a moment"
            raise ApplicationError(text)
        return self._file

    def _state(self) -> StateT:
        state: StateT = self.unit.read_state(self._opened().state)
        return state

    def _learn(self, learned: Learned) -> None:
        """Believe what the record answered."""
        for head in learned.news:
            self._file = apply_head(self._opened(), head)

    def _too_long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested()

    def _show(self) -> None:
        if self._file is not None:
            show_matter_in_lists(self._state())

    async def _refuse_cancellation(self) -> None:
        """A request to cancel is not an act: it is refused, on record."""
        await workflow.wait_condition(
            lambda: self._file is not None or self._refusal is not None or self._not_opened
        )
        if self._file is None:
            return
        async with self._one_at_a_time:
            try:
                await self._answer(cancellation())
            except FailureError:
                workflow.logger.exception("a request to cancel could not be put on record")

    def _outcome(self) -> MatterOutcome:
        file = self._opened()
        return MatterOutcome(
            stream=file.stream,
            status=self._state().status,
            seq=file.seq,
            leaf_hash=file.last_entry.leaf_hash,
        )
