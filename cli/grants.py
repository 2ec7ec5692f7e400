"""The award record on the command line: import, show, list, present, correct, complete."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from adapters.grant_files import read_grants
from adapters.rule_files import RuleFiles
from cli.codes import checked_code
from cli.connection import NoServersError, Office, open_office
from cli.grants_import import WOULD_BE_ACCEPTED, ImportedRow, checked_rows, import_all, rehearse_all
from cli.grants_show import print_grant_answer, print_history, print_rows
from cli.output import console, print_json, show_table
from cli.registrar import ActId, AtBody, Reason, Registrar
from cli.sending import AsJson
from cli.submission import ACCEPTED, KNOWN
from domain.award_evidence import AWARD_STREAM
from domain.award_names import AwardNames
from domain.award_record_words import grant_refusal
from domain.errors import VinhDanhError
from domain.grants_table import grants_table
from schemas.award_record import (
    AwardHistory,
    Completeness,
    Correction,
    Grant,
    GrantEvent,
    GrantReceipt,
    GrantRefusal,
    Presentation,
    RegistrarsAct,
)
from schemas.grant_rows import GrantReading

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_A_DAY = "YYYY-MM-DD or DD/MM/YYYY"

AGrant = Annotated[str, typer.Argument(metavar="GRANT", help="The grant's id, as list shows it.")]
Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="The nominee's code, never a name.")]
Body = Annotated[
    str | None, typer.Option("--body", help="The registrar's body; default: the one that keeps the grant.")
]


class UnknownGrantError(VinhDanhError):
    """No grant has this id."""


def add_verbs(app: typer.Typer) -> None:
    """Add the group `grants` with its verbs."""
    group = typer.Typer(
        name="grants",
        help="The award record: what somebody was given, and what became of it.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command(name="import")(import_grants)
    group.command()(show)
    group.command(name="list")(list_grants)
    group.command()(present)
    group.command()(correct)
    group.command()(complete)
    app.add_typer(group)


def import_grants(
    file: Annotated[Path, typer.Argument(help="YAML, JSON, CSV or XLSX; one row a grant.")],
    *,
    registrar: Registrar,
    body: AtBody,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, change nothing.")] = False,
    as_json: AsJson = False,
) -> int:
    """Bring awards of earlier years on record; a row that is on record already changes nothing."""
    reading = read_grants(file, RuleFiles())
    officer, office_code = checked_code(registrar), checked_code(body)

    async def bring() -> list[ImportedRow] | GrantRefusal:
        async with open_office() as office:
            refused = await office.awards.refused_by_office(office_code, officer)
            if refused is not None:
                return grant_refusal(uuid4(), refused)
            work = rehearse_all if dry_run else import_all
            return await work(office, reading, office_code, officer, shown=not as_json)

    try:
        rows = asyncio.run(bring())
    except NoServersError:
        if not dry_run:
            raise
        rows = _by_the_file_alone(reading, as_json=as_json)
    if isinstance(rows, GrantRefusal):
        return _answered(rows, as_json=as_json)
    if as_json:
        print_json({"dry_run": dry_run, "rows": rows})
    else:
        print_rows(file.name, rows)
    return 0 if all(row.result in {ACCEPTED, KNOWN, WOULD_BE_ACCEPTED} for row in rows) else 1


def show(subject: Subject, *, as_json: AsJson = False) -> int:
    """Show everything that a nominee was given, with all that became of it."""
    code = checked_code(subject)

    async def look() -> tuple[AwardHistory, dict[str, tuple[GrantEvent, ...]], list[dict[str, Any]]]:
        async with open_office() as office:
            history = await office.awards.history(code)
            events = {each.grant_id: await office.awards.events(each.grant_id) for each in history.grants}
            return history, events, await office.awards.flags(code)

    history, events, flags = asyncio.run(look())
    if as_json:
        print_json(history.model_dump(mode="json") | {"events": events, "flags": flags})
    else:
        print_history(history, events, flags)
    return 0


def list_grants(
    *,
    award: Annotated[str | None, typer.Option("--award", help="Only this award, by its code.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only nominees of this unit.")] = None,
    year: Annotated[
        int | None, typer.Option("--year", min=1, max=9999, help="Only this year of achievement.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """List the grants on the award record, revoked ones too."""

    async def look() -> tuple[Grant, ...]:
        async with open_office() as office:
            return await office.awards.grants(award=award, unit=unit, year=year)

    found = asyncio.run(look())
    if as_json:
        print_json([grant.model_dump(mode="json") for grant in found])
    else:
        show_table(grants_table(found, AwardNames(RuleFiles().rule_sets)))
    return 0


def present(  # noqa: PLR0913 - one parameter an option
    grant: AGrant,
    *,
    on: Annotated[datetime, typer.Option("--on", formats=_DAYS, metavar=_A_DAY, help="Which day.")],
    registrar: Registrar,
    body: Body = None,
    presenter: Annotated[
        str | None, typer.Option("--presenter", help="The post of who presented it, never a name.")
    ] = None,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Record that an award was handed over."""

    def act(at: str) -> Presentation:
        return Presentation(
            act_id=act_id or uuid4(),
            actor_id=registrar,
            body=at,
            grant_id=grant,
            presented_on=on.date(),
            presenter_vi=presenter,
        )

    return asyncio.run(_on_grant(grant, body, act, as_json=as_json))


def correct(  # noqa: PLR0913 - one parameter an option
    grant: AGrant,
    *,
    setting: Annotated[
        list[str],
        typer.Option("--set", metavar="FIELD=VALUE", help="What is right; empty: not known; may repeat."),
    ],
    reason: Reason,
    registrar: Registrar,
    body: Body = None,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Set right what the award record says of a grant; what it said before stays on record."""
    facts = dict(_setting(option) for option in setting)

    def act(at: str) -> Correction:
        return Correction(
            act_id=act_id or uuid4(), actor_id=registrar, body=at, grant_id=grant, facts=facts, reason=reason
        )

    return asyncio.run(_on_grant(grant, body, act, as_json=as_json))


def complete(  # noqa: PLR0913 - one parameter an option
    subject: Subject,
    *,
    to: Annotated[int, typer.Option("--to", min=1900, max=9999, help="The last year that is complete.")],
    evidence: Annotated[str, typer.Option("--evidence", help="What that rests on, such as a register.")],
    registrar: Registrar,
    body: Body = None,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Vouch that the award record of a nominee holds everything up to a year."""

    async def vouch() -> int:
        async with open_office() as office:
            act = Completeness(
                act_id=act_id or uuid4(),
                actor_id=registrar,
                body=body or await _body_of_subject(office, subject),
                subject=subject,
                complete_to=to,
                evidence=evidence,
            )
            return _answered(await office.awards.record(act), as_json=as_json)

    return asyncio.run(vouch())


def _by_the_file_alone(reading: GrantReading, *, as_json: bool) -> list[ImportedRow]:
    if not as_json:
        console.print("No servers run, so the rows are not held against the record, nor is who imports them.")
    return checked_rows(reading)


async def _on_grant(
    grant: str, body: str | None, act: Callable[[str], RegistrarsAct], *, as_json: bool
) -> int:
    async with open_office() as office:
        at = body or await _body_of(office, checked_code(grant))
        return _answered(await office.awards.record(act(at)), as_json=as_json)


async def _body_of(office: Office, grant: str) -> str:
    """Return the body that keeps a grant: the one that imported it, or that decided on it."""
    events, known = await office.awards.events(grant), await office.awards.grant(grant)
    if not events or known is None:
        message = f'no grant is called "{grant}"; "starter.py grants list" shows them'
        raise UnknownGrantError(message)
    imported_by = events[0].stream_id.removeprefix(AWARD_STREAM)
    return known.issuer or "" if imported_by == events[0].stream_id else imported_by


async def _body_of_subject(office: Office, subject: str) -> str:
    grants = (await office.awards.history(checked_code(subject))).grants
    if not grants:
        message = f'nothing is on record for "{subject}", so name the body that vouches for it (--body)'
        raise UnknownGrantError(message)
    return await _body_of(office, grants[-1].grant_id)


def _setting(option: str) -> tuple[str, str | None]:
    field, equals, value = option.partition("=")
    if not equals or not field:
        message = f'--set {field}: write FIELD=VALUE, such as "decided_on=2019-12-31"'
        raise typer.BadParameter(message)
    return field, value or None


def _answered(answer: GrantReceipt | GrantRefusal, *, as_json: bool) -> int:
    if as_json:
        print_json(answer)
    else:
        print_grant_answer(answer)
    return 0 if isinstance(answer, GrantReceipt) else 1
