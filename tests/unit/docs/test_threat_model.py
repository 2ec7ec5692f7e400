"""The threat model names tests that exist, and the findings that attacks on the database really lead to."""

import re
from functools import cache

import pytest

from tests.integration.attacks import ATTACKS
from tests.unit.docs.pages import DOCS, ROOT, code_in

PAGE = DOCS / "threat-model.md"
NAMED = sorted(name for name in code_in(PAGE) if re.fullmatch(r"tests/[\w/]+\.py(::\w+)?", name))
"""What the page names: a file of tests, or one test in it."""
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith("|---")
]


@cache
def _source(file: str) -> str:
    """The text of a file of tests; empty if there is none."""
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _codes(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_the_threat_model_names_exists(name: str) -> None:
    """No attack is said to be covered by a test that was renamed or removed."""
    file, _, test = name.partition("::")

    assert re.search(rf"^(async )?def {test or 'test_[a-z_]+'}[(]", _source(file), re.MULTILINE)


def test_every_attack_on_the_page_has_a_test() -> None:
    """A row of a table that ends in a test names one; the attacks by number have theirs by their names."""
    without = [row for row in ROWS if len(row) in {3, 4} and row[-1] != "test" and "`tests/" not in row[-1]]

    assert len(NAMED) > len(ATTACKS)
    assert [] == without


def test_every_attack_of_an_administrator_is_told() -> None:
    """Whatever the tests try on the sealed record stands on the page, under the same name, once."""
    told = [name for row in ROWS for name in re.findall(r'"([^"]+)"', row[2] if len(row) == 6 else "")]

    assert sorted(ATTACKS) == sorted(told)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_findings_of_an_attack_are_those_of_its_test(name: str) -> None:
    """What the page says that an auditor finds is what the test of that attack demands."""
    attack = ATTACKS[name]
    cells = next(row for row in ROWS if f'"{name}"' in row[2])

    assert [attack.seal, attack.found_with_held - attack.seal, attack.details] == [*map(_codes, cells[3:])]
