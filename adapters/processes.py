"""Starting and stopping the processes of the embedded stack, each known by its id and its birth.

A process id alone may be reused by a stranger after a crash, so nothing is ever stopped by id alone.
"""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, Self

import psutil
from pydantic import BaseModel

_TERM_SECONDS = 20
_started: list["subprocess.Popen[bytes]"] = []
"""What this process has started: kept, so that Python does not warn that it outlives us, as it may."""


class ProcessMark(BaseModel):
    """What tells one process from any later one with the same id."""

    pid: int
    born: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Return the mark of a running process."""
        return cls(pid=pid, born=psutil.Process(pid).create_time())

    def alive(self) -> bool:
        """Return whether that very process still runs."""
        return self._process() is not None

    def listens_on(self, port: int) -> bool:
        """Return whether that very process takes connections on this TCP port."""
        process = self._process()
        try:
            sockets = process.net_connections(kind="tcp") if process else []
        except psutil.NoSuchProcess:
            return False
        return any(s.status == psutil.CONN_LISTEN and s.laddr.port == port for s in sockets)

    def ask_to_stop(self) -> None:
        """Ask the process to end and do not wait. Does nothing if it is gone."""
        process = self._process()
        if process is not None:
            process.terminate()

    def stop(self) -> None:
        """End the process: ask, wait, then insist. Does nothing if it is gone."""
        process = self._process()
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_TERM_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(_TERM_SECONDS)

    def _process(self) -> psutil.Process | None:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.born) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if same else None


def stop_all(*marks: ProcessMark) -> None:
    """End several processes that need not wait for each other."""
    for mark in marks:
        mark.ask_to_stop()
    for mark in marks:
        mark.stop()


def spawn(command: list[str], *, log: Path, environment: dict[str, str], folder: Path) -> ProcessMark:
    """Start a process of its own session, so that it outlives the terminal, with its output in `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            env=os.environ | environment,
            start_new_session=True,
        )
    _started[:] = [earlier for earlier in _started if earlier.poll() is None] + [process]
    return ProcessMark.of(process.pid)


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def leave(code: int) -> NoReturn:
    """End this process at once, with this exit code.

    Temporal's client has threads of its own. One that is still trying to connect calls into Python while
    Python is being taken down, which aborts the process with another code; so it is not taken down.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)
