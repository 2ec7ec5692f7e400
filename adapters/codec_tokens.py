"""Who may have payloads decrypted for them: tokens of people, kept as hashes in a file."""

import hmac
import secrets
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from pydantic import Field, ValidationError

from domain.errors import VinhDanhError
from schemas.base import Written
from schemas.text import Code, Sha256

TOKENS_VARIABLE = "CODEC_TOKENS_FILE"
_TOKEN_BYTES = 32


class CodecTokensError(VinhDanhError):
    """The tokens of the codec server cannot be had."""


class CodecTokens(Written):
    """The SHA-256 of each person's token. A token is 256 random bits, so nobody guesses it from its hash."""

    tokens: dict[Code, Sha256] = Field(min_length=1)

    def holder(self, authorization: str) -> str | None:
        """Return whose token an Authorization header carries, None for nobody's.

        Bearer tokens and HTTP Basic (any name, the token as the password) are taken. Every token is compared,
        in constant time, so that how long it takes tells nothing.
        """
        given = sha256(_token_in(authorization)).hexdigest()
        found = None
        for name, known in self.tokens.items():
            if hmac.compare_digest(given, known):
                found = name
        return found


def read_tokens(path: Path) -> CodecTokens:
    """Return the tokens in a file.

    Raises:
        CodecTokensError: it cannot be read or holds something else.
    """
    try:
        return CodecTokens.model_validate_json(path.read_bytes())
    except OSError as error:
        message = f"the tokens in {path} cannot be read ({error.strerror}); check {TOKENS_VARIABLE}"
        raise CodecTokensError(message) from None
    except ValidationError:
        message = f'{path} holds no tokens; add one with "starter.py codec token NAME {path}"'
        raise CodecTokensError(message) from None


def new_token(path: Path, name: str) -> str:
    """Put the hash of a new token for `name` into a file, in place of an earlier one; return the token.

    Raises:
        CodecTokensError: the file holds something else.
    """
    known = read_tokens(path).tokens if path.exists() else {}
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    kept = CodecTokens(tokens=known | {name: sha256(token.encode()).hexdigest()})
    path.touch(mode=0o600)
    path.write_text(f"{kept.model_dump_json(indent=2)}\n")
    return token


def _token_in(authorization: str) -> bytes:
    scheme, _, credential = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return credential.strip().encode()
    if scheme.lower() == "basic":
        return _password_in(credential)
    return b""


def _password_in(credential: str) -> bytes:
    try:
        return b64decode(credential.strip(), validate=True).partition(b":")[2]
    except ValueError:
        return b""
