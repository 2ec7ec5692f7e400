"""Rule sets from their folders: one folder a rule set, four YAML files, validated on load."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from adapters.strict_yaml import load_strictly
from domain.errors import RuleSetError
from domain.rule_check import faults_of
from domain.working_days import VIETNAM_TIME
from schemas.rules import RuleSet

RULES_FOLDER = Path(__file__).parent.parent / "rules"
_FIELDS = {
    "rule_set.yaml": ("rule_set", "name_vi", "name_en", "valid_from", "valid_to", "resubmission"),
    "levels.yaml": ("levels",),
    "bodies.yaml": ("bodies",),
    "awards.yaml": ("awards",),
    "procedures.yaml": ("procedures",),
    "windows.yaml": ("windows",),
}
_MAY_BE_MISSING = frozenset({"procedures.yaml", "windows.yaml"})
"""Which file holds which field, so that no file can change what another says."""


class RuleFiles:
    """`activities.ports.RuleBook`: all rule sets below one folder, read once."""

    def __init__(self, folder: Path = RULES_FOLDER) -> None:
        """Read and check every rule set.

        Raises:
            RuleSetError: a file is missing or wrong, or two rule sets are in force on one day; the text
                names file and field.
        """
        self.rule_sets = tuple(read_rule_set(path.parent) for path in sorted(folder.glob("*/rule_set.yaml")))
        if not self.rule_sets:
            message = f"there is no rule set in {folder}; each is a folder with {', '.join(_FIELDS)}"
            raise RuleSetError(message)
        for one, other in pairwise(sorted(self.rule_sets, key=lambda rule_set: rule_set.valid_from)):
            if one.valid_to is None or one.valid_to >= other.valid_from:
                message = f"{other.rule_set}/rule_set.yaml: valid_from: {one.rule_set} is still in force then"
                raise RuleSetError(message)

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
    for name in _FIELDS:
        if name in _MAY_BE_MISSING and not (folder / name).exists():
            continue
        raw = _read(folder / name)
        digest.update(name.encode() + b"\x00" + raw + b"\x00")
        merged |= _mapping(folder / name, raw)
    try:
        rule_set = RuleSet.model_validate(merged | {"digest": digest.hexdigest()}, extra="forbid")
    except ValidationError as error:
        raise RuleSetError("; ".join(_located(folder, merged, error))) from None
    faults = [f"{fault.file}: {fault.text}" for fault in faults_of(rule_set)]
    if rule_set.rule_set != folder.name:
        faults.append(f"rule_set.yaml: rule_set: must be the folder's name, {folder.name}")
    if faults:
        raise RuleSetError("; ".join(f"{folder.name}/{fault}" for fault in faults))
    return rule_set


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path.parent.name}/{path.name}: cannot be read ({error.strerror}); add it"
        raise RuleSetError(message) from None


def _mapping(path: Path, raw: bytes) -> dict[str, Any]:
    place = f"{path.parent.name}/{path.name}"
    try:
        content = load_strictly(raw)
    except ValueError as error:
        message = f"{place}: is not YAML: {error}"
        raise RuleSetError(message) from None
    if not isinstance(content, dict):
        message = f"{place}: must be a mapping of fields"
        raise RuleSetError(message)
    fields = {str(field): value for field, value in cast("dict[object, Any]", content).items()}
    for field in fields:
        if field not in _FIELDS[path.name]:
            message = f"{place}: {field}: is not a field of this file; it has {', '.join(_FIELDS[path.name])}"
            raise RuleSetError(message)
    return fields


def _located(folder: Path, content: dict[str, Any], error: ValidationError) -> Iterator[str]:
    """Name file, entry and field of each fault; entries of a list by their own name, not by number."""
    for fault in error.errors():
        field = str(fault["loc"][0])
        file = next((name for name, fields in _FIELDS.items() if field in fields), "rule_set.yaml")
        text = fault["msg"].removeprefix("Value error, ")
        yield f"{folder.name}/{file}: {'.'.join(_path(content, fault['loc']))}: {text}"


def _path(content: Any, location: tuple[int | str, ...]) -> Iterator[str]:  # noqa: ANN401 - any YAML
    for step in location:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            content = None
        yield _name_of_entry(content, step) if isinstance(step, int) else step


def _name_of_entry(entry: Any, number: int) -> str:  # noqa: ANN401 - any YAML
    if isinstance(entry, dict):
        named = cast("dict[str, Any]", entry)
        return str(named.get("code") or named.get("body") or named.get("level") or number)
    return str(number)
