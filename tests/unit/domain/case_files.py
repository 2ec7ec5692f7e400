"""Cases standing where a test wants them."""

from datetime import UTC, date, datetime

from domain.canonical import content_hash
from domain.route import plan_route
from domain.working_days import WorkCalendar, start_clock
from schemas.case import CaseStatus, Standing
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind
from schemas.nomination import NominationRequest
from schemas.record import EntryHead
from schemas.rules import DeadlineEnd
from tests.cases import a_nomination
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017

MONDAY = datetime(2020, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 02/03/2020, 9 o'clock in Vietnam."""


def a_case(
    level: str = "ward",
    status: CaseStatus = CaseStatus.IN_REVIEW,
    *,
    round_: int = 1,
    end: DeadlineEnd = DeadlineEnd.ESCALATE,
    request: NominationRequest | None = None,
) -> CaseFile:
    """Return a case of a city certificate (ward, district, city) standing there since MONDAY.

    Its gates have no plans, like those of every case that was accepted before there were such plans, and its
    decisions need no signature.
    """
    request = request or a_nomination()
    route = plan_route(BOOK.named(THREE_TIER_2017), request, date(2020, 1, 18))
    stages = tuple(
        stage.model_copy(update={"deadline": stage.deadline.model_copy(update={"end": end}), "plans": ()})
        for stage in route.stages
    )
    stage = next(stage for stage in stages if stage.level == level)
    deadline = route.resubmission if status is CaseStatus.RETURNED else stage.deadline
    standing = Standing(
        status=status,
        level=level,
        body=stage.body,
        round=round_,
        content_version=round_,
        content_hash=content_hash(request.content),
        clock=start_clock(deadline, MONDAY, WorkCalendar("no holidays")),
    )
    if standing.closed:
        standing = standing.model_copy(update={"clock": None})
    head = EntryHead(
        seq=7, leaf_hash="ab" * 32, kind=EntryKind.DECISION_RECORDED, recorded_at=MONDAY, standing=standing
    )
    return CaseFile(
        request=request,
        route=route.model_copy(update={"stages": stages, "signed_levels": None}),
        standing=standing,
        last_entry=head,
    )
