"""What a predicate is held against, and what it answers; three-valued logic.

What cannot be known is neither yes nor no (Kleene): all of several is as bad as the worst, any of several is
as good as the best.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from domain.words import Words
from schemas.award_record import AwardHistory, Grant
from schemas.eligibility import EligibilityQuestion, Holds

_RANKS = {Holds.NO: 0, Holds.UNKNOWN: 1, Holds.YES: 2}


class Answer(NamedTuple):
    """Whether a predicate holds, why in one or more sentences, and on what that rests.

    `missing` is how many years or grants lack of what is asked; `parts` are the answers that it is made of.
    """

    holds: Holds
    words: Words
    evidence: tuple[str, ...] = ()
    remark: bool = False
    missing: int = 0
    parts: tuple["Answer", ...] = ()


class Known(NamedTuple):
    """A question, and what of the nominee's award record counts for it, in the order of years.

    Revoked grants and the question's own grant never count; of a nominee without a code nothing does.
    """

    question: EligibilityQuestion
    grants: tuple[Grant, ...]
    has_subject: bool
    complete_to: int | None

    def up_to_now(self, awards: Collection[str]) -> tuple[Grant, ...]:
        """Return the grants of these awards for the question's year of achievement and those before it."""
        return tuple(g for g in self.grants if g.award in awards and g.year <= self.question.year)

    def covers(self, year: int) -> bool:
        """Tell whether an office vouches that everything up to this year is on record."""
        return self.complete_to is not None and self.complete_to >= year


def known_of(question: EligibilityQuestion, history: AwardHistory) -> Known:
    """Return what counts of this history for this question."""
    if history.subject is None:
        return Known(question, (), has_subject=False, complete_to=None)
    counted = (g for g in history.grants if not g.revoked and not _is_own(g, question))
    ordered = tuple(sorted(counted, key=lambda g: (g.year, g.grant_id)))
    return Known(question, ordered, has_subject=True, complete_to=history.complete_to)


def rank(holds: Holds) -> int:
    """Return how good an answer is: no, unknown, yes."""
    return _RANKS[holds]


def every(answers: Iterable[Holds]) -> Holds:
    """Return the worst of these answers; yes where there is none."""
    return min(answers, key=rank, default=Holds.YES)


def some(answers: Iterable[Holds]) -> Holds:
    """Return the best of these answers; no where there is none."""
    return max(answers, key=rank, default=Holds.NO)


def yes_or(*, suffices: bool, otherwise_no: bool) -> Holds:
    """Return yes where the record suffices, no where nothing that is not on record can help, else unknown."""
    if suffices:
        return Holds.YES
    return Holds.NO if otherwise_no else Holds.UNKNOWN


def ids(grants: Iterable[Grant]) -> tuple[str, ...]:
    """Return the codes of these grants, each once, in their order."""
    return tuple(dict.fromkeys(grant.grant_id for grant in grants))


def _is_own(grant: Grant, question: EligibilityQuestion) -> bool:
    return question.grant_id is not None and question.grant_id in {grant.grant_id, grant.nomination_id}
