"""How a stage is gone through: which gate opens when, what is done again, and which clock runs."""

from typing import Any
from uuid import uuid4

import pytest

from domain.act_moves import after_act, after_migration
from domain.climb import after_council
from domain.stages import window_is_over
from schemas.acts import Reassignment
from schemas.case import Standing
from schemas.ledger import EntryKind
from schemas.messages import Act, RefusalReason, Verdict
from schemas.rules import Redo
from tests.cases import a_decision, a_resubmission, a_withdrawal
from tests.gated import (
    APPRAISAL,
    BRIEF,
    CLIMB,
    FULL,
    MEMBERS,
    OFFICER,
    PUBLIC,
    SUCCESSOR,
    THIRD,
    appraisal,
    comment,
    gated,
    opinion,
    papers,
)  # fmt: skip
from tests.unit.domain.gates.test_council_vote import result
from tests.unit.domain.gates.walking import Walk, route_of, with_plans

GATES = ("intake", "appraisal", "consultation", "public_comment", "council_vote", "decision")


def whole(**plans: dict[str, object]) -> Walk:
    """Return a case whose stage has all six gates, at intake."""
    request = gated(FULL)
    return Walk(request, with_plans(route_of(request), **plans))


def to_the_decider(walk: Walk) -> Walk:
    """Pass every gate in turn, from wherever the case waits."""
    request = walk.request
    while walk.at.gate != "decision":
        at = walk.at
        match at.gate:
            case "intake":
                assert walk.send(papers(request, at=at)) is None
            case "appraisal":
                assert walk.send(appraisal(request, at=at)) is None
            case "consultation":
                assert walk.send(*(opinion(request, who, **_of(at)) for who in ("tax", "police"))) is None
            case "public_comment":
                walk.ring_until(EntryKind.WINDOW_CLOSED)
            case _:
                walk.take(after_council(walk.case, result(walk, 15), MEMBERS["phuong"]))
    return walk


def _of(standing: Standing) -> dict[str, Any]:
    return {"round": standing.round, "content_hash": standing.content_hash}


def passed(walk: Walk) -> list[str]:
    """Return the gates behind the case in this stage."""
    return [one.gate for one in walk.at.passed or ()]


def back(walk: Walk, to: str | None = None) -> Act:
    """Return the decider's return, to the nominator or to an earlier gate."""
    decision = a_decision(
        walk.request, "ward", Verdict.RETURN, reason="Lý do", round_=walk.at.round, seen=walk.at.content_hash
    )
    return decision.model_copy(update={"return_to": to, "reason_codes": ("evidence",)})


def test_the_gates_open_in_their_order_and_the_last_one_decides() -> None:
    """Each gate that is passed is noted once, with the round and the content that it saw."""
    walk = to_the_decider(whole())

    assert list(GATES[:-1]) == passed(walk)
    assert {(1, walk.at.content_hash)} == {(one.round, one.content_hash) for one in walk.at.passed or ()}
    assert walk.send(a_decision(walk.request, "ward")) is None
    assert walk.at.closed


@pytest.mark.parametrize(
    ("redo", "changed", "again"),
    [
        (Redo.ALWAYS, True, True),
        (Redo.ALWAYS, False, True),
        (Redo.IF_CHANGED, True, True),
        (Redo.IF_CHANGED, False, False),
        (Redo.NEVER, True, False),
        (Redo.NEVER, False, False),
    ],
)
def test_a_gate_is_done_again_by_its_rule(redo: Redo, *, changed: bool, again: bool) -> None:
    """After a return, the plan says whether a review of other content is stale."""
    others: dict[str, dict[str, object]] = {gate: {"redo": Redo.NEVER} for gate in GATES}
    others["appraisal"] = {"redo": redo}
    walk = to_the_decider(whole(**others))
    content = "Khác hẳn" if changed else walk.request.content.achievement
    assert walk.send(back(walk), a_resubmission(walk.request, content)) is None

    assert 2 == walk.at.round
    assert ("appraisal" if again else "decision") == walk.at.gate
    assert ("appraisal" not in passed(walk)) == again
    assert [gate for gate in GATES[:-1] if gate != "appraisal" or not again] == passed(walk)


def test_a_return_to_an_earlier_gate_does_that_one_and_what_follows_again() -> None:
    """The nominator is not asked: the content is the same, so what came before it is kept."""
    walk = to_the_decider(whole())
    assert walk.send(back(walk, "consultation")) is None

    assert ("consultation", 2, ["intake", "appraisal"]) == (walk.at.gate, walk.at.round, passed(walk))
    assert "consultation" not in (walk.at.returns or ())
    assert to_the_decider(walk).at.round == 2
    assert list(GATES[:-1]) == passed(walk)


def test_what_was_found_against_it_is_never_kept() -> None:
    """A return to the council of a case that was found ineligible begins with the appraisal."""
    walk = Walk(gated(APPRAISAL))
    walk.send(appraisal(walk.request, "merit"))
    assert walk.send(back(walk, "council_vote")) is None

    assert ("appraisal", 2, []) == (walk.at.gate, walk.at.round, passed(walk))


def test_a_stage_is_entered_fresh_but_for_those_who_had_a_hand_in_the_case() -> None:
    """Recusals, returns, councils and findings of one level are not those of the next."""
    walk = Walk(gated(CLIMB, "BK_TP"))
    walk.send(appraisal(walk.request), a_decision(walk.request, "ward"), a_decision(walk.request, "district"))

    assert ("city", "appraisal", 1) == (walk.at.level, walk.at.gate, walk.at.round)
    assert [None] * 5 == [
        getattr(walk.at, name) for name in ("passed", "returns", "recused", "council", "gate_state")
    ]
    assert ["ward-officer", "ward-chair", "district-chair"] == [hand.person for hand in walk.at.hands or ()]


def test_the_stages_clock_goes_on_between_gates_without_a_clock_of_their_own() -> None:
    """Appraisal, council and decision share the level's ten days."""
    walk = Walk(gated(APPRAISAL))
    clock = walk.at.clock
    walk.send(appraisal(walk.request))
    assert (None, clock) == (walk.last.start_clock, walk.at.clock)
    walk.take(after_council(walk.case, result(walk, 15), ()))

    assert (None, clock, "decision") == (walk.last.start_clock, walk.at.clock, walk.at.gate)


def test_the_stages_clock_starts_after_a_gate_with_a_clock_of_its_own() -> None:
    """Own days first, then those of the stage; each gate with a period brings its own again."""
    walk = whole()
    days: list[int] = [walk.last.start_clock.working_days if walk.last.start_clock else 0]
    for act in (papers(walk.request), appraisal(walk.request)):
        walk.send(act)
        days.append(walk.last.start_clock.working_days if walk.last.start_clock else 0)

    assert [5, 10, 10] == days
    assert walk.view.plan.deadline == walk.last.start_clock


def test_only_a_period_that_has_ended_is_over() -> None:
    """A gate without a period has none that could be over."""
    walk = Walk(gated(PUBLIC))
    walk.send(comment(walk.request))
    before = window_is_over(walk.view)
    walk.ring_until(EntryKind.WINDOW_CLOSED)

    assert (False, True) == (before, window_is_over(walk.view))
    assert not window_is_over(Walk(gated(APPRAISAL)).view)


def test_the_simplified_procedure_goes_straight_to_the_deciding_level() -> None:
    """For sudden exceptional merit nobody in between is asked."""
    walk = Walk(gated(BRIEF, "BK_TP"))

    assert ["city"] == [stage.level for stage in walk.case.route.stages]
    assert walk.send(a_decision(walk.request, "city")) is None
    assert walk.at.closed


def test_a_gate_given_to_others_keeps_what_it_has() -> None:
    """Reassigned in the middle, comments stay, and the new officers are told."""
    walk = Walk(gated(PUBLIC))
    walk.send(comment(walk.request))
    given = Reassignment(act_id=uuid4(), actor_id="ward-chair", panel=("clerk",), reason="Nghỉ phép")
    state = walk.at.gate_state
    assert walk.send(given) is None

    assert (("clerk",), state) == (walk.at.panel, walk.at.gate_state)
    assert ["clerk"] == [notice.recipient for notice in walk.last.notices]


def test_a_new_council_begins_the_vote_anew() -> None:
    """The clock of the stage is not given again for it."""
    walk = Walk(gated(APPRAISAL))
    walk.send(appraisal(walk.request))
    clock = walk.at.clock
    given = Reassignment(act_id=uuid4(), actor_id="ward-chair", council=THIRD, reason="Kín lịch")
    walk.send(given)

    assert (MEMBERS[THIRD], clock) == (walk.at.panel, walk.at.clock)


def test_a_migrated_case_opens_a_round_that_was_not_there_before() -> None:
    """From the district back to the ward of the successor: round 1 of the ward is decided and stays so."""
    walk = Walk(gated(CLIMB, "BK_TP"))
    walk.send(appraisal(walk.request), back_to_nominator(walk), a_resubmission(walk.request, "Khác"))
    again = appraisal(walk.request, at=walk.at)
    approval = a_decision(walk.request, "ward", round_=2, seen=walk.at.content_hash)
    assert walk.send(again, approval) is None
    hands = walk.at.hands
    route = route_of(walk.request.model_copy(update={"rule_set": SUCCESSOR}))
    walk.take(after_migration(walk.case, route))

    assert ("ward", 3, "appraisal", None) == (walk.at.level, walk.at.round, walk.at.gate, walk.at.passed)
    assert hands == walk.at.hands


def back_to_nominator(walk: Walk) -> Act:
    """Return a return of the ward's chair in the first round."""
    return a_decision(walk.request, "ward", Verdict.RETURN, reason="Lý do")


def test_an_act_that_belongs_to_no_gate_leads_nowhere() -> None:
    """Whoever forgets to judge it first is told loudly."""
    walk = Walk(gated(PUBLIC))
    walk.put(gate=None)

    with pytest.raises(ValueError, match="leads nowhere"):
        after_act(walk.case, comment(walk.request))
    assert RefusalReason.NOT_THE_NOMINATOR == walk.send(a_withdrawal(actor_id=OFFICER))
