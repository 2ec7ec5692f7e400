"""YAML that tests change by hand, by the fast parser and writer that come with PyYAML."""

from pathlib import Path
from typing import Any

import yaml


def yaml_of(path: Path) -> Any:  # noqa: ANN401 - any YAML
    """Return what a file says."""
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def without_anchors(content: object) -> Any:  # noqa: ANN401 - any YAML
    """Return a copy in which nothing is shared."""
    return yaml.load(_text(content), Loader=yaml.CSafeLoader)


def write_yaml(path: Path, content: object) -> None:
    """Write a file that says this."""
    path.write_text(_text(content), encoding="utf-8")


def _text(content: object) -> str:
    return yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True)
