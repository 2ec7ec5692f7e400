"""One example of every model of the register of people, and of objections."""

from schemas.base import Exchanged
from schemas.ledger import EntryKind
from schemas.messages import Refusal, RefusalReason
from schemas.names import MessageName
from schemas.objection import (
    Filed,
    ObjectedCase,
    ObjectionEntry,
    ObjectionFile,
    ObjectionOutcome,
    ObjectionProgress,
    ObjectionRecorded,
    ObjectionRequest,
    ObjectionSeen,
    ObjectionSettlement,
    ObjectionStatus,
    ObjectionView,
)
from schemas.objection_record import (
    Filing,
    ObjectionAlarmDraft,
    ObjectionDraft,
    Refusing,
    Ringing,
    Settling,
    Unread,
)
from schemas.register import (
    AppointmentAct,
    Delegation,
    DelegationAct,
    DismissalAct,
    Holding,
    RecordedAppointment,
    RecordedDelegation,
    RegisterEvidence,
    RegisterReceipt,
    RegisterRefusal,
    RegisterRefusalReason,
    RegisterRow,
    RegisterSnapshot,
    RevocationAct,
)
from schemas.rules import Role
from tests.objecting import a_settlement, an_objection
from tests.unit.schemas.examples import ACT, AT, BASICS, CASE, ENTRY, HASH, OPENED, REFUSED
from tests.unit.schemas.examples_of_acts import ACT_DRAFT, OBJECTIONS

_DAY = AT.date()
_BODY = "phuong-hoang-mai"
_COMMON = {"act_id": ACT, "actor_id": "ward-chair", "body": _BODY, "reason": "Điều động"}
_TERM = {"valid_from": _DAY, "valid_to": _DAY, "form_of_authority": "KT. CHỦ TỊCH"}
_OFFICE = {"person": "p-2", "role": Role.DEPUTY}
_SCOPE = {"delegate": "p-2", "body": _BODY, "gates": ("decision",), "awards": ("BK_TP",), **_TERM}
_APPOINTMENT = AppointmentAct.model_validate(_COMMON | _OFFICE | _TERM)
_GIVEN = _SCOPE | {"delegation_id": ACT, "delegator": "ward-chair"}
_RECORDED = RecordedDelegation.model_validate(_GIVEN | {"recorded_at": AT, "revoked_at": AT})
_APPOINTED = RecordedAppointment.model_validate(
    {"act": "appoint", "act_id": ACT, "body": _BODY, "recorded_at": AT} | _OFFICE | _TERM
)
_ROW = RegisterRow(seq=1, digest=HASH, at=AT, act=_APPOINTMENT)

_REGISTER: tuple[Exchanged, ...] = (
    _APPOINTMENT,
    DismissalAct.model_validate(_COMMON | _OFFICE | {"valid_from": _DAY}),
    DelegationAct.model_validate(_COMMON | _SCOPE),
    RevocationAct.model_validate(_COMMON | {"delegation_id": ACT}),
    Delegation.model_validate(_GIVEN),
    _RECORDED,
    _APPOINTED,
    Holding.model_validate(_OFFICE | _TERM | {"act_id": ACT}),
    RegisterSnapshot(last=7, appointments=(_APPOINTED,), delegations=(_RECORDED,)),
    RegisterReceipt(
        act_id=ACT,
        body=_BODY,
        kind=EntryKind.APPOINTMENT_RECORDED,
        seq=1,
        leaf_hash=HASH,
        digest=HASH,
        recorded_at=AT,
    ),
    RegisterRefusal(
        act_id=ACT, reason=RegisterRefusalReason.OWN_APPOINTMENT, vi="Không tự bổ nhiệm", en="Not oneself"
    ),
    _ROW,
    RegisterEvidence(
        stream_id=f"register:{_BODY}", head_seq=1, head_hash=HASH, entries=(ENTRY,), rows=(_ROW,)
    ),
)

OBJECTION: ObjectionRequest = an_objection("n-1", objection_id=ACT)
_SETTLEMENT: ObjectionSettlement = a_settlement(OBJECTION, act_id=ACT)
_CLOCK = OPENED.standing.clock
assert _CLOCK is not None
_OBJECTED = ObjectedCase(
    nomination_id="n-1",
    nominator_id="ward-office",
    nominee_id="to-dan-pho-1",
    award="BK_TP",
    rule_set="2017-three-tier",
    rule=OBJECTIONS,
    standing=CASE.standing,
    hands=("ward-chair", "district-chair"),
    told_of_delay="city",
    decided_at=AT,
    seq=8,
)
_FILED = ObjectionEntry(
    seq=9,
    leaf_hash=HASH,
    kind=EntryKind.OBJECTION_FILED,
    recorded_at=AT,
    act_id=ACT,
    digest=HASH,
    clock=_CLOCK,
    upheld=False,
)
_FILE = ObjectionFile(
    request=OBJECTION,
    case=_OBJECTED,
    status=ObjectionStatus.OPEN,
    clock=_CLOCK,
    last_entry=_FILED,
    answered={str(ACT): CASE.answered[str(ACT)]},
)
_REFUSAL = Refusal(
    nomination_id="n-1",
    act_id=ACT,
    reason=RefusalReason.OBJECTION_TOO_LATE,
    explanation_vi="Quá thời hạn",
    explanation_en="Too late",
    seq=9,
    leaf_hash=HASH,
    digest=HASH,
    recorded_at=AT,
)
_ALARM = {"kind": EntryKind.OBJECTION_ESCALATED, "objection_id": ACT, "clock": _CLOCK}

_OBJECTIONS: tuple[Exchanged, ...] = (
    OBJECTION,
    _SETTLEMENT,
    _OBJECTED,
    _FILED,
    _FILE,
    ObjectionProgress(
        objection_id=ACT,
        nomination_id="n-1",
        status=ObjectionStatus.OPEN,
        ground="FALSE_CLAIM",
        body="phuong",
        clock=_CLOCK,
        seq=9,
        leaf_hash=HASH,
    ),
    ObjectionSeen(objection_id=ACT, seq=9),
    ObjectionOutcome(
        objection_id=ACT,
        nomination_id="n-1",
        status=ObjectionStatus.REFUSED,
        seq=9,
        leaf_hash=HASH,
        reason=RefusalReason.NOT_CLOSED,
    ),
    ObjectionView(
        objection_id=ACT,
        nomination_id="n-1",
        award="BK_TP",
        body="phuong",
        outcome="conferred",
        ground="FALSE_CLAIM",
        text="Không đúng",
        filed_by="cong-dan-01",
        filed_at=AT,
        status=ObjectionStatus.UPHELD,
        due_at=AT,
        settled_by="ward-deputy",
        settled_at=AT,
        reason="Đã xác minh",
    ),
    Filed(file=_FILE, refusal=_REFUSAL),
    ObjectionRecorded(news=(_FILED,), entry=REFUSED, id_taken=True, refused=RefusalReason.OBJECTION_SETTLED),
    ObjectionDraft.model_validate(
        ACT_DRAFT.model_dump()
        | {
            "message": MessageName.FILE_OBJECTION,
            "kind": EntryKind.OBJECTION_FILED,
            "objection_id": ACT,
            "ground": "FALSE_CLAIM",
            "upheld": False,
            "clock": _CLOCK,
        }
    ),
    ObjectionAlarmDraft.model_validate(BASICS | _ALARM),
    Filing(request=OBJECTION, digest=HASH, at=AT),
    Settling(file=_FILE, act=_SETTLEMENT, digest=HASH, at=AT),
    Refusing(
        nomination_id="n-1",
        act_id=None,
        actor_id=None,
        message="settle_objection",
        reason=RefusalReason.MALFORMED,
        digest=HASH,
        at=AT,
    ),
    Ringing(file=_FILE, kind=EntryKind.OBJECTION_REMINDED, at=AT),
    Unread(file=_FILE),
)

EXAMPLES: tuple[Exchanged, ...] = (*_REGISTER, *_OBJECTIONS)
