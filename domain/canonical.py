"""One spelling for every fact: RFC 8785 canonical JSON, and the hashes made over it."""

import json
from hashlib import sha256
from typing import Any, cast

import rfc8785
from pydantic import BaseModel

from schemas.messages import Act, Decision
from schemas.nomination import NominationContent

_LARGEST_PLAIN = 2**53 - 1


def canonical_json(value: dict[str, Any]) -> bytes:
    """Return the RFC 8785 bytes of a JSON object.

    Most of what is hashed holds no floats and only short integers under plain keys; for that the standard
    library writes the very same bytes in a fifth of the time.
    """
    if _is_plain(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return rfc8785.dumps(value)


def model_digest(model: BaseModel) -> str:
    """Return the SHA-256 of a model's canonical JSON, in hexadecimal.

    What is unknown (None) is left out, so that a field that is added later leaves old hashes as they are; so
    is the signature of a decision, because what is signed holds this very hash.
    """
    left_out = {"signed"} if isinstance(model, Decision) else None
    said = model.model_dump(mode="json", exclude=left_out, exclude_none=True)
    return sha256(canonical_json(said)).hexdigest()


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


def _is_plain(value: object) -> bool:
    """Return whether RFC 8785 and the standard library agree on this value: on order, numbers and escapes."""
    if isinstance(value, str) or value is None:
        return True
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value).items()
        return all(isinstance(key, str) and key.isascii() and _is_plain(each) for key, each in pairs)
    if isinstance(value, list | tuple):
        return all(_is_plain(each) for each in cast("list[object]", value))
    return isinstance(value, int) and abs(value) <= _LARGEST_PLAIN
