"""Reading what arrives, by hand.

The SDK drops a signal that does not decode, and fails the workflow task over a wrong number of
arguments. So every message arrives raw and is read here: what cannot be read becomes a fault with a
reason, which the workflow puts on record. Nothing in this module may raise on any input.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel
from temporalio.common import RawValue

from domain.acts import MESSAGES
from domain.canonical import model_digest
from domain.message_names import printable
from schemas.messages import MAX_MESSAGE_BYTES, Act, RefusalReason, actor_of, id_of

_JSON = b"json/plain"
_USUAL_AROUND = 256
"""Bytes of names and encodings that any message may have; more than that is no act's, and counts."""
Message = TypeVar("Message", bound=BaseModel)


@dataclass(frozen=True)
class Inbound:
    """A message as read: either an act, or the fault that kept it from being one.

    `digest` tells this message from others; for an unreadable one it covers the raw bytes.
    """

    name: str
    digest: str
    act: Act | None
    fault: RefusalReason | None

    @property
    def act_id(self) -> UUID | None:
        """The sender's idempotency key, None for what could not be read."""
        return id_of(self.act) if self.act else None

    @property
    def actor_id(self) -> str | None:
        """Who acts, by the message's own word, None for what could not be read."""
        return actor_of(self.act) if self.act else None


def size_in_bytes(payloads: Sequence[RawValue]) -> int:
    """Return how much came with a message: its data, and what stands around it beyond what is usual."""
    data = sum(len(value.payload.data) for value in payloads)
    around = sum(value.payload.ByteSize() + 2 for value in payloads) - data
    return data + max(0, around - _USUAL_AROUND)


def read_message(name: str, payloads: Sequence[RawValue]) -> Inbound:
    """Read a message of any name, shape and size, sent to a nomination."""
    read = read_model(name, payloads, MESSAGES)
    if isinstance(read, RefusalReason):
        return _fault(name, payloads, read)
    act, digest = read
    return Inbound(name=name, digest=digest, act=act, fault=None)


def read_model(
    name: str, payloads: Sequence[RawValue], known: Mapping[str, type[Message]]
) -> tuple[Message, str] | RefusalReason:
    """Return a message of one of the `known` names with its digest, or why it is none."""
    if size_in_bytes(payloads) > MAX_MESSAGE_BYTES:
        return RefusalReason.TOO_LARGE
    model = known.get(name)
    if model is None:
        return RefusalReason.UNKNOWN_MESSAGE
    if len(payloads) != 1 or payloads[0].payload.metadata.get("encoding") != _JSON:
        return RefusalReason.MALFORMED
    try:
        message = model.model_validate_json(payloads[0].payload.data)
        return message, model_digest(message)
    except ValueError:  # not such a model, or a number that canonical JSON cannot hold
        return RefusalReason.MALFORMED


def cancellation() -> Inbound:
    """Return a request to cancel the workflow, as a message like any other."""
    return _fault("cancel", (), RefusalReason.CANCELLATION)


def _fault(name: str, payloads: Sequence[RawValue], reason: RefusalReason) -> Inbound:
    return Inbound(name=printable(name), digest=raw_digest(name, payloads), act=None, fault=reason)


def raw_digest(name: str, payloads: Sequence[RawValue]) -> str:
    """Return the hash that tells a message which cannot be read from others."""
    raw = sha256()
    for part in (name.encode(errors="replace"), *_parts(payloads)):
        raw.update(len(part).to_bytes(8, "big") + part)
    return raw.hexdigest()


def _parts(payloads: Sequence[RawValue]) -> Iterator[bytes]:
    for value in payloads:
        yield value.payload.metadata.get("encoding", b"")
        yield value.payload.data
