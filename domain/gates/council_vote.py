"""The council's vote (hội đồng biểu quyết): taken in a sitting over a whole list, never one by one.

The nomination waits here; the sitting's result is put on its record. When so many members are recused that
the mark cannot be reached any more, the vote goes to the substitute council instead of waiting for ever.
Legal source of the marks: Nghị định 91/2017/NĐ-CP Điều 45(8); see `domain.council`.
"""

from collections.abc import Mapping
from typing import Any

from domain.council import barred_members, can_still_pass, needed
from domain.gates.unit import GateUnit, GateView, Passes, Stays, Step
from domain.words import Words
from schemas.acts import CaseAct
from schemas.base import Exchanged
from schemas.council import Barred, CouncilResult, CouncilRule, Ground
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.record import Seat
from schemas.route import Gate
from schemas.rules import Role
from schemas.verdicts import RuleVerdict

CARRIED, NOT_CARRIED = "carried", "not_carried"


class CouncilState(Exchanged):
    """The council that votes, and whether it has been said that no council can reach the mark."""

    council: str
    unreachable: bool = False


class CouncilVote(GateUnit):
    """The gate `council_vote`; its settings are the council's rule."""

    gate = Gate.COUNCIL_VOTE
    roles = (Role.COUNCIL_MEMBER,)
    settings = CouncilRule

    def opening(self, view: GateView) -> Mapping[str, Any]:
        """The body's own council votes, unless another one was put in its place before."""
        return CouncilState(council=view.standing.council or view.stage.body).model_dump(mode="json")

    def seat(self, view: GateView) -> Seat:
        """The members of the council that votes."""
        council = view.standing.council or view.stage.body
        return Seat(body=council, roles=view.plan.roles or self.roles, rule_set=view.route.rule_set)

    def waits_for(self, view: GateView) -> tuple[str, ...]:
        """The members who may vote."""
        barred = {one.person for one in barred_from(view)}
        return tuple(who for who in view.standing.panel or () if who not in barred)

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:  # noqa: ARG002 - the interface
        """No single act decides here."""
        return RefusalReason.VOTE_IN_A_SITTING

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Never reached, because every act is refused."""
        message = f"{type(act).__name__} leads nowhere at {view.plan.gate}"
        raise ValueError(message)

    def at_once(self, view: GateView) -> EntryKind | None:
        """Give the vote to the next council when this one cannot reach the mark; say so if there is none."""
        members = view.standing.panel
        if members is None or (
            members and can_still_pass(rule_of(view), len(members), len(barred_from(view)))
        ):
            return None
        if _next_council(view) is not None:
            return EntryKind.COUNCIL_SUBSTITUTED
        return None if state_of(view).unreachable else EntryKind.COUNCIL_UNREACHABLE

    def after_at_once(self, view: GateView, kind: EntryKind) -> Step:
        """Open the vote anew before the substitute, or note that nobody can vote."""
        verdict = self._unreachable(view)
        council = _next_council(view) if kind is EntryKind.COUNCIL_SUBSTITUTED else None
        state = CouncilState(council=council or state_of(view).council, unreachable=council is None)
        told = council is None
        return Stays(state.model_dump(mode="json"), (verdict,), council=council, tells_above=told)

    def says(self, view: GateView) -> Words:
        """Say which council votes, by what mark, and who may not."""
        rule, members = rule_of(view), len(view.standing.panel or ())
        barred, council = len(barred_from(view)), state_of(view).council
        mark = needed(rule.mark, members) if members else 0
        if state_of(view).unreachable:
            return Words(
                f"Hội đồng {council} không thể đạt {mark}/{members} phiếu và không còn hội đồng thay thế: "
                "cần giao cho hội đồng khác (reassign).",
                f"Council {council} cannot reach {mark} of {members} votes and there is no substitute left: "
                "give the vote to another council (reassign).",
            )
        return Words(
            f"Bước hội đồng: {council} biểu quyết{' kín' if rule.secret else ''} trong phiên họp "
            f"do thư ký hoặc chủ tịch hội đồng triệu tập (council call {council}); "
            f"cần {mark}/{members} phiếu đồng ý; số thành viên không được bỏ phiếu: {barred}.",
            f"Council vote: {council} votes{' in secret' if rule.secret else ''} in a sitting "
            f"that its secretary or chair calls (council call {council}); "
            f"{mark} of {members} must agree; members who may not vote: {barred}.",
        )

    def _unreachable(self, view: GateView) -> RuleVerdict:
        rule, members, barred = rule_of(view), len(view.standing.panel or ()), len(barred_from(view))
        mark = needed(rule.mark, members)
        words = Words(
            f"Còn {members - barred}/{members} thành viên được bỏ phiếu, không thể đạt {mark} phiếu cần có.",
            f"{members - barred} of {members} members may vote: the {mark} votes needed cannot be reached.",
        )
        inputs = {"council": state_of(view).council, "members": members, "barred": barred, "needed": mark}
        return view.verdict("council.reachable", holds=False, inputs=inputs, words=words)


def rule_of(view: GateView) -> CouncilRule:
    """Return the rule that this vote goes by."""
    return CouncilRule.model_validate(view.plan.settings)


def state_of(view: GateView) -> CouncilState:
    """Return what the gate keeps."""
    return CouncilState.model_validate(view.standing.gate_state or {"council": view.stage.body})


def barred_from(view: GateView) -> tuple[Barred, ...]:
    """Return the members who may not vote on this nomination, by declaration or by rule."""
    standing, request = view.standing, view.request
    declared = [Barred(person=one.person, ground=one.ground) for one in standing.recused or ()]
    relatives = [Barred(person=who, ground=Ground.RELATIVE) for who in request.relatives or ()]
    earlier = [hand.person for hand in standing.hands or () if hand.level != standing.level]
    return barred_members(
        standing.panel or (),
        request.nominator_id,
        request.content.nominee.nominee_id,
        earlier,
        [*declared, *relatives],
        delegations=[(one.delegate, one.delegator) for one in standing.delegations or ()],
    )


def after_result(result: CouncilResult) -> Passes:
    """Return what a sitting's result leads to: the decider, whichever way it went."""
    return Passes(CARRIED if result.passed else NOT_CARRIED, result.verdicts)


def _next_council(view: GateView) -> str | None:
    order = (view.stage.body, *view.stage.substitute_councils)
    here = state_of(view).council
    if here not in order:
        return None
    following = order[order.index(here) + 1 :]
    return following[0] if following else None
