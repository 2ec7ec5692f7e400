"""Sending what a person does to a matter: open it or act on it, and print the answer."""

import asyncio
from uuid import UUID

from cli.connection import open_office
from cli.output import console, moment, print_json
from schemas.acts import CaseAct
from schemas.matter import MatterAnswer, MatterKind, MatterReceipt, MatterRefusal
from schemas.names import MessageName


def open_matter(kind: MatterKind, name: str, message: MessageName, start: CaseAct, *, as_json: bool) -> int:
    """Open a matter and print the answer; return 1 when it was refused, else 0."""
    return _told(asyncio.run(_open(kind, name, message, start)), as_json=as_json)


def act_on_matter(
    stream: str, message: MessageName, act: CaseAct, *, signal: bool = False, as_json: bool = False
) -> int:
    """Send an act to a matter and print the answer; return 1 when it was refused, else 0."""
    answer = asyncio.run(_act(stream, message, act, signal=signal))
    if answer is not None:
        return _told(answer, as_json=as_json)
    _print_sent(stream, act.act_id, as_json=as_json)
    return 0


async def _open(kind: MatterKind, name: str, message: MessageName, start: CaseAct) -> MatterAnswer:
    async with open_office() as office:
        return await office.matter_gateway.open(kind, name, message, start)


async def _act(stream: str, message: MessageName, act: CaseAct, *, signal: bool) -> MatterAnswer | None:
    async with open_office() as office:
        sender = office.matter_gateway.send_blindly if signal else office.matter_gateway.send
        return await sender(stream, message, act)


def _told(answer: MatterAnswer, *, as_json: bool) -> int:
    if as_json:
        print_json(answer)
    else:
        print_matter_answer(answer)
    return 1 if isinstance(answer, MatterRefusal) else 0


def print_matter_answer(answer: MatterAnswer) -> None:
    """Print a receipt or a refusal as people read it."""
    if isinstance(answer, MatterReceipt):
        number = f", number {answer.number}" if answer.number else ""
        console.print(f"On record: {answer.matter}, entry {answer.seq}: {answer.kind}{number}")
        console.print(f"Status: {answer.status} | {moment(answer.recorded_at)} | act {answer.act_id}")
        console.print(f"Leaf hash: {answer.leaf_hash}")
        return
    console.print(f"Refused: {answer.reason} | entry {answer.seq} of {answer.matter}")
    console.print(answer.explanation_vi)
    console.print(answer.explanation_en)


def _print_sent(stream: str, act_id: UUID, *, as_json: bool) -> None:
    if as_json:
        print_json({"answer": None, "act_id": str(act_id)})
        return
    kind, _, name = stream.partition(":")
    console.print(f"Sent as a signal, which is not answered. Act id: {act_id}")
    console.print(f"Look at the outcome with: starter.py {kind} show {name}")
