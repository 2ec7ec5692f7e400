"""Reading what is sent to an objection, by hand, as `workflows.inbound` does for nominations."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from temporalio.common import RawValue

from domain.objection import OBJECTION_ACTS
from schemas.acts import CaseAct
from schemas.messages import RefusalReason
from workflows.inbound import printable, raw_digest, read_model

_KNOWN = {str(name): kind.model for name, kind in OBJECTION_ACTS.items()}


@dataclass(frozen=True)
class InboundToObjection:
    """A message as read: either an act, or the fault that kept it from being one."""

    name: str
    digest: str
    act: CaseAct | None
    fault: RefusalReason | None

    @property
    def act_id(self) -> UUID | None:
        """The sender's idempotency key, None for what could not be read."""
        return self.act.act_id if self.act else None

    @property
    def actor_id(self) -> str | None:
        """Who acts, by the message's own word, None for what could not be read."""
        return self.act.actor_id if self.act else None


def read_to_objection(name: str, payloads: Sequence[RawValue]) -> InboundToObjection:
    """Read a message of any name, shape and size."""
    read = read_model(name, payloads, _KNOWN)
    if isinstance(read, RefusalReason):
        return _fault(name, payloads, read)
    act, digest = read
    return InboundToObjection(name=name, digest=digest, act=act, fault=None)


def cancellation() -> InboundToObjection:
    """Return a request to cancel the objection's workflow, as a message like any other."""
    return _fault("cancel", (), RefusalReason.CANCELLATION)


def _fault(name: str, payloads: Sequence[RawValue], fault: RefusalReason) -> InboundToObjection:
    return InboundToObjection(name=printable(name), digest=raw_digest(name, payloads), act=None, fault=fault)
