"""The private keys of people on this machine: one file each in a folder that only its owner may open.

A file is named after the person's code; a registrar's key has "@registrar" behind it, the key of a rotation
that is not on record yet "@next", one that was replaced "@" and its thumbprint. No code holds an "@".
"""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE

from pydantic import TypeAdapter

from adapters.ed25519 import KeyFileError, SigningKey
from domain.key_registry import thumbprint
from schemas.signing import KeyRole
from schemas.text import Code

FOLDER_VARIABLE = "SIGNING_KEYS_FOLDER"
_OTHERS = 0o077
_CODE = TypeAdapter[str](Code)


def keys_folder() -> Path:
    """Return the folder that the environment names, or the one in the user's home."""
    given = os.environ.get(FOLDER_VARIABLE)
    return Path(given) if given else Path.home() / ".config" / "vinh-danh" / "keys"


class Keyring:
    """The private keys in one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use `folder`, or the one that the environment names; it need not be there yet."""
        self.folder = folder or keys_folder()

    def key_of(self, person: str, role: KeyRole = KeyRole.REVIEWER) -> SigningKey | None:
        """Return a person's key, or None when there is none here.

        Raises:
            KeyFileError: its file cannot be read, is no key, or is open to others.
        """
        path = self.path_of(person, role)
        return _read(path) if path.exists() else None

    def new(self, person: str, role: KeyRole = KeyRole.REVIEWER) -> SigningKey:
        """Make a key for a person and return it.

        Raises:
            KeyFileError: the person has one here already, or the folder cannot be written.
        """
        return self._write(SigningKey.new(), self.path_of(person, role))

    def next_of(self, person: str, role: KeyRole = KeyRole.REVIEWER) -> SigningKey:
        """Return the key that is to replace a person's, after making it if there is none.

        Raises:
            KeyFileError: its file cannot be used.
        """
        path = self._next(person, role)
        return _read(path) if path.exists() else self._write(SigningKey.new(), path)

    def turn_over(self, person: str, role: KeyRole = KeyRole.REVIEWER) -> None:
        """Put the next key in the place of a person's present one, which is kept under its thumbprint."""
        path, following = self.path_of(person, role), self._next(person, role)
        if not following.exists():
            return
        if path.exists():
            with suppress(FileExistsError):  # kept already by a turn that was cut off
                os.link(path, path.with_name(f"{path.name}@{thumbprint(_read(path).public)}"))
        following.replace(path)

    def path_of(self, person: str, role: KeyRole = KeyRole.REVIEWER) -> Path:
        """Return where a person's key is, or would be.

        Raises:
            ValidationError: what was given is no code.
        """
        _CODE.validate_python(person)
        return self.folder / (person if role is KeyRole.REVIEWER else f"{person}@{role}")

    def _next(self, person: str, role: KeyRole) -> Path:
        path = self.path_of(person, role)
        return path.with_name(f"{path.name}@next")

    def _write(self, key: SigningKey, path: Path) -> SigningKey:
        try:
            key.write(path)
        except FileExistsError:
            message = f"{path} is a key already; use that one, or rotate it"
            raise KeyFileError(message) from None
        except OSError as error:
            message = f"{path} cannot be written ({type(error).__name__}); set {FOLDER_VARIABLE} to a folder"
            raise KeyFileError(message) from None
        return key


def _read(path: Path) -> SigningKey:
    if S_IMODE(path.stat().st_mode) & _OTHERS:
        message = (
            f'{path} can be read by others; take that away with "chmod 600", and ask if it must be revoked'
        )
        raise KeyFileError(message)
    return SigningKey.read(path)
