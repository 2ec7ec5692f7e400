"""Lining up the ledger and Temporal's history of a nomination, event by event.

Every ledger entry, every message that arrived and every answer that was given stands on one line. What only
one witness has, or has otherwise, is named there; the whole is complete in both directions.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from domain.ledger import facts_of
from domain.message_names import printable
from domain.two_witnesses import (
    SENT_BY_PEOPLE,
    is_beside_the_workflow,
    is_unwitnessed,
    route_differences,
)
from schemas.audit import Evidence, TimelineEvent, Witness
from schemas.case import OUTCOMES
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Answer
from schemas.reconciliation import Agreement, ReconciledLine, Reconciliation

_CANCELLATION = "cancellation requested"
UNREADABLE_ACT = "could not be read as an act"
"""How the history tells of a message that is no act; its refusal on record has no act's id either."""


def reconcile(evidence: Evidence, witness: Witness) -> Reconciliation:
    """Return both witnesses' stories on the same lines: the ledger's entries, then what only history has."""
    told = _Told(witness)
    line = _of_entry if is_unwitnessed(evidence, witness) else told.line_of
    lines = [line(entry) for entry in evidence.entries]
    left = [] if is_unwitnessed(evidence, witness) else [*told.left(evidence.entries)]
    return Reconciliation(
        nomination_id=evidence.nomination_id,
        record=str(evidence.state.status),
        history=witness.status,
        kept=witness.kept,
        lines=(*lines, *left, *_ways(evidence, witness), *_end(evidence, witness)),
    )


def not_on_record(nomination_id: str) -> Reconciliation:
    """Return that Temporal has a workflow for a nomination of which the record knows nothing."""
    note = "Temporal has a workflow for this nomination, which is not on record"
    return _single(nomination_id, Agreement.ONLY_HISTORY, note)


def unreadable(nomination_id: str, fault: str) -> Reconciliation:
    """Return that a record or a history cannot be read, for which `fault` is the technical word."""
    note = f"it cannot be read as such ({fault}); run verify"
    return _single(nomination_id, Agreement.DIFFERS, note)


def _single(nomination_id: str, agreement: Agreement, note: str) -> Reconciliation:
    line = ReconciledLine(agreement=agreement, what="nomination", notes=(note,))
    return Reconciliation(nomination_id=nomination_id, record="unknown", history=None, lines=(line,))


class _Told:
    """What the history says, ready to be asked entry by entry."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._arrivals: dict[str, list[TimelineEvent]] = defaultdict(list)
        self._unread: dict[str, list[TimelineEvent]] = defaultdict(list)
        self._learnt: dict[int, int | None] = {}
        self._answers: dict[int, list[tuple[Answer, int | None]]] = defaultdict(list)
        for event in witness.events:
            self._sort(event)
        numbers = [event.event_id for event in witness.events if event.answers is not None]
        numbered = [*numbers, *[None] * len(witness.answers)]
        for answer, number in zip(witness.answers, numbered, strict=False):
            self._answers[answer.seq].append((answer, number))

    def _sort(self, event: TimelineEvent) -> None:
        for seq in event.learnt:
            self._learnt.setdefault(seq, event.event_id)
        if event.act_id is not None:
            self._arrivals[str(event.act_id)].append(event)
        elif event.detail == UNREADABLE_ACT or event.what == _CANCELLATION:
            self._unread[_name_in(event)].append(event)

    def line_of(self, entry: LedgerEntry) -> ReconciledLine:
        """Return the line of one ledger entry."""
        faults = [*self._learning(entry), *self._message(entry), *self._answered(entry)]
        head = self._witness.entries.get(entry.seq)
        answers = self._answers.get(entry.seq, [])
        return _of_entry(entry).model_copy(
            update={
                "agreement": _worst(faults) or self._without_faults(entry),
                "told_hash": head.leaf_hash if head else None,
                "arrived": self._arrival_of(entry),
                "learnt": self._learnt.get(entry.seq),
                "answered": answers[0][1] if answers else None,
                "notes": tuple(fault.text for fault in faults),
            }
        )

    def _without_faults(self, entry: LedgerEntry) -> Agreement:
        if entry.seq not in self._witness.entries:
            return Agreement.BESIDE
        message_known = not _needs_message(entry) or _act_id(entry) in self._witness.messages
        late = entry.seq in self._witness.caught_up and not message_known
        return Agreement.LEARNT_LATER if late else Agreement.BOTH

    def _arrival_of(self, entry: LedgerEntry) -> int | None:
        act_id = _act_id(entry)
        events = self._arrivals.get(act_id, []) if act_id else self._unread.get(_message(entry), [])
        return events[0].event_id if events else None

    def _learning(self, entry: LedgerEntry) -> Iterator["_Fault"]:
        head = self._witness.entries.get(entry.seq)
        if head is None and not is_beside_the_workflow(entry):
            yield _Fault(Agreement.ONLY_LEDGER, "the workflow never learnt of it")
        elif head is not None and head.leaf_hash != entry.leaf_hash:
            yield _Fault(Agreement.DIFFERS, "the workflow was told of another entry at this place")

    def _message(self, entry: LedgerEntry) -> Iterator["_Fault"]:
        if not _needs_message(entry) or entry.seq not in self._witness.entries:
            return
        act_id, digests = _act_id(entry), self._witness.messages.get(_act_id(entry) or "")
        if digests is None:
            known = entry.seq in self._witness.caught_up or (act_id is None and self._unread[_message(entry)])
            if not known:
                yield _Fault(Agreement.ONLY_LEDGER, "the history holds no message that it could come from")
        elif entry.kind in SENT_BY_PEOPLE and facts_of(entry)["digest"] not in digests:
            yield _Fault(Agreement.DIFFERS, "it records another message than the one that arrived")

    def _answered(self, entry: LedgerEntry) -> Iterator["_Fault"]:
        for answer, _ in self._answers.get(entry.seq, []):
            if answer.leaf_hash != entry.leaf_hash:
                yield _Fault(Agreement.DIFFERS, f"its sender was given a {answer.answer} with another hash")

    def left(self, entries: tuple[LedgerEntry, ...]) -> Iterator[ReconciledLine]:
        """Return what the history tells and the ledger does not know."""
        on_record = {entry.seq for entry in entries}
        yield from self._entries_left(on_record)
        yield from self._answers_left(on_record)
        yield from self._messages_left(entries)

    def _entries_left(self, on_record: set[int]) -> Iterator[ReconciledLine]:
        for seq, head in sorted(self._witness.entries.items()):
            if seq not in on_record:
                yield ReconciledLine(
                    agreement=Agreement.ONLY_HISTORY,
                    at=head.recorded_at,
                    what=str(head.kind),
                    act_id=head.act_id,
                    seq=seq,
                    told_hash=head.leaf_hash,
                    learnt=self._learnt.get(seq),
                    notes=("the workflow was told of this entry, which is not on record",),
                )

    def _answers_left(self, on_record: set[int]) -> Iterator[ReconciledLine]:
        for seq in sorted(self._answers.keys() - on_record):
            for answer, number in self._answers[seq]:
                yield ReconciledLine(
                    agreement=Agreement.ONLY_HISTORY,
                    what=answer.answer,
                    act_id=answer.act_id,
                    seq=seq,
                    told_hash=answer.leaf_hash,
                    answered=number,
                    notes=("a sender was given it for an entry that is not on record",),
                )

    def _messages_left(self, entries: tuple[LedgerEntry, ...]) -> Iterator[ReconciledLine]:
        acts = {_act_id(entry) for entry in entries}
        unread = {_message(entry) for entry in entries if _act_id(entry) is None}
        stray = [events for act_id, events in self._arrivals.items() if act_id not in acts]
        stray += [events for name, events in self._unread.items() if name not in unread]
        for event in chain.from_iterable(stray):
            yield ReconciledLine(
                agreement=Agreement.ONLY_HISTORY,
                at=event.at,
                what=event.what,
                who=event.who,
                act_id=event.act_id,
                arrived=event.event_id,
                notes=("this message arrived and left no entry",),
            )


class _Fault(NamedTuple):
    agreement: Agreement
    text: str


def _worst(faults: list[_Fault]) -> Agreement | None:
    found = {fault.agreement for fault in faults}
    order = (Agreement.ONLY_LEDGER, Agreement.DIFFERS)
    return next((agreement for agreement in order if agreement in found), None)


def _of_entry(entry: LedgerEntry) -> ReconciledLine:
    """The line of an entry of which no history is left."""
    facts = facts_of(entry)
    return ReconciledLine(
        agreement=Agreement.UNWITNESSED,
        at=entry.occurred_at,
        what=str(entry.kind),
        who=facts.get("reviewer_id") or facts.get("actor_id") or facts.get("nominator_id"),
        act_id=facts.get("decision_id") or facts.get("act_id"),
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
    )


def _ways(evidence: Evidence, witness: Witness) -> Iterator[ReconciledLine]:
    """Say where the route is not the one that the workflow has."""
    for note in route_differences(evidence, witness):
        yield ReconciledLine(agreement=Agreement.DIFFERS, what="route", notes=(note,))


def _end(evidence: Evidence, witness: Witness) -> Iterator[ReconciledLine]:
    """Say where the two differ on how the case stands now."""
    status, closed = evidence.state.status, evidence.state.status in OUTCOMES
    if is_unwitnessed(evidence, witness):
        return
    if witness.status is None:
        note = "Temporal has no history of this nomination"
    elif witness.status != ("completed" if closed else "running"):
        note = f"the record says {status}, the workflow is {witness.status}"
    elif closed and witness.outcome is not status:
        note = f"the record says {status}, the workflow ended as {witness.outcome}"
    else:
        return
    yield ReconciledLine(agreement=Agreement.DIFFERS, what="how the case stands", notes=(note,))


def _needs_message(entry: LedgerEntry) -> bool:
    """Return whether an entry comes from a message to the workflow."""
    return entry.kind in SENT_BY_PEOPLE or (
        entry.kind is EntryKind.REFUSAL_RECORDED and not is_beside_the_workflow(entry)
    )


def _act_id(entry: LedgerEntry) -> str | None:
    """Return the id of the message that an entry comes from; None also for what nobody sent."""
    facts = facts_of(entry)
    found = facts.get("decision_id") or facts.get("act_id")
    return str(found) if found else None


def _message(entry: LedgerEntry) -> str:
    """Return the name of a refused message, empty for any other entry."""
    return str(facts_of(entry).get("message", "")) if entry.kind is EntryKind.REFUSAL_RECORDED else ""


def _name_in(event: TimelineEvent) -> str:
    """Return the name of the message that an event tells of, as "signal decide arrived" does."""
    if event.what == _CANCELLATION:
        return "cancel"
    return printable(event.what.partition(" ")[2].removesuffix(" arrived"))
