"""The documents, read once for all tests of this folder."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_OUTSIDE = ("http://", "https://", "#")


def name_of(page: Path) -> str:
    """Return a page's path in the repository, to name it in a test."""
    return page.relative_to(ROOT).as_posix()


def commands_in(page: Path) -> Iterator[list[str]]:
    """Return the words of each command that a page tells its reader to type, without comments.

    In a block of `sh` every line is one; in a block of `console` those after a `$`, the rest is output.
    """
    for language, block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if language == "sh":
                yield shlex.split(line, comments=True)
            elif language == "console" and line.startswith("$ "):
                yield shlex.split(line.removeprefix("$ "), comments=True)


def commands_in_sentences(page: Path) -> Iterator[list[str]]:
    """Return the words of each command of ours that a page names within a sentence."""
    for code in sorted(code_in(page)):
        if code.startswith(("make ", "starter.py ")):
            yield code.split()


def links_in(page: Path) -> list[str]:
    """Return the files and folders that a page links to, as it writes them."""
    links: list[str] = _LINK.findall(_prose(page))
    return [link.partition("#")[0] for link in links if not link.startswith(_OUTSIDE)]


def paths_named_in(page: Path) -> list[str]:
    """Return what a page names in code that starts with a folder of the repository; of a test its file."""
    folders = {
        folder.name for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")
    }
    named: list[str] = _CODE.findall(_prose(page))
    paths = [name.partition("::")[0] for name in named if "/" in name and " " not in name]
    return [path for path in paths if path.split("/")[0] in folders]


def code_in(page: Path) -> set[str]:
    """Return everything that a page sets in code within its prose and tables."""
    return set(_CODE.findall(_prose(page)))


def _prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _ANY_BLOCK.sub("", page.read_text(encoding="utf-8"))
