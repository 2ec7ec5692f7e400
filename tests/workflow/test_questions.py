"""What anyone may ask a nomination, and how Temporal's lists show it."""

from datetime import datetime

import pytest

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from domain.canonical import content_hash
from domain.working_days import VIETNAM_TIME
from schemas.case import CaseStatus, Standing
from schemas.case_file import Explanation, Progress
from schemas.messages import Decision, Verdict
from schemas.names import QueryName, SearchAttribute
from schemas.nomination import NominationRequest
from tests.cases import a_decision, a_nomination, a_resubmission
from tests.workflow.conftest import Opened, Until
from tests.workflow.lists import shown
from tests.workflow.sending import Case

pytestmark = pytest.mark.usefixtures("worker")


def _return(request: NominationRequest) -> Decision:
    return a_decision(request, "ward", Verdict.RETURN, reason="Thiếu minh chứng")


async def _progress(case: Case) -> Progress:
    return await case.query(QueryName.PROGRESS, result_type=Progress)


def _day(instant: datetime) -> str:
    return instant.astimezone(VIETNAM_TIME).strftime("%d/%m/%Y")


async def _explained(case: Case, gateway: NominationGateway) -> tuple[Explanation, str, str]:
    """Return the explanation and the days on which it must say that something is due and happens."""
    clock = (await _progress(case)).standing.clock
    assert clock
    due, next_day = _day(clock.due_at), _day(clock.due_at if clock.reminded else clock.remind_at)
    if clock.escalations:
        next_day = _day(clock.ends_at)
    return await gateway.explain(case.id.removeprefix("nomination:")), due, next_day


async def test_progress_is_the_standing_on_record(
    opened: Opened, gateway: NominationGateway, reader: RecordReader
) -> None:
    """What the workflow says of itself is what the record holds, stage by stage."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    progress = await _progress(case)
    view = await reader.nomination(request.nomination_id)

    assert view
    assert (view.status, view.level, view.body, view.round, view.content_hash, view.seq) == (
        progress.standing.status,
        progress.standing.level,
        progress.standing.body,
        progress.standing.round,
        progress.standing.content_hash,
        progress.seq,
    )
    assert progress.standing.clock
    assert view.due_at == progress.standing.clock.due_at
    assert [("ward", "forwarded"), ("district", "in_review"), ("city", "ahead")] == [
        (stage.level, stage.state) for stage in progress.stages
    ]


async def test_explain_tells_where_who_when_and_what_if_not(
    opened: Opened, until: Until, gateway: NominationGateway
) -> None:
    """In review: level, panel, due day and the next alarm, in both languages, as the clock moves on."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    said, due, reminder = await _explained(case, gateway)
    vi, en = " ".join(said.vi), " ".join(said.en)

    assert "Cấp quận" in vi
    assert "District level" in en
    assert all("district-chair, district-deputy" in text for text in (vi, en))
    assert all(f"{due}" in text for text in (vi, en))
    assert f"ngày {reminder} hệ thống sẽ nhắc" in vi
    assert f"a reminder goes out at the end of {reminder}" in en
    assert len(said.vi) == len(said.en)

    clock = (await _progress(case)).standing.clock
    assert clock
    await until(case, clock.remind_at)
    said, due, _ = await _explained(case, gateway)
    assert f"at the end of {due} Hà Nội City People's Committee is told." in " ".join(said.en)
    assert f"hết ngày {due} UBND Thành phố Hà Nội được báo." in " ".join(said.vi)

    await until(case, clock.due_at)
    said, _, end = await _explained(case, gateway)
    assert f"at the end of {end} Hà Nội City People's Committee is told again" in " ".join(said.en)
    assert f"hết ngày {end} UBND Thành phố Hà Nội được báo lại" in " ".join(said.vi)


async def test_explain_tells_that_the_nominator_has_to_answer(
    opened: Opened, until: Until, gateway: NominationGateway
) -> None:
    """Returned: whose turn it is, by when, and that the body which returned it hears of a delay."""
    request = a_nomination()
    case = await opened(request)
    await gateway.send(request.nomination_id, _return(request))
    said, due, reminder = await _explained(case, gateway)
    clock = (await _progress(case)).standing.clock
    assert clock
    await until(case, clock.remind_at)
    later, _, _ = await _explained(case, gateway)

    assert "nominator has to resubmit or withdraw" in " ".join(said.en)
    assert "người đề nghị cần nộp lại" in " ".join(said.vi)
    assert due in " ".join(said.en)
    assert reminder in " ".join(said.vi)
    assert "Ward People's Committee (unnamed in the source) is told" in " ".join(later.en)


async def test_explain_tells_the_outcome(opened: Opened, gateway: NominationGateway) -> None:
    """Closed: what became of it and where; nothing is due any more."""
    request = a_nomination("GK_XA")
    case = await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "ward"))
    await case.result()
    said = await gateway.explain(request.nomination_id)

    assert "was conferred at Ward People's Committee" in " ".join(said.en)
    assert "đã được quyết định khen thưởng" in " ".join(said.vi)
    assert "Due" not in " ".join(said.en)
    assert len(said.vi) == len(said.en)


async def test_explain_does_not_name_who_may_not_decide(opened: Opened, gateway: NominationGateway) -> None:
    """A panel member's own nomination is decided by the others, and the explanation says so."""
    request = a_nomination(nominator_id="ward-chair")
    await opened(request)
    await gateway.send(request.nomination_id, a_decision(request, "state"))
    said = await gateway.explain(request.nomination_id)

    assert "ward-deputy" in " ".join(said.en)
    assert "ward-chair" not in " ".join([*said.en, *said.vi])


def _as_it_stands(standing: Standing, award: str) -> dict[SearchAttribute, object]:
    return {
        SearchAttribute.STATUS: standing.status,
        SearchAttribute.LEVEL: standing.level,
        SearchAttribute.AWARD: award,
        SearchAttribute.BODY: standing.body,
        SearchAttribute.DUE_AT: standing.clock.due_at if standing.clock else None,
    }


async def test_search_attributes_follow_the_standing(opened: Opened, gateway: NominationGateway) -> None:
    """Temporal's lists show status, level, body, award and due date as they are after every act."""
    request = a_nomination("GK_HUYEN")
    case = await opened(request)
    again = a_resubmission(request, "Đã bổ sung")
    seen = content_hash(again.content)
    for act, status, level in (
        (_return(request), CaseStatus.RETURNED, "ward"),
        (a_decision(request, "ward"), CaseStatus.RETURNED, "ward"),
        (again, CaseStatus.IN_REVIEW, "ward"),
        (a_decision(request, "ward", round_=2, seen=seen), CaseStatus.IN_REVIEW, "district"),
        (a_decision(request, "district", seen=seen), CaseStatus.CONFERRED, "district"),
    ):
        await gateway.send(request.nomination_id, act)
        standing = (await _progress(case)).standing

        assert (status, level) == (standing.status, standing.level)
        assert _as_it_stands(standing, "GK_HUYEN") == await shown(case)
