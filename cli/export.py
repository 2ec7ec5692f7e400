"""Taking tables out of the record: as a file for a spreadsheet, on the terminal, or for a script.

A new export is one function, which finds its table and delivers it, and one line in `_EXPORTS`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from adapters.matter_gateway import UnknownMatterError
from adapters.rule_files import RuleFiles
from adapters.table_files import check_target, write_table
from cli.campaign_sending import find_campaign
from cli.connection import Office, open_office
from cli.output import console, print_json, show_table
from cli.progress import progress
from cli.sending import AsJson
from domain.award_names import AwardNames
from domain.campaign_summary import summarise
from domain.campaign_table import campaign_table
from domain.dossier_table import dossier_table
from domain.grants_table import grants_table
from domain.honours import roll_of_honour, with_codes
from schemas.matter import MatterKind
from schemas.tables import Table

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="The file to write, .xlsx or .csv; default: print it here."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")]
Year = Annotated[
    int | None,
    typer.Option("--year", min=1, max=9999, help="Only achievements that ended in this year; default: all."),
]
Find = Callable[[Office], Awaitable[Table]]
OnTerminal = Callable[[Table], Table]


def roll(output: Output = None, *, year: Year = None, force: Force = False, as_json: AsJson = False) -> int:
    """Export the roll of honour: awards in force, the latest year and the highest level first."""

    async def find(office: Office) -> Table:
        return roll_of_honour(await office.honours.honours(year), _names(), year)

    return deliver(find, output, force=force, as_json=as_json, on_terminal=with_codes)


def grants(  # noqa: PLR0913 - one parameter an option
    output: Output = None,
    *,
    year: Year = None,
    award: Annotated[str | None, typer.Option("--award", help="Only this award, by its code.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only nominees of this unit.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Only the nominee with this code.")] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> int:
    """Export the award record: every grant as it stands, those that were revoked too."""

    async def find(office: Office) -> Table:
        found = await office.awards.grants(award=award, unit=unit, year=year, subject=subject)
        return grants_table(found, _names())

    return deliver(find, output, force=force, as_json=as_json)


def campaign(
    campaign_id: Annotated[str, typer.Argument(help="The campaign's id, as campaign list shows it.")],
    output: Output = None,
    *,
    force: Force = False,
    as_json: AsJson = False,
) -> int:
    """Export a campaign's summary: results against pledges, what is unknown left empty."""

    async def find(office: Office) -> Table:
        return campaign_table(summarise(await find_campaign(office, campaign_id)))

    return deliver(find, output, force=force, as_json=as_json)


def dossier(
    dossier_id: Annotated[str, typer.Argument(help="The dossier's id, as dossier list shows it.")],
    output: Output = None,
    *,
    force: Force = False,
    as_json: AsJson = False,
) -> int:
    """Export a dossier's state: what became of each of its rows."""

    async def find(office: Office) -> Table:
        stream = f"{MatterKind.DOSSIER}:{dossier_id}"
        if await office.matters.matter(stream) is None:
            raise UnknownMatterError(stream)
        return dossier_table(dossier_id, await office.dossiers.rows_of(dossier_id))

    return deliver(find, output, force=force, as_json=as_json)


_EXPORTS: Mapping[str, Callable[..., int]] = {
    "roll": roll,
    "grants": grants,
    "dossier": dossier,
    "campaign": campaign,
}
"""What can be exported: the word for it, and its verb."""


def add_verbs(app: typer.Typer) -> None:
    """Add the group `export`, with a verb for each export."""
    group = typer.Typer(
        name="export",
        help="Take tables out of the record: XLSX, CSV, or on the terminal.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, verb in _EXPORTS.items():
        group.command(name=name)(verb)
    app.add_typer(group)


def deliver(
    find: Find, output: Path | None, *, force: bool, as_json: bool, on_terminal: OnTerminal | None = None
) -> int:
    """Find a table and write it to the file, or print it where none is named; return the exit code.

    `on_terminal` makes up for columns that only files have.

    Raises:
        TableFileError: the file cannot be written there; nothing was read then.
    """
    if output is not None:
        check_target(output, force=force)
    with progress("Đang xuất / Exporting", shown=not as_json):
        table = asyncio.run(_found(find))
        if output is not None:
            write_table(output, table, force=force)
    if output is not None:
        _tell(output, table, as_json=as_json)
    elif as_json:
        print_json(table)
    else:
        show_table(on_terminal(table) if on_terminal else table)
    return 0


def _names() -> AwardNames:
    return AwardNames(RuleFiles().rule_sets)


async def _found(find: Find) -> Table:
    async with open_office() as office:
        return await find(office)


def _tell(output: Path, table: Table, *, as_json: bool) -> None:
    count = len(table.rows)
    if as_json:
        print_json({"file": str(output), "rows": count})
    else:
        console.print(f"{output}: {count} {'dòng / row' if count == 1 else 'dòng / rows'}")
