"""The keys under which Temporal's payloads are encrypted, as they stand in a file.

One key is current: it encrypts. All of them decrypt, so that what was written under an older key stays
readable until the operator takes that key out. The file is JSON and only its owner may read it.
"""

import os
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from domain.errors import VinhDanhError
from schemas.base import Written

KEYS_VARIABLE = "PAYLOAD_KEYS_FILE"
_KEY_BYTES = 32

KeyId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
"""Names a key; it stands in clear beside everything that the key encrypted."""

Base64Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]
"""The 32 bytes of a key."""


class PayloadKeysError(VinhDanhError):
    """The keys of the payloads cannot be had."""


class PayloadKeys(Written):
    """What the file holds: every key by its id, and the id of the one that encrypts."""

    current: KeyId
    keys: dict[KeyId, Base64Key] = Field(min_length=1)

    @model_validator(mode="after")
    def _current_is_there(self) -> Self:
        if self.current not in self.keys:
            message = "the current key is not among the keys"
            raise ValueError(message)
        return self

    @classmethod
    def new(cls) -> Self:
        """Return one new key, which is current."""
        name, key = _new_key()
        return cls(current=name, keys={name: key})

    def key(self, name: str) -> bytes | None:
        """Return the bytes of a key, None when there is none of this name."""
        found = self.keys.get(name)
        return None if found is None else b64decode(found)

    def with_another(self) -> Self:
        """Return these keys and a new one, which reads and does not write yet."""
        name, key = _new_key()
        return self.model_copy(update={"keys": self.keys | {name: key}})

    def writing_with(self, name: str) -> Self:
        """Return the same keys with another one current.

        Raises:
            PayloadKeysError: there is no key of this name.
        """
        if name not in self.keys:
            message = f'there is no key "{name}"; the keys are {", ".join(self.keys)}'
            raise PayloadKeysError(message)
        return self.model_copy(update={"current": name})


def read_keys(path: Path) -> PayloadKeys:
    """Return the keys in a file.

    Raises:
        PayloadKeysError: it cannot be read or holds something else; the text quotes nothing of it.
    """
    try:
        return PayloadKeys.model_validate_json(path.read_bytes())
    except OSError as error:
        message = f"the payload keys in {path} cannot be read ({error.strerror}); check {KEYS_VARIABLE}"
        raise PayloadKeysError(message) from None
    except ValidationError:
        message = f'{path} holds no payload keys; make such a file with "starter.py codec keys FILE"'
        raise PayloadKeysError(message) from None


def write_keys(path: Path, keys: PayloadKeys) -> None:
    """Write keys to a file that only its owner reads, in one step, so that no reader sees half of it."""
    draft = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{keys.model_dump_json(indent=2)}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def ensure_keys(path: Path) -> Path:
    """Make a file with a new key unless there is one, and return its path."""
    if not path.exists():
        write_keys(path, PayloadKeys.new())
    return path


def keys_file() -> Path:
    """Return the file that the environment names.

    Raises:
        PayloadKeysError: it names none.
    """
    named = os.environ.get(KEYS_VARIABLE)
    if not named:
        message = (
            f"{KEYS_VARIABLE} is not set; name the file with the keys of Temporal's payloads, "
            'or make one with "starter.py codec keys FILE"'
        )
        raise PayloadKeysError(message)
    return Path(named)


def _new_key() -> tuple[str, str]:
    return f"payload-{secrets.token_hex(4)}", b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
