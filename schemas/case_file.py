"""What a nomination's workflow knows of its case.

It is carried whole over continue-as-new, and it can be rebuilt from the record.
"""

from pydantic import AwareDatetime, Field, PositiveInt

from schemas.acts import Migration
from schemas.base import Exchanged
from schemas.case import Standing
from schemas.ledger import EntryKind
from schemas.messages import Receipt
from schemas.nomination import NominationContent, NominationRequest
from schemas.record import EntryHead
from schemas.route import Route
from schemas.text import Code, Sha256


class AnsweredAct(Exchanged):
    """An act that is on record, with the digest of the message so that a repeat can be told apart."""

    digest: Sha256
    receipt: Receipt


class CaseFile(Exchanged):
    """The case: what was asked, the way it climbs, where it stands, and the acts already answered."""

    request: NominationRequest
    route: Route
    standing: Standing
    last_entry: EntryHead
    answered: dict[str, AnsweredAct] = Field(default_factory=dict[str, AnsweredAct])

    @property
    def nomination_id(self) -> str:
        """The nomination's opaque id."""
        return self.request.nomination_id

    @property
    def seq(self) -> int:
        """The last ledger entry seen."""
        return self.last_entry.seq


class MigrationRequest(Exchanged):
    """A migration that was judged to be in order, with the case that it is about."""

    case: CaseFile
    act: Migration
    digest: Sha256
    at: AwareDatetime


class FindingOut(Exchanged):
    """What a gate asks the award record when it opens: an entry of this kind is to come of it."""

    case: CaseFile
    kind: EntryKind
    at: AwareDatetime


class StageProgress(Exchanged):
    """One stage of the route, as shown to people."""

    level: Code
    level_name_vi: str
    level_name_en: str
    body: Code
    confers: bool
    state: str


class Progress(Exchanged):
    """The whole state of a nomination, for the `progress` query."""

    nomination_id: Code
    award: Code
    rule_set: Code
    standing: Standing
    stages: tuple[StageProgress, ...]
    seq: PositiveInt
    leaf_hash: Sha256
    content: NominationContent | None = None


class Explanation(Exchanged):
    """Where a case is and why, one sentence each, in Vietnamese and English."""

    vi: tuple[str, ...]
    en: tuple[str, ...]
