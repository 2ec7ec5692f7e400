"""What a nominator does: submit, answer a return, withdraw."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from adapters.dossier_files import DossierReading, read_dossier
from adapters.rule_files import RuleFiles
from cli.connection import open_office
from cli.dossier_submission import with_subjects
from cli.output import console, print_json, print_table
from cli.progress import progress
from cli.sending import ActId, AsJson, Envelope, Nomination, Signal, send
from cli.submission import ACCEPTED, KNOWN, REFUSED, SubmittedRow, submit_all
from domain.errors import VinhDanhError
from schemas.messages import Resubmission, Withdrawal

Nominator = Annotated[str, typer.Option("--as", help="Who acts: the nominator's code.")]


class NotInFileError(VinhDanhError):
    """The file does not hold the nomination."""


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(submit)
    app.command()(resubmit)
    app.command()(withdraw)


def submit(
    file: Annotated[Path, typer.Argument(help="YAML, JSON, CSV or XLSX.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, change nothing.")] = False,
    accept_valid: Annotated[
        bool, typer.Option("--accept-valid", help="Submit the good rows although others are refused.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Submit a dossier; each row is accepted or refused with its reason."""
    with progress("Đang đọc / Reading", shown=not as_json) as bar:
        reading = read_dossier(file, RuleFiles(), datetime.now(UTC), bar.step)
    sent: list[SubmittedRow] | None = None
    if not dry_run and (accept_valid or not reading.refused):
        work = _submit(reading, accept_valid=accept_valid, shown=not as_json)
        reading, sent = asyncio.run(work)
    accepted = _held_back(reading, dry_run=dry_run) if sent is None else sent
    rows = sorted([*accepted, *_refused(reading)], key=lambda row: row.row)
    if as_json:
        print_json({"dry_run": dry_run, "rows": rows})
    else:
        _print_rows(file, rows)
    return 1 if any(row.result not in {ACCEPTED, KNOWN, "would be accepted"} for row in rows) else 0


def resubmit(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    file: Annotated[Path, typer.Argument(help="The corrected dossier; its row with this id is used.")],
    *,
    nominator: Nominator,
    note: Annotated[str, typer.Option("--note", help="What has changed.")],
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Answer a return with corrected content."""
    reading = asyncio.run(_matched(read_dossier(file, RuleFiles(), datetime.now(UTC)), nomination))
    found = [row for row in reading.accepted if row.request.nomination_id == nomination]
    if not found:
        faults = "; ".join(row.text for row in reading.refused) or "check its ref"
        message = f"{file} has no good row for {nomination}: {faults}"
        raise NotInFileError(message)
    envelope = Envelope(nomination, nominator, act_id=act_id, signal=signal, as_json=as_json)
    return send(envelope, Resubmission, content=found[0].request.content, note=note)


def withdraw(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    nominator: Nominator,
    reason: Annotated[str, typer.Option("--reason", help="Why it is withdrawn.")],
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Take a nomination back before its outcome."""
    envelope = Envelope(nomination, nominator, act_id=act_id, signal=signal, as_json=as_json)
    return send(envelope, Withdrawal, reason=reason)


async def _matched(reading: DossierReading, nomination: str) -> DossierReading:
    """Return the reading with the nominee's code, where the nomination's row gives an identity number."""
    mine = tuple(row for row in reading.accepted if row.request.nomination_id == nomination)
    if not any(row.identity_number for row in mine):
        return reading
    async with open_office() as office:
        return await with_subjects(office.awards, reading.model_copy(update={"accepted": mine}))


async def _submit(
    reading: DossierReading, *, accept_valid: bool, shown: bool
) -> tuple[DossierReading, list[SubmittedRow] | None]:
    """Match the nominees and submit the good rows; None: one of them is refused by its identity number."""
    async with open_office() as office:
        reading = await with_subjects(office.awards, reading, shown=shown)
        if reading.refused and not accept_valid:
            return reading, None
        results = await submit_all(office, [row.request for row in reading.accepted], shown=shown)
    return reading, [
        SubmittedRow(
            row=row.row, ref=row.ref, nomination_id=row.request.nomination_id, result=result, reason=reason
        )
        for row, (result, reason) in zip(reading.accepted, results, strict=True)
    ]


def _held_back(reading: DossierReading, *, dry_run: bool) -> list[SubmittedRow]:
    """The good rows of a file of which nothing is submitted."""
    result = "would be accepted" if dry_run else "held back"
    reason = None if dry_run else "other rows are refused; correct them, or use --accept-valid"
    return [
        SubmittedRow(
            row=row.row, ref=row.ref, nomination_id=row.request.nomination_id, result=result, reason=reason
        )
        for row in reading.accepted
    ]


def _refused(reading: DossierReading) -> list[SubmittedRow]:
    return [
        SubmittedRow(row=row.row, ref=row.ref, nomination_id=None, result=REFUSED, reason=row.text)
        for row in reading.refused
    ]


def _print_rows(file: Path, rows: list[SubmittedRow]) -> None:
    columns = ("row", "ref", "nomination", "result", "reason")
    print_table(
        str(file),
        columns,
        ((str(r.row), r.ref or "-", r.nomination_id or "-", r.result, r.reason or "") for r in rows),
    )
    counts = {result: sum(row.result == result for row in rows) for result in {row.result for row in rows}}
    console.print(", ".join(f"{count} {result}" for result, count in sorted(counts.items())))
