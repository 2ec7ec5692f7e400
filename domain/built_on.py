"""What was built on a grant: the later grants whose conditions it helped to meet."""

from collections.abc import Mapping

from domain.answers import Answer, known_of, rank
from domain.predicates import applies, evaluate
from domain.questions import question_of_grant
from schemas.award_record import AwardHistory, Grant
from schemas.conditions import Condition
from schemas.eligibility import Holds


def built_on(
    conditions_of: Mapping[str, tuple[Condition, ...]], grant: Grant, history: AwardHistory
) -> tuple[Grant, ...]:
    """Return the grants in force, of its year or later, that are less well founded without `grant`.

    `conditions_of` are the conditions of each award. Each later grant is held against those of its award with
    and without `grant`, whatever the record says of `grant` now; stated facts are unknown. These are what a
    revocation flags for review, and it cancels none of them. Only what rests on `grant` itself is found: what
    was built on a flagged grant is found by asking again for that one.
    """
    others = tuple(one for one in history.grants if one.grant_id != grant.grant_id)
    without = history.model_copy(update={"grants": others})
    in_force = grant.model_copy(update={"revoked": False})
    with_it = history.model_copy(update={"grants": (*others, in_force)})
    later = sorted(
        (one for one in others if one.year >= grant.year and not one.revoked),
        key=lambda one: (one.year, one.grant_id),
    )
    return tuple(one for one in later if _suffers(conditions_of.get(one.award, ()), one, with_it, without))


def _suffers(
    conditions: tuple[Condition, ...], later: Grant, with_it: AwardHistory, without: AwardHistory
) -> bool:
    question = question_of_grant(later)
    before, after = known_of(question, with_it), known_of(question, without)
    return any(
        _is_worse(evaluate(condition.holds, before), evaluate(condition.holds, after))
        for condition in conditions
        if applies(condition, question)
    )


def _is_worse(before: Answer, after: Answer) -> bool:
    """Whether the answer is less good, or is open and rests on less.

    A part counts although the whole stays unknown, since what was stated at the time is not asked again.
    """
    if after.holds is Holds.YES:
        return False
    if rank(after.holds) < rank(before.holds) or after.missing > before.missing:
        return True
    return any(_is_worse(*pair) for pair in zip(before.parts, after.parts, strict=True))
