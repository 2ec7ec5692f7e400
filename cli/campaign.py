"""Campaigns (phong trào thi đua): launch one, sign pledges, report results, close it, see what it came to."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.campaign_file import act_from_file, read_campaign
from cli.campaign_sending import filled, known_campaign, known_campaigns, of_file, send_act, send_rows
from cli.campaign_show import print_campaign, print_list, print_next, print_summary
from cli.matter_sending import open_matter
from cli.output import print_json
from cli.sending import ActId, Actor, AsJson, Note, Signal
from domain.campaign_summary import summarise
from schemas.campaign import CloseCampaign, LaunchCampaign, ReportResult, SignPledge
from schemas.campaign_facts import Aim
from schemas.matter import MatterKind
from schemas.names import MessageName

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]

CampaignId = Annotated[str, typer.Argument(help="The campaign's id, as campaign list shows it.")]
File = Annotated[
    Path | None, typer.Argument(help="The campaign's file; without it, say it with the options.")
]
Metric = Annotated[str | None, typer.Option("--metric", help="The code of what is measured.")]
Name = Annotated[str | None, typer.Option("--name", help="What is measured, in Vietnamese.")]
Measure = Annotated[
    str | None,
    typer.Option("--measure", help="VND, households, people, units, works, items, percent, percent_change."),
]
Value = Annotated[
    str | None, typer.Option("--value", help="The exact figure, like 14.6; leave it out if it is unknown.")
]
BaseYear = Annotated[int | None, typer.Option("--base-year", help="The year that a change is held against.")]
UnitName = Annotated[str | None, typer.Option("--unit-name", help="The unit's name.")]


def add_verbs(app: typer.Typer) -> None:
    """Add the group `campaign` with its verbs."""
    group = typer.Typer(
        name="campaign",
        help="Campaigns (phong trào thi đua): launch, pledge, report, close.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for verb in (launch, pledge, report, close, show, summary):
        group.command()(verb)
    group.command(name="list")(list_all)
    app.add_typer(group)


def launch(
    file: Annotated[Path, typer.Argument(help="The campaign's file, as examples/ has two.")],
    *,
    actor: Actor,
    as_json: AsJson = False,
) -> int:
    """Launch the campaign of a file; sending the same file again changes nothing."""
    written = read_campaign(file)
    name = written.campaign.campaign_id
    start = act_from_file(name, actor, LaunchCampaign, written.campaign)
    code = open_matter(MatterKind.CAMPAIGN, name, MessageName.LAUNCH_CAMPAIGN, start, as_json=as_json)
    if code == 0 and not as_json:
        print_next(written, file)
    return code


def pledge(  # noqa: PLR0913 - one parameter an option
    campaign: CampaignId,
    file: File = None,
    *,
    actor: Actor,
    unit: Annotated[str | None, typer.Option("--unit", help="The code of the unit that signs.")] = None,
    unit_name: UnitName = None,
    number: Annotated[int, typer.Option("--units", help="How many units sign under this code.")] = 1,
    number_unknown: Annotated[
        bool, typer.Option("--units-unknown", help="Several units sign, and nobody says how many.")
    ] = False,
    signed_on: Annotated[
        datetime | None, typer.Option("--signed-on", formats=_DAYS, help="The day on which it was signed.")
    ] = None,
    signatory: Annotated[str | None, typer.Option("--signatory", help="The post of who signs.")] = None,
    metric: Metric = None,
    name: Name = None,
    measure: Measure = None,
    value: Value = None,
    at_most: Annotated[bool, typer.Option("--at-most", help="The target is not to be exceeded.")] = False,
    base_year: BaseYear = None,
    movement: Annotated[str | None, typer.Option("--movement", help="Its code in the campaign.")] = None,
    group: Annotated[str | None, typer.Option("--content-group", help="Its code in the campaign.")] = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Sign the pledge of a unit, with one target or none; or all pledges of the campaign's file."""
    if file is not None:
        pledges = of_file(campaign, file).pledges
        return send_rows(campaign, actor, SignPledge, pledges, as_json=as_json)
    target = {
        "metric": metric,
        "name_vi": name,
        "measure": measure,
        "value": value,
        "aim": Aim.AT_MOST if at_most else Aim.AT_LEAST,
        "base_year": base_year,
        "movement": movement,
        "content_group": group,
    }
    said = {
        "unit": unit,
        "unit_vi": unit_name or unit,
        "units": None if number_unknown else number,
        "signed_on": signed_on.date() if signed_on else None,
        "signatory_vi": signatory,
        "targets": (target,) if metric else (),
    }
    act = filled(SignPledge, actor, act_id, said)
    return send_act(campaign, act, signal=signal, as_json=as_json)


def report(  # noqa: PLR0913 - one parameter an option
    campaign: CampaignId,
    file: File = None,
    *,
    actor: Actor,
    metric: Metric = None,
    name: Name = None,
    measure: Measure = None,
    value: Value = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="The code of the unit; default: the whole campaign.")
    ] = None,
    unit_name: UnitName = None,
    base_year: BaseYear = None,
    denominator: Annotated[str | None, typer.Option("--denominator", help="What a percentage is of.")] = None,
    absolute: Annotated[str | None, typer.Option("--absolute", help="The number behind a change.")] = None,
    note: Note = None,
    source: Annotated[str | None, typer.Option("--source", help="Where the figure comes from.")] = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Report a result, without --value: unknown; or all results of the campaign's file."""
    if file is not None:
        results = of_file(campaign, file).results
        return send_rows(campaign, actor, ReportResult, results, as_json=as_json)
    said = {
        "metric": metric,
        "name_vi": name,
        "measure": measure,
        "value": value,
        "unit": unit,
        "unit_vi": unit_name,
        "base_year": base_year,
        "denominator": denominator,
        "absolute": absolute,
        "note": note,
        "source": source,
    }
    act = filled(ReportResult, actor, act_id, said)
    return send_act(campaign, act, signal=signal, as_json=as_json)


def close(  # noqa: PLR0913 - one parameter an option
    campaign: CampaignId,
    *,
    actor: Actor,
    summary_vi: Annotated[str, typer.Option("--summary", help="What the campaign came to, in Vietnamese.")],
    held_on: Annotated[
        datetime | None, typer.Option("--held-on", formats=_DAYS, help="The day of the conference.")
    ] = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Close a campaign (tổng kết); it takes no more pledges, results or nominations."""
    said = {"summary_vi": summary_vi, "held_on": held_on.date() if held_on else None}
    act = filled(CloseCampaign, actor, act_id, said)
    return send_act(campaign, act, signal=signal, as_json=as_json)


def show(campaign: CampaignId, *, as_json: AsJson = False) -> int:
    """Show what is known of a campaign: who launched it, its content, rounds, pledges and reports."""
    told = known_campaign(campaign)
    if as_json:
        print_json(told)
    else:
        print_campaign(told)
    return 0


def summary(campaign: CampaignId, *, as_json: AsJson = False) -> int:
    """Show what a campaign came to: results against pledges, and the nominations that answer to it."""
    told = known_campaign(campaign)
    summed = summarise(told)
    if as_json:
        print_json(summed)
    else:
        print_summary(summed, told.launch)
    return 0


def list_all(*, as_json: AsJson = False) -> int:
    """List campaigns, the latest first."""
    found = known_campaigns()
    if as_json:
        print_json(found)
    else:
        print_list(found)
    return 0
