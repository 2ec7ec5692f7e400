"""Reading what arrives, by hand.

The SDK drops a signal that does not decode, and fails the workflow task over a wrong number of
arguments. So every message arrives raw and is read here: what cannot be read becomes a fault with a
reason, which the workflow puts on record. Nothing in this module may raise on any input.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from temporalio.common import RawValue

from domain.canonical import message_digest
from schemas.messages import (
    MAX_MESSAGE_BYTES,
    Act,
    Decision,
    RefusalReason,
    Resubmission,
    Withdrawal,
    actor_of,
    id_of,
)
from schemas.names import MessageName

_ACTS: dict[str, type[Act]] = {
    MessageName.DECIDE: Decision,
    MessageName.RESUBMIT: Resubmission,
    MessageName.WITHDRAW: Withdrawal,
}
_JSON = b"json/plain"


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
    """Return how much data came with a message."""
    return sum(len(value.payload.data) for value in payloads)


def read_message(name: str, payloads: Sequence[RawValue]) -> Inbound:
    """Read a message of any name, shape and size."""
    if size_in_bytes(payloads) > MAX_MESSAGE_BYTES:
        return _fault(name, payloads, RefusalReason.TOO_LARGE)
    model = _ACTS.get(name)
    if model is None:
        return _fault(name, payloads, RefusalReason.UNKNOWN_MESSAGE)
    if len(payloads) != 1 or payloads[0].payload.metadata.get("encoding") != _JSON:
        return _fault(name, payloads, RefusalReason.MALFORMED)
    try:
        act = model.model_validate_json(payloads[0].payload.data)
        digest = message_digest(act)
    except ValueError:  # not such a model, or a number that canonical JSON cannot hold
        return _fault(name, payloads, RefusalReason.MALFORMED)
    return Inbound(name=name, digest=digest, act=act, fault=None)


def cancellation() -> Inbound:
    """Return a request to cancel the workflow, as a message like any other."""
    return _fault("cancel", (), RefusalReason.CANCELLATION)


def _fault(name: str, payloads: Sequence[RawValue], reason: RefusalReason) -> Inbound:
    raw = sha256()
    for part in (name.encode(errors="replace"), *_parts(payloads)):
        raw.update(len(part).to_bytes(8, "big") + part)
    return Inbound(name=_printable(name), digest=raw.hexdigest(), act=None, fault=reason)


def _parts(payloads: Sequence[RawValue]) -> Iterator[bytes]:
    for value in payloads:
        yield value.payload.metadata.get("encoding", b"")
        yield value.payload.data


def _printable(name: str) -> str:
    """A message name as it may enter the record: short, and of characters that every store takes."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in name[:80]) or "?"
