"""What is signed, byte by byte: DSSE v1.0 envelopes over RFC 8785 statements, and what a decision's must say.

Nothing here knows a key: whether a signature is good is asked of a `Verify`, which an adapter provides.
"""

import json
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import BaseModel

from domain.canonical import canonical_json, message_digest
from schemas.messages import Act, Decision, RefusalReason
from schemas.names import nomination_workflow_id
from schemas.signing import (
    DECISION_TYPE,
    MAX_STATEMENT_BYTES,
    DecisionStatement,
    SignedStatement,
    StatementSignature,
)

Statement = TypeVar("Statement", bound=BaseModel)
Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature is by the private half of a key: (public key, message, signature)."""

OVER_THE_SIGNATURE = frozenset(
    {
        RefusalReason.UNSIGNED,
        RefusalReason.STATEMENT_DIFFERS,
        RefusalReason.BAD_SIGNATURE,
        RefusalReason.KEY_NOT_VALID,
    }
)
"""Why a decision is refused for its signature alone; the same one, rightly signed, is another message."""


class StatementError(ValueError):
    """An envelope does not hold a statement of its kind in its one spelling."""


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that a DSSE signature is over (pre-authentication encoding, version 1)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def statement_bytes(statement: BaseModel) -> bytes:
    """Return the RFC 8785 bytes of a statement; what is unknown (None) is left out."""
    return canonical_json(statement.model_dump(mode="json", exclude_none=True))


def signed_with(
    payload_type: str, payload: bytes, keyid: str, sign: Callable[[bytes], bytes]
) -> SignedStatement:
    """Return the envelope of a payload with one signature, made by `sign` over its encoding."""
    signature = b64encode(sign(pae(payload_type, payload))).decode()
    return SignedStatement(
        payload_type=payload_type,
        payload=b64encode(payload).decode(),
        signatures=(StatementSignature(keyid=keyid, sig=signature),),
    )


def payload_of(signed: SignedStatement) -> bytes:
    """Return the signed bytes of an envelope.

    Raises:
        StatementError: they are no base64 in its one spelling, or too many.
    """
    payload = plain_bytes(signed.payload)
    if len(payload) > MAX_STATEMENT_BYTES:
        message = f"the statement is larger than {MAX_STATEMENT_BYTES} bytes"
        raise StatementError(message)
    return payload


def plain_bytes(text: str) -> bytes:
    """Return what base64 text holds, which has one spelling only.

    Raises:
        StatementError: it has another.
    """
    try:
        plain = b64decode(text, validate=True)
    except ValueError:
        plain = None
    if plain is None or b64encode(plain).decode() != text:
        message = "base64 is not spelt as it must be"
        raise StatementError(message)
    return plain


def read_statement(signed: SignedStatement, payload_type: str, model: type[Statement]) -> Statement:
    """Return the statement in an envelope, whose bytes can be read in one way only.

    Raises:
        StatementError: it is of another type, or not spelt as RFC 8785 and NFC want it, or says more or less
            than a statement of this kind.
    """
    if signed.payload_type != payload_type:
        message = f"the statement is of type {signed.payload_type}, not {payload_type}"
        raise StatementError(message)
    payload = payload_of(signed)
    try:
        statement = model.model_validate_json(payload)
        spelt = _spelt(statement, json.loads(payload))
    except ValueError as error:
        message = f"this is no statement of its kind ({type(error).__name__})"
        raise StatementError(message) from None
    if spelt != payload or not unicodedata.is_normalized("NFC", payload.decode()):
        message = "the statement is not spelt as it must be, or has other fields"
        raise StatementError(message)
    return statement


def audience(namespace: str, nomination_id: str) -> str:
    """Return whom a statement on this nomination is for."""
    return f"{namespace}/{nomination_workflow_id(nomination_id)}"


def statement_of(  # noqa: PLR0913 - each is a field of its own
    decision: Decision, nomination_id: str, *, namespace: str, prev_leaf_hash: str, at: datetime, nonce: str
) -> DecisionStatement:
    """Return what the reviewer signs: the decision as they send it, on what they saw, for this audience."""
    return DecisionStatement(
        decision_id=decision.decision_id,
        nomination_id=nomination_id,
        level=decision.level,
        gate=decision.gate,
        round=decision.round,
        verdict=decision.verdict,
        content_hash=decision.content_hash,
        message_sha256=message_digest(decision),
        prev_leaf_hash=prev_leaf_hash,
        reviewer_id=decision.reviewer_id,
        on_behalf_of=decision.on_behalf_of,
        authority=decision.authority,
        decided_at=at,
        nonce=nonce,
        aud=audience(namespace, nomination_id),
    )


def statement_in(decision: Decision) -> DecisionStatement:
    """Return the statement that a decision brings.

    Raises:
        StatementError: it brings none, or one that is not in order.
    """
    if decision.signed is None:
        message = "the decision is not signed"
        raise StatementError(message)
    return read_statement(decision.signed, DECISION_TYPE, DecisionStatement)


def statement_fault(decision: Decision, nomination_id: str, message_sha256: str | None = None) -> str | None:
    """Return why a decision's statement does not say what the decision says; None: it does, or there is none.

    `message_sha256` is the hash of a message whose reason was erased since, and cannot be hashed again.

    Whether the signature is good, and the namespace of its audience, cannot be seen from here.
    """
    if decision.signed is None:
        return None
    if len(decision.signed.signatures) != 1:
        return "a decision has one signature"
    try:
        said = statement_in(decision)
    except StatementError as error:
        return str(error)
    namespace = said.aud.rpartition("/")[0]
    if said.aud != audience(namespace, nomination_id):  # also because the right one might be no line any more
        return "the statement has another aud"
    meant = statement_of(
        decision,
        nomination_id,
        namespace=namespace,
        prev_leaf_hash=said.prev_leaf_hash,
        at=said.decided_at,
        nonce=said.nonce,
    )
    if message_sha256 is not None:
        meant = meant.model_copy(update={"message_sha256": message_sha256})
    differing = [name for name, value in meant if getattr(said, name) != value]
    return f"the statement has another {', '.join(differing)}" if differing else None


def envelope_bytes(signed: SignedStatement) -> bytes:
    """Return an envelope in its one spelling, as it is kept."""
    return canonical_json(signed.model_dump(mode="json"))


def envelope_sha256(signed: SignedStatement) -> str:
    """Return the hash by which the ledger vouches for an envelope without holding it."""
    return sha256(envelope_bytes(signed)).hexdigest()


def signed_digest(decision: Decision) -> str:
    """Return the hash that tells a decision with this signature, or none, from the same otherwise signed."""
    signed = decision.signed.model_dump(mode="json") if decision.signed else None
    return sha256(canonical_json({"message": message_digest(decision), "signed": signed})).hexdigest()


def digests_of(act: Act) -> tuple[str, ...]:
    """Return the digests that an answer to this very message can have: without its signature, and with it."""
    plain = message_digest(act)
    return (plain, signed_digest(act)) if isinstance(act, Decision) else (plain,)


def digest_when_refused(message: BaseModel, digest: str, reason: RefusalReason) -> str:
    """Return the digest under which a refusal is on record.

    One over the signature covers the signature too, so that it does not answer for the same decision rightly
    signed.
    """
    if isinstance(message, Decision) and reason in OVER_THE_SIGNATURE:
        return signed_digest(message)
    return digest


def _spelt(statement: BaseModel, said: dict[str, Any]) -> bytes:
    """Return the bytes that a statement must have; instants have several spellings, and stay as they are."""
    instants = {
        name: said[name]
        for name, value in statement
        if isinstance(value, datetime) and isinstance(said.get(name), str)
    }
    return canonical_json(statement.model_dump(mode="json", exclude_none=True) | instants)
