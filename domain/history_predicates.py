"""Predicates over earlier grants: so many years on end, so many grants.

Years are years of achievement. A grant for a later year than the question's is not looked at. What is not on
record is a no only for the years up to which an office vouches for the record; otherwise it is unknown.
"""

from typing import NamedTuple

from domain.answers import Answer, Known, every, ids, rank, some, yes_or
from domain.eligibility_words import consecutive_words, held_words
from schemas.award_record import Grant
from schemas.conditions import Consecutive, Ending, Held
from schemas.eligibility import Holds


class Window(NamedTuple):
    """One series of years that would do: what is on record of it, and the years that lack."""

    end: int
    holds: Holds
    grants: tuple[Grant, ...]
    lacking: tuple[int, ...]


def consecutive(asked: Consecutive, known: Known) -> Answer:
    """Answer whether one of the series of years that would do has no gap; several grants a year are one."""
    since = _latest(asked.after, known)
    counted = _counted(asked, known, since)
    windows = [_window(asked, known, counted, end) for end in _ends(asked.ending, known.question.year)]
    best = max(windows, key=lambda one: (rank(one.holds), -len(one.lacking)))
    holds = some(one.holds for one in windows)
    ends = (best.end,) if holds is Holds.YES else tuple(one.end for one in windows)
    words = consecutive_words(asked, known, since, counted, ends=ends, lacking=best.lacking, holds=holds)
    return Answer(holds, words, ids((*_one(since), *best.grants)), missing=len(best.lacking))


def held(asked: Held, known: Known) -> Answer:
    """Answer whether so many grants are on record; several in one year are several."""
    since, first, last = _latest(asked.after, known), _first_year(asked, known), known.question.year
    counted = tuple(g for g in _counted(asked, known, since) if first is None or g.year >= first)
    nothing_can_come = known.covers(last) or not _can_follow(asked.after, known, since, last)
    holds = yes_or(suffices=len(counted) >= asked.times, otherwise_no=nothing_can_come)
    words = held_words(asked, known, since, counted, first=first, holds=holds)
    return Answer(holds, words, ids((*_one(since), *counted)), missing=max(asked.times - len(counted), 0))


def _counted(asked: Consecutive | Held, known: Known, since: Grant | None) -> tuple[Grant, ...]:
    grants = known.up_to_now(asked.awards)
    if asked.after is None:
        return grants
    return tuple(g for g in grants if since is not None and g.year > since.year)


def _latest(award: str | None, known: Known) -> Grant | None:
    grants = known.up_to_now((award,)) if award is not None else ()
    return grants[-1] if grants else None


def _can_follow(after: str | None, known: Known, since: Grant | None, year: int) -> bool:
    """Whether this year may be later than a grant of `after`, on record or not."""
    if after is None:
        return True
    return since.year < year if since is not None else not known.covers(year - 1)


def _ends(ending: Ending, year: int) -> tuple[int, ...]:
    match ending:
        case Ending.SAME_YEAR:
            return (year,)
        case Ending.YEAR_BEFORE:
            return (year - 1,)
        case Ending.EITHER:
            return (year, year - 1)


def _window(asked: Consecutive, known: Known, counted: tuple[Grant, ...], end: int) -> Window:
    years = range(end - asked.years + 1, end + 1)
    grants = tuple(grant for grant in counted if grant.year in years)
    there = {grant.year for grant in grants}
    possible = _can_follow(asked.after, known, _latest(asked.after, known), years[0])
    holds = every(
        yes_or(suffices=year in there, otherwise_no=known.covers(year) or not possible) for year in years
    )
    return Window(end, holds, grants, tuple(year for year in years if year not in there))


def _first_year(asked: Held, known: Known) -> int | None:
    year = known.question.year
    if asked.same_year:
        return year
    return None if asked.within_years is None else year - asked.within_years + 1


def _one(grant: Grant | None) -> tuple[Grant, ...]:
    return () if grant is None else (grant,)
