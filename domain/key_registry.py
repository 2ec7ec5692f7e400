"""The registry of signing keys: what its entries add up to at any place of the ledger, and who was good.

Places are numbers in the order of the ledger: entry ids in the database, leaf indexes in the sealed tree.
Both order an entry of the registry and a signed decision alike, because a decision holds its key's row until
it is committed. Whether a key was good is asked of that order alone; clocks have no say.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from domain.canonical import canonical_json
from domain.ledger import FIRST_PREV_HASH, facts_of
from domain.signing import StatementError, Verify, pae, payload_of, plain_bytes, read_statement
from schemas.keys import KeyFault, KeyLife, PlacedEntry
from schemas.ledger import EntryKind, LedgerEntry
from schemas.signing import (
    KEY_TYPE,
    KeyAct,
    KeyRole,
    KeyStatement,
    PublicKey,
    RevocationReason,
    SignedStatement,
)

ONE_REGISTRAR_LEVELS = frozenset({"ward", "district"})
"""The levels at which one registrar vouches for a key; everywhere else two do. keys.hold has them, too."""

KINDS = {
    KeyAct.ENROL: EntryKind.KEY_ENROLLED,
    KeyAct.ROTATE: EntryKind.KEY_ROTATED,
    KeyAct.REVOKE: EntryKind.KEY_REVOKED,
}

_KEY_BYTES = 32

Registry = Mapping[str, KeyLife]
"""Keys by their thumbprint, in the order in which they were enrolled."""


def thumbprint(public: bytes) -> str:
    """Return the RFC 7638 thumbprint of an Ed25519 public key (RFC 8037), base64url without padding."""
    x = urlsafe_b64encode(public).rstrip(b"=").decode()
    digest = sha256(canonical_json({"crv": "Ed25519", "kty": "OKP", "x": x})).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def signed_by(envelope: SignedStatement, kid: str, public: bytes, verify: Verify) -> bool:
    """Return whether the envelope has exactly one signature by the key `kid`, and it holds; never raises."""
    signatures = [each.sig for each in envelope.signatures if each.keyid == kid]
    if len(signatures) != 1 or kid != thumbprint(public):
        return False
    try:
        message, signature = pae(envelope.payload_type, payload_of(envelope)), plain_bytes(signatures[0])
    except StatementError:
        return False
    return verify(public, message, signature)


def public_bytes(key: PublicKey) -> bytes:
    """Return the 32 raw bytes of a public key.

    Raises:
        StatementError: they are not base64 of 32 bytes, or the thumbprint is another key's.
    """
    public = plain_bytes(key.public_key)
    if len(public) != _KEY_BYTES or thumbprint(public) != key.kid:
        message = "the thumbprint is not that of the key"
        raise StatementError(message)
    return public


def key_facts(envelope: SignedStatement, registrars: tuple[str, ...], digest: str) -> dict[str, Any]:
    """Return what the ledger states of an act on a key: its fields, who vouched, and the signed envelope.

    Raises:
        StatementError: the envelope holds no statement on a key.
    """
    said = key_statement(envelope)
    facts = said.model_dump(mode="json", exclude={"key", "v", "stated_at", "after"}, exclude_none=True)
    return (
        facts
        | said.key.model_dump(mode="json")
        | {
            "registrars": list(registrars),
            "digest": digest,
            "envelope": envelope.model_dump(mode="json"),
        }
    )


def key_body(facts: Mapping[str, Any]) -> bytes:
    """Return the body of the ledger entry that states these facts."""
    return canonical_json({"v": 1, "facts": dict(facts), "standing": None})


def key_digest(envelope: SignedStatement) -> str:
    """Return the hash by which a repeated act is told from another one with the same id.

    It covers the statement and not the signatures, so that a repeat may be signed again.
    """
    return sha256(payload_of(envelope)).hexdigest()


def key_statement(envelope: SignedStatement) -> KeyStatement:
    """Return the statement on a key that is in an envelope.

    Raises:
        StatementError: there is none, or it is not in order.
    """
    return read_statement(envelope, KEY_TYPE, KeyStatement)


def envelope_in(entry: LedgerEntry) -> SignedStatement:
    """Return the envelope that an entry of the registry keeps.

    Raises:
        ValueError: it keeps none.
    """
    return SignedStatement.model_validate(_facts(entry).get("envelope"))


class KeyHistory:
    """The registry as it grows: keys, leaves, when someone's keys changed, who ever was a registrar."""

    def __init__(self) -> None:
        """Begin with an empty registry."""
        self.lives: dict[str, KeyLife] = {}
        self.leaves: dict[str, int] = {FIRST_PREV_HASH: 0}
        self.changed: dict[tuple[str, KeyRole], int] = {}
        self.registrars: set[str] = set()
        self._kids: dict[tuple[str, KeyRole], list[str]] = {}

    def add(self, placed: PlacedEntry) -> None:
        """Take the next entry as it is; `domain.key_check` says whether it is rightly signed.

        Raises:
            ValueError: it cannot be read.
        """
        facts = _facts(placed.entry)
        key = PublicKey.model_validate(facts)
        if placed.entry.kind is not EntryKind.KEY_REVOKED:
            self._enrol(_enrolled(facts, key, placed.place))
        elif (life := self.lives.get(key.kid)) and life.revoked is None:
            self.lives[key.kid] = _revoked(life, facts, placed.place)
        self.changed[key.person, key.role] = len(self.leaves)
        self.leaves[placed.entry.leaf_hash] = len(self.leaves)

    def of(self, person: str, role: KeyRole) -> list[KeyLife]:
        """Return the keys of a person that are not revoked, the latest last."""
        lives = (self.lives[kid] for kid in self._kids.get((person, role), ()))
        return [each for each in lives if each.revoked is None]

    def _enrol(self, life: KeyLife) -> None:
        key = life.key
        if key.kid in self.lives:
            return
        self.lives[key.kid] = life
        self._kids.setdefault((key.person, key.role), []).append(key.kid)
        if key.role is KeyRole.REGISTRAR:
            self.registrars.add(key.person)


def history_of(entries: Iterable[PlacedEntry], until: int | None = None) -> KeyHistory:
    """Return the registry as these entries leave it, at a place of the ledger (None: at its end).

    Raises:
        ValueError: an entry cannot be read.
    """
    history = KeyHistory()
    for placed in entries:
        if until is None or placed.place <= until:
            history.add(placed)
    return history


def registry_of(entries: Iterable[PlacedEntry], until: int | None = None) -> Registry:
    """Return the keys as these entries leave them, at a place of the ledger (None: at its end).

    Raises:
        ValueError: an entry cannot be read.
    """
    return history_of(entries, until).lives


def fault_at(
    registry: Registry, kid: str, person: str, place: int, level: str | None = None
) -> KeyFault | None:
    """Return why a key was not good for a person's decision at a place of the ledger; None: it was.

    `level` is the decision's; above ward and district the key must have been vouched for by two.
    """
    life = registry.get(kid)
    if life is None:
        return KeyFault.UNKNOWN_KEY
    if life.key.person != person:
        return KeyFault.OTHER_PERSON
    if life.key.role is not KeyRole.REVIEWER:
        return KeyFault.NO_REVIEWER
    if level is not None and needs_two(level) and len(life.registrars) < 2:  # noqa: PLR2004 - two people
        return KeyFault.ONE_REGISTRAR
    if place <= life.enrolled:
        return KeyFault.NOT_YET
    return KeyFault.REVOKED if life.revoked is not None and life.revoked <= place else None


def good_at(registry: Registry, kid: str, person: str, place: int, level: str | None = None) -> bool:
    """Return whether a key was good for a person's decision at a place of the ledger."""
    return fault_at(registry, kid, person, place, level) is None


def is_flagged(registry: Registry, kid: str, place: int, place_of: Callable[[str], int | None]) -> bool:
    """Return whether what was signed at `place` may be by somebody else: the key was compromised by then.

    `place_of` returns the place of the entry with a leaf hash, or None; a leaf that nobody knows flags all.
    """
    life = registry.get(kid)
    if life is None or life.reason is not RevocationReason.COMPROMISED:
        return False
    begins = None if life.from_leaf is None else place_of(life.from_leaf)
    return begins is None or begins <= place


def needs_two(level: str | None) -> bool:
    """Return whether two registrars vouch for the keys of this level; where no level is known, they do."""
    return level not in ONE_REGISTRAR_LEVELS


def founder_of(registry: Registry) -> KeyLife | None:
    """Return the first registrar's key, whose thumbprint auditors hold as their anchor of trust."""
    return next(iter(registry.values()), None)


def _facts(entry: LedgerEntry) -> dict[str, Any]:
    try:
        return dict(facts_of(entry))
    except (KeyError, TypeError) as error:
        message = f"entry {entry.seq} of the registry states nothing that can be read"
        raise ValueError(message) from error


def _revoked(life: KeyLife, facts: dict[str, Any], place: int) -> KeyLife:
    reason = RevocationReason(facts.get("reason"))
    ending = {"revoked": place, "reason": reason, "from_leaf": facts.get("from_leaf")}
    return life.model_copy(update=ending)


def _enrolled(facts: dict[str, Any], key: PublicKey, place: int) -> KeyLife:
    told = {name: facts.get(name) for name in ("body", "level", "replaces", "registrars")}
    return KeyLife.model_validate(told | {"key": key, "enrolled": place})
