"""What a registrar does, and who lets another act for them: appoint, dismiss, delegate, revoke, look up."""

import asyncio
from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID, uuid4

import typer

from cli.connection import open_office
from cli.nominator import AsJson
from cli.output import console, moment, print_json, print_table
from domain.entitlement import holds_on
from domain.errors import VinhDanhError
from domain.working_days import VIETNAM_TIME
from schemas.register import (
    AppointmentAct,
    Delegation,
    DelegationAct,
    DismissalAct,
    Holding,
    RegisterAct,
    RegisterReceipt,
    RegisterRefusal,
    RevocationAct,
)
from schemas.rules import Role

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_A_DAY = "YYYY-MM-DD or DD/MM/YYYY"

Person = Annotated[str, typer.Argument(help="The person's code, never a name.")]
AtBody = Annotated[str, typer.Option("--body", help="The body's code.")]
InRole = Annotated[Role, typer.Option("--role", help="What the person is at the body.")]
From = Annotated[datetime, typer.Option("--from", formats=_DAYS, metavar=_A_DAY, help="The first day.")]
Until = Annotated[
    datetime | None,
    typer.Option("--to", formats=_DAYS, metavar=_A_DAY, help="The last day; default: open."),
]
Reason = Annotated[str, typer.Option("--reason", help="Why, such as the decision that it follows.")]
Registrar = Annotated[str, typer.Option("--as", help="Who acts: the registrar's code.")]
Authority = Annotated[
    str | None, typer.Option("--authority", help='The form of authority, such as "KT. CHỦ TỊCH".')
]
ActId = Annotated[
    UUID | None, typer.Option("--act-id", help="Repeat an act under its id; default: a new one.")
]


class UnknownDelegationError(VinhDanhError):
    """No delegation has this id."""


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(appoint)
    app.command()(dismiss)
    app.command()(delegate)
    app.command(name="revoke-delegation")(revoke_delegation)
    app.command()(people)


def appoint(  # noqa: PLR0913 - one parameter an option
    person: Person,
    *,
    body: AtBody,
    role: InRole,
    valid_from: From,
    valid_to: Until = None,
    reason: Reason,
    registrar: Registrar,
    authority: Authority = None,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Put a person into a role at a body."""
    act = AppointmentAct(
        act_id=act_id or uuid4(),
        actor_id=registrar,
        body=body,
        reason=reason,
        person=person,
        role=role,
        valid_from=valid_from.date(),
        valid_to=valid_to.date() if valid_to else None,
        form_of_authority=authority,
    )
    return _recorded(act, as_json=as_json)


def dismiss(  # noqa: PLR0913 - one parameter an option
    person: Person,
    *,
    body: AtBody,
    role: InRole,
    valid_from: Annotated[
        datetime,
        typer.Option("--from", formats=_DAYS, metavar=_A_DAY, help="The first day without the role."),
    ],
    reason: Reason,
    registrar: Registrar,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """End a person's role at a body."""
    act = DismissalAct(
        act_id=act_id or uuid4(),
        actor_id=registrar,
        body=body,
        reason=reason,
        person=person,
        role=role,
        valid_from=valid_from.date(),
    )
    return _recorded(act, as_json=as_json)


def delegate(  # noqa: PLR0913 - one parameter an option
    person: Person,
    *,
    body: AtBody,
    delegator: Annotated[str, typer.Option("--as", help="Who delegates: their own code.")],
    valid_from: From,
    valid_to: Annotated[datetime, typer.Option("--to", formats=_DAYS, metavar=_A_DAY, help="The last day.")],
    gate: Annotated[list[str] | None, typer.Option("--gate", help="Only at this gate; may repeat.")] = None,
    award: Annotated[
        list[str] | None, typer.Option("--award", help="Only on this award; may repeat.")
    ] = None,
    reason: Reason,
    authority: Authority = None,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """Let another person act for you at a body, from one day to another."""
    act = DelegationAct(
        act_id=act_id or uuid4(),
        actor_id=delegator,
        body=body,
        reason=reason,
        delegate=person,
        gates=tuple(gate) if gate else None,
        awards=tuple(award) if award else None,
        valid_from=valid_from.date(),
        valid_to=valid_to.date(),
        form_of_authority=authority,
    )
    return _recorded(act, as_json=as_json)


def revoke_delegation(
    delegation: Annotated[UUID, typer.Argument(help="The delegation's id, as people shows it.")],
    *,
    actor: Annotated[str, typer.Option("--as", help="Who acts: the delegator or a registrar.")],
    reason: Reason,
    act_id: ActId = None,
    as_json: AsJson = False,
) -> int:
    """End a delegation at once."""

    async def revoke() -> RegisterReceipt | RegisterRefusal:
        async with open_office() as office:
            body = await office.register.body_of_delegation(delegation)
            if body is None:
                message = f'no delegation is called "{delegation}"; "starter.py people BODY" shows them'
                raise UnknownDelegationError(message)
            act = RevocationAct(
                act_id=act_id or uuid4(), actor_id=actor, body=body, reason=reason, delegation_id=delegation
            )
            return await office.register.record(act)

    return _answered(asyncio.run(revoke()), as_json=as_json)


def people(
    body: Annotated[str, typer.Argument(help="The body's code.")],
    *,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=_DAYS, metavar=_A_DAY, help="Which day; default: today."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show who holds which role at a body on a day, and the delegations there that are not over."""
    day = on.date() if on else datetime.now(VIETNAM_TIME).date()
    held, delegations = asyncio.run(_people(body, day))
    if as_json:
        print_json({"body": body, "on": str(day), "people": held, "delegations": delegations})
    else:
        _print_people(body, day, held, delegations)
    return 0


async def _people(body: str, day: date) -> tuple[list[Holding], tuple[Delegation, ...]]:
    """Look a day up as it was on record at its end."""
    end = datetime.combine(day, time.max, VIETNAM_TIME).astimezone(UTC)
    async with open_office() as office:
        held = await office.register.people(body, end)
        return [each for each in held if holds_on(each, day)], await office.register.delegations(body, end)


def _recorded(act: RegisterAct, *, as_json: bool) -> int:
    async def record() -> RegisterReceipt | RegisterRefusal:
        async with open_office() as office:
            return await office.register.record(act)

    return _answered(asyncio.run(record()), as_json=as_json)


def _answered(answer: RegisterReceipt | RegisterRefusal, *, as_json: bool) -> int:
    if as_json:
        print_json(answer)
    elif isinstance(answer, RegisterReceipt):
        console.print(f"On record at {answer.body}: {answer.kind}.")
        console.print(f"Receipt: entry {answer.seq}, hash {answer.leaf_hash}")
        console.print(f"Act: {answer.act_id}, recorded {moment(answer.recorded_at)} (UTC+7)")
    else:
        console.print(f"Refused ({answer.reason}): {answer.en}")
        console.print(f"Từ chối: {answer.vi}")
    return 0 if isinstance(answer, RegisterReceipt) else 1


def _print_people(body: str, day: date, held: list[Holding], delegations: tuple[Delegation, ...]) -> None:
    rows = (
        (
            h.person,
            h.role,
            _span(h.valid_from, h.valid_to),
            h.form_of_authority or "-",
            str(h.act_id or "files"),
        )
        for h in held
    )
    print_table(
        f"People of {body} on {day:%d/%m/%Y}: {len(held)}",
        ("person", "role", "from - to", "form of authority", "by act"),
        rows,
    )
    if delegations:
        console.print()
        scopes = (
            (
                str(d.delegation_id),
                d.delegator,
                d.delegate,
                _span(d.valid_from, d.valid_to),
                ", ".join(d.gates or ("all",)),
                ", ".join(d.awards or ("all",)),
            )
            for d in delegations
        )
        columns = ("delegation", "from", "to", "from - to", "gates", "awards")
        print_table(f"Delegations: {len(delegations)}", columns, scopes)


def _span(start: date | None, end: date | None) -> str:
    return " - ".join(f"{each:%d/%m/%Y}" if each else "..." for each in (start, end))
