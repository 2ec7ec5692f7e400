"""What anyone may ask a nomination, and how Temporal's lists show it."""

from datetime import datetime

import pytest
from temporalio.client import WorkflowExecutionDescription
from temporalio.common import SearchAttributeKey

from adapters.gateway import NominationGateway
from adapters.postgres.reading import RecordReader
from domain.working_days import VIETNAM_TIME
from schemas.case import CaseStatus
from schemas.case_file import Explanation, Progress
from schemas.messages import Verdict
from schemas.names import QueryName, SearchAttribute
from tests.cases import a_decision, a_nomination
from tests.workflow.conftest import Case, Opened, Until

pytestmark = pytest.mark.usefixtures("worker")

RETURN = {"verdict": Verdict.RETURN, "reason": "Thiếu minh chứng"}


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
    await gateway.send(request.nomination_id, a_decision(request, "ward", **RETURN))
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


def _shown(described: WorkflowExecutionDescription, name: SearchAttribute) -> str | None:
    return described.typed_search_attributes.get(SearchAttributeKey.for_keyword(name))


async def test_search_attributes_follow_the_standing(opened: Opened, gateway: NominationGateway) -> None:
    """Temporal's lists show status, level, body, award and due date as they are, and no due date at the end."""
    request = a_nomination("GK_HUYEN")
    case = await opened(request)
    due_key = SearchAttributeKey.for_datetime(SearchAttribute.DUE_AT)
    seen: list[tuple[str | None, ...]] = []
    due: list[datetime | None] = []
    for act in (
        a_decision(request, "ward", **RETURN),
        a_decision(request, "ward", round_=1),
    ):
        await gateway.send(request.nomination_id, act)
        described = await case.describe()
        seen.append(tuple(_shown(described, name) for name in SearchAttribute if name != "CommendationDueAt"))
        due.append(described.typed_search_attributes.get(due_key))
    clock = (await _progress(case)).standing.clock

    assert [(CaseStatus.RETURNED, "ward", "GK_HUYEN", "phuong")] * 2 == seen
    assert clock
    assert [clock.due_at] * 2 == due


async def test_search_attributes_show_the_outcome(opened: Opened, gateway: NominationGateway) -> None:
    """A closed nomination is found by its outcome, and has no due date."""
    request = a_nomination("GK_HUYEN")
    case = await opened(request)
    for level in ("ward", "district"):
        await gateway.send(request.nomination_id, a_decision(request, level))
    await case.result()
    described = await case.describe()

    assert "conferred" == _shown(described, SearchAttribute.STATUS)
    assert "district" == _shown(described, SearchAttribute.LEVEL)
    assert "quan-hoang-mai" == _shown(described, SearchAttribute.BODY)
    assert described.typed_search_attributes.get(SearchAttributeKey.for_datetime(SearchAttribute.DUE_AT)) is None
