"""At which levels a decision must be signed: everywhere, unless a rule set makes an exception."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from adapters.rule_files import RULES_FOLDER, RuleSetFaults, read_rule_set
from domain.route import plan_route
from schemas.nomination import SubjectKind
from tests.unit.rules.shipped import BOOK, TWO_TIER_2025, request_for

_DAY = date(2025, 12, 1)
_REQUEST = request_for("HCLD3", "phuong-hoang-mai", SubjectKind.COLLECTIVE)


def _saying(folder: Path, line: str) -> Path:
    copied = Path(shutil.copytree(RULES_FOLDER / TWO_TIER_2025, folder / TWO_TIER_2025))
    with (copied / "rule_set.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return copied


@pytest.mark.parametrize("rule_set", [each.rule_set for each in BOOK.rule_sets])
def test_the_shipped_rules_ask_for_signatures_everywhere(rule_set: str) -> None:
    """Who forgets the switch gets the strict side of it."""
    assert () == BOOK.named(rule_set).unsigned_levels


def test_a_route_keeps_the_levels_that_ask(tmp_path: Path) -> None:
    """The exception is the rule set's; a route has it for life."""
    lenient = read_rule_set(_saying(tmp_path, "unsigned_levels: [ward]"))
    strict = BOOK.named(TWO_TIER_2025)

    assert ("ward", "city", "state") == plan_route(strict, _REQUEST, _DAY).signed_levels
    assert ("city", "state") == plan_route(lenient, _REQUEST, _DAY).signed_levels


def test_an_exception_for_a_level_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """A typing error would leave unsigned what somebody meant to have signed, or the other way round."""
    with pytest.raises(RuleSetFaults, match=r"rule_set\.yaml: unsigned_levels: wrad is not in levels\.yaml"):
        read_rule_set(_saying(tmp_path, "unsigned_levels: [wrad]"))
