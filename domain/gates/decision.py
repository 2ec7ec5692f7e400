"""The decision (quyết định): the chair, or a deputy in the chair's form of authority, decides.

The council advises and does not sign: the chair may refuse or return after a positive vote too. What the
appraisal, the conditions, the quota or the council went against cannot be approved.
"""

from domain.gates.appraisal import INELIGIBLE
from domain.gates.council_vote import NOT_CARRIED
from domain.gates.intake import INCOMPLETE
from domain.gates.quota import NO_QUOTA
from domain.gates.unit import GateUnit, GateView, Step
from domain.words import Words
from schemas.acts import CaseAct
from schemas.case import Standing
from schemas.messages import Decision, RefusalReason, Verdict
from schemas.route import Gate
from schemas.rules import DECIDERS

AGAINST = frozenset({INELIGIBLE, NO_QUOTA, NOT_CARRIED, INCOMPLETE})
"""The results after which a case cannot be approved, and which are never kept over a return."""


class DecisionGate(GateUnit):
    """The gate `decision`. Its message `decide` is judged in `domain.judgement`."""

    gate = Gate.DECISION
    roles = DECIDERS
    silence_may_pass = True

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:  # noqa: ARG002 - the interface
        """No act but `decide` belongs here."""
        return RefusalReason.WRONG_GATE

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Never reached, because every act is refused."""
        message = f"{type(act).__name__} leads nowhere at {view.plan.gate}"
        raise ValueError(message)

    def says(self, view: GateView) -> Words:
        """Say whether approval is possible."""
        if went_against(view.standing):
            return Words(
                "Thiếu giấy tờ hoặc chỉ tiêu, hoặc thẩm định, xét điều kiện hay hội đồng không tán thành: "
                "chỉ có thể trả lại hoặc từ chối.",
                "Papers or a place in the quota are missing, or appraisal, eligibility or council went "
                "against it: the decider can only return or reject it.",
            )
        return Words("Bước quyết định: chờ người có thẩm quyền.", "Decision: the decider's turn.")


def went_against(standing: Standing) -> bool:
    """Return whether a gate of this stage was passed with a result that forbids approval."""
    return any(passed.result in AGAINST for passed in standing.passed or ())


def judge_result(standing: Standing, decision: Decision) -> RefusalReason | None:
    """Return why this verdict is not possible after what the gates before it found, or None."""
    if decision.verdict is Verdict.APPROVE and went_against(standing):
        return RefusalReason.NOT_CARRIED
    return None
