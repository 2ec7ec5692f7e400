"""Rule sets from their folders: one folder a rule set, four YAML files, validated on load."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import ValidationError

from domain.errors import RuleSetError
from domain.rule_check import faults_of
from domain.working_days import VIETNAM_TIME
from schemas.rules import RuleSet

RULES_FOLDER = Path(__file__).parent.parent / "rules"
_FILES = ("rule_set.yaml", "levels.yaml", "bodies.yaml", "awards.yaml")


class RuleFiles:
    """`activities.ports.RuleBook`: all rule sets below one folder, read once."""

    def __init__(self, folder: Path = RULES_FOLDER) -> None:
        """Read and check every rule set.

        Raises:
            RuleSetError: a file is missing or wrong; the text names file and field.
        """
        self.rule_sets = tuple(read_rule_set(path) for path in sorted(folder.iterdir()) if path.is_dir())

    def named(self, name: str) -> RuleSet:
        """Return the rule set with this name.

        Raises:
            RuleSetError: there is none.
        """
        for rule_set in self.rule_sets:
            if rule_set.rule_set == name:
                return rule_set
        known = ", ".join(rule_set.rule_set for rule_set in self.rule_sets)
        message = f'there is no rule set "{name}"; known are {known}'
        raise RuleSetError(message)

    def in_force(self, on: datetime, rule_set: str | None) -> RuleSet:
        """Return the named rule set, or the one in force on that day in Vietnam."""
        if rule_set is not None:
            return self.named(rule_set)
        day = on.astimezone(VIETNAM_TIME).date()
        for candidate in self.rule_sets:
            if candidate.valid_from <= day and (candidate.valid_to is None or day <= candidate.valid_to):
                return candidate
        message = f"no rule set is in force on {day:%d/%m/%Y}; name one in the dossier (rule_set)"
        raise RuleSetError(message)


def read_rule_set(folder: Path) -> RuleSet:
    """Read one rule set.

    Raises:
        RuleSetError: a file is missing, is not YAML, or has a wrong field; or the parts do not fit.
    """
    digest, merged = sha256(), dict[str, Any]()
    for name in _FILES:
        raw = _read(folder / name)
        digest.update(name.encode() + b"\x00" + raw + b"\x00")
        merged |= _mapping(folder / name, raw)
    try:
        rule_set = RuleSet.model_validate(merged | {"digest": digest.hexdigest()})
    except ValidationError as error:
        raise RuleSetError("; ".join(_located(folder, error))) from None
    faults = faults_of(rule_set)
    if faults:
        raise RuleSetError("; ".join(f"{folder.name}/{fault.file}: {fault.text}" for fault in faults))
    return rule_set


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path.parent.name}/{path.name}: cannot be read ({error.strerror}); add it"
        raise RuleSetError(message) from None


def _mapping(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        content: object = yaml.safe_load(raw)
    except yaml.YAMLError as error:
        line = str(error).replace("\n", " ")
        message = f"{path.parent.name}/{path.name}: is not YAML: {line}"
        raise RuleSetError(message) from None
    if not isinstance(content, dict):
        message = f"{path.parent.name}/{path.name}: must be a mapping of fields"
        raise RuleSetError(message)
    return {str(field): value for field, value in cast("dict[object, Any]", content).items()}


def _located(folder: Path, error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        field = ".".join(str(part) for part in fault["loc"])
        file = _file_of(str(fault["loc"][0])) if fault["loc"] else _FILES[0]
        yield f"{folder.name}/{file}: {field}: {fault['msg']}"


def _file_of(field: str) -> str:
    return f"{field}.yaml" if f"{field}.yaml" in _FILES else _FILES[0]
