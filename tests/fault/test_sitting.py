"""A sitting over one hundred nominations: fifteen acts, and no nomination is forgotten, whatever dies."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from adapters.embedded import ROOT, EmbeddedStack, StackCard
from adapters.filling_in import fill_in
from adapters.processes import ProcessMark, spawn
from cli.connection import Office
from cli.submission import ACCEPTED, submit_all
from cli.verification import verify_all
from schemas.council import Choice, Manner
from schemas.nomination import NominationRequest
from schemas.sitting import ClosedBy, PaperReceipt, SittingRequest
from tests.councils import SECRET, SECRETARY, for_the_council, member, rules_with_councils
from tests.fault.stack import office_on, progress_of, until

_NOMINATIONS, _MEMBERS, _RECUSED = 100, 15, 2


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[EmbeddedStack]:
    """Servers of this test's own, without a worker, and a council that passes at 80 % in secret."""
    rules_with_councils(tmp_path / "rules", _MEMBERS, mark="8/10")
    with TemporaryDirectory(prefix="vinh-danh-", ignore_cleanup_errors=True) as folder:
        own = EmbeddedStack(Path(folder))
        own.start().worker.stop()
        yield own
        own.stop()


def hire(stack: EmbeddedStack, card: StackCard, rules: Path, *fate: str) -> ProcessMark:
    """Start a worker under the council's rules, with its fate."""
    return spawn(
        [sys.executable, "-m", "tests.fault.council_worker", str(rules), *fate],
        log=stack.folder / "council-worker.log",
        environment=card.environment(),
        folder=ROOT,
    )


async def _ended(process: ProcessMark) -> bool:
    return not process.alive()


async def waiting(office: Office) -> list[NominationRequest]:
    """Return one hundred nominations before the council, two of them made by members of it."""
    by = [member(1), member(2), *["ward-office"] * (_NOMINATIONS - 2)]
    requests = [for_the_council(SECRET, nominator_id=who) for who in by]
    assert {(ACCEPTED, None)} == set(await submit_all(office, requests))
    return requests


async def opened(office: Office) -> str:
    """Call the sitting, and return its id once it is open."""
    sitting_id = f"s-{uuid4().hex[:8]}"
    call = SittingRequest(
        sitting_id=sitting_id, body="phuong", called_by=SECRETARY, secret=True, working_days=5
    )
    assert await office.councils.call(call)
    header = await office.councils.opened(sitting_id)
    assert (_NOMINATIONS, _MEMBERS) == (header.items, len(header.members))
    return sitting_id


async def voted(office: Office, sitting_id: str) -> int:
    """Let every member cast one paper, the last one in writing; return how many receipts there were."""
    receipts = 0
    for number in range(1, _MEMBERS + 1):
        form = await office.councils.form(sitting_id, member(number))
        against = {item.position: Choice.DISAGREE for item in form.items[2:12]} if number <= 4 else {}
        manner = Manner.IN_WRITING if number == _MEMBERS else Manner.IN_PERSON
        mine = {item.position for item in form.items if item.sheet in form.sheets}
        choices = {place: choice for place, choice in against.items() if place in mine}
        filled = fill_in(form, choices, act_id=uuid4(), rest=Choice.AGREE, manner=manner)
        receipts += isinstance(await office.councils.send(filled.paper), PaperReceipt)
    return receipts


async def told(office: Office, request: NominationRequest) -> bool:
    """Return whether a nomination's own workflow knows its result."""
    return "decision" == (await progress_of(office, request.nomination_id)).standing.gate


@pytest.mark.timeout(400)
async def test_one_hundred_nominations_cost_fifteen_acts_and_none_is_forgotten(
    stack: EmbeddedStack, tmp_path: Path
) -> None:
    """Killed while recording results and again while telling them, it ends as if nothing had been."""
    card, rules = StackCard.read(stack.card_path), tmp_path / "rules"
    assert card
    async with office_on(card) as office:
        first = hire(stack, card, rules, "recording", "3")
        requests = await waiting(office)
        sitting_id = await opened(office)
        receipts = await voted(office, sitting_id)
        await until(partial(_ended, first))
        second = hire(stack, card, rules, "telling", "30")
        await until(partial(_ended, second))
        third = hire(stack, card, rules)
        outcome = await asyncio.wait_for(office.councils.outcome(sitting_id), 120)
        for request in requests:
            await until(partial(told, office, request))
        kinds = [
            Counter(entry.kind.value for entry in await office.reader.entry_heads(each.nomination_id))
            for each in requests
        ]
        entries = Counter(entry.kind.value for entry in await office.sittings.entries_after(sitting_id, 0))
        report = await verify_all(office)
        third.stop()

    assert _MEMBERS == receipts == entries["ballot.cast"] == outcome.papers
    assert (ClosedBy.ALL_VOTED, 90, 10, 0) == (
        outcome.closed_by,
        outcome.passed,
        outcome.not_passed,
        outcome.not_decided,
    )
    assert (_NOMINATIONS, 0) == (outcome.recorded, outcome.left)
    assert [Counter({"nomination.accepted": 1, "council.decided": 1})] * _NOMINATIONS == kinds
    assert ([], 1) == (report.findings, report.sittings)
    assert Counter({"ballot.cast": 15, **dict.fromkeys(_STEPS, 1)}) == entries


_STEPS = ("sitting.opened", "sitting.closed", "sitting.counted", "sitting.ended")
