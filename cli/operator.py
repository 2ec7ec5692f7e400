"""What an operator does on one machine: bring the embedded servers up, and down."""

import asyncio
import signal
import threading
import time
from types import FrameType

import typer

from adapters.embedded import EmbeddedStack, StackCard
from adapters.try_out_keys import TryOutKeysError, enrol_everybody
from cli.connection import DEMO_FOLDER, UP_CARD, UP_FOLDER, open_office
from cli.output import console, heading

_LOOK_EVERY_SECONDS = 2


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(up)
    app.command()(down)


def up() -> int:
    """Run the embedded servers and a worker until Ctrl-C; the state is kept for the next time."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    stack = EmbeddedStack(UP_FOLDER, UP_CARD)
    card = stack.start()
    try:
        asyncio.run(_give_everybody_a_key(card))
        _print_card(card)
        while not stop.wait(_LOOK_EVERY_SECONDS):
            card = _restarted(stack, card)
    finally:
        console.print("Stopping; the state is kept in .local/up")
        stack.stop()
    return 0


def down() -> int:
    """Stop what demo, or an up that was killed, has left running; the state is kept."""
    stacks = [EmbeddedStack(UP_FOLDER, UP_CARD)]
    stacks += [EmbeddedStack(path.parent) for path in DEMO_FOLDER.glob("*/stack.json")]
    stopped = 0
    for stack in stacks:
        if StackCard.read(stack.card_path) and stack.take():
            stack.stop()
            stopped += 1
    console.print(f"Stopped {stopped} stack(s)." if stopped else "Nothing to stop.")
    return 0


async def _give_everybody_a_key(card: StackCard) -> None:
    """Enrol keys to try things out with, unless real registrars have founded the registry."""
    async with open_office(card) as office:
        try:
            await enrol_everybody(office.keys, office.keyring)
        except TryOutKeysError as told:
            console.print(f"No keys were made: {told}")


def _restarted(stack: EmbeddedStack, card: StackCard) -> StackCard:
    renewed = stack.restart_dead(card)
    if renewed is not card:
        console.print(f"{time.strftime('%H:%M:%S')} a process had died and was started again")
    return renewed


def _print_card(card: StackCard) -> None:
    heading("Vinh Danh is up. Ctrl-C stops it; the state is kept in .local/up")
    console.print(f"Temporal UI:       {card.temporal_ui}")
    console.print(f"TEMPORAL_ADDRESS   {card.temporal_address}")
    console.print(f"DATABASE_URL       {card.database_url}")
    console.print(f"PAYLOAD_KEYS_FILE  {card.payload_keys}")
    console.print("Try, in another terminal:")
    console.print("  .venv/bin/python starter.py submit examples/hoang-mai-2019.yaml")
    console.print("  .venv/bin/python starter.py inbox --as ward-chair")
