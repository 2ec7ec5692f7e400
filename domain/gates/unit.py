"""What every gate is: the same few questions, answered by each gate's own file.

A gate never touches the record or the clock. It is given a view of the case, and answers with a step;
`domain.climb` turns the step into the next standing.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel

from domain.words import Words
from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.case import Standing
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.nomination import NominationRequest
from schemas.record import Seat
from schemas.route import Route, StagePlan
from schemas.rules import Deadline, GatePlan, Role
from schemas.verdicts import RuleVerdict


@dataclass(frozen=True)
class GateView:
    """What a gate sees: the nomination, its way, the stage, this gate's plan, and where the case stands."""

    request: NominationRequest
    route: Route
    stage: StagePlan
    plan: GatePlan
    standing: Standing

    def verdict(self, rule: str, *, holds: bool, inputs: Mapping[str, Any], words: Words) -> RuleVerdict:
        """Return what a rule says, with the rule set that it belongs to."""
        return RuleVerdict(
            rule=rule,
            rule_set=self.route.rule_set,
            rule_set_digest=self.route.rule_set_digest,
            inputs=dict(inputs),
            holds=holds,
            vi=words.vi,
            en=words.en,
        )


class ActKind(NamedTuple):
    """How a message is read, and the kind of ledger entry that it becomes."""

    model: type[CaseAct]
    kind: EntryKind


@dataclass(frozen=True)
class Stays:
    """The gate waits on, with this state; `council` if the vote goes to that council instead.

    `tells_above` has the body above told, as of a delay; `tells_panel` has the panel told that it is their
    turn, at a gate that does not tell them when it opens.
    """

    state: Mapping[str, Any]
    verdicts: tuple[RuleVerdict, ...] = ()
    council: str | None = None
    tells_above: bool = False
    tells_panel: bool = False


@dataclass(frozen=True)
class Passes:
    """The gate is passed with this result. `skip_to` leaves out the gates before that one."""

    result: str
    verdicts: tuple[RuleVerdict, ...] = ()
    skip_to: str | None = None


@dataclass(frozen=True)
class SendsBack:
    """The nomination goes back to its nominator for completion."""

    verdicts: tuple[RuleVerdict, ...] = field(default=())


Step = Stays | Passes | SendsBack
"""What an act, or the end of a period, leads to at a gate."""


_Act = TypeVar("_Act", bound=CaseAct)


def read_as(act: CaseAct, model: type[_Act]) -> _Act:
    """Return the act as the kind of message that the gate takes.

    Raises:
        TypeError: it is another kind; `domain.act_judgement` keeps those away.
    """
    if not isinstance(act, model):
        message = f"{type(act).__name__} is not {model.__name__}"
        raise TypeError(message)
    return act


class NoSettings(Exchanged):
    """For a gate that has nothing to set."""


class GateUnit(ABC):
    """One gate. The class is the whole of it; it holds no state of its own."""

    gate: ClassVar[str]
    roles: ClassVar[tuple[Role, ...]]
    acts: ClassVar[Mapping[MessageName, ActKind]] = {}
    settings: ClassVar[type[BaseModel]] = NoSettings
    silence_may_pass: ClassVar[bool] = False
    """Whether a deadline whose end is `go_on` may pass this gate."""
    finds: ClassVar[frozenset[EntryKind]] = frozenset()
    """The kinds of entry for which something is found out first, that no rule can know by itself."""
    leaves_hand: ClassVar[bool] = True
    """Whether who acts here has had a hand in the case, and so may not act for it elsewhere."""

    def opening(self, view: GateView) -> Mapping[str, Any] | None:  # noqa: ARG002 - most gates keep nothing
        """Return what the gate keeps when it opens."""
        return None

    def seat(self, view: GateView) -> Seat | tuple[str, ...]:
        """Return who acts here: a seat to be looked up, or the people themselves."""
        roles = view.plan.roles or self.roles
        return Seat(body=view.stage.body, roles=roles, rule_set=view.route.rule_set)

    def deadline(self, view: GateView) -> Deadline | None:
        """Return the gate's own deadline; None: the stage's clock goes on."""
        return view.plan.deadline

    @abstractmethod
    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Return why this act, by somebody who may act here, is refused, or None."""

    @abstractmethod
    def step(self, view: GateView, act: CaseAct) -> Step:
        """Return where an act leads that was judged to be in order."""

    def may_act(self, view: GateView, person: str) -> bool:
        """Return whether this person may act here; by default those on the panel."""
        return person in (view.standing.panel or ())

    def waits_for(self, view: GateView) -> tuple[str, ...]:
        """Return who of the panel is awaited; by default all of it."""
        return view.standing.panel or ()

    def window(self, view: GateView) -> EntryKind | None:  # noqa: ARG002 - most gates have no period
        """Return the kind of entry that ends this gate's period on its due day; None: it has no period."""
        return None

    def at_end(self, view: GateView) -> Step | None:  # noqa: ARG002 - most gates have no period
        """Return what the end of the gate's period leads to."""
        return None

    def at_once(self, view: GateView) -> EntryKind | None:  # noqa: ARG002 - most gates wait
        """Return what must happen now without anybody's act, or None."""
        return None

    def after_at_once(self, view: GateView, kind: EntryKind) -> Step:
        """Return where that leads."""
        message = f"{self.gate} has nothing of kind {kind} to do at once for {view.request.nomination_id}"
        raise ValueError(message)

    def after_found(self, view: GateView, kind: EntryKind, found: Mapping[str, Any]) -> Step:
        """Return where an entry of one of the kinds in `finds` leads, after this was found out.

        Raises:
            ValueError: nothing is found out for this kind here, or this cannot have been found.
        """
        del found
        message = f"{self.gate} finds nothing out for {kind} of {view.request.nomination_id}"
        raise ValueError(message)

    @abstractmethod
    def says(self, view: GateView) -> Words:
        """Return in one sentence what this gate waits for."""
