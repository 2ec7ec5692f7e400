"""Erasing what is told of a person, and what stands where it was.

Law 91/2025/QH15, Art. 14(1): personal data are destroyed, so that they cannot be restored, when the person
asks and accepts what follows from it, or when purpose or retention have ended.
"""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt, StringConstraints

from schemas.base import Exchanged
from schemas.ledger import LedgerEntry
from schemas.text import Code, Prose, Sha256

ERASED = "(đã xóa / erased)"
"""Stands where a text of a person was whose key is destroyed."""

UNREADABLE = "(không đọc được / unreadable)"
"""Stands where a sealed text was changed, or its key was lost without an erasure."""

ERASURES_STREAM = "person:erasures"
"""The ledger stream of all erasures."""

Subject = Annotated[str, StringConstraints(pattern=r"^(nomination:)?[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""Whom texts are about: the code of a nominee, or nomination:ID where the nominee has none."""

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The id of a person's key, which stands in everything that is sealed under it."""


class Erasure(Exchanged):
    """A registrar has a person erased; `act_id` makes repeating it harmless. `reason` never names anybody."""

    act_id: UUID
    actor_id: Code
    subject: Subject
    reason: Prose


class BeforeErasure(Exchanged):
    """What there is of a person before they are erased.

    `rows` tell of them, `rows_sha256` is the hash over these, `bodies` had to do with them; `open` names what
    is still under way.
    """

    key_ids: tuple[KeyId, ...]
    rows: NonNegativeInt
    rows_sha256: Sha256
    open: tuple[str, ...]
    bodies: tuple[Code, ...] = ()


class ErasureRefusalReason(StrEnum):
    """Why nobody was erased."""

    ID_TAKEN = "id_taken"
    UNKNOWN_SUBJECT = "unknown_subject"
    NOT_THE_REGISTRAR = "not_the_registrar"
    STILL_OPEN = "still_open"
    ALREADY_ERASED = "already_erased"


class ErasureReceipt(Exchanged):
    """The keys are destroyed: entry `seq` of the erasures' ledger, with this hash, over so many rows."""

    answer: Literal["receipt"] = "receipt"
    act_id: UUID
    seq: PositiveInt
    leaf_hash: Sha256
    digest: Sha256
    rows: NonNegativeInt
    recorded_at: AwareDatetime


class ErasureRefusal(Exchanged):
    """Nothing was erased, and why, in both languages."""

    answer: Literal["refusal"] = "refusal"
    act_id: UUID
    reason: ErasureRefusalReason
    vi: str
    en: str


class ErasureRow(Exchanged):
    """An erasure as it is kept beside the ledger; `seq` 0: it belongs to no entry.

    `rows_sha256` is the hash over the person's rows as they are now.
    """

    seq: NonNegativeInt
    act_id: UUID
    subject: str
    actor_id: Code
    reason: str
    at: AwareDatetime
    key_ids: tuple[KeyId, ...]
    rows_sha256: Sha256


class DestroyedKey(Exchanged):
    """A key that is destroyed, and the entry that it names for it; `seq` 0: no erasure."""

    key_id: KeyId
    seq: NonNegativeInt


class ErasureEvidence(Exchanged):
    """All erasures in one snapshot."""

    head_seq: NonNegativeInt
    head_hash: Sha256
    entries: tuple[LedgerEntry, ...]
    erasures: tuple[ErasureRow, ...]
    destroyed: tuple[DestroyedKey, ...]


class MediaType(StrEnum):
    """What may be attached."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


LARGEST_ATTACHMENT = 10 * 1024 * 1024
"""Bytes of the largest document that is taken."""


class Attachment(Exchanged):
    """A document on record, by the SHA-256 of its bytes."""

    sha256: Sha256
    subject: Subject
    media_type: MediaType
    size: PositiveInt
    added_by: Code
    added_at: AwareDatetime
