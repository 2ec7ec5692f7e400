"""The deployment files, read once for all tests of this folder."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DEPLOY = ROOT / "deploy"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE_FILE.read_bytes())["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def locked(lock: str) -> dict[str, str]:
    """Return the packages of a lock file and their versions."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE))


def repository_and_tag(service: str) -> tuple[str, str]:
    """Return what a service's image is called and its tag, which is empty if none is said."""
    repository, _, tag = str(SERVICES[service]["image"]).partition(":")
    return repository, tag


def environment(service: str) -> dict[str, str]:
    """Return the environment of a service, as it is written."""
    return SERVICES[service].get("environment", {})


def bind_mounts(service: str) -> list[tuple[str, str]]:
    """Return what a service mounts from this repository, with the rest of each line (target and mode)."""
    volumes: list[str] = SERVICES[service].get("volumes", [])
    split = (volume.partition(":") for volume in volumes)
    return [(source, rest) for source, _, rest in split if source.startswith(".")]


def depends_on(service: str) -> dict[str, str]:
    """Return what a service waits for and the condition it waits for."""
    waits: dict[str, dict[str, str]] = SERVICES[service].get("depends_on", {})
    return {name: wait["condition"] for name, wait in waits.items()}


def dockerfile() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, each with its arguments on one line."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    words = [line.partition(" ") for line in lines]
    return [(instruction, " ".join(arguments.split())) for instruction, _, arguments in words]


def copied_into_image() -> list[str]:
    """Return what the Dockerfile copies from this repository."""
    copies = [arguments.split() for instruction, arguments in dockerfile() if instruction == "COPY"]
    return [source.rstrip("/") for words in copies if "--from" not in words[0] for source in words[:-1]]
