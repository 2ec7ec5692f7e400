"""Four eyes, recusal and mandates: who may not act although they hold the office, and what is looked up."""

from uuid import uuid4

import pytest

from domain.mandates import mandates_of
from domain.people import has_acted_elsewhere, is_recused
from schemas.acts import CaseAct, Migration, Reassignment, Recusal, Resumption, Suspension
from schemas.case import Hand, Recused
from schemas.council import Ground
from schemas.messages import RefusalReason
from schemas.record import Mandate
from schemas.rules import Role
from tests.cases import a_decision
from tests.gated import CLIMB, COUNCIL, FIRST, INTAKE, OFFICER, SUCCESSOR, THIRD, appraisal, gated, papers
from tests.unit.domain.gates.walking import Walk


@pytest.fixture
def walk() -> Walk:
    """A case at the ward's appraisal, on its way to the city."""
    return Walk(gated(CLIMB, "BK_TP"))


def test_who_acted_for_another_at_one_gate_does_not_decide_at_the_next(walk: Walk) -> None:
    """Both names are on record, and four eyes hold for both."""
    walk.send(appraisal(walk.request, actor_id="clerk", on_behalf_of=OFFICER))
    both = [hand.person for hand in walk.at.hands or ()]
    walk.put(panel=("ward-chair", "clerk", OFFICER))

    assert ["clerk", OFFICER] == both
    for person in both:
        assert RefusalReason.FOUR_EYES == walk.send(a_decision(walk.request, "ward", reviewer_id=person))
        carried = a_decision(walk.request, "ward", reviewer_id=person, on_behalf_of="ward-chair")
        assert RefusalReason.FOUR_EYES == walk.send(carried)
        absent = a_decision(walk.request, "ward", reviewer_id="somebody", on_behalf_of=person)
        assert RefusalReason.FOUR_EYES == walk.send(absent)
    assert walk.send(a_decision(walk.request, "ward")) is None


def test_who_decided_below_does_not_decide_above(walk: Walk) -> None:
    """A ward's chair who has become the district's does not forward the same case again."""
    walk.send(appraisal(walk.request), a_decision(walk.request, "ward"))
    walk.put(panel=("ward-chair", "district-chair"))

    above = a_decision(walk.request, "district", reviewer_id="ward-chair")
    assert RefusalReason.FOUR_EYES == walk.send(above)
    assert walk.send(a_decision(walk.request, "district")) is None


def test_a_second_round_at_the_same_gate_is_the_same_pair_of_eyes(walk: Walk) -> None:
    """Whoever returned a case may decide it when it comes back."""
    walk.put(hands=(Hand(person="x", level="ward", gate="appraisal"),))

    assert not has_acted_elsewhere(walk.case, "x")
    walk.put(gate="decision")
    assert has_acted_elsewhere(walk.case, "x")
    assert not has_acted_elsewhere(walk.case, "y")


def test_relatives_and_those_who_declared_it_are_recused(walk: Walk) -> None:
    """By declaration in this stage, or as the nominator named them."""
    case = Walk(gated(COUNCIL, relatives=("cousin",)))
    case.put(recused=(Recused(person="friend", ground=Ground.DECLARED),))

    assert [True, True, False] == [is_recused(case.case, who) for who in ("cousin", "friend", "other")]
    assert not is_recused(walk.case, "cousin")


def needed(walk: Walk, act: CaseAct) -> list[tuple[str, str | None, str | None, tuple[Role, ...]]]:
    """Return what is looked up before an act: for whom, at which body, by whom, in which roles."""
    return [_told(each) for each in mandates_of(walk.case, act)]


def _told(mandate: Mandate) -> tuple[str, str | None, str | None, tuple[Role, ...]]:
    seat = mandate.seat
    return mandate.person, seat.body if seat else None, mandate.delegator, seat.roles if seat else ()


def test_a_delegation_is_looked_up_for_the_gate_that_waits(walk: Walk) -> None:
    """It must cover this body, gate and award."""
    act = appraisal(walk.request, actor_id="clerk", on_behalf_of=OFFICER)
    (mandate,) = mandates_of(walk.case, act)

    assert ("clerk", OFFICER, FIRST, "appraisal", "BK_TP") == (
        mandate.person, mandate.delegator, mandate.body, mandate.gate, mandate.award,
    )  # fmt: skip
    assert [] == needed(walk, appraisal(walk.request))


def test_offices_are_looked_up_on_the_day() -> None:
    """Who suspends, reassigns or migrates must hold an office then, and so must those who are named."""
    walk, deciders = Walk(gated(INTAKE)), (Role.CHAIR, Role.DEPUTY)
    act_id, who = uuid4(), "a"
    held = Suspension(act_id=act_id, actor_id=who, ground="complaint", reason="Đơn")
    resumed = Resumption(act_id=act_id, actor_id=who, reason="Xong")
    given = Reassignment(act_id=act_id, actor_id=who, panel=("b",), reason="Nghỉ")

    for act in (held, resumed):
        assert [(who, FIRST, None, (*deciders, Role.OFFICER, Role.REGISTRAR))] == needed(walk, act)
    assert [(who, FIRST, None, (*deciders, Role.REGISTRAR)), ("b", FIRST, None, (Role.OFFICER,))] == needed(
        walk, given
    )
    assert [] == needed(walk, Recusal(act_id=act_id, actor_id=who))
    assert [] == needed(walk, papers(walk.request))


def test_a_migration_is_answered_for_by_the_body_that_takes_the_case_over() -> None:
    """The body that it leaves may not exist any more under the new rules."""
    walk = Walk(gated(INTAKE))
    act = Migration(act_id=uuid4(), actor_id="a", rule_set=SUCCESSOR, body=THIRD, reason="Chuyển giao")
    (mandate,) = mandates_of(walk.case, act)

    assert mandate.seat
    assert (THIRD, SUCCESSOR, (Role.REGISTRAR,)) == (
        mandate.seat.body, mandate.seat.rule_set, mandate.seat.roles,
    )  # fmt: skip
