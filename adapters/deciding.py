"""Signing a decision the way a reviewer does at this machine: with their key, on what they saw."""

import secrets
from datetime import UTC, datetime

from adapters.ed25519 import SigningKey
from adapters.statements import sign
from domain.signing import statement_bytes, statement_of
from schemas.messages import Decision
from schemas.signing import DECISION_TYPE

_NONCE_BYTES = 16


def signed_decision(
    decision: Decision, nomination_id: str, key: SigningKey, *, namespace: str, prev_leaf_hash: str
) -> Decision:
    """Return the decision with its statement, signed now.

    Args:
        decision: what is decided; a signature that it has is replaced.
        nomination_id: on what.
        key: the reviewer's own.
        namespace: where the nomination's workflow runs; a statement for another place is not taken there.
        prev_leaf_hash: the hash of the last ledger entry of this nomination that the reviewer saw.
    """
    statement = statement_of(
        decision,
        nomination_id,
        namespace=namespace,
        prev_leaf_hash=prev_leaf_hash,
        at=datetime.now(UTC),
        nonce=secrets.token_hex(_NONCE_BYTES),
    )
    envelope = sign(DECISION_TYPE, statement_bytes(statement), [key])
    return decision.model_copy(update={"signed": envelope})
