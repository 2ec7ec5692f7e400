"""Ed25519 keys: making, keeping, signing, verifying. Public and private keys are their 32 raw bytes."""

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.errors import VinhDanhError


class KeyFileError(VinhDanhError):
    """A key file cannot be used."""


class SigningKey:
    """A private key that stays in this process."""

    def __init__(self, private: bytes) -> None:
        """Take the 32 raw bytes of a private key."""
        self._private = Ed25519PrivateKey.from_private_bytes(private)

    @classmethod
    def new(cls) -> Self:
        """Make a key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a key from its file.

        Raises:
            KeyFileError: there is none, or it is no key.
        """
        try:
            return cls(b64decode(path.read_text(encoding="ascii").strip(), validate=True))
        except (OSError, ValueError, NotBase64Error) as error:
            message = (
                f"{path} holds no key that can be read ({type(error).__name__}); restore it, or make one"
            )
            raise KeyFileError(message) from None

    @classmethod
    def read_or_make(cls, path: Path) -> Self:
        """Read a key from its file, after making it if there is none; only its owner may read it."""
        if not path.exists():
            cls.new().write(path)
        return cls.read(path)

    @property
    def public(self) -> bytes:
        """The public key's 32 raw bytes."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._private.sign(message)

    def write(self, path: Path) -> None:
        """Write the key into a new file that only its owner may read.

        Raises:
            FileExistsError: a file is there already.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(b64encode(self._private.private_bytes_raw()).decode() + "\n")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether `signature` is by the private half of `public` over `message`; never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
