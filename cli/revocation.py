"""Revocation and restoration: open one, decide it, record what is given back, see where it stands."""

import asyncio
from typing import Annotated
from uuid import UUID, uuid4

import typer

from adapters.matter_gateway import UnknownMatterError
from adapters.postgres.matters import MatterActRow, MatterRow
from cli.connection import open_office
from cli.matter_sending import act_on_matter, open_matter
from cli.output import console, day, heading, moment, print_json, print_table
from cli.sending import ActId, Actor, AsJson, Note, OnBehalfOf, Reason, SeenHash, Signal
from domain.matters.revocation_words import explain_revocation
from schemas.matter import MatterKind, MatterOnRecord
from schemas.names import MessageName
from schemas.revocation import (
    DecideRevocation,
    OpenRevocation,
    RecordRecovery,
    RecoveryItem,
    RevocationAction,
    RevocationGround,
    RevocationState,
)

Matter = Annotated[UUID, typer.Argument(help="Its id, as revocation list shows it.")]


def add_verbs(app: typer.Typer) -> None:
    """Add the group `revocation` with its verbs."""
    group = typer.Typer(
        name="revocation",
        help="Revoke a grant (thu hồi, huỷ bỏ) or restore it (phục hồi).",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command(name="open")(open_revocation)
    group.command()(decide)
    group.command()(recovered)
    group.command()(show)
    group.command(name="list")(list_all)
    app.add_typer(group)


def open_revocation(  # noqa: PLR0913 - one parameter an option
    grant: Annotated[str, typer.Argument(help="The grant's id: the nomination's, for one decided here.")],
    *,
    actor: Actor,
    action: Annotated[RevocationAction, typer.Option("--action", help="What is asked for.")],
    ground: Annotated[RevocationGround, typer.Option("--ground", help="What it rests on.")],
    reason: Reason,
    objection: Annotated[
        UUID | None, typer.Option("--objection", help="An objection that was upheld, on which it rests.")
    ] = None,
    recover: Annotated[
        list[RecoveryItem] | None,
        typer.Option("--recover", help="What must be given back; may repeat."),
    ] = None,
    on_behalf_of: OnBehalfOf = None,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Ask that a grant be revoked, or that one that was revoked be restored."""
    start = OpenRevocation(
        act_id=act_id or uuid4(),
        actor_id=actor,
        on_behalf_of=on_behalf_of,
        grant_id=grant,
        action=action,
        ground=ground,
        reason=reason,
        objection_id=objection,
        recover=tuple(recover or ()),
    )
    name, kind = str(start.act_id), MatterKind.REVOCATION
    code = open_matter(kind, name, MessageName.OPEN_REVOCATION, start, as_json=as_json)
    if code == 0 and not as_json:
        console.print(f"Decide it with: starter.py revocation decide {name} --as CODE --grant --reason TEXT")
    return code


def decide(  # noqa: PLR0913 - one parameter an option
    matter: Matter,
    *,
    actor: Actor,
    granted: Annotated[bool, typer.Option("--grant/--deny", help="What becomes of it.")],
    reason: Reason,
    authority: Annotated[
        str | None, typer.Option("--authority", help="The form in which you sign for somebody.")
    ] = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Grant or deny it, for the body that decided on the grant."""
    act = DecideRevocation(
        act_id=act_id or uuid4(),
        actor_id=actor,
        on_behalf_of=on_behalf_of,
        granted=granted,
        reason=reason,
        content_hash=seen or asyncio.run(_opening_hash(matter)),
        authority=authority,
    )
    return act_on_matter(_stream(matter), MessageName.DECIDE_REVOCATION, act, signal=signal, as_json=as_json)


def recovered(  # noqa: PLR0913 - one parameter an option
    matter: Matter,
    item: Annotated[RecoveryItem, typer.Argument(help="What was given back.")],
    *,
    actor: Actor,
    amount: Annotated[int | None, typer.Option("--amount", help="The money, in whole đồng.")] = None,
    note: Note = None,
    on_behalf_of: OnBehalfOf = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Record that insignia, certificate or money were given back."""
    act = RecordRecovery(
        act_id=act_id or uuid4(),
        actor_id=actor,
        on_behalf_of=on_behalf_of,
        item=item,
        amount_vnd=amount,
        note=note,
    )
    return act_on_matter(_stream(matter), MessageName.RECORD_RECOVERY, act, signal=signal, as_json=as_json)


def show(matter: Matter, *, as_json: AsJson = False) -> int:
    """Show a revocation or restoration: what is asked for, what became of it, who did what."""
    known, acts = asyncio.run(_look_up(matter))
    if as_json:
        print_json({"matter": known.model_dump(mode="json"), "acts": acts})
    else:
        _print_one(known, acts)
    return 0


def list_all(*, as_json: AsJson = False) -> int:
    """List revocations and restorations, the latest first."""
    found = asyncio.run(_listing())
    if as_json:
        print_json(found)
    else:
        _print_list(found)
    return 0


async def _opening_hash(matter: UUID) -> str:
    known, _ = await _look_up(matter)
    return RevocationState.model_validate(known.state).opening_hash


async def _look_up(matter: UUID) -> tuple[MatterOnRecord, list[MatterActRow]]:
    async with open_office() as office:
        known = await office.matters.matter(_stream(matter))
        if known is None:
            raise UnknownMatterError(_stream(matter))
        return known, await office.matters.acts(known.stream)


async def _listing() -> list[MatterRow]:
    async with open_office() as office:
        return await office.matters.listing(MatterKind.REVOCATION)


def _stream(matter: UUID) -> str:
    return f"{MatterKind.REVOCATION}:{matter}"


def _print_one(known: MatterOnRecord, acts: list[MatterActRow]) -> None:
    state = RevocationState.model_validate(known.state)
    heading(known.stream)
    sentences = explain_revocation(state)
    for sentence in (*(each.vi for each in sentences), "", *(each.en for each in sentences)):
        console.print(sentence)
    console.print(f"\nOpening: hash {state.opening_hash}")
    numbers = {head.seq: head.number for head in known.heads if head.number}
    rows = (
        (
            str(act.seq),
            moment(act.acted_at),
            act.actor_id + (f" for {act.on_behalf_of}" if act.on_behalf_of else ""),
            str(act.kind),
            numbers.get(act.seq) or "",
            str(act.act.get("reason") or act.act.get("note") or act.act.get("item") or ""),
        )
        for act in acts
    )
    print_table(f"Acts: {len(acts)}", ("entry", "when (UTC+7)", "who", "what", "number", "said"), rows)


def _print_list(found: list[MatterRow]) -> None:
    columns = ("id", "grant", "award", "action", "ground", "body", "opened (UTC+7)", "status", "due")
    rows: list[tuple[str, ...]] = []
    for row in found:
        state = RevocationState.model_validate(row.state)
        name = row.stream_id.partition(":")[2]
        asked = (state.grant_id, state.award, str(state.action), str(state.ground), state.body)
        rows.append((name, *asked, moment(row.opened_at), row.status, day(row.due_at)))
    print_table(f"Revocations and restorations: {len(found)}", columns, rows)
