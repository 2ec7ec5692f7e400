"""An office's own awards: read from their own file, and told apart from those of the law."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from adapters.rule_files import RULES_FOLDER, check_folder, read_rule_set
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025, award_of
from tests.yaml_files import write_yaml, yaml_of


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the rules of 2025 that a test may break."""
    return Path(shutil.copytree(RULES_FOLDER / TWO_TIER_2025, tmp_path / TWO_TIER_2025))


def _own(folder: Path, **fields: Any) -> tuple[str, ...]:  # noqa: ANN401 - any field of an award
    """Change the office's own award, and return the faults that are then told."""
    path = folder / "local_awards.yaml"
    content = yaml_of(path)
    content["awards"][0].update(fields)
    write_yaml(path, content)
    return check_folder(folder)[1]


def test_they_are_awards_like_the_others(copied: Path) -> None:
    """Without the file the rule set is the same but for the office's own awards and the digest."""
    (copied / "local_awards.yaml").unlink()
    without, shipped = read_rule_set(copied), BOOK.named(TWO_TIER_2025)

    assert shipped.awards == (*without.awards, award_of(shipped, "HN_NTVT"))
    assert shipped.digest != without.digest


def test_a_code_that_stands_twice_is_refused(copied: Path) -> None:
    """An office cannot change an award of the law by writing it again."""
    told = f"{TWO_TIER_2025}/local_awards.yaml: LDTT: is an award already; give it another code"

    assert (told,) == _own(copied, code="LDTT")


def test_a_name_that_another_award_has_is_refused(copied: Path) -> None:
    """A dossier that names an award finds one, wherever it is written."""
    assert (f'{TWO_TIER_2025}/awards.yaml: "lđtt" names two awards',) == _own(copied, aliases=["LĐTT"])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"colour": "red"}, "awards.HN_NTVT.colour: Extra inputs are not permitted"),
        ({"procedures": ["voting"]}, "HN_NTVT.procedures: voting is not in procedures.yaml"),
        ({"deciding_level": "town"}, "HN_NTVT.deciding_level: town is not a level"),
    ],
)
def test_its_faults_are_told_with_its_own_file(copied: Path, fields: dict[str, Any], expected: str) -> None:
    """An office mends the file that it wrote, not the one of the law."""
    assert (f"{TWO_TIER_2025}/local_awards.yaml: {expected}",) == _own(copied, **fields)


def test_the_parts_of_a_condition_are_told_by_its_name(copied: Path) -> None:
    """A field that is wrong inside a condition is found by award and condition, not by a number."""
    wrong = [{"condition": "brave", "name_vi": "C", "name_en": "C", "holds": {"predicate": "stated"}}]
    faults = _own(copied, conditions=wrong)

    assert faults
    assert all("local_awards.yaml: awards.HN_NTVT.conditions.brave." in fault for fault in faults)


@pytest.mark.parametrize("text", ["awards: {}\n", "{}\n"])
def test_a_file_without_a_list_is_refused(copied: Path, text: str) -> None:
    """A file that lost its list does not quietly lose the office's awards."""
    (copied / "local_awards.yaml").write_text(text, encoding="utf-8")

    assert (f"{TWO_TIER_2025}/local_awards.yaml: awards: must be a list",) == check_folder(copied)[1]


def test_awards_without_a_list_are_still_told(copied: Path) -> None:
    """The office's own awards never stand in for those of the law."""
    (copied / "awards.yaml").write_text("awards: {}\n", encoding="utf-8")
    (fault,) = check_folder(copied)[1]

    assert fault.startswith(f"{TWO_TIER_2025}/awards.yaml: awards: ")
