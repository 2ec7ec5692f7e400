"""A campaign on real servers: its acts, its rounds over New Year, and the nominations that answer to it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from adapters.rule_files import RuleFiles
from domain.working_days import day_in_vietnam
from schemas.campaign import LaunchCampaign, Phase
from schemas.campaign_facts import Period
from schemas.ledger import EntryKind
from schemas.matter import MatterReceipt, MatterRefusal
from schemas.messages import RefusalReason
from schemas.names import MessageName
from schemas.nomination import NominationRequest
from schemas.record import SeenUpTo
from tests.campaigning import a_closing, a_launch, a_pledge, a_result, a_round, a_target
from tests.cases import a_nomination
from tests.payloads import CONVERTER
from tests.workflow.campaigns import CampaignOffice, campaign_office
from tests.workflow.sending import send_raw
from worker import build_worker
from workflows.campaign import CampaignWorkflow

OPENED, CLOSED = EntryKind.CAMPAIGN_ROUND_OPENED, EntryKind.CAMPAIGN_ROUND_CLOSED


@pytest.fixture
async def office(
    second_server: WorkflowEnvironment, own_pool: asyncpg.Pool, rules: RuleFiles
) -> AsyncIterator[CampaignOffice]:
    """An office whose worker runs, in the sandbox that refuses what is not deterministic."""
    restrictions = SandboxRestrictions.default.with_import_notification_policy(
        SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    sandbox = SandboxedWorkflowRunner(restrictions=restrictions)
    async with build_worker(second_server.client, own_pool, rules, sandbox):
        yield campaign_office(second_server, own_pool)


def answering(campaign: str | None, **named: str) -> NominationRequest:
    """Return a nomination that names a campaign, and parts of one."""
    request = a_nomination()
    content = request.content.model_copy(update={"campaign": campaign, **named})
    return request.model_copy(update={"content": content})


def window_around(today: date, opens: int, closes: int) -> Period:
    """Return a window by its distance from today in days."""
    return Period(opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes))


async def test_rounds_and_window_turn_by_themselves_at_midnight_in_vietnam(office: CampaignOffice) -> None:
    """Over New Year one round closes and the next opens at 17:00 UTC, and the window follows on its days."""
    year = datetime.now(UTC).year
    launch = a_launch(
        rounds=(
            a_round("dot-1", date(year, 1, 1), date(year, 12, 31)),
            a_round("dot-2", date(year + 1, 1, 1), date(year + 1, 1, 31)),
        ),
        window=Period(opens_on=date(year + 1, 1, 5), closes_on=date(year + 1, 1, 20)),
    )
    campaign = await office.launched(launch)
    midnight = datetime(year, 12, 31, 17, 0, tzinfo=UTC)
    before = await office.forward(campaign, midnight - timedelta(minutes=3))
    after = await office.forward(campaign, midnight)
    within = await office.forward(campaign, datetime(year + 1, 1, 4, 17, 0, tzinfo=UTC))
    at_the_end = await office.forward(campaign, datetime(year + 1, 2, 1, 0, 0, tzinfo=UTC))

    assert [Phase.OPEN, Phase.AHEAD] == [each.phase for each in before.rounds]
    assert [Phase.OVER, Phase.OPEN] == [each.phase for each in after.rounds]
    assert (Phase.AHEAD, Phase.OPEN) == (after.window.phase, within.window.phase)
    assert [Phase.OVER, Phase.OVER, Phase.OVER] == [
        each.phase for each in (*at_the_end.rounds, at_the_end.window)
    ]
    assert [EntryKind.CAMPAIGN_LAUNCHED, CLOSED, OPENED, OPENED, CLOSED, CLOSED] == await office.kinds(
        campaign
    )


async def test_what_is_over_at_the_launch_rings_no_clock(office: CampaignOffice) -> None:
    """A campaign of a past year is put on record as it is, without entries for what nobody saw happen."""
    launch = a_launch(rounds=(a_round("dot-1", date(2020, 1, 1), date(2020, 6, 30)), a_round("dot-2")))
    campaign = await office.launched(launch)
    state = await office.state(campaign)
    closed = await office.say(campaign, a_closing())

    assert [Phase.OVER, Phase.UNDATED] == [each.phase for each in state.rounds]
    assert isinstance(closed, MatterReceipt)
    assert [EntryKind.CAMPAIGN_LAUNCHED, EntryKind.CAMPAIGN_CLOSED] == await office.kinds(campaign)


async def test_a_later_pledge_stands_beside_the_earlier_one_and_counts(office: CampaignOffice) -> None:
    """Both stay on record; the summary goes by the latest, and the state counts each unit once."""
    campaign = await office.launched(a_launch())
    for act in (
        a_pledge("phuong", a_target("40", movement="good-work", content_group="economy")),
        a_pledge("phuong", a_target("60")),
        a_pledge("cac-nganh", units=None),
        a_result("49", "phuong"),
        a_result("61", "phuong"),
        a_result(None),
    ):
        assert isinstance(await office.say(campaign, act), MatterReceipt)
    state, told = await office.state(campaign), await office.told(campaign)
    summary = await office.summary(campaign)

    assert (2, 2) == (state.pledges, state.results)
    assert (3, 3) == (len(told.pledges), len(told.results))
    assert (1, 1) == (summary.pledging.known, summary.pledging.unknown)
    whole, ward = summary.lines
    assert (None, 1, "unknown") == (whole.achieved.amount, whole.achieved.unknown, whole.met)
    assert ("60", "61", "yes") == (ward.pledged and ward.pledged.amount, ward.achieved.amount, ward.met)


@pytest.mark.parametrize(
    ("actor", "unit"),
    [("ward-chair", "phuong"), ("ward-officer-1", "phuong"), ("district-registrar", "cac-ban")],
)
async def test_a_pledge_is_signed_at_the_unit_or_recorded_by_the_launching_body(
    office: CampaignOffice, actor: str, unit: str
) -> None:
    """A unit that the rules do not know as a body has its pledge recorded by the body that launched."""
    campaign = await office.launched(a_launch())
    answer = await office.say(campaign, a_pledge(unit, actor_id=actor))

    assert isinstance(answer, MatterReceipt)


async def test_who_holds_no_office_is_refused_on_record(office: CampaignOffice) -> None:
    """A ward speaks for itself only, an officer does not close, nobody acts for somebody else."""
    campaign = await office.launched(a_launch())
    answers = [
        await office.say(campaign, a_pledge("cac-ban", actor_id="ward-chair")),
        await office.say(campaign, a_result("1", None, actor_id="ward-chair")),
        await office.say(campaign, a_closing("district-officer-1")),
        await office.say(campaign, a_pledge("phuong", on_behalf_of="district-chair")),
        await office.say(campaign, a_pledge("phuong", a_target(movement="no-such"))),
    ]

    assert [
        RefusalReason.NOT_ENTITLED,
        RefusalReason.NOT_ENTITLED,
        RefusalReason.NOT_ENTITLED,
        RefusalReason.NO_DELEGATION,
        RefusalReason.NOT_IN_CAMPAIGN,
    ] == [answer.reason for answer in answers if isinstance(answer, MatterRefusal)]
    assert [EntryKind.REFUSAL_RECORDED] * 5 == (await office.kinds(campaign))[1:]


@pytest.mark.parametrize(
    ("launch", "reason"),
    [
        (a_launch(body="nowhere"), RefusalReason.UNKNOWN_BODY),
        (a_launch(rule_set="1889-imperial"), RefusalReason.UNKNOWN_BODY),
        (a_launch(actor_id="district-officer-1"), RefusalReason.NOT_ENTITLED),
        (a_launch(on_behalf_of="district-chair"), RefusalReason.NO_DELEGATION),
    ],
    ids=["body", "rule set", "office", "delegate"],
)
async def test_a_launch_out_of_order_is_refused_and_its_name_stays_free(
    office: CampaignOffice, launch: LaunchCampaign, reason: RefusalReason
) -> None:
    """The refusal is on record, and the same campaign can be launched rightly afterwards."""
    refused = await office.launch(launch)
    rightly = await office.launch(a_launch(launch.campaign_id))

    assert isinstance(refused, MatterRefusal)
    assert reason == refused.reason
    assert isinstance(rightly, MatterReceipt)


async def test_a_closed_campaign_takes_nothing_more(office: CampaignOffice) -> None:
    """After the close pledges are refused; the same close again gets the same receipt; it replays."""
    campaign, closing = await office.launched(a_launch()), a_closing()
    first, again = await office.say(campaign, closing), await office.say(campaign, closing)
    late = await office.say(campaign, a_pledge())
    summary = await office.summary(campaign)

    history = await office.workflow_of(campaign).fetch_history()
    await Replayer(workflows=[CampaignWorkflow], data_converter=CONVERTER).replay_workflow(history)

    assert first == again
    assert isinstance(late, MatterRefusal)
    assert RefusalReason.CLOSED == late.reason
    assert closing == summary.closing


@pytest.mark.parametrize(
    "window",
    [Period(), window_around(day_in_vietnam(datetime.now(UTC)), -3, 3)],
    ids=["no window stated", "within the window"],
)
async def test_a_nomination_that_answers_to_a_campaign_is_accepted_and_counted(
    office: CampaignOffice, window: Period
) -> None:
    """It names campaign, movement and content group, and the summary counts it under them."""
    campaign = await office.launched(a_launch(window=window))
    case = await office.nominate(answering(campaign, movement="good-work", content_group="economy"))
    await send_raw(case, MessageName.CATCH_UP, [], SeenUpTo)
    [answer] = (await office.summary(campaign)).answers

    assert ("good-work", "economy", "in_review", 1) == (
        answer.movement,
        answer.content_group,
        answer.status,
        answer.count,
    )


async def refusal_of(office: CampaignOffice, request: NominationRequest) -> str:
    """Return why a nomination was not accepted; nothing of it is on record."""
    case = await office.nominate(request)
    with pytest.raises(WorkflowFailureError) as raised:
        await case.result()
    cause = raised.value.cause
    while cause is not None and not isinstance(cause, ApplicationError):
        cause = cause.__cause__
    assert isinstance(cause, ApplicationError)
    assert "CampaignRefusedError" == cause.type
    assert await office.reader.nomination(request.nomination_id) is None
    return cause.message


@pytest.mark.parametrize(
    ("distance", "said"), [((5, 9), "does not take nominations yet"), ((-9, -5), "its window closed with")]
)
async def test_outside_the_window_a_nomination_is_not_accepted(
    office: CampaignOffice, distance: tuple[int, int], said: str
) -> None:
    """One clear line says since or until when, and no case is opened."""
    today = day_in_vietnam(datetime.now(UTC))
    campaign = await office.launched(a_launch(window=window_around(today, *distance)))
    message = await refusal_of(office, answering(campaign))

    assert message.startswith(f"campaign: {campaign} ")
    assert said in message


async def test_a_nomination_names_only_what_is_there(office: CampaignOffice) -> None:
    """An unknown campaign, movement or group, and a campaign that is closed, are each refused."""
    campaign = await office.launched(a_launch())
    unknown = f"c-{uuid4().hex[:8]}"
    messages = [
        await refusal_of(office, answering(unknown)),
        await refusal_of(office, answering(campaign, movement="no-such")),
        await refusal_of(office, answering(campaign, content_group="no-such")),
        await refusal_of(office, answering(None, movement="good-work")),
    ]
    await office.say(campaign, a_closing())
    messages.append(await refusal_of(office, answering(campaign)))

    assert [
        f'campaign: "{unknown}" is not on record; campaign list shows those that are',
        f'movement: "no-such" is not in campaign {campaign}; known are good-work, good-lessons',
        f'content_group: "no-such" is not in campaign {campaign}; known are economy, reform',
        "campaign: good-work is named without its campaign; name that too",
        f"campaign: {campaign} is closed and takes no more nominations",
    ] == messages
