"""Nominations and messages for tests, each with only what the test cares about."""

from datetime import date
from uuid import UUID, uuid4

from domain.canonical import content_hash
from schemas.messages import Decision, Resubmission, Verdict, Withdrawal
from schemas.nomination import NominationContent, NominationRequest, Nominee, SubjectKind

CHAIRS = {"ward": "ward-chair", "district": "district-chair", "city": "city-chair", "state": "state-signer"}
NOMINATOR = "ward-office"


def a_nomination(
    award: str = "BK_TP",
    *,
    kind: SubjectKind = SubjectKind.COLLECTIVE,
    nomination_id: str | None = None,
    nominator_id: str = NOMINATOR,
    nominee_id: str | None = None,
    body: str = "phuong",
    rule_set: str | None = "2017-three-tier",
    achievement: str = "Hoàn thành xuất sắc nhiệm vụ năm 2019",
) -> NominationRequest:
    """Return a nomination that the shipped rules accept."""
    return NominationRequest(
        nomination_id=nomination_id or f"n-{uuid4().hex[:12]}",
        dossier_id="tests",
        nominator_id=nominator_id,
        submitting_body=body,
        rule_set=rule_set,
        content=NominationContent(
            award=award,
            nominee=Nominee(kind=kind, name="Tập thể thử nghiệm", nominee_id=nominee_id),
            period_from=date(2019, 1, 1),
            period_to=date(2019, 12, 31),
            achievement=achievement,
        ),
    )


def a_decision(
    request: NominationRequest,
    level: str,
    verdict: Verdict = Verdict.APPROVE,
    *,
    reviewer_id: str | None = None,
    reason: str | None = None,
    decision_id: UUID | None = None,
    seen: str | None = None,
    round_: int = 1,
    gate: str = "decision",
    on_behalf_of: str | None = None,
) -> Decision:
    """Return a decision of this level's chair on the content as it was submitted."""
    return Decision(
        decision_id=decision_id or uuid4(),
        level=level,
        gate=gate,
        round=round_,
        reviewer_id=reviewer_id or CHAIRS[level],
        on_behalf_of=on_behalf_of,
        verdict=verdict,
        reason=reason,
        content_hash=seen or content_hash(request.content),
    )


def a_resubmission(
    request: NominationRequest, achievement: str, *, actor_id: str = NOMINATOR
) -> Resubmission:
    """Return the nominator's answer to a return, with another account of the achievement."""
    content = request.content.model_copy(update={"achievement": achievement})
    return Resubmission(act_id=uuid4(), actor_id=actor_id, content=content, note="Đã bổ sung minh chứng")


def a_withdrawal(*, actor_id: str = NOMINATOR) -> Withdrawal:
    """Return the nominator's wish to take the nomination back."""
    return Withdrawal(act_id=uuid4(), actor_id=actor_id, reason="Đơn vị xin rút")
