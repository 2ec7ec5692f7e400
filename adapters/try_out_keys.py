"""Keys to try things out with: one for everybody in the rule sets' files, made here and enrolled at once.

Whoever can read the folder can sign for everybody, so this is for demonstrations, tests and measurements.
The statements are the real ones, each signed by two registrars, and stand up to verification.
"""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import uuid4

from adapters.ed25519 import SigningKey
from adapters.keyring import Keyring
from adapters.postgres.keys import PostgresKeys
from adapters.statements import sign
from domain.errors import VinhDanhError
from domain.key_people import Offices, posts
from domain.key_registry import KeyHistory, history_of, thumbprint
from domain.signing import statement_bytes
from schemas.keys import KeyEvidence
from schemas.signing import KEY_TYPE, KeyAct, KeyRole, KeyStatement, PublicKey, SignedStatement

_REGISTRARS = 3
"""So that two are left to vouch for a key of the third."""

_TWO = 2
_MARK = "@try-out"


class TryOutKeysError(VinhDanhError):
    """Keys to try things out with cannot be enrolled here."""


async def enrol_everybody(keys: PostgresKeys, keyring: Keyring) -> int:
    """Make and enrol a key for everybody who never had one; return how many keys were enrolled now.

    Keys are made in the keyring where it has none. Doing it again enrols only who has come since: nobody
    whose key was revoked gets another one. A registry that registrars have founded is left alone.

    Raises:
        TryOutKeysError: the registry is not one to try things out with, has moved on, or lacks registrars.
        StorageUnavailableError: the record cannot be reached.
        KeyFileError: a key's file cannot be used.
    """
    seen, offices = await keys.evidence(), await keys.offices()
    _claim(keyring, seen)
    batch = _Batch(keyring, offices, seen, history_of(seen.entries), {})
    statements = [*_registrars(batch), *_reviewers(batch)]
    if statements and len(statements) != await keys.record_all(statements, seen.head_seq):
        message = "the registry of keys has moved on; do it again"
        raise TryOutKeysError(message)
    return len(statements)


def _claim(keyring: Keyring, seen: KeyEvidence) -> None:
    """Mark the keyring as one for an empty registry to try things out with; others must have the mark."""
    mark = keyring.folder / _MARK
    if not seen.entries:
        keyring.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.touch(mode=0o600)
    elif not mark.exists():
        message = "this registry was founded by registrars; they enrol people with starter.py keys enrol"
        raise TryOutKeysError(message)


class _Batch(NamedTuple):
    keyring: Keyring
    offices: Offices
    seen: KeyEvidence
    history: KeyHistory
    registrars: dict[str, SigningKey]

    def made(
        self, person: str, post: tuple[str, str], role: KeyRole
    ) -> tuple[SignedStatement, tuple[str, ...]]:
        """Make a key if there is none, and have its enrolment signed by two registrars if there are."""
        key = present(self.keyring, person, role)
        signers = {who: its for who, its in self.registrars.items() if who != person} or {person: key}
        who = tuple(signers)[:_TWO]
        statement = KeyStatement(
            act_id=uuid4(),
            act=KeyAct.ENROL,
            key=public_key(key, person, role),
            body=post[0],
            level=post[1],
            after=self.seen.head_hash,
            stated_at=datetime.now(UTC),
        )
        return sign(KEY_TYPE, statement_bytes(statement), [signers[each] for each in who]), who


def present(keyring: Keyring, person: str, role: KeyRole) -> SigningKey:
    """Return a person's key, after making one if there is none."""
    return keyring.key_of(person, role) or keyring.new(person, role)


def public_key(key: SigningKey, person: str, role: KeyRole) -> PublicKey:
    """Return the public half of a key as the registry has it."""
    return PublicKey(
        kid=thumbprint(key.public),
        public_key=b64encode(key.public).decode(),
        person=person,
        role=role,
    )


def _registrars(batch: _Batch) -> Iterator[tuple[SignedStatement, tuple[str, ...]]]:
    """Found the registry, or add to it, until it has the registrars that are wanted."""
    batch.registrars.update(_usable(batch))
    for person, post in _candidates(batch)[: max(0, _REGISTRARS - len(batch.registrars))]:
        yield batch.made(person, post, KeyRole.REGISTRAR)
        batch.registrars[person] = present(batch.keyring, person, KeyRole.REGISTRAR)
    if len(batch.registrars) < _TWO:
        message = "the rule sets name fewer than two registrars or chairs; add one to bodies.yaml"
        raise TryOutKeysError(message)


def _reviewers(batch: _Batch) -> Iterator[tuple[SignedStatement, tuple[str, ...]]]:
    """Enrol everybody who never had a key."""
    for person, post in posts(batch.offices, KeyRole.REVIEWER).items():
        if (person, KeyRole.REVIEWER) not in batch.history.changed:
            yield batch.made(person, post, KeyRole.REVIEWER)


def _usable(batch: _Batch) -> Iterator[tuple[str, SigningKey]]:
    """The registrars on the registry whose good keys are in this keyring."""
    for life in batch.history.lives.values():
        if life.key.role is KeyRole.REGISTRAR and life.revoked is None:
            key = batch.keyring.key_of(life.key.person, KeyRole.REGISTRAR)
            if key and thumbprint(key.public) == life.key.kid:
                yield life.key.person, key


def _candidates(batch: _Batch) -> list[tuple[str, tuple[str, str]]]:
    """Who may be a registrar and never was one, with their posts: those of the highest bodies first."""
    known = batch.history.registrars
    return [each for each in posts(batch.offices, KeyRole.REGISTRAR).items() if each[0] not in known]
