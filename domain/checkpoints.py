"""Checkpoints: the signed notes by which a log commits to its tree (C2SP tlog-checkpoint).

The text of one is three lines: the origin, which names the log; the tree's size in decimal without leading
zeroes; its root (RFC 9162) in base64. Further lines (extensions) are refused: C2SP advises against them, and
nobody could check what they say.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from domain.merkle import HASH_BYTES
from domain.notes import (
    MAX_NUMBER,
    NoteError,
    NoteKey,
    NoteType,
    Signed,
    Verify,
    decoded,
    parse_note,
    verified,
)

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class CheckpointText:
    """What a checkpoint says: which log, how many leaves, which root (32 bytes); `str()` is the text."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """Return the text that is signed, newline included."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint whose log's signature holds, and every trusted signature on it."""

    checkpoint: CheckpointText
    signed: tuple[Signed, ...]

    @property
    def cosigned(self) -> tuple[Signed, ...]:
        """What trusted witnesses signed."""
        return tuple(one for one in self.signed if one.key.kind is NoteType.COSIGNATURE)


def parse_checkpoint(text: str) -> CheckpointText:
    """Read the text of a checkpoint.

    Raises:
        NoteError: it is none, to the letter.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:  # noqa: PLR2004 - three lines, each with its newline
        message = "a checkpoint is three lines: origin, size and root; fetch it again, whole"
        raise NoteError(message)
    return CheckpointText(lines[0], parse_size(lines[1]), parse_hash(lines[2]))


def parse_size(number: str) -> int:
    """Read a tree's size: decimal, no leading zeroes, below 2**63.

    Raises:
        NoteError: it is none.
    """
    if not _NUMBER.fullmatch(number) or int(number) > MAX_NUMBER:
        message = (
            "the size of a tree in it is no decimal number without leading zeroes; fetch it again, whole"
        )
        raise NoteError(message)
    return int(number)


def parse_hash(line: str) -> bytes:
    """Read one hash in base64, as a line of a checkpoint or of a proof.

    Raises:
        NoteError: it is none.
    """
    found = decoded(line, "a hash in it")
    if len(found) != HASH_BYTES:
        message = "a hash in it has not 32 bytes; fetch it again, whole"
        raise NoteError(message)
    return found


def opened(note: str, keys: Sequence[NoteKey], verify: Verify) -> Opened:
    """Read a checkpoint that must be signed by one of these keys as the log of its origin.

    `keys` holds keys of logs, each named as its origin, and of witnesses. How many witnesses are enough is
    for the caller to say: look at `cosigned`.

    Raises:
        NoteError: it is no checkpoint, its log has not signed it, or a trusted key's line does not hold.
    """
    parsed = parse_note(note)
    checkpoint = parse_checkpoint(parsed.text)
    signed = verified(parsed, keys, verify)
    if not any(one.key.kind is NoteType.LOG and one.key.name == checkpoint.origin for one in signed):
        message = (
            f"the checkpoint is not signed by the log {checkpoint.origin!r} that it names; do not use it"
        )
        raise NoteError(message)
    return Opened(checkpoint, signed)
