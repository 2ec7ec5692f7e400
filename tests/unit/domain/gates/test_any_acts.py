"""Whatever people do at any gate in whatever order: the standing never contradicts itself."""

from collections.abc import Callable
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.climb import after_council
from domain.gates.public_comment import Comment
from schemas.acts import CaseAct, Reassignment, Recusal, Resumption
from schemas.case import CaseStatus
from schemas.messages import Act, Verdict
from schemas.rules import Redo
from tests.cases import a_decision, a_resubmission, a_withdrawal
from tests.gated import (
    AGENCIES,
    FULL,
    OFFICER,
    PAPERS,
    THIRD,
    appraisal,
    comment,
    gated,
    lower_award,
    opinion,
    papers,
    resolution,
)  # fmt: skip
from tests.unit.domain.gates.test_act_judgement import consent, suspension
from tests.unit.domain.gates.test_council_vote import result
from tests.unit.domain.gates.walking import Walk, route_of, with_plans

REQUEST = gated(FULL)
GATES = route_of(REQUEST).stages[0].gates
GO_ON = {
    "intake": "papers", "appraisal": "appraise", "consultation": "opinion", "public_comment": "ring",
    "council_vote": "vote", "decision": "return", "returned": "resubmit", "suspended": "resume",
    "awaiting_consent": "answer",
}  # fmt: skip
"""What leads on from each gate, or from where the case waits for somebody else."""


class Play:
    """Does one thing after the other, each made for where the case stands."""

    def __init__(self, redo: Redo) -> None:
        """Begin at intake; every gate is done again by this rule."""
        self.walk = Walk(REQUEST, with_plans(route_of(REQUEST), **{gate: {"redo": redo} for gate in GATES}))
        self.ids = 0
        self.comments: list[Comment] = []
        self.moves: dict[str, Callable[[int], object]] = {
            "papers": lambda n: self.gate(papers(REQUEST, *PAPERS[: n % 3 % 2], hand_on=n % 2 > 0)),
            "appraise": lambda n: self.gate(appraisal(REQUEST, *(["merit"] if n == 0 else []))),
            "opinion": lambda n: self.gate(opinion(REQUEST, AGENCIES[n % 2])),
            "comment": self.comment,
            "resolve": self.resolve,
            "approve": lambda _: self.decide(Verdict.APPROVE),
            "return": lambda n: self.decide(Verdict.RETURN, GATES[n % 6] if n % 2 else None),
            "reject": lambda n: n == 0 and self.decide(Verdict.REJECT),
            "resubmit": lambda n: self.do(a_resubmission(REQUEST, f"Bổ sung {n % 2}")),
            "withdraw": lambda n: n == 0 and self.do(a_withdrawal()),
            "recuse": lambda n: self.do(Recusal(act_id=self.id(), actor_id=self.somebody(n))),
            "suspend": lambda _: self.do(suspension()),
            "resume": lambda _: self.do(Resumption(act_id=self.id(), actor_id="x", reason="Xong")),
            "reassign": lambda n: self.do(self.reassignment(n)),
            "propose": lambda _: self.gate(lower_award(REQUEST)),
            "answer": lambda n: self.do(consent().model_copy(update={"consent": n % 2 > 0})),
            "vote": self.vote,
            "go on": self.go_on,
            "ring": lambda _: self.walk.alarm and self.walk.ring(),
        }  # fmt: skip

    def id(self) -> UUID:
        """Return an id that was not used before."""
        self.ids += 1
        return UUID(int=self.ids)

    def somebody(self, n: int) -> str:
        """Return somebody of the panel."""
        panel = self.walk.at.panel or ("nobody",)
        return panel[n % len(panel)]

    def do(self, act: Act) -> None:
        """Send an act; refused or not, the case must stay consistent."""
        self.walk.send(act.model_copy(update={"act_id": self.id()}) if isinstance(act, CaseAct) else act)

    def gate(self, act: CaseAct) -> None:
        """Send an act of a gate, on the content and in the round that stand now."""
        at = self.walk.at
        self.do(act.model_copy(update={"round": at.round, "content_hash": at.content_hash}))

    def comment(self, n: int) -> None:
        """Comment under an id that can be resolved later."""
        at = self.walk.at
        made = comment(
            REQUEST, f"citizen-{n}", act_id=self.id(), round=at.round, content_hash=at.content_hash
        )
        self.comments.append(made)
        self.walk.send(made)

    def decide(self, verdict: Verdict, to: str | None = None) -> None:
        """Decide as one of the deciders."""
        at = self.walk.at
        decision = a_decision(REQUEST, "ward", verdict, reason="Lý do", round_=at.round, seen=at.content_hash)
        self.do(decision.model_copy(update={"return_to": to, "decision_id": self.id()}))

    def resolve(self, n: int) -> None:
        """Settle one of the comments that were made."""
        if self.comments:
            self.gate(resolution(REQUEST, self.comments[n % len(self.comments)]))

    def go_on(self, n: int) -> None:
        """Do what the case waits for, so that sequences get far."""
        at = self.walk.at
        if at.status is CaseStatus.IN_REVIEW:
            self.moves[GO_ON[at.gate or ""]](2 * n + 1 if at.gate == "appraisal" else n % 2)
        elif not at.closed:
            self.moves[GO_ON[at.status]](n + 1)

    def reassignment(self, n: int) -> Reassignment:
        """Give the gate to somebody else, a vote to another council."""
        votes = self.walk.at.gate == "council_vote"
        panel = () if votes else (OFFICER, f"clerk-{n}")
        return Reassignment(
            act_id=self.id(), actor_id="x", panel=panel, council=THIRD if votes else None, reason="Nghỉ"
        )

    def vote(self, n: int) -> None:
        """Let the council vote, if it is its turn."""
        if (self.walk.at.gate, self.walk.at.status) == ("council_vote", CaseStatus.IN_REVIEW):
            self.walk.take(after_council(self.walk.case, result(self.walk, 7 + n % 2), ()))


def faults(walk: Walk) -> list[str]:
    """Return how the standing contradicts itself or the route."""
    at = walk.at
    behind = [one.gate for one in at.passed or ()]
    review = at.status is CaseStatus.IN_REVIEW
    later = [GATES.index(gate) for gate in behind]
    found = {
        "the gate is none of the stage": at.gate not in GATES,
        "passed gates are not in their order": later != sorted(set(later)),
        "a gate waits that is behind": at.gate in behind,
        "a gate behind comes after the one that waits": any(n > GATES.index(at.gate or "") for n in later),
        "something was passed in a round to come": any(one.round > at.round for one in at.passed or ()),
        "a closed case has a clock": at.closed and at.clock is not None,
        "an open case has none": not at.closed and at.clock is None,
        "a clock stands still without a hold": bool(at.clock and at.clock.paused)
        != (at.status is CaseStatus.SUSPENDED),
        "nobody may act": review and not at.panel,
        "somebody is recused twice": len(at.recused or ()) != len({one.person for one in at.recused or ()}),
        "the case waits for nothing": not at.closed
        and at.status is not CaseStatus.SUSPENDED
        and not walk.alarm,
        "a lower award without consent": at.award not in {None, "GK_NHO"},
    }
    return [what for what, wrong in found.items() if wrong]


STEPS = st.tuples(st.sampled_from([*sorted(Play(Redo.NEVER).moves), *["go on"] * 14]), st.integers(0, 5))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(redo=st.sampled_from(Redo), steps=st.lists(STEPS, min_size=5, max_size=60))
def test_no_sequence_of_acts_makes_the_standing_contradict_itself(
    redo: Redo, steps: list[tuple[str, int]]
) -> None:
    """The gate belongs to the stage, what is passed is in order, and nothing is decided twice."""
    play = Play(redo)
    decided: set[tuple[str, int]] = set()
    for name, number in steps:
        before = play.walk.at
        play.moves[name](number)
        after = play.walk.at
        assert [] == faults(play.walk), (name, after)
        new = {(one.gate, one.round) for one in after.passed or ()} - {
            (one.gate, one.round) for one in before.passed or ()
        }
        assert not new & decided, (name, new)
        decided |= new
        assert before == after or not before.closed


def test_the_walk_can_get_from_intake_to_an_outcome() -> None:
    """Control: such sequences do not all end in refusals."""
    play = Play(Redo.IF_CHANGED)
    names = ["papers", "appraise", "opinion", "opinion", "comment", "resolve", "ring", "ring", "vote"]
    for name, number in zip(names, (0, 1, 0, 1, 1, 0, 0, 0, 5), strict=True):
        play.moves[name](number)
    assert "council_vote" in {one.gate for one in play.walk.at.passed or ()}
    assert "decision" == play.walk.at.gate
