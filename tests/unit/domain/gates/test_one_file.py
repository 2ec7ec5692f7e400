"""A gate is added by one file and one line: here one that the product does not have, from end to end."""

from typing import Any, ClassVar

import pytest

from domain.canonical import content_hash
from domain.climb import first_move
from domain.gates.registry import GATES
from domain.gates.unit import ActKind, GateUnit, GateView, Passes, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.rules import Redo, Role
from tests.cases import a_decision
from tests.gated import APPRAISAL, appraisal, gated
from tests.unit.domain.gates.walking import Walk, route_of, with_plans

HEARING = "hearing"


class Heard(GateAct):
    """The nominee was heard."""

    minutes: str = ""


class Hearing(GateUnit):
    """A gate at which the nominee is heard by a secretary."""

    gate = HEARING
    roles = (Role.OFFICER,)
    acts: ClassVar = {MessageName.COMMENT: ActKind(Heard, EntryKind.COMMENT_MADE)}

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:  # noqa: ARG002 - the interface
        """A hearing has minutes."""
        return None if read_as(act, Heard).minutes else RefusalReason.INCOMPLETE

    def step(self, view: GateView, act: CaseAct) -> Step:  # noqa: ARG002 - the interface
        """Whoever was heard goes on."""
        return Passes("heard")

    def says(self, view: GateView) -> Words:  # noqa: ARG002 - the interface
        """Say what is waited for."""
        return Words("Chờ buổi làm việc.", "The nominee is to be heard.")


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A case with a hearing between appraisal and council, by its file and its line in the registry."""
    monkeypatch.setitem(GATES, HEARING, Hearing())
    request = gated(APPRAISAL)
    route = route_of(request)
    first, *rest = route.stages
    before, *after = first.plans
    plans = (before, before.model_copy(update={"gate": HEARING, "settings": {}, "redo": Redo.ALWAYS}), *after)
    stage = first.model_copy(update={"plans": plans, "gates": tuple(plan.gate for plan in plans)})
    return Walk(request, with_plans(route.model_copy(update={"stages": (stage, *rest)})))


def heard(walk: Walk, **more: Any) -> Heard:  # noqa: ANN401 - fields of the act
    """Return the minutes of a hearing in the round that stands."""
    said = appraisal(walk.request, at=walk.at).model_dump() | {"gate": HEARING, "minutes": "Đã nghe"} | more
    return Heard.model_validate(said)


def test_a_gate_of_one_file_is_gone_through_like_any_other(walk: Walk) -> None:
    """It opens in its place, seats its people, refuses, passes, and is done again by its own rule."""
    assert ("appraisal", "hearing", "council_vote", "decision") == walk.case.route.stages[0].gates
    walk.send(appraisal(walk.request))
    assert (HEARING, ("ward-officer",)) == (walk.at.gate, walk.at.panel)
    assert "The nominee is to be heard." == walk.words.en
    assert RefusalReason.INCOMPLETE == walk.send(heard(walk, minutes=""))
    assert RefusalReason.NOT_ON_PANEL == walk.send(heard(walk, actor_id="ward-chair"))
    assert RefusalReason.WRONG_GATE == walk.send(a_decision(walk.request, "ward", gate=HEARING))
    assert walk.send(heard(walk)) is None

    assert ("council_vote", ["appraisal", HEARING]) == (
        walk.at.gate, [one.gate for one in walk.at.passed or ()],
    )  # fmt: skip


def test_its_clock_reminds_and_escalates_but_silence_does_not_pass_it(walk: Walk) -> None:
    """A gate that says nothing of silence is waited for."""
    walk.send(appraisal(walk.request))
    rung = [walk.ring() for _ in range(4)]

    assert [EntryKind.DEADLINE_REMINDED, *[EntryKind.DEADLINE_ESCALATED] * 3] == rung
    assert HEARING == walk.at.gate


def test_without_its_line_in_the_registry_it_does_not_open() -> None:
    """The one line is what makes it known."""
    request = gated(APPRAISAL)
    route = route_of(request)
    plans = tuple(plan.model_copy(update={"gate": HEARING}) for plan in route.stages[0].plans[:1])
    stage = route.stages[0].model_copy(update={"plans": plans, "gates": (HEARING,)})

    with pytest.raises(KeyError, match=HEARING):
        first_move(request, route.model_copy(update={"stages": (stage,)}), content_hash(request.content))
