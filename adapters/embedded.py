"""The embedded stack: real PostgreSQL and Temporal servers, worker, sealer and witness, below one folder.

State survives a restart and a crash. What runs is written down in `stack.json`, each process with its
birth, so that a later start can end what a killed one has left, and nothing else.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from adapters.keyring import FOLDER_VARIABLE
from adapters.local_postgres import EmbeddedServerError, LocalPostgres
from adapters.local_sealing import LocalSealing, SealingCard
from adapters.local_temporal import LocalTemporal
from adapters.payload_keys import KEYS_VARIABLE, ensure_keys
from adapters.person_keys import MASTER_KEY_VARIABLE, master_key_below
from adapters.processes import ProcessMark, spawn, stop_all

ROOT = Path(__file__).parent.parent
LOCAL = ROOT / ".local"


class StackCard(BaseModel):
    """What `stack.json` holds: where the servers are, and which processes belong to the stack."""

    temporal_address: str
    temporal_ui: str
    database_url: str
    postgres: ProcessMark
    temporal: ProcessMark
    worker: ProcessMark
    sealing: SealingCard | None = None
    rules_folder: Path | None = None
    payload_keys: Path | None = None
    signing_keys: Path | None = None
    person_master_key: Path | None = None

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return the card in this file, or None when there is none that can be read."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None

    def alive(self) -> bool:
        """Return whether both servers run."""
        return self.postgres.alive() and self.temporal.alive()

    def environment(self) -> dict[str, str]:
        """Return what a process needs to find the servers, and the rules that hold there."""
        rules = {"RULES_FOLDER": str(self.rules_folder)} if self.rules_folder else {}
        rules |= {KEYS_VARIABLE: str(self.payload_keys)} if self.payload_keys else {}
        rules |= {FOLDER_VARIABLE: str(self.signing_keys)} if self.signing_keys else {}
        rules |= {MASTER_KEY_VARIABLE: str(self.person_master_key)} if self.person_master_key else {}
        return rules | {
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TEMPORAL_NAMESPACE": "default",
            "DATABASE_URL": self.database_url,
        }


class EmbeddedStack:
    """One stack with all its state below `folder`."""

    def __init__(self, folder: Path, card_path: Path | None = None, *, movable_clocks: bool = False) -> None:
        """Use `folder`, and write the card to `card_path` or into it; nothing is started yet.

        `movable_clocks` are for where no real cases are: deadlines pass there when a client says so.
        """
        self.folder = folder.resolve()
        self.card_path = card_path or self.folder / "stack.json"
        self._lock = FileLock(self.folder / "lock")
        self._postgres = LocalPostgres(self.folder)
        self._temporal = LocalTemporal(self.folder, movable_clocks=movable_clocks)
        self._sealing = LocalSealing(self.folder)

    def start(self, rules_folder: Path | None = None) -> StackCard:
        """Start servers and worker on the state that is there, under rules of their own if given.

        Raises:
            EmbeddedServerError: a server does not start, or another process uses this folder.
        """
        if not self.take():
            message = f"another process runs the stack in {self.folder}; stop it, or use that one"
            raise EmbeddedServerError(message)
        self.stop_leftovers()
        postgres = self._postgres.start()
        self._postgres.migrate()
        temporal = self._temporal.start()
        card = StackCard(
            temporal_address=self._temporal.address,
            temporal_ui=self._temporal.ui,
            database_url=self._postgres.application_url(),
            postgres=postgres,
            temporal=temporal,
            worker=temporal,
            rules_folder=rules_folder,
            person_master_key=master_key_below(self.folder),
            payload_keys=ensure_keys(self.folder / "payload-keys.json"),
            signing_keys=self.folder / "keys",
        )
        started = {"worker": self.start_worker(card), "sealing": self._sealing.start(card.environment())}
        return self._write(card.model_copy(update=started))

    def take(self) -> bool:
        """Claim the folder for this process; return False when another one has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def start_worker(self, card: StackCard) -> ProcessMark:
        """Start a worker against the stack's servers."""
        command = [sys.executable, str(ROOT / "worker.py")]
        return spawn(command, log=self.folder / "worker.log", environment=card.environment(), folder=ROOT)

    def restart_dead(self, card: StackCard) -> StackCard:
        """Start again whatever has died, where it was; return the card that holds now."""
        card = self.restart_dead_server(card)
        if not card.postgres.alive():
            card = self._write(card.model_copy(update={"postgres": self._postgres.start()}))
        sealing = card.sealing and card.sealing.restarted(self._sealing, card.environment())
        if sealing is not card.sealing:
            card = self._write(card.model_copy(update={"sealing": sealing}))
        if card.worker.alive():
            return card
        return self._write(card.model_copy(update={"worker": self.start_worker(card)}))

    def restart_dead_server(self, card: StackCard) -> StackCard:
        """Start Temporal again, on the same ports, if it has died; return the card that holds now."""
        if card.temporal.alive():
            return card
        port, ui_port = (int(url.rsplit(":", 1)[1]) for url in (card.temporal_address, card.temporal_ui))
        temporal = self._temporal.start(port=port, ui_port=ui_port)
        return self._write(card.model_copy(update={"temporal": temporal}))

    def stop_leftovers(self) -> None:
        """End what an earlier run of this stack has left running."""
        card = StackCard.read(self.card_path)
        if card:
            sealing = (card.sealing.sealer, card.sealing.witness) if card.sealing else ()
            stop_all(card.worker, *sealing)
            card.temporal.stop()
        self._postgres.stop()
        self.card_path.unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop worker and servers, in this order, so that nothing is cut off; keep the state."""
        self.stop_leftovers()
        self._lock.release()

    def release(self) -> None:
        """Leave everything running for others to use."""
        self._lock.release()

    def remove(self) -> None:
        """Stop everything and forget the state."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, card: StackCard) -> StackCard:
        """Write the card in one step, so that no reader sees half of it."""
        draft = self.card_path.with_suffix(".new")
        draft.write_text(card.model_dump_json(indent=2))
        draft.replace(self.card_path)
        return card


def new_stack_beside(parent: Path) -> EmbeddedStack:
    """Return a stack for a demo in a new folder of `parent`, after removing those that nobody runs any more.

    Clocks of its workflows can be moved.

    The new folder is claimed before others may look, so that two runs at once leave each other alone.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with FileLock(parent / "lock"):
        for folder in (path for path in parent.iterdir() if path.is_dir()):
            earlier = EmbeddedStack(folder)
            if earlier.take():
                earlier.remove()
        stack = EmbeddedStack(Path(tempfile.mkdtemp(prefix="run-", dir=parent)), movable_clocks=True)
        stack.take()
    return stack
