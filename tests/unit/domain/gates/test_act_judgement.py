"""Which acts other than decisions are in order, as one table for each kind."""

from typing import Any
from uuid import uuid4

import pytest

from schemas.acts import (
    CaseAct,
    LowerAwardAnswer,
    Migration,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.case import OUTCOMES, CaseStatus
from schemas.messages import Act, RefusalReason
from schemas.record import ClockChange, NoticeKind
from tests.cases import NOMINATOR, a_decision, a_resubmission
from tests.gated import (
    CONSULTATION,
    COUNCIL,
    FIRST,
    FULL,
    MEMBERS,
    OFFICER,
    RULES,
    SUCCESSOR,
    THIRD,
    appraisal,
    gated,
    papers,
)
from tests.unit.domain.gates.walking import Walk

RETURNED, SUSPENDED, CONSENT = CaseStatus.RETURNED, CaseStatus.SUSPENDED, CaseStatus.AWAITING_CONSENT
WAITS = {
    RETURNED: RefusalReason.WAITING_FOR_NOMINATOR,
    SUSPENDED: RefusalReason.SUSPENDED,
    CONSENT: RefusalReason.AWAITING_CONSENT,
}
MEMBER = MEMBERS[FIRST][0]


def suspension() -> Suspension:
    """Return the hold of a nominee about whom there is a complaint."""
    return Suspension(act_id=uuid4(), actor_id=OFFICER, ground="complaint", reason="Có đơn khiếu nại")


def resumption() -> Resumption:
    """Return the end of a hold."""
    return Resumption(act_id=uuid4(), actor_id=OFFICER, reason="Đã có kết luận")


def recusal(person: str = MEMBER) -> Recusal:
    """Return a declaration."""
    return Recusal(act_id=uuid4(), actor_id=person)


def reassignment(*panel: str, council: str | None = None) -> Reassignment:
    """Return a reassignment."""
    return Reassignment(
        act_id=uuid4(), actor_id="ward-chair", panel=panel, council=council, reason="Kín lịch"
    )


def migration(rule_set: str = SUCCESSOR) -> Migration:
    """Return a migration to another rule set."""
    return Migration(act_id=uuid4(), actor_id="r", rule_set=rule_set, body=FIRST, reason="Chuyển giao")


def consent() -> LowerAwardAnswer:
    """Return the nominator's consent."""
    return LowerAwardAnswer(act_id=uuid4(), actor_id=NOMINATOR, consent=True)


@pytest.fixture
def walk() -> Walk:
    """A case before a council."""
    return Walk(gated(COUNCIL))


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_a_closed_case_takes_no_act(walk: Walk, outcome: CaseStatus) -> None:
    """Not one kind of act changes an outcome."""
    walk.put(status=outcome, clock=None)
    acts: list[CaseAct] = [
        suspension(), resumption(), recusal(), reassignment(council=THIRD), migration(), consent(),
        papers(walk.request), appraisal(walk.request),
    ]  # fmt: skip

    assert {RefusalReason.CLOSED} == {walk.send(act) for act in acts}


@pytest.mark.parametrize("status", WAITS)
def test_a_waiting_case_says_for_whom_it_waits(walk: Walk, status: CaseStatus) -> None:
    """While it is returned, held or waits for consent nobody at the gate can act."""
    walk.put(status=status)
    sheet = appraisal(walk.request).model_copy(update={"gate": "council_vote"})
    acts: list[Act] = [
        recusal(),
        reassignment(council=THIRD),
        migration(),
        sheet,
        a_decision(walk.request, "ward"),
    ]

    assert {WAITS[status]} == {walk.send(act) for act in acts}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"level": "city"}, RefusalReason.WRONG_LEVEL),
        ({"round": 2}, RefusalReason.WRONG_ROUND),
        ({"gate": "appraisal"}, RefusalReason.WRONG_GATE),
        ({"gate": "nowhere"}, RefusalReason.WRONG_GATE),
        ({"actor_id": "ward-chair"}, RefusalReason.NOT_ON_PANEL),
        ({"actor_id": OFFICER, "on_behalf_of": "ward-chair"}, RefusalReason.NOT_ON_PANEL),
        ({"actor_id": "clerk", "on_behalf_of": OFFICER}, None),
        ({"actor_id": NOMINATOR, "on_behalf_of": OFFICER}, RefusalReason.OWN_NOMINATION),
        ({"actor_id": "cousin", "on_behalf_of": OFFICER}, RefusalReason.RECUSED),
        ({"content_hash": "cd" * 32}, RefusalReason.STALE_CONTENT),
        ({"content_hash": "cd" * 32, "actor_id": "ward-chair"}, RefusalReason.NOT_ON_PANEL),
        ({"missing": ("passport",)}, RefusalReason.UNKNOWN_PAPER),
    ],
)
def test_an_act_at_a_gate_is_in_order_or_refused_for_this(
    changes: dict[str, Any], reason: RefusalReason | None
) -> None:
    """Turn before person, person before content, content before what the gate itself asks."""
    walk = Walk(gated(FULL, relatives=("cousin",)))

    assert reason == walk.send(papers(walk.request, **changes))


def test_a_gate_that_is_behind_is_decided_already() -> None:
    """The officer's second check comes too late, whatever it says, and an earlier round is over."""
    walk = Walk(gated(FULL))
    first = papers(walk.request)
    walk.send(first)
    again = first.model_copy(update={"act_id": uuid4()})

    assert RefusalReason.ALREADY_DECIDED == walk.send(again)
    assert RefusalReason.ID_REUSED == walk.send(first)
    walk.put(round=2)
    assert RefusalReason.ALREADY_DECIDED == walk.send(again)


def test_a_gate_takes_only_its_own_acts() -> None:
    """An appraisal that claims to be an intake is not one."""
    walk = Walk(gated(FULL))
    disguised = appraisal(walk.request).model_copy(update={"gate": "intake"})

    assert RefusalReason.WRONG_GATE == walk.send(disguised)


def test_an_act_that_the_product_does_not_know_is_refused(walk: Walk) -> None:
    """The bare class of all acts is none."""
    assert RefusalReason.UNKNOWN_MESSAGE == walk.send(CaseAct(act_id=uuid4(), actor_id="x"))


def test_a_case_is_held_once_and_goes_on_once(walk: Walk) -> None:
    """The clock stands still meanwhile, and the nominator is told of both."""
    assert RefusalReason.NOT_SUSPENDED == walk.send(resumption())
    assert walk.send(suspension()) is None
    held, told = walk.at, [notice.kind for notice in walk.last.notices]
    assert RefusalReason.SUSPENDED == walk.send(suspension())
    assert walk.alarm is None
    assert held.clock
    assert walk.send(resumption()) is None

    assert (SUSPENDED, CaseStatus.IN_REVIEW) == (held.status, held.before)
    assert held.clock.paused
    assert ([NoticeKind.SUSPENDED], ClockChange.RESUME) == (told, walk.last.clock_change)
    assert (CaseStatus.IN_REVIEW, None) == (walk.at.status, walk.at.before)
    assert walk.at.clock
    assert walk.at.clock.paused is None


def test_a_returned_case_that_was_held_is_still_returned(walk: Walk) -> None:
    """Holding it takes nobody's turn away; while it is held, nothing can be sent in."""
    walk.put(status=RETURNED)
    walk.send(suspension())
    again = a_resubmission(walk.request, "Khác")

    assert RefusalReason.SUSPENDED == walk.send(again)
    assert walk.send(resumption()) is None
    assert RETURNED == walk.at.status
    assert walk.send(again) is None


def test_consent_to_a_proposal_is_not_taken_while_the_case_is_held(walk: Walk) -> None:
    """The proposal stands, so the nominator is not told that there is none."""
    walk.put(status=CONSENT, gate="decision", gate_state={"proposed": "GK_NHO"})
    walk.send(suspension())

    assert RefusalReason.SUSPENDED == walk.send(consent())


@pytest.mark.parametrize(("person", "reason"), [(MEMBER, None), ("ward-chair", RefusalReason.NOT_ON_PANEL)])
def test_only_who_could_act_declares_a_recusal(walk: Walk, person: str, reason: RefusalReason | None) -> None:
    """Others have nothing to stand back from."""
    assert reason == walk.send(recusal(person))


def test_a_recusal_is_declared_once_and_keeps_from_acting() -> None:
    """Also who acts for somebody recused is kept from it."""
    walk = Walk(gated(FULL))
    assert walk.send(recusal(OFFICER)) is None

    assert RefusalReason.ALREADY_SAID == walk.send(recusal(OFFICER))
    assert RefusalReason.RECUSED == walk.send(papers(walk.request))
    assert RefusalReason.RECUSED == walk.send(papers(walk.request, actor_id="clerk", on_behalf_of=OFFICER))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (reassignment(council=THIRD), None),
        (reassignment(), RefusalReason.NOTHING_TO_REASSIGN),
        (reassignment("clerk"), RefusalReason.NOTHING_TO_REASSIGN),
        (reassignment("clerk", council=THIRD), RefusalReason.NOTHING_TO_REASSIGN),
    ],
)
def test_a_vote_is_given_to_one_council_and_to_nobody_else(
    walk: Walk, act: Reassignment, reason: RefusalReason | None
) -> None:
    """A handful of people put in a council's place would be no council."""
    assert reason == walk.send(act)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (reassignment("clerk", "other"), None),
        (reassignment(), RefusalReason.NOTHING_TO_REASSIGN),
        (reassignment(council=THIRD), RefusalReason.NOTHING_TO_REASSIGN),
        (reassignment("clerk", NOMINATOR), RefusalReason.OWN_NOMINATION),
    ],
)
def test_another_gate_is_given_to_people(act: Reassignment, reason: RefusalReason | None) -> None:
    """Never to the nominator, and never to a council."""
    assert reason == Walk(gated(FULL)).send(act)


def test_agencies_that_the_rules_name_are_not_replaced() -> None:
    """Another agency's answer could not be one of those that are awaited, so the gate would wait in vain."""
    walk = Walk(gated(CONSULTATION))

    assert RefusalReason.NOTHING_TO_REASSIGN == walk.send(reassignment("health"))


def test_a_case_is_not_migrated_to_where_it_is(walk: Walk) -> None:
    """It leads nowhere by itself: where it goes is planned when it is recorded."""
    assert RefusalReason.CANNOT_MIGRATE == walk.send(migration(RULES))
    with pytest.raises(ValueError, match="leads nowhere"):
        walk.send(migration())
