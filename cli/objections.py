"""Objections after the decision: file one, settle it, see what is open."""

import asyncio
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID, uuid4

import typer

from cli.connection import open_office
from cli.output import console, day, moment, print_answer, print_json, print_table
from cli.sending import ActId, Actor, AsJson, Nomination, Reason, Signal
from schemas.messages import Answer, Receipt, Refusal
from schemas.objection import ObjectionRequest, ObjectionSettlement, ObjectionView

Objection = Annotated[UUID, typer.Argument(help="The objection's id, as objections shows it.")]


def add_verbs(app: typer.Typer) -> None:
    """Add the verbs of objections."""
    app.command(name="object")(file_objection)
    app.command()(settle_objection)
    app.command()(objections)


def file_objection(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    ground: Annotated[str, typer.Option("--ground", help="What the objection rests on, as a code.")],
    text: Annotated[str, typer.Option("--text", help="What is objected to, and why.")],
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Object to the outcome of a closed nomination."""
    request = ObjectionRequest(
        act_id=act_id or uuid4(), actor_id=actor, nomination_id=nomination, ground=ground, text=text
    )
    answer = asyncio.run(_file(request))
    code = _answered(answer, as_json=as_json)
    if isinstance(answer, Receipt) and not as_json:
        console.print(f"Settle it with: starter.py settle-objection {request.objection_id}")
    return code


def settle_objection(  # noqa: PLR0913 - one parameter an option
    objection: Objection,
    *,
    actor: Actor,
    upheld: Annotated[bool, typer.Option("--upheld/--dismissed", help="What becomes of the objection.")],
    reason: Reason,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Uphold an objection, which flags the case for revocation, or dismiss it."""
    act = ObjectionSettlement(
        act_id=act_id or uuid4(), actor_id=actor, objection_id=objection, upheld=upheld, reason=reason
    )
    answer = asyncio.run(_settle(act, signal=signal))
    if answer is not None:
        return _answered(answer, as_json=as_json)
    if as_json:
        print_json({"answer": None, "act_id": str(act.act_id)})
    else:
        console.print(f"Sent as a signal, which is not answered. Act id: {act.act_id}")
        console.print("Look at the outcome with: starter.py objections")
    return 0


def objections(
    *,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that nobody has settled.")] = False,
    as_json: AsJson = False,
) -> int:
    """List objections, the latest first."""
    found = asyncio.run(_listing(only_open=only_open))
    if as_json:
        print_json(found)
    else:
        _print_list(found)
    return 0


async def _file(request: ObjectionRequest) -> Answer:
    async with open_office() as office:
        return await office.objection_gateway.file(request)


async def _settle(act: ObjectionSettlement, *, signal: bool) -> Answer | None:
    async with open_office() as office:
        gateway = office.objection_gateway
        return await (gateway.settle_blindly if signal else gateway.settle)(act)


async def _listing(*, only_open: bool) -> list[ObjectionView]:
    async with open_office() as office:
        return await office.objections.listing(only_open=only_open)


def _answered(answer: Answer, *, as_json: bool) -> int:
    if as_json:
        print_json(answer)
    else:
        print_answer(answer)
    return 1 if isinstance(answer, Refusal) else 0


def _print_list(found: Iterable[ObjectionView]) -> None:
    listed = list(found)
    columns = ("objection", "nomination", "outcome", "body", "ground", "by", "filed (UTC+7)", "status", "due")
    rows = (
        (
            str(one.objection_id),
            one.nomination_id,
            one.outcome,
            one.body,
            one.ground,
            one.filed_by,
            moment(one.filed_at),
            str(one.status),
            day(one.due_at),
        )
        for one in listed
    )
    print_table(f"Objections: {len(listed)}", columns, rows)
