"""Checkpoints outside the database: one file each, for auditors to take away and for backups to hold."""

from pathlib import Path

from adapters.safe_files import replace_whole
from schemas.seal import Checkpoint

LATEST = "latest.txt"
_SIZES_A_FOLDER = 100_000


class CheckpointFolder:
    """Notes as files: `latest.txt`, and one by size in folders of 100,000 sizes."""

    def __init__(self, folder: Path) -> None:
        """Write into `folder`."""
        self._folder = folder

    def holds(self, checkpoint: Checkpoint) -> bool:
        """Return whether this very note is there, with every signature that it has."""
        try:
            return self._path(checkpoint.head.size).read_text(encoding="utf-8") == checkpoint.note
        except OSError:
            return False

    def write(self, checkpoint: Checkpoint) -> None:
        """Put a note there, or put it in the place of the same one with fewer signatures."""
        replace_whole(self._path(checkpoint.head.size), checkpoint.note)
        if checkpoint.head.size >= self._latest():
            replace_whole(self._folder / LATEST, checkpoint.note)

    def _latest(self) -> int:
        """The size that the latest note names, 0 when there is none that can be read."""
        try:
            return int((self._folder / LATEST).read_text(encoding="utf-8").split("\n")[1])
        except (OSError, ValueError, IndexError):
            return 0

    def _path(self, size: int) -> Path:
        first = size // _SIZES_A_FOLDER * _SIZES_A_FOLDER
        return self._folder / f"{first:012d}" / f"{size:012d}.txt"
