"""What people do to a nomination besides deciding, resubmitting and withdrawing.

Acts that belong to one gate are defined in that gate's file in `domain.gates`. Every act carries an id
chosen by its sender, which makes repeating it harmless.
"""

from uuid import UUID

from schemas.base import Exchanged
from schemas.council import Ground
from schemas.text import Code, Line, Prose, Round, Sha256


class CaseAct(Exchanged):
    """Anything a person does to a nomination; `on_behalf_of` names who delegated it to them."""

    act_id: UUID
    actor_id: Code
    on_behalf_of: Code | None = None


class GateAct(CaseAct):
    """An act at the gate that waits now, on the content whose hash the actor saw."""

    level: Code
    gate: Code
    round: Round
    content_hash: Sha256


class Recusal(CaseAct):
    """A member of the panel may not take part (hồi tỵ), and says on what ground."""

    ground: Ground = Ground.DECLARED
    note: Prose | None = None


class Suspension(CaseAct):
    """One nominee is held because of a complaint, an inspection or a discipline matter; the clock stops."""

    ground: Code
    reason: Prose


class Resumption(CaseAct):
    """The matter for which a nominee was held is settled; the clock goes on."""

    reason: Prose


class Reassignment(CaseAct):
    """The gate that waits is given to other people, or the vote to another council."""

    panel: tuple[Code, ...] = ()
    council: Code | None = None
    reason: Prose


class LowerAwardProposal(GateAct):
    """The decider would confer a lower award, if the nominator agrees."""

    award: Code
    reason: Prose
    authority: Line | None = None


class LowerAwardAnswer(CaseAct):
    """The nominator agrees to the lower award, or does not."""

    consent: bool
    note: Prose | None = None


class Migration(CaseAct):
    """An open case is moved to another rule set and to the successor of the body that it waits at."""

    rule_set: Code
    body: Code
    reason: Prose
