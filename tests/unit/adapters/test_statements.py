"""Signed statements: the vector of the specification, and that no changed envelope holds."""

from base64 import b64decode, b64encode
from random import Random

import pytest

from adapters.ed25519 import SigningKey
from adapters.statements import METHODS, EnvelopeVerifier, countersign, sign
from domain.key_registry import thumbprint
from domain.signing import pae
from schemas.signing import KEY_TYPE, SignedStatement, SigningMethod

BYTES = b'{"said":"Kh\xc3\xa1nh"}'
HOLDS = EnvelopeVerifier().holds


@pytest.fixture(scope="module")
def key() -> SigningKey:
    """A key."""
    return SigningKey.new()


def test_what_is_signed_is_what_the_specification_says() -> None:
    """The example of DSSE v1.0, protocol.md."""
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"

    assert expected == pae("http://example.com/HelloWorld", b"hello world")


def test_a_key_has_the_thumbprint_of_the_standard() -> None:
    """The Ed25519 example of RFC 8037, appendix A.3."""
    public = b64decode("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")

    assert "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" == thumbprint(public)


def test_a_signature_holds_for_its_key_alone(key: SigningKey) -> None:
    """It holds for the key, and not for another one, nor for another one under the key's thumbprint."""
    envelope, other = sign(KEY_TYPE, BYTES, [key]), SigningKey.new()

    assert HOLDS(envelope, thumbprint(key.public), key.public)
    assert not HOLDS(envelope, thumbprint(other.public), other.public)
    assert not HOLDS(envelope, thumbprint(key.public), other.public)


def test_the_type_is_signed(key: SigningKey) -> None:
    """A statement on a key cannot be passed off as a decision."""
    envelope = sign(KEY_TYPE, BYTES, [key]).model_copy(update={"payload_type": "application/other"})

    assert not HOLDS(envelope, thumbprint(key.public), key.public)


def test_a_second_signature_leaves_the_first(key: SigningKey) -> None:
    """Two registrars sign the same bytes, one after the other; signing twice is signing once."""
    other = SigningKey.new()
    both = countersign(countersign(sign(KEY_TYPE, BYTES, [key]), other), other)

    assert 2 == len(both.signatures)
    assert all(HOLDS(both, thumbprint(each.public), each.public) for each in (key, other))


def test_two_signatures_by_one_key_are_none(key: SigningKey) -> None:
    """Which of them counts is never a question."""
    assert not HOLDS(sign(KEY_TYPE, BYTES, [key, key]), thumbprint(key.public), key.public)


def test_no_changed_bit_holds(key: SigningKey) -> None:
    """Ten thousand envelopes with one bit flipped in payload, type or signature are all refused."""
    envelope, random, kid = sign(KEY_TYPE, BYTES, [key]), Random(5), thumbprint(key.public)  # noqa: S311 - repeatable
    flipped = [_flip(envelope, random) for _ in range(10_000)]
    held = [each for each in flipped if HOLDS(each, kid, key.public)]

    assert HOLDS(envelope, kid, key.public)
    assert [] == held


def test_base64_has_one_spelling(key: SigningKey) -> None:
    """Bits that base64 leaves unused are no room for another envelope that says the same."""
    envelope, kid = sign(KEY_TYPE, b"a", [key]), thumbprint(key.public)
    other = envelope.model_copy(update={"payload": "YR=="})

    assert b64decode(envelope.payload) == b64decode(other.payload)
    assert not HOLDS(other, kid, key.public)


def test_every_method_can_be_checked() -> None:
    """A method that is added to the vocabulary has its adapter."""
    assert set(SigningMethod) == set(METHODS)


def _flip(envelope: SignedStatement, random: Random) -> SignedStatement:
    """One bit elsewhere; texts stay ASCII, because JSON would keep no others."""
    part = random.choice(("payload", "payload_type", "sig"))
    [signature] = envelope.signatures
    if part == "payload_type":
        return envelope.model_copy(
            update={part: _other(envelope.payload_type.encode(), random).decode("latin-1")}
        )
    if part == "payload":
        return envelope.model_copy(update={part: _spelt(_other(b64decode(envelope.payload), random))})
    changed = signature.model_copy(update={part: _spelt(_other(b64decode(signature.sig), random))})
    return envelope.model_copy(update={"signatures": (changed,)})


def _other(old: bytes, random: Random) -> bytes:
    place = random.randrange(len(old) * 8)
    return bytes(byte ^ (1 << place % 8) if number == place // 8 else byte for number, byte in enumerate(old))


def _spelt(new: bytes) -> str:
    return b64encode(new).decode()
