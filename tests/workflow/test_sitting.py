"""A council votes on a whole list in one sitting: what comes of the papers, and how a sitting ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment

from schemas.acts import Recusal
from schemas.council import Manner
from schemas.messages import Receipt
from schemas.sitting import ClosedBy, ItemOutcome, NotDecided, PaperFault, PaperReceipt, SittingOutcome
from tests.cases import a_withdrawal
from tests.councils import SECRET, for_the_council, member
from tests.workflow.sittings import AGREE, DISAGREE, CouncilOffice, a_call

ONE, TWO, THREE = MEMBERS = tuple(member(number) for number in (1, 2, 3))
PASSED, NOT_PASSED, NOT_DECIDED = ItemOutcome.PASSED, ItemOutcome.NOT_PASSED, ItemOutcome.NOT_DECIDED


def sums(outcome: SittingOutcome) -> tuple[int, int, int]:
    """Return how many passed, did not pass, and were not decided."""
    return outcome.passed, outcome.not_passed, outcome.not_decided


async def test_an_open_sitting_decides_on_a_list_in_one_paper_a_member(office: CouncilOffice) -> None:
    """Five nominations and three members cost three acts, and each nomination goes on with its own result."""
    requests = await office.submitted(*(for_the_council() for _ in range(5)))
    sitting = await office.called()
    form = await office.gateway.form(sitting, ONE)
    first = next(i.position for i in form.items if i.nomination_id == requests[0].nomination_id)
    answers = [
        await office.vote(sitting, ONE, AGREE, {first: DISAGREE}),
        await office.vote(sitting, TWO, DISAGREE),
        await office.vote(sitting, THREE, AGREE),
    ]
    outcome = await office.gateway.outcome(sitting)
    results = {r.nomination_id: r.outcome for r in await office.sittings.results(sitting, 1, 5)}

    assert [PaperReceipt] * 3 == [type(answer) for answer in answers]
    assert (ClosedBy.ALL_VOTED, 3, (4, 1, 0)) == (outcome.closed_by, outcome.papers, sums(outcome))
    assert (5, 0, 5) == (outcome.recorded, outcome.left, outcome.told)
    assert NOT_PASSED == results[requests[0].nomination_id]
    assert {"decision"} == {(await office.progress(each)).standing.gate for each in requests}
    assert [["nomination.accepted", "council.decided"]] * 5 == [await office.kinds_on(r) for r in requests]


async def test_an_open_sitting_ends_early_when_no_paper_can_change_a_result(office: CouncilOffice) -> None:
    """Two of three have agreed to everything: the third is not waited for, and learns that it is over."""
    await office.submitted(for_the_council(), for_the_council())
    sitting = await office.called()
    late = await office.paper(sitting, THREE, DISAGREE)
    await office.vote(sitting, ONE)
    await office.vote(sitting, TWO)
    outcome = await office.gateway.outcome(sitting)
    refused = await office.gateway.send(late)

    assert (ClosedBy.SETTLED, 2, (2, 0, 0)) == (outcome.closed_by, outcome.papers, sums(outcome))
    assert PaperFault.SITTING_CLOSED == getattr(refused, "reason", None)


async def test_a_secret_sitting_is_counted_without_telling_who_voted_how(office: CouncilOffice) -> None:
    """Sealed papers are opened at the end, by their codes; a voter finds their own, and the key is gone."""
    await office.submitted(*(for_the_council(SECRET) for _ in range(3)))
    sitting = await office.called(secret=True)
    mine = await office.filled_in(sitting, ONE, AGREE, {2: DISAGREE})
    await office.gateway.send(mine.paper)
    await office.vote(sitting, TWO, AGREE)
    key_before = await office.has_key(sitting)
    await office.vote(sitting, THREE, AGREE, {2: DISAGREE})
    outcome = await office.gateway.outcome(sitting)
    opened = {sheet.paper_code: sheet.choices for sheet in await office.sittings.opened_sheets(sitting)}

    assert (ClosedBy.ALL_VOTED, (2, 1, 0)) == (outcome.closed_by, sums(outcome))
    assert ("agree", "disagree", "agree") == opened[mine.codes[1]]
    assert 3 == len(opened)
    assert (True, False) == (key_before, await office.has_key(sitting))


async def test_a_sitting_closes_on_time_and_the_absent_count_as_members(
    office: CouncilOffice, second_server: WorkflowEnvironment
) -> None:
    """One written vote of three is no quorum: nothing passes, and the chair learns that at once."""
    requests = await office.submitted(for_the_council(SECRET))
    sitting = await office.called(secret=True, days=5)
    paper = await office.paper(sitting, ONE, AGREE, manner=Manner.IN_WRITING)
    await office.gateway.send(paper)
    await second_server.fast_forward(office.handle(sitting), timedelta(days=5, minutes=1))
    outcome = await office.gateway.outcome(sitting)
    (result,) = await office.sittings.results(sitting, 1, 1)

    assert (ClosedBy.TIME, 1, (0, 1, 0)) == (outcome.closed_by, outcome.papers, sums(outcome))
    assert result.result
    assert (3, 0, 1, False) == (
        result.result.tally.members,
        result.result.tally.in_person,
        result.result.tally.in_writing,
        result.result.quorum_met,
    )
    assert "decision" == (await office.progress(requests[0])).standing.gate


async def test_a_nomination_that_has_left_is_not_decided(office: CouncilOffice) -> None:
    """Withdrawn while papers are taken, it is not decided by the minutes, and nothing is forced on it."""
    gone, stays = await office.submitted(for_the_council(), for_the_council())
    sitting = await office.called()
    await office.vote(sitting, ONE, AGREE)
    await office.nominations.send(gone.nomination_id, a_withdrawal())
    await office.vote(sitting, TWO, DISAGREE)
    await office.vote(sitting, THREE, AGREE)
    outcome = await office.gateway.outcome(sitting)
    by_id = {each.nomination_id: each for each in await office.sittings.results(sitting, 1, 2)}

    assert ((1, 0, 1), 1) == (sums(outcome), outcome.recorded)
    assert (NOT_DECIDED, NotDecided.LEFT) == (
        by_id[gone.nomination_id].outcome,
        by_id[gone.nomination_id].ground,
    )
    assert ["nomination.accepted", "nomination.withdrawn"] == await office.kinds_on(gone)
    assert PASSED == by_id[stays.nomination_id].outcome


async def test_a_barred_member_votes_on_the_rest_of_the_list(office: CouncilOffice) -> None:
    """Who made a nomination has no say in it: that sheet is not on their form, and two others decide."""
    theirs, other = await office.submitted(for_the_council(SECRET, nominator_id=ONE), for_the_council(SECRET))
    sitting = await office.called(secret=True)
    forms = {who: await office.gateway.form(sitting, who) for who in MEMBERS}
    for who in MEMBERS:
        await office.vote(sitting, who, AGREE)
    outcome = await office.gateway.outcome(sitting)
    results = {each.nomination_id: each.result for each in await office.sittings.results(sitting, 1, 2)}

    assert [1, 2, 2] == [len(forms[who].sheets) for who in MEMBERS]
    assert (2, 0, 0) == sums(outcome)
    tallies = [found.tally for each in (theirs, other) if (found := results[each.nomination_id])]
    assert [(2, 1), (3, 0)] == [(tally.agree, tally.barred) for tally in tallies]


@pytest.mark.parametrize(
    ("procedure", "expected"), [(SECRET, (0, 0, 1)), ("open-vote", (1, 0, 0))], ids=["secret", "open"]
)
async def test_a_recusal_after_voting_takes_the_vote_out_or_the_nomination(
    office: CouncilOffice, procedure: str, expected: tuple[int, int, int]
) -> None:
    """An open vote is taken out of the count; a sealed one cannot be, so the nomination waits on."""
    (request,) = await office.submitted(for_the_council(procedure))
    sitting = await office.called(secret=procedure == SECRET)
    await office.vote(sitting, ONE, DISAGREE)
    recusal = Recusal(act_id=uuid4(), actor_id=ONE)
    assert isinstance(await office.nominations.send(request.nomination_id, recusal), Receipt)
    await office.vote(sitting, TWO, AGREE)
    await office.vote(sitting, THREE, AGREE)
    outcome = await office.gateway.outcome(sitting)
    (result,) = await office.sittings.results(sitting, 1, 1)
    again = await office.called(secret=True) if procedure == SECRET else None

    assert expected == sums(outcome)
    assert (NotDecided.LATE_RECUSAL if procedure == SECRET else None) == result.ground
    assert (again is not None) == (procedure == SECRET)


async def test_nothing_is_opened_where_nothing_waits_or_nobody_may_call(office: CouncilOffice) -> None:
    """A call that finds nothing, or is not by right, fails in words, and its id can be used again."""
    empty, stranger = a_call(secret=True), a_call(called_by="ward-office")
    await office.submitted(for_the_council())
    reasons: list[str] = []
    for request in (empty, stranger):
        await office.gateway.call(request)
        with pytest.raises(WorkflowFailureError) as failed:
            await office.gateway.outcome(request.sitting_id)
        reasons.append(str(getattr(failed.value.cause, "cause", None)))
    await office.submitted(for_the_council(SECRET))

    assert "no nomination waits for phuong" in reasons[0]
    assert "only the secretary, the chair or a deputy" in reasons[1]
    assert await office.gateway.call(empty)


async def test_no_nomination_is_on_two_lists_at_once(office: CouncilOffice) -> None:
    """A second sitting gathers only what came after the first was opened."""
    await office.submitted(for_the_council(), for_the_council())
    first = await office.called()
    (later,) = await office.submitted(for_the_council())
    second = await office.called()
    lists = [await office.sittings.sitting(each) for each in (first, second)]

    assert [2, 1] == [len(each.items) for each in lists if each]
    assert lists[1]
    assert [later.nomination_id] == [item.nomination_id for item in lists[1].items]


async def test_nothing_in_the_record_leads_from_an_opened_paper_to_its_voter(office: CouncilOffice) -> None:
    """Codes are in no other column of the record, and no sealed text differs from another in length."""
    await office.submitted(for_the_council(SECRET), for_the_council(SECRET))
    sitting = await office.called(secret=True)
    for who in MEMBERS:
        await office.vote(sitting, who, AGREE if who != ONE else DISAGREE)
    await office.gateway.outcome(sitting)
    codes = [sheet.paper_code for sheet in await office.sittings.opened_sheets(sitting)]
    told = await office.everything_about(sitting)

    assert codes == sorted(codes)
    assert [] == [code for code in codes for text in told if code in text]
    assert 1 == len(
        {len(s.sealed or "") for c in await office.sittings.papers(sitting) for s in c.paper.sheets}
    )
