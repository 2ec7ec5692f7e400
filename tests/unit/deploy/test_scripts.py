"""The scripts in deploy/: in the form that the images' shells read, and in step with the code."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.names import SEARCH_ATTRIBUTE_TYPES
from tests.unit.deploy.shape import DEPLOY, environment


@pytest.mark.parametrize("script", sorted(DEPLOY.rglob("*.sh")), ids=lambda script: script.name)
def test_a_script_is_of_the_plain_shell(script: Path) -> None:
    """The images have a small shell, and a script that it cannot read fails in production only."""
    read = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)

    assert read.stderr == ""
    assert read.returncode == 0
    assert "set -eu" in script.read_text().splitlines()


def test_production_registers_the_search_attributes_that_workflows_set() -> None:
    """A workflow that sets an unregistered attribute cannot start."""
    lines = (DEPLOY / "temporal" / "search-attributes.txt").read_text().splitlines()

    assert {str(name): kind for name, kind in SEARCH_ATTRIBUTE_TYPES.items()} == dict(map(str.split, lines))


def test_the_dynamic_configuration_is_where_temporal_looks_and_in_its_form() -> None:
    """Temporal ignores a file that it does not find, and a setting that is not a list of values."""
    file = Path(environment("temporal")["DYNAMIC_CONFIG_FILE_PATH"]).name
    settings: dict[str, list[dict[str, Any]]] = yaml.safe_load((DEPLOY / "temporal" / file).read_bytes())

    assert {1} == {len(values) for values in settings.values()}
    assert {"value"} == {key for values in settings.values() for key in values[0]}
