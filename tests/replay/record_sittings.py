"""Play every path of a sitting once on real servers and keep its histories.

python -m tests.replay.record_sittings NAME ...    record these paths; no name: those that are missing

As with nominations (`tests.replay.record_histories`), a history that no longer replays asks for
`workflow.patched`, not for being recorded again.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from adapters.postgres.sittings import PostgresSittings
from adapters.rule_files import RuleFiles
from adapters.sitting_gateway import SittingGateway
from domain.canonical import model_digest
from schemas.acts import Recusal
from schemas.council import Manner
from schemas.names import SITTING_WORKFLOW, TASK_QUEUE, MessageName, sitting_workflow_id
from schemas.sitting import PaperRefusal, PaperSheet
from schemas.sitting_record import PaperDraft, SittingSeen
from tests.councils import SECRET, for_the_council, member, rules_with_councils
from tests.replay.recording import Servers, keep, missing_in, servers
from tests.workflow.sending import raw, send_raw
from tests.workflow.sittings import AGREE, DISAGREE, CouncilOffice, a_call
from tests.workflow.unheard import first_count_unheard

SITTING_HISTORIES = Path(__file__).parent / "sitting_histories"
ONE, TWO, THREE = MEMBERS = tuple(member(number) for number in (1, 2, 3))
Play = Callable[[CouncilOffice, WorkflowEnvironment], Awaitable[str]]


async def _called(office: CouncilOffice, count: int = 1, *, secret: bool = False) -> str:
    """Return a sitting over so many nominations, one of them made by a member."""
    procedure = {"procedure": SECRET} if secret else {}
    by = [ONE, *["ward-office"] * (count - 1)]
    await office.submitted(*(for_the_council(nominator_id=who, **procedure) for who in by))
    return await office.called(secret=secret)


async def _open(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """All vote, each on what they may; one result is against."""
    sitting = await _called(office, 3)
    for who, choice in zip(MEMBERS, (DISAGREE, AGREE, DISAGREE), strict=True):
        await office.vote(sitting, who, AGREE, {3: choice})
    return sitting


async def _secret(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """Sealed papers, one in writing; a member recuses themselves after they voted."""
    sitting = await _called(office, 3, secret=True)
    listed = await office.sittings.sitting(sitting)
    assert listed
    await office.vote(sitting, ONE)
    await office.gateway.send(await office.paper(sitting, TWO, manner=Manner.IN_WRITING))
    recusal = Recusal(act_id=uuid4(), actor_id=TWO)
    await office.nominations.send(listed.items[1].nomination_id, recusal)
    await office.vote(sitting, THREE, DISAGREE)
    await office.gateway.outcome(sitting)
    again = await office.called(
        secret=True
    )  # the late recusal left one undecided; it must not wait for others
    await office.vote(again, ONE)
    await office.vote(again, THREE)
    await office.gateway.outcome(again)
    return sitting


async def _settled(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """Two have agreed, so that the third is not waited for."""
    await office.submitted(for_the_council())
    sitting = await office.called()
    await office.vote(sitting, ONE)
    await office.vote(sitting, TWO)
    return sitting


async def _closed_by_time(office: CouncilOffice, server: WorkflowEnvironment) -> str:
    """One paper came by signal; then the time was over."""
    sitting = await _called(office)
    await office.handle(sitting).signal(MessageName.CAST_BALLOT, await office.paper(sitting, TWO))
    await send_raw(office.handle(sitting), MessageName.CATCH_UP, [], SittingSeen)
    await server.fast_forward(office.handle(sitting), timedelta(days=5, minutes=1))
    return sitting


async def _refusals(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """Papers that are not in order, garbage and a repeat by update and by signal, and a wish to cancel."""
    sitting = await _called(office, 2)
    handle, good = office.handle(sitting), await office.paper(sitting, TWO)
    short = (PaperSheet(sheet=1, choices=(AGREE,)),)
    wrong = [{"actor_id": "somebody"}, {"list_hash": "0" * 64}, {"sheets": short}, {"sheets": ()}]
    for values in wrong:
        await office.gateway.send(good.model_copy(update={"act_id": uuid4(), **values}))
    for body in (b"{", b"\xff\xfe", b"[]"):
        await send_raw(handle, MessageName.CAST_BALLOT, [raw(body)], PaperRefusal)
    await handle.signal("Bỏ phiếu", good)
    await handle.signal(MessageName.CAST_BALLOT, raw(b"null"))
    await handle.cancel()
    await office.gateway.send(good)
    await handle.signal(MessageName.CAST_BALLOT, good)
    await handle.signal(MessageName.CAST_BALLOT, good.model_copy(update={"act_id": uuid4()}))
    await office.gateway.send(good.model_copy(update={"sheets": short}))
    await office.vote(sitting, ONE)
    await office.vote(sitting, THREE)
    return sitting


async def _caught_up(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """A paper went to the record without the workflow, which learns of it from another one and when told."""
    sitting = await _called(office, secret=True)
    for seq, who in enumerate((TWO, THREE), start=1):
        paper = await office.paper(sitting, who)
        draft = PaperDraft(
            sitting_id=sitting,
            expected_seq=seq,
            at=datetime.now(UTC),
            paper=paper,
            digest=model_digest(paper),
        )
        assert (await office.sittings.record(draft)).entry
        if who == TWO:
            await send_raw(office.handle(sitting), MessageName.CATCH_UP, [], SittingSeen)
    await office.vote(sitting, ONE)  # barred from all there is
    return sitting


async def _counted_unheard(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """The count is on record, and the worker that made it died before it could say so."""
    sitting = await _called(office)
    with first_count_unheard():
        await office.vote(sitting, TWO)
        await office.vote(sitting, THREE)
        await office.gateway.outcome(sitting)
    return sitting


async def _start_refused(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """What starts it is no call."""
    sitting = f"s-{uuid4().hex[:12]}"
    await office.client.start_workflow(
        SITTING_WORKFLOW, {"body": "phuong"}, id=sitting_workflow_id(sitting), task_queue=TASK_QUEUE
    )
    return sitting


async def _nothing_waits(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """It is called where nothing waits for a secret vote."""
    request = a_call(secret=True)
    await office.gateway.call(request)
    return request.sitting_id


async def _handed_over(office: CouncilOffice, _: WorkflowEnvironment) -> str:
    """So much nonsense that the run is left; what was cast before is still there in the next."""
    sitting = await _called(office, 2)
    await office.vote(sitting, ONE)
    for number in range(25):
        await send_raw(office.handle(sitting), f"nonsense-{number}", [], PaperRefusal)
    await office.vote(sitting, TWO)
    await office.vote(sitting, THREE)
    return sitting


SITTING_PATHS: dict[str, Play] = {
    "open": _open,
    "secret": _secret,
    "settled": _settled,
    "closed-by-time": _closed_by_time,
    "refusals": _refusals,
    "caught-up": _caught_up,
    "counted-unheard": _counted_unheard,
    "start-refused": _start_refused,
    "nothing-waits": _nothing_waits,
    "handed-over": _handed_over,
}


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    async with servers(_rules) as on:
        office = _office(on)
        for name in names:
            with on.server.with_time_skipping_disabled():
                sitting = await SITTING_PATHS[name](office, on.server)
                with suppress(WorkflowFailureError):
                    await office.gateway.outcome(sitting)
            await keep(SITTING_HISTORIES, name, on.server.client, sitting_workflow_id(sitting))


def _rules(folder: Path) -> RuleFiles:
    return rules_with_councils(folder, members=3)


def _office(on: Servers) -> CouncilOffice:
    client, sittings = on.server.client, PostgresSittings(on.pool)
    nominations = NominationGateway(client, RecordReader(on.pool), PostgresRecord(on.pool))
    return CouncilOffice(
        client, on.pool, nominations, SittingGateway(client, sittings), sittings, on.owner_url
    )


def main() -> None:
    """Record what the command line names, or whatever is missing."""
    logging.basicConfig(level=logging.ERROR)
    names = sys.argv[1:] or missing_in(SITTING_HISTORIES, list(SITTING_PATHS))
    if names:
        asyncio.run(record(names))


if __name__ == "__main__":
    main()
