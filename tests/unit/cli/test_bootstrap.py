"""Setting up: what is installed is not installed again, and what changed is."""

from pathlib import Path

import pytest

import bootstrap


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two locks and a `.venv` that has a Python but nothing installed yet."""
    for kind in ("embedded", "dev"):
        (tmp_path / f"requirements-{kind}.lock").write_text(f"of {kind}")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    return tmp_path


@pytest.fixture
def installs(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds that were installed; each leaves its stamp, and nothing is fetched."""
    kinds: list[str] = []

    def note(kind: str, lock: Path) -> None:
        kinds.append(kind)
        _stamp(project, kind, bootstrap.digest(lock))

    monkeypatch.setattr(bootstrap, "install", note)
    return kinds


def _stamp(project: Path, kind: str, digest: str) -> None:
    (project / ".venv" / "installed").write_text(f"{kind} {digest}")


def test_what_is_installed_is_left_alone(installs: list[str]) -> None:
    """The second `make` starts at once and needs no network."""
    codes = [bootstrap.main("dev"), bootstrap.main("dev")]

    assert [0, 0] == codes
    assert ["dev"] == installs


def test_dev_includes_embedded(installs: list[str]) -> None:
    """After `make test`, `make demo` installs nothing."""
    bootstrap.main("dev")
    bootstrap.main("embedded")

    assert ["dev"] == installs


def test_embedded_does_not_include_dev(installs: list[str]) -> None:
    """After `make demo`, `make test` still gets its tools."""
    bootstrap.main("embedded")
    bootstrap.main("dev")

    assert ["embedded", "dev"] == installs


@pytest.mark.parametrize("kind", ["embedded", "dev"])
def test_a_changed_lock_is_installed(kind: str, project: Path, installs: list[str]) -> None:
    """Whoever pulls a new lock runs with it."""
    bootstrap.main(kind)
    (project / f"requirements-{kind}.lock").write_text("newer")
    bootstrap.main(kind)

    assert [kind, kind] == installs


def test_a_stamp_without_a_python_proves_nothing(project: Path, installs: list[str]) -> None:
    """A `.venv` that was half removed is made again."""
    bootstrap.main("dev")
    (project / ".venv" / "bin" / "python").unlink()
    bootstrap.main("dev")

    assert ["dev", "dev"] == installs


def test_a_python_that_is_too_old_is_refused(
    installs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line says which version is needed, before anything is changed."""
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    code = bootstrap.main("dev")

    assert (2, []) == (code, installs)
    assert "is needed" in capsys.readouterr().err
