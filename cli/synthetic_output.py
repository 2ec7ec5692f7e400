"""How the synthetic part of the demo is shown: each step with its answer, then where the case says it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.padding import Padding
from rich.text import Text

from cli.output import console, heading, print_table
from cli.synthetic_play import Done
from schemas.case import CaseStatus
from schemas.case_file import Explanation, Progress
from schemas.synthetic import Step, SyntheticCase, SyntheticCases, WaitStep

_PLACE = ("level", "round", "award")
_TURN = (*_PLACE, "status", "gate", "council", "panel", "recused", "gate_state")
_WAITS = frozenset({CaseStatus.RETURNED, CaseStatus.SUSPENDED, CaseStatus.AWAITING_CONSENT})


class Page:
    """What is told of one case: held back until it is the case's turn, then shown as it happens.

    So cases may run at once and are still read one after the other.
    """

    def __init__(self) -> None:
        """Hold back what is told from now on."""
        self._held: list[tuple[str, int, str | None]] | None = []

    def show(self) -> None:
        """Show what was held back, and from now on everything at once."""
        held, self._held = self._held or [], None
        for line in held:
            _print_indented(*line)

    def tell(self, text: str, columns: int = 0, style: str | None = None) -> None:
        """Print a text from this column on, or keep it for later."""
        if self._held is None:
            _print_indented(text, columns, style)
        else:
            self._held.append((text, columns, style))


def print_beginning(cases: SyntheticCases) -> None:
    """Say that what follows is synthetic."""
    console.print()
    heading(f"{cases.title_vi} - {cases.title_en}")
    console.print(f"{cases.note_vi}\n{cases.note_en}")


def tell_case(page: Page, case: SyntheticCase) -> None:
    """Put the heading of a case on its page."""
    page.tell("")
    page.tell(f"{case.title_vi} - {case.title_en}", style="bold")


def tell_step(  # noqa: PLR0913, PLR0917 - each is a part of what is told
    page: Page, step: Step, done: Done, before: Progress | None, after: Progress, said: Explanation
) -> None:
    """Tell a step with its answer and, if the case has moved or refused it, what the case says of that.

    Where the step has words of its own, those are told.

    `before` is where the case stood at the step before, None if there was none.
    """
    page.tell(f"* {step.vi}", 2)
    page.tell(f"{step.en} [{done.said}]", 4)
    if done.refused:
        refusal = Explanation(vi=(done.refused.explanation_vi,), en=(done.refused.explanation_en,))
        _tell_words(page, refusal, range(1))
    elif done.words:
        _tell_words(page, done.words, range(len(done.words.en)))
    else:
        _tell_words(page, said, _chosen(step, before, after, len(said.en)))


def print_summary(cases: SyntheticCases, figures: Mapping[str, Mapping[str, Any]]) -> None:
    """Print one line a case: what it shows, and how it ended."""
    console.print()
    rows = (
        (case.ref, f"{case.title_vi}\n{case.title_en}", _outcome(figures[case.ref])) for case in cases.cases
    )
    print_table(
        f"{cases.title_vi} - {cases.title_en}",
        ("hồ sơ / case", "cho thấy / what it shows", "kết quả / outcome"),
        rows,
    )


def _outcome(figures: Mapping[str, Any]) -> str:
    return f"{figures['status']}\n{figures['ledger_entries']} entries, {figures['refused']} refused"


def _chosen(step: Step, before: Progress | None, after: Progress, count: int) -> list[int]:
    """Choose the sentences that are new: where it is, who may act, and after a wait what comes next."""
    first = 0 if _differs(_PLACE, before, after) or after.standing.closed else 1
    last = 1 + _about_the_turn(after) if _differs(_TURN, before, after) else first
    comes_next = isinstance(step, WaitStep) and after.standing.clock is not None
    return [*range(first, last), *([count - 2] if comes_next else [])]


def _differs(names: Sequence[str], before: Progress | None, after: Progress) -> bool:
    return before is None or any(
        getattr(before.standing, name) != getattr(after.standing, name) for name in names
    )


def _about_the_turn(progress: Progress) -> int:
    """Return how many sentences, after the one that says where it is, say whose turn it is."""
    if progress.standing.closed:
        return 0
    return 1 if progress.standing.status in _WAITS else 2


def _tell_words(page: Page, said: Explanation, chosen: Sequence[int]) -> None:
    for sentences in (said.vi, said.en):
        text = " ".join(sentences[number] for number in chosen)
        if text:
            page.tell(text, 6, style="dim")


def _print_indented(text: str, columns: int, style: str | None) -> None:
    """Print a text below its heading; what is too long for a terminal goes on at the same column."""
    if console.is_terminal:
        console.print(Padding(Text(text), (0, 0, 0, columns), expand=False), style=style, soft_wrap=False)
    else:
        console.print(" " * columns + text, style=style)
