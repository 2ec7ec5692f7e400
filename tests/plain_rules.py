"""The shipped rules with chairs who decide alone, for tests of what is around the decision."""

import re
import shutil
from pathlib import Path

from adapters.rule_files import RULES_FOLDER

_PROCEDURES = re.compile(r"^    procedures: .*\n", re.MULTILINE)


def plain_rules(folder: Path) -> Path:
    """Copy the shipped rules into `folder`, with no procedure for any award; return the folder."""
    shutil.copytree(RULES_FOLDER, folder, dirs_exist_ok=True)
    for path in folder.glob("*/*awards.yaml"):
        path.write_text(_PROCEDURES.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder
