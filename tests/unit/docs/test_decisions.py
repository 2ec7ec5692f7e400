"""Decisions have one form, so that a reader finds in each what was decided, why, and what keeps it so."""

import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import DECISIONS, name_of, paths_named_in

HEADINGS = ["## Context", "## Decision", "## Rejected alternatives", "## Enforced by"]

each_decision = pytest.mark.parametrize("page", DECISIONS, ids=name_of)


def test_decisions_are_numbered_without_a_gap() -> None:
    """A number names one decision, and none is missing."""
    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert numbers
    assert list(range(1, len(DECISIONS) + 1)) == numbers


@each_decision
def test_a_decision_has_its_four_headings(page: Path) -> None:
    """Context, decision, rejected alternatives and what enforces it stand in this order, and nothing else."""
    headings = re.findall(r"^## .*$", page.read_text(encoding="utf-8"), re.MULTILINE)

    assert HEADINGS == headings


@each_decision
def test_a_decision_is_titled_with_its_number(page: Path) -> None:
    """The number in the title is that of the file."""
    title = page.read_text(encoding="utf-8").splitlines()[0]

    assert title.startswith(f"# {page.name[:4]} ")


@each_decision
def test_a_decision_names_what_enforces_it(page: Path) -> None:
    """A decision that nothing enforces would be a wish: each names a file of the repository at its end."""
    enforced = page.read_text(encoding="utf-8").partition("## Enforced by")[2]
    named = [name for name in paths_named_in(page) if f"`{name}`" in enforced]

    assert named or "`pyproject.toml`" in enforced


@each_decision
def test_a_decision_fits_one_page(page: Path) -> None:
    """Nobody reads a second page of reasons."""
    lines = page.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 70
