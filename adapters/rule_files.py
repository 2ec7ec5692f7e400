"""Rule sets from their folders: one folder a rule set, four to seven YAML files, validated on load."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from adapters.strict_yaml import load_strictly
from domain.errors import RuleSetError
from domain.rule_check import Fault, faults_of
from domain.working_days import VIETNAM_TIME
from schemas.rules import RuleSet

RULES_FOLDER = Path(__file__).parent.parent / "rules"
"""The rules that are shipped with the project."""
_LOCAL = "local_awards.yaml"
"""Where an office writes awards of its own, in the format of awards.yaml."""
_FIELDS = {
    "rule_set.yaml": (
        "rule_set",
        "name_vi",
        "name_en",
        "valid_from",
        "valid_to",
        "resubmission",
        "objection",
        "unsigned_levels",
    ),
    "levels.yaml": ("levels",),
    "bodies.yaml": ("bodies",),
    "awards.yaml": ("awards",),
    _LOCAL: ("awards",),
    "procedures.yaml": ("procedures",),
    "windows.yaml": ("windows",),
}
"""Which file holds which field, so that no file can change what another says; local awards are added."""
_MAY_BE_MISSING = frozenset({_LOCAL, "procedures.yaml", "windows.yaml"})
_NAMES = ("code", "body", "level", "condition")
"""The fields by which an entry of a list is named to a person."""


def rules_folder() -> Path:
    """Return the folder that the environment variable RULES_FOLDER names, else that of the project.

    Workers and the command line read it alike, so that both go by the same rules.
    """
    return Path(os.environ.get("RULES_FOLDER") or RULES_FOLDER)


class RuleSetFaults(RuleSetError):  # noqa: N818 - it carries all of them
    """Everything that is wrong with one rule set, a line each."""

    def __init__(self, *faults: str) -> None:
        """Say all faults in one line."""
        super().__init__("; ".join(faults))
        self.faults = faults


class RuleFiles:
    """`activities.ports.RuleBook`: all rule sets below one folder, read once."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read and check every rule set below `folder`, by default the one of `rules_folder`.

        Raises:
            RuleSetError: a file is missing or wrong, or two rule sets are in force on one day; the text
                names file and field.
        """
        place = rules_folder() if folder is None else folder
        self.rule_sets = tuple(read_rule_set(path.parent) for path in sorted(place.glob("*/rule_set.yaml")))
        if not self.rule_sets:
            raise RuleSetError(_no_rule_set(place))
        for text in faults_between(self.rule_sets):
            raise RuleSetError(text)
        self.texts = {each.rule_set: text_of_rule_set(place / each.rule_set) for each in self.rule_sets}

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


def faults_between(rule_sets: Sequence[RuleSet]) -> Iterator[str]:
    """Return where two rule sets are in force on one day, each with its file and field."""
    for one, other in pairwise(sorted(rule_sets, key=lambda rule_set: rule_set.valid_from)):
        if one.valid_to is None or one.valid_to >= other.valid_from:
            yield f"{other.rule_set}/rule_set.yaml: valid_from: {one.rule_set} is still in force then"


def check_folder(folder: Path) -> tuple[tuple[RuleSet, ...], tuple[str, ...]]:
    """Return the rule sets below a folder that are in order, and everything that is wrong with any of them.

    A folder counts as a rule set's if it holds any of a rule set's files; `folder` may be one itself.
    """
    sets, faults = list[RuleSet](), list[str]()
    for place in _folders_of_sets(folder):
        try:
            sets.append(read_rule_set(place))
        except RuleSetFaults as error:
            faults += error.faults
    if not sets and not faults:
        faults.append(_no_rule_set(folder))
    return tuple(sets), (*faults, *faults_between(sets))


def read_rule_set(folder: Path) -> RuleSet:
    """Read one rule set.

    Raises:
        RuleSetFaults: a file is missing, is not YAML, or has a wrong field; or the parts do not fit.
    """
    files = _files(folder)
    digest = sha256(_one_text((name, raw) for name, raw, _ in files))
    merged, local = _merged(folder, {name: fields for name, _, fields in files})
    try:
        rule_set = RuleSet.model_validate(merged | {"digest": digest.hexdigest()}, extra="forbid")
    except ValidationError as error:
        raise RuleSetFaults(*_located(folder, merged, local, error)) from None
    faults = [f"{_file_of(fault, local)}: {fault.text}" for fault in faults_of(rule_set)]
    if rule_set.rule_set != folder.name:
        faults.append(f"rule_set.yaml: rule_set: must be the folder's name, {folder.name}")
    if faults:
        raise RuleSetFaults(*(f"{folder.name}/{fault}" for fault in faults))
    return rule_set


def text_of_rule_set(folder: Path) -> bytes:
    """Return the files of a rule set as one text, whose SHA-256 is the digest that routes name.

    Each file is its name, a zero byte, its bytes and a zero byte; no YAML holds such a byte.

    Raises:
        RuleSetError: one of them cannot be read.
    """
    names = (name for name in _FIELDS if name not in _MAY_BE_MISSING or (folder / name).exists())
    return _one_text((name, _read(folder / name)) for name in names)


def _one_text(files: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(name.encode() + b"\x00" + raw + b"\x00" for name, raw in files)


def _files(folder: Path) -> list[tuple[str, bytes, dict[str, Any]]]:
    """Return the files of a rule set, each with its bytes and fields.

    Raises:
        RuleSetFaults: one of them cannot be read, or is no mapping of its own fields.
    """
    found, faults = list[tuple[str, bytes, dict[str, Any]]](), list[str]()
    for name in _FIELDS:
        if name in _MAY_BE_MISSING and not (folder / name).exists():
            continue
        try:
            raw = _read(folder / name)
            found.append((name, raw, _mapping(folder / name, raw)))
        except RuleSetError as error:
            faults.append(str(error))
    if faults:
        raise RuleSetFaults(*faults)
    return found


def _merged(folder: Path, files: Mapping[str, dict[str, Any]]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return all fields, the local awards after the others, and the codes of the local awards.

    Raises:
        RuleSetFaults: the local awards are no list, or one of them has the code of another award.
    """
    fields = {field: value for name, each in files.items() if name != _LOCAL for field, value in each.items()}
    if _LOCAL not in files:
        return fields, ()
    general, own = _awards_in(fields), _awards_in(files[_LOCAL])
    if own is None:
        message = f"{folder.name}/{_LOCAL}: awards: must be a list"
        raise RuleSetFaults(message)
    codes = [_name_of_entry(award, number) for number, award in enumerate(own)]
    taken = {_name_of_entry(award, -1) for award in general or ()}
    faults = [
        f"{folder.name}/{_LOCAL}: {code}: is an award already; give it another code"
        for number, code in enumerate(codes)
        if code in taken or code in codes[:number]
    ]
    if faults:
        raise RuleSetFaults(*faults)
    return fields if general is None else fields | {"awards": general + own}, tuple(codes)


def _awards_in(fields: Mapping[str, Any]) -> list[Any] | None:
    """Return the list of awards in a file's fields, or None where there is none."""
    awards = fields.get("awards")
    return cast("list[Any]", awards) if isinstance(awards, list) else None


def _file_of(fault: Fault, local: Sequence[str]) -> str:
    """Return the file that a fault is in: an office's own awards have a file of their own."""
    own = fault.file == "awards.yaml" and fault.text.partition(".")[0] in local
    return _LOCAL if own else fault.file


def _folders_of_sets(folder: Path) -> list[Path]:
    """Return the folders of rule sets; one that is given as `folder/..` or `.` still has its name."""
    whole = folder.resolve()
    if any((whole / name).exists() for name in _FIELDS):
        return [whole]
    return sorted({path.parent for name in _FIELDS for path in whole.glob(f"*/{name}")})


def _no_rule_set(folder: Path) -> str:
    return f"there is no rule set in {folder}; each is a folder with {', '.join(_FIELDS)}"


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


def _located(
    folder: Path, content: dict[str, Any], local: Sequence[str], error: ValidationError
) -> Iterator[str]:
    """Name file, entry and field of each fault; entries of a list by their own name, not by number."""
    for fault in error.errors():
        field = str(fault["loc"][0])
        file = next((name for name, fields in _FIELDS.items() if field in fields), "rule_set.yaml")
        place = tuple(_path(content, fault["loc"]))
        if place[:1] == ("awards",) and set(place[1:2]) & set(local):
            file = _LOCAL
        text = fault["msg"].removeprefix("Value error, ")
        yield f"{folder.name}/{file}: {'.'.join(place)}: {text}"


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
        return str(next((named[field] for field in _NAMES if named.get(field)), number))
    return str(number)
