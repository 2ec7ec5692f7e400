"""One example of every model that workers exchange over a matter, and over a revocation in particular."""

from typing import Any
from uuid import UUID

from domain.matters.fold import matter_answer, open_file
from domain.matters.revocation import Revocation
from schemas.award_record import GrantDraft, GrantEventKind
from schemas.base import Exchanged
from schemas.ledger import EntryKind
from schemas.matter import (
    Acting,
    Flag,
    Learned,
    MatterDraft,
    MatterHead,
    MatterKind,
    MatterMessage,
    MatterOnRecord,
    MatterOutcome,
    MatterProgress,
    MatterRecorded,
    MatterSeen,
    MatterState,
    MatterStep,
    Opened,
    Opening,
    Ringing,
)
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.record import NumberDraft
from schemas.revocation import (
    BuiltOn,
    Origin,
    Post,
    RecoveryItem,
    RevocationFound,
    RevocationState,
    RevokedCase,
)
from tests.revoking import a_recovery, a_ruling, an_opening
from tests.unit.schemas.examples import ACT, AT, HASH, MOVE, OPENED

_CLOCK = OPENED.standing.clock
assert _CLOCK is not None
_DEADLINE = OPENED.route.stages[0].deadline
_NAME = f"revocation:{ACT}"
_OPENING = an_opening(
    "n-1", act_id=ACT, on_behalf_of="ward-chair", objection_id=ACT, recover=(RecoveryItem.CASH,)
)
_POST = Post(body="phuong-hoang-mai", level="ward", rule_set="2025-two-tier")
_ORIGIN = Origin(
    grant_id="n-1",
    award="LDTT",
    revoked=True,
    nominee="cb-01",
    nominator_id="ward-office",
    submitting_body="phuong",
    body="phuong",
    level="ward",
    rule_set="2017-three-tier",
)
_FOUND = RevocationFound(
    origin=_ORIGIN,
    deciding=(_POST,),
    submitting=(_POST,),
    held=("phuong-hoang-mai",),
    settling=_DEADLINE,
    told_of_delay="tp-ha-noi",
    open_elsewhere=True,
    objection_upheld=True,
    number_symbol="QĐ-UBND",
    built_on=(BuiltOn(grant_id="n-2", issuer="tp-ha-noi"),),
)
_UNIT = Revocation()
_STEP = _UNIT.open(_OPENING, _FOUND, AT)
_OPEN = RevocationState.model_validate(_STEP.state | {"clock": _CLOCK.model_dump(mode="json")})
_RECOVERED = RevocationState.model_validate(
    _UNIT.step(_OPEN, a_ruling(_OPENING), _FOUND, AT).state | {"closed": True}
)
_CASH = a_recovery(RecoveryItem.CASH, amount_vnd=447_000, note="Đã nộp lại")
_DONE = RevocationState.model_validate(_UNIT.step(_RECOVERED, _CASH, _FOUND, AT).state)
_SAID = _OPENING.model_dump(mode="json")
_HEAD = MatterHead(
    seq=1,
    leaf_hash=HASH,
    kind=EntryKind.REVOCATION_OPENED,
    recorded_at=AT,
    act_id=ACT,
    digest=HASH,
    state=_OPEN.model_dump(mode="json"),
    number="15/QĐ-UBND",
)
_REFUSED = MatterHead(
    seq=2,
    leaf_hash=HASH,
    kind=EntryKind.REFUSAL_RECORDED,
    recorded_at=AT,
    act_id=UUID(int=7),
    digest=HASH,
    refusal_reason=RefusalReason.ALREADY_REVOKED,
)
_FILE = open_file(MatterKind.REVOCATION, _NAME, _SAID, (_HEAD, _REFUSED))
_REFUSAL = matter_answer(_NAME, _REFUSED)
_MESSAGE = MatterMessage(
    name="open_revocation",
    digest=HASH,
    act=_SAID,
    act_id=ACT,
    actor_id="ward-office",
    fault=RefusalReason.MALFORMED,
)
_WHOLE_STEP = MatterStep(
    state=_HEAD.state or {},
    start_clock=_DEADLINE,
    extend_clock=5,
    notices=MOVE.notices,
    mandates=_STEP.mandates,
    grants=(GrantDraft(grant_id="n-1", kind=GrantEventKind.REVOKED, facts={"ground": "fraud"}),),
    flags=(Flag(grant_id="n-2", because_of="n-1"),),
    number=NumberDraft(body="phuong", symbol="QĐ-UBND", day=AT.date()),
    carries=("n-1",),
    carried_by="hm-2020-b",
)
_DRAFT: dict[str, Any] = {
    "kind": MatterKind.REVOCATION,
    "stream": _NAME,
    "expected_seq": None,
    "at": AT,
    "entry_kind": EntryKind.REVOCATION_OPENED,
}

EXAMPLES: tuple[Exchanged, ...] = (
    # what people send to a revocation, and what becomes of it
    _OPENING,
    a_ruling(_OPENING, on_behalf_of="ward-chair", authority="KT. CHỦ TỊCH"),
    _CASH,
    _POST,
    RevokedCase(
        nomination_id="n-1",
        nominator_id="ward-office",
        submitting_body="phuong",
        body="phuong",
        level="ward",
        rule_set="2017-three-tier",
        number_symbol="QĐ-UBND",
    ),
    _ORIGIN,
    _FOUND.built_on[0],
    _FOUND,
    _OPEN,
    _RECOVERED,
    _DONE,
    _DONE.recovered[0],
    # what is the same for all matters
    MatterState(status="open", closed=True, clock=_CLOCK),
    _HEAD,
    _REFUSED,
    matter_answer(_NAME, _HEAD),
    _REFUSAL,
    _FILE,
    _FILE.answered[str(ACT)],
    MatterSeen(stream=_NAME, seq=2),
    MatterProgress(kind=MatterKind.REVOCATION, stream=_NAME, state=_HEAD.state or {}, seq=2, leaf_hash=HASH),
    MatterOutcome(stream=_NAME, status="done", seq=2, leaf_hash=HASH),
    _WHOLE_STEP.flags[0],
    _WHOLE_STEP,
    MatterDraft(
        **_DRAFT,
        message=MessageName.OPEN_REVOCATION,
        act=_SAID,
        act_id=ACT,
        actor_id="ward-office",
        on_behalf_of="ward-chair",
        digest=HASH,
        opens=True,
        found=_FOUND.model_dump(mode="json"),
        refusal_reason=RefusalReason.ALREADY_REVOKED,
        step=_WHOLE_STEP,
    ),
    MatterRecorded(entry=_HEAD, earlier=_REFUSED, missed=(_HEAD,), id_taken=True, exists=True),
    _MESSAGE,
    Opening(kind=MatterKind.REVOCATION, stream=_NAME, message=_MESSAGE, at=AT),
    Opened.model_validate({"file": _FILE, "refusal": _REFUSAL}),
    Acting(file=_FILE, message=_MESSAGE, at=AT),
    Ringing(file=_FILE, entry_kind=EntryKind.DEADLINE_REMINDED, at=AT),
    Learned(news=(_HEAD,), answer=_HEAD),
    MatterOnRecord(
        kind=MatterKind.REVOCATION,
        stream=_NAME,
        start=_SAID,
        state=_HEAD.state or {},
        seq=2,
        heads=(_HEAD, _REFUSED),
    ),
)
