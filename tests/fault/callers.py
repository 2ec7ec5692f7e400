"""People who send and, when they get no answer, send the same again, until they have one."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from temporalio.service import RPCError

from adapters.gateway import NoAnswerError
from cli.connection import Office
from cli.submission import ACCEPTED, submit
from cli.verification import verify_all
from domain.errors import StorageUnavailableError
from schemas.ledger import EntryKind
from schemas.messages import Decision, Receipt
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_nomination
from tests.fault.stack import signed

LEVELS = ("ward", "district", "city")
_PATIENCE_SECONDS = 80


async def opened(office: Office, count: int) -> list[NominationRequest]:
    """Return nominations that are on record and wait at the ward."""
    requests = [a_nomination() for _ in range(count)]
    assert [(ACCEPTED, None)] * count == list(
        await asyncio.gather(*(submit(office, each) for each in requests))
    )
    return requests


async def insistently(office: Office, request: NominationRequest, decision: Decision) -> Receipt:
    """Send a decision under its one id until there is an answer, signed anew each time."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            with suppress(NoAnswerError, StorageUnavailableError, RPCError):
                sent = await signed(office, request, decision)
                answer = await office.gateway.send(request.nomination_id, sent)
                assert isinstance(answer, Receipt), answer
                return answer
            await asyncio.sleep(0.1)  # gentle with a server that is coming back


async def climbed(
    office: Office,
    requests: Sequence[NominationRequest],
    levels: Sequence[str] = LEVELS,
    told: Callable[[Receipt], None] = lambda _: None,
) -> list[Receipt]:
    """Let all nominations climb at once; return every receipt, and tell of each as it comes."""

    async def one(request: NominationRequest) -> list[Receipt]:
        receipts: list[Receipt] = []
        for level in levels:
            receipts.append(await insistently(office, request, a_decision(request, level)))
            told(receipts[-1])
        return receipts

    return [receipt for each in await asyncio.gather(*map(one, requests)) for receipt in each]


async def faults_on_record(
    office: Office, requests: Sequence[NominationRequest], receipts: Sequence[Receipt]
) -> list[str]:
    """Return everything that was lost, doubled or altered: there should be nothing."""
    faults = [finding.text for finding in (await verify_all(office)).findings]
    for request in requests:
        entries = await office.reader.entry_heads(request.nomination_id)
        taken = [(e.act_id, e.seq, e.leaf_hash) for e in entries if e.kind is EntryKind.DECISION_RECORDED]
        given = [(r.act_id, r.seq, r.leaf_hash) for r in receipts if r.nomination_id == request.nomination_id]
        if taken != given:
            faults.append(f"{request.nomination_id}: on record are {taken}, receipts were given for {given}")
    return faults
