"""What a sitting refuses, on record and in words, and that nothing a client sends may stop it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError

from adapters.ballot_seal import seal
from schemas.council import Choice
from schemas.names import MessageName, QueryName
from schemas.sitting import (
    BallotPaper,
    ClosedBy,
    PaperFault,
    PaperReceipt,
    PaperRefusal,
    PaperSheet,
    SittingProgress,
)
from tests.conftest import Eventually
from tests.councils import SECRET, for_the_council, member
from tests.workflow.sending import raw, send_raw
from tests.workflow.sittings import AGREE, DISAGREE, CouncilOffice

ONE, TWO, THREE = MEMBERS = tuple(member(number) for number in (1, 2, 3))

Change = Callable[[BallotPaper], BallotPaper]


def changed(**values: object) -> Change:
    """Return what changes these fields of a paper."""
    return lambda paper: BallotPaper.model_validate(paper.model_dump() | values)


def sealed_in_open(paper: BallotPaper) -> BallotPaper:
    """Return the paper with a sealed text in place of its open choices."""
    text = seal("ab" * 32, "cd" * 16, [Choice.AGREE] * 2)
    return changed(sheets=(PaperSheet(sheet=1, sealed=text),))(paper)


REFUSED: dict[str, tuple[Change, PaperFault]] = {
    "a stranger": (changed(actor_id="somebody"), PaperFault.NOT_A_MEMBER),
    "another list": (changed(list_hash="0" * 64), PaperFault.WRONG_LIST),
    "another sitting": (changed(sitting_id="s-other"), PaperFault.WRONG_LIST),
    "one choice short": (changed(sheets=({"sheet": 1, "choices": ["agree"]},)), PaperFault.INCOMPLETE_PAPER),
    "no sheet": (changed(sheets=()), PaperFault.INCOMPLETE_PAPER),
    "a sheet twice": (
        changed(sheets=({"sheet": 1, "choices": ["agree", "agree"]},) * 2),
        PaperFault.INCOMPLETE_PAPER,
    ),
    "a sheet too many": (
        changed(sheets=tuple({"sheet": n, "choices": ["agree", "agree"]} for n in (1, 2))),
        PaperFault.INCOMPLETE_PAPER,
    ),
    "sealed": (sealed_in_open, PaperFault.NOT_OPEN),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_paper_that_is_not_in_order_is_refused_on_record(office: CouncilOffice, name: str) -> None:
    """Each fault has its reason in both languages, is on record, and the voter may still vote properly."""
    change, reason = REFUSED[name]
    await office.submitted(for_the_council(), for_the_council())
    sitting = await office.called()
    good = await office.paper(sitting, ONE)
    refused = await send_raw(
        office.handle(sitting),
        "cast_ballot",
        [change(good).model_copy(update={"act_id": uuid4()})],
        PaperRefusal,
    )
    taken = await office.gateway.send(good)
    rows = await office.pool.fetch("select reason from council.refusal where sitting_id = $1", sitting)

    assert reason == refused.reason
    assert refused.explanation_vi != refused.explanation_en
    assert [reason] == [row["reason"] for row in rows]
    assert isinstance(taken, PaperReceipt)


async def test_a_secret_sitting_refuses_open_barred_and_copied_papers(office: CouncilOffice) -> None:
    """No choice may be readable, nobody votes where barred, and nobody casts another's sealed text."""
    await office.submitted(for_the_council(SECRET, nominator_id=ONE), for_the_council(SECRET))
    sitting = await office.called(secret=True)
    one, two, three = [await office.paper(sitting, who) for who in MEMBERS]
    unsealed = changed(sheets=tuple({"sheet": n, "choices": ["agree"]} for n in (1, 2)))(two)
    everywhere = changed(sheets=two.sheets)(one)
    await office.gateway.send(two)
    copied = changed(sheets=two.sheets)(three)
    fresh = [
        changed(act_id=uuid4())(paper) for paper in (changed(actor_id=THREE)(unsealed), everywhere, copied)
    ]
    answers = [await office.gateway.send(paper) for paper in fresh]

    assert [PaperFault.NOT_SEALED, PaperFault.BARRED, PaperFault.COPIED_PAPER] == [
        getattr(answer, "reason", None) for answer in answers
    ]


async def test_a_repeated_paper_gets_the_first_answer(office: CouncilOffice) -> None:
    """Sent again it is the same receipt; another paper under its id, or a second one, is refused."""
    await office.submitted(for_the_council())
    sitting = await office.called()
    paper = await office.paper(sitting, ONE)
    first, again = [await office.gateway.send(paper) for _ in range(2)]
    by_raw = await send_raw(office.handle(sitting), "cast_ballot", [paper], PaperReceipt)
    other = await office.gateway.send(changed(sheets=({"sheet": 1, "choices": ["abstain"]},))(paper))
    second = await office.gateway.send(changed(act_id=uuid4())(paper))
    refused_again = await office.gateway.send(changed(sheets=({"sheet": 1, "choices": ["abstain"]},))(paper))
    await office.vote(sitting, TWO)
    await office.gateway.outcome(sitting)
    after_the_end = await office.gateway.send(paper)

    assert [first] * 3 == [again, by_raw, after_the_end]
    assert [PaperFault.ID_REUSED, PaperFault.ALREADY_VOTED] == [
        getattr(answer, "reason", None) for answer in (other, second)
    ]
    assert other == refused_again


async def test_garbage_is_refused_on_record_and_the_sitting_goes_on(
    office: CouncilOffice, eventually: Eventually
) -> None:
    """Nonsense by update and signal, more than one run holds, and a request to cancel: all on record."""
    await office.submitted(for_the_council())
    sitting = await office.called()
    handle, good = office.handle(sitting), (await office.paper(sitting, ONE)).model_dump(mode="json")
    garbage: list[tuple[str, list[object]]] = [
        ("cast_ballot", []),
        ("cast_ballot", [good, good]),
        ("cast_ballot", [good | {"sheets": 7}]),
        ("cast_ballot", [good | {"sheets": [{"sheet": 1, "choices": ["perhaps"]}]}]),
        ("cast_ballot", [raw(b"{")]),
        ("cast_ballot", [raw(b"\xff\xfe")]),
        ("cast_ballot", [raw(b"[" * 60_000)]),
        ("decide", [good]),
        ("Bỏ phiếu\n", [good]),
    ]
    answers = [await send_raw(handle, name, args, PaperRefusal) for name, args in garbage]
    for number in range(30):
        await handle.signal("cast_ballot", {"nonsense": number})
    await handle.cancel()
    with pytest.raises(WorkflowUpdateFailedError):
        await send_raw(handle, "cast_ballot", [raw(b" " * 100 * 1024)], PaperRefusal)

    async def all_refused() -> bool:
        count = await office.pool.fetchval(
            "select count(*) from council.refusal where sitting_id = $1", sitting
        )
        return count == len(garbage) + 30 + 1

    await eventually(all_refused)
    for who, choice in zip(MEMBERS, (AGREE, DISAGREE, AGREE), strict=True):
        assert isinstance(await office.vote(sitting, who, choice), PaperReceipt)
    outcome = await office.gateway.outcome(sitting)

    assert [PaperFault.MALFORMED] * 7 + [PaperFault.UNKNOWN_MESSAGE] * 2 == [
        answer.reason for answer in answers
    ]
    assert (ClosedBy.ALL_VOTED, 1) == (outcome.closed_by, outcome.passed)
    assert WorkflowExecutionStatus.COMPLETED == (await handle.describe()).status


async def test_a_vote_by_signal_counts_and_a_query_tells_who_voted(
    office: CouncilOffice, eventually: Eventually
) -> None:
    """Sent blindly a paper is taken all the same; the state names who voted and who is awaited, no choice."""
    await office.submitted(for_the_council())
    sitting = await office.called()
    await office.handle(sitting).signal(MessageName.CAST_BALLOT, await office.paper(sitting, TWO))

    async def progress() -> SittingProgress:
        return await office.handle(sitting).query(QueryName.PROGRESS, result_type=SittingProgress)

    async def voted() -> bool:
        return (TWO,) == (await progress()).voted

    await eventually(voted)
    assert (ONE, THREE) == (await progress()).awaited
    assert "agree" not in (await progress()).model_dump_json()


async def test_a_start_that_is_no_call_fails_in_words(office: CouncilOffice) -> None:
    """Whoever starts a sitting wrongly learns which fields to correct, and no sitting is made."""
    handle = await office.client.start_workflow(
        "CouncilSessionWorkflow",
        {"body": "phuong"},
        id=f"sitting:s-{uuid4().hex[:8]}",
        task_queue="commendations",
    )
    with pytest.raises(Exception, match="Workflow execution failed") as failed:
        await handle.result()

    assert "correct these fields: called_by, sitting_id" in str(failed.value.__cause__)
