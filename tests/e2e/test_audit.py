"""What an auditor reads: both witnesses on one line of time, and whether anything is amiss."""

import asyncio
from uuid import uuid4

from cli.connection import Office
from schemas.acts import Suspension
from tests.cases import a_decision
from tests.e2e.climbing import approved, opened
from tests.e2e.conftest import ForkedStarter


async def test_a_history_tells_both_witnesses_in_order(starter: ForkedStarter, office: Office) -> None:
    """A decision's message stands before its entry, the entry before the answer, and each has its numbers."""
    request = await opened(office, award="LDTT")
    await office.gateway.send(request.nomination_id, a_decision(request, "ward", reviewer_id="city-chair"))
    await approved(office, request, "ward")
    await office.gateway.send(request.nomination_id, a_decision(request, "ward"))
    said = await starter("history", request.nomination_id, "--json")
    timeline = said.json["timeline"]

    assert [
        ("temporal", "workflow started", None),
        ("ledger", "nomination.accepted", 1),
        ("temporal", "update decide arrived", None),
        ("ledger", "refusal.recorded", 2),
        ("temporal", "answered with a refusal", None),
        ("temporal", "update decide arrived", None),
        ("ledger", "decision.recorded", 3),
        ("temporal", "answered with a receipt", None),
        ("temporal", "workflow completed", None),
        ("ledger", "refusal.recorded", 4),
    ] == [(event["source"], event["what"], event["seq"]) for event in timeline]
    events = [event["event_id"] for event in timeline[:-1]]
    assert sorted(events) == events
    assert timeline[-1]["event_id"] is None


async def test_a_history_can_be_held_against_receipts(starter: ForkedStarter, office: Office) -> None:
    """Message and entry carry the act's id, and the entry the beginning of the hash that its sender has."""
    request = await opened(office)
    said = Suspension(act_id=uuid4(), actor_id="ward-chair", ground="complaint", reason="Có đơn tố cáo")
    receipt = await office.gateway.send(request.nomination_id, said)
    lines = (await starter("history", request.nomination_id)).out.splitlines()
    mine = [line for line in lines if f"act {said.act_id}" in line]

    assert ["update suspend arrived", "nomination.suspended"] == [
        next(what for what in ("update suspend arrived", "nomination.suspended") if what in line)
        for line in mine
    ]
    assert f"hash {receipt.leaf_hash[:12]}" in mine[1]
    assert '"Có đơn tố cáo" -> suspended at ward' in mine[1]


async def test_a_record_that_nobody_touched_is_clean(starter: ForkedStarter, office: Office) -> None:
    """Verify says how much it looked at and that nothing is amiss, with exit code 0."""
    await approved(office, await opened(office), "ward", "city")
    text, value = await asyncio.gather(starter("verify"), starter("verify", "--json"))

    assert (0, 0) == (text.code, value.code)
    assert "Nothing is amiss." == text.out.splitlines()[-1]
    assert (True, []) == (value.json["clean"], value.json["findings"])
    assert len(await office.reader.listing(None, None)) == value.json["nominations"] > 0
