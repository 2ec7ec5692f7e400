"""How far the work is, on the terminal of whoever waits for it, and only if they have to wait."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

PATIENCE_SECONDS = 1.0
"""How long work goes on before it shows how far it is."""


class Bar:
    """A progress bar on stderr, so that what a verb prints can still be piped on."""

    def __init__(self, what: str, total: int | None) -> None:
        """Make a bar that is not shown yet; `total` None: nobody knows how much there is."""
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,  # or what is printed meanwhile would go to stderr
            redirect_stderr=False,
        )
        self._task = self._progress.add_task(what, total=total)

    @property
    def has_a_terminal(self) -> bool:
        """Whether there is anybody to look at it."""
        return sys.stderr.isatty() and self._progress.console.is_interactive

    @property
    def is_shown(self) -> bool:
        """Whether it is on the terminal."""
        return self._progress.live.is_started

    def step(self, count: int = 1) -> None:
        """Note that so many more are done."""
        self._progress.advance(self._task, count)

    def show(self) -> None:
        """Show the bar from now on."""
        self._progress.start()

    def hide(self) -> None:
        """Take the bar from the terminal, if it is there."""
        if self.is_shown:
            self._progress.stop()


@contextmanager
def progress(what: str, total: int | None = None, *, shown: bool) -> Generator[Bar]:
    """Show a bar while the block runs, once it takes longer than a second.

    `shown` False (a script reads the answer) keeps it away, as does a stderr that is no terminal.
    """
    bar = Bar(what, total)
    timer = Timer(PATIENCE_SECONDS, bar.show)
    timer.daemon = True
    if shown and bar.has_a_terminal:
        timer.start()
    try:
        yield bar
    finally:
        timer.cancel()
        if timer.is_alive():
            timer.join()
        bar.hide()
