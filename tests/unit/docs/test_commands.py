"""Commands in the documents are commands that exist: verbs, options, make targets, programs."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cli.app import app
from tests.unit.docs.pages import PAGES, ROOT, code_in, commands_in, commands_in_sentences, name_of

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = [(name_of(page), words) for page in PAGES for words in commands_in(page) if words]
NAMED = COMMANDS + [(name_of(page), words) for page in PAGES for words in commands_in_sentences(page)]
STARTER = [(page, words[words.index("starter.py") + 1 :]) for page, words in NAMED if "starter.py" in words]
MAKE = [(page, words[1:]) for page, words in NAMED if words[0] == "make"]
OTHERS = {"sed"}
"""Programs of the system that the documents use."""


def _with_its_own(verb: Any) -> list[Any]:  # noqa: ANN401 - typer does not say what it makes
    """Return a verb, and if it is a group of verbs, those as well."""
    return [verb, *getattr(verb, "commands", {}).values()]


VERBS: dict[str, set[str]] = {
    name: {option for each in _with_its_own(verb) for parameter in each.params for option in parameter.opts}
    for name, verb in getattr(get_command(app), "commands", {}).items()
}
"""The verbs of the command line, each with its options."""

GROUPS: dict[str, set[str]] = {
    name: set(verb.commands)
    for name, verb in getattr(get_command(app), "commands", {}).items()
    if hasattr(verb, "commands")
}
"""The verbs that are groups, each with its own verbs."""


@pytest.mark.parametrize(("page", "words"), STARTER, ids=lambda value: str(value)[:40])
def test_a_verb_of_the_command_line_exists_with_its_options(page: str, words: list[str]) -> None:
    """Whoever copies a line from a page is not told that there is no such verb or option."""
    verb, *arguments = words
    options = {word for word in arguments if word.startswith("--")}

    assert verb in VERBS, page
    assert verb not in GROUPS or set(arguments[:1]) <= GROUPS[verb], page
    assert options <= VERBS[verb], page


@pytest.mark.parametrize(("page", "words"), MAKE, ids=lambda value: str(value)[:40])
def test_a_verb_of_make_exists(page: str, words: list[str]) -> None:
    """Whoever copies a make line from a page finds its target in the Makefile."""
    targets = {word for word in words if "=" not in word}

    assert targets <= set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE)), page


def test_every_verb_of_make_is_told() -> None:
    """A verb that `make help` lists is told of in some page."""
    listed = set(re.findall(r"^([a-z]+):[^#\n]*##", MAKEFILE, re.MULTILINE))
    told = {word for _, words in MAKE for word in words}

    assert listed
    assert set() == listed - told


def test_every_verb_of_the_command_line_is_in_the_readme() -> None:
    """Whoever looks for what can be done finds each verb in the README's table, those of groups in full."""
    groups = getattr(get_command(app), "commands", {})
    verbs = {
        f"{name} {each}" if each else name
        for name, verb in groups.items()
        for each in getattr(verb, "commands", {"": verb})
    }

    assert {"submit", "council vote", "rules diff"} <= verbs
    assert set() == verbs - code_in(ROOT / "README.md")


def test_only_known_programs_are_used() -> None:
    """A command starts with make, our own Python, or a program that every system has."""
    ours = {".venv/bin/python", "make", *OTHERS}

    assert {words[0] for _, words in COMMANDS} <= ours


def test_scripts_and_examples_in_commands_exist() -> None:
    """The programs and example files that commands name are in the repository."""
    named = {
        word
        for _, words in COMMANDS
        for word in words[1:]
        if word.startswith("examples/") or word in {"starter.py", "worker.py"}
    }
    missing = {name for name in named if not (ROOT / Path(name)).exists()}

    assert named
    assert set() == missing


def test_the_readme_has_commands_to_try() -> None:
    """The tests above look at something: the blocks of the README are found."""
    verbs = {words[0] for page, words in STARTER if page == "README.md"}

    assert {"submit", "inbox", "decide", "resubmit", "show", "history", "withdraw", "verify"} <= verbs
    assert {"demo", "test", "up"} <= {word for page, words in MAKE if page == "README.md" for word in words}
