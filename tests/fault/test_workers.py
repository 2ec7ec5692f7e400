"""Workers that stall, that are told to stop, and that work side by side: each act is still taken in once."""

import asyncio
import signal

import pytest

import cli.submission
from adapters.embedded import StackCard
from adapters.postgres.pool import open_pool
from cli.connection import Office
from cli.submission import ACCEPTED, KNOWN, UNCONFIRMED, submit
from cli.verification import verify_all
from schemas.ledger import EntryKind
from tests.cases import a_decision, a_nomination
from tests.fault.callers import LEVELS, climbed, faults_on_record, opened
from tests.fault.conftest import Hire
from tests.fault.stack import progress_of, signed, until
from tests.workflow.untold import record_without_telling

pytestmark = pytest.mark.timeout(120)


async def test_a_worker_that_wakes_up_late_decides_nothing_again(office: Office, hire: Hire) -> None:
    """Frozen with messages in its hands until another has taken them over, it finds everything done."""
    frozen = await hire()
    requests = await opened(office, 6)
    frozen.send_signal(signal.SIGSTOP)
    at_ward = asyncio.create_task(climbed(office, requests, ["ward"]))
    await hire()
    receipts = await at_ward
    frozen.send_signal(signal.SIGCONT)
    receipts += await climbed(office, requests, LEVELS[1:])
    frozen.terminate()
    code = await frozen.wait()

    assert 0 == code
    assert [] == await faults_on_record(office, requests, receipts)


async def test_a_worker_that_is_told_to_stop_finishes_what_it_began(office: Office, hire: Hire) -> None:
    """It ends by itself with exit code 0, and who waited for an answer gets it, from it or from the next."""
    leaving = await hire()
    requests = await opened(office, 12)
    first = asyncio.Event()
    at_ward = asyncio.create_task(climbed(office, requests, ["ward"], told=lambda _: first.set()))
    await first.wait()
    leaving.terminate()
    async with asyncio.timeout(40):
        code = await leaving.wait()
    await hire()
    receipts = await at_ward

    assert 0 == code
    assert [] == await faults_on_record(office, requests, receipts)


async def test_two_workers_sweep_the_same_nominations_without_harm(
    office: Office, hire: Hire, where: StackCard
) -> None:
    """What both find unseen reaches each workflow once, as one entry, and nothing is written twice."""
    await asyncio.gather(hire(), hire())
    requests = await opened(office, 6)
    async with await open_pool(where.database_url, size=2) as pool:
        written = [
            await record_without_telling(
                pool, request, await signed(office, request, a_decision(request, "ward"))
            )
            for request in requests
        ]

    async def seen_by_all() -> bool:
        return all([2 == (await progress_of(office, each.nomination_id)).seq for each in requests])

    await until(seen_by_all)
    receipts = await climbed(office, requests, LEVELS[1:])
    entries = [await office.reader.entry_heads(request.nomination_id) for request in requests]
    report = await verify_all(office)

    assert (12, []) == (len(receipts), report.findings)
    assert written == [each[1] for each in entries]
    assert [[EntryKind.NOMINATION_ACCEPTED, *[EntryKind.DECISION_RECORDED] * 3]] * 6 == [
        [entry.kind for entry in each] for each in entries
    ]


async def test_a_submission_that_no_worker_took_in_says_so_and_is_not_lost(
    office: Office, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that it was accepted; once a worker comes, the same file finds it on record."""
    request = a_nomination()
    with monkeypatch.context() as impatient:
        impatient.setattr(cli.submission, "_CONFIRM_SECONDS", 0)
        result, reason = await submit(office, request)
    await hire()
    again = await submit(office, request)

    assert UNCONFIRMED == result
    assert reason
    assert "check that one runs" in reason
    assert (KNOWN, None) == again


async def test_thirty_submissions_at_once_make_one_case(office: Office, hire: Hire) -> None:
    """One is told that it was accepted, all others that it is on record, and there is one first entry."""
    await hire()
    request = a_nomination()
    results = await asyncio.gather(*(submit(office, request) for _ in range(30)))
    entries = await office.reader.entry_heads(request.nomination_id)

    assert [(ACCEPTED, None)] + [(KNOWN, None)] * 29 == sorted(results)
    assert [EntryKind.NOMINATION_ACCEPTED] == [entry.kind for entry in entries]
