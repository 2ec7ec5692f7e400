"""Put objections, what becomes of them, and their alarms on the record of their nominations.

Several objections and the door of a closed nomination write to one ledger. So each act is appended where
the ledger ends now, unless the objection itself has gone on meanwhile: then its workflow is told of that.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from temporalio import activity

from activities.failures import as_activity_failures
from activities.objection_ports import Objections
from activities.ports import Calendar, RuleBook
from activities.recording import Recorder
from domain.case_file import refusal_for
from domain.errors import InvalidRecordError, RuleSetError, StorageUnavailableError
from domain.objection import (
    alarm_notices,
    filing_notices,
    judge_filing,
    mandate_to_settle,
    open_objection,
    rung,
    settlement_notices,
)
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.objection import Filed, ObjectedCase, ObjectionFile, ObjectionRecorded
from schemas.objection_record import (
    Filing,
    ObjectionAlarmDraft,
    ObjectionDraft,
    Refusing,
    Ringing,
    Settling,
    Unread,
)
from schemas.record import Draft, EntryHead, RefusalDraft, RefusedBy

Draw = Callable[[ObjectedCase], Draft]


class ObjectionActivities:
    """What objections lead to."""

    def __init__(
        self, recorder: Recorder, objections: Objections, calendar: Calendar, rules: RuleBook
    ) -> None:
        """Write through this recorder, by this calendar, under these rules."""
        self._recorder = recorder
        self._objections = objections
        self._calendar = calendar
        self._rules = rules

    @activity.defn
    async def file_objection(self, filing: Filing) -> Filed:
        """Put an objection on record and start its clock, or put on record why it is not taken.

        Raises:
            ApplicationError: of type `InvalidRecordError` when there is no such nomination.
        """
        request = filing.request
        with as_activity_failures():
            case = self._with_managing_body(await self._case(request.nomination_id))
            if not await self._objections.entries(request.nomination_id, request.objection_id, 0):
                reason = judge_filing(case, request, filing.at)
                if reason is not None:
                    return await self._not_taken(filing, reason)
        recorded = await self._append(
            request.nomination_id, request.objection_id, 0, lambda now: self._filing_draft(now, filing)
        )
        if recorded.entry is not None:
            return Filed(refusal=refusal_for(request.nomination_id, recorded.entry))
        if not recorded.news:
            return await self._not_taken(filing, RefusalReason.ID_REUSED)
        return Filed(file=open_objection(request, case, recorded.news))

    @activity.defn
    async def record_settlement(self, settling: Settling) -> ObjectionRecorded:
        """Record that an objection is upheld or dismissed, by somebody who holds the office for it."""
        file = settling.file
        return await self._append(
            file.case.nomination_id,
            file.objection_id,
            file.last_entry.seq,
            lambda now: settlement_draft(now, settling),
        )

    @activity.defn
    async def record_objection_alarm(self, ringing: Ringing) -> ObjectionRecorded:
        """Record that an objection waits too long, and whom that concerns."""
        file = ringing.file
        return await self._append(
            file.case.nomination_id,
            file.objection_id,
            file.last_entry.seq,
            lambda now: self._alarm_draft(now, ringing),
        )

    @activity.defn
    async def record_objection_refusal(self, refusing: Refusing) -> ObjectionRecorded:
        """Record that a message to an objection changed nothing, and why."""
        return ObjectionRecorded(entry=await self._refuse(refusing))

    @activity.defn
    async def read_objection_entries(self, unread: Unread) -> ObjectionRecorded:
        """Return the objection's entries that its workflow has not seen; nothing is written."""
        file = unread.file
        with as_activity_failures():
            news = await self._objections.entries(
                file.case.nomination_id, file.objection_id, file.last_entry.seq
            )
        return ObjectionRecorded(news=news)

    async def _append(
        self, nomination_id: str, objection_id: UUID, seen: int, draw: Draw
    ) -> ObjectionRecorded:
        """Append to the end of the ledger, again if somebody else was there first."""
        while True:
            with as_activity_failures():
                case = await self._case(nomination_id)
                news = await self._objections.entries(nomination_id, objection_id, seen)
            if news:
                return ObjectionRecorded(news=news)
            recorded = await self._recorder.write(draw(case))
            if recorded.id_taken or recorded.refused is not None:
                return ObjectionRecorded(id_taken=recorded.id_taken, refused=recorded.refused)
            if recorded.earlier is not None:
                return ObjectionRecorded(entry=recorded.earlier)

    async def _case(self, nomination_id: str) -> ObjectedCase:
        case = await self._objections.case(nomination_id)
        if case is None:
            message = f"nomination {nomination_id} is not on record"
            raise InvalidRecordError(message)
        return case

    def _with_managing_body(self, case: ObjectedCase) -> ObjectedCase:
        """Delay is told to the body above; the body itself hears of it where the rules name none."""
        try:
            bodies = self._rules.named(case.rule_set).bodies
        except RuleSetError:
            return case
        above = next((each.managed_by for each in bodies if each.body == case.standing.body), None)
        return case.model_copy(update={"told_of_delay": above}) if above else case

    async def _not_taken(self, filing: Filing, reason: RefusalReason) -> Filed:
        request = filing.request
        entry = await self._refuse(
            Refusing(
                nomination_id=request.nomination_id,
                act_id=request.objection_id,
                actor_id=request.filed_by,
                message=MessageName.FILE_OBJECTION,
                reason=reason,
                digest=filing.digest,
                at=filing.at,
            )
        )
        return Filed(refusal=refusal_for(request.nomination_id, entry))

    async def _refuse(self, refusing: Refusing) -> EntryHead:
        """Put a refusal at the end of the ledger, wherever that is."""
        draft = RefusalDraft(**refusing.model_dump(), expected_seq=None, refused_by=RefusedBy.OBJECTION)
        recorded = await self._recorder.write(draft)
        entry = recorded.entry or recorded.earlier
        with as_activity_failures():
            if entry is None:
                message = "the refusal could not be put on record"
                raise StorageUnavailableError(message)
        return entry

    def _filing_draft(self, case: ObjectedCase, filing: Filing) -> ObjectionDraft:
        request = filing.request
        clock = self._calendar.start(case.rule.settling, filing.at) if case.rule else None
        return _act(
            case,
            filing.at,
            message=MessageName.FILE_OBJECTION,
            kind=EntryKind.OBJECTION_FILED,
            act=request.model_dump(mode="json"),
            act_id=request.objection_id,
            actor_id=request.filed_by,
            digest=filing.digest,
            objection_id=request.objection_id,
            ground=request.ground,
            clock=clock,
            notices=filing_notices(case),
        )

    def _alarm_draft(self, case: ObjectedCase, ringing: Ringing) -> ObjectionAlarmDraft:
        return ObjectionAlarmDraft(
            nomination_id=case.nomination_id,
            expected_seq=case.seq,
            at=ringing.at,
            kind=ringing.kind,
            objection_id=ringing.file.objection_id,
            clock=self._rung(ringing.file, ringing.kind, ringing.at),
            notices=alarm_notices(ringing.file.case, ringing.kind),
        )

    def _rung(self, file: ObjectionFile, kind: EntryKind, at: datetime) -> Clock:
        """The clock after the alarm; from the second escalation on its end moves by the rule's grace."""
        rule, clock = file.case.rule, file.clock
        if rule is None or clock is None:
            message = f"objection {file.objection_id} has no clock that could ring at {at:%d/%m/%Y}"
            raise ValueError(message)
        after = rung(clock, kind)
        return self._calendar.extend(after, rule.settling.grace) if clock.escalations else after


def settlement_draft(case: ObjectedCase, settling: Settling) -> ObjectionDraft:
    """Draft a settlement at the end of the ledger that the case has now."""
    act = settling.act
    return _act(
        case,
        settling.at,
        message=MessageName.SETTLE_OBJECTION,
        kind=EntryKind.OBJECTION_SETTLED,
        act=act.model_dump(mode="json"),
        act_id=act.act_id,
        actor_id=act.actor_id,
        digest=settling.digest,
        objection_id=act.objection_id,
        upheld=act.upheld,
        notices=settlement_notices(settling.file, upheld=act.upheld),
        mandates=(mandate_to_settle(settling.file, act.actor_id),),
    )


def _act(case: ObjectedCase, at: datetime, **said: object) -> ObjectionDraft:
    """Draft an act beside the outcome: the standing is the same after it as before."""
    standing = case.standing
    return ObjectionDraft.model_validate(
        said
        | {
            "nomination_id": case.nomination_id,
            "expected_seq": case.seq,
            "at": at,
            "standing": standing,
            "on_behalf_of": None,
            "level": standing.level,
            "gate": standing.gate,
            "round": standing.round,
        }
    )
