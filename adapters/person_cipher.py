"""Sealing what is told of a person under a key of their own, kept wrapped by the installation's master key.

AES-256-GCM throughout. What is sealed says itself which key opens it: bytes as VDP1, key id, nonce and
ciphertext; text as "vdp1:{key id}:{the rest in base64url}". The nonce is a keyed hash of what is sealed: the
same text of the same person seals to the same bytes: repeats stay equal, and no nonce serves two texts.
"""

import hashlib
import hmac
import os
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import StorageUnavailableError

_MAGIC = b"VDP1"
_KEY, _NONCE, _MARK = 32, 12, 4
TOKEN = re.compile(r"vdp1:([0-9a-f]{32}):([A-Za-z0-9_-]+)")
"""A sealed text as it stands in the record."""


class MasterKeyError(StorageUnavailableError):
    """The installation's master key is missing or cannot be used."""


class LostKeyError(MasterKeyError):
    """A person's key was wrapped by another master key, or changed since."""


class PersonKey(NamedTuple):
    """A person's key: its id, and two halves that seal and that make nonces."""

    key_id: UUID
    sealing: bytes
    marking: bytes

    @classmethod
    def new(cls) -> Self:
        """Make a key from the system's randomness."""
        return cls(UUID(bytes=os.urandom(16)), os.urandom(_KEY), os.urandom(_KEY))

    def seal(self, clear: bytes) -> bytes:
        """Return these bytes sealed."""
        head = _MAGIC + self.key_id.bytes
        nonce = hmac.digest(self.marking, clear, hashlib.sha256)[:_NONCE]
        return head + nonce + AESGCM(self.sealing).encrypt(nonce, clear, head)

    def open(self, sealed: bytes) -> bytes | None:
        """Return what was sealed, None: it was changed, or sealed under another key."""
        head, nonce, rest = _parts(sealed)
        try:
            return AESGCM(self.sealing).decrypt(nonce, rest, head)
        except (InvalidTag, ValueError):
            return None


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    end = len(_MAGIC) + 16
    return sealed[:end], sealed[end : end + _NONCE], sealed[end + _NONCE :]


def key_id_of(sealed: bytes) -> UUID:
    """Return the id of the key that opens these bytes.

    Raises:
        ValueError: nothing sealed here looks like this.
    """
    if not sealed.startswith(_MAGIC) or len(sealed) < len(_MAGIC) + 16 + _NONCE:
        message = "these bytes are not sealed under a person's key"
        raise ValueError(message)
    return UUID(bytes=sealed[len(_MAGIC) : len(_MAGIC) + 16])


def token_of(sealed: bytes) -> str:
    """Return sealed bytes as text that can stand in JSON."""
    rest = urlsafe_b64encode(sealed[len(_MAGIC) + 16 :]).rstrip(b"=").decode()
    return f"vdp1:{key_id_of(sealed).hex}:{rest}"


def sealed_of(key_id: str, rest: str) -> bytes:
    """Return the sealed bytes of the two parts of a token; bytes that no key opens if it was cut."""
    padded = rest + "=" * (-len(rest) % 4)
    try:
        return _MAGIC + bytes.fromhex(key_id) + urlsafe_b64decode(padded)
    except ValueError:
        return _MAGIC + bytes.fromhex(key_id)


@dataclass(frozen=True, repr=False)
class MasterKeys:
    """The keys that wrap people's keys: the first one wraps, all of them unwrap."""

    keys: tuple[bytes, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file with one key a line, 32 bytes in base64 each, the current one first.

        Raises:
            MasterKeyError: there is none, or it holds no such keys.
        """
        try:
            lines = path.read_text(encoding="ascii").split()
            keys = tuple(b64decode(line, validate=True) for line in lines)
        except (OSError, ValueError) as error:
            raise _unusable(path, type(error).__name__) from None
        if not keys or any(len(key) != _KEY for key in keys):
            raise _unusable(path, "not 32 bytes in base64 on each line")
        return cls(keys)

    @staticmethod
    def make(path: Path) -> None:
        """Make a file with a new key, if there is none; only its owner may read it."""
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(b64encode(os.urandom(_KEY)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # whole or not at all, and never over the one that is there
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def wrap(self, key: PersonKey, subject: str) -> bytes:
        """Return a person's key as it may be stored, bound to its id and to whom it belongs."""
        nonce, master = os.urandom(_NONCE), self.keys[0]
        wrapped = AESGCM(master).encrypt(nonce, key.sealing + key.marking, _belongs(key.key_id, subject))
        return _mark(master) + nonce + wrapped

    def blind(self, number: str) -> str:
        """Return a keyed hash of a number, under the first key there ever was, so that it stays the same."""
        key = hmac.digest(self.keys[-1], b"vinh-danh identity numbers", hashlib.sha256)
        return "h1" + hmac.digest(key, number.encode(), hashlib.sha256).hex()

    def unwrap(self, key_id: UUID, subject: str, wrapped: bytes) -> PersonKey:
        """Return a person's key.

        Raises:
            LostKeyError: it was wrapped by a key that is not in the file, or changed since.
        """
        nonce, rest = wrapped[_MARK : _MARK + _NONCE], wrapped[_MARK + _NONCE :]
        for master in (key for key in self.keys if _mark(key) == wrapped[:_MARK]):
            try:
                clear = AESGCM(master).decrypt(nonce, rest, _belongs(key_id, subject))
            except (InvalidTag, ValueError):
                break
            return PersonKey(key_id, clear[:_KEY], clear[_KEY:])
        message = (
            f"no master key opens the person's key {key_id}; give the PERSON_MASTER_KEY_FILE it was made with"
        )
        raise LostKeyError(message)


def _mark(master: bytes) -> bytes:
    return hashlib.sha256(b"vinh-danh master key" + master).digest()[:_MARK]


def _belongs(key_id: UUID, subject: str) -> bytes:
    return key_id.bytes + subject.encode()


def _unusable(path: Path, why: str) -> MasterKeyError:
    message = (
        f"{path} holds no master key for personal data ({why}); restore it, or make one (docs/operations.md)"
    )
    return MasterKeyError(message)
