"""Vietnam's working days, from the `holidays` library and what the office adds to it, for deadlines."""

from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import holidays
from pydantic import ValidationError

from adapters.rule_files import RULES_FOLDER, rules_folder
from adapters.strict_yaml import load_strictly
from domain.errors import RuleSetError
from domain.paused_clock import pause_clock, resume_clock
from domain.working_days import WorkCalendar, extend_clock, start_clock
from schemas.calendar import CalendarOverrides
from schemas.case import Clock
from schemas.rules import Deadline

OVERRIDES = RULES_FOLDER / "calendar.yaml"


def overrides_in_force() -> Path:
    """Return calendar.yaml of the folder of rules in use, or the project's where that has none."""
    own = rules_folder() / OVERRIDES.name
    return own if own.exists() else OVERRIDES


class VietnamCalendar:
    """`activities.ports.Calendar`: Monday to Friday less the public holidays, and the days made up for."""

    def __init__(self, overrides: Path | None = None) -> None:
        """Read the overrides; the holidays of a year are added as they are asked for.

        Raises:
            RuleSetError: the file is missing or wrong; the text names it and the field.
        """
        written = read_overrides(overrides or overrides_in_force())
        self._off = frozenset(override.day for override in written.days_off)
        self._made_up = frozenset(override.day for override in written.made_up)
        self._in_year = cache(_public_holidays)
        self.name = f"VN, holidays {version('holidays')}, overrides {written.version}"
        self.days = WorkCalendar(self.name, self._is_day_off, self._is_made_up)

    def start(self, deadline: Deadline, at: datetime) -> Clock:
        """Return the clock of a deadline that starts at `at`."""
        return start_clock(deadline, at, self.days)

    def extend(self, clock: Clock, days: int) -> Clock:
        """Return the clock with its end moved on by `days` working days."""
        return extend_clock(clock, days, self.days)

    def pause(self, clock: Clock, at: datetime) -> Clock:
        """Return the clock standing still since `at`; one that does already stays as it is."""
        return pause_clock(clock, at, self.days)

    def resume(self, clock: Clock, at: datetime) -> Clock:
        """Return the clock running again from `at`, with the working days that were left."""
        return resume_clock(clock, at, self.days)

    def _is_day_off(self, day: date) -> bool:
        return day in self._off or day in self._in_year(day.year)

    def _is_made_up(self, day: date) -> bool:
        swapped = day not in self._off and day in self._in_year(day.year).weekend_workdays
        return day in self._made_up or swapped


def read_overrides(path: Path) -> CalendarOverrides:
    """Read the days that differ from the library.

    Raises:
        RuleSetError: the file is missing or wrong; the text names it and the field.
    """
    try:
        content = load_strictly(path.read_bytes())
        return CalendarOverrides.model_validate(content)
    except OSError as error:
        message = f"{path.name}: cannot be read ({error.strerror}); add it"
    except ValidationError as error:
        message = "; ".join(f"{path.name}: {fault}" for fault in _faults(error))
    except ValueError as error:
        message = f"{path.name}: is not YAML: {error}"
    raise RuleSetError(message)


def _public_holidays(year: int) -> holidays.HolidayBase:
    """Return the holidays of a year; its neighbours are loaded too, as days are swapped across New Year."""
    return holidays.country_holidays("VN", years=(year - 1, year, year + 1))


def _faults(error: ValidationError) -> list[str]:
    """Return field and text of each fault."""
    return [
        ": ".join(
            part
            for part in (".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, "))
            if part
        )
        for fault in error.errors()
    ]
