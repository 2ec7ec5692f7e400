"""What a witness remembers: for each log the checkpoint that it cosigned last, one file each.

A file holds the note with the witness's own cosignature, so a file that was damaged, exchanged or written
by hand is noticed. What cannot be noticed is an older file put in place of a newer one: never restore this
folder from a backup while the newer one can still be had.
"""

import os
from hashlib import sha256
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from adapters.ed25519 import verify
from domain.checkpoints import CheckpointText, parse_checkpoint
from domain.errors import VinhDanhError
from domain.notes import Note, NoteError, NoteKey, parse_note, verified


class WitnessStateError(VinhDanhError):
    """The state cannot be used; the text says what to do."""


class WitnessState:
    """The folder of one witness, which it holds alone while it runs."""

    def __init__(self, folder: Path, key: NoteKey) -> None:
        """Take the folder, made if it is not there, for the witness with this key.

        Raises:
            WitnessStateError: another process has it, or it cannot be written.
        """
        self._folder, self._key = folder, key
        self._latest: dict[str, Note] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = FileLock(folder / ".lock", timeout=0)
            self._lock.acquire()
        except Timeout:
            message = (
                f"another witness works on {folder}; stop it first, or name another WITNESS_STATE_FOLDER"
            )
            raise WitnessStateError(message) from None
        except OSError as error:
            message = f"{folder} cannot be written ({error.strerror}); name another WITNESS_STATE_FOLDER"
            raise WitnessStateError(message) from None

    def latest(self, origin: str) -> Note | None:
        """Return the note that was cosigned last for a log, None when there is none.

        Raises:
            WitnessStateError: what is kept is not what this witness cosigned for this log.
        """
        if origin not in self._latest and self._file(origin).exists():
            self._latest[origin] = self._read(origin)
        return self._latest.get(origin)

    def checkpoint(self, origin: str) -> CheckpointText | None:
        """Return what that note says; raises as `latest`."""
        note = self.latest(origin)
        return parse_checkpoint(note.text) if note else None

    def keep(self, note: Note) -> None:
        """Keep a cosigned note in place of the one before; it is on the disk when this returns.

        Raises:
            OSError: it could not be written, and what was there before still is.
        """
        origin = parse_checkpoint(note.text).origin
        file = self._file(origin)
        new = file.with_suffix(".new")
        with new.open("w", encoding="utf-8", newline="") as written:
            written.write(str(note))
            written.flush()
            os.fsync(written.fileno())
        new.replace(file)
        _flush_folder(self._folder)
        self._latest[origin] = note

    def __enter__(self) -> Self:
        """Hold the folder."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self._lock.release()

    def _file(self, origin: str) -> Path:
        return self._folder / f"{sha256(origin.encode()).hexdigest()}.checkpoint"

    def _read(self, origin: str) -> Note:
        file = self._file(origin)
        try:
            note = parse_note(file.read_bytes().decode())
            verified(note, [self._key], verify)
            if parse_checkpoint(note.text).origin == origin:
                return note
        except (OSError, UnicodeDecodeError, NoteError):
            pass
        message = (
            f"{file} is not what this witness cosigned for {origin!r}; restore the newest copy of it, "
            "or the key that belongs to it"
        )
        raise WitnessStateError(message)


def _flush_folder(folder: Path) -> None:
    """Make a renaming last: until its folder is flushed, a crash may undo it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
