"""Servers and workers that are killed and come back: the case goes on where it was."""

import asyncio
import os
import signal

from adapters.embedded import EmbeddedStack, StackCard
from cli.connection import Office
from tests.conftest import Eventually
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter


async def _killed(stack: EmbeddedStack, eventually: Eventually, *names: str) -> None:
    """Kill processes of the stack and let it start them again, as `up` does."""
    card = StackCard.read(stack.card_path)
    assert card
    marks = [getattr(card, name) for name in names]
    for mark in marks:
        os.kill(mark.pid, signal.SIGKILL)

    async def gone() -> bool:
        return not any(mark.alive() for mark in marks)

    await eventually(gone)
    renewed = await asyncio.to_thread(stack.restart_dead, card)
    assert renewed.alive()
    assert (card.temporal_address, card.database_url) == (renewed.temporal_address, renewed.database_url)


async def test_a_case_outlives_its_worker_and_its_temporal_server(
    stack: EmbeddedStack, starter: ForkedStarter, office: Office, eventually: Eventually
) -> None:
    """Killed between decisions, first the server, then both: each level decides once, verify is clean."""
    request = await opened(office, award="HCLD3")
    await approved(office, request, "ward")
    await _killed(stack, eventually, "temporal")
    await approved(office, request, "city")
    await _killed(stack, eventually, "temporal", "worker")
    last = await starter(
        "decide", request.nomination_id, "--as", "state-signer", "--verdict", "approve", "--json"
    )
    verified = await starter("verify")
    decisions = await office.reader.decisions_of(request.nomination_id)

    assert (0, "conferred", 4) == (last.code, last.json["status"], last.json["seq"])
    assert ["ward", "city", "state"] == [decision.level for decision in decisions]
    assert (0, "Nothing is amiss.") == (verified.code, verified.out.splitlines()[-1])
