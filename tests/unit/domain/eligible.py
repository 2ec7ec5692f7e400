"""Award records, questions and conditions to try eligibility on."""

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from domain.eligibility import find
from schemas.award_record import AwardHistory, Grant, GrantSource
from schemas.conditions import Condition, Predicate
from schemas.eligibility import ConditionFinding, EligibilityQuestion
from schemas.legal import LegalBasis, Mark
from schemas.nomination import SubjectKind

BASIS = LegalBasis(citation="Luật 15/2003/QH11", mark=Mark.RECALLED_HIGH)
_PREDICATE: TypeAdapter[Predicate] = TypeAdapter(Predicate)


def grant(award: str, year: int, /, **changes: object) -> Grant:
    """Return a grant for a whole year, decided on in January of the next."""
    values: dict[str, Any] = {
        "grant_id": f"{award}-{year}",
        "source": GrantSource.IMPORTED,
        "subject": "S1",
        "subject_kind": SubjectKind.INDIVIDUAL,
        "award": award,
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
        "decided_on": date(year + 1, 1, 15),
        "issuer_vi": "Ủy ban nhân dân quận Hoàng Mai",
    }
    return Grant.model_validate(values | changes)


def history(*grants: Grant, complete_to: int | None = None, subject: str | None = "S1") -> AwardHistory:
    """Return the award record of one nominee."""
    return AwardHistory(subject=subject, grants=grants, complete_to=complete_to)


def years_of(award: str, *years: int) -> tuple[Grant, ...]:
    """Return one grant for each of these years."""
    return tuple(grant(award, year) for year in years)


def question(award: str = "CSTDT", year: int = 2019, **changes: object) -> EligibilityQuestion:
    """Return a question for a whole year, asked on a day early in the next."""
    values: dict[str, Any] = {
        "award": award,
        "subject_kind": SubjectKind.INDIVIDUAL,
        "period_from": date(year, 1, 1),
        "period_to": date(year, 12, 31),
        "day": date(year + 1, 1, 18),
    }
    return EligibilityQuestion.model_validate(values | changes)


def predicate(kind: str, /, **fields: object) -> Predicate:
    """Return a predicate as a rule file writes it."""
    return _PREDICATE.validate_python({"predicate": kind} | fields)


def condition(holds: Predicate, /, **changes: object) -> Condition:
    """Return a condition that asks for this."""
    values: dict[str, Any] = {
        "condition": "asked",
        "name_vi": "Điều kiện",
        "name_en": "Condition",
        "holds": holds,
        "basis": BASIS,
    }
    return Condition.model_validate(values | changes)


def found(
    holds: Predicate, record: AwardHistory, asked: EligibilityQuestion | None = None
) -> ConditionFinding:
    """Return the one finding of a condition that asks for this."""
    (finding,) = find((condition(holds),), asked or question(), record)
    return finding
