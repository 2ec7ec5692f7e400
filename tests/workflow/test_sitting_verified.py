"""A sitting's record is held against Temporal's history: one that was made to fit gives itself away."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from adapters.sitting_histories import read_sitting_witness
from cli.connection import office_over
from cli.sitting_verification import look_at_sittings
from domain.canonical import model_digest
from domain.sitting_check import verify_sitting
from domain.sitting_witness import compare_sitting, is_sitting_unwitnessed, remarks_on_sitting
from schemas.audit import FindingCode
from schemas.names import MessageName, sitting_workflow_id
from schemas.sitting import BallotPaper, PaperRefusal, SittingOutcome
from schemas.sitting_audit import SittingEvidence, SittingWitness
from schemas.sitting_record import PaperDraft, SittingSeen
from tests.conftest import Eventually
from tests.councils import SECRET, for_the_council, member
from tests.e2e.tampering_steps import tamper
from tests.workflow.sending import raw, send_raw
from tests.workflow.sitting_deeds import (
    ANOTHER_REASON_TO_CLOSE,
    ANOTHER_RUN,
    NO_END,
    NOTHING_LEFT,
    another_caller,
    another_paper,
    lost_paper,
)
from tests.workflow.sittings import DISAGREE, CouncilOffice
from tests.workflow.unheard import first_count_unheard

ONE, TWO, THREE = MEMBERS = tuple(member(number) for number in (1, 2, 3))
HISTORY_DIFFERS, NOT_IN_RECORD = FindingCode.HISTORY_DIFFERS, FindingCode.NOT_IN_RECORD
MESSAGE_DIFFERS, WORKFLOW_LOST = FindingCode.MESSAGE_DIFFERS, FindingCode.WORKFLOW_LOST
HISTORY_UNAVAILABLE = FindingCode.HISTORY_UNAVAILABLE


async def looked_at(office: CouncilOffice, sitting: str) -> tuple[SittingEvidence, SittingWitness]:
    """Return what both witnesses say."""
    evidence = await office.sittings.evidence(sitting)
    assert evidence
    return evidence, await read_sitting_witness(office.client, sitting, evidence.first_run_id)


async def amiss(office: CouncilOffice, sitting: str) -> set[FindingCode]:
    """Return what the record gives away in the light of the history; by itself it has to be in order."""
    evidence, witness = await looked_at(office, sitting)
    assert [] == verify_sitting(evidence)
    return {finding.code for finding in compare_sitting(evidence, witness)}


async def two_votes(office: CouncilOffice) -> str:
    """Return an open sitting over two nominations, with papers of the first two members."""
    await office.submitted(for_the_council(), for_the_council())
    sitting = await office.called()
    await office.vote(sitting, ONE)
    await office.vote(sitting, TWO, DISAGREE)
    return sitting


async def at_its_end(office: CouncilOffice) -> str:
    """Return a sitting that has ended."""
    sitting = await two_votes(office)
    await office.vote(sitting, THREE)
    await office.gateway.outcome(sitting)
    return sitting


async def test_what_a_sitting_takes_and_refuses_is_told_alike_by_both(office: CouncilOffice) -> None:
    """By update and by signal, garbage and repeats, in order and not, before the end and after: all clean."""
    await office.submitted(for_the_council(SECRET, nominator_id=ONE), for_the_council(SECRET))
    sitting = await office.called(secret=True)
    handle, papers = office.handle(sitting), [await office.paper(sitting, who) for who in MEMBERS]
    await office.gateway.send(papers[0])
    await handle.signal(MessageName.CAST_BALLOT, papers[1])
    await handle.signal(MessageName.CAST_BALLOT, papers[1])
    await send_raw(handle, MessageName.CAST_BALLOT, [raw(b"{")], PaperRefusal)
    await handle.signal("nonsense", 7)
    await handle.cancel()
    await office.gateway.send(papers[0].model_copy(update={"act_id": uuid4()}))
    await office.gateway.send(papers[2])
    await office.gateway.outcome(sitting)
    await office.gateway.send(papers[2].model_copy(update={"act_id": uuid4()}))
    evidence, witness = await looked_at(office, sitting)

    assert set() == await amiss(office, sitting)
    assert [] == remarks_on_sitting(evidence, witness)
    assert {str(paper.act_id) for paper in papers} < witness.messages.keys()
    assert ("completed", evidence.header) == (witness.status, witness.header)
    assert evidence.entries[-1].seq - 1 == max(witness.entries)


async def test_a_count_that_nobody_heard_of_is_found_again(office: CouncilOffice) -> None:
    """The worker died between the count and its answer: the sitting goes on from the first count, once."""
    sitting = await two_votes(office)
    with first_count_unheard():
        await office.vote(sitting, THREE)
        outcome = await office.gateway.outcome(sitting)

    assert (3, 2) == (outcome.papers, outcome.told)
    assert set() == await amiss(office, sitting)


OPEN_DEEDS: dict[str, tuple[Callable[[BallotPaper], str], set[FindingCode]]] = {
    "another paper": (another_paper, {HISTORY_DIFFERS, MESSAGE_DIFFERS, NOT_IN_RECORD}),
    "a paper lost": (lost_paper, {NOT_IN_RECORD}),
    "another caller": (another_caller, {HISTORY_DIFFERS, NOT_IN_RECORD}),
}


@pytest.mark.parametrize("name", OPEN_DEEDS)
async def test_papers_that_were_changed_with_all_their_hashes_are_found(
    office: CouncilOffice, name: str
) -> None:
    """Whoever owns the database can make a record that agrees with itself, but the senders have receipts."""
    deed, found = OPEN_DEEDS[name]
    sitting = await two_votes(office)
    before = await amiss(office, sitting)
    paper = (await office.sittings.papers(sitting))[-1].paper
    await tamper(office.owner_url, [(deed(paper), sitting_workflow_id(sitting))])

    assert (set(), found) == (before, await amiss(office, sitting))


ENDED_DEEDS: dict[str, tuple[str, set[FindingCode]]] = {
    "another reason to close": (ANOTHER_REASON_TO_CLOSE, {HISTORY_DIFFERS}),
    "no end": (NO_END, {NOT_IN_RECORD, WORKFLOW_LOST}),
    "another run": (ANOTHER_RUN, {HISTORY_UNAVAILABLE}),
}


@pytest.mark.parametrize("name", ENDED_DEEDS)
async def test_minutes_that_were_changed_with_all_their_hashes_are_found(
    office: CouncilOffice, name: str
) -> None:
    """The workflow was told how it closed, that it ended, and under which run: the history says it still."""
    deed, found = ENDED_DEEDS[name]
    sitting = await at_its_end(office)
    await tamper(office.owner_url, [(deed, sitting_workflow_id(sitting))])

    assert found == await amiss(office, sitting)


async def test_sums_and_papers_that_only_the_history_has_are_found(office: CouncilOffice) -> None:
    """The outcome is compared sum by sum, and a paper that arrived without any answer on record is named."""
    evidence, witness = await looked_at(office, await at_its_end(office))
    assert witness.outcome
    outcomes = [
        SittingOutcome.model_validate(witness.outcome.model_dump() | {name: 9})
        for name in ("papers", "passed", "not_passed", "not_decided", "recorded", "left", "seq")
    ]
    told_otherwise = [witness.model_copy(update={"outcome": outcome}) for outcome in outcomes]
    unanswered = witness.model_copy(update={"messages": witness.messages | {str(uuid4()): ("0" * 64,)}})

    assert [[HISTORY_DIFFERS]] * 7 == [
        [finding.code for finding in compare_sitting(evidence, each)] for each in told_otherwise
    ]
    assert [NOT_IN_RECORD] == [finding.code for finding in compare_sitting(evidence, unanswered)]


async def test_a_paper_that_was_slipped_in_is_named(office: CouncilOffice) -> None:
    """Unknown to the workflow it is a finding; once the workflow has caught up, it is to be looked at."""
    sitting = await two_votes(office)
    paper = await office.paper(sitting, THREE)
    slipped = PaperDraft(
        sitting_id=sitting, expected_seq=3, at=datetime.now(UTC), paper=paper, digest=model_digest(paper)
    )
    assert (await office.sittings.record(slipped)).entry
    before = await amiss(office, sitting)
    await send_raw(office.handle(sitting), MessageName.CATCH_UP, [], SittingSeen)
    await office.gateway.outcome(sitting)
    evidence, witness = await looked_at(office, sitting)

    assert {FindingCode.NOT_IN_HISTORY} == before
    assert set() == await amiss(office, sitting)
    assert ["entry 4 (ballot.cast)"] == [
        remark.text.partition(":")[0] for remark in remarks_on_sitting(evidence, witness)
    ]


async def test_a_sitting_without_its_workflow_is_lost(office: CouncilOffice) -> None:
    """Terminated it can neither take papers nor count them, and `verify` says so."""
    sitting = await two_votes(office)
    await office.handle(sitting).terminate()
    look = await look_at_sittings(office_over(office.client, office.pool), [sitting])
    mine = [each for each in look.findings if each.nomination_id == sitting_workflow_id(sitting)]

    assert [WORKFLOW_LOST] == [finding.code for finding in mine]


async def test_an_ended_sitting_outlives_its_history(
    office: CouncilOffice, environment: WorkflowEnvironment
) -> None:
    """Without a history, as after the retention, only a sitting that goes on is amiss."""
    ended, open_one = await at_its_end(office), await two_votes(office)
    seen: list[tuple[bool, set[FindingCode]]] = []
    for sitting in (ended, open_one):
        evidence, _ = await looked_at(office, sitting)
        witness = await read_sitting_witness(environment.client, sitting, evidence.first_run_id)
        codes = {finding.code for finding in compare_sitting(evidence, witness)}
        seen.append((is_sitting_unwitnessed(evidence, witness), codes))

    assert [(True, set()), (False, {HISTORY_UNAVAILABLE, WORKFLOW_LOST})] == seen


async def test_a_sitting_that_is_not_on_record_is_found_in_temporal(
    office: CouncilOffice, eventually: Eventually
) -> None:
    """A record from which a whole sitting was taken is given away by the workflow that held it."""
    sitting = await two_votes(office)
    stream = sitting_workflow_id(sitting)
    await tamper(office.owner_url, [(NOTHING_LEFT, stream)])

    async def found() -> bool:
        look = await look_at_sittings(
            office_over(office.client, office.pool), await office.sittings.streams()
        )
        return (stream, NOT_IN_RECORD) in {(each.nomination_id, each.code) for each in look.findings}

    await eventually(found)
