"""What every kind of matter is: the same few questions, answered by each kind's own file.

A unit never touches the record or the clock. What it cannot know by itself is found out before an act is
written (`activities.matters`), handed to it, and kept with the entry, so that an auditor can ask the unit
again.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.case import Clock
from schemas.ledger import EntryKind
from schemas.matter import MatterKind, MatterState, MatterStep
from schemas.messages import RefusalReason
from schemas.names import MessageName


class MatterActKind(NamedTuple):
    """How a message is read, and the kind of ledger entry that it becomes."""

    model: type[CaseAct]
    kind: EntryKind


class MatterAlarm(NamedTuple):
    """What happens at `at` unless somebody acts before; None: as soon as the workflow's own work is done."""

    at: datetime
    kind: EntryKind


class NothingFound(Exchanged):
    """For kinds that need to find out nothing."""


StateT = TypeVar("StateT", bound=MatterState)
FoundT = TypeVar("FoundT", bound=Exchanged)


class MatterUnit(ABC, Generic[StateT, FoundT]):
    """One kind of matter. The class is the whole of its rules; it holds no state of its own."""

    kind: ClassVar[MatterKind]
    opens_by: ClassVar[MessageName]
    acts: ClassVar[Mapping[MessageName, MatterActKind]]
    """Every message, the one that opens it among them."""
    state_model: type[StateT]
    found_model: type[FoundT]

    @abstractmethod
    def name_of(self, start: CaseAct) -> str:
        """Return what the matter is called, from the act that opens it: a code or the act's id."""

    @abstractmethod
    def judge_start(self, start: CaseAct, found: FoundT, at: datetime) -> RefusalReason | None:
        """Return why it is not opened, or None."""

    @abstractmethod
    def open(self, start: CaseAct, found: FoundT, at: datetime) -> MatterStep:
        """Return where a start leads that was judged to be in order."""

    @abstractmethod
    def judge(self, state: StateT, act: CaseAct, found: FoundT, at: datetime) -> RefusalReason | None:
        """Return why this act on an open matter is refused, or None."""

    @abstractmethod
    def step(self, state: StateT, act: CaseAct, found: FoundT, at: datetime) -> MatterStep:
        """Return where an act leads that was judged to be in order."""

    def next_alarm(self, state: StateT) -> MatterAlarm | None:  # noqa: ARG002 - most have no clock
        """Return the next instant at which something happens without anybody's act."""
        return None

    def after_alarm(self, state: StateT, kind: EntryKind, found: FoundT, at: datetime) -> MatterStep:  # noqa: ARG002
        """Return where it leads that the clock rang, or that the workflow's own work is done."""
        message = f"nothing of kind {kind} happens to a {self.kind} by itself"
        raise ValueError(message)

    def read_state(self, state: Mapping[str, Any]) -> StateT:
        """Return a state as this kind reads it."""
        return self.state_model.model_validate(state)

    def read_found(self, found: Mapping[str, Any] | None) -> FoundT:
        """Return what was found out, as this kind reads it."""
        return self.found_model.model_validate(found or {})

    def read_act(self, message: str, act: Mapping[str, Any]) -> CaseAct:
        """Return a message as this kind reads it.

        Raises:
            KeyError: it has no such message.
        """
        return self.acts[MessageName(message)].model.model_validate(act)


def step_to(state: MatterState, **beside: Any) -> MatterStep:  # noqa: ANN401 - the step's own fields
    """Return the step that leads to this state."""
    return MatterStep(state=state.model_dump(mode="json"), **beside)


def with_clock(step: MatterStep, clock: Clock | None) -> MatterStep:
    """Return the step with the clock that was computed for it."""
    written = clock.model_dump(mode="json") if clock else None
    return step.model_copy(update={"state": step.state | {"clock": written}})
