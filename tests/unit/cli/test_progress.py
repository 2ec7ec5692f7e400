"""Progress is shown to people who wait at a terminal, and to nobody else."""

import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import TextIO

import pytest

from cli import progress as module
from cli.progress import Bar, progress
from tests.screen import Screen, a_screen


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    """A terminal that can move its cursor."""
    monkeypatch.setenv("TERM", "xterm")
    with a_screen() as opened:
        yield opened


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)


def _timers() -> list[threading.Timer]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def _wait_for_the_bar() -> None:
    """Wait until a bar that is to come is up: its timer may have gone off before this looks."""
    for timer in _timers():
        timer.join()


def _work(stderr: TextIO, *, shown: bool = True, total: int | None = 3) -> bool:
    """Do two steps, with all the time that a bar needs to come up; return whether one did."""
    with redirect_stderr(stderr), progress("Đang nộp", total, shown=shown) as bar:
        _wait_for_the_bar()
        came = bar.is_shown
        bar.step(2)
    return came


@pytest.mark.usefixtures("_impatient")
def test_a_bar_tells_how_far_long_work_is(screen: Screen) -> None:
    """Whoever waits sees what is done of how much, and afterwards a terminal without the bar."""
    came = _work(screen.stderr)
    seen = screen.seen()

    assert came
    assert "Đang nộp" in seen
    assert "2/3" in seen
    assert seen.rstrip().endswith("\x1b[2K")


@pytest.mark.usefixtures("_impatient")
def test_a_bar_without_a_known_end_tells_how_much_is_done(screen: Screen) -> None:
    """Not knowing how much there is keeps nobody from being told that it goes on."""
    _work(screen.stderr, total=None)

    assert "2/?" in screen.seen()


def test_short_work_shows_nothing(screen: Screen) -> None:
    """A verb that answers within a second leaves no flicker and no waiting thread behind."""
    with redirect_stderr(screen.stderr), progress("Đang nộp", 1, shown=True) as bar:
        intervals = [timer.interval for timer in _timers()]
        bar.step()

    assert ([1.0], [], "") == (intervals, _timers(), screen.seen())


@pytest.mark.usefixtures("_impatient")
def test_a_script_is_shown_nothing(screen: Screen) -> None:
    """With --json a terminal shows the answer alone."""
    assert (False, "") == (_work(screen.stderr, shown=False), screen.seen())


@pytest.mark.usefixtures("_impatient")
def test_a_file_is_shown_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written to a log holds no control characters of a bar, whatever the environment forces."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    came = _work(sys.stderr)
    printed = capsys.readouterr()

    assert (False, "", "") == (came, printed.out, printed.err)


@pytest.mark.usefixtures("_impatient")
def test_a_terminal_that_cannot_move_its_cursor_is_shown_nothing(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bar there would be a line for each tenth of a second."""
    monkeypatch.setenv("TERM", "dumb")

    assert (False, "") == (_work(screen.stderr), screen.seen())


def test_a_bar_leaves_the_answer_to_stdout(screen: Screen, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed while a bar is there goes where it was sent, so that it can be piped on."""
    with redirect_stderr(screen.stderr):
        bar = Bar("Đang nộp", 1)
        bar.show()
        sys.stdout.write("câu trả lời\n")
        bar.hide()

    assert "câu trả lời\n" == capsys.readouterr().out
    assert "câu trả lời" not in screen.seen()


@pytest.mark.usefixtures("_impatient")
def test_failing_work_takes_its_bar_away(screen: Screen) -> None:
    """After an error the terminal has its cursor again, and the error goes on."""
    with pytest.raises(ValueError, match="hỏng"):
        _fail(screen.stderr)

    assert "\x1b[?25h" in screen.seen()


def _fail(stderr: TextIO) -> None:
    with redirect_stderr(stderr), progress("Đang nộp", 1, shown=True):
        _wait_for_the_bar()
        message = "hỏng"
        raise ValueError(message)
