"""The count of a sitting: from the papers, open or opened, to a result for each nomination.

A paper covers a sheet or does not; whoever is barred from a nomination has no vote on it. In a secret
sitting nobody can take one vote out again, so a nomination is not decided when a voter whose paper covers
it was barred only after the list was drawn up. It can be voted on again in another sitting.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from domain.council import open_tally, result_of, tally_of
from domain.council import settled as vote_is_settled
from domain.gates.council_vote import barred_from
from domain.sitting_list import waits_for
from domain.working_days import day_in_vietnam
from schemas.case_file import CaseFile
from schemas.council import Barred, Choice, Manner, OpenVote, Tally
from schemas.record import NumberDraft
from schemas.sitting import ItemOutcome, ItemResult, NotDecided, SittingItem
from schemas.sitting_record import CastPaper, FullSitting

_MINUTES = "BB-HĐTĐKT"
"""The symbol of a council's minutes (biên bản), which are a series of their own (Nghị định 30/2020/NĐ-CP)."""


class SheetVotes(NamedTuple):
    """The papers on one sheet. `choices` are in no order that leads to `voters` if the sitting is secret."""

    voters: tuple[str, ...]
    in_writing: int
    choices: tuple[tuple[Choice, ...] | None, ...]


Cases = Mapping[str, CaseFile]
"""Nominations as they stand, by their ids."""


def count_open(sitting: FullSitting, papers: Sequence[CastPaper], cases: Cases) -> tuple[ItemResult, ...]:
    """Return the results of an open sitting."""
    places = places_of(sitting.items)
    return tuple(_open_result(sitting, item, places[item.position], papers, cases) for item in sitting.items)


def count_secret(
    sitting: FullSitting, votes: Mapping[int, SheetVotes], cases: Cases
) -> tuple[ItemResult, ...]:
    """Return the results of a secret sitting from the opened sheets, by the sheets' numbers."""
    places = places_of(sitting.items)
    nobody = SheetVotes((), 0, ())
    return tuple(
        _secret_result(sitting, item, places[item.position], votes.get(item.sheet, nobody), cases)
        for item in sitting.items
    )


def minutes_number(sitting: FullSitting, at: datetime) -> NumberDraft:
    """Return the number that the minutes of a count at `at` ask for: the next of the council's own series."""
    return NumberDraft(body=sitting.header.request.body, symbol=_MINUTES, day=day_in_vietnam(at))


def is_settled(sitting: FullSitting, papers: Sequence[CastPaper], cases: Cases | None = None) -> bool:
    """Return whether no further paper can change a result of an open sitting.

    Without `cases`, by who was barred when the list was drawn up; with them, by who is barred now.
    """
    places = places_of(sitting.items)
    return all(
        _item_is_settled(sitting, item, places[item.position], papers, cases) for item in sitting.items
    )


def voters_of(papers: Iterable[CastPaper], sheet: int) -> tuple[CastPaper, ...]:
    """Return the papers that cover a sheet."""
    return tuple(cast for cast in papers if any(one.sheet == sheet for one in cast.paper.sheets))


def places_of(items: Sequence[SittingItem]) -> dict[int, int]:
    """Return where on its sheet each position stands, from 0."""
    seen: dict[int, int] = {}
    places: dict[int, int] = {}
    for item in items:
        places[item.position] = seen.get(item.sheet, 0)
        seen[item.sheet] = places[item.position] + 1
    return places


def _open_result(
    sitting: FullSitting, item: SittingItem, place: int, papers: Sequence[CastPaper], cases: Cases
) -> ItemResult:
    view = waits_for(sitting.header, item, cases.get(item.nomination_id))
    if view is None:
        return _not_decided(item, NotDecided.LEFT)
    return _decided(item, _open_tally(sitting, item, place, papers, barred_from(view)))


def _secret_result(
    sitting: FullSitting, item: SittingItem, place: int, votes: SheetVotes, cases: Cases
) -> ItemResult:
    view = waits_for(sitting.header, item, cases.get(item.nomination_id))
    if view is None:
        return _not_decided(item, NotDecided.LEFT)
    barred = {one.person for one in (*item.barred, *barred_from(view))}
    if barred & set(votes.voters):
        return _not_decided(item, NotDecided.LATE_RECUSAL)
    choices = [paper[place] if paper else None for paper in votes.choices]
    return _decided(item, tally_of(len(sitting.header.members), len(barred), choices, votes.in_writing))


def _item_is_settled(
    sitting: FullSitting,
    item: SittingItem,
    place: int,
    papers: Sequence[CastPaper],
    cases: Cases | None,
) -> bool:
    barred = item.barred
    if cases is not None:
        view = waits_for(sitting.header, item, cases.get(item.nomination_id))
        if view is None:
            return True
        barred = barred_from(view)
    tally = _open_tally(sitting, item, place, papers, barred)
    members = len(sitting.header.members)
    return vote_is_settled(item.rule, members, tally, members - tally.barred - tally.cast)


def _open_tally(
    sitting: FullSitting,
    item: SittingItem,
    place: int,
    papers: Sequence[CastPaper],
    barred: Sequence[Barred],
) -> Tally:
    votes = (vote for cast in papers if (vote := _open_vote(cast, item.sheet, place)))
    return open_tally(sitting.header.members, (*item.barred, *barred), votes)


def _open_vote(cast: CastPaper, sheet: int, place: int) -> OpenVote | None:
    filled = next((one.choices for one in cast.paper.sheets if one.sheet == sheet), None)
    if filled is None:
        return None
    return OpenVote(voter=cast.paper.actor_id, choice=filled[place], manner=cast.paper.manner)


def written_among(papers: Iterable[CastPaper]) -> int:
    """Return how many of these papers came in writing."""
    return sum(cast.paper.manner is Manner.IN_WRITING for cast in papers)


def _decided(item: SittingItem, tally: Tally) -> ItemResult:
    result = result_of(item.rule, tally, item.rule_set, item.rule_set_digest)
    outcome = ItemOutcome.PASSED if result.passed else ItemOutcome.NOT_PASSED
    return ItemResult(
        position=item.position, nomination_id=item.nomination_id, outcome=outcome, result=result
    )


def _not_decided(item: SittingItem, ground: NotDecided) -> ItemResult:
    return ItemResult(
        position=item.position,
        nomination_id=item.nomination_id,
        outcome=ItemOutcome.NOT_DECIDED,
        ground=ground,
    )
