"""The steps of a matter as its workflow calls them: each function is one local activity."""

from temporalio import workflow
from temporalio.exceptions import FailureError

from activities.matters import MatterActivities
from schemas.ledger import EntryKind
from schemas.matter import (
    Acting,
    Learned,
    MatterFile,
    MatterKind,
    MatterMessage,
    MatterSeen,
    Opened,
    Opening,
    Ringing,
)
from workflows.options import ON_RECORD


async def open_matter(kind: MatterKind, stream: str, message: MatterMessage) -> Opened:
    """Open a matter, or put on record why it is not opened.

    Raises:
        FailureError: the record finds fault with this very start.
    """
    opening = Opening(kind=kind, stream=stream, message=message, at=workflow.now())
    return await workflow.execute_local_activity_method(MatterActivities.open_matter, opening, **ON_RECORD)


async def act(file: MatterFile, message: MatterMessage) -> Learned:
    """Put a message on record, or why it changes nothing.

    Raises:
        FailureError: the record finds fault with it even so.
    """
    acting = Acting(file=slim(file), message=message, at=workflow.now())
    return await workflow.execute_local_activity_method(MatterActivities.act_on_matter, acting, **ON_RECORD)


async def ring(file: MatterFile, kind: EntryKind) -> Learned:
    """Record what the clock rings for.

    Raises: RuntimeError: the record refuses it. Nobody sent it, so nobody can be told: the workflow task is
    held, with all state, until that is mended.
    """
    ringing = Ringing(file=slim(file), entry_kind=kind, at=workflow.now())
    try:
        return await workflow.execute_local_activity_method(
            MatterActivities.ring_matter, ringing, **ON_RECORD
        )
    except FailureError as error:
        message = f"the record refused {kind}"
        raise RuntimeError(message) from error


async def read_missed(file: MatterFile) -> Learned:
    """Return the entries that this run has not seen."""
    seen = MatterSeen(stream=file.stream, seq=file.seq)
    return await workflow.execute_local_activity_method(MatterActivities.read_matter, seen, **ON_RECORD)


def slim(file: MatterFile) -> MatterFile:
    """Return the file without the answers given so far, which no activity needs."""
    return file.model_copy(update={"answered": {}})
