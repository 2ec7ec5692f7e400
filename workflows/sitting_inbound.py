"""Reading what is sent to a sitting, by hand, as `workflows.inbound` does for nominations."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from temporalio.common import RawValue

from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.sitting import BallotPaper, PaperFault
from workflows.inbound import printable, raw_digest, read_model

_KNOWN = {MessageName.CAST_BALLOT.value: BallotPaper}


@dataclass(frozen=True)
class InboundPaper:
    """A message as read: either a paper, or the fault that kept it from being one."""

    name: str
    digest: str
    paper: BallotPaper | None
    fault: PaperFault | None

    @property
    def act_id(self) -> UUID | None:
        """The sender's idempotency key, None for what could not be read."""
        return self.paper.act_id if self.paper else None

    @property
    def actor_id(self) -> str | None:
        """Who votes, by the message's own word, None for what could not be read."""
        return self.paper.actor_id if self.paper else None


def read_paper(name: str, payloads: Sequence[RawValue]) -> InboundPaper:
    """Read a message of any name, shape and size."""
    read = read_model(name, payloads, _KNOWN)
    if isinstance(read, RefusalReason):
        return _fault(name, payloads, PaperFault(read.value))
    paper, digest = read
    return InboundPaper(name=name, digest=digest, paper=paper, fault=None)


def cancellation() -> InboundPaper:
    """Return a request to cancel the sitting, as a message like any other."""
    return _fault("cancel", (), PaperFault.CANCELLATION)


def _fault(name: str, payloads: Sequence[RawValue], fault: PaperFault) -> InboundPaper:
    return InboundPaper(name=printable(name), digest=raw_digest(name, payloads), paper=None, fault=fault)
