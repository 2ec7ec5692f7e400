"""Signing keys for tests, always the same ones, and decisions signed with them."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from adapters.deciding import signed_decision
from adapters.ed25519 import SigningKey
from adapters.keyring import Keyring
from adapters.statements import sign
from domain.signing import statement_bytes, statement_in
from schemas.messages import Decision
from schemas.signing import DECISION_TYPE, SignedStatement
from tests.cases import CHAIRS

LEAF = "ab" * 32
"""The leaf hash that a reviewer of a case without a record saw."""

SOMEBODYS = SigningKey(bytes([99]) * 32)
"""A key that nobody has enrolled."""

CHAIRS_KEYS = {
    person: SigningKey(bytes([number]) * 32) for number, person in enumerate(CHAIRS.values(), start=1)
}
"""The key of each chair of `tests.cases`."""


def signed(
    decision: Decision,
    nomination_id: str,
    *,
    key: SigningKey | None = None,
    prev: str = LEAF,
    namespace: str = "default",
) -> Decision:
    """Return a decision signed by its reviewer, or with this key."""
    key = key or CHAIRS_KEYS[decision.reviewer_id]
    return signed_decision(decision, nomination_id, key, namespace=namespace, prev_leaf_hash=prev)


def signed_saying(decision: Decision, key: SigningKey | None = None, **changes: Any) -> Decision:  # noqa: ANN401
    """Return a signed decision whose statement says something else, rightly signed."""
    statement = statement_in(decision).model_copy(update=changes)
    return with_payload(decision, statement_bytes(statement), key)


def with_payload(decision: Decision, payload: bytes, key: SigningKey | None = None) -> Decision:
    """Return a decision with these bytes in its envelope, rightly signed."""
    envelope = sign(DECISION_TYPE, payload, [key or CHAIRS_KEYS[decision.reviewer_id]])
    return decision.model_copy(update={"signed": envelope})


def changed(decision: Decision, change: Callable[[bytes], bytes]) -> Decision:
    """Return a signed decision whose signature was changed after it was made."""
    assert decision.signed
    one = decision.signed.signatures[0]
    sig = b64encode(change(b64decode(one.sig))).decode()
    envelope = decision.signed.model_copy(update={"signatures": (one.model_copy(update={"sig": sig}),)})
    return decision.model_copy(update={"signed": envelope})


def envelope_of(decision: Decision) -> SignedStatement:
    """Return the envelope that a signed decision has."""
    assert decision.signed
    return decision.signed


def put_chairs_keys_into(keyring: Keyring) -> None:
    """Give every chair of `tests.cases` their key, as a file."""
    for person, key in CHAIRS_KEYS.items():
        path = keyring.path_of(person)
        if not path.exists():
            key.write(path)
