"""Intake windows: which one holds, and what is said outside it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.intake_windows import window_fault, windows_for
from schemas.legal import LegalBasis, Mark
from schemas.windows import IntakeWindow

DAYS = st.dates(date(2017, 1, 1), date(2040, 12, 31))


def a_window(
    opens: str, closes: str, award: str | None = None, sector: str | None = None, level: str = "city"
) -> IntakeWindow:
    """Return a window of every year."""
    basis = LegalBasis(citation="test", mark=Mark.UNKNOWN)
    return IntakeWindow(award=award, level=level, sector=sector, opens=opens, closes=closes, basis=basis)


ANY = a_window("01-01", "02-28")
SCHOOLS = a_window("06-01", "08-15", sector="education")
FLAG = a_window("03-01", "03-15", award="FLAG")
SCHOOL_FLAG = a_window("07-01", "07-31", award="FLAG", sector="education")
ALL = (ANY, SCHOOLS, FLAG, SCHOOL_FLAG)


@pytest.mark.parametrize(
    ("award", "level", "sector", "expected"),
    [
        ("OTHER", "city", None, (ANY,)),
        ("OTHER", "city", "health", (ANY,)),
        ("OTHER", "city", "education", (SCHOOLS,)),
        ("FLAG", "city", "health", (FLAG,)),
        ("FLAG", "city", None, (FLAG,)),
        ("FLAG", "city", "education", (SCHOOL_FLAG,)),
        ("FLAG", "ward", "education", ()),
    ],
)
def test_the_most_specific_window_holds(
    award: str, level: str, sector: str | None, expected: tuple[IntakeWindow, ...]
) -> None:
    """Schools and single awards have dates of their own, whatever the order in the file."""
    assert expected == windows_for(ALL, award, level, sector)
    assert expected == windows_for(ALL[::-1], award, level, sector)


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        (ANY, (date(2020, 1, 1), date(2020, 2, 28)), (date(2020, 2, 29), date(2019, 12, 31))),
        (
            a_window("11-15", "01-10"),
            (date(2019, 11, 15), date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 10)),
            (date(2020, 1, 11), date(2019, 11, 14)),
        ),
        (
            a_window("02-01", "02-29"),
            (date(2019, 2, 28), date(2020, 2, 29)),
            (date(2019, 3, 1), date(2020, 3, 1)),
        ),
        (a_window("05-05", "05-05"), (date(2020, 5, 5),), (date(2020, 5, 4), date(2020, 5, 6))),
    ],
)
def test_both_days_of_a_window_are_in_it(
    window: IntakeWindow, inside: tuple[date, ...], outside: tuple[date, ...]
) -> None:
    """Also where it lasts over New Year, or to the end of February."""
    assert [None] * len(inside) == [window_fault((window,), "A", "city", None, day) for day in inside]
    assert all(window_fault((window,), "A", "city", None, day) for day in outside)


@pytest.mark.parametrize(
    ("windows", "day", "opens", "closes"),
    [
        ((ANY,), date(2020, 3, 1), "01/01/2021", "28/02/2021"),
        ((a_window("11-15", "01-10"),), date(2020, 1, 11), "15/11/2020", "10/01/2021"),
        (
            (a_window("04-01", "04-15"), a_window("09-01", "09-15")),
            date(2020, 5, 2),
            "01/09/2020",
            "15/09/2020",
        ),
        (
            (a_window("04-01", "04-15"), a_window("09-01", "09-15")),
            date(2020, 9, 16),
            "01/04/2021",
            "15/04/2021",
        ),
        ((a_window("02-10", "02-29"),), date(2020, 3, 1), "10/02/2021", "28/02/2021"),
        ((a_window("02-29", "03-05"),), date(2020, 12, 1), "01/03/2021", "05/03/2021"),
    ],
)
def test_outside_a_window_people_are_told_the_next_one(
    windows: tuple[IntakeWindow, ...], day: date, opens: str, closes: str
) -> None:
    """One sentence in each language says when the nomination will be taken in."""
    fault = window_fault(windows, "FLAG", "city", None, day)

    assert fault
    for words in fault:
        assert words.endswith(".")
        assert words.index(opens) < words.index(closes)
        assert all(part in words for part in ("FLAG", "city", day.strftime("%d/%m/%Y"), opens, closes))


def test_without_a_window_it_is_always_open() -> None:
    """An office that sets no dates refuses nobody for the day."""
    assert window_fault((), "FLAG", "city", None, date(2020, 3, 1)) is None
    assert window_fault((ANY,), "FLAG", "ward", None, date(2020, 3, 1)) is None


@given(day=DAYS, opens=DAYS, closes=DAYS)
def test_the_promised_day_is_open(day: date, opens: date, closes: date) -> None:
    """Who comes on the day that they were told, or on the last one, is not sent away again."""
    windows = (a_window(f"{opens:%m-%d}", f"{closes:%m-%d}"),)
    fault = window_fault(windows, "FLAG", "city", None, day)
    if fault is None:
        return
    first, last = (_date(text) for text in fault.en.rstrip(".").split("window, ")[1].split(" to "))

    assert day < first <= last
    assert window_fault(windows, "FLAG", "city", None, first) is None
    assert window_fault(windows, "FLAG", "city", None, last) is None
    assert window_fault(windows, "FLAG", "city", None, first - timedelta(days=1))
    assert window_fault(windows, "FLAG", "city", None, last + timedelta(days=1))


@pytest.mark.parametrize("text", ["2-28", "28/02", "02-30", "13-01", "00-10", "2020-02-28", ""])
def test_what_is_no_day_of_a_year_is_refused(text: str) -> None:
    """A typing error in a date is reported when the rules are read."""
    with pytest.raises(ValidationError, match=r"no day of a year|pattern"):
        a_window(text, "12-31")


def _date(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)
