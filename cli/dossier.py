"""Dossiers: submit one from a file, see how far it is, split and merge by hand-overs."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from adapters.dossier_files import DossierReading, read_dossier
from adapters.matter_gateway import UnknownMatterError
from adapters.postgres.dossiers import Carrier
from adapters.postgres.matters import MatterRow
from adapters.rule_files import RuleFiles
from cli.connection import open_office
from cli.dossier_show import DossierView, look_up, print_dossier, print_dossiers, print_way
from cli.dossier_submission import (
    letter_of,
    refused_lines,
    send_submission,
    submit_dossier,
    wait_until_opened,
    with_subjects,
)
from cli.matter_sending import act_on_matter, print_matter_answer
from cli.output import console, print_json, print_table
from cli.progress import progress
from cli.sending import ActId, Actor, AsJson, Reason, Signal
from domain.errors import VinhDanhError
from schemas.dossier_matter import DossierPart, HandOver, SubmissionLetter, SubmitDossier
from schemas.matter import MatterAnswer, MatterKind, MatterReceipt
from schemas.names import MessageName

_NO_ROWS = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The hash over no rows at all."""

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_A_DAY = "YYYY-MM-DD or DD/MM/YYYY"

Dossier = Annotated[str, typer.Argument(help="The dossier's id, as dossier list shows it.")]


class WrongPartError(VinhDanhError):
    """A part is not written as a dossier and an act."""


def add_verbs(app: typer.Typer) -> None:
    """Add the group `dossier` with its verbs."""
    group = typer.Typer(
        name="dossier",
        help="Dossiers (hồ sơ trình): up to 10,000 nominations under one submission letter.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for verb in (submit, show, hand_over, gather, way):
        group.command()(verb)
    group.command(name="list")(list_all)
    app.add_typer(group)


def submit(
    file: Annotated[Path, typer.Argument(help="YAML, JSON, CSV or XLSX, with a submission letter.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, change nothing.")] = False,
    accept_valid: Annotated[
        bool, typer.Option("--accept-valid", help="Submit the good rows although others are refused.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until its nominations are opened.")] = False,
    as_json: AsJson = False,
) -> int:
    """Submit a dossier; its nominations are opened by the workers, even if this command ends before."""
    with progress("Đang đọc / Reading", shown=not as_json) as bar:
        reading = read_dossier(file, RuleFiles(), datetime.now(UTC), bar.step)
    letter_of(reading.dossier)
    stop = dry_run or bool(reading.refused and not accept_valid)
    answer = None
    if not stop:
        work = _submit(reading, accept_valid=accept_valid, wait=wait, shown=not as_json)
        reading, answer = asyncio.run(work)
    _tell(reading, answer, dry_run=dry_run, as_json=as_json)
    submitted = isinstance(answer, MatterReceipt) or dry_run
    return 0 if submitted and not reading.refused else 1


def show(
    dossier: Dossier,
    *,
    rows: Annotated[bool, typer.Option("--rows", help="What became of each row too.")] = False,
    as_json: AsJson = False,
) -> int:
    """Show a dossier: how far it is, where its nominations stand, who handed what over."""
    view = asyncio.run(_look_up(dossier, rows=rows))
    if as_json:
        print_json(view)
    else:
        print_dossier(view)
    return 0


def list_all(*, as_json: AsJson = False) -> int:
    """List the dossiers on record, the latest first."""
    rows = asyncio.run(_listing())
    if as_json:
        print_json(rows)
    else:
        print_dossiers(rows)
    return 0


def hand_over(  # noqa: PLR0913 - one parameter an option
    dossier: Dossier,
    nominations: Annotated[
        list[str] | None, typer.Argument(help="Which ones; none named: all that are still open.")
    ] = None,
    *,
    into: Annotated[str, typer.Option("--into", help="The dossier that carries them from now on.")],
    actor: Actor,
    reason: Reason,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Let another dossier carry nominations: one hand-over splits, several into the same one merge."""
    act = HandOver(
        act_id=act_id or uuid4(),
        actor_id=actor,
        into=into,
        nominations=tuple(nominations or ()),
        reason=reason,
    )
    code = act_on_matter(_stream(dossier), MessageName.HAND_OVER, act, signal=signal, as_json=as_json)
    if code == 0 and not as_json:
        console.print(f"Name it when you gather {into}: --from {dossier}={act.act_id}")
    return code


def gather(  # noqa: PLR0913 - one parameter an option
    dossier: Annotated[str, typer.Argument(help="The id of the new dossier.")],
    *,
    parts: Annotated[
        list[str], typer.Option("--from", help="A hand-over to it, as DOSSIER=ACT; may repeat.")
    ],
    body: Annotated[str, typer.Option("--body", help="The body that submits it.")],
    letter_number: Annotated[str, typer.Option("--letter-number", help="The number of its letter.")],
    letter_signed_on: Annotated[
        datetime,
        typer.Option("--letter-signed-on", formats=_DAYS, metavar=_A_DAY, help="The day it was signed."),
    ],
    letter_signer: Annotated[str, typer.Option("--letter-signer", help="The post of who signed it.")],
    letter_to: Annotated[str, typer.Option("--letter-to", help="To whom it is addressed.")],
    letter_text: Annotated[str, typer.Option("--letter-text", help="What it says.")],
    actor: Actor,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Submit a dossier that is put together from what others handed over to it."""
    act = SubmitDossier(
        act_id=act_id or uuid4(),
        actor_id=actor,
        dossier_id=dossier,
        submitting_body=body,
        letter=SubmissionLetter(
            number=letter_number,
            signed_on=letter_signed_on.date(),
            signer=letter_signer,
            addressed_to=letter_to,
            text=letter_text,
        ),
        rows=0,
        rows_digest=_NO_ROWS,
        parts=tuple(map(_part, parts)),
    )
    answer = asyncio.run(_gather(act))
    if as_json:
        print_json(answer)
    else:
        print_matter_answer(answer)
    return 0 if isinstance(answer, MatterReceipt) else 1


def way(
    nomination: Annotated[str, typer.Argument(help="The nomination's id, as list shows it.")],
    *,
    as_json: AsJson = False,
) -> int:
    """Show which dossiers carried a nomination, the first one first."""
    carriers = asyncio.run(_way_of(nomination))
    if as_json:
        print_json(carriers)
    else:
        print_way(nomination, carriers)
    return 0 if carriers else 1


def _stream(dossier: str) -> str:
    return f"{MatterKind.DOSSIER}:{dossier}"


def _part(written: str) -> DossierPart:
    dossier, _, act = written.partition("=")
    try:
        return DossierPart(dossier_id=dossier, act_id=UUID(act))
    except ValueError:
        message = "--from: write the dossier and its act as DOSSIER=ACT; dossier show lists both"
        raise WrongPartError(message) from None


async def _submit(
    reading: DossierReading, *, accept_valid: bool, wait: bool, shown: bool
) -> tuple[DossierReading, MatterAnswer | None]:
    async with open_office() as office:
        matched = await with_subjects(office.awards, reading, shown=shown)
        if (matched.refused and not accept_valid) or not matched.accepted:
            return matched, None
        answer = await submit_dossier(office, matched, shown=shown)
        if wait and isinstance(answer, MatterReceipt):
            rows = len(matched.accepted)
            await wait_until_opened(office, matched.dossier.dossier_id, rows, shown=shown)
    return matched, answer


def _tell(reading: DossierReading, answer: MatterAnswer | None, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        rows = {"accepted": len(reading.accepted), "refused": list(reading.refused)}
        print_json({"dry_run": dry_run, **rows, "answer": answer})
        return
    if reading.refused:
        columns = ("dòng / row", "ref", "lý do / why")
        print_table("Dòng bị từ chối / Refused rows", columns, refused_lines(reading.refused))
    console.print(f"{len(reading.accepted)} good rows, {len(reading.refused)} refused")
    if answer is not None:
        print_matter_answer(answer)
        console.print(f"How far it is: starter.py dossier show {reading.dossier.dossier_id} --rows")
    elif not dry_run:
        console.print("Nothing was submitted; correct the refused rows, or use --accept-valid")


async def _look_up(dossier: str, *, rows: bool) -> DossierView:
    async with open_office() as office:
        view = await look_up(office, dossier, rows=rows)
    if view is None:
        raise UnknownMatterError(_stream(dossier))
    return view


async def _listing() -> list[MatterRow]:
    async with open_office() as office:
        return await office.matters.listing(MatterKind.DOSSIER)


async def _gather(act: SubmitDossier) -> MatterAnswer:
    async with open_office() as office:
        return await send_submission(office, act)


async def _way_of(nomination: str) -> list[Carrier]:
    async with open_office() as office:
        return await office.dossiers.way_of(nomination)
