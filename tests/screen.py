"""A terminal for tests: what is drawn on it can be looked at."""

import os
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr
from select import select
from typing import TextIO


class Screen:
    """A terminal that stderr can be, and what was drawn on it."""

    def __init__(self, shown: int, drawn_on: TextIO) -> None:
        """Look at one end, and draw on the other."""
        self._shown = shown
        self.stderr = drawn_on

    def seen(self) -> str:
        """Return what was drawn since the last look."""
        seen = b""
        while select([self._shown], [], [], 0)[0]:
            seen += os.read(self._shown, 65_536)
        return seen.decode()


@contextmanager
def a_screen() -> Generator[Screen]:
    """Open a terminal."""
    shown, drawn_on = os.openpty()
    with open(drawn_on, "w", encoding="utf-8") as stderr:  # noqa: PTH123 - a descriptor has no path
        yield Screen(shown, stderr)
    os.close(shown)


@contextmanager
def a_screen_as_stderr() -> Generator[Screen]:
    """Open a terminal that is stderr meanwhile."""
    with a_screen() as screen, redirect_stderr(screen.stderr):
        yield screen
