"""The demo: the awards of Hoàng Mai for 2019, from the ward to their deciding levels, live."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from adapters.dossier_files import DossierReading, read_dossier
from adapters.embedded import ROOT, StackCard, new_stack_beside
from adapters.rule_files import RuleFiles
from cli.connection import DEMO_FOLDER, UP_CARD, open_office
from cli.nominator import AsJson
from cli.output import console, heading, print_json
from cli.play import play_reviewers
from cli.roll_of_honour import summarise
from cli.submission import ACCEPTED, submit_all
from domain.errors import VinhDanhError

DOSSIER = ROOT / "examples" / "hoang-mai-2019.yaml"


class DemoError(VinhDanhError):
    """The demo did not go as it must."""


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(demo)


def demo(
    *,
    as_json: AsJson = False,
    pace: Annotated[float, typer.Option("--pace", min=0, help="Seconds to wait before each decision.")] = 0,
) -> int:
    """Take the awards of Hoàng Mai for 2019 from the ward to their deciding levels, on real servers."""
    began = time.monotonic()
    console.quiet = as_json
    rules = RuleFiles()
    reading = read_dossier(DOSSIER, rules, datetime.now(UTC))
    stack = new_stack_beside(DEMO_FOLDER)
    try:
        card = stack.start()
        heading(f"Vinh Danh: {len(reading.accepted)} nominations of {DOSSIER.name}")
        console.print(f"Temporal and PostgreSQL are running; watch at {card.temporal_ui}\n")
        summary = asyncio.run(_perform(card, reading, rules, pace))
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


async def _perform(card: StackCard, reading: DossierReading, rules: RuleFiles, pace: float) -> dict[str, Any]:
    requests = [row.request for row in reading.accepted]
    async with open_office(card) as office:
        refused = [reason for result, reason in await submit_all(office, requests) if result != ACCEPTED]
        if refused:
            message = f"{len(refused)} nominations were not accepted: {refused[0]}"
            raise DemoError(message)
        await play_reviewers(office, rules, requests, pace)
        return await summarise(office, reading, rules)


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
