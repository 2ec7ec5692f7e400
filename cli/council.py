"""What a council's secretary and members do: call a sitting, read the list, vote, and see what came of it."""

import asyncio
from datetime import UTC, datetime, time
from typing import Annotated
from uuid import UUID, uuid4

import typer

from adapters.filling_in import FilledIn, fill_in
from cli.connection import open_office
from cli.council_show import SittingView, print_form, print_sitting, print_vote
from cli.nominator import AsJson
from cli.output import console, moment, print_json, print_table
from cli.sending import known_nomination
from domain.errors import VinhDanhError
from domain.working_days import VIETNAM_TIME
from schemas.council import Choice, Manner
from schemas.sitting import BallotForm, PaperAnswer, PaperRefusal, SittingRequest

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
_USUAL_DAYS = 5

Sitting = Annotated[str, typer.Argument(help="The sitting's id, as council list shows it.")]
Member = Annotated[str, typer.Option("--as", help="Who acts: the member's code.")]
Positions = Annotated[str | None, typer.Option(help='"all" (all others), or positions such as 3,7.')]


class UnclearChoiceError(VinhDanhError):
    """The options do not say one thing about each nomination."""


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs, as `council VERB`."""
    council = typer.Typer(help="Sittings of a council: one paper a member over a whole list.")
    council.command()(call)
    council.command(name="list")(list_sittings)
    council.command()(paper)
    council.command()(vote)
    council.command()(show)
    app.add_typer(council, name="council")


def call(  # noqa: PLR0913 - one parameter an option
    body: Annotated[str, typer.Argument(help="The council's code.")],
    *,
    secretary: Annotated[str, typer.Option("--as", help="Who calls: the secretary's or chair's code.")],
    secret: Annotated[bool, typer.Option("--secret", help="Gather what is voted on in secret.")] = False,
    closes: Annotated[
        datetime | None,
        typer.Option("--closes", formats=_DAYS, help="The last day to vote; default: 5 working days."),
    ] = None,
    award: Annotated[str | None, typer.Option("--award", help="Only this award.")] = None,
    rule_set: Annotated[str | None, typer.Option("--rule-set", help="Only under these rules.")] = None,
    sitting_id: Annotated[
        str | None, typer.Option("--id", help="The sitting's id; default: a new one.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Gather what waits for a council and open a sitting over it."""
    request = SittingRequest(
        sitting_id=sitting_id or f"{body}-{datetime.now(VIETNAM_TIME):%Y%m%d}-{uuid4().hex[:6]}",
        body=body,
        called_by=secretary,
        secret=secret,
        award=award,
        rule_set=rule_set,
        closes_at=_end_of(closes) if closes else None,
        working_days=None if closes else _USUAL_DAYS,
    )

    async def send() -> int:
        async with open_office() as office:
            await office.councils.call(request)
            header = await office.councils.opened(request.sitting_id)
        if as_json:
            print_json(header)
        else:
            console.print(
                f"Sitting {request.sitting_id}: {header.items} nominations, {len(header.members)} members, "
                f"closes {moment(header.closes_at)} (UTC+7)"
            )
        return 0

    return asyncio.run(send())


def list_sittings(
    *,
    member: Annotated[
        str | None, typer.Option("--as", help="Only where this member's paper is awaited.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """List sittings, the latest first."""

    async def read() -> int:
        async with open_office() as office:
            found = await office.sittings.listing(member)
        if as_json:
            print_json(found)
        else:
            columns = ("sitting", "council", "status", "nominations", "ballot", "papers", "closes (UTC+7)")
            rows = (
                (
                    str(each["sitting_id"]),
                    str(each["body"]),
                    str(each["status"]),
                    str(each["items"]),
                    "secret" if each["secret"] else "open",
                    f"{each['papers']} of {each['members']}",
                    moment(each["closes_at"]),
                )
                for each in found
            )
            print_table(f"Sittings: {len(found)}", columns, rows)
        return 0

    return asyncio.run(read())


def paper(sitting: Sitting, *, member: Member, as_json: AsJson = False) -> int:
    """Show the list as one member votes on it, and what they are barred from."""

    async def read() -> int:
        async with open_office() as office:
            form = await office.councils.form(sitting, member)
            known = [await known_nomination(office, item.nomination_id) for item in form.items]
        if as_json:
            print_json(form)
        else:
            print_form(form, {each.nomination_id: each.content.nominee.name for each in known})
        return 0

    return asyncio.run(read())


def vote(  # noqa: PLR0913 - one parameter an option
    sitting: Sitting,
    *,
    member: Member,
    agree: Positions = None,
    disagree: Positions = None,
    abstain: Positions = None,
    in_writing: Annotated[
        bool, typer.Option("--in-writing", help="An absent member's written vote.")
    ] = False,
    act_id: Annotated[
        UUID | None, typer.Option("--act-id", help="The paper's id; default: a new one.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Cast one paper over the whole list; in a secret sitting it is sealed here, before it is sent."""
    given = {Choice.AGREE: agree, Choice.DISAGREE: disagree, Choice.ABSTAIN: abstain}

    async def send() -> tuple[FilledIn, PaperAnswer]:
        async with open_office() as office:
            form = await office.councils.form(sitting, member)
            choices = choices_of(form, given)
            manner = Manner.IN_WRITING if in_writing else Manner.IN_PERSON
            filled = fill_in(form, choices, act_id=act_id or uuid4(), manner=manner)
            return filled, await office.councils.send(filled.paper)

    filled, answer = asyncio.run(send())
    if as_json:
        print_json({"answer": answer, "paper_codes": filled.codes})
    else:
        print_vote(answer, filled.codes)
    return 1 if isinstance(answer, PaperRefusal) else 0


def show(sitting: Sitting, *, as_json: AsJson = False) -> int:
    """Show who has voted, who is awaited and, after the count, the minutes and the opened papers."""

    async def read() -> int:
        async with open_office() as office:
            view = await SittingView.read(office.sittings, sitting)
        if as_json:
            print_json(view.as_json())
        else:
            print_sitting(view)
        return 0

    return asyncio.run(read())


def choices_of(form: BallotForm, given: dict[Choice, str | None]) -> dict[int, Choice]:
    """Return what the options say about each position that is this member's to vote on.

    Raises:
        UnclearChoiceError: they say two things about one position, nothing about another, or cannot be read.
    """
    mine = {item.position for item in form.items if item.sheet in form.sheets}
    named = [(choice, place) for choice, text in given.items() for place in _places(text)]
    rest = [choice for choice, text in given.items() if text and text.strip() == "all"]
    places = [place for _, place in named]
    twice = sorted({place for place in places if places.count(place) > 1})
    missing = [] if rest else sorted(mine - set(places))
    if len(rest) > 1 or twice:
        message = f"two choices for {'all' if len(rest) > 1 else f'position {twice[0]}'}; give one each"
        raise UnclearChoiceError(message)
    if missing:
        message = f"no choice for position {missing[0]}; name every position, or use --agree all"
        raise UnclearChoiceError(message)
    return {**{place: rest[0] for place in mine if rest}, **{place: choice for choice, place in named}}


def _places(text: str | None) -> list[int]:
    if text is None or text.strip() == "all":
        return []
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        message = f'"{text}" is neither "all" nor positions such as 3,7'
        raise UnclearChoiceError(message) from None


def _end_of(day: datetime) -> datetime:
    """The last second of a day in Vietnam."""
    return datetime.combine(day.date(), time(23, 59, 59), VIETNAM_TIME).astimezone(UTC)
