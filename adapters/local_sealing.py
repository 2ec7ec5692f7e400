"""Sealer and witness of the embedded stack, each with its keys and state in a folder of its own.

Everything is on one machine here and under one owner, so this witness only shows how it works: against the
owner of a stack it proves nothing. In production it stands in another office.
"""

import sys
from pathlib import Path
from typing import Self

from pydantic import BaseModel

from adapters.ed25519 import SigningKey
from adapters.processes import ProcessMark, free_port, spawn
from domain.notes import NoteKey, NoteType

ROOT = Path(__file__).parent.parent
LOG_ORIGIN = "vinh-danh.local/ledger"
WITNESS_NAME = "vinh-danh.local/witness"


class SealingCard(BaseModel):
    """Where sealing can be looked at, by which keys, and the two processes."""

    sealer: ProcessMark
    witness: ProcessMark
    witness_url: str
    log_key: str
    witness_key: str
    checkpoints: Path

    def restarted(self, local: "LocalSealing", environment: dict[str, str]) -> Self:
        """Start again what has died; return the card that holds now, which is this one if nothing has."""
        changes = dict[str, ProcessMark]()
        if not self.witness.alive():
            changes["witness"] = local.start_witness(int(self.witness_url.rsplit(":", 1)[1]))
        if not self.sealer.alive():
            changes["sealer"] = local.start_sealer(environment, self.witness_url)
        return self.model_copy(update=changes) if changes else self


class LocalSealing:
    """The two below the stack's folder."""

    def __init__(self, folder: Path) -> None:
        """Keep keys and states in `folder`/sealer and `folder`/witness, logs in `folder`."""
        self._folder = folder
        self._sealer, self._witness = folder / "sealer", folder / "witness"

    def start(self, environment: dict[str, str]) -> SealingCard:
        """Start both and do not wait for them: `environment` is that of the stack's processes."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        return SealingCard(
            witness=self.start_witness(port),
            sealer=self.start_sealer(environment, url),
            witness_url=url,
            log_key=self._log_key(),
            witness_key=self._witness_key(),
            checkpoints=self._folder / "checkpoints",
        )

    def start_witness(self, port: int) -> ProcessMark:
        """Start the witness at this port."""
        environment = {
            "WITNESS_LISTEN": f"127.0.0.1:{port}",
            "WITNESS_NAME": WITNESS_NAME,
            "WITNESS_KEY_FILE": str(self._witness / "witness.key"),
            "WITNESS_STATE_FOLDER": str(self._witness / "state"),
            "WITNESS_LOGS": self._log_key(),
        }
        return self._spawn("witness", environment)

    def start_sealer(self, environment: dict[str, str], witness_url: str) -> ProcessMark:
        """Start the sealer; it connects by its own role where the stack's other processes do by theirs."""
        database = environment["DATABASE_URL"].replace("vinhdanh_app@", "vinhdanh_sealer@")
        mine = {
            "DATABASE_URL": database,
            "LOG_ORIGIN": LOG_ORIGIN,
            "SEALER_KEY_FILE": str(self._sealer / "log.key"),
            "SEALER_STATE_FOLDER": str(self._sealer / "state"),
            "CHECKPOINTS_FOLDER": str(self._folder / "checkpoints"),
            "WITNESS_URL": witness_url,
            "WITNESS_KEY": self._witness_key(),
        }
        return self._spawn("sealer", environment | mine)

    def _spawn(self, program: str, environment: dict[str, str]) -> ProcessMark:
        command = [sys.executable, str(ROOT / f"{program}.py")]
        return spawn(command, log=self._folder / f"{program}.log", environment=environment, folder=ROOT)

    def _log_key(self) -> str:
        return _vkey(LOG_ORIGIN, NoteType.LOG, self._sealer / "log.key")

    def _witness_key(self) -> str:
        return _vkey(WITNESS_NAME, NoteType.COSIGNATURE, self._witness / "witness.key")


def _vkey(name: str, kind: NoteType, key_file: Path) -> str:
    return str(NoteKey(name, kind, SigningKey.read_or_make(key_file).public))
