"""Intake (tiếp nhận): an officer checks the papers; the clock of the stage starts at "complete".

One request for completion with the full list of what is missing is allowed (Nghị định 61/2018/NĐ-CP, as
recalled); after that the officer hands an incomplete dossier on, and the decider decides.
"""

from typing import ClassVar

from pydantic import Field

from domain.gates.unit import ActKind, GateUnit, GateView, Passes, SendsBack, Step, read_as
from domain.words import Words
from schemas.acts import CaseAct, GateAct
from schemas.base import Exchanged
from schemas.ledger import EntryKind
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.route import Gate
from schemas.rules import Deadline, Role
from schemas.text import Code, Line, Prose
from schemas.verdicts import RuleVerdict

COMPLETE, INCOMPLETE = "complete", "incomplete"


class Paper(Exchanged):
    """One paper that a dossier needs."""

    paper: Code
    name_vi: Line
    name_en: Line


class IntakeSettings(Exchanged):
    """The papers of a complete dossier."""

    papers: tuple[Paper, ...] = Field(min_length=1)


class PapersCheck(GateAct):
    """The officer's finding: nothing missing, or the full list of what is.

    `hand_on` passes an incomplete dossier to the decider instead of asking the nominator.
    """

    missing: tuple[Code, ...] = ()
    hand_on: bool = False
    note: Prose | None = None


class Intake(GateUnit):
    """The gate `intake`."""

    gate = Gate.INTAKE
    roles = (Role.OFFICER,)
    settings = IntakeSettings
    acts: ClassVar = {MessageName.CHECK_PAPERS: ActKind(PapersCheck, EntryKind.PAPERS_CHECKED)}

    def deadline(self, view: GateView) -> Deadline:
        """Intake always has a clock of its own, so that the stage's clock starts at "complete"."""
        return view.plan.deadline or view.stage.deadline

    def judge(self, view: GateView, act: CaseAct) -> RefusalReason | None:
        """Only known papers can be missing, and completion is asked for once."""
        check = read_as(act, PapersCheck)
        if not set(check.missing) <= {paper.paper for paper in _papers(view)}:
            return RefusalReason.UNKNOWN_PAPER
        asks_again = check.missing and not check.hand_on and Gate.INTAKE in (view.standing.returns or ())
        return RefusalReason.RETURNED_BEFORE if asks_again else None

    def step(self, view: GateView, act: CaseAct) -> Step:
        """Complete goes on; incomplete goes back once, or to the decider."""
        check = read_as(act, PapersCheck)
        verdict = _verdict(view, check)
        if not check.missing:
            return Passes(COMPLETE, (verdict,))
        if check.hand_on:
            return Passes(INCOMPLETE, (verdict,), skip_to=Gate.DECISION)
        return SendsBack((verdict,))

    def says(self, view: GateView) -> Words:
        """Name how many papers are checked."""
        count = len(_papers(view))
        return Words(
            f"Bước tiếp nhận: cán bộ kiểm tra {count} loại giấy tờ; thời hạn xét tính từ khi hồ sơ đủ.",
            f"Intake: an officer checks {count} papers; the stage's clock starts when they are complete.",
        )


def _papers(view: GateView) -> tuple[Paper, ...]:
    return IntakeSettings.model_validate(view.plan.settings).papers


def _verdict(view: GateView, act: PapersCheck) -> RuleVerdict:
    names = {paper.paper: paper for paper in _papers(view)}
    missing_vi = ", ".join(names[code].name_vi for code in act.missing)
    missing_en = ", ".join(names[code].name_en for code in act.missing)
    words = (
        Words(f"Hồ sơ thiếu: {missing_vi}.", f"The dossier lacks: {missing_en}.")
        if act.missing
        else Words(
            "Hồ sơ đủ thành phần theo quy định.", "The dossier has every paper that the rules ask for."
        )
    )
    inputs = {"needed": list(names), "missing": list(act.missing)}
    return view.verdict("intake.complete", holds=not act.missing, inputs=inputs, words=words)
