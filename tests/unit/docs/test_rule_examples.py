"""The worked examples of docs/rules.md, done as the page says, make a rule set that is in order."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import TypeAdapter

from adapters.rule_files import RULES_FOLDER, check_folder, read_rule_set
from domain.council import needed
from domain.errors import RouteRefusedError
from domain.gates.registry import GATES
from domain.route import plan_route
from domain.rule_diff import changes_between
from schemas.conditions import Predicate
from schemas.council import CouncilRule
from schemas.nomination import SubjectKind
from schemas.rules import Role
from tests.unit.docs.pages import DOCS
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025, request_for

PAGE = (DOCS / "rules.md").read_text(encoding="utf-8")
WARD, NOVEMBER, DECEMBER = "phuong-hoang-mai", date(2025, 11, 30), date(2025, 12, 1)


def _blocks(heading: str, language: str = "yaml") -> list[str]:
    """Return the fenced blocks of one section of the page."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


HOLDS: TypeAdapter[Predicate] = TypeAdapter(Predicate)


def _blocks_of(heading: str) -> list[str]:
    """Return the blocks of YAML of one part of a section."""
    part = PAGE.partition(f"{heading}\n")[2].partition("\n### ")[0]
    return re.findall(r"^```yaml\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """The rules of 2025 after a reader has followed the examples of an award and of a council."""
    folder = Path(shutil.copytree(RULES_FOLDER / TWO_TIER_2025, tmp_path / TWO_TIER_2025))
    (award,) = _blocks("Example: add a local award")
    procedure, names_it, windows = _blocks("Example: let a council decide")
    for file, text in (("local_awards.yaml", award + names_it), ("procedures.yaml", procedure)):
        with (folder / file).open("a", encoding="utf-8") as written:
            written.write(f"\n{text}")
    (folder / "windows.yaml").write_text(windows, encoding="utf-8")
    return folder


def test_the_examples_make_a_rule_set_in_order(followed: Path) -> None:
    """Whoever copies the blocks into the files is not told of a fault."""
    assert () == check_folder(followed)[1]


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_has_a_procedure_that_can_be_copied(followed: Path, gate: str) -> None:
    """Its block in procedures.yaml makes no fault, and its gate is among those that it brings."""
    section = PAGE.partition(f"### Gate `{gate}`")[2].partition("\n### ")[0]
    (procedure,) = re.findall(r"^```yaml\n(  - procedure: .*?)^```$", section, re.MULTILINE | re.DOTALL)
    with (followed / "procedures.yaml").open("a", encoding="utf-8") as written:
        written.write(f"\n{procedure}")
    (name,) = re.findall(r"procedure: (\S+)", procedure)
    added = {each.procedure: each for each in read_rule_set(followed).procedures}[name]

    assert () == check_folder(followed)[1]
    assert gate in {plan.gate for plans in added.stages.values() for plan in plans}


def test_a_nomination_goes_the_way_that_the_example_says(followed: Path) -> None:
    """The ward posts, its council of nine needs eight, the chair decides; December is too late."""
    rule_set = read_rule_set(followed)
    request = request_for("GDTB", WARD, SubjectKind.HOUSEHOLD)
    (stage,) = plan_route(rule_set, request, NOVEMBER).stages
    rule = CouncilRule.model_validate(stage.plans[1].settings)
    members = [each for each in rule_set.bodies[0].people if each.role is Role.COUNCIL_MEMBER]

    assert ("public_comment", "council_vote", "decision") == stage.gates
    assert (9, 8) == (len(members), needed(rule.mark, len(members)))
    with pytest.raises(RouteRefusedError, match="next window, 01/09/2026 to 30/11/2026"):
        plan_route(rule_set, request, DECEMBER)


def test_each_predicate_has_an_example_that_can_be_read() -> None:
    """One line of YAML stands for every predicate, and each is what an office may write."""
    (lines,) = _blocks_of("### A condition")
    read = [HOLDS.validate_python(yaml.safe_load(line)["holds"]) for line in lines.splitlines()]
    known = {model.model_fields["predicate"].default for model in get_args(get_args(Predicate)[0])}

    assert known == {each.predicate for each in read}


def test_the_preview_is_the_one_that_the_page_shows(followed: Path) -> None:
    """What `rules diff` would print for the example is what stands on the page."""
    (shown,) = _blocks("Example: let a council decide", "text")
    changes = changes_between(BOOK.named(TWO_TIER_2025), read_rule_set(followed))

    assert shown.splitlines()[1:] == [f"  {change.kind:8} {change.en}" for change in changes]


def test_the_level_of_the_example_is_a_level(tmp_path: Path) -> None:
    """The school below the ward is reached, and its head decides before the ward does."""
    folder = Path(shutil.copytree(RULES_FOLDER / TWO_TIER_2025, tmp_path / TWO_TIER_2025))
    level, body = _blocks("Example: add a level")
    added = level.partition("levels:\n")[2].partition("  - level: ward")[0]
    text = (folder / "levels.yaml").read_text(encoding="utf-8")
    (folder / "levels.yaml").write_text(text.replace("levels:\n", f"levels:\n{added}", 1), encoding="utf-8")
    with (folder / "bodies.yaml").open("a", encoding="utf-8") as written:
        written.write(body)
    route = plan_route(
        read_rule_set(folder), request_for("BK_TP", "truong-th-mau", SubjectKind.INDIVIDUAL), NOVEMBER
    )

    assert ["unit", "ward", "city"] == [stage.level for stage in route.stages]
    assert ("decision",) == route.stages[0].gates
