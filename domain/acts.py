"""Every message to a nomination: how it is read, and what kind of ledger entry it becomes."""

from domain.gates.registry import GATES
from domain.gates.unit import ActKind
from schemas.acts import (
    LowerAwardAnswer,
    LowerAwardProposal,
    Migration,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.ledger import EntryKind
from schemas.messages import Act, Decision, Resubmission, Withdrawal
from schemas.names import MessageName

ACTS: dict[MessageName, ActKind] = {
    MessageName.RECUSE: ActKind(Recusal, EntryKind.RECUSAL_RECORDED),
    MessageName.SUSPEND: ActKind(Suspension, EntryKind.NOMINATION_SUSPENDED),
    MessageName.RESUME: ActKind(Resumption, EntryKind.NOMINATION_RESUMED),
    MessageName.REASSIGN: ActKind(Reassignment, EntryKind.NOMINATION_REASSIGNED),
    MessageName.PROPOSE_LOWER_AWARD: ActKind(LowerAwardProposal, EntryKind.LOWER_AWARD_PROPOSED),
    MessageName.ANSWER_LOWER_AWARD: ActKind(LowerAwardAnswer, EntryKind.LOWER_AWARD_ANSWERED),
    MessageName.MIGRATE: ActKind(Migration, EntryKind.NOMINATION_MIGRATED),
    **{name: kind for unit in GATES.values() for name, kind in unit.acts.items()},
}
"""Acts that belong to no single gate, and those that the gates bring."""

MESSAGES: dict[str, type[Act]] = {
    MessageName.DECIDE: Decision,
    MessageName.RESUBMIT: Resubmission,
    MessageName.WITHDRAW: Withdrawal,
    **{name: kind.model for name, kind in ACTS.items()},
}
"""How each message to a nomination is read."""

_NAMES: dict[type[Act], MessageName] = {model: MessageName(name) for name, model in MESSAGES.items()}


def message_of(act: Act) -> MessageName:
    """Return the name of the message that carries this act."""
    return _NAMES[type(act)]
