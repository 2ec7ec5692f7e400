"""Signing statements and checking signatures: the methods that there are, each by its name."""

from base64 import b64encode
from collections.abc import Sequence

from adapters import ed25519
from adapters.ed25519 import SigningKey
from domain.key_registry import signed_by, thumbprint
from domain.signing import Verify, pae, payload_of
from schemas.signing import SignedStatement, SigningMethod, StatementSignature

METHODS: dict[SigningMethod, Verify] = {SigningMethod.DSSE_ED25519: ed25519.verify}
"""How a signature is checked, by method. What a method signs is the DSSE encoding of the statement."""


class EnvelopeVerifier:
    """`activities.signing_ports.StatementVerifier` by the methods above."""

    def holds(self, envelope: SignedStatement, kid: str, public: bytes) -> bool:
        """Return whether the envelope has one signature by the key `kid`, and it holds; never raises."""
        return signed_by(envelope, kid, public, METHODS[envelope.method])


def sign(payload_type: str, payload: bytes, keys: Sequence[SigningKey]) -> SignedStatement:
    """Return the envelope of a statement (its RFC 8785 bytes) signed with these keys, one after the other."""
    message = pae(payload_type, payload)
    return SignedStatement(
        payload_type=payload_type,
        payload=b64encode(payload).decode(),
        signatures=tuple(_signature(message, key) for key in keys),
    )


def countersign(envelope: SignedStatement, key: SigningKey) -> SignedStatement:
    """Return the envelope with one more signature over the same bytes.

    Raises:
        StatementError: its payload is not base64, or too long.
    """
    signature = _signature(pae(envelope.payload_type, payload_of(envelope)), key)
    others = tuple(each for each in envelope.signatures if each.keyid != signature.keyid)
    return envelope.model_copy(update={"signatures": (*others, signature)})


def _signature(message: bytes, key: SigningKey) -> StatementSignature:
    return StatementSignature(keyid=thumbprint(key.public), sig=b64encode(key.sign(message)).decode())
