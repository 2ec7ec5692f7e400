"""When in the year an office takes in nominations, as it is written in a rule set."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from schemas.base import Written
from schemas.legal import LegalBasis
from schemas.text import Code

_A_LEAP_YEAR = 2000


def _in_the_calendar(text: str) -> str:
    month, day = map(int, text.split("-"))
    try:
        date(_A_LEAP_YEAR, month, day)
    except ValueError:
        message = f"{text} is no day of a year; write month and day, like 02-28"
        raise ValueError(message) from None
    return text


MonthDay = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$"), AfterValidator(_in_the_calendar)]
"""A day of every year as month and day, like "02-28"; such texts sort as their days do."""


class IntakeWindow(Written):
    """A part of every year in which nominations are taken in; both days included, in Vietnam.

    `award` None: all awards. `sector` None: all sectors (ngành). A window that closes before it opens
    lasts over New Year. Two windows for the same award, level and sector are two rounds a year.
    """

    award: Code | None = None
    level: Code
    sector: Code | None = None
    opens: MonthDay
    closes: MonthDay
    basis: LegalBasis
