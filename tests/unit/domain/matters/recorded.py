"""A matter's record made without a server: the entries and rows that a course of acts leaves behind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from domain.canonical import model_digest
from domain.ledger import FIRST_PREV_HASH, facts_of, leaf_hash
from domain.matters.ledger import matter_body, state_of
from domain.matters.registry import MATTERS
from domain.matters.unit import with_clock
from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.case import Clock
from schemas.ledger import EntryKind, LedgerEntry
from schemas.matter import MatterDraft, MatterHead, MatterKind, MatterOutcome, MatterState, MatterStep
from schemas.matter_audit import (
    CarriedEvidence,
    FlagEvidence,
    MatterActEvidence,
    MatterEvidence,
    MatterRefusalEvidence,
    MatterRow,
    MatterWitness,
)
from schemas.messages import RefusalReason


class Recorded:
    """What grows while people act on one matter."""

    def __init__(self, kind: MatterKind, name: str, clock: Clock) -> None:
        """Begin an empty record; every clock that is started is this one."""
        self.unit = MATTERS[kind]
        self.stream = f"{kind}:{name}"
        self._clock = clock
        self._state: dict[str, Any] | None = None
        self._start: dict[str, Any] = {}
        self._entries: list[LedgerEntry] = []
        self._acts: list[MatterActEvidence] = []
        self._refusals: list[MatterRefusalEvidence] = []

    def act(self, act: CaseAct, found: Exchanged, at: datetime) -> "Recorded":
        """Put an act on record; the first one opens the matter."""
        name, kind = next((name, kind) for name, kind in self.unit.acts.items() if kind.model is type(act))
        if self._state is None:
            step = self.unit.open(act, found, at)
            self._start = act.model_dump(mode="json")
        else:
            step = self.unit.step(self.unit.read_state(self._state), act, found, at)
        said = {
            "act": act.model_dump(mode="json"),
            "act_id": act.act_id,
            "actor_id": act.actor_id,
            "on_behalf_of": act.on_behalf_of,
            "digest": model_digest(act),
            "message": name,
        }
        self._append(kind.kind, at, step, found=found.model_dump(mode="json"), **said)
        self._acts.append(MatterActEvidence.model_validate(said | {"at": at, "seq": len(self._entries)}))
        return self

    def ring(self, kind: EntryKind, found: Exchanged, at: datetime) -> "Recorded":
        """Let the clock ring."""
        step = self.unit.after_alarm(self.unit.read_state(self._state or {}), kind, found, at)
        self._append(kind, at, step, found=found.model_dump(mode="json"))
        return self

    def refuse(self, act: CaseAct, message: str, reason: RefusalReason, at: datetime) -> "Recorded":
        """Put a refusal on record."""
        who = {"act_id": act.act_id, "actor_id": act.actor_id, "digest": model_digest(act)}
        said = who | {"message": message}
        self._append(EntryKind.REFUSAL_RECORDED, at, None, refusal_reason=reason, **said)
        row = said | {"reason": reason, "at": at, "seq": len(self._entries)}
        self._refusals.append(MatterRefusalEvidence.model_validate(row))
        return self

    def evidence(self) -> MatterEvidence:
        """Return everything as an auditor reads it."""
        state = MatterState.model_validate(self._state) if self._state else None
        row = MatterRow(
            kind=self.unit.kind,
            start=self._start,
            state=self._state or {},
            status=state.status if state else "",
            closed=bool(state and state.closed),
            due_at=state.clock.due_at if state and state.clock else None,
            seq=len(self._entries),
        )
        facts = [(entry.seq, facts_of(entry)) for entry in self._entries]
        return MatterEvidence(
            stream=self.stream,
            row=row if state else None,
            head_seq=len(self._entries),
            head_hash=self._entries[-1].leaf_hash if self._entries else FIRST_PREV_HASH,
            entries=tuple(self._entries),
            acts=tuple(self._acts),
            refusals=tuple(self._refusals),
            flags=tuple(
                FlagEvidence(**flag, seq=seq) for seq, said in facts for flag in said.get("flags", ())
            ),
            carried=tuple(
                CarriedEvidence(nomination_id=each, carried_by=said["carried_by"], seq=seq)
                for seq, said in facts
                for each in said.get("carries", ())
            ),
        )

    def _append(self, kind: EntryKind, at: datetime, step: MatterStep | None, **said: Any) -> None:  # noqa: ANN401
        if step is not None:
            step = with_clock(step, self._clock_after(step))
            self._state = step.state
        draft = MatterDraft(
            kind=self.unit.kind,
            stream=self.stream,
            expected_seq=None,
            at=at,
            entry_kind=kind,
            step=step,
            **said,
        )
        previous = self._entries[-1].leaf_hash if self._entries else FIRST_PREV_HASH
        number = len(self._entries) + 1
        self._entries.append(entry_of(self.stream, number, kind, previous, at, matter_body(draft)))

    def _clock_after(self, step: MatterStep) -> Clock | None:
        if step.start_clock is not None:
            return self._clock
        running = Clock.model_validate(step.state["clock"]) if step.state.get("clock") else None
        if running is None or step.extend_clock is None:
            return running
        return running.model_copy(update={"ends_at": running.ends_at + timedelta(days=step.extend_clock)})


def entry_of(  # noqa: PLR0917 - the fields of an entry
    stream: str, seq: int, kind: EntryKind, previous: str, at: datetime, body: bytes
) -> LedgerEntry:
    """Return an entry with the hashes that it must have."""
    entry = LedgerEntry(
        stream_id=stream,
        seq=seq,
        kind=kind,
        dedup_key=f"tests/{stream}/{seq}",
        prev_hash=previous,
        occurred_us=round(at.timestamp() * 1_000_000),
        occurred_at=at,
        body=body,
        body_sha256=sha256(body).hexdigest(),
        leaf_hash="00" * 32,
    )
    return entry.model_copy(update={"leaf_hash": leaf_hash(entry)})


def rewritten(
    evidence: MatterEvidence, change: Callable[[LedgerEntry], LedgerEntry | None]
) -> MatterEvidence:
    """Return the record with its whole chain written anew, as whoever owns the database could write it."""
    entries: list[LedgerEntry] = []
    for entry in filter(None, map(change, evidence.entries)):
        previous = entries[-1].leaf_hash if entries else FIRST_PREV_HASH
        entries.append(
            entry_of(entry.stream_id, len(entries) + 1, entry.kind, previous, entry.occurred_at, entry.body)
        )
    head = entries[-1].leaf_hash if entries else FIRST_PREV_HASH
    return evidence.model_copy(
        update={"entries": tuple(entries), "head_seq": len(entries), "head_hash": head}
    )


def witness_of(evidence: MatterEvidence) -> MatterWitness:
    """Return the history that tells the very same story."""
    row = evidence.row
    assert row
    last = evidence.entries[-1]
    messages: dict[str, tuple[str, ...]] = {str(act.act_id): (act.digest,) for act in evidence.acts}
    first = next(entry.seq for entry in evidence.entries if state_of(entry) is not None)
    return MatterWitness(
        status="completed" if row.closed else "running",
        outcome=MatterOutcome(
            stream=evidence.stream, status=row.status, seq=last.seq, leaf_hash=last.leaf_hash
        )
        if row.closed
        else None,
        first=first,
        entries={entry.seq: head_of(entry) for entry in evidence.entries if entry.seq >= first},
        messages=messages,
    )


def head_of(entry: LedgerEntry) -> MatterHead:
    """Return an entry as a workflow learns it."""
    facts = facts_of(entry)
    return MatterHead(
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        kind=entry.kind,
        recorded_at=entry.occurred_at,
        act_id=facts.get("act_id"),
        digest=facts.get("digest"),
        state=state_of(entry),
    )
