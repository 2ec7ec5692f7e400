"""Signed notes as C2SP defines them: the text form of what logs and witnesses sign.

Exactly these are written and read; anything else is refused:

- signed-note: UTF-8 without control characters but the newline; a text that ends in a newline, an empty line,
  then signature lines `— <key name> base64(key id, 4 bytes | signature)`.
- vkey: `<key name>+<key id, 8 hexadecimal digits>+base64(type | public key)`, where the key id is
  SHA-256(key name | 0x0A | type | public key)[:4] and a key name has no space and no plus.
- type 0x01, by a log: Ed25519 over the text.
- type 0x04, by a witness (tlog-cosignature, `cosignature/v1`): POSIX seconds in 8 bytes, big-endian, then
  Ed25519 over the lines `cosignature/v1` and `time <seconds>` followed by the text.

Base64 is RFC 4648 §4 with padding, in its one canonical spelling. A note says nothing until `verified` (or
`domain.checkpoints.opened`) has found on it a signature by a key that the reader trusts beforehand.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Self

from domain.errors import VinhDanhError

MAX_NOTE = 64 * 1024
"""A longer note (in characters) is refused unread; one with the 16 signatures C2SP asks for is far below."""

Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether, for (public key, message, signature), the signature is right; never raises."""

Sign = Callable[[bytes], bytes]
"""Returns the 64 bytes of the Ed25519 signature over a message."""

MAX_NUMBER = 2**63 - 1
"""The largest size of a tree and the latest time that C2SP allows."""

_PUBLIC_BYTES = 32
_ED25519_BYTES = 64
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_DASH = "\N{EM DASH} "


class NoteError(VinhDanhError):
    """A note, checkpoint or vkey is not in its form, or not signed by whom it must be."""


class NoteType(IntEnum):
    """The kinds of signature, by the byte that C2SP assigns to each."""

    LOG = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key with the name and the kind under which it signs notes; `str()` is its vkey."""

    name: str
    kind: NoteType
    public: bytes

    def __post_init__(self) -> None:
        """Refuse a name or key that C2SP does not allow; raises NoteError."""
        if not _is_name(self.name) or len(self.public) != _PUBLIC_BYTES:
            message = f"{self.name!r} is no name of a key (no spaces, no plus), or the key has not 32 bytes"
            raise NoteError(message)

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read a vkey.

        Raises:
            NoteError: it is none, or its parts do not belong together.
        """
        name, _, rest = vkey.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        material = decoded(encoded, "the key in a vkey")
        if material[0] not in tuple(NoteType):
            message = f"the vkey of {name!r} is of a kind that is not used here; 1 and 4 are"
            raise NoteError(message)
        key = cls(name, NoteType(material[0]), material[1:])
        if key_id != key.key_id.hex():
            message = f"the vkey of {name!r} names another key id than its key has; copy it again, whole"
            raise NoteError(message)
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name the key; they identify and do not protect."""
        return sha256(self.name.encode() + b"\n" + self._material).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        """Return the vkey."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self._material).decode()}"

    @property
    def _material(self) -> bytes:
        return bytes([self.kind]) + self.public


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line; `blob` is what follows the key id."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        """Return the line, newline included."""
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, newline included, and the signature lines under it; `str()` is the note."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        """Return the note as it is kept and exported."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def with_signatures(self, *more: NoteSignature) -> "Note":
        """Return the note with these lines added where they are not there yet."""
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


@dataclass(frozen=True, slots=True)
class Signed:
    """That a trusted key signed; `at` is a witness's time in POSIX seconds, None for a log."""

    key: NoteKey
    at: int | None


def parse_note(note: str) -> Note:
    """Read a signed note.

    Raises:
        NoteError: it is none, to the letter.
    """
    if len(note) > MAX_NOTE or any(_is_forbidden(character) for character in note):
        message = (
            "a signed note has at most 65,536 characters, none of them a control character; fetch it again"
        )
        raise NoteError(message)
    text, found, lines = note.rpartition("\n\n")
    if not found or not text or not lines.endswith("\n"):
        message = "a signed note is a text, an empty line, and signature lines; fetch it again, whole"
        raise NoteError(message)
    return Note(text + "\n", parse_signatures(lines))


def parse_signatures(lines: str) -> tuple[NoteSignature, ...]:
    """Read signature lines, as a note ends with and as a witness answers.

    Raises:
        NoteError: one is not in its form, or there is none.
    """
    if not lines.endswith("\n"):
        message = "signature lines end in a newline; fetch them again, whole"
        raise NoteError(message)
    return tuple(_signature(line) for line in lines[:-1].split("\n"))


def log_signature(text: str, key: NoteKey, sign: Sign) -> NoteSignature:
    """Return a log's signature (type 0x01) over a text."""
    return NoteSignature(key.name, key.key_id, sign(text.encode()))


def cosignature(text: str, key: NoteKey, at: int, sign: Sign) -> NoteSignature:
    """Return a witness's signature (type 0x04) over a checkpoint's text, `at` in POSIX seconds."""
    return NoteSignature(key.name, key.key_id, at.to_bytes(_TIME_BYTES, "big") + sign(_cosigned(text, at)))


def verified(note: Note, keys: Sequence[NoteKey], verify: Verify) -> tuple[Signed, ...]:
    """Return which of these keys signed the note; lines by other keys are ignored.

    Raises:
        NoteError: none of them did, or a line in the name of one of them does not hold.
    """
    known = {(key.name, key.key_id): key for key in keys}
    lines = [(known.get((line.name, line.key_id)), line) for line in note.signatures]
    signed = tuple(_checked(note.text, key, line, verify) for key, line in lines if key)
    if not signed:
        message = "the note is not signed by a key that is trusted here; ask who it is from for their vkey"
        raise NoteError(message)
    return tuple(dict.fromkeys(signed))


def decoded(encoded: str, what: str) -> bytes:
    """Read base64 in its one spelling: decoders let pass others, by which a note could be changed unseen.

    Raises:
        NoteError: `what` is not in it, or is empty.
    """
    try:
        found = b64decode(encoded, validate=True)
    except ValueError:
        found = b""
    if not found or b64encode(found).decode() != encoded:
        message = f"{what} is not in base64; fetch it again, whole"
        raise NoteError(message)
    return found


def _checked(text: str, key: NoteKey, line: NoteSignature, verify: Verify) -> Signed:
    at, signature, message = None, line.blob, text.encode()
    if key.kind is NoteType.COSIGNATURE:
        at, signature = int.from_bytes(line.blob[:_TIME_BYTES], "big"), line.blob[_TIME_BYTES:]
        message = _cosigned(text, at)
    timely = at is None or at <= MAX_NUMBER
    if not timely or len(signature) != _ED25519_BYTES or not verify(key.public, message, signature):
        refusal = f"the signature by {key.name!r} on the note does not hold; the note was changed"
        raise NoteError(refusal)
    return Signed(key, at)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not _is_name(name):
        message = "a signature line is a dash, the name of a key, and base64; fetch the note again, whole"
        raise NoteError(message)
    blob = decoded(encoded, "a signature")
    if len(blob) <= _KEY_ID_BYTES:
        message = "a signature on the note is cut short; fetch the note again, whole"
        raise NoteError(message)
    return NoteSignature(name, blob[:_KEY_ID_BYTES], blob[_KEY_ID_BYTES:])


def _is_name(name: str) -> bool:
    return (
        bool(name) and "+" not in name and not any(map(_is_space, name)) and not any(map(_is_forbidden, name))
    )


def _is_space(character: str) -> bool:
    return character.isspace()


def _is_forbidden(character: str) -> bool:
    return (character < " " and character != "\n") or "\ud800" <= character <= "\udfff"
