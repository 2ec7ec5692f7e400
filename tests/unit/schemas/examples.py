"""One example of every model that workers exchange over a nomination without gates."""

from datetime import UTC, datetime
from uuid import UUID

from adapters.deciding import signed_decision
from adapters.ed25519 import SigningKey
from domain.canonical import message_digest
from domain.case_file import answer_for, apply_entry
from domain.climb import after_decision
from domain.explanation import explain, progress_of
from domain.ledger import draft_body
from domain.paused_clock import pause_clock
from domain.working_days import WorkCalendar
from schemas.award_record import GrantDraft, GrantEventKind
from schemas.base import Exchanged
from schemas.case import Computation, NominationOutcome
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import RefusalReason, Verdict
from schemas.record import (
    AcceptanceDraft,
    Accepted,
    AlarmDraft,
    DecisionDraft,
    Draft,
    EntryHead,
    NumberDraft,
    Recorded,
    RefusalDraft,
    RefusedBy,
    Reservation,
    ResubmissionDraft,
    SeenUpTo,
    WithdrawalDraft,
)
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.unit.domain.case_files import a_case
from tests.unit.schemas.examples_of_awards import CONDITION

AT = datetime(2020, 3, 2, 2, 0, 0, 123457, tzinfo=UTC)
ACT = UUID("0198c0de-0000-7000-8000-000000000001")
HASH = "ab" * 32

REQUEST = a_nomination(nomination_id="n-1", nominee_id="to-dan-pho-1")
OPENED = a_case(request=REQUEST)
DECISION = a_decision(
    REQUEST, "ward", Verdict.RETURN, reason="Thiếu minh chứng", decision_id=ACT, on_behalf_of="ward-chair"
)
FULL_REQUEST = REQUEST.model_copy(
    update={
        "procedure": "full",
        "sector": "education",
        "papers": ("report", "minutes"),
        "relatives": ("p-1",),
    }
)
FULL_DECISION = DECISION.model_copy(
    update={"return_to": "appraisal", "reason_codes": ("no_evidence",), "authority": "KT. CHỦ TỊCH"}
)
SIGNED_DECISION = signed_decision(
    FULL_DECISION, "n-1", SigningKey(bytes(range(32))), namespace="default", prev_leaf_hash=HASH
)
RESUBMISSION = a_resubmission(REQUEST, "Đã bổ sung")
WITHDRAWAL = a_withdrawal()
STAGE = OPENED.route.stages[0]
MOVE = after_decision(OPENED, DECISION)

DECIDED = EntryHead(
    seq=8,
    leaf_hash=HASH,
    kind=EntryKind.DECISION_RECORDED,
    recorded_at=AT,
    act_id=ACT,
    digest=message_digest(DECISION),
    standing=MOVE.standing,
    number="15/QĐ-UBND",
)
REFUSED = EntryHead(
    seq=9,
    leaf_hash=HASH,
    kind=EntryKind.REFUSAL_RECORDED,
    recorded_at=AT,
    act_id=ACT,
    digest=HASH,
    refusal_reason=RefusalReason.ID_REUSED,
)
CASE: CaseFile = apply_entry(OPENED, DECIDED)
COMMON = Draft(
    nomination_id="n-1",
    expected_seq=7,
    at=AT,
    standing=MOVE.standing,
    start_clock=MOVE.start_clock,
    extend_clock=5,
    panel=STAGE.panel,
    notices=MOVE.notices,
    grants=(GrantDraft(grant_id="n-1", kind=GrantEventKind.GRANTED, facts={"award": "LDTT"}),),
    number=NumberDraft(body="phuong", symbol="QĐ-UBND", day=AT.date()),
    reserve=Reservation(award="CSTDCS", unit="p-to-3", year=2019, base=20, limit=3),
    again=(CONDITION,),
)
assert COMMON.number is not None
assert COMMON.reserve is not None
BASICS = {name: getattr(COMMON, name) for name in Draft.model_fields}
DECISION_DRAFT = DecisionDraft(**BASICS, decision=DECISION, digest=message_digest(DECISION))
BODY = draft_body(DECISION_DRAFT, MOVE.standing)
_CLOCK = OPENED.standing.clock
assert _CLOCK is not None
_RUNG = _CLOCK.model_copy(update={"reminded": True, "escalations": 2})
_PAUSED = pause_clock(_RUNG, AT, WorkCalendar("no holidays"))
assert _PAUSED.paused is not None
assert _PAUSED.computation is not None

ENTRY = LedgerEntry(
    stream_id="n-1",
    seq=8,
    kind=EntryKind.DECISION_RECORDED,
    dedup_key=f"act/{ACT}",
    prev_hash="00" * 32,
    occurred_us=1_583_114_400_123_457,
    occurred_at=AT,
    body=BODY,
    body_sha256=HASH,
    leaf_hash=HASH,
)

EXAMPLES: tuple[Exchanged, ...] = (
    # what people send, and what they are answered
    REQUEST,
    FULL_REQUEST,
    REQUEST.content,
    REQUEST.content.nominee,
    DECISION,
    FULL_DECISION,
    SIGNED_DECISION,
    RESUBMISSION,
    WITHDRAWAL,
    answer_for("n-1", DECIDED),
    answer_for("n-1", REFUSED),
    # where a nomination stands
    OPENED.standing,
    _PAUSED,
    _PAUSED.paused,
    _PAUSED.computation,
    Computation(from_day=AT.date(), working_days=10, holidays=(AT.date(),), made_up=(AT.date(),)),
    OPENED.route,
    OPENED.route.model_copy(update={"signed_levels": ("ward", "city")}),
    STAGE,
    CASE,
    CASE.answered[str(ACT)],
    NominationOutcome(nomination_id="n-1", status=MOVE.standing.status, level="ward", seq=8, leaf_hash=HASH),
    progress_of(CASE),
    progress_of(CASE).model_copy(update={"content": REQUEST.content}),
    progress_of(CASE).stages[0],
    explain(CASE),
    # what is handed to the record, and what it answers
    COMMON.number,
    COMMON.reserve,
    AcceptanceDraft(request=REQUEST, first_run_id="run-1", at=AT),
    COMMON,
    DECISION_DRAFT,
    ResubmissionDraft(**BASICS, resubmission=RESUBMISSION, digest=HASH),
    WithdrawalDraft(**BASICS, withdrawal=WITHDRAWAL, digest=HASH),
    AlarmDraft(**BASICS, kind=EntryKind.DEADLINE_ESCALATED),
    RefusalDraft(
        nomination_id="n-1",
        expected_seq=None,
        at=AT,
        act_id=None,
        actor_id=None,
        message="decide",
        reason=RefusalReason.MALFORMED,
        digest=HASH,
        refused_by=RefusedBy.GATEWAY,
    ),
    MOVE.notices[0],
    DECIDED,
    REFUSED,
    Recorded(missed=(DECIDED, REFUSED), id_taken=True, moved=True),
    Recorded(entry=DECIDED, earlier=REFUSED, refused=RefusalReason.NO_DELEGATION),
    Accepted(route=OPENED.route, entries=(DECIDED,)),
    SeenUpTo(nomination_id="n-1", seq=8),
    ENTRY,
)
