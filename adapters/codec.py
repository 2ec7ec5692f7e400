"""Encrypting what Temporal stores: AES-256-GCM over each whole payload, with the key's id beside it.

What was not encrypted, or cannot be decrypted, passes as it is. A payload that a client sends in the raw
must never fail a workflow's task: the workflow gets it, cannot read it, and refuses it on record
(docs/decisions/0033).
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import temporalio.nexus.system
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

from adapters.payload_keys import PayloadKeys, PayloadKeysError, keys_file, read_keys
from schemas.messages import MAX_MESSAGE_BYTES
from schemas.names import ENCRYPTED

KEY_ID = "encryption-key-id"
_NONCE_BYTES = 12
_MOST_ARGUMENTS = 64
"""More than any message, activity or answer of the product has."""


class KeyRing:
    """The keys of one process. It looks at their file again when it meets a key that it does not know.

    So a key that was added to the file is known to every process that shares it, without a restart.
    """

    def __init__(self, keys: PayloadKeys, path: Path | None = None) -> None:
        """Hold `keys`, which come from `path` if they come from a file."""
        self._path = path
        self._seen = _changed_at(path)
        self._use(keys)

    @classmethod
    def of_file(cls, path: Path) -> "KeyRing":
        """Return the keys of a file.

        Raises:
            PayloadKeysError: it has none.
        """
        return cls(read_keys(path), path)

    @property
    def current(self) -> tuple[str, AESGCM]:
        """The key that encrypts, and its id."""
        return self._current, self._ciphers[self._current]

    def cipher(self, name: str) -> AESGCM | None:
        """Return the key of this id, None when nobody here has it."""
        if name not in self._ciphers:
            self._look_again()
        return self._ciphers.get(name)

    def _use(self, keys: PayloadKeys) -> None:
        self._current = keys.current
        self._ciphers = {name: AESGCM(key) for name in keys.keys if (key := keys.key(name))}

    def _look_again(self) -> None:
        changed = _changed_at(self._path)
        if self._path and changed != self._seen:
            self._seen = changed
            with suppress(PayloadKeysError):  # whoever spoils the file does not stop who runs
                self._use(read_keys(self._path))


class EncryptionCodec(PayloadCodec):
    """Encrypts every payload under the current key and decrypts those under any key of the ring."""

    def __init__(self, ring: KeyRing) -> None:
        """Use the keys of `ring`."""
        self._ring = ring

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt payloads, whatever they hold."""
        return [self.sealed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt payloads; what is not encrypted, or cannot be decrypted, stays as it is."""
        return [self.opened(payload) for payload in payloads]

    def sealed(self, payload: Payload) -> Payload:
        """Return a payload encrypted under the current key."""
        name, cipher = self._ring.current
        nonce = secrets.token_bytes(_NONCE_BYTES)
        data = nonce + cipher.encrypt(nonce, payload.SerializeToString(), name.encode())
        return Payload(metadata={"encoding": ENCRYPTED, KEY_ID: name.encode()}, data=data)

    def opened(self, payload: Payload) -> Payload:
        """Return the payload inside an encrypted one, or the same one when there is nothing to be read."""
        if not is_encrypted(payload):
            return payload
        name = payload.metadata.get(KEY_ID, b"").decode(errors="replace")
        cipher = self._ring.cipher(name)
        if cipher is None:
            return payload
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            return Payload.FromString(cipher.decrypt(nonce, sealed, name.encode()))
        except (InvalidTag, ValueError, DecodeError):  # altered, cut short, of another key, or no payload
            return payload


@dataclass(frozen=True)
class SturdyConverter(DataConverter):
    """A converter that no client can make raise over a message on its way into a workflow.

    The SDK fails a workflow's task, for ever, over a payload that says it is kept in an external storage
    which is not there. Here there is none, so such a payload passes like any other that cannot be read. And
    it gives a task two seconds, in which a million arguments cannot even be looked at: they become one.
    """

    async def _decode_reference_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads) if len(payloads) <= _MOST_ARGUMENTS else [_as_one(payloads)]

    async def _external_retrieve_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)


def data_converter(path: Path | None = None) -> DataConverter:
    """Return the converter of every client, worker and replayer, with the keys of `path` or the environment.

    Raises:
        PayloadKeysError: no file is named, or it holds no keys.
    """
    return converter_with(KeyRing.of_file(path or keys_file()))


def clear_converter() -> DataConverter:
    """Return the same for histories that are decrypted already; it has no keys."""
    _take_no_payload_for_the_sdks_own()
    return SturdyConverter(
        payload_converter_class=PydanticPayloadConverter,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def converter_with(ring: KeyRing) -> DataConverter:
    """Return the same with these keys."""
    _take_no_payload_for_the_sdks_own()
    return SturdyConverter(
        payload_converter_class=PydanticPayloadConverter,
        payload_codec=EncryptionCodec(ring),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def is_encrypted(payload: Payload) -> bool:
    """Return whether a payload says that it is encrypted."""
    return payload.metadata.get("encoding") == ENCRYPTED


def _changed_at(path: Path | None) -> int:
    try:
        return path.stat().st_mtime_ns if path else 0
    except OSError:
        return 0


def _as_one(payloads: Sequence[Payload]) -> Payload:
    """Return one payload that nobody can read, as long as all of these up to what is too large anyway.

    It depends on what arrived and on nothing else, so that every replay sees the same.
    """
    all_of_them = Payloads(payloads=payloads).SerializeToString(deterministic=True)
    return Payload(
        metadata={"encoding": b"binary/too-many"},
        data=sha256(all_of_them).digest().ljust(min(len(all_of_them), MAX_MESSAGE_BYTES + 1), b"\0"),
    )


async def _not_the_sdks_own(*_: object) -> None:
    return None


def _take_no_payload_for_the_sdks_own() -> None:
    """Have the SDK visit every header and memo as what it is.

    It would parse one that says it is the SDK's own envelope, which only system operations of Nexus use, and
    fails the task, for ever, over one that does not parse. Whoever may signal may write headers.
    """
    temporalio.nexus.system.maybe_visit_payload = _not_the_sdks_own
