"""A real witness process for tests."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from domain.notes import NoteKey

ROOT = Path(__file__).parents[1]


class WitnessProcess:
    """`witness.py` on a free port, with its key and state in a folder that outlives it."""

    def __init__(self, folder: Path, logs: Sequence[NoteKey]) -> None:
        """Start it and wait until it listens; it trusts these logs."""
        self.environment = {
            "WITNESS_NAME": "archive.example/w1",
            "WITNESS_KEY_FILE": str(folder / "key"),
            "WITNESS_STATE_FOLDER": str(folder / "state"),
            "WITNESS_LOGS": "\n".join(map(str, logs)),
            "WITNESS_LISTEN": "127.0.0.1:0",
        }
        self._process = subprocess.Popen(
            [sys.executable, "witness.py"],
            cwd=ROOT,
            env=os.environ | self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        listening = self.next_line()
        self.key = NoteKey.parse(listening["vkey"])
        self.address = f"{listening['host']}:{listening['port']}"
        self.url = f"http://{self.address}"

    def next_line(self) -> dict[str, Any]:
        """Return the next line of its log, once it is there."""
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        assert line, f"the witness ended with {self._process.wait()}"
        return json.loads(line)

    def line_with(self, **fields: str) -> dict[str, Any]:
        """Return the next line that has these fields, passing over others."""
        line = self.next_line()
        while not fields.items() <= line.items():
            line = self.next_line()
        return line

    def kill(self) -> None:
        """End it as a crash does."""
        self._process.kill()
        self._close()

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        self._process.terminate()
        return self._close()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, if it runs."""
        if self._process.poll() is None:
            self.stop()

    def _close(self) -> int:
        assert self._process.stderr is not None
        code = self._process.wait(20)
        self._process.stderr.close()
        return code
