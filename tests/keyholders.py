"""Registrars and what they state of keys, signed with keys made here."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from adapters import ed25519
from adapters.ed25519 import SigningKey
from adapters.statements import sign
from domain.key_judgement import Vouched, judge_key_statement
from domain.key_registry import (
    KINDS,
    history_of,
    key_body,
    key_digest,
    key_facts,
    key_statement,
    registry_of,
    thumbprint,
)
from domain.ledger import FIRST_PREV_HASH, leaf_hash
from domain.signing import statement_bytes
from schemas.keys import KEYS_STREAM, KeyEvidence, KeyLife, KeyRow, PlacedEntry
from schemas.keys import KeyRefusalReason as Reason
from schemas.ledger import LedgerEntry
from schemas.signing import (
    KEY_TYPE,
    KeyAct,
    KeyRole,
    KeyStatement,
    PublicKey,
    RevocationReason,
    SignedStatement,
)

WARD, CITY, STATE = ("phuong-hoang-mai", "ward"), ("tp-ha-noi", "city"), ("nha-nuoc", "state")
DISTRICT = ("quan-hoang-mai", "district")
STATE_REGISTRAR, CITY_REGISTRAR, WARD_CHAIR = "state-registrar", "city-registrar", "ward-chair"
SAID_AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Holder:
    """A person in a role with a key."""

    def __init__(self, person: str, role: KeyRole = KeyRole.REVIEWER, at: tuple[str, str] = WARD) -> None:
        """Make a new key for this person, to be enrolled at this body and level."""
        self.person, self.role, self.at = person, role, at
        self.signing = SigningKey.new()

    @property
    def kid(self) -> str:
        """The key's thumbprint."""
        return thumbprint(self.signing.public)

    @property
    def key(self) -> PublicKey:
        """The public half."""
        return PublicKey(
            kid=self.kid,
            public_key=b64encode(self.signing.public).decode(),
            person=self.person,
            role=self.role,
        )

    def again(self) -> "Holder":
        """The same person with another key."""
        return Holder(self.person, self.role, self.at)


def a_registrar(person: str = STATE_REGISTRAR, at: tuple[str, str] = STATE) -> Holder:
    """A registrar with a key."""
    return Holder(person, KeyRole.REGISTRAR, at)


def stated(act: KeyAct, holder: Holder, after: str = FIRST_PREV_HASH, **fields: Any) -> KeyStatement:  # noqa: ANN401
    """A statement on a key."""
    body, level = holder.at
    usual: dict[str, Any] = {
        "act_id": uuid4(),
        "act": act,
        "key": holder.key,
        "body": body,
        "level": level,
        "after": after,
        "stated_at": SAID_AT,
    }
    return KeyStatement.model_validate(usual | fields)


def enrolled(holder: Holder, *by: Holder, after: str = FIRST_PREV_HASH, **fields: Any) -> SignedStatement:  # noqa: ANN401
    """The signed enrolment of a key; by nobody else: self-signed."""
    return put_in_envelope(stated(KeyAct.ENROL, holder, after, **fields), by or (holder,))


def rotated(old: Holder, new: Holder, *by: Holder, after: str = FIRST_PREV_HASH) -> SignedStatement:
    """The signed rotation of a key."""
    return put_in_envelope(stated(KeyAct.ROTATE, new, after, replaces=old.kid), by)


def revoked(
    holder: Holder,
    *by: Holder,
    reason: RevocationReason = RevocationReason.LOST,
    after: str = FIRST_PREV_HASH,
    from_leaf: str | None = None,
) -> SignedStatement:
    """The signed revocation of a key."""
    return put_in_envelope(stated(KeyAct.REVOKE, holder, after, reason=reason, from_leaf=from_leaf), by)


def put_in_envelope(said: KeyStatement, by: Sequence[Holder]) -> SignedStatement:
    """Sign a statement."""
    return sign(KEY_TYPE, statement_bytes(said), [each.signing for each in by])


class GrowingRegistry:
    """A registry in memory: entries as the database would write them, each a place apart."""

    def __init__(self) -> None:
        """Begin with no entry."""
        self.entries: list[PlacedEntry] = []

    @property
    def end(self) -> str:
        """The leaf hash at the end."""
        return self.entries[-1].entry.leaf_hash if self.entries else FIRST_PREV_HASH

    def add(self, envelope: SignedStatement, /, *registrars: str, **changes: Any) -> PlacedEntry:  # noqa: ANN401
        """Append the entry of a statement, vouched for by these, with facts changed if asked for."""
        said = key_statement(envelope)
        facts = key_facts(envelope, registrars, key_digest(envelope)) | changes
        placed = PlacedEntry(place=(len(self.entries) + 1) * 10, entry=self._entry(said, key_body(facts)))
        self.entries.append(placed)
        return placed

    def evidence(self) -> KeyEvidence:
        """Everything about it, with the rows that belong to it."""
        lives = registry_of(self.entries).values()
        return KeyEvidence(
            head_seq=len(self.entries),
            head_hash=self.end,
            entries=tuple(self.entries),
            rows=tuple(_row(each) for each in lives),
        )

    def _entry(self, said: KeyStatement, body: bytes) -> LedgerEntry:
        entry = LedgerEntry(
            stream_id=KEYS_STREAM,
            seq=len(self.entries) + 1,
            kind=KINDS[said.act],
            dedup_key=f"act/{said.act_id}",
            prev_hash=self.end,
            occurred_us=1,
            occurred_at=SAID_AT,
            body=body,
            body_sha256=sha256(body).hexdigest(),
            leaf_hash=FIRST_PREV_HASH,
        )
        return entry.model_copy(update={"leaf_hash": leaf_hash(entry)})


def _row(life: KeyLife) -> KeyRow:
    told = life.model_dump(exclude={"key", "enrolled", "revoked"}) | life.key.model_dump()
    return KeyRow.model_validate(told | {"enrolled_entry": life.enrolled, "revoked_entry": life.revoked})


class FourKeys(GrowingRegistry):
    """A registry with two registrars, the chair of a ward and the chair of a city."""

    def __init__(self) -> None:
        """Enrol them, one entry each, at the places 10, 20, 30 and 40."""
        super().__init__()
        self.state, self.city = a_registrar(), a_registrar(CITY_REGISTRAR, CITY)
        self.ward, self.chair = Holder(WARD_CHAIR), Holder("city-chair", at=CITY)
        self.add(enrolled(self.state), STATE_REGISTRAR)
        self.add(enrolled(self.city, self.state, after=self.end), STATE_REGISTRAR)
        self.add(enrolled(self.ward, self.city, after=self.end), CITY_REGISTRAR)
        two = (STATE_REGISTRAR, CITY_REGISTRAR)
        self.add(enrolled(self.chair, self.state, self.city, after=self.end), *two)

    def judged(self, envelope: SignedStatement) -> Vouched | Reason:
        """Judge a statement at the end."""
        return judge_key_statement(history_of(self.entries), envelope, ed25519.verify)
