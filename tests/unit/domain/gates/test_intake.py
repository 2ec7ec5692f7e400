"""Intake: complete goes on and starts the stage's clock, incomplete goes back once."""

import pytest
from pydantic import ValidationError

from domain.gates.intake import COMPLETE, INCOMPLETE, IntakeSettings
from schemas.case import CaseStatus
from schemas.messages import RefusalReason
from tests.cases import a_decision, a_resubmission
from tests.gated import INTAKE, PAPERS, gated, papers
from tests.unit.domain.gates.walking import Walk


@pytest.fixture
def walk() -> Walk:
    """A case at intake."""
    return Walk(gated(INTAKE))


def test_complete_papers_pass_and_start_the_stages_clock(walk: Walk) -> None:
    """Until "complete" the gate's own five days run, from then on the stage's ten."""
    before = walk.last.start_clock
    assert walk.send(papers(walk.request)) is None

    assert before
    assert walk.last.start_clock
    assert (5, 10) == (before.working_days, walk.last.start_clock.working_days)
    assert ("decision", COMPLETE) == (walk.at.gate, walk.came)
    assert [True] == [verdict.holds for verdict in walk.last.verdicts]


def test_missing_papers_send_it_back_with_the_full_list(walk: Walk) -> None:
    """The verdict names every missing paper, in both languages, and the nominator's clock runs."""
    assert walk.send(papers(walk.request, *PAPERS)) is None
    (verdict,) = walk.last.verdicts

    assert (CaseStatus.RETURNED, ("intake",)) == (walk.at.status, walk.at.returns)
    assert walk.case.route.resubmission == walk.last.start_clock
    assert list(PAPERS) == verdict.inputs["missing"]
    assert all(f"Giấy {paper}" in verdict.vi and f"Paper {paper}" in verdict.en for paper in PAPERS)


def test_completion_is_asked_for_once(walk: Walk) -> None:
    """The second time an incomplete dossier is handed on, and the decider cannot approve it."""
    walk.send(papers(walk.request, "report"), a_resubmission(walk.request, "Đã bổ sung"))
    again = papers(walk.request, "report", at=walk.at)
    handed_on = papers(walk.request, "report", at=walk.at, hand_on=True)

    assert RefusalReason.RETURNED_BEFORE == walk.send(again)
    assert walk.send(handed_on) is None
    assert ("decision", INCOMPLETE) == (walk.at.gate, walk.came)
    approval = a_decision(walk.request, "ward", round_=2, seen=walk.at.content_hash)
    assert RefusalReason.NOT_CARRIED == walk.send(approval)


def test_only_papers_that_the_rules_know_can_be_missing(walk: Walk) -> None:
    """A list of missing papers that nobody asked for cannot be answered by the nominator."""
    assert RefusalReason.UNKNOWN_PAPER == walk.send(papers(walk.request, "passport"))


def test_settings_without_a_paper_are_refused() -> None:
    """An intake that checks nothing is a mistake in the rule set."""
    with pytest.raises(ValidationError):
        IntakeSettings.model_validate({"papers": []})
