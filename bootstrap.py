"""Make `.venv` and install one of the locks into it; do nothing when that lock is installed already.

    python3 bootstrap.py embedded    what `make demo` and `make up` need
    python3 bootstrap.py dev         also what tests and checks need

Standard library only, because nothing is installed yet when it runs. Two runs at once wait for each other.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


def main(kind: str) -> int:
    """Install the lock called `kind` unless it is; return the exit code."""
    lock = ROOT / f"requirements-{kind}.lock"
    if sys.version_info < OLDEST_PYTHON:
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    with (ROOT / ".bootstrap.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not installed(kind, lock):
            install(kind, lock)
    return 0


def installed(kind: str, lock: Path) -> bool:
    """Return whether this very lock, or for `embedded` the larger `dev` one, was installed last."""
    stamp = VENV / "installed"
    if not (stamp.exists() and PYTHON.exists()):
        return False
    wanted = {f"{kind} {digest(lock)}"}
    if kind == "embedded":
        wanted.add(f"dev {digest(ROOT / 'requirements-dev.lock')}")
    return stamp.read_text() in wanted


def install(kind: str, lock: Path) -> None:
    """Install a lock, every package checked against its hash, with uv where it is on the path."""
    print(f"Installing {lock.name} into .venv (only when it changed) ...", file=sys.stderr)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True, clear=True)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=True)  # noqa: S603 - ours
    (VENV / "installed").write_text(f"{kind} {digest(lock)}")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except subprocess.CalledProcessError as error:
        print(
            f"Installing failed ({error.returncode}); read the lines above, then try again", file=sys.stderr
        )
        sys.exit(1)
