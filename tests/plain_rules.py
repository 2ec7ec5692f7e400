"""The shipped rules with chairs who decide alone and unsigned, for tests of what is around the decision."""

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.rule_files import RULES_FOLDER, RuleFiles

_PROCEDURES = re.compile(r"^    procedures: .*\n", re.MULTILINE)
_LEVEL = re.compile(r"^\s*-\s+level: (\S+)", re.MULTILINE)


def plain_rules(folder: Path) -> Path:
    """Copy the shipped rules into `folder`, with no procedure for any award; return the folder."""
    copy_of_shipped_rules(folder)
    for path in folder.glob("*/*awards.yaml"):
        path.write_text(_PROCEDURES.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def copy_of_shipped_rules(folder: Path) -> Path:
    """Copy the shipped rules into `folder`, where no decision needs a signature; return the folder."""
    shutil.copytree(RULES_FOLDER, folder, dirs_exist_ok=True)
    for path in folder.glob("*/rule_set.yaml"):
        levels = ", ".join(_LEVEL.findall((path.parent / "levels.yaml").read_text(encoding="utf-8")))
        with path.open("a", encoding="utf-8") as file:
            file.write(f"unsigned_levels: [{levels}]\n")
    return folder


@cache
def unsigned_book() -> RuleFiles:
    """Return the shipped rules, except that no decision needs a signature; read once."""
    with TemporaryDirectory() as folder:
        return RuleFiles(copy_of_shipped_rules(Path(folder)))
