"""Play every path of a campaign once on real servers and keep its histories.

python -m tests.replay.record_campaigns NAME ...    record these paths; no name: those that are missing

As with nominations (`tests.replay.record_histories`), a history that no longer replays asks for
`workflow.patched`, not for being recorded again.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from adapters.rule_files import RuleFiles
from schemas.campaign_facts import Period
from tests.campaigning import a_closing, a_launch, a_pledge, a_result, a_round, a_target
from tests.replay.recording import keep, missing_in, servers
from tests.workflow.campaigns import CampaignOffice, campaign_office
from tests.workflow.sending import raw

CAMPAIGN_HISTORIES = Path(__file__).parent / "campaign_histories"
Play = Callable[[CampaignOffice], Awaitable[str]]


async def _closed(office: CampaignOffice) -> str:
    campaign = await office.launched(a_launch("c-closed"))
    for act in (a_pledge("phuong", a_target()), a_pledge("phuong", units=None), a_result(None), a_closing()):
        await office.say(campaign, act)
    return campaign


async def _over_new_year(office: CampaignOffice) -> str:
    """Two rounds and the window turn by the clock; garbage and a wish to cancel in between."""
    year = datetime.now(UTC).year
    rounds = (
        a_round("dot-1", date(year, 1, 1), date(year, 12, 31)),
        a_round("dot-2", date(year + 1, 1, 1), date(year + 1, 1, 31)),
    )
    window = Period(opens_on=date(year + 1, 1, 5), closes_on=date(year + 1, 1, 20))
    campaign = await office.launched(a_launch("c-new-year", rounds=rounds, window=window))
    case = office.workflow_of(campaign)
    await office.forward(campaign, datetime(year, 12, 31, 17, 0, tzinfo=UTC))
    await case.signal("sign_pledge", raw(b"{"))
    await case.cancel()
    await office.forward(campaign, datetime(year + 1, 2, 1, tzinfo=UTC) + timedelta(days=1))
    await office.say(campaign, a_closing())
    return campaign


async def _refused(office: CampaignOffice) -> str:
    launch = a_launch("c-refused", body="nowhere")
    await office.launch(launch)
    return launch.campaign_id


async def _handed_over(office: CampaignOffice) -> str:
    """So many pledges that the run is left, then the close."""
    campaign = await office.launched(a_launch("c-handed-over"))
    for number in range(25):
        await office.say(campaign, a_pledge(f"unit-{number}"))
    await office.say(campaign, a_closing())
    return campaign


CAMPAIGN_PATHS: dict[str, Play] = {
    "closed": _closed,
    "over-new-year": _over_new_year,
    "refused": _refused,
    "handed-over": _handed_over,
}


async def record(names: Iterable[str]) -> None:
    """Play these paths and write their histories, one file for each run of the workflow."""
    async with servers(lambda _: RuleFiles()) as on:
        office = campaign_office(on.server, on.pool)
        for name in names:
            campaign = await CAMPAIGN_PATHS[name](office)
            await keep(CAMPAIGN_HISTORIES, name, on.server.client, f"campaign:{campaign}")


def main() -> None:
    """Record what the command line names, or whatever is missing."""
    logging.basicConfig(level=logging.ERROR)
    names = sys.argv[1:] or missing_in(CAMPAIGN_HISTORIES, list(CAMPAIGN_PATHS))
    if names:
        asyncio.run(record(names))


if __name__ == "__main__":
    main()
