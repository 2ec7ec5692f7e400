"""Revocation and restoration (thu hồi, huỷ bỏ; phục hồi) of a grant, as a matter of its own.

Grounds are those of the law of 2022, chapter VII: fraud in declaring merit, false information or forged
papers, appraisal or request contrary to law, a fault in the counted period. Nothing decided is edited.
"""

from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import PositiveInt, model_validator

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.matter import MatterState
from schemas.rules import Deadline
from schemas.text import Code, Line, Prose, Sha256


class RevocationAction(StrEnum):
    """What is asked for: that a grant is taken back, or that one that was taken back is in force again."""

    REVOKE = "revoke"
    RESTORE = "restore"


class RevocationGround(StrEnum):
    """Why; `wrongly_revoked` is the ground of a restoration, and of nothing else."""

    FRAUD = "fraud"
    FALSE_PAPERS = "false_papers"
    UNLAWFUL_PROCEDURE = "unlawful_procedure"
    FAULT_IN_PERIOD = "fault_in_period"
    WRONGLY_REVOKED = "wrongly_revoked"


class RecoveryItem(StrEnum):
    """What was given with an award and is given back: the insignia, the certificate, the money."""

    INSIGNIA = "insignia"
    CERTIFICATE = "certificate"
    CASH = "cash"


class RevocationStatus(StrEnum):
    """Where a revocation or restoration stands; `denied` and `done` are final."""

    OPENED = "opened"
    DENIED = "denied"
    RECOVERING = "recovering"
    DONE = "done"


class OpenRevocation(CaseAct):
    """A grant should be revoked, or restored; the id of this act is the name of the matter from then on.

    `objection_id` names an objection that was upheld; `recover` is what must be given back, each once.
    """

    grant_id: Code
    action: RevocationAction
    ground: RevocationGround
    reason: Prose
    objection_id: UUID | None = None
    recover: tuple[RecoveryItem, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        restores = self.action is RevocationAction.RESTORE
        if restores != (self.ground is RevocationGround.WRONGLY_REVOKED):
            message = "ground: wrongly_revoked is for a restoration, the others are for a revocation"
            raise ValueError(message)
        if restores and self.recover:
            message = "recover: a restoration takes nothing back; leave it out"
            raise ValueError(message)
        if len(set(self.recover)) < len(self.recover):
            message = "recover: names something twice; name each once"
            raise ValueError(message)
        return self


class DecideRevocation(CaseAct):
    """The body that decided grants or denies it; `content_hash` is the hash of the opening act that it saw.

    `authority` is the form in which a deputy or delegate signs.
    """

    granted: bool
    reason: Prose
    content_hash: Sha256
    authority: Line | None = None


class RecordRecovery(CaseAct):
    """Something was given back; `amount_vnd` is the money in đồng, None: not stated."""

    item: RecoveryItem
    amount_vnd: PositiveInt | None = None
    note: Prose | None = None

    @model_validator(mode="after")
    def _only_money_is_counted(self) -> Self:
        if self.amount_vnd is not None and self.item is not RecoveryItem.CASH:
            message = "amount_vnd: is for cash; leave it out"
            raise ValueError(message)
        return self


class Recovered(Exchanged):
    """What was given back."""

    item: RecoveryItem
    amount_vnd: PositiveInt | None = None


class Post(Exchanged):
    """A body as one rule set has it."""

    body: Code
    level: Code
    rule_set: Code


class RevokedCase(Exchanged):
    """The nomination by which a grant was decided here; `number_symbol` None: its decision had no number."""

    nomination_id: Code
    nominator_id: Code
    submitting_body: Code
    body: Code
    level: Code
    rule_set: Code
    number_symbol: Line | None = None


class Origin(Exchanged):
    """A grant that a revocation is about, and where it came from.

    `nominee` is the code of who received it. Of a grant that was imported `nominator_id` is None and
    `submitting_body` is the body that gave it; `body` None: no rule set has that body, or nobody knows it.
    """

    grant_id: Code
    award: Code
    revoked: bool
    nominee: Code | None = None
    nominator_id: Code | None = None
    submitting_body: Code | None = None
    body: Code | None = None
    level: Code | None = None
    rule_set: Code | None = None


class BuiltOn(Exchanged):
    """A later grant that was built on the one in doubt, and the body that gave it."""

    grant_id: Code
    issuer: Code | None = None


class RevocationFound(Exchanged):
    """What the record, the register and the rules say on the day of an act; only what that act needs.

    `origin` None: there is no such grant. `deciding` and `submitting` are the bodies of the original
    decision, or those that carry on for them under the rules in force; `held` those at which whoever acts has
    the office that the act needs. `settling` None: no rule sets a time.
    """

    origin: Origin | None = None
    deciding: tuple[Post, ...] = ()
    submitting: tuple[Post, ...] = ()
    held: tuple[Code, ...] = ()
    settling: Deadline | None = None
    told_of_delay: Code | None = None
    open_elsewhere: bool = False
    objection_upheld: bool = False
    number_symbol: Line | None = None
    built_on: tuple[BuiltOn, ...] = ()


class RevocationState(MatterState):
    """A revocation or restoration after an act.

    `body`, `level` and `rule_set` are those of the original decision. `opened_by` is who opened it and for
    whom, `opening_hash` what a decision is bound to. `recover` is what must be given back once it is granted,
    `flagged` the grants that somebody must look at.
    """

    grant_id: Code
    award: Code
    action: RevocationAction
    ground: RevocationGround
    nominee: Code | None = None
    nominator_id: Code | None = None
    body: Code
    level: Code
    rule_set: Code
    opened_by: tuple[Code, ...]
    opening_hash: Sha256
    objection_id: UUID | None = None
    recover: tuple[RecoveryItem, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    flagged: tuple[Code, ...] = ()

    @property
    def awaited(self) -> tuple[RecoveryItem, ...]:
        """What is still to be given back; nothing before it is granted."""
        if self.status != RevocationStatus.RECOVERING:
            return ()
        back = {each.item for each in self.recovered}
        return tuple(item for item in self.recover if item not in back)
