"""Temporal's history of a sitting, read as a second witness, as `adapters.histories` does for a nomination.

It holds papers as they were cast, sealed where the vote is secret; how somebody voted is in no witness.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress

from pydantic import TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.history_walk import CLOSED, events_of, has_any_run
from domain.canonical import model_digest
from schemas.messages import MAX_MESSAGE_BYTES
from schemas.names import MessageName, sitting_workflow_id
from schemas.sitting import BallotPaper, PaperAnswer, SittingOutcome
from schemas.sitting_audit import SittingWitness
from schemas.sitting_record import OpenedSitting, SittingEntry, SittingHeader, SittingRecorded

_ANSWERS = TypeAdapter[PaperAnswer](PaperAnswer)
_JSON = b"json/plain"


async def read_sitting_witness(client: Client, sitting_id: str, first_run_id: str) -> SittingWitness:
    """Return what Temporal's history says about a sitting; `status` is None when there is none."""
    reading, workflow_id = _Reading(), sitting_workflow_id(sitting_id)
    try:
        async for event in events_of(client, workflow_id, first_run_id):
            reading.take(event)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return SittingWitness(status=None, known_otherwise=await has_any_run(client, workflow_id))
    return reading.witness()


class _Reading:
    """Collects what the events of a history say, one event at a time."""

    def __init__(self) -> None:
        self._status = "running"
        self._header: SittingHeader | None = None
        self._outcome: SittingOutcome | None = None
        self._entries: dict[int, SittingEntry] = {}
        self._caught_up: set[int] = set()
        self._answers: list[PaperAnswer] = []
        self._messages: dict[str, list[str]] = defaultdict(list)

    def witness(self) -> SittingWitness:
        """Return what was said."""
        return SittingWitness(
            status=self._status,
            header=self._header,
            outcome=self._outcome,
            entries=self._entries,
            caught_up=frozenset(self._caught_up),
            answers=tuple(self._answers),
            messages={act_id: tuple(digests) for act_id, digests in self._messages.items()},
        )

    def take(self, event: HistoryEvent) -> None:
        """Note what one event says; events that only drive the workflow say nothing."""
        match event.event_type:
            case EventType.EVENT_TYPE_MARKER_RECORDED:
                self._done(event.marker_recorded_event_attributes.details["result"].payloads)
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                self._done(event.activity_task_completed_event_attributes.result.payloads)
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
        """Note what a step answered: the sitting as it was opened, or entries of its ledger."""
        for payload in payloads:
            learnt, caught_up = _entries(payload)
            self._header = self._header or _header(payload)
            self._entries |= {entry.seq: entry for entry in (*learnt, *caught_up)}
            self._caught_up |= {entry.seq for entry in caught_up}

    def _arrived(self, name: str, payloads: Sequence[Payload]) -> None:
        paper = _paper(name, payloads)
        if paper is not None:
            act, digest = paper
            self._messages[act].append(digest)

    def _answered(self, event: HistoryEvent) -> None:
        outcome = event.workflow_execution_update_completed_event_attributes.outcome
        for payload in outcome.success.payloads:
            with suppress(ValidationError):  # the answer to catch_up, which no person sent
                self._answers.append(_ANSWERS.validate_json(payload.data))

    def _close(self, event: HistoryEvent) -> None:
        self._status = CLOSED[event.event_type]
        result = event.workflow_execution_completed_event_attributes.result.payloads
        if result:
            self._outcome = SittingOutcome.model_validate_json(result[0].data)


def _entries(payload: Payload) -> tuple[tuple[SittingEntry, ...], tuple[SittingEntry, ...]]:
    """The ledger entries that a step's answer names: written then, and written before unseen."""
    with suppress(ValidationError):
        first, *missed = OpenedSitting.model_validate_json(payload.data).entries
        return (first,), tuple(missed)
    with suppress(ValidationError):
        recorded = SittingRecorded.model_validate_json(payload.data)
        return (recorded.entry,) if recorded.entry else (), recorded.missed
    return (), ()


def _header(payload: Payload) -> SittingHeader | None:
    with suppress(ValidationError):
        return OpenedSitting.model_validate_json(payload.data).header
    return None


def _paper(name: str, payloads: Sequence[Payload]) -> tuple[str, str] | None:
    """The act and the digest of a message that the workflow could read as a paper."""
    if name != MessageName.CAST_BALLOT or len(payloads) != 1:
        return None
    (payload,) = payloads
    if payload.metadata.get("encoding") != _JSON or len(payload.data) > MAX_MESSAGE_BYTES:
        return None
    try:
        paper = BallotPaper.model_validate_json(payload.data)
        return str(paper.act_id), model_digest(paper)
    except ValueError:
        return None
