"""The council's vote: who may not vote, when the mark is out of reach, and which council votes then."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from domain.climb import after_council
from domain.council import can_still_pass, needed, result_of, tally_of
from domain.gates.council_vote import CARRIED, NOT_CARRIED, barred_from
from schemas.acts import Reassignment, Recusal
from schemas.case import Delegated, Hand
from schemas.council import Choice, CouncilResult, CouncilRule, Ground
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.record import NoticeKind
from schemas.share import Share
from tests.cases import a_decision
from tests.gated import COUNCIL, FIRST, MEMBERS, REGISTRAR, SECOND, THIRD, appraisal, gated
from tests.unit.domain.gates.walking import Walk

NINETY = Share.model_validate("90%")
RULE = CouncilRule(quorum=Share.model_validate("2/3"), mark=NINETY, secret=True)


@pytest.fixture
def walk() -> Walk:
    """A case before a council of fifteen, of whom fourteen must agree."""
    return Walk(gated(COUNCIL))


def recusal(person: str) -> Recusal:
    """Return a member's declaration."""
    return Recusal(act_id=uuid4(), actor_id=person)


def result(walk: Walk, agree: int, disagree: int = 0) -> CouncilResult:
    """Return a result of the council that votes."""
    choices = [Choice.AGREE] * agree + [Choice.DISAGREE] * disagree
    return result_of(
        RULE, tally_of(len(walk.at.panel or ()), len(barred_from(walk.view)), choices), "r", "ab" * 32
    )


@pytest.mark.parametrize(("members", "mark"), [(9, 9), (11, 10), (13, 12), (15, 14)])
def test_the_worked_councils_reach_their_mark_or_cannot(members: int, mark: int) -> None:
    """90 % of 9, 11, 13 and 15 members are 9, 10, 12 and 14; as many may be barred as are to spare."""
    spare = members - mark

    assert mark == needed(NINETY, members)
    assert can_still_pass(RULE, members, spare)
    assert not can_still_pass(RULE, members, spare + 1)


def test_one_recusal_of_fifteen_leaves_the_vote_where_it_is(walk: Walk) -> None:
    """Fourteen can still agree."""
    assert walk.send(recusal(MEMBERS[FIRST][0])) is None

    assert walk.alarm
    assert EntryKind.DEADLINE_REMINDED == walk.alarm.kind
    assert [Ground.DECLARED] == [one.ground for one in barred_from(walk.view)]
    assert ("14/15" in walk.words.vi, "14 of 15" in walk.words.en, "in secret" in walk.words.en) == (
        True,
    ) * 3


def test_two_recusals_of_fifteen_give_the_vote_to_the_substitute_at_once(walk: Walk) -> None:
    """Nobody waits for a vote that cannot pass: the substitute's eleven are asked, and told."""
    walk.send(recusal(MEMBERS[FIRST][0]), recusal(MEMBERS[FIRST][1]))
    alarm, clock = walk.alarm, walk.at.clock
    assert alarm
    assert (None, EntryKind.COUNCIL_SUBSTITUTED) == (alarm.at, alarm.kind)
    walk.ring()
    (verdict,) = walk.last.verdicts

    assert (SECOND, MEMBERS[SECOND], {"council": SECOND, "unreachable": False}) == (
        walk.at.council, walk.at.panel, walk.at.gate_state,
    )  # fmt: skip
    assert {"council": FIRST, "members": 15, "barred": 2, "needed": 14} == verdict.inputs
    assert not verdict.holds
    assert clock == walk.at.clock
    assert walk.alarm
    assert EntryKind.DEADLINE_REMINDED == walk.alarm.kind


def test_without_a_council_left_it_is_said_once_and_told_above(walk: Walk) -> None:
    """The second council has no substitute: the delay is escalated, and a registrar names another council."""
    walk.send(*(recusal(who) for who in MEMBERS[FIRST][:2]))
    walk.ring()
    walk.send(*(recusal(who) for who in MEMBERS[SECOND][:2]))
    assert EntryKind.COUNCIL_UNREACHABLE == walk.ring()

    assert NoticeKind.ESCALATION in {notice.kind for notice in walk.last.notices}
    assert ("reassign" in walk.words.vi, "reassign" in walk.words.en) == (True, True)
    assert walk.alarm
    assert EntryKind.DEADLINE_REMINDED == walk.alarm.kind
    given = Reassignment(act_id=uuid4(), actor_id=REGISTRAR, council=THIRD, reason="Hết hội đồng thay thế")
    assert walk.send(given) is None
    assert (MEMBERS[THIRD], THIRD) == (walk.at.panel, walk.at.council)
    assert "unreachable" in (walk.at.gate_state or {})
    assert not (walk.at.gate_state or {})["unreachable"]


def test_members_are_barred_by_rule_and_by_declaration() -> None:
    """Nominee, relative, nominator and whoever had a hand at an earlier level, and their delegates."""
    one, two, three, four = MEMBERS[FIRST][:4]
    walk = Walk(gated(COUNCIL, nominator_id=one, relatives=(two,)))
    walk.put(hands=(Hand(person=three, level="commune", gate="decision"),))
    walk.put(delegations=(Delegated(delegate=four, delegator=three),))
    grounds = {barred.person: barred.ground for barred in barred_from(walk.view)}

    assert (Ground.NOMINATOR, Ground.RELATIVE) == (grounds[one], grounds[two])
    assert (Ground.EARLIER_LEVEL, Ground.DELEGATE) == (grounds[three], grounds[four])
    assert 4 == len(grounds)


def test_a_hand_at_the_same_level_bars_nobody_from_the_vote(walk: Walk) -> None:
    """The officer who appraised may sit in the council of the same level."""
    walk.put(hands=(Hand(person=MEMBERS[FIRST][0], level="ward", gate="appraisal"),))

    assert () == barred_from(walk.view)


@pytest.mark.parametrize(("agree", "disagree", "came"), [(14, 1, CARRIED), (13, 2, NOT_CARRIED)])
def test_a_sittings_result_goes_to_the_decider(walk: Walk, agree: int, disagree: int, came: str) -> None:
    """Whichever way it went; the council advises, and who voted is noted."""
    found = result(walk, agree, disagree)
    walk.take(after_council(walk.case, found, MEMBERS[FIRST]))

    assert ("decision", came) == (walk.at.gate, walk.came)
    assert found.verdicts == walk.last.verdicts
    assert set(MEMBERS[FIRST]) == {hand.person for hand in walk.at.hands or ()}
    refused = None if came == CARRIED else RefusalReason.NOT_CARRIED
    assert refused == walk.send(a_decision(walk.request, "ward"))


def test_nobody_decides_on_it_alone(walk: Walk) -> None:
    """A single act of a member, whether a decision or another gate's act, is refused."""
    member = MEMBERS[FIRST][2]
    alone = a_decision(walk.request, "ward", reviewer_id=member, gate="council_vote")
    sheet = appraisal(walk.request).model_copy(update={"gate": "council_vote", "actor_id": member})

    assert RefusalReason.WRONG_GATE == walk.send(alone)
    assert RefusalReason.VOTE_IN_A_SITTING == walk.send(sheet)
    assert "council_vote" == walk.at.gate


def test_settings_are_a_councils_rule() -> None:
    """A mark above all members is refused."""
    with pytest.raises(ValidationError):
        CouncilRule.model_validate({"quorum": "2/3", "mark": "101%", "secret": True})


def test_a_council_without_members_gives_the_vote_on(walk: Walk) -> None:
    """Nobody stands in for a council that has no members; the next one votes."""
    walk.put(panel=())

    assert walk.alarm
    assert EntryKind.COUNCIL_SUBSTITUTED == walk.alarm.kind
