"""The window of local activities: an act is committed, and everything dies before history knows of it."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from temporalio.service import RPCError

from adapters.embedded import ROOT, EmbeddedStack, StackCard
from adapters.processes import ProcessMark, spawn
from cli.connection import Office
from cli.submission import ACCEPTED, submit
from cli.verification import verify_all
from schemas.ledger import EntryKind
from schemas.messages import Decision, Receipt, Resubmission, Verdict, Withdrawal
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_nomination, a_resubmission, a_withdrawal
from tests.fault.stack import office_on, progress_of, signed, until

Act = Decision | Resubmission | Withdrawal

ACTS = {
    "decision": EntryKind.DECISION_RECORDED,
    "resubmission": EntryKind.NOMINATION_RESUBMITTED,
    "withdrawal": EntryKind.NOMINATION_WITHDRAWN,
    "refusal": EntryKind.REFUSAL_RECORDED,
}


@pytest.fixture(scope="module")
def stack() -> Iterator[EmbeddedStack]:
    """Servers of this module's own; each test starts and ends its workers."""
    with tempfile.TemporaryDirectory(prefix="vinh-danh-", ignore_cleanup_errors=True) as folder:
        own = EmbeddedStack(Path(folder))
        own.start()
        yield own
        own.stop()


@pytest.fixture
def card(stack: EmbeddedStack, monkeypatch: pytest.MonkeyPatch) -> StackCard:
    """The stack with everything running, its workers sweeping every second."""
    monkeypatch.setenv("HANDOVER_SECONDS", "1")
    found = StackCard.read(stack.card_path)
    assert found
    return found


@dataclass(frozen=True)
class Victim:
    """A nomination, the act on it that will be interrupted, and whether the server dies as well."""

    request: NominationRequest
    act: Act
    kind: EntryKind
    server_too: bool


async def prepared(office: Office, name: str, *, server_too: bool) -> Victim:
    """Bring a nomination to where the act called `name` can be sent."""
    request = a_nomination("HCLD3")
    assert (ACCEPTED, None) == await submit(office, request)
    act: Act = await signed(office, request, a_decision(request, "ward"))
    if name == "resubmission":
        returned = a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng")
        returned = await signed(office, request, returned)
        assert isinstance(await office.gateway.send(request.nomination_id, returned), Receipt)
        act = a_resubmission(request, "Đã bổ sung")
    elif name == "withdrawal":
        act = a_withdrawal()
    elif name == "refusal":
        act = a_decision(request, "ward", reviewer_id="somebody-else")
    return Victim(request, act, ACTS[name], server_too)


async def interrupt(stack: EmbeddedStack, card: StackCard, victim: Victim) -> StackCard:
    """Send an act to a worker that dies after its commit; the sender never learns, and never asks again."""
    doomed = spawn(
        [sys.executable, "-m", "tests.fault.dying_worker", victim.kind],
        log=stack.folder / "dying-worker.log",
        environment=card.environment()
        | ({"TEMPORAL_PID": str(card.temporal.pid)} if victim.server_too else {}),
        folder=ROOT,
    )
    async with office_on(card) as office:
        caller = asyncio.create_task(office.gateway.send(victim.request.nomination_id, victim.act))
        await until(lambda: _ended(doomed))
        if victim.server_too:
            await until(lambda: _ended(card.temporal))  # a killed process takes a moment to be gone
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
    return stack.restart_dead_server(card)


async def _ended(process: ProcessMark) -> bool:
    return not process.alive()


async def caught_up(office: Office, victim: Victim, seq: int) -> bool:
    """Return whether a workflow has seen its ledger up to `seq`."""
    try:
        return (await progress_of(office, victim.request.nomination_id)).seq >= seq
    except RPCError:  # the server or the worker is still coming up
        return False


@pytest.mark.timeout(240)
async def test_what_was_committed_reaches_its_workflow_though_nobody_asks_again(
    stack: EmbeddedStack, card: StackCard
) -> None:
    """A committed act is handed to its workflow by the sweep alone: not lost, not doubled, not altered."""
    async with office_on(card) as office:
        victims = [await prepared(office, name, server_too=True) for name in ACTS]
        victims.append(await prepared(office, "decision", server_too=False))
        before = [len(await office.reader.entry_heads(v.request.nomination_id)) for v in victims]
    card.worker.stop()
    for victim in victims:
        card = await interrupt(stack, card, victim)
    async with office_on(card) as office:
        committed = [await office.reader.entry_heads(v.request.nomination_id) for v in victims]
        card = stack.restart_dead(card)
        for victim, entries in zip(victims, committed, strict=True):
            await until(partial(caught_up, office, victim, len(entries)))
        after = [await office.reader.entry_heads(v.request.nomination_id) for v in victims]
        report = await verify_all(office)

    assert [seq + 1 for seq in before] == [len(entries) for entries in committed]
    assert [victim.kind for victim in victims] == [entries[-1].kind for entries in committed]
    assert committed == after
    assert [] == report.findings


@pytest.mark.timeout(180)
async def test_a_sender_who_asks_again_gets_the_receipt_of_what_was_committed(
    stack: EmbeddedStack, card: StackCard
) -> None:
    """A repeated decision finds the first one on record, and the case goes on to its outcome."""
    async with office_on(card) as office:
        victim = await prepared(office, "decision", server_too=True)
    nomination_id = victim.request.nomination_id
    card.worker.stop()
    card = await interrupt(stack, card, victim)
    async with office_on(stack.restart_dead(card)) as office:
        committed = (await office.reader.entry_heads(nomination_id))[-1]
        again = await office.gateway.send(nomination_id, victim.act)
        later = [a_decision(victim.request, level) for level in ("district", "city", "state")]
        answers = [
            await office.gateway.send(nomination_id, await signed(office, victim.request, decision))
            for decision in later
        ]
        report = await verify_all(office)

    assert committed.leaf_hash == again.leaf_hash
    assert all(isinstance(answer, Receipt) for answer in answers)
    assert [] == report.findings
