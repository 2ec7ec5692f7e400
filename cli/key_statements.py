"""Making statements on keys and signing them with the registrars' keys that are here."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from adapters.ed25519 import SigningKey
from adapters.embedded import StackCard
from adapters.keyring import Keyring
from adapters.postgres.keys import PostgresKeys
from adapters.statements import sign
from adapters.try_out_keys import present, public_key
from cli.connection import UP_CARD, demo_cards
from domain.errors import VinhDanhError
from domain.key_people import post_of
from domain.key_registry import key_statement, thumbprint
from domain.signing import StatementError, plain_bytes, statement_bytes
from schemas.keys import KeyLife
from schemas.signing import (
    KEY_TYPE,
    KeyAct,
    KeyRole,
    KeyStatement,
    PublicKey,
    RevocationReason,
    SignedStatement,
)


class KeyVerbError(VinhDanhError):
    """A statement on a key cannot be made here."""


async def enrolment(
    keys: PostgresKeys, key: PublicKey, body: str | None, *, replaces: KeyLife | None = None
) -> KeyStatement:
    """Return the statement that enrols a key, or that lets it follow an earlier one.

    The body is the one given, otherwise the one that the register of people has for this person.

    Raises:
        KeyVerbError: the person has no such part at any body.
    """
    offices = await keys.offices()
    post = post_of(offices, key.person, key.role, body)
    if post is None:
        part = "a registrar" if key.role is KeyRole.REGISTRAR else "anything"
        message = f'"{key.person}" is not {part} at {body or "any body"} today; appoint them first'
        raise KeyVerbError(message)
    return KeyStatement(
        act_id=uuid4(),
        act=KeyAct.ROTATE if replaces else KeyAct.ENROL,
        key=key,
        body=post[0],
        level=post[1],
        replaces=replaces.key.kid if replaces else None,
        after=(await keys.evidence()).head_hash,
        stated_at=datetime.now(UTC),
    )


async def revocation(
    keys: PostgresKeys, kid: str, reason: RevocationReason, from_leaf: str | None
) -> KeyStatement:
    """Return the statement that ends a key.

    Raises:
        KeyVerbError: there is no such key, or the leaf does not go with the reason.
    """
    life = await keys.life_of(kid)
    if life is None:
        message = f'no key has the thumbprint "{kid}"; "starter.py keys list" shows them'
        raise KeyVerbError(message)
    if (reason is RevocationReason.COMPROMISED) != (from_leaf is not None):
        message = "--from-leaf belongs to --reason compromised: the first entry that may be by somebody else"
        raise KeyVerbError(message)
    return KeyStatement(
        act_id=uuid4(),
        act=KeyAct.REVOKE,
        key=life.key,
        body=life.body,
        level=life.level,
        reason=reason,
        from_leaf=from_leaf,
        after=(await keys.evidence()).head_hash,
        stated_at=datetime.now(UTC),
    )


def signed(statement: KeyStatement, keyring: Keyring, registrars: Sequence[str]) -> SignedStatement:
    """Return the statement signed by these registrars.

    Raises:
        KeyVerbError: the key of one is not here.
    """
    return sign(KEY_TYPE, statement_bytes(statement), [registrar_key(keyring, each) for each in registrars])


def registrar_key(keyring: Keyring, person: str) -> SigningKey:
    """Return the key with which somebody signs as a registrar.

    Raises:
        KeyVerbError: it is not here.
    """
    key = keyring.key_of(person, KeyRole.REGISTRAR)
    if key is None:
        message = (
            f'no registrar\'s key of "{person}" is in {keyring.folder}; let them sign where it is (--to)'
        )
        raise KeyVerbError(message)
    return key


def given_key(text: str, person: str, role: KeyRole) -> PublicKey:
    """Return a public key that was handed over as base64.

    Raises:
        KeyVerbError: it is none.
    """
    try:
        public = plain_bytes(text)
        key = PublicKey(kid=thumbprint(public), public_key=text, person=person, role=role)
    except (StatementError, ValueError):
        public, key = b"", None
    if key is None or len(public) != 32:  # noqa: PLR2004 - the bytes of an Ed25519 key
        message = "--public-key is no Ed25519 key; give the base64 that keys new has printed"
        raise KeyVerbError(message)
    return key


def own_key(keyring: Keyring, person: str, role: KeyRole) -> PublicKey:
    """Return the public half of a person's key in the keyring, after making one if there is none."""
    return public_key(present(keyring, person, role), person, role)


def read_statement_file(path: Path) -> SignedStatement:
    """Return a signed statement that was written for another registrar to sign.

    Raises:
        KeyVerbError: the file holds none.
    """
    try:
        envelope = SignedStatement.model_validate_json(path.read_bytes())
        key_statement(envelope)
    except (OSError, ValueError) as error:
        message = (
            f"{path} holds no statement on a key ({type(error).__name__}); let it be written again (--to)"
        )
        raise KeyVerbError(message) from None
    return envelope


def write_statement_file(path: Path, envelope: SignedStatement) -> None:
    """Write a signed statement down for another registrar."""
    path.write_text(envelope.model_dump_json(indent=2) + "\n", encoding="utf-8")


async def refuse_founded(keys: PostgresKeys) -> None:
    """Let a registry be founded once only.

    Raises:
        KeyVerbError: it has its first key already.
    """
    founder = next(iter(await keys.keys_of()), None)
    if founder:
        message = f"{founder.key.person} founded the registry with key {founder.key.kid}; use keys enrol"
        raise KeyVerbError(message)


def refuse_real_servers(keyring: Keyring) -> None:
    """Let keys to try things out with be made on an embedded stack only.

    Raises:
        KeyVerbError: the servers are not those of an embedded stack.
    """
    cards = (StackCard.read(path) for path in (keyring.folder.parent / "stack.json", UP_CARD, *demo_cards()))
    url = os.environ.get("DATABASE_URL")
    if not any(card and card.database_url == url and card.alive() for card in cards):
        message = "keys to try things out with are for the embedded stack only; enrol people with keys enrol"
        raise KeyVerbError(message)
