"""A stage gate by gate, and the to-do that an inbox shows."""

from datetime import UTC, datetime

import pytest

from cli.reviewer import to_do
from cli.standing import asked_of, gates_of
from domain.canonical import content_hash
from domain.route import plan_route
from schemas.case import CaseStatus, PassedGate, Standing
from schemas.nomination import SubjectKind
from schemas.views import InboxItem, NominationView
from tests.gated import CRITERIA, FULL, PAPERS, RULES, gated, gated_book

_AT = datetime(2020, 3, 2, 2, 0, tzinfo=UTC)


def _view(gate: str | None, *passed: PassedGate, status: CaseStatus = CaseStatus.IN_REVIEW) -> NominationView:
    request = gated(FULL)
    seen = content_hash(request.content)
    standing = Standing(
        status=status,
        level="ward",
        body="phuong",
        round=2,
        content_version=1,
        content_hash=seen,
        clock=None,
        gate=gate,
        passed=passed or None,
    )
    return NominationView(
        nomination_id=request.nomination_id,
        dossier_id=request.dossier_id,
        award="GK_XA",
        nominator_id=request.nominator_id,
        submitting_body=request.submitting_body,
        status=status,
        level="ward",
        body="phuong",
        round=2,
        content_version=1,
        content_hash=seen,
        due_at=None,
        seq=1,
        accepted_at=_AT,
        first_run_id="run",
        route=plan_route(gated_book().named(RULES), request, _AT.date()),
        request=request,
        standing=standing,
        content=request.content,
        leaf_hash="ab" * 32,
    )


def _passed(gate: str, seen: str | None = None, result: str = "complete") -> PassedGate:
    return PassedGate(gate=gate, round=1, content_hash=seen or "ab" * 32, result=result)


def test_each_gate_of_the_stage_has_its_state() -> None:
    """What is behind with its result, what was left out, what waits, and what is ahead."""
    current = content_hash(gated(FULL).content)
    lines = gates_of(_view("consultation", _passed("intake"), _passed("appraisal", current, "eligible")))

    assert [
        ("intake", "passed", "complete", True),
        ("appraisal", "passed", "eligible", False),
        ("consultation", "waits", None, False),
        ("public_comment", "ahead", None, False),
        ("council_vote", "ahead", None, False),
        ("decision", "ahead", None, False),
    ] == [(line.gate, line.state, line.result, line.stale) for line in lines]
    assert [1, 1] == [line.round for line in lines[:2]]


@pytest.mark.parametrize("status", [CaseStatus.SUSPENDED, CaseStatus.RETURNED, CaseStatus.CONFERRED])
def test_a_gate_where_nobody_acts_says_why(status: CaseStatus) -> None:
    """What is held, sent back or closed does not look as if somebody had to act there."""
    lines = gates_of(_view("decision", _passed("intake", result="incomplete"), status=status))

    assert ["passed", *["left out"] * 4, status] == [line.state for line in lines]


@pytest.mark.parametrize(
    ("gate", "codes"),
    [("intake", PAPERS), ("appraisal", CRITERIA), ("consultation", ()), ("decision", ())],
)
def test_an_officer_is_told_the_codes_that_their_verb_takes(gate: str, codes: tuple[str, ...]) -> None:
    """Without them nobody could say which paper is missing, or find on a criterion."""
    assert codes == tuple(one.code for one in asked_of(_view(gate)))
    assert () == asked_of(_view(gate, status=CaseStatus.RETURNED))


@pytest.mark.parametrize(
    ("gate", "status", "words"),
    [
        ("council_vote", CaseStatus.IN_REVIEW, "voted on in a sitting (council list)"),
        ("intake", CaseStatus.IN_REVIEW, "check-papers"),
        ("decision", CaseStatus.IN_REVIEW, "decide"),
        ("intake", CaseStatus.RETURNED, "resubmit or withdraw"),
        ("decision", CaseStatus.AWAITING_CONSENT, "answer-lower or withdraw"),
        ("a_gate_of_later", CaseStatus.IN_REVIEW, "-"),
    ],
)
def test_an_inbox_says_what_to_do(gate: str, status: CaseStatus, words: str) -> None:
    """The next command to type, or that there is none because a council votes in a sitting."""
    item = InboxItem(
        nomination_id="n-1",
        dossier_id="d-1",
        award="GK_XA",
        award_name_vi="Giấy khen",
        nominee_kind=SubjectKind.INDIVIDUAL,
        nominee_name="A",
        level="ward",
        body="phuong",
        gate=gate,
        round=1,
        status=status,
        opened_at=_AT,
        due_at=_AT,
        content_hash="ab" * 32,
    )

    assert words == to_do(item)
