"""Temporal's history of a nomination, read as a second witness.

A history says on its own which messages arrived (updates and signals), which ledger entries the
workflow learnt (the results of its local activities) and what senders were answered.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.history_walk import CLOSED, events_of, has_any_run
from domain.acts import MESSAGES
from domain.canonical import message_digest
from schemas.audit import TimelineEvent, Witness
from schemas.case import CaseStatus, NominationOutcome
from schemas.messages import Act, Answer, actor_of, id_of
from schemas.names import MessageName, nomination_workflow_id
from schemas.record import Accepted, EntryHead, Recorded
from schemas.route import Route

_ANSWERS = TypeAdapter[Answer](Answer)


async def read_witness(client: Client, nomination_id: str, first_run_id: str) -> Witness:
    """Return what Temporal's history says about a nomination; `status` is None when there is none."""
    reading, workflow_id = _Reading(), nomination_workflow_id(nomination_id)
    try:
        async for event in events_of(client, workflow_id, first_run_id):
            reading.take(event)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Witness(status=None, known_otherwise=await has_any_run(client, workflow_id))
    return reading.witness()


def witness_of(events: Iterable[HistoryEvent]) -> Witness:
    """Return what the events of all runs say about a nomination, in order and decrypted."""
    reading = _Reading()
    for event in events:
        reading.take(event)
    return reading.witness()


class _Reading:
    """Collects what the events of a history say, one event at a time."""

    def __init__(self) -> None:
        self._status = "running"
        self._outcome: CaseStatus | None = None
        self._route: Route | None = None
        self._entries: dict[int, EntryHead] = {}
        self._caught_up: set[int] = set()
        self._answers: list[Answer] = []
        self._messages: dict[str, list[str]] = defaultdict(list)
        self._events: list[TimelineEvent] = []

    def witness(self) -> Witness:
        """Return what was said."""
        return Witness(
            status=self._status,
            outcome=self._outcome,
            route=self._route,
            entries=self._entries,
            caught_up=frozenset(self._caught_up),
            answers=tuple(self._answers),
            messages={act_id: tuple(digests) for act_id, digests in self._messages.items()},
            events=tuple(self._events),
        )

    def take(self, event: HistoryEvent) -> None:
        """Note what one event says; events that only drive the workflow say nothing."""
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                self._note(event, "workflow started")
            case EventType.EVENT_TYPE_MARKER_RECORDED:
                self._marker(event)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
                self._update(event)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
                self._answer(event)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                self._signal(event)
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
                self._note(event, "cancellation requested")
            case EventType.EVENT_TYPE_TIMER_FIRED:
                self._note(event, "the clock rang")
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
                self._note(event, "workflow continued in a new run")
            case closed if closed in CLOSED:
                self._close(event)
            case _:
                pass

    def _note(  # noqa: PLR0913 - the fields of a line
        self,
        event: HistoryEvent,
        what: str,
        *,
        who: str | None = None,
        detail: str = "",
        learnt: tuple[int, ...] = (),
        act_id: UUID | None = None,
        answers: int | None = None,
    ) -> None:
        self._events.append(
            TimelineEvent(
                at=event.event_time.ToDatetime(UTC),
                source="temporal",
                what=what,
                who=who,
                detail=detail,
                event_id=event.event_id,
                learnt=learnt,
                act_id=act_id,
                answers=answers,
            )
        )

    def _marker(self, event: HistoryEvent) -> None:
        details = event.marker_recorded_event_attributes.details
        for payload in details["result"].payloads:
            learnt, caught_up = _heads(payload)
            self._route = self._route or _route(payload)
            self._entries |= {head.seq: head for head in (*learnt, *caught_up)}
            self._caught_up |= {head.seq for head in caught_up}
            if learnt or caught_up:
                seqs = tuple(head.seq for head in (*learnt, *caught_up))
                self._note(event, "the workflow learnt", learnt=seqs)

    def _update(self, event: HistoryEvent) -> None:
        attributes = event.workflow_execution_update_accepted_event_attributes
        message = attributes.accepted_request.input
        self._arrived(event, "update", message.name, message.args.payloads)

    def _signal(self, event: HistoryEvent) -> None:
        attributes = event.workflow_execution_signaled_event_attributes
        self._arrived(event, "signal", attributes.signal_name, attributes.input.payloads)

    def _arrived(self, event: HistoryEvent, way: str, name: str, payloads: Iterable[Payload]) -> None:
        act = _act(name, list(payloads))
        what = f"{way} {name} arrived"
        if act is None:
            known = name == MessageName.CATCH_UP  # sent by the product itself, after a sitting or a handover
            self._note(event, what, detail="news on record" if known else "could not be read as an act")
            return
        self._messages[str(id_of(act))].append(message_digest(act))
        self._note(event, what, who=actor_of(act), act_id=id_of(act))

    def _answer(self, event: HistoryEvent) -> None:
        outcome = event.workflow_execution_update_completed_event_attributes.outcome
        for payload in outcome.success.payloads:
            try:
                answer = _ANSWERS.validate_json(payload.data)
            except ValidationError:
                continue  # the answer to catch_up, which no person sent
            self._answers.append(answer)
            said = f"ledger entry {answer.seq}"
            self._note(event, f"answered with a {answer.answer}", detail=said, answers=answer.seq)

    def _close(self, event: HistoryEvent) -> None:
        self._status = CLOSED[event.event_type]
        result = event.workflow_execution_completed_event_attributes.result.payloads
        if result:
            self._outcome = NominationOutcome.model_validate_json(result[0].data).status
        self._note(event, f"workflow {self._status}", detail=self._outcome or "")


def _heads(payload: Payload) -> tuple[tuple[EntryHead, ...], tuple[EntryHead, ...]]:
    """The ledger entries that a local activity's result names: written then, and written before unseen."""
    with suppress(ValidationError):
        first, *missed = Accepted.model_validate_json(payload.data).entries
        return (first,), tuple(missed)
    with suppress(ValidationError):
        recorded = Recorded.model_validate_json(payload.data)
        return (recorded.entry,) if recorded.entry else (), recorded.missed
    return (), ()


def _route(payload: Payload) -> Route | None:
    """The route that an acceptance gave the workflow."""
    with suppress(ValidationError):
        return Accepted.model_validate_json(payload.data).route
    return None


def _act(name: str, payloads: list[Payload]) -> Act | None:
    model = MESSAGES.get(name)
    if model is None or len(payloads) != 1:
        return None
    try:
        return model.model_validate_json(payloads[0].data)
    except ValidationError:
        return None
