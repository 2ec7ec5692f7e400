"""How a nomination is accepted, and how a workflow learns what it missed."""

from datetime import date

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.nominations import NominationActivities
from activities.recording import Recorder
from domain.canonical import content_hash
from domain.climb import first_move
from domain.errors import NominationExistsError, StorageUnavailableError
from domain.route import plan_route
from schemas.nomination import NominationRequest
from schemas.record import AcceptanceDraft, Accepted, Recorded, SeenUpTo
from tests.cases import a_nomination
from tests.unit.activities.ports_in_memory import (
    AuditLines,
    CampaignsInMemory,
    EveryDayCalendar,
    OneRuleSet,
    PeopleInMemory,
    RecordInMemory,
)
from tests.unit.rules.shipped import BOOK, THREE_TIER_2017
from tests.unit.schemas.examples import AT, DECIDED, REFUSED, REQUEST
from tests.unit.schemas.examples_of_campaigns import STATE as AHEAD

STATE = AHEAD.model_copy(update={"window": AHEAD.window.model_copy(update={"opens_on": None})})
"""A campaign whose window has no first day."""


class Office:
    """The activities of nominations on ports in memory."""

    def __init__(
        self,
        answer: Recorded | None = None,
        error: Exception | None = None,
        campaigns: CampaignsInMemory | None = None,
    ) -> None:
        """Put them together like the worker does."""
        self.record, self.audit = RecordInMemory(answer, error), AuditLines()
        calendar = EveryDayCalendar()
        people = PeopleInMemory(("ward-chair", "ward-deputy"))
        recorder = Recorder(self.record, calendar, people, self.audit)
        self.activities = NominationActivities(
            recorder, self.record, OneRuleSet(), campaigns or CampaignsInMemory(), self.audit
        )

    async def accept(self, request: NominationRequest) -> Accepted:
        """Accept a nomination."""
        draft = AcceptanceDraft(request=request, first_run_id="run-1", at=AT)
        return await ActivityEnvironment().run(self.activities.accept_nomination, draft)

    async def read_missed(self) -> Recorded:
        """Ask for what comes after entry 7."""
        seen = SeenUpTo(nomination_id="n-1", seq=7)
        return await ActivityEnvironment().run(self.activities.read_missed, seen)


async def test_a_nomination_is_accepted_at_the_first_stage_of_its_route() -> None:
    """Route, standing, clock and notices follow from the rules that the request names."""
    office = Office(Recorded(entry=DECIDED))
    accepted = await office.accept(REQUEST)
    ((draft, route, opening, standing),) = office.record.accepted
    planned = plan_route(BOOK.named(THREE_TIER_2017), REQUEST, date(2020, 1, 18))
    move = first_move(REQUEST, planned, content_hash(REQUEST.content))

    assert Accepted(route=planned, entries=(DECIDED,)) == accepted
    assert (REQUEST, "run-1", AT) == (draft.request, draft.first_run_id, draft.at)
    assert planned == route
    assert [("ward-chair", "your_turn"), ("ward-deputy", "your_turn")] == [
        (notice.recipient, notice.kind) for notice in opening.notices
    ]
    clock = EveryDayCalendar().start(planned.stages[0].deadline, AT)
    held = {"clock": clock, "panel": ("ward-chair", "ward-deputy")}
    assert move.standing.model_copy(update=held) == standing


async def test_an_acceptance_is_echoed_with_its_run() -> None:
    """The line of the first entry leads to the workflow run that the case belongs to."""
    office = Office(Recorded(entry=DECIDED))
    await office.accept(REQUEST)

    assert [("n-1", DECIDED, "run-1")] == office.audit.lines


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (a_nomination("NO_SUCH_AWARD"), "RouteRefusedError"),
        (a_nomination(body="nowhere"), "RouteRefusedError"),
        (a_nomination(rule_set="1889-imperial"), "RuleSetError"),
        (a_nomination(rule_set=None), "RuleSetError"),
    ],
    ids=["award", "body", "rule set", "no rule set in force"],
)
async def test_what_has_no_route_is_refused_for_good(request_: NominationRequest, kind: str) -> None:
    """Nothing is put on record, nothing is echoed, and nobody tries again."""
    office = Office(Recorded(entry=DECIDED))
    with pytest.raises(ApplicationError) as raised:
        await office.accept(request_)

    assert (kind, True) == (raised.value.type, raised.value.non_retryable)
    assert ([], []) == (office.record.accepted, office.audit.lines)


async def test_a_campaign_that_does_not_take_it_refuses_it_for_good() -> None:
    """Nothing is put on record, and the one line says what is wrong."""
    office = Office(Recorded(entry=DECIDED))
    with pytest.raises(ApplicationError, match="no-such") as raised:
        await office.accept(_answering("no-such"))

    assert ("CampaignRefusedError", True) == (raised.value.type, raised.value.non_retryable)
    assert ([], []) == (office.record.accepted, office.audit.lines)


async def test_a_campaign_that_takes_it_lets_it_be_accepted() -> None:
    """It is accepted like any other nomination."""
    office = Office(Recorded(entry=DECIDED), campaigns=CampaignsInMemory(STATE))
    accepted = await office.accept(_answering(None))

    assert (DECIDED,) == accepted.entries


async def test_what_an_earlier_try_accepted_is_not_refused_by_a_window_that_closed_since() -> None:
    """An acceptance on record stands, whatever became of the campaign before the worker heard of it."""
    office = Office(Recorded(entry=DECIDED, missed=(DECIDED,)))
    accepted = await office.accept(_answering("no-such"))

    assert (DECIDED,) == accepted.entries


def _answering(campaign: str | None) -> NominationRequest:
    named = {"campaign": campaign or STATE.campaign_id}
    return REQUEST.model_copy(update={"content": REQUEST.content.model_copy(update=named)})


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (NominationExistsError("n-1 is on record for another case"), True),
        (StorageUnavailableError("away"), False),
    ],
    ids=["exists", "away"],
)
async def test_an_acceptance_that_fails_is_not_echoed(error: Exception, *, final: bool) -> None:
    """Only what is on record has a line."""
    office = Office(error=error)
    with pytest.raises(ApplicationError) as raised:
        await office.accept(REQUEST)

    assert (type(error).__name__, final) == (raised.value.type, raised.value.non_retryable)
    assert [] == office.audit.lines


async def test_what_was_missed_is_read_and_not_echoed_again() -> None:
    """Catching up changes nothing; who wrote the entries has echoed them."""
    office = Office(Recorded(missed=(DECIDED, REFUSED)))

    assert Recorded(missed=(DECIDED, REFUSED)) == await office.read_missed()
    assert [("n-1", 7)] == office.record.asked
    assert [] == office.audit.lines


async def test_reading_what_was_missed_is_tried_again_while_the_record_is_away() -> None:
    """Nothing is lost by asking later."""
    with pytest.raises(ApplicationError) as raised:
        await Office(error=StorageUnavailableError("away")).read_missed()

    assert not raised.value.non_retryable
