"""A real Temporal server: the development server of the `temporal` command, with its database in a file."""

import shutil
import subprocess
import time
from pathlib import Path

from adapters.local_postgres import EmbeddedServerError, tools_environment
from adapters.processes import ProcessMark, free_port, spawn
from schemas.names import SEARCH_ATTRIBUTE_TYPES

_WAIT_SECONDS = 60
_START_TRIES = 3
_RETENTION = "3650d"
_MOVABLE_CLOCKS = ("frontend.WorkflowTimeSkippingEnabled=true", "system.workflowTimeSkippingEnabled=true")
"""What lets a client move the clock of one workflow; servers differ in the name they know."""


class LocalTemporal:
    """One development server with its database below `folder`. It picks free ports at every start."""

    def __init__(self, folder: Path, *, movable_clocks: bool = False) -> None:
        """Keep the server's database in `folder`; clients may move clocks only where that is asked for."""
        self._folder = folder.resolve()
        self._settings = _MOVABLE_CLOCKS if movable_clocks else ()
        self._log = self._folder / "temporal.log"
        self.port = 0
        self.ui_port = 0

    @property
    def address(self) -> str:
        """Where clients connect."""
        return f"127.0.0.1:{self.port}"

    @property
    def ui(self) -> str:
        """Where a browser looks."""
        return f"http://127.0.0.1:{self.ui_port}"

    def start(self, *, port: int | None = None, ui_port: int | None = None) -> ProcessMark:
        """Start the server and wait until it answers; give ports only to restart it where it was.

        Raises:
            EmbeddedServerError: it does not start; the log says why.
        """
        for _ in range(_START_TRIES):
            # A port that was free a moment ago can be taken by the time the server listens there.
            self.port, self.ui_port = port or free_port(), ui_port or free_port()
            mark = spawn(self._command(), log=self._log, environment=tools_environment(), folder=self._folder)
            if self._comes_up(mark):
                self._keep_histories()
                return mark
            mark.stop()
        message = f"Temporal does not start; read {self._log}"
        raise EmbeddedServerError(message)

    def _comes_up(self, mark: ProcessMark) -> bool:
        """Wait until the server itself answers, not another in its place; False when it has died."""
        deadline = time.monotonic() + _WAIT_SECONDS
        while mark.alive() and time.monotonic() < deadline:
            if mark.listens_on(self.port) and self._answers():
                return True
            time.sleep(0.1)
        return False

    def _command(self) -> list[str]:
        registered = [f"--search-attribute={name}={kind}" for name, kind in SEARCH_ATTRIBUTE_TYPES.items()]
        return [
            temporal_cli(), "server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn",
            "--port", str(self.port), "--ui-port", str(self.ui_port),
            "--db-filename", str(self._folder / "temporal.db"),
            # The default journal costs nearly half the throughput.
            "--sqlite-pragma", "journal_mode=wal",
            *registered,
            *(f"--dynamic-config-value={setting}" for setting in self._settings),
        ]  # fmt: skip

    def _keep_histories(self) -> None:
        """Keep closed histories for years: by default the server drops them after a day."""
        self._ask("operator", "namespace", "update", "--namespace", "default", "--retention", _RETENTION)

    def _answers(self) -> bool:
        return self._ask("operator", "cluster", "health")

    def _ask(self, *words: str) -> bool:
        command = [temporal_cli(), *words, "--address", self.address]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def temporal_cli() -> str:
    """Return the path of the `temporal` command: the one on PATH, or the one installed beside Python."""
    found = shutil.which("temporal") or shutil.which("temporal", path=tools_environment()["PATH"])
    if found is None:
        message = 'there is no "temporal" command; run the make target again, which installs it'
        raise EmbeddedServerError(message)
    return found
