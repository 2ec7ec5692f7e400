"""Signed statements: what a person signs when they decide, and the keys they sign with.

A statement is signed as its RFC 8785 bytes inside a DSSE envelope, so that nobody has to spell it again to
check it. Keys are known by their RFC 7638 thumbprint (`kid`); the registry of keys is in the ledger.
"""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from schemas.base import Exchanged
from schemas.text import Code, Line, Round, Sha256

DECISION_TYPE = "application/vnd.vinhdanh.decision+json"
"""The payload type of a signed decision; it is inside the signature."""

KEY_TYPE = "application/vnd.vinhdanh.key+json"
"""The payload type of a registrar's statement on a key."""

MAX_STATEMENT_BYTES = 16 * 1024
"""A larger statement is refused unread."""

Thumbprint = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""The RFC 7638 thumbprint of a public key, base64url without padding."""

Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=32 * 1024)]
"""Standard base64 with padding."""


class SigningMethod(StrEnum):
    """How a statement is signed; each has an adapter, or is a place kept for one."""

    DSSE_ED25519 = "dsse-ed25519"


class StatementSignature(Exchanged):
    """One signature over a statement, and the key it is by."""

    keyid: Thumbprint
    sig: Base64


class SignedStatement(Exchanged):
    """A DSSE envelope: the exact bytes that were signed (`payload`, base64), their type, the signatures."""

    method: SigningMethod = SigningMethod.DSSE_ED25519
    payload_type: Line
    payload: Base64
    signatures: tuple[StatementSignature, ...] = Field(min_length=1, max_length=4)


class DecisionStatement(Exchanged):
    """What a reviewer signs.

    `message_sha256` is the hash of the whole message as it would be without its signature, reason included.
    `prev_leaf_hash` is the leaf hash of the last ledger entry of this nomination that the reviewer saw;
    `authority` the form in which they sign; `aud` is namespace and workflow id, as in
    "default/nomination:hm-2019-01". `decided_at` is the signer's clock: order is the ledger's.
    """

    v: Literal[1] = 1
    decision_id: UUID
    nomination_id: Code
    level: Code
    gate: Code
    round: Round
    verdict: Code
    content_hash: Sha256
    message_sha256: Sha256
    prev_leaf_hash: Sha256
    reviewer_id: Code
    on_behalf_of: Code | None = None
    authority: Line | None = None
    decided_at: AwareDatetime
    nonce: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    aud: Line


class KeyRole(StrEnum):
    """What a key may sign: decisions of a person, or statements on keys."""

    REVIEWER = "reviewer"
    REGISTRAR = "registrar"


class KeyAct(StrEnum):
    """What registrars say of a key."""

    ENROL = "enrol"
    ROTATE = "rotate"
    REVOKE = "revoke"


class RevocationReason(StrEnum):
    """Why a key is no longer good; after `compromised`, decisions from a named leaf on are flagged."""

    SUPERSEDED = "superseded"
    LEFT_OFFICE = "left_office"
    LOST = "lost"
    COMPROMISED = "compromised"


class PublicKey(Exchanged):
    """A key as the registry has it; `public_key` is the 32 raw bytes in base64."""

    kid: Thumbprint
    method: SigningMethod = SigningMethod.DSSE_ED25519
    public_key: Base64
    person: Code
    role: KeyRole


class KeyStatement(Exchanged):
    """What registrars sign about a key.

    `body` is the office whose registrar vouches; two registrars sign where `level` is city or state.
    `replaces` is the key that a rotation takes over from, which stays good until it is revoked; `reason` and
    `from_leaf` belong to a revocation. `after` is the leaf hash at the end of the registry when it was made.
    """

    v: Literal[1] = 1
    act_id: UUID
    act: KeyAct
    key: PublicKey
    body: Code | None = None
    level: Code | None = None
    replaces: Thumbprint | None = None
    reason: RevocationReason | None = None
    from_leaf: Sha256 | None = None
    after: Sha256
    stated_at: AwareDatetime
