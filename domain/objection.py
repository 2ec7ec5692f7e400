"""Objections after the decision: whether one is taken, who may settle it, and how it goes on.

Nothing here changes a nomination's standing: an objection stands beside the outcome, and one that is upheld
flags the case for revocation, which is a procedure of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import NamedTuple

from domain.case_file import receipt_for
from domain.gates.unit import ActKind
from domain.working_days import day_in_vietnam
from schemas.case import CaseStatus, Clock
from schemas.case_file import AnsweredAct
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.objection import (
    ObjectedCase,
    ObjectionEntry,
    ObjectionFile,
    ObjectionProgress,
    ObjectionRequest,
    ObjectionSettlement,
    ObjectionStatus,
)
from schemas.record import Mandate, Notice, NoticeKind, Seat
from schemas.route import Gate
from schemas.rules import DECIDERS, Role

SETTLERS = (*DECIDERS, Role.REGISTRAR)
"""Who settles objections at the body that reached the outcome."""

OBJECTION_ACTS: dict[MessageName, ActKind] = {
    MessageName.FILE_OBJECTION: ActKind(ObjectionRequest, EntryKind.OBJECTION_FILED),
    MessageName.SETTLE_OBJECTION: ActKind(ObjectionSettlement, EntryKind.OBJECTION_SETTLED),
}
"""What people send to an objection, and the entry that it becomes."""

OBJECTION_KINDS = frozenset(
    {
        EntryKind.OBJECTION_FILED,
        EntryKind.OBJECTION_REMINDED,
        EntryKind.OBJECTION_ESCALATED,
        EntryKind.OBJECTION_SETTLED,
    }
)
"""Entries on a nomination's ledger that its own workflow, closed by then, never learns of."""


def judge_filing(case: ObjectedCase, request: ObjectionRequest, at: datetime) -> RefusalReason | None:
    """Return why an objection to this case is not taken at `at`, or None.

    Everybody objects in their own name. The day of the outcome is not counted, and days are those of Vietnam.
    """
    if case.decided_at is None:
        return RefusalReason.NOT_CLOSED
    if request.on_behalf_of is not None:
        return RefusalReason.NO_DELEGATION
    within = case.rule.within_days if case.rule else None
    if within is None:
        return None
    last = day_in_vietnam(case.decided_at) + timedelta(days=within)
    return RefusalReason.OBJECTION_TOO_LATE if day_in_vietnam(at) > last else None


def judge_settlement(file: ObjectionFile, act: ObjectionSettlement) -> RefusalReason | None:
    """Return why this settlement is refused, or None if it is in order.

    Four eyes: neither who had a hand in the case nor who objects to it settles the objection. Whether the
    person holds an office is found out when it is written.
    """
    if act.objection_id != file.objection_id:
        return RefusalReason.MALFORMED
    if file.status is not ObjectionStatus.OPEN:
        return RefusalReason.OBJECTION_SETTLED
    if act.on_behalf_of is not None:
        return RefusalReason.NO_DELEGATION
    if act.actor_id in {file.case.nominator_id, file.case.nominee_id}:
        return RefusalReason.OWN_NOMINATION
    return RefusalReason.FOUR_EYES if act.actor_id in {*file.case.hands, file.request.filed_by} else None


def mandate_to_settle(file: ObjectionFile, person: str) -> Mandate:
    """Return the office that the person must hold on the day of the settlement."""
    body, rule_set = file.case.standing.body, file.case.rule_set
    seat = Seat(body=body, roles=SETTLERS, rule_set=rule_set)
    return Mandate(person=person, seat=seat, body=body, gate=Gate.DECISION, award=file.case.award)


def open_objection(
    request: ObjectionRequest, case: ObjectedCase, entries: Sequence[ObjectionEntry]
) -> ObjectionFile:
    """Return the objection after all its entries; the first is its filing."""
    first = entries[0]
    file = ObjectionFile(
        request=request, case=case, status=ObjectionStatus.OPEN, clock=first.clock, last_entry=first
    )
    return reduce(apply_entry, entries, file)


def apply_entry(file: ObjectionFile, entry: ObjectionEntry) -> ObjectionFile:
    """Return the objection after this entry."""
    settled = entry.kind is EntryKind.OBJECTION_SETTLED
    upheld = ObjectionStatus.UPHELD if entry.upheld else ObjectionStatus.DISMISSED
    return file.model_copy(
        update={
            "status": upheld if settled else file.status,
            "clock": None if settled else entry.clock or file.clock,
            "last_entry": entry,
            "answered": file.answered | _newly_answered(file, entry),
        }
    )


def _newly_answered(file: ObjectionFile, entry: ObjectionEntry) -> dict[str, AnsweredAct]:
    if entry.act_id is None or entry.digest is None:
        return {}
    receipt = receipt_for(file.case.nomination_id, entry)
    return {str(entry.act_id): AnsweredAct(digest=entry.digest, receipt=receipt)}


class Alarm(NamedTuple):
    """What the clock of an objection rings for at `at`, unless it is settled before."""

    at: datetime
    kind: EntryKind


def next_alarm(file: ObjectionFile) -> Alarm | None:
    """Return the next instant of the clock: a reminder, then escalations again and again, never an end."""
    clock = file.clock
    if clock is None or file.status is not ObjectionStatus.OPEN:
        return None
    if not clock.reminded and clock.escalations == 0:
        return Alarm(clock.remind_at, EntryKind.OBJECTION_REMINDED)
    due = clock.due_at if clock.escalations == 0 else clock.ends_at
    return Alarm(due, EntryKind.OBJECTION_ESCALATED)


def rung(clock: Clock, kind: EntryKind) -> Clock:
    """Return the clock after an alarm; the record moves its end on from the second escalation."""
    if kind is EntryKind.OBJECTION_REMINDED:
        return clock.model_copy(update={"reminded": True})
    return clock.model_copy(update={"escalations": clock.escalations + 1})


def filing_notices(case: ObjectedCase) -> tuple[Notice, ...]:
    """Return whom a filing concerns: the body that reached the outcome, and the nominator."""
    return _notices(NoticeKind.OBJECTION_FILED, case.standing.body, case.nominator_id)


def settlement_notices(file: ObjectionFile, *, upheld: bool) -> tuple[Notice, ...]:
    """Return whom a settlement concerns; one that is upheld flags the case for the body and the nominator."""
    kind = NoticeKind.OBJECTION_UPHELD if upheld else NoticeKind.OBJECTION_DISMISSED
    return _notices(kind, file.case.standing.body, file.case.nominator_id, file.request.filed_by)


def alarm_notices(case: ObjectedCase, kind: EntryKind) -> tuple[Notice, ...]:
    """Return who is reminded, or who hears of the delay."""
    if kind is EntryKind.OBJECTION_REMINDED:
        return _notices(NoticeKind.REMINDER, case.standing.body)
    return _notices(NoticeKind.ESCALATION, case.told_of_delay)


def _notices(kind: NoticeKind, *recipients: str) -> tuple[Notice, ...]:
    return tuple(Notice(recipient=who, kind=kind) for who in dict.fromkeys(recipients))


def progress_of(file: ObjectionFile) -> ObjectionProgress:
    """Return the whole state of an objection, without what people wrote."""
    return ObjectionProgress(
        objection_id=file.objection_id,
        nomination_id=file.case.nomination_id,
        status=file.status,
        ground=file.request.ground,
        body=file.case.standing.body,
        clock=file.clock,
        seq=file.last_entry.seq,
        leaf_hash=file.last_entry.leaf_hash,
    )


def is_flagged(outcome: CaseStatus, status: ObjectionStatus) -> bool:
    """Return whether an upheld objection asks for the revocation of what was conferred."""
    return outcome is CaseStatus.CONFERRED and status is ObjectionStatus.UPHELD
