"""Temporal's history of a matter, read as a second witness, as `adapters.histories` does for a nomination."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from adapters.history_walk import CLOSED, events_of
from domain.canonical import model_digest
from domain.matters.registry import MATTERS
from schemas.matter import Learned, MatterAnswer, MatterHead, MatterKind, MatterOutcome, Opened
from schemas.matter_audit import MatterWitness
from schemas.messages import MAX_MESSAGE_BYTES

_ANSWERS = TypeAdapter[MatterAnswer](MatterAnswer)
_JSON = b"json/plain"


async def read_matter_witness(client: Client, stream: str) -> MatterWitness:
    """Return what Temporal's history says about a matter; `status` is None when there is none."""
    first_run_id = await _first_run(client, stream)
    if first_run_id is None:
        return MatterWitness(status=None)
    reading = _Reading(MatterKind(stream.partition(":")[0]))
    try:
        async for event in events_of(client, stream, first_run_id):
            reading.take(event)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return MatterWitness(status=None)
    return reading.witness()


async def _first_run(client: Client, stream: str) -> str | None:
    """The first of the runs that carried the matter.

    A start that was refused has failed; where the latest run is one of those, an earlier one is looked for.
    """
    try:
        latest = await client.get_workflow_handle(stream).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    first: str = latest.raw_description.workflow_execution_info.first_run_id
    if latest.status is not WorkflowExecutionStatus.FAILED:
        return first
    query = f'WorkflowId="{stream}" AND ExecutionStatus!="Failed"'
    async for run in client.list_workflows(query):
        known = await client.get_workflow_handle(stream, run_id=run.run_id).describe()
        return known.raw_description.workflow_execution_info.first_run_id
    return first


class _Reading:
    """Collects what the events of a history say, one event at a time."""

    def __init__(self, kind: MatterKind) -> None:
        self._unit = MATTERS[kind]
        self._status = "running"
        self._outcome: MatterOutcome | None = None
        self._first: int | None = None
        self._entries: dict[int, MatterHead] = {}
        self._caught_up: set[int] = set()
        self._answers: list[MatterAnswer] = []
        self._messages: dict[str, list[str]] = defaultdict(list)

    def witness(self) -> MatterWitness:
        """Return what was said."""
        return MatterWitness(
            status=self._status,
            outcome=self._outcome,
            first=self._first,
            entries=self._entries,
            caught_up=frozenset(self._caught_up),
            answers=tuple(self._answers),
            messages={act_id: tuple(digests) for act_id, digests in self._messages.items()},
        )

    def take(self, event: HistoryEvent) -> None:
        """Note what one event says; events that only drive the workflow say nothing."""
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                start = event.workflow_execution_started_event_attributes.input.payloads
                self._arrived(self._unit.opens_by, start)
            case EventType.EVENT_TYPE_MARKER_RECORDED:
                self._done(event.marker_recorded_event_attributes.details["result"].payloads)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                message = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
                self._arrived(message.name, message.args.payloads)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                signal = event.workflow_execution_signaled_event_attributes
                self._arrived(signal.signal_name, signal.input.payloads)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                self._answered(event)
            case closed if closed in CLOSED:
                self._close(event)
            case _:
                pass

    def _done(self, payloads: Iterable[Payload]) -> None:
        """Note what a step answered: the matter as it was opened, or entries of its ledger."""
        for payload in payloads:
            told = _object_in(payload)
            with suppress(ValidationError):  # the answer of another step than the kernel's
                if "news" in told:
                    self._learn(Learned.model_validate(told))
                elif "file" in told:
                    self._open(Opened.model_validate(told))

    def _open(self, opened: Opened) -> None:
        if opened.file is not None:
            head = opened.file.last_entry
            self._first = head.seq if self._first is None else self._first
            self._entries[head.seq] = head

    def _learn(self, learned: Learned) -> None:
        written = learned.answer.seq if learned.answer else None
        self._entries |= {head.seq: head for head in learned.news}
        self._caught_up |= {head.seq for head in learned.news if head.seq != written}

    def _arrived(self, name: str, payloads: Sequence[Payload]) -> None:
        known = next((kind.model for each, kind in self._unit.acts.items() if each == name), None)
        if known is None or len(payloads) != 1 or not _is_message(payloads[0]):
            return
        with suppress(ValueError):  # not such an act, which the workflow has refused
            act = known.model_validate_json(payloads[0].data)
            self._messages[str(act.act_id)].append(model_digest(act))

    def _answered(self, event: HistoryEvent) -> None:
        outcome = event.workflow_execution_update_completed_event_attributes.outcome
        for payload in outcome.success.payloads:
            with suppress(ValidationError):  # the answer to catch_up, which no person sent
                self._answers.append(_ANSWERS.validate_json(payload.data))

    def _close(self, event: HistoryEvent) -> None:
        self._status = CLOSED[event.event_type]
        result = event.workflow_execution_completed_event_attributes.result.payloads
        if result:
            self._outcome = MatterOutcome.model_validate_json(result[0].data)


def _is_message(payload: Payload) -> bool:
    return payload.metadata.get("encoding") == _JSON and len(payload.data) <= MAX_MESSAGE_BYTES


def _object_in(payload: Payload) -> dict[str, Any]:
    with suppress(ValueError):
        told = json.loads(payload.data)
        if isinstance(told, dict):
            return cast("dict[str, Any]", told)
    return {}
