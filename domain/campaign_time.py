"""Rounds and the nomination window of a campaign: where they stand on a day, and when that changes.

A period begins with the first instant of its first day in Vietnam, and is over with the first instant after
its last.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from domain.working_days import VIETNAM_TIME
from schemas.campaign import CampaignState, PeriodState, Phase
from schemas.campaign_facts import Period
from schemas.ledger import EntryKind

WINDOW = "nominations"
"""What the nomination window is called among the periods of a campaign."""

_ORDER = (EntryKind.CAMPAIGN_ROUND_CLOSED, EntryKind.CAMPAIGN_ROUND_OPENED)
"""At one instant the earlier round closes before the next one opens."""


class Turn(NamedTuple):
    """A period opens or closes by itself; `place` None is the nomination window."""

    at: datetime
    kind: EntryKind
    place: int | None

    @property
    def phase(self) -> Phase:
        """Where the period stands afterwards."""
        return Phase.OPEN if self.kind is EntryKind.CAMPAIGN_ROUND_OPENED else Phase.OVER


def phase_on(period: Period, day: date) -> Phase:
    """Return where a period stands on a day in Vietnam; a missing last day: it goes on."""
    if period.closes_on is not None and day > period.closes_on:
        return Phase.OVER
    if period.opens_on is None:
        return Phase.UNDATED
    return Phase.OPEN if day >= period.opens_on else Phase.AHEAD


def period_on(period: Period, code: str, day: date) -> PeriodState:
    """Return a period as it stands on a day in Vietnam."""
    return PeriodState(
        code=code, opens_on=period.opens_on, closes_on=period.closes_on, phase=phase_on(period, day)
    )


def next_turn(state: CampaignState) -> Turn | None:
    """Return what opens or closes next, None if nothing does any more."""
    return min(_turns(state), key=lambda turn: (turn.at, _ORDER.index(turn.kind)), default=None)


def after_turn(state: CampaignState, turn: Turn) -> CampaignState:
    """Return the campaign after a period has opened or closed."""
    if turn.place is None:
        return state.model_copy(update={"window": _turned(state.window, turn)})
    rounds = list(state.rounds)
    rounds[turn.place] = _turned(rounds[turn.place], turn)
    return state.model_copy(update={"rounds": tuple(rounds)})


def _turns(state: CampaignState) -> Iterator[Turn]:
    """Yield the next turn of each period that has one."""
    places: list[tuple[int | None, PeriodState]] = [*enumerate(state.rounds), (None, state.window)]
    for place, period in places:
        if period.phase is Phase.AHEAD and period.opens_on is not None:
            yield Turn(_first_instant(period.opens_on), EntryKind.CAMPAIGN_ROUND_OPENED, place)
        elif period.phase in {Phase.OPEN, Phase.UNDATED} and period.closes_on is not None:
            after = period.closes_on + timedelta(days=1)
            yield Turn(_first_instant(after), EntryKind.CAMPAIGN_ROUND_CLOSED, place)


def _turned(period: PeriodState, turn: Turn) -> PeriodState:
    return period.model_copy(update={"phase": turn.phase})


def _first_instant(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM_TIME).astimezone(UTC)
