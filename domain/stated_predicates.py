"""Predicates over what the nomination states; silence, and two statements that differ, are unknown."""

from domain.answers import Answer, Known, yes_or
from domain.eligibility_words import figure_words, proportion_words, stated_words
from schemas.conditions import Figure, Proportion, Stated
from schemas.eligibility import Holds
from schemas.nomination import StatedFact
from schemas.share import Share


def stated(asked: Stated, known: Known) -> Answer:
    """Answer whether the nomination says that the fact is as expected."""
    said = {one.holds for one in _said(asked.fact, known)}
    words = stated_words(asked, known.question.facts)
    if len(said) != 1 or None in said:
        return Answer(Holds.UNKNOWN, words, _evidence(known, asked.fact))
    return Answer(_certain(yes=said == {asked.expected}), words, _evidence(known, asked.fact))


def figure(asked: Figure, known: Known) -> Answer:
    """Answer whether the stated number keeps to its bounds."""
    value, evidence = _figure(asked.figure, known), _evidence(known, asked.figure)
    words = figure_words(asked, value)
    if value is None:
        return Answer(Holds.UNKNOWN, words, evidence)
    enough = asked.at_least is None or value >= asked.at_least
    not_too_many = asked.at_most is None or value <= asked.at_most
    return Answer(_certain(yes=enough and not_too_many), words, evidence)


def proportion(asked: Proportion, known: Known) -> Answer:
    """Answer whether the part is the share asked of the whole, in exact integers.

    A share of none, or a part that is more than its whole, says nothing: unknown.
    """
    part, whole = _figure(asked.part, known), _figure(asked.whole, known)
    words, evidence = proportion_words(asked, part, whole), _evidence(known, asked.part, asked.whole)
    if part is None or whole is None or whole == 0 or part > whole:
        return Answer(Holds.UNKNOWN, words, evidence)
    return Answer(_certain(yes=_is_enough(asked, part, whole)), words, evidence)


def _is_enough(asked: Proportion, part: int, whole: int) -> bool:
    if asked.more_than is not None:
        return _excess(asked.more_than, part, whole) > 0
    return asked.at_least is not None and _excess(asked.at_least, part, whole) >= 0


def _excess(share: Share, part: int, whole: int) -> int:
    return part * share.denominator - whole * share.numerator


def _said(fact: str, known: Known) -> tuple[StatedFact, ...]:
    return tuple(one for one in known.question.facts if one.fact == fact)


def _figure(fact: str, known: Known) -> int | None:
    said = {one.figure for one in _said(fact, known)}
    return said.pop() if len(said) == 1 else None


def _evidence(known: Known, *facts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"fact={fact}" for fact in facts if _said(fact, known)))


def _certain(*, yes: bool) -> Holds:
    return yes_or(suffices=yes, otherwise_no=True)
