"""What an office adds to the public holidays of the library, as it is written in `rules/calendar.yaml`."""

from collections import Counter
from datetime import date
from typing import Self

from pydantic import model_validator

from schemas.base import Written
from schemas.text import Code, Line


class DayOverride(Written):
    """One day on which offices do other than the library says, and where that was announced."""

    day: date
    source: Line


class CalendarOverrides(Written):
    """Extra days off and extra working days (làm bù), each day once.

    `version` stands in the name of the calendar and so in every clock: change it with every change here.
    """

    version: Code
    days_off: tuple[DayOverride, ...] = ()
    made_up: tuple[DayOverride, ...] = ()

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        days = Counter(override.day for override in (*self.days_off, *self.made_up))
        for day, times in days.items():
            if times > 1:
                message = f"{day} is written twice; keep one of the two"
                raise ValueError(message)
        return self
