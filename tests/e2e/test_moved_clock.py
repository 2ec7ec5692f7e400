"""Clocks on a demo's servers: they move when asked to, one by one, and on other servers never."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.embedded import EmbeddedStack, StackCard, new_stack_beside
from adapters.moved_clock import ClockError, clock_of, move_clock
from cli.connection import Office
from schemas.case import Clock
from schemas.case_file import Progress
from schemas.names import QueryName, nomination_workflow_id
from schemas.nomination import NominationRequest
from tests.e2e.climbing import approved, entry_kinds, opened
from tests.e2e.conftest import Folder, ForkedStarter, office_on
from tests.plain_rules import plain_rules

_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def demo_stack(new_folder: Folder) -> Iterator[EmbeddedStack]:
    """Servers and a worker process as the demo starts them."""
    started = new_stack_beside(new_folder("nơi thời gian trôi"))
    started.start(plain_rules(new_folder("quy tắc trình diễn")))
    yield started
    started.remove()


@pytest.fixture(scope="module")
def demo_card(demo_stack: EmbeddedStack) -> StackCard:
    """Where these servers are."""
    found = StackCard.read(demo_stack.card_path)
    assert found
    return found


@pytest.fixture(scope="module")
async def demo_office(demo_card: StackCard) -> AsyncIterator[Office]:
    """The same, as this process sees them."""
    async with office_on(demo_card) as opened_office:
        yield opened_office


async def _deadline_of(office: Office, request: NominationRequest) -> Clock:
    case = office.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
    progress = await case.query(QueryName.PROGRESS, result_type=Progress)
    assert progress.standing.clock
    return progress.standing.clock


async def _move_past(office: Office, request: NominationRequest, instant: datetime) -> None:
    case = nomination_workflow_id(request.nomination_id)
    by = instant - await clock_of(office.client, case) + timedelta(minutes=1)
    assert await move_clock(office.client, case, by)


async def test_deadlines_pass_for_the_moved_nomination_only(
    demo_office: Office, demo_card: StackCard, repository: Path
) -> None:
    """A worker process reminds, escalates and takes late decisions, and the record stays whole."""
    moved, left = await opened(demo_office), await opened(demo_office)
    deadline = await _deadline_of(demo_office, moved)
    await _move_past(demo_office, moved, deadline.remind_at)
    reminded = await entry_kinds(demo_office, moved)
    await _move_past(demo_office, moved, deadline.due_at)
    await approved(demo_office, moved, "ward", "city")
    await approved(demo_office, left, "ward")
    decided = await demo_office.reader.decisions_of(moved.nomination_id)
    verified = await ForkedStarter(repository, demo_card.environment())("verify")

    assert ["nomination.accepted", "deadline.reminded"] == reminded
    assert [
        *reminded, "deadline.escalated", "decision.recorded", "decision.recorded"
    ] == await entry_kinds(demo_office, moved)  # fmt: skip
    assert ["nomination.accepted", "decision.recorded"] == await entry_kinds(demo_office, left)
    assert all(decision.decided_at > deadline.due_at for decision in decided)
    assert (0, "Nothing is amiss.") == (verified.code, verified.out.splitlines()[-1])


async def test_an_ended_workflow_says_so(demo_office: Office) -> None:
    """A closed case has no clock any more: whoever moves it is told, and nothing waits for ever."""
    request = await opened(demo_office, award="LDTT")
    await approved(demo_office, request, "ward")
    case = demo_office.client.get_workflow_handle(nomination_workflow_id(request.nomination_id))
    await case.result()

    with pytest.raises(ClockError, match="no workflow"):
        await move_clock(demo_office.client, case.id, _DAY)


async def test_where_real_cases_are_no_clock_moves(office: Office) -> None:
    """On the servers that `up` starts nobody can let a deadline pass before its time."""
    request = await opened(office)

    with pytest.raises(ClockError, match="do not move"):
        await move_clock(office.client, nomination_workflow_id(request.nomination_id), _DAY)
