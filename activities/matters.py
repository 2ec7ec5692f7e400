"""Put what people do to matters on record: find out, judge, write, echo.

Whether an act is in order is judged here, between finding out what it needs and writing it at the very end of
the ledger that was judged: if the matter went on meanwhile, nothing is written and its workflow is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio import activity

from activities.failures import as_activity_failures
from activities.matter_ports import Finder, MatterAudit, MatterRecord
from activities.ports import Calendar, Register
from domain.errors import StorageUnavailableError
from domain.matters.fold import matter_answer, open_file
from domain.matters.unit import MatterUnit
from schemas.acts import CaseAct
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.matter import (
    Acting,
    Learned,
    MatterDraft,
    MatterHead,
    MatterKind,
    MatterMessage,
    MatterRecorded,
    MatterRefusal,
    MatterSeen,
    MatterStep,
    Opened,
    Opening,
    Ringing,
)
from schemas.messages import RefusalReason
from schemas.record import Mandate


@dataclass(frozen=True)
class MatterWay:
    """How one kind of matter is handled: its rules, and who finds out what they must know."""

    unit: MatterUnit[Any, Any]
    finder: Finder


class MatterActivities:
    """What messages to matters lead to."""

    def __init__(
        self,
        record: MatterRecord,
        calendar: Calendar,
        register: Register,
        audit: MatterAudit,
        ways: Mapping[MatterKind, MatterWay],
    ) -> None:
        """Work on this record, by this calendar and register of people."""
        self._record = record
        self._calendar = calendar
        self._register = register
        self._audit = audit
        self._ways = ways

    @activity.defn
    async def open_matter(self, opening: Opening) -> Opened:
        """Open a matter by its first message, or put on record why it is not opened."""
        with as_activity_failures():
            known = await self._record.matter(opening.stream)
            if known is None:
                answer = await self._open(opening)
                known = await self._record.matter(opening.stream)
            else:
                answer = None if _is_opened_by(known.heads, opening.message) else RefusalReason.ID_REUSED
            if answer is not None or known is None:
                head = await self._refuse(opening.kind, opening.stream, opening.message, opening.at, answer)
                return Opened(refusal=_refusal(opening.stream, head))
        return Opened(file=open_file(known.kind, known.stream, known.start, known.heads))

    @activity.defn
    async def act_on_matter(self, acting: Acting) -> Learned:
        """Judge a message to an open matter and put it on record, or put on record why it changes nothing."""
        file, message = acting.file, acting.message
        with as_activity_failures():
            news = await self._record.heads_after(file.stream, file.seq)
            if news:
                return Learned(news=news)
            draft, refused = await self._judged(acting)
            if draft is not None:
                recorded = await self._write(draft)
                if not recorded.id_taken:
                    return _learned(recorded)
                refused = RefusalReason.ID_REUSED
            head = await self._refuse(file.kind, file.stream, message, acting.at, refused)
            news = await self._record.heads_after(file.stream, file.seq)
        return Learned(news=news, answer=head)

    @activity.defn
    async def ring_matter(self, ringing: Ringing) -> Learned:
        """Record what the clock rang for, or what the workflow's own work has come to."""
        file, way = ringing.file, self._ways[ringing.file.kind]
        with as_activity_failures():
            news = await self._record.heads_after(file.stream, file.seq)
            if news:
                return Learned(news=news)
            found = await way.finder.find(ringing.entry_kind, file, ringing.at)
            state = way.unit.read_state(file.state)
            step = way.unit.after_alarm(state, ringing.entry_kind, found, ringing.at)
            return _learned(
                await self._write(
                    MatterDraft(
                        kind=file.kind,
                        stream=file.stream,
                        expected_seq=file.seq,
                        at=ringing.at,
                        entry_kind=ringing.entry_kind,
                        found=found.model_dump(mode="json"),
                        step=step,
                    )
                )
            )

    @activity.defn
    async def read_matter(self, seen: MatterSeen) -> Learned:
        """Return the entries that a workflow has not seen; nothing is written."""
        with as_activity_failures():
            return Learned(news=await self._record.heads_after(seen.stream, seen.seq))

    async def _open(self, opening: Opening) -> RefusalReason | None:
        """Judge and record the opening; return why it is refused, or None."""
        way, message = self._ways[opening.kind], opening.message
        start = _act_of(way.unit, message)
        if start is None:
            return message.fault or RefusalReason.MALFORMED
        found = await way.finder.find(start, None, opening.at)
        reason = way.unit.judge_start(start, found, opening.at)
        if reason is not None:
            return reason
        step = way.unit.open(start, found, opening.at)
        reason = await self._lacks_mandate(step, opening.at)
        if reason is not None:
            return reason
        draft = _act_draft(way.unit, opening.stream, message, start, opening.at).model_copy(
            update={"opens": True, "found": found.model_dump(mode="json"), "step": step}
        )
        recorded = await self._write(draft)
        return RefusalReason.ID_REUSED if recorded.id_taken else None

    async def _judged(self, acting: Acting) -> tuple[MatterDraft | None, RefusalReason | None]:
        """Return what to write, or why it is refused."""
        file, message, way = acting.file, acting.message, self._ways[acting.file.kind]
        act = _act_of(way.unit, message)
        if act is None:
            return None, message.fault or RefusalReason.MALFORMED
        if message.name == way.unit.opens_by:
            return None, RefusalReason.ID_REUSED  # another start under the name of this matter
        found, state = await way.finder.find(act, file, acting.at), way.unit.read_state(file.state)
        reason = RefusalReason.CLOSED if state.closed else way.unit.judge(state, act, found, acting.at)
        if reason is not None:
            return None, reason
        step = way.unit.step(state, act, found, acting.at)
        reason = await self._lacks_mandate(step, acting.at)
        if reason is not None:
            return None, reason
        draft = _act_draft(way.unit, file.stream, message, act, acting.at)
        beside = {"expected_seq": file.seq, "found": found.model_dump(mode="json"), "step": step}
        return draft.model_copy(update=beside), None

    async def _lacks_mandate(self, step: MatterStep, at: datetime) -> RefusalReason | None:
        for mandate in step.mandates:
            if not await self._holds(mandate, at):
                return RefusalReason.NO_DELEGATION if mandate.delegator else RefusalReason.NOT_ENTITLED
        return None

    async def _holds(self, mandate: Mandate, at: datetime) -> bool:
        if mandate.seat is not None:
            seat = mandate.seat
            return mandate.person in await self._register.entitled(seat.body, seat.roles, seat.rule_set, at)
        found = await self._register.delegation(
            mandate.person, mandate.delegator or "", mandate.body, mandate.gate, mandate.award, at
        )
        return found is not None

    async def _write(self, draft: MatterDraft) -> MatterRecorded:
        recorded = await self._record.record(draft, self._clock(draft))
        if recorded.entry is not None:
            self._audit.matter_recorded(draft.stream, recorded.entry, activity.info().workflow_run_id)
        return recorded

    def _clock(self, draft: MatterDraft) -> Clock | None:
        step = draft.step
        if step is None:
            return None
        if step.start_clock is not None:
            return self._calendar.start(step.start_clock, draft.at)
        running = Clock.model_validate(step.state["clock"]) if step.state.get("clock") else None
        if running is not None and step.extend_clock is not None:
            return self._calendar.extend(running, step.extend_clock)
        return running

    async def _refuse(
        self,
        kind: MatterKind,
        stream: str,
        message: MatterMessage,
        at: datetime,
        reason: RefusalReason | None,
    ) -> MatterHead:
        """Put a refusal at the end of the ledger, wherever that is."""
        draft = MatterDraft(
            kind=kind,
            stream=stream,
            expected_seq=None,
            at=at,
            entry_kind=EntryKind.REFUSAL_RECORDED,
            message=message.name,
            act_id=message.act_id,
            actor_id=message.actor_id,
            digest=message.digest,
            refusal_reason=reason or RefusalReason.MALFORMED,
        )
        recorded = await self._write(draft)
        head = recorded.entry or recorded.earlier
        if head is None:
            text = "the refusal could not be put on record"
            raise StorageUnavailableError(text)
        return head


def _act_of(unit: MatterUnit[Any, Any], message: MatterMessage) -> CaseAct | None:
    return None if message.act is None else unit.read_act(message.name, message.act)


def _act_draft(
    unit: MatterUnit[Any, Any], stream: str, message: MatterMessage, act: CaseAct, at: datetime
) -> MatterDraft:
    return MatterDraft(
        kind=unit.kind,
        stream=stream,
        expected_seq=None,
        at=at,
        entry_kind=next(kind.kind for name, kind in unit.acts.items() if name == message.name),
        message=message.name,
        act=act.model_dump(mode="json"),
        act_id=act.act_id,
        actor_id=act.actor_id,
        on_behalf_of=act.on_behalf_of,
        digest=message.digest,
    )


def _learned(recorded: MatterRecorded) -> Learned:
    """What the workflow learns: entries that it has not seen, and the one that answers the message."""
    if recorded.entry is not None:
        return Learned(news=(recorded.entry,), answer=recorded.entry)
    return Learned(news=recorded.missed, answer=recorded.earlier)


def _is_opened_by(heads: tuple[MatterHead, ...], message: MatterMessage) -> bool:
    first = next((head for head in heads if head.state is not None), None)
    return first is not None and first.digest == message.digest


def _refusal(stream: str, head: MatterHead) -> MatterRefusal | None:
    answer = matter_answer(stream, head)
    return answer if isinstance(answer, MatterRefusal) else None
