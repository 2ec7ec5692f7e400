"""Submitting nominations: start what is new, recognise what is known, wait until it is on record."""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel

from adapters.openings import TemporalOpenings
from cli.connection import Office
from cli.progress import progress
from domain.canonical import content_hash
from schemas.nomination import NominationRequest

_AT_ONCE = 20
_CONFIRM_SECONDS = 30
_ASK_EVERY = 20

ACCEPTED = "accepted"
KNOWN = "already on record"
REFUSED = "refused"
UNCONFIRMED = "sent, not confirmed"


class SubmittedRow(BaseModel):
    """What became of one row."""

    row: int
    ref: str | None
    nomination_id: str | None
    result: str
    reason: str | None = None


async def submit(office: Office, request: NominationRequest) -> tuple[str, str | None]:
    """Submit one nomination; return what became of it, and why if it was not accepted."""
    known = await _known_hash(office, request)
    if known is None and await office.gateway.open(request):
        confirmed = await _wait_until_known(office, request)
        return (ACCEPTED, None) if confirmed else await _not_confirmed(office, request)
    known = known or await _wait_until_known(office, request)
    if known is None:
        return await _not_confirmed(office, request)
    if known == content_hash(request.content):
        return KNOWN, None
    return REFUSED, "is on record with other content; answer a return with resubmit, or use a new ref"


async def submit_all(
    office: Office, requests: Sequence[NominationRequest], *, shown: bool = False
) -> list[tuple[str, str | None]]:
    """Submit many nominations, some at once; return what became of each, in order.

    `shown`: whoever waits at a terminal sees how far it is.
    """
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(request: NominationRequest) -> tuple[str, str | None]:
        async with at_once:
            result = await submit(office, request)
        bar.step()
        return result

    with progress("Đang nộp / Submitting", len(requests), shown=shown) as bar:
        return list(await asyncio.gather(*(one(request) for request in requests)))


async def _known_hash(office: Office, request: NominationRequest) -> str | None:
    known = await office.reader.known_content([request.nomination_id])
    return known.get(request.nomination_id)


async def _wait_until_known(office: Office, request: NominationRequest) -> str | None:
    """Wait for the workflow's first act; None when it does not come in time, or cannot come any more."""
    for turn in range(1, _CONFIRM_SECONDS * 20):
        known = await _known_hash(office, request)
        if known:
            return known
        if turn % _ASK_EVERY == 0 and await _why_not(office, request):
            return None
        await asyncio.sleep(0.05)
    return None


async def _not_confirmed(office: Office, request: NominationRequest) -> tuple[str, str]:
    """Tell what was refused at its acceptance from what nobody has answered."""
    reason = await _why_not(office, request)
    return (REFUSED, reason) if reason else (UNCONFIRMED, "no worker answered; check that one runs")


async def _why_not(office: Office, request: NominationRequest) -> str | None:
    openings = TemporalOpenings(office.client, rows_per_second=_AT_ONCE)
    return await openings.why_not(request.nomination_id)
