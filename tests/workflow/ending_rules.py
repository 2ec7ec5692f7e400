"""Rules under which a deadline ends in something else than another escalation."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from adapters.rule_files import RuleFiles
from tests.plain_rules import copy_of_shipped_rules

LAPSE, GO_ON = "lapse", "go-on"


def rules_with_ends(folder: Path) -> RuleFiles:
    """Return the shipped rules and, made of those of 2017, "lapse" and "go-on", in force long ago."""
    copy_of_shipped_rules(folder)
    _copy_with_end(folder, LAPSE, "lapse", "2001")
    _copy_with_end(folder, GO_ON, "go_on", "2002")
    return RuleFiles(folder)


def _copy_with_end(folder: Path, name: str, end: str, year: str) -> None:
    """Copy the rules of 2017; the reminder falls on the due date, so that two alarms ring at once."""
    copied = Path(shutil.copytree(folder / "2017-three-tier", folder / name))
    rule_set: Any = yaml.safe_load((copied / "rule_set.yaml").read_text())
    levels: Any = yaml.safe_load((copied / "levels.yaml").read_text())
    rule_set |= {"rule_set": name, "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31"}
    if name == LAPSE:
        rule_set["resubmission"]["end"] = end
    for level in levels["levels"][:-1]:
        level["deadline"] |= {"end": end, "remind_before": 0}
    (copied / "rule_set.yaml").write_text(yaml.safe_dump(rule_set))
    (copied / "levels.yaml").write_text(yaml.safe_dump(levels))
