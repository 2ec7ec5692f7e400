"""Messages as any client of Temporal can send them, past the gateway and its models."""

from collections.abc import Sequence
from typing import Any, TypeVar

from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHandle
from temporalio.common import RawValue

Case = WorkflowHandle[Any, Any]
"""A nomination's workflow, as Temporal's client reaches it."""

Answered = TypeVar("Answered")


def raw(body: bytes, encoding: bytes = b"json/plain") -> RawValue:
    """Return an argument with exactly these bytes."""
    return RawValue(Payload(metadata={"encoding": encoding}, data=body))


async def send_raw(
    case: Case,
    name: str,
    args: Sequence[object],
    answered: type[Answered],
    *,
    update_id: str | None = None,
) -> Answered:
    """Send an update of any name with any arguments, and return its answer as this model."""
    answer: Answered = await case.execute_update(  # pyright: ignore[reportUnknownMemberType] - its overloads
        name, args=args, id=update_id, result_type=answered
    )
    return answer
