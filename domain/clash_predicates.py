"""Predicates that a grant on record contradicts: one award an achievement, one of these awards a year.

They hold as long as nothing on record contradicts; of a nominee without a code that is unknown.
"""

from collections.abc import Callable

from domain.answers import Answer, Known, ids
from domain.eligibility_words import one_a_year_words, one_achievement_words, outside_ceiling_words
from schemas.award_record import Grant
from schemas.conditions import OneAchievement, OneAYear
from schemas.eligibility import EligibilityQuestion, Holds
from schemas.nomination import AwardBasis


def one_achievement(asked: OneAchievement, known: Known) -> Answer:
    """Answer whether the achievement is honoured by nothing else that is on record.

    Awards that may stand beside each other hold, with a remark, where they meet for one achievement or time.
    """

    def stands_beside(grant: Grant) -> bool:
        return _may_stand_beside(asked, known.question, grant)

    clashing = _those(known, lambda g: _is_for_the_same(known.question, g) and not stands_beside(g))
    beside = _those(known, lambda g: _meets(known.question, g) and stands_beside(g))
    holds = _unless(clashing, known)
    words = one_achievement_words(known, clashing, beside)
    remark = holds is Holds.YES and bool(beside)
    return Answer(holds, words, ids(clashing or beside), remark)


def one_a_year(asked: OneAYear, known: Known) -> Answer:
    """Answer whether none of these awards was decided on in the calendar year of the question's day.

    A grant whose day of decision is not known counts in its year of achievement. On an excepted basis it
    holds, whatever is on record.
    """
    if known.question.basis in asked.except_bases:
        return Answer(Holds.YES, outside_ceiling_words(asked, known.question))
    clashing = _those(known, lambda grant: _fills_the_year(asked, known.question, grant))
    return Answer(_unless(clashing, known), one_a_year_words(asked, known, clashing), ids(clashing))


def _those(known: Known, clashes: Callable[[Grant], bool]) -> tuple[Grant, ...]:
    return tuple(grant for grant in known.grants if clashes(grant))


def _unless(clashing: tuple[Grant, ...], known: Known) -> Holds:
    if clashing:
        return Holds.NO
    return Holds.YES if known.has_subject else Holds.UNKNOWN


def _may_stand_beside(asked: OneAchievement, question: EligibilityQuestion, grant: Grant) -> bool:
    return grant.award != question.award and {grant.award, question.award} <= set(asked.beside)


def _is_for_the_same(question: EligibilityQuestion, grant: Grant) -> bool:
    """Whether both are for one achievement: by its code, and without one by award, basis and period."""
    if question.achievement_id is not None and grant.achievement_id is not None:
        return question.achievement_id == grant.achievement_id
    same_basis = (grant.basis or AwardBasis.MERIT) == question.basis
    return grant.award == question.award and same_basis and _overlaps(question, grant)


def _meets(question: EligibilityQuestion, grant: Grant) -> bool:
    """Whether two awards beside each other are for one achievement, or may be by their time."""
    if question.achievement_id is not None and grant.achievement_id is not None:
        return question.achievement_id == grant.achievement_id
    return _overlaps(question, grant)


def _overlaps(question: EligibilityQuestion, grant: Grant) -> bool:
    return grant.period_from <= question.period_to and question.period_from <= grant.period_to


def _fills_the_year(asked: OneAYear, question: EligibilityQuestion, grant: Grant) -> bool:
    basis = grant.basis or AwardBasis.MERIT
    year = grant.year if grant.decided_on is None else grant.decided_on.year
    return grant.award in asked.awards and basis not in asked.except_bases and year == question.day.year
