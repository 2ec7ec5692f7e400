"""What an objection's workflow hands to its activities, and what they hand to the record."""

from uuid import UUID

from pydantic import AwareDatetime

from schemas.base import Exchanged
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.objection import ObjectionFile, ObjectionRequest, ObjectionSettlement
from schemas.record import ActDraft, AlarmDraft
from schemas.text import Code, Sha256


class ObjectionDraft(ActDraft):
    """The filing or the settlement of an objection, on the ledger of its nomination.

    `clock` is that of the settling, from the filing on; None: no rule sets a time, or it is settled.
    """

    objection_id: UUID
    ground: Code | None = None
    upheld: bool | None = None
    clock: Clock | None = None


class ObjectionAlarmDraft(AlarmDraft):
    """A reminder or an escalation of an objection that nobody settles, and the clock after it."""

    objection_id: UUID
    clock: Clock


class Filing(Exchanged):
    """An objection about to be filed."""

    request: ObjectionRequest
    digest: Sha256
    at: AwareDatetime


class Settling(Exchanged):
    """A settlement that was judged to be in order."""

    file: ObjectionFile
    act: ObjectionSettlement
    digest: Sha256
    at: AwareDatetime


class Refusing(Exchanged):
    """A message to an objection that changes nothing. Ids are None when it was too broken to read them."""

    nomination_id: Code
    act_id: UUID | None
    actor_id: Code | None
    message: str
    reason: RefusalReason
    digest: Sha256
    at: AwareDatetime


class Ringing(Exchanged):
    """An alarm of an objection's clock."""

    file: ObjectionFile
    kind: EntryKind
    at: AwareDatetime


class Unread(Exchanged):
    """How far an objection's workflow has read."""

    file: ObjectionFile
