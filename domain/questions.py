"""What conditions are held against: the question that a nomination asks, or that a grant was an answer to."""

from datetime import date

from schemas.award_record import Grant
from schemas.eligibility import EligibilityQuestion
from schemas.nomination import AwardBasis, NominationContent


def question_of(content: NominationContent, nomination_id: str | None, day: date) -> EligibilityQuestion:
    """Return what a nomination asks on a day in Vietnam; one that names no basis is on merit."""
    return EligibilityQuestion(
        award=content.award,
        subject_kind=content.nominee.kind,
        period_from=content.period_from,
        period_to=content.period_to,
        day=day,
        basis=content.basis or AwardBasis.MERIT,
        achievement_id=content.achievement_id,
        facts=content.facts or (),
        grant_id=nomination_id,
    )


def question_of_grant(grant: Grant) -> EligibilityQuestion:
    """Return what a grant was an answer to, on the day of its decision; what was stated then is unknown."""
    return EligibilityQuestion(
        award=grant.award,
        subject_kind=grant.subject_kind,
        period_from=grant.period_from,
        period_to=grant.period_to,
        day=grant.decided_on or grant.period_to,
        basis=grant.basis or AwardBasis.MERIT,
        achievement_id=grant.achievement_id,
        grant_id=grant.grant_id,
    )
