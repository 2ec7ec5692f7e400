"""Nominations for a title with conditions and a quota, what is found of them, and what officers say to it."""

from typing import Any
from uuid import uuid4

from domain.canonical import content_hash
from domain.gates.eligibility import ConditionRuling, EligibilityRuling, EligibilityState
from domain.gates.quota import QuotaClaim, QuotaFound
from schemas.case import Standing
from schemas.eligibility import ConditionFinding, Holds, QuotaStanding
from schemas.legal import LegalBasis, Mark
from schemas.nomination import NominationRequest, Nominee, StatedFact, SubjectKind
from tests.conditioned_rules import BASE, HELD, INITIATIVE, QUOTA, TITLE_OF
from tests.gated import OFFICER, gated

RECOGNISED = StatedFact(fact="initiative-recognised", holds=True, evidence="QĐ 12/2019")
_BASIS = LegalBasis(citation="made up for tests", mark=Mark.UNKNOWN)


def titled(
    procedure: str,
    subject: str | None = "p-1",
    *,
    unit: str | None = None,
    facts: tuple[StatedFact, ...] | None = (RECOGNISED,),
) -> NominationRequest:
    """Return a nomination of a person for the title that this procedure decides on."""
    request = gated(procedure, TITLE_OF[procedure])
    nominee = Nominee(kind=SubjectKind.INDIVIDUAL, name="Người thử nghiệm", nominee_id=subject)
    content = request.content.model_copy(update={"nominee": nominee, "unit": unit, "facts": facts})
    return request.model_copy(update={"content": content})


def based(subject: str, unit: str) -> NominationRequest:
    """Return a nomination of the same person for the title that the quota is a share of, decided at once."""
    request = titled(QUOTA, subject, unit=unit)
    content = request.content.model_copy(update={"award": BASE})
    return request.model_copy(update={"content": content, "procedure": None})


def finding(condition: str, holds: Holds, *, remark: bool = False) -> ConditionFinding:
    """Return what was found of one condition."""
    return ConditionFinding(
        condition=condition,
        holds=holds,
        remark=remark,
        evidence=("g-1",),
        vi=f"Điều kiện {condition} được xét là {holds}.",
        en=f"The condition {condition} was found to be {holds}.",
        basis=_BASIS,
    )


def findings(held: Holds, initiative: Holds) -> EligibilityState:
    """Return what was found of both conditions of the title."""
    return EligibilityState(findings=(finding(HELD, held), finding(INITIATIVE, initiative)))


def places(base: int, limit: int, taken: int) -> QuotaFound:
    """Return what the record says of the ward's quota for 2019."""
    quota = QuotaStanding(unit="phuong", year=2019, base=base, limit=limit, taken=taken)
    return QuotaFound(quota=quota)


def _at(request: NominationRequest, at: Standing | None, gate: str) -> dict[str, Any]:
    return {
        "act_id": uuid4(),
        "actor_id": OFFICER,
        "level": "ward",
        "gate": gate,
        "round": at.round if at else 1,
        "content_hash": at.content_hash if at else content_hash(request.content),
    }


def ruling(
    request: NominationRequest,
    *rulings: ConditionRuling,
    at: Standing | None = None,
    **more: Any,  # noqa: ANN401 - fields of the act
) -> EligibilityRuling:
    """Return an officer's ruling."""
    return EligibilityRuling.model_validate(_at(request, at, "eligibility") | {"rulings": rulings} | more)


def claim(request: NominationRequest, *, at: Standing | None = None, **more: Any) -> QuotaClaim:  # noqa: ANN401
    """Return an officer's claim of a place."""
    return QuotaClaim.model_validate(_at(request, at, "quota") | more)


def overriding(condition: str, reason: str | None = "Hội đồng cơ sở đã xác nhận") -> ConditionRuling:
    """Return the word that a condition is let pass."""
    return ConditionRuling(condition=condition, met=True, reason=reason)


def refused(condition: str, reason: str | None = None) -> ConditionRuling:
    """Return the word that a condition is not met."""
    return ConditionRuling(condition=condition, met=False, reason=reason)


def proven(condition: str, evidence: str | None = "QĐ 12/2019") -> ConditionRuling:
    """Return the word that a condition of which nothing was known is met."""
    return ConditionRuling(condition=condition, met=True, evidence=evidence)
