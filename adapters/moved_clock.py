"""Moving the clock of one workflow forward, on an embedded server with movable clocks; never in production.

Nothing needs to be done when a workflow is started: it runs in real time until its clock is moved, and in
real time again afterwards, as far ahead as it was moved. Timers that come due on the way ring in their
order, and what they set off is done in real time before the clock goes on. Clocks of different workflows
stand apart: who moves a council's session moves its nominations too, each on its own.
"""

import asyncio
from datetime import datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from domain.errors import VinhDanhError

_MOVE_SECONDS = 60


class ClockError(VinhDanhError):
    """A workflow's clock could not be read or moved."""


async def move_clock(client: Client, workflow_id: str, by: timedelta) -> bool:
    """Move a workflow's clock forward by more than nothing; return False if the workflow ended on the way.

    A timer due at the very end of `by` may ring a moment later: to be past an instant, move beyond it.

    Raises:
        ClockError: the server's clocks do not move, no such workflow runs, `by` is not positive, or no
            worker did what came due within a minute; the clock then goes on when a worker does it.
    """
    try:
        async with asyncio.timeout(_MOVE_SECONDS):
            return await TimeSkipper(client).fast_forward(client.get_workflow_handle(workflow_id), by)
    except RPCError as error:
        raise _clock_error(workflow_id, error) from error
    except TimeoutError:
        message = (
            f"the clock of {workflow_id} did not arrive within {_MOVE_SECONDS} s; check that a worker runs"
        )
        raise ClockError(message) from None


async def clock_of(client: Client, workflow_id: str) -> datetime:
    """Return a workflow's own time, UTC; the real time as long as its clock was not moved.

    Raises:
        ClockError: there is no such workflow.
    """
    try:
        return await TimeSkipper(client).get_current_time(client.get_workflow_handle(workflow_id))
    except RPCError as error:
        raise _clock_error(workflow_id, error) from error


def _clock_error(workflow_id: str, error: RPCError) -> ClockError:
    """Say what is wrong and what to do; other failures of the call pass in Temporal's own words."""
    if error.status is RPCStatusCode.UNIMPLEMENTED:
        return ClockError("clocks do not move on this Temporal server; use one that the demo has started")
    if error.status is RPCStatusCode.NOT_FOUND:
        return ClockError(f"no workflow {workflow_id} runs; look at what has become of it")
    return ClockError(f"the clock of {workflow_id} cannot be moved: {error.message}")
