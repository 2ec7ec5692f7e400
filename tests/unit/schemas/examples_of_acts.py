"""One example of every act, of what gates keep, and of what a case with gates adds to its standing."""

from domain.gates.appraisal import Appraisal, AppraisalSettings, Criterion, Found, Met
from domain.gates.consultation import ConsultationSettings, ConsultationState, Opinion, View
from domain.gates.council_vote import CouncilState
from domain.gates.intake import IntakeSettings, Paper, PapersCheck
from domain.gates.public_comment import Comment, CommentResolution, CommentState
from schemas.acts import (
    CaseAct,
    GateAct,
    LowerAwardAnswer,
    LowerAwardProposal,
    Migration,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.base import Exchanged
from schemas.case import CaseStatus, Delegated, Hand, PassedGate, Recused
from schemas.case_file import MigrationRequest
from schemas.council import Ground
from schemas.ledger import EntryKind
from schemas.legal import LegalBasis, Mark
from schemas.names import MessageName
from schemas.record import ActDraft, ClockChange, Mandate, Seat
from schemas.route import LowerAward, Route
from schemas.rules import DECIDERS, Deadline, DeadlineEnd, GatePlan, ObjectionRule, Redo, Role
from schemas.verdicts import RuleVerdict
from tests.unit.schemas.examples import ACT, AT, BASICS, CASE, DECIDED, HASH
from tests.unit.schemas.examples_of_awards import CONDITION, QUOTA

_BASIS = LegalBasis(
    citation="Nghị định 91/2017/NĐ-CP, Điều 45(8)",
    mark=Mark.SOURCED,
    verified_by="so-noi-vu",
    verified_on=AT.date(),
)
DEADLINE = Deadline(working_days=10, remind_before=3, grace=5, end=DeadlineEnd.GO_ON, basis=_BASIS)
OBJECTIONS = ObjectionRule(within_days=90, settling=DEADLINE)
_PLAN = GatePlan(
    gate="consultation",
    roles=(Role.OFFICER,),
    deadline=DEADLINE,
    redo=Redo.ALWAYS,
    settings={"agencies": ["tax", "police"], "nested": {"share": "9/10", "none": None, "flag": True}},
    basis=_BASIS,
)
_LOWER = LowerAward(award="GK_XA", name_vi="Giấy khen", name_en="Certificate")
ROUTE: Route = CASE.route.model_copy(
    update={
        "stages": (
            CASE.route.stages[0].model_copy(
                update={"plans": (_PLAN,), "substitute_councils": ("council-two",)}
            ),
            *CASE.route.stages[1:],
        ),
        "procedure": "full",
        "lower_awards": (_LOWER,),
        "objection": OBJECTIONS,
        "conditions": (CONDITION,),
        "quota": QUOTA,
        "number_symbol": "QĐ-UBND",
    }
)
VERDICT = RuleVerdict(
    rule="council.mark",
    rule_set="2017-three-tier",
    rule_set_digest=HASH,
    inputs={"members": 15, "mark": "9/10", "barred": ["p-1"], "on": "2020-03-02", "secret": True},
    holds=False,
    vi="Cần 14/15 phiếu đồng ý",
    en="14 of 15 must agree",
)
_PASSED = PassedGate(gate="intake", round=1, content_hash=HASH, result="complete")
_HAND = Hand(person="ward-officer", level="ward", gate="intake")
_RECUSED = Recused(person="p-1", ground=Ground.RELATIVE)
_DELEGATED = Delegated(delegate="p-2", delegator="p-1")
HELD = CASE.standing.model_copy(
    update={
        "status": CaseStatus.SUSPENDED,
        "before": CaseStatus.AWAITING_CONSENT,
        "gate": "consultation",
        "gate_state": {"answers": {"tax": "agrees"}, "proposed": None},
        "panel": ("tax", "police"),
        "delegations": (_DELEGATED,),
        "passed": (_PASSED,),
        "returns": ("intake",),
        "hands": (_HAND,),
        "recused": (_RECUSED,),
        "council": "council-two",
        "award": "GK_XA",
    }
)
"""A standing with every field set."""

_SEAT = Seat(body="phuong", roles=DECIDERS, rule_set="2017-three-tier")
_MANDATE = Mandate(
    person="p-2", seat=_SEAT, delegator="ward-chair", body="phuong", gate="decision", award="BK_TP"
)
_COMMON = {"act_id": ACT, "actor_id": "p-2", "on_behalf_of": "ward-chair"}
_AT_GATE = _COMMON | {"level": "ward", "gate": "appraisal", "round": 2, "content_hash": HASH}
_FOUND = Found(criterion="merit", met=Met.FAIL, evidence="Biên bản 12/BB", note="Chưa đủ\nhai năm")
APPRAISED = Appraisal.model_validate(_AT_GATE | {"findings": (_FOUND,), "eligible": False, "note": "Xem lại"})
MIGRATION = Migration.model_validate(
    _COMMON | {"rule_set": "2025-two-tier", "body": "phuong-hoang-mai", "reason": "Chuyển giao"}
)
ACT_DRAFT = ActDraft.model_validate(
    BASICS
    | _COMMON
    | {
        "standing": HELD,
        "clock_change": ClockChange.PAUSE,
        "clock_from": AT,
        "seat": _SEAT,
        "mandates": (_MANDATE,),
        "verdicts": (VERDICT,),
        "message": MessageName.APPRAISE,
        "kind": EntryKind.APPRAISAL_RECORDED,
        "act": APPRAISED.model_dump(mode="json"),
        "level": "ward",
        "gate": "appraisal",
        "round": 2,
        "digest": HASH,
        "route": ROUTE,
        "left_route": CASE.route,
    }
)

EXAMPLES: tuple[Exchanged, ...] = (
    # what people send
    CaseAct.model_validate(_COMMON),
    GateAct.model_validate(_AT_GATE),
    Recusal.model_validate(_COMMON | {"ground": Ground.RELATIVE, "note": "Là em ruột"}),
    Suspension.model_validate(_COMMON | {"ground": "complaint", "reason": "Có đơn"}),
    Resumption.model_validate(_COMMON | {"reason": "Đã có kết luận"}),
    Reassignment.model_validate(
        _COMMON | {"panel": ("p-7",), "council": "council-two", "reason": "Kín lịch"}
    ),
    LowerAwardProposal.model_validate(
        _AT_GATE | {"award": "GK_XA", "reason": "Chưa đủ mức", "authority": "KT. CHỦ TỊCH"}
    ),
    LowerAwardAnswer.model_validate(_COMMON | {"consent": True, "note": "Đồng ý"}),
    MIGRATION,
    APPRAISED,
    _FOUND,
    Opinion.model_validate(_AT_GATE | {"opinion": View.OBJECTS, "text": "Còn nợ thuế"}),
    PapersCheck.model_validate(_AT_GATE | {"missing": ("minutes",), "hand_on": True, "note": "Bổ sung"}),
    Comment.model_validate(_AT_GATE | {"text": "Cần xem lại"}),
    CommentResolution.model_validate(_AT_GATE | {"comment_id": ACT, "resolution": "Đã xác minh"}),
    # what gates keep, and how they are set
    ConsultationState(answers={"tax": View.AGREES}),
    CouncilState(council="council-two", unreachable=True),
    CommentState(comments={str(ACT): True}, closed=True),
    Criterion(criterion="merit", name_vi="Thành tích", name_en="Merit", basis=_BASIS),
    AppraisalSettings(
        criteria=(Criterion(criterion="merit", name_vi="Thành tích", name_en="Merit", basis=_BASIS),)
    ),
    ConsultationSettings(agencies=("tax", "police")),
    Paper(paper="report", name_vi="Báo cáo", name_en="Report"),
    IntakeSettings(papers=(Paper(paper="report", name_vi="Báo cáo", name_en="Report"),)),
    # where a case with gates stands, and what its record is handed
    HELD,
    _PASSED,
    _HAND,
    _RECUSED,
    _DELEGATED,
    ROUTE,
    ROUTE.stages[0],
    DECIDED.model_copy(update={"route": ROUTE}),
    _LOWER,
    _PLAN,
    DEADLINE,
    OBJECTIONS,
    _BASIS,
    VERDICT,
    _SEAT,
    _MANDATE,
    ACT_DRAFT,
    MigrationRequest(case=CASE, act=MIGRATION, digest=HASH, at=AT),
)
