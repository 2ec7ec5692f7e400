"""Vietnam's public holidays from the `holidays` library, as the calendar of deadlines."""

from datetime import date, datetime
from importlib.metadata import version

import holidays

from domain.working_days import extend_clock, start_clock
from schemas.case import Clock
from schemas.rules import Deadline


class VietnamCalendar:
    """`activities.ports.Calendar`: Monday to Friday, less the public holidays of Vietnam."""

    def __init__(self) -> None:
        """Load the holidays; years are added as they are asked for."""
        self._holidays = holidays.country_holidays("VN")
        self.name = f"VN, holidays {version('holidays')}"

    def is_holiday(self, day: date) -> bool:
        """Return whether `day` is a public holiday in Vietnam."""
        return day in self._holidays

    def start(self, deadline: Deadline, at: datetime) -> Clock:
        """Return the clock of a deadline that starts at `at`."""
        return start_clock(deadline, at, self.is_holiday, self.name)

    def extend(self, clock: Clock, days: int) -> Clock:
        """Return the clock with its end moved on by `days` working days."""
        return extend_clock(clock, days, self.is_holiday)
