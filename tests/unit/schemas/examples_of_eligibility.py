"""One example of everything that the gates `eligibility` and `quota` exchange."""

from domain.gates.eligibility import (
    ConditionRuling,
    EligibilityRuling,
    EligibilitySettings,
    EligibilityState,
    Unknown,
)
from domain.gates.quota import ClaimRequest, QuotaClaim, QuotaFound
from schemas.base import Exchanged
from schemas.case_file import FindingOut
from schemas.eligibility import ConditionFinding, EligibilityQuestion, Holds, QuotaStanding
from schemas.ledger import EntryKind
from schemas.legal import LegalBasis, Mark
from schemas.nomination import AwardBasis, StatedFact
from schemas.record import AlarmDraft, Reservation, Seat
from schemas.rules import Role
from tests.unit.schemas.examples import ACT, AT, BASICS, CASE, HASH, REQUEST

_FINDING = ConditionFinding(
    condition="ldtt-same-year",
    holds=Holds.NO,
    remark=True,
    evidence=("g-2019-001", "initiative-recognised"),
    vi="Không có danh hiệu LDTT của năm 2019.",
    en="No grant of LDTT for 2019 is on record.",
    basis=LegalBasis(citation="Nghị định 91/2017/NĐ-CP, Điều 9(3)", mark=Mark.RECALLED_MEDIUM),
)
_STATE = EligibilityState(findings=(_FINDING,))
_QUOTA = QuotaStanding(unit="truong-mau", year=2019, base=33, limit=5, taken=4)
_PLACE = Reservation(award="CSTDCS", unit="truong-mau", year=2019, base=33, limit=5)
_STATED = StatedFact(fact="initiative-recognised", holds=True, evidence="QĐ 12/2019")
_FIGURE = StatedFact(fact="members", figure=33)
_CONTENT = REQUEST.content.model_copy(
    update={
        "unit": "truong-mau",
        "basis": AwardBasis.CAMPAIGN,
        "achievement_id": "a-1",
        "facts": (_STATED, _FIGURE),
        "campaign": "hoang-mai-2020",
        "movement": "nguoi-tot-viec-tot",
        "content_group": "1",
        "attachments": (HASH,),
    }
)
_AT_GATE = {
    "act_id": ACT, "actor_id": "p-2", "on_behalf_of": "ward-officer", "level": "ward", "gate": "quota",
    "round": 2, "content_hash": HASH,
}  # fmt: skip
_CLAIM = QuotaClaim.model_validate(_AT_GATE | {"give_up": True, "reason": "Hết chỉ tiêu"})
_RULING = ConditionRuling(
    condition="ldtt-same-year", met=True, evidence="QĐ 12/2019", reason="Hồ sơ gốc bị thất lạc"
)

EXAMPLES: tuple[Exchanged, ...] = (
    _STATED,
    _FIGURE,
    _CONTENT,
    EligibilityQuestion(
        award="CSTDCS",
        subject_kind=_CONTENT.nominee.kind,
        period_from=_CONTENT.period_from,
        period_to=_CONTENT.period_to,
        day=AT.date(),
        basis=AwardBasis.CAMPAIGN,
        achievement_id="a-1",
        facts=(_STATED, _FIGURE),
        grant_id="g-2019-001",
    ),
    _FINDING,
    _QUOTA,
    _PLACE,
    _STATE,
    EligibilitySettings(unknown=Unknown.ASK),
    _RULING,
    EligibilityRuling.model_validate(
        _AT_GATE | {"gate": "eligibility", "rulings": (_RULING,), "note": "Đã đối chiếu"}
    ),
    QuotaFound(quota=_QUOTA),
    _CLAIM,
    ClaimRequest(case=CASE, act=_CLAIM, digest=HASH, at=AT),
    FindingOut(case=CASE, kind=EntryKind.ELIGIBILITY_FOUND, at=AT),
    AlarmDraft.model_validate(
        BASICS
        | {
            "kind": EntryKind.ELIGIBILITY_FOUND,
            "found": _STATE.model_dump(mode="json"),
            "reserve": _PLACE,
        }
    ),
    Seat(body="phuong", roles=(Role.OFFICER,), rule_set="2017-three-tier", told=False),
)
