"""The demo: the awards of Hoàng Mai for 2019 from the ward to their deciding levels, then synthetic cases."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from adapters.dossier_files import DossierReading, read_dossier
from adapters.embedded import ROOT, EmbeddedStack, StackCard, new_stack_beside
from adapters.rule_files import RuleFiles
from adapters.synthetic_file import read_cases, write_rules
from adapters.try_out_keys import enrol_everybody
from cli.auditor import print_report
from cli.connection import DEMO_FOLDER, UP_CARD, Office, open_office
from cli.nominator import AsJson
from cli.output import console, heading, print_json
from cli.play import DemoError, play_reviewers
from cli.roll_of_honour import summarise
from cli.submission import ACCEPTED, submit_all
from cli.synthetic import play_synthetic
from cli.verification import verify_all
from schemas.synthetic import SyntheticCases

DOSSIER = ROOT / "examples" / "hoang-mai-2019.yaml"
SYNTHETIC = ROOT / "examples" / "synthetic-cases.yaml"


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(demo)


def demo(
    *,
    as_json: AsJson = False,
    pace: Annotated[float, typer.Option("--pace", min=0, help="Seconds to wait before each step.")] = 0,
) -> int:
    """Take the awards of Hoàng Mai for 2019 from the ward up, then play synthetic cases, on real servers."""
    began = time.monotonic()
    console.quiet = as_json
    reading, cases = read_dossier(DOSSIER, RuleFiles(), datetime.now(UTC)), read_cases(SYNTHETIC)
    stack = new_stack_beside(DEMO_FOLDER)
    try:
        card, rules = _start(stack, cases)
        heading(f"Vinh Danh: {len(reading.accepted)} nominations of {DOSSIER.name}")
        console.print(f"Temporal and PostgreSQL are running; watch at {card.temporal_ui}\n")
        summary = asyncio.run(_perform(card, reading, rules, cases, pace))
    except BaseException:
        stack.remove()
        raise
    stack.release()
    summary["seconds"] = round(time.monotonic() - began, 1)
    if as_json:
        print_json(summary)
    else:
        _print_where_next(card, reading.accepted[0].request.nomination_id, summary["seconds"])
    return 0 if summary["verified"] else 1


def _start(stack: EmbeddedStack, cases: SyntheticCases) -> tuple[StackCard, RuleFiles]:
    """Start the servers under this project's rules and, on these servers only, the synthetic ones."""
    folder = stack.folder / "rules"
    write_rules(cases, folder)
    rules = RuleFiles(folder)
    return stack.start(folder), rules


async def _perform(
    card: StackCard, reading: DossierReading, rules: RuleFiles, cases: SyntheticCases, pace: float
) -> dict[str, Any]:
    async with open_office(card) as office:
        await enrol_everybody(office.keys, office.keyring)
        await _climb(office, reading, rules, pace)
        figures = await summarise(office, reading, rules)
        synthetic = await play_synthetic(office, cases, pace)
        console.print()
        report = await verify_all(office)
        print_report(report)
    verified = {"verified": report.clean}
    return figures | verified | {"synthetic": synthetic | verified}


async def _climb(office: Office, reading: DossierReading, rules: RuleFiles, pace: float) -> None:
    requests = [row.request for row in reading.accepted]
    refused = [reason for result, reason in await submit_all(office, requests) if result != ACCEPTED]
    if refused:
        message = f"{len(refused)} nominations were not accepted: {refused[0]}"
        raise DemoError(message)
    await play_reviewers(office, rules, requests, pace)


def _print_where_next(card: StackCard, example: str, seconds: float) -> None:
    """Say what can be looked at now, with commands that work as they stand."""
    program = ".venv/bin/python starter.py"
    console.print(f"\nDone in {seconds} s. The servers keep running until the next demo or down:")
    console.print(f"  Temporal UI       {card.temporal_ui}")
    if StackCard.read(UP_CARD):
        for name, value in card.environment().items():
            console.print(f"  export {name}={value}")
    for verb in (
        "list",
        f"show {example}",
        f"history {example}",
        "verify",
        "down",
    ):
        console.print(f"  {program} {verb}")
