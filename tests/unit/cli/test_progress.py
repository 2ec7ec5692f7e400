"""Progress is shown to people who wait at a terminal, and to nobody else."""

import os
import threading
from collections.abc import Iterator
from select import select
from typing import TextIO

import pytest

from cli import progress as module
from cli.progress import Bar, progress


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of the terminal that stderr is."""
    master, slave = os.openpty()
    monkeypatch.setenv("TERM", "xterm")
    with open(slave, "w", encoding="utf-8") as stderr:  # noqa: PTH123 - a descriptor has no path
        monkeypatch.setattr("sys.stderr", stderr)
        yield master
    os.close(master)


def _timers() -> list[threading.Timer]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


def _work(*, shown: bool, total: int | None = 3) -> list[bool]:
    """Do a little, with all the time in the world for a bar to come up; return whether one was to come."""
    with progress("Đang nộp", total, shown=shown) as bar:
        waiting = _timers()
        for timer in waiting:
            timer.join()
        bar.step(2)
    return [bool(waiting)]


def _seen(screen: int) -> str:
    seen = b""
    while select([screen], [], [], 0)[0]:
        seen += os.read(screen, 65_536)
    return seen.decode()


def test_a_bar_tells_how_far_long_work_is(screen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits longer than the patience of a person sees what is done of how much."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    _work(shown=True)
    seen = _seen(screen)

    assert "Đang nộp" in seen
    assert "2/3" in seen


def test_a_bar_without_a_known_end_tells_how_much_is_done(
    screen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not knowing how much there is keeps nobody from being told that it goes on."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    _work(shown=True, total=None)

    assert "2/?" in _seen(screen)


def test_short_work_shows_nothing(screen: int) -> None:
    """A verb that answers at once leaves no flicker and no waiting thread behind."""
    with progress("Đang nộp", 1, shown=True) as bar:
        bar.step()

    assert "" == _seen(screen)
    assert [] == _timers()


@pytest.mark.usefixtures("screen")
def test_a_bar_waits_for_a_second() -> None:
    """That is how long a person waits without asking what is going on."""
    with progress("Đang nộp", 1, shown=True):
        [timer] = _timers()

        assert 1.0 == timer.interval


def test_a_script_is_shown_nothing(screen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --json a terminal shows the answer alone."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)

    assert [False] == _work(shown=False)
    assert "" == _seen(screen)


def test_a_file_is_shown_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written to a log holds no control characters of a bar, whatever the environment forces."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)

    assert [False] == _work(shown=True)
    assert ("", "") == capsys.readouterr()


def test_a_terminal_that_cannot_move_its_cursor_is_shown_nothing(
    screen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bar there would be a line for each tenth of a second."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)

    assert [False] == _work(shown=True)
    assert "" == _seen(screen)


def test_a_bar_leaves_the_answer_to_stdout(
    screen: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed while a bar is there goes where it was sent, so that it can be piped on."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    bar = Bar("Đang nộp", 1)
    bar.show()
    print("câu trả lời")
    bar.hide()

    assert "câu trả lời\n" == capsys.readouterr().out
    assert "câu trả lời" not in _seen(screen)


def test_failing_work_takes_its_bar_away(screen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an error the terminal is as it was, with its cursor, and the error goes on."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0)
    with pytest.raises(ValueError, match="hỏng"), progress("Đang nộp", 1, shown=True):
        for timer in _timers():
            timer.join()
        message = "hỏng"
        raise ValueError(message)

    assert _seen(screen).rfind("\x1b[?25h") > 0
