"""Appraisal (thẩm định): an officer finds for each criterion whether it is met, on what evidence."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from domain.gates.unit import ActKind, GateUnit, GateView, Passes, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.base import Exchanged
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.route import Gate
from schemas.rules import LegalBasis, Role
from schemas.text import Code, Line, Prose
from schemas.verdicts import RuleVerdict

ELIGIBLE, INELIGIBLE = "eligible", "ineligible"


class Criterion(Exchanged):
    """One thing to find out, and where the rule stands."""

    criterion: Code
    name_vi: Line
    name_en: Line
    basis: LegalBasis


class AppraisalSettings(Exchanged):
    """The criteria, each of which gets a finding."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Met(StrEnum):
    """Whether a criterion is met."""

    PASS = "pass"  # noqa: S105 - a finding, not a secret
    FAIL = "fail"


class Found(Exchanged):
    """What was found of one criterion; `evidence` names the paper or record it rests on."""

    criterion: Code
    met: Met
    evidence: Line | None = None
    note: Prose | None = None


class Appraisal(GateAct):
    """The appraisal sheet (phiếu thẩm định): one finding for each criterion, and the conclusion."""

    findings: tuple[Found, ...] = Field(max_length=100)
    eligible: bool
    note: Prose | None = None


class AppraisalGate(GateUnit):
    """The gate `appraisal`. Whoever is found ineligible goes to the decider, past the council."""

    gate = Gate.APPRAISAL
    roles = (Role.OFFICER,)
    settings = AppraisalSettings
    acts: ClassVar = {MessageName.APPRAISE: ActKind(Appraisal, EntryKind.APPRAISAL_RECORDED)}

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Every criterion is found on once, a pass has evidence, and the conclusion follows from them."""
        sheet = read_as(act, Appraisal)
        asked = [criterion.criterion for criterion in _criteria(view)]
        found = [finding.criterion for finding in sheet.findings]
        if not set(found) <= set(asked):
            return RefusalReason.UNKNOWN_CRITERION
        whole = sorted(found) == sorted(asked) and all(_is_founded(finding) for finding in sheet.findings)
        follows = sheet.eligible == all(finding.met is Met.PASS for finding in sheet.findings)
        return None if whole and follows else RefusalReason.INCOMPLETE

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Eligible goes on; ineligible skips to the decider."""
        sheet = read_as(act, Appraisal)
        verdicts = tuple(_verdict(view, criterion, sheet) for criterion in _criteria(view))
        if sheet.eligible:
            return Passes(ELIGIBLE, verdicts)
        return Passes(INELIGIBLE, verdicts, skip_to=Gate.DECISION)

    def says(self, view: GateView) -> Words:
        """Name how many criteria are appraised."""
        count = len(_criteria(view))
        return Words(
            f"Bước thẩm định: cán bộ kết luận từng tiêu chí trong {count} tiêu chí.",
            f"Appraisal: an officer finds on each of {count} criteria.",
        )


def _criteria(view: GateView) -> tuple[Criterion, ...]:
    return AppraisalSettings.model_validate(view.plan.settings).criteria


def _is_founded(finding: Found) -> bool:
    return bool(finding.evidence if finding.met is Met.PASS else finding.evidence or finding.note)


def _verdict(view: GateView, criterion: Criterion, act: Appraisal) -> RuleVerdict:
    finding = next(found for found in act.findings if found.criterion == criterion.criterion)
    met = finding.met is Met.PASS
    words = Words(
        f"{criterion.name_vi}: {'đạt' if met else 'không đạt'} ({criterion.basis.citation}).",
        f"{criterion.name_en}: {'met' if met else 'not met'} ({criterion.basis.citation}).",
    )
    inputs = {"met": finding.met.value, "mark": criterion.basis.mark.value}
    return view.verdict(f"appraisal.{criterion.criterion}", holds=met, inputs=inputs, words=words)
