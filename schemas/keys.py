"""The registry of signing keys: a key's life on record, and what the registry answers.

Everything about keys is entries of one ledger stream; their order in the ledger, never a clock, says whether
a key was good.
"""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt, computed_field

from schemas.base import Exchanged
from schemas.ledger import EntryKind, LedgerEntry
from schemas.signing import KeyRole, PublicKey, RevocationReason, SigningMethod, Thumbprint
from schemas.text import Code, Sha256

KEYS_STREAM = "keys:registry"
"""The ledger stream that holds the registry."""


class KeyRefusalReason(StrEnum):
    """Why a statement on a key is refused."""

    ID_TAKEN = "id_taken"
    NO_STATEMENT = "no_statement"
    BAD_SIGNATURE = "bad_signature"
    NOT_A_REGISTRAR = "not_a_registrar"
    ANOTHER_REGISTRAR = "another_registrar"
    OWN_KEY = "own_key"
    NO_ROLE = "no_role"
    WRONG_LEVEL = "wrong_level"
    STALE = "stale"
    KNOWN_KEY = "known_key"
    HAS_A_KEY = "has_a_key"
    UNKNOWN_KEY = "unknown_key"
    REVOKED_ALREADY = "revoked_already"
    INCOMPLETE = "incomplete"
    UNKNOWN_LEAF = "unknown_leaf"


class KeyReceipt(Exchanged):
    """Proof that an act on a key is on record."""

    act_id: UUID
    kid: Thumbprint
    kind: EntryKind
    seq: PositiveInt
    leaf_hash: Sha256
    recorded_at: AwareDatetime

    @computed_field
    @property
    def answer(self) -> Literal["receipt"]:
        """Tell receipt and refusal apart in JSON."""
        return "receipt"


class KeyRefusal(Exchanged):
    """Why an act on a key is not on record, in both languages."""

    act_id: UUID | None
    reason: KeyRefusalReason
    vi: str
    en: str

    @computed_field
    @property
    def answer(self) -> Literal["refusal"]:
        """Tell receipt and refusal apart in JSON."""
        return "refusal"


class KeyLife(Exchanged):
    """A key and what became of it; `enrolled` and `revoked` are places in the order of the ledger.

    `registrars` are the people who vouched for it. `from_leaf` belongs to `compromised`: what was signed with
    the key from that leaf on may be by somebody else.
    """

    key: PublicKey
    body: Code | None = None
    level: Code | None = None
    registrars: tuple[Code, ...]
    replaces: Thumbprint | None = None
    enrolled: int
    revoked: int | None = None
    reason: RevocationReason | None = None
    from_leaf: Sha256 | None = None


class KeyFault(StrEnum):
    """Why a key was not good for a decision at a place in the ledger."""

    UNKNOWN_KEY = "unknown_key"
    OTHER_PERSON = "other_person"
    NO_REVIEWER = "no_reviewer"
    ONE_REGISTRAR = "one_registrar"
    NOT_YET = "not_yet"
    REVOKED = "revoked"


class PlacedEntry(Exchanged):
    """A ledger entry and its place in the order of the ledger (its entry id, or its leaf index)."""

    place: int
    entry: LedgerEntry


class KeyRow(Exchanged):
    """A key as the database has it, beside the ledger."""

    kid: str
    method: SigningMethod
    public_key: str
    person: str
    role: KeyRole
    body: str | None
    level: str | None
    registrars: tuple[str, ...]
    replaces: str | None
    enrolled_entry: int
    revoked_entry: int | None
    reason: RevocationReason | None
    from_leaf: str | None


class SignedPlace(Exchanged):
    """A decision that was signed with a key: its ledger entry, and that entry's place."""

    kid: str
    place: int
    stream_id: str
    seq: int


class KeyEvidence(Exchanged):
    """Everything on record about keys, read in one snapshot.

    `in_doubt` are the decisions signed with keys that were revoked as compromised; `places` are the places of
    the leaves from which those are in doubt.
    """

    head_seq: NonNegativeInt = 0
    head_hash: Sha256
    entries: tuple[PlacedEntry, ...] = ()
    rows: tuple[KeyRow, ...] = ()
    in_doubt: tuple[SignedPlace, ...] = ()
    places: dict[Sha256, int] = Field(default_factory=dict[str, int])
