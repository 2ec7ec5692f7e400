"""Eligibility (xét điều kiện): the award's conditions are held against the award record.

What the record says is found out when the gate opens (`activities.eligibility`). Where every condition holds
the gate is passed without anybody; otherwise an officer rules on each finding that does not, and may override
one with a reason that stays on record. Legal source: each condition names its own (`Condition.basis`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field

from domain.gates.appraisal import ELIGIBLE, INELIGIBLE
from domain.gates.unit import ActKind, GateUnit, GateView, Passes, Stays, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.base import Exchanged
from schemas.conditions import Condition
from schemas.eligibility import ConditionFinding, Holds
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.record import Seat
from schemas.route import Gate
from schemas.rules import Role
from schemas.text import Code, Line, Prose
from schemas.verdicts import RuleVerdict

OVERRIDDEN = "overridden"


class Unknown(StrEnum):
    """What becomes of a condition of which nothing can be known: it is noted, or an officer is asked."""

    GO_ON = "go_on"
    ASK = "ask"


class EligibilitySettings(Exchanged):
    """Whether an officer is asked about what cannot be known."""

    unknown: Unknown = Unknown.GO_ON


class EligibilityState(Exchanged):
    """What was found when the gate opened; it is kept while an officer has to rule on it."""

    findings: tuple[ConditionFinding, ...]


class ConditionRuling(Exchanged):
    """An officer's word on one finding.

    `met` against a finding of "no" overrides it and needs its `reason`; where nothing was known it needs
    `evidence`, the paper or record that it rests on, and "not met" needs one of both.
    """

    condition: Code
    met: bool
    evidence: Line | None = None
    reason: Prose | None = None


class EligibilityRuling(GateAct):
    """The officer's ruling: one word on each finding that waits for one."""

    rulings: tuple[ConditionRuling, ...] = Field(max_length=100)
    note: Prose | None = None


class EligibilityGate(GateUnit):
    """The gate `eligibility`. Who is ruled ineligible goes to the decider, who cannot approve."""

    gate = Gate.ELIGIBILITY
    roles = (Role.OFFICER,)
    settings = EligibilitySettings
    acts: ClassVar = {
        MessageName.RULE_ON_ELIGIBILITY: ActKind(EligibilityRuling, EntryKind.ELIGIBILITY_RULED)
    }
    finds = frozenset({EntryKind.ELIGIBILITY_FOUND})

    def seat(self, view: GateView) -> Seat | tuple[str, ...]:
        """Officers, who are told only when there is something to rule on."""
        seat = super().seat(view)
        return seat.model_copy(update={"told": False}) if isinstance(seat, Seat) else seat

    def at_once(self, view: GateView) -> EntryKind | None:
        """Nobody is asked before the conditions were held against the record."""
        return EntryKind.ELIGIBILITY_FOUND if view.standing.gate_state is None else None

    def after_found(self, view: GateView, kind: EntryKind, found: Mapping[str, Any]) -> Step:
        """Go on if nothing needs a ruling, or wait for the officer.

        Raises:
            ValueError: these are not findings on the conditions of this nomination's way.
        """
        if kind not in self.finds:
            return super().after_found(view, kind, found)
        state = EligibilityState.model_validate(dict(found))
        _check_findings(view, state.findings)
        verdicts = tuple(_found(view, finding) for finding in state.findings)
        if _to_rule_on(view, state):
            return Stays(state.model_dump(mode="json"), verdicts, tells_panel=True)
        return Passes(ELIGIBLE, verdicts)

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Every finding that waits is ruled on once; an override says why, new knowledge has evidence."""
        if view.standing.gate_state is None:
            return RefusalReason.NOT_FOUND_OUT
        asked = {finding.condition: finding for finding in findings_to_rule_on(view)}
        rulings = read_as(act, EligibilityRuling).rulings
        named = [ruling.condition for ruling in rulings]
        if not set(named) <= asked.keys():
            return RefusalReason.UNKNOWN_CONDITION
        if sorted(named) != sorted(asked):
            return RefusalReason.INCOMPLETE
        faults = (_unfounded(asked[ruling.condition], ruling) for ruling in rulings)
        return next((fault for fault in faults if fault), None)

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Whoever meets all of it goes on; otherwise the decider is next."""
        rulings = {ruling.condition: ruling for ruling in read_as(act, EligibilityRuling).rulings}
        asked = findings_to_rule_on(view)
        verdicts = tuple(_ruled(view, finding, rulings[finding.condition]) for finding in asked)
        if not all(ruling.met for ruling in rulings.values()):
            return Passes(INELIGIBLE, verdicts, skip_to=Gate.DECISION)
        overridden = any(finding.holds is Holds.NO for finding in asked)
        return Passes(OVERRIDDEN if overridden else ELIGIBLE, verdicts)

    def says(self, view: GateView) -> Words:
        """Say in words what was found and waits for a ruling."""
        if view.standing.gate_state is None:
            return Words(
                "Bước xét điều kiện: đang đối chiếu với hồ sơ khen thưởng.",
                "Eligibility: the conditions are being held against the award record.",
            )
        asked = findings_to_rule_on(view)
        found_vi = "; ".join(f"{one.condition}: {_stem(one.vi)}" for one in asked)
        found_en = "; ".join(f"{one.condition}: {_stem(one.en)}" for one in asked)
        return Words(
            f"Bước xét điều kiện: cán bộ kết luận (rule-on-eligibility) về {len(asked)} điều kiện: "
            f"{found_vi}.",
            f"Eligibility: an officer rules (rule-on-eligibility) on {len(asked)} of the conditions: "
            f"{found_en}.",
        )


def findings_to_rule_on(view: GateView) -> tuple[ConditionFinding, ...]:
    """Return the findings that wait for an officer's word, none before anything was found out."""
    if view.standing.gate_state is None:
        return ()
    return _to_rule_on(view, EligibilityState.model_validate(view.standing.gate_state))


def _to_rule_on(view: GateView, state: EligibilityState) -> tuple[ConditionFinding, ...]:
    asks = EligibilitySettings.model_validate(view.plan.settings).unknown is Unknown.ASK
    open_ones = {Holds.NO, Holds.UNKNOWN} if asks else {Holds.NO}
    return tuple(finding for finding in state.findings if finding.holds in open_ones)


def _check_findings(view: GateView, findings: tuple[ConditionFinding, ...]) -> None:
    """See that nothing is left out that is asked of every nominee of this kind, and nothing is made up."""
    known = {condition.condition: condition for condition in view.route.conditions}
    kind = view.request.content.nominee.kind
    of_all = {code for code, one in known.items() if one.bases is None and kind in (one.subjects or (kind,))}
    found = [finding.condition for finding in findings]
    if len(set(found)) != len(found) or not of_all <= set(found) <= known.keys():
        message = f"the findings of {view.request.nomination_id} are not those of its conditions"
        raise ValueError(message)


def _unfounded(finding: ConditionFinding, ruling: ConditionRuling) -> RefusalReason | None:
    if finding.holds is Holds.NO:
        return RefusalReason.MISSING_REASON if ruling.met and not ruling.reason else None
    if ruling.met:
        return None if ruling.evidence else RefusalReason.MISSING_EVIDENCE
    return None if ruling.evidence or ruling.reason else RefusalReason.MISSING_REASON


def _found(view: GateView, finding: ConditionFinding) -> RuleVerdict:
    inputs = {
        "found": finding.holds.value,
        "remark": finding.remark,
        "evidence": list(finding.evidence),
        "mark": finding.basis.mark.value,
    }
    words = Words(
        f"{_stem(finding.vi)} ({finding.basis.citation}).", f"{_stem(finding.en)} ({finding.basis.citation})."
    )
    rule, holds = _rule(finding), finding.holds is Holds.YES
    return view.verdict(rule, holds=holds, inputs=inputs, words=words)


def _ruled(view: GateView, finding: ConditionFinding, ruling: ConditionRuling) -> RuleVerdict:
    override = ruling.met and finding.holds is Holds.NO
    inputs = {
        "found": finding.holds.value,
        "ruled": "met" if ruling.met else "not_met",
        "override": override,
        "mark": finding.basis.mark.value,
    }
    return view.verdict(
        _rule(finding), holds=ruling.met, inputs=inputs, words=_words_of(view, finding, ruling)
    )


def _words_of(view: GateView, finding: ConditionFinding, ruling: ConditionRuling) -> Words:
    known: dict[str, Condition] = {one.condition: one for one in view.route.conditions}
    condition, citation = known[finding.condition], finding.basis.citation
    if ruling.met and finding.holds is Holds.NO:
        vi, en = "vẫn cho qua dù không đạt, có lý do", "let pass although it is not met, with a reason"
    else:
        vi, en = ("đạt", "met") if ruling.met else ("không đạt", "not met")
    return Words(f"{condition.name_vi}: {vi} ({citation}).", f"{condition.name_en}: {en} ({citation}).")


def _rule(finding: ConditionFinding) -> str:
    """Return the rule's code, within the length that codes have."""
    return f"eligibility.{finding.condition}"[:80]


def _stem(sentence: str) -> str:
    return sentence.rstrip(" .")
