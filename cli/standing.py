"""A nomination in full, as show tells it: its stage gate by gate, and what people and rules said of it."""

from datetime import datetime

from pydantic import JsonValue, PositiveInt

from domain.gates.appraisal import AppraisalSettings
from domain.gates.eligibility import EligibilityState
from domain.gates.intake import IntakeSettings
from domain.route import stage_at
from schemas.base import Exchanged
from schemas.case import CaseStatus, Recused
from schemas.case_file import Explanation
from schemas.eligibility import ConditionFinding, QuotaStanding
from schemas.names import MessageName
from schemas.route import Gate
from schemas.text import Code
from schemas.views import ActView, DecisionView, NominationView, VerdictsView


class GateLine(Exchanged):
    """One gate of the stage: its state; if it was passed, its result and round, and whether it is stale."""

    gate: Code
    state: str
    result: Code | None = None
    round: PositiveInt | None = None
    stale: bool = False


class Asked(Exchanged):
    """A paper or a criterion that the gate that waits asks for, by the code that its verb takes."""

    code: Code
    name_vi: str
    name_en: str


class Shown(Exchanged):
    """Everything that show tells of a nomination.

    `council` votes where the stage has a vote; `lower_award` is proposed, or agreed to when it is
    `lower_award_agreed`; `suspended_since` is None unless it is held now. `asked` lists papers or criteria;
    `findings` is what was found of each condition, `quota` what is left of it, where a gate waits for that.
    """

    nomination: NominationView
    nominator_id: Code
    gate: Code
    gates: tuple[GateLine, ...]
    asked: tuple[Asked, ...]
    decisions: tuple[DecisionView, ...]
    acts: tuple[ActView, ...]
    recused: tuple[Recused, ...]
    council: Code | None
    verdicts: tuple[VerdictsView, ...]
    suspended_since: datetime | None
    lower_award: Code | None
    lower_award_agreed: bool
    explanation: Explanation
    findings: tuple[ConditionFinding, ...] = ()
    quota: QuotaStanding | None = None


def shown(
    known: NominationView,
    decisions: list[DecisionView],
    acts: list[ActView],
    verdicts: list[VerdictsView],
    explanation: Explanation,
) -> Shown:
    """Return a nomination as show tells it."""
    agreed = known.standing.award
    return Shown(
        nomination=known,
        nominator_id=known.nominator_id,
        gate=known.gate,
        gates=gates_of(known),
        asked=asked_of(known),
        decisions=tuple(decisions),
        acts=tuple(acts),
        recused=known.standing.recused or (),
        council=_council(known),
        verdicts=tuple(verdicts),
        suspended_since=_suspended_since(known, acts),
        lower_award=agreed or _text(_state(known).get("proposed")),
        lower_award_agreed=agreed is not None,
        explanation=explanation,
        findings=findings_in(known.gate, known.standing.gate_state),
        quota=quota_in(known.gate, known.standing.gate_state),
    )


def gates_of(known: NominationView) -> tuple[GateLine, ...]:
    """Return the gates of the stage in their order, each with its state."""
    stage = stage_at(known.route, known.level)
    passed = {one.gate: one for one in known.standing.passed or ()}
    here = stage.gates.index(known.gate) if known.gate in stage.gates else 0
    lines: list[GateLine] = []
    for place, gate in enumerate(stage.gates):
        behind = passed.get(gate)
        if place == here:
            lines.append(GateLine(gate=gate, state=_state_here(known)))
        elif behind is not None:
            stale = behind.content_hash != known.content_hash
            lines.append(
                GateLine(gate=gate, state="passed", result=behind.result, round=behind.round, stale=stale)
            )
        else:
            lines.append(GateLine(gate=gate, state="left out" if place < here else "ahead"))
    return tuple(lines)


def asked_of(known: NominationView) -> tuple[Asked, ...]:
    """Return the papers or criteria that the officer goes through at the gate that waits."""
    if known.status is not CaseStatus.IN_REVIEW:
        return ()
    plans = stage_at(known.route, known.level).plans
    plan = next((each for each in plans if each.gate == known.standing.gate), None)
    if plan is not None and plan.gate == Gate.INTAKE:
        papers = IntakeSettings.model_validate(plan.settings).papers
        return tuple(Asked(code=one.paper, name_vi=one.name_vi, name_en=one.name_en) for one in papers)
    if plan is not None and plan.gate == Gate.APPRAISAL:
        criteria = AppraisalSettings.model_validate(plan.settings).criteria
        return tuple(Asked(code=one.criterion, name_vi=one.name_vi, name_en=one.name_en) for one in criteria)
    return ()


def findings_in(gate: str, state: dict[str, JsonValue] | None) -> tuple[ConditionFinding, ...]:
    """Return what was found of each condition, where that is what this gate waits for."""
    if gate != Gate.ELIGIBILITY or state is None:
        return ()
    return EligibilityState.model_validate(state).findings


def quota_in(gate: str, state: dict[str, JsonValue] | None) -> QuotaStanding | None:
    """Return what was left of the quota, where a place in it is what this gate waits for."""
    return QuotaStanding.model_validate(state) if gate == Gate.QUOTA and state else None


def _state_here(known: NominationView) -> str:
    return "waits" if known.status is CaseStatus.IN_REVIEW else str(known.status)


def _council(known: NominationView) -> str | None:
    return known.standing.council or _text(_state(known).get("council"))


def _suspended_since(known: NominationView, acts: list[ActView]) -> datetime | None:
    held = [act.acted_at for act in acts if act.message == MessageName.SUSPEND]
    return held[-1] if held and known.status is CaseStatus.SUSPENDED else None


def _state(known: NominationView) -> dict[str, JsonValue]:
    return known.standing.gate_state or {}


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
