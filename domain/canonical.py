"""One spelling for every fact: RFC 8785 canonical JSON, and the hashes made over it."""

from hashlib import sha256
from typing import Any

import rfc8785
from pydantic import BaseModel

from schemas.messages import Act
from schemas.nomination import NominationContent


def canonical_json(value: dict[str, Any]) -> bytes:
    """Return the RFC 8785 bytes of a JSON object."""
    return rfc8785.dumps(value)


def model_digest(model: BaseModel) -> str:
    """Return the SHA-256 of a model's canonical JSON, in hexadecimal.

    What is unknown (None) is left out, so that a field that is added later leaves old hashes as they are.
    """
    return sha256(canonical_json(model.model_dump(mode="json", exclude_none=True))).hexdigest()


def content_hash(content: NominationContent) -> str:
    """Return the hash that a decision is bound to."""
    return model_digest(content)


def message_digest(message: Act) -> str:
    """Return the hash by which a repeated message is told from another one with the same id."""
    return model_digest(message)


def text_digest(text: str | None, salt: str) -> str | None:
    """Return the hash by which the ledger vouches for a free text without holding it.

    `salt` (the act's id) keeps equal texts from having equal hashes.
    """
    if text is None:
        return None
    return sha256(canonical_json({"salt": salt, "text": text})).hexdigest()
