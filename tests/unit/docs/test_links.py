"""What the documents link to or name is in the repository, and what the code cites is in the documents."""

import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import DECISIONS, PAGES, ROOT, links_in, name_of, paths_named_in

each_page = pytest.mark.parametrize("page", PAGES, ids=name_of)
CODE = ("schemas", "domain", "activities", "workflows", "adapters", "cli")


@each_page
def test_what_a_page_links_to_exists(page: Path) -> None:
    """No link of a page leads nowhere."""
    missing = [link for link in links_in(page) if not (page.parent / link).exists()]

    assert [] == missing


@each_page
def test_what_a_page_names_exists(page: Path) -> None:
    """A file or folder that a page names is there under that name."""
    missing = [name for name in paths_named_in(page) if not (ROOT / name).exists()]

    assert [] == missing


@each_page
def test_a_page_opens_with_its_title(page: Path) -> None:
    """Every page has one title, in its first line."""
    lines = page.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith("# ")


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    """Nothing is written that nobody finds: each page is linked from the README, or in a folder that is."""
    linked = {(ROOT / link).resolve() for link in links_in(ROOT / "README.md")}
    lost = [name_of(page) for page in PAGES[1:] if not linked & {page, page.parent}]

    assert [] == lost


def test_decisions_that_the_code_cites_exist() -> None:
    """A comment that cites a decision by its number leads to a page."""
    sources = [ROOT / "worker.py", *(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    cited = set(re.findall(r"docs/decisions/(\d{4})", text))

    assert cited
    assert cited <= {page.name[:4] for page in DECISIONS}
