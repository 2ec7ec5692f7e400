"""Whether an office takes in a nomination on a day, by the intake windows of its rule set."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.words import Words
from schemas.windows import IntakeWindow, MonthDay

_ONE_DAY = timedelta(days=1)


def windows_for(
    windows: Sequence[IntakeWindow], award: str, level: str, sector: str | None
) -> tuple[IntakeWindow, ...]:
    """Return the windows that hold for an award at a level; none: it is always open.

    The most specific win: those of award and sector, else of the award, else of the sector, else of the
    level. More than one: several rounds a year. `sector` None: unknown, so no sector's window holds.
    """
    holding = [window for window in windows if _holds(window, award, level, sector)]
    closest = max(map(_specificity, holding), default=None)
    return tuple(window for window in holding if _specificity(window) == closest)


def window_fault(
    windows: Sequence[IntakeWindow], award: str, level: str, sector: str | None, day: date
) -> Words | None:
    """Return why nothing is taken in on `day` (in Vietnam), and when it is again; None if it is."""
    holding = windows_for(windows, award, level, sector)
    if not holding or _is_open(holding, day):
        return None
    opens = next(later for later in _days_from(day) if _is_open(holding, later))
    closes = next(later for later in _days_from(opens) if not _is_open(holding, later + _ONE_DAY))
    return Words(
        f"Ngày {day:%d/%m/%Y} không nhận hồ sơ {award} ở cấp {level}; "
        f"hãy nộp trong đợt sau, từ {opens:%d/%m/%Y} đến hết {closes:%d/%m/%Y}.",
        f"{award} is not taken in at the level {level} on {day:%d/%m/%Y}; "
        f"submit it in the next window, {opens:%d/%m/%Y} to {closes:%d/%m/%Y}.",
    )


def _holds(window: IntakeWindow, award: str, level: str, sector: str | None) -> bool:
    return (
        window.level == level
        and window.award in (None, award)
        and (window.sector is None or window.sector == sector)
    )


def _specificity(window: IntakeWindow) -> tuple[bool, bool]:
    """Return a key that is greater for a window which says more; the award says more than the sector."""
    return window.award is not None, window.sector is not None


def _is_open(windows: Sequence[IntakeWindow], day: date) -> bool:
    return any(_includes(window, f"{day:%m-%d}") for window in windows)


def _includes(window: IntakeWindow, day: MonthDay) -> bool:
    if window.opens <= window.closes:
        return window.opens <= day <= window.closes
    return day >= window.opens or day <= window.closes


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += _ONE_DAY
