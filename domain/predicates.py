"""Holds a predicate against a question and a nominee's award record."""

from collections.abc import Iterable

from domain.answers import Answer, Known, every, some
from domain.clash_predicates import one_a_year, one_achievement
from domain.eligibility_words import all_words, any_words
from domain.history_predicates import consecutive, held
from domain.stated_predicates import figure, proportion, stated
from domain.words import Words
from schemas.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Consecutive,
    Figure,
    Held,
    OneAchievement,
    OneAYear,
    Predicate,
    Proportion,
    Stated,
)
from schemas.eligibility import EligibilityQuestion, Holds


def applies(condition: Condition, question: EligibilityQuestion) -> bool:
    """Tell whether the condition is for this kind of nominee and this basis of commendation."""
    for_kind = condition.subjects is None or question.subject_kind in condition.subjects
    return for_kind and (condition.bases is None or question.basis in condition.bases)


def evaluate(predicate: Predicate, known: Known) -> Answer:
    """Answer one predicate, and those that it is made of."""
    match predicate:
        case Consecutive():
            return consecutive(predicate, known)
        case Held():
            return held(predicate, known)
        case Stated():
            return stated(predicate, known)
        case Figure():
            return figure(predicate, known)
        case Proportion():
            return proportion(predicate, known)
        case OneAchievement():
            return one_achievement(predicate, known)
        case OneAYear():
            return one_a_year(predicate, known)
        case AllOf():
            return _all(tuple(evaluate(part, known) for part in predicate.of))
        case AnyOf():
            return _any(tuple(evaluate(part, known) for part in predicate.of))


def _all(parts: tuple[Answer, ...]) -> Answer:
    holds = every(part.holds for part in parts)
    remark = holds is Holds.YES and any(part.remark for part in parts)
    return Answer(holds, all_words(_said(parts)), _evidence(parts), remark, parts=parts)


def _any(parts: tuple[Answer, ...]) -> Answer:
    holds = some(part.holds for part in parts)
    good = [part for part in parts if part.holds is Holds.YES]
    remark = bool(good) and all(part.remark for part in good)
    return Answer(holds, any_words(_said(parts)), _evidence(good or parts), remark, parts=parts)


def _said(parts: tuple[Answer, ...]) -> list[tuple[Holds, Words]]:
    return [(part.holds, part.words) for part in parts]


def _evidence(parts: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for part in parts for one in part.evidence))
