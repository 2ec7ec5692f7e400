"""The calendar of Vietnam: the library's holidays, its swapped days, and the office's own file."""

from datetime import date, datetime
from pathlib import Path

import pytest

from adapters.calendar import VietnamCalendar
from domain.errors import RuleSetError
from domain.working_days import VIETNAM_TIME, day_in_vietnam
from tests.unit.domain.test_working_days import a_deadline

ACCEPTED = datetime(2020, 1, 18, 10, 30, tzinfo=VIETNAM_TIME)
SHIPPED = VietnamCalendar()


def a_calendar(folder: Path, text: str) -> VietnamCalendar:
    """Return a calendar with these overrides."""
    path = folder / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    return VietnamCalendar(path)


def test_ten_working_days_around_tet_2020() -> None:
    """The worked case from practice, by the calendar that the workers use."""
    clock = SHIPPED.start(a_deadline(), ACCEPTED)

    assert date(2020, 2, 7) == day_in_vietnam(clock.due_at)
    assert clock.computation
    assert 5 == len(clock.computation.holidays)
    assert SHIPPED.name == clock.calendar


def test_a_clock_is_paused_resumed_and_extended_by_the_same_calendar() -> None:
    """Returned before Tết and sent again after it: the working days that were left are given."""
    paused = SHIPPED.pause(
        SHIPPED.start(a_deadline(), ACCEPTED), datetime(2020, 1, 22, 9, tzinfo=VIETNAM_TIME)
    )
    resumed = SHIPPED.resume(paused, datetime(2020, 1, 30, 9, tzinfo=VIETNAM_TIME))

    assert date(2020, 2, 10) == day_in_vietnam(resumed.due_at)
    assert date(2020, 2, 17) == day_in_vietnam(resumed.ends_at)
    assert date(2020, 2, 19) == day_in_vietnam(SHIPPED.extend(resumed, 2).ends_at)


@pytest.mark.parametrize(
    ("off", "made_up"),
    [(date(2019, 4, 29), date(2019, 5, 4)), (date(2018, 12, 31), date(2019, 1, 5))],
)
def test_a_swapped_day_is_off_and_its_saturday_is_worked(off: date, made_up: date) -> None:
    """Also across New Year, and whichever of the two is asked about first."""
    assert VietnamCalendar().days.is_working_day(made_up)
    assert not VietnamCalendar().days.is_working_day(off)


def test_the_offices_own_days_come_before_the_librarys(tmp_path: Path) -> None:
    """An announcement that the library does not know yet, or knows wrongly, is a line in a file."""
    calendar = a_calendar(
        tmp_path,
        """
version: "2031-a"
days_off:
  - {day: 2031-06-02, source: made up for this test}
  - {day: 2019-05-04, source: made up for this test}
made_up:
  - {day: 2031-06-07, source: made up for this test}
  - {day: 2031-01-01, source: made up for this test}
""",
    )
    worked = [calendar.days.is_working_day(date(2031, 6, day)) for day in (2, 3, 7, 8)]

    assert [False, True, True, False] == worked
    assert calendar.days.is_working_day(date(2031, 1, 1))
    assert not calendar.days.is_working_day(date(2019, 5, 4))
    assert calendar.name.endswith(", overrides 2031-a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: [", "calendar.yaml: is not YAML"),
        ('version: "1"\nversion: "2"', "version is written twice"),
        ("[]", "calendar.yaml: Input should be"),
        ("days_off: []", "calendar.yaml: version: Field required"),
        ('version: "1"\nextra: 1', "calendar.yaml: extra: Extra inputs"),
        ('version: "1"\ndays_off: [{day: 2031-06-02}]', "calendar.yaml: days_off.0.source: Field required"),
        ('version: "1"\nmade_up: [{day: 2031-06-31, source: x}]', "calendar.yaml:"),
        (
            'version: "1"\ndays_off: [{day: 2031-06-02, source: x}]\nmade_up: [{day: 2031-06-02, source: x}]',
            "2031-06-02 is written twice",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """A worker with a wrong calendar would promise wrong dates, so it does not start."""
    with pytest.raises(RuleSetError) as refused:
        a_calendar(tmp_path, text)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that was forgotten in the image is noticed at once."""
    with pytest.raises(RuleSetError, match=r"calendar.yaml: cannot be read .*; add it"):
        VietnamCalendar(tmp_path / "calendar.yaml")


def test_an_office_may_bring_its_own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of rules with a calendar goes by that one, and one without by the project's."""
    monkeypatch.setenv("RULES_FOLDER", str(tmp_path))
    without = VietnamCalendar().name
    a_calendar(tmp_path, "version: of-the-office\ndays_off: []\nmade_up: []\n")

    assert SHIPPED.name == without
    assert "overrides of-the-office" in VietnamCalendar().name
