"""What the sealer keeps on its own disk: the tree that it signed last, so that it never signs another."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from adapters.safe_files import replace_whole
from domain.errors import SealRefusedError
from domain.merkle import CompactRange
from schemas.text import Sha256


class SealState(BaseModel):
    """The log and the tree that was signed last, or is to be signed next; hashes are hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    log_key: str
    size: NonNegativeInt
    frontier: tuple[Sha256, ...]

    @classmethod
    def of(cls, log_key: str, tree: CompactRange) -> Self:
        """Return the state of a log whose tree is this one."""
        return cls(log_key=log_key, size=tree.size, frontier=tuple(h.hex() for h in tree.frontier))

    def tree(self) -> CompactRange:
        """Return the tree, ready to grow."""
        return CompactRange(self.size, [bytes.fromhex(each) for each in self.frontier])


class StateFile:
    """The state below a folder that nobody but the sealer writes to."""

    def __init__(self, folder: Path) -> None:
        """Keep the state in `folder`."""
        self.path = folder / "sealed.json"

    def read(self) -> SealState | None:
        """Return what was kept, None when nothing was.

        Raises:
            SealRefusedError: it cannot be read, so nobody knows what was signed.
        """
        try:
            return SealState.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            message = f"{self.path} cannot be read ({type(error).__name__}); restore it from a backup"
            raise SealRefusedError(message) from None

    def write(self, state: SealState) -> None:
        """Keep a state; it is on the disk when this returns."""
        replace_whole(self.path, state.model_dump_json(indent=1) + "\n")
