"""deploy/witness: what another office runs, as closed as the rest, with all that witness.py reads."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from adapters.settings import WitnessSettings
from tests.unit.deploy.shape import DEPLOY, PROJECT, ROOT, SERVICES, copied_into_image

FOLDER = DEPLOY / "witness"
FILE = FOLDER / "docker-compose.yml"
WITNESS: dict[str, Any] = yaml.safe_load(FILE.read_bytes())["services"]["witness"]


def test_the_file_follows_the_compose_specification() -> None:
    """A misspelt key fails here and not in the other office."""
    schema = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(
        [sys.executable, *schema, str(FILE)], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_it_runs_what_is_in_the_image_of_this_version() -> None:
    """The other office builds what this office does."""
    assert WITNESS["image"] == f"vinh-danh:{PROJECT['project']['version']}"
    assert (FOLDER / WITNESS["build"]).resolve() == ROOT
    assert WITNESS["command"][1] == WITNESS["healthcheck"]["test"][2] == "witness.py"
    assert "witness.py" in copied_into_image()


@pytest.mark.parametrize("key", ["read_only", "tmpfs", "cap_drop", "security_opt", "init", "logging"])
def test_it_is_as_confined_as_a_worker(key: str) -> None:
    """Whoever breaks into it gains no privilege and changes nothing but its own state."""
    assert WITNESS[key] == SERVICES["worker"][key]


def test_it_keeps_what_it_must_in_its_volume_and_listens_on_this_host_only() -> None:
    """Key and state outlive the container, which cannot write elsewhere; a proxy stands before the port."""
    (volume,) = WITNESS["volumes"]
    folder = volume.partition(":")[2]
    created = re.findall(r"mkdir --mode=0700 (\S+)", (ROOT / "Dockerfile").read_text())

    assert created == [folder]
    for name in ("WITNESS_KEY_FILE", "WITNESS_STATE_FOLDER"):
        assert WITNESS["environment"][name].startswith(f"{folder}/")
    assert [port for port in WITNESS["ports"] if not port.startswith("127.0.0.1:")] == []


def test_it_is_told_everything_and_nothing_else() -> None:
    """Each setting has its line; what an office must choose is asked for, and the example names it."""
    known = {str(field.alias) for field in WitnessSettings.model_fields.values()}
    used = re.findall(r"\$\{([A-Z_]+)", FILE.read_text())
    named = re.findall(r"^([A-Z_]+)=$", (FOLDER / ".env.example").read_text(), re.MULTILINE)

    assert set(WITNESS["environment"]) == known
    assert sorted(set(used)) == sorted(named)
    assert {"WITNESS_NAME", "WITNESS_LOGS"} <= set(re.findall(r"\$\{([A-Z_]+):\?", FILE.read_text()))


def test_it_does_not_stand_on_the_ledgers_host() -> None:
    """The shape of the ledger's host has no witness: it would vouch for whoever runs that host."""
    assert [service for service in SERVICES if "witness" in service] == []
