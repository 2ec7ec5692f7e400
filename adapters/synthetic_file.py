"""The file of synthetic cases: read whole and checked, and its rules written where a worker reads them."""

import shutil
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from adapters.rule_files import rules_folder
from adapters.strict_yaml import load_strictly
from domain.errors import VinhDanhError
from schemas.synthetic import SyntheticCases


class SyntheticFileError(VinhDanhError):
    """The file of synthetic cases is missing or wrong."""


def read_cases(path: Path) -> SyntheticCases:
    """Read the file.

    Raises:
        SyntheticFileError: it is missing or wrong; the text names the file and the first fault.
    """
    try:
        return SyntheticCases.model_validate(load_strictly(path.read_bytes()))
    except OSError as error:
        message = f"{path.name}: cannot be read ({error.strerror}); add it"
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        message = f"{path.name}: {place}: {fault['msg'].removeprefix('Value error, ')}"
    except ValueError as error:
        message = f"{path.name}: is not YAML: {error}"
    raise SyntheticFileError(message)


def write_rules(cases: SyntheticCases, folder: Path) -> None:
    """Put the rules of this project and the synthetic ones into a new folder for servers of their own."""
    shutil.copytree(rules_folder(), folder)
    own = folder / cases.dossier.rule_set
    own.mkdir()
    _write(own / "rule_set.yaml", cases.rules.rule_set)
    for part in ("levels", "bodies", "procedures", "awards"):
        _write(own / f"{part}.yaml", {part: getattr(cases.rules, part)})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
