"""Consultation of agencies (hiệp y): asked all at once; silence after the period means: go on.

Legal source: Nghị định 39/2012/NĐ-CP, ten working days, silence means consent; kept in 2017 (recalled).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field

from domain.gates.unit import ActKind, GateUnit, GateView, Passes, Stays, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.base import Exchanged
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.route import Gate
from schemas.text import Code, Prose

NO_OBJECTION, OBJECTED = "no_objection", "objected"


class ConsultationSettings(Exchanged):
    """The agencies asked; the period is the gate's deadline."""

    agencies: tuple[Code, ...] = Field(min_length=1)


class View(StrEnum):
    """What an agency says."""

    AGREES = "agrees"
    OBJECTS = "objects"


class Opinion(GateAct):
    """An agency's answer; `actor_id` is the agency. An objection says why."""

    opinion: View
    text: Prose | None = None


class ConsultationState(Exchanged):
    """Which agency said what; those that are missing have not answered."""

    answers: dict[Code, View] = Field(default_factory=dict[str, View])


class Consultation(GateUnit):
    """The gate `consultation`. An objection does not stop it: council and decider read it."""

    gate = Gate.CONSULTATION
    roles = ()
    settings = ConsultationSettings
    acts: ClassVar = {MessageName.GIVE_OPINION: ActKind(Opinion, EntryKind.OPINION_GIVEN)}
    silence_may_pass = True

    def opening(self, view: GateView) -> Mapping[str, Any] | None:  # noqa: ARG002 - the interface
        """Nobody has answered yet."""
        return ConsultationState().model_dump(mode="json")

    def seat(self, view: GateView) -> tuple[str, ...]:
        """The agencies themselves answer."""
        return _agencies(view)

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Each agency answers once, and an objection needs its reason."""
        answer = read_as(act, Opinion)
        if _agency(answer) in _state(view).answers:
            return RefusalReason.ALREADY_SAID
        unfounded = answer.opinion is View.OBJECTS and answer.text is None
        return RefusalReason.MISSING_REASON if unfounded else None

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Wait for the others; go on when all have answered."""
        answer = read_as(act, Opinion)
        state = ConsultationState(answers=_state(view).answers | {_agency(answer): answer.opinion})
        if set(_agencies(view)) <= state.answers.keys():
            return _ended(view, state)
        return Stays(state.model_dump(mode="json"))

    def waits_for(self, view: GateView) -> tuple[str, ...]:
        """Those that have not answered."""
        return tuple(who for who in _agencies(view) if who not in _state(view).answers)

    def window(self, view: GateView) -> EntryKind:  # noqa: ARG002 - the interface
        """The period ends on its due day, without grace."""
        return EntryKind.DEADLINE_WENT_ON

    def at_end(self, view: GateView) -> Step:
        """Silence means go on, and that is recorded as silence."""
        return _ended(view, _state(view))

    def says(self, view: GateView) -> Words:
        """Name the agencies that are awaited."""
        awaited = ", ".join(self.waits_for(view))
        return Words(
            f"Bước hiệp y: đang chờ ý kiến của {awaited}; hết hạn mà im lặng thì hồ sơ đi tiếp.",
            f"Consultation: no answer yet from {awaited}; silence at the end of the period means go on.",
        )


def _agencies(view: GateView) -> tuple[str, ...]:
    return ConsultationSettings.model_validate(view.plan.settings).agencies


def _agency(act: CaseAct) -> str:
    return act.on_behalf_of or act.actor_id


def _state(view: GateView) -> ConsultationState:
    return ConsultationState.model_validate(view.standing.gate_state or {})


def _ended(view: GateView, state: ConsultationState) -> Passes:
    silent = [who for who in _agencies(view) if who not in state.answers]
    objecting = [who for who, said in state.answers.items() if said is View.OBJECTS]
    words = Words(
        f"Không trả lời trong thời hạn (coi là đồng ý): {', '.join(silent)}."
        if silent
        else "Mọi cơ quan được hỏi đã trả lời.",
        f"Silent to the end of the period, so it goes on: {', '.join(silent)}."
        if silent
        else "Every agency that was asked has answered.",
    )
    inputs = {"silent": silent, "objecting": objecting, "asked": list(_agencies(view))}
    verdict = view.verdict("consultation.silence", holds=not objecting, inputs=inputs, words=words)
    return Passes(OBJECTED if objecting else NO_OBJECTION, (verdict,))
