"""Reading what is sent to a matter, by hand, as `workflows.inbound` does for nominations."""

from collections.abc import Sequence
from typing import Any

from temporalio.common import RawValue

from domain.matters.unit import MatterUnit
from schemas.matter import MatterMessage
from schemas.messages import RefusalReason
from workflows.inbound import printable, raw_digest, read_model


def read_to_matter(unit: MatterUnit[Any, Any], name: str, payloads: Sequence[RawValue]) -> MatterMessage:
    """Read a message of any name, shape and size, sent to a matter of this kind."""
    read = read_model(name, payloads, {str(known): kind.model for known, kind in unit.acts.items()})
    if isinstance(read, RefusalReason):
        return _fault(name, payloads, read)
    act, digest = read
    return MatterMessage(
        name=name,
        digest=digest,
        act=act.model_dump(mode="json"),
        act_id=act.act_id,
        actor_id=act.actor_id,
    )


def cancellation() -> MatterMessage:
    """Return a request to cancel a matter's workflow, as a message like any other."""
    return _fault("cancel", (), RefusalReason.CANCELLATION)


def _fault(name: str, payloads: Sequence[RawValue], fault: RefusalReason) -> MatterMessage:
    return MatterMessage(name=printable(name), digest=raw_digest(name, payloads), fault=fault)
