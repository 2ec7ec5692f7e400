"""Sending what a person does: fill in what the record shows, send it, print the answer.

Every verb that acts on a nomination goes through here, so that all of them can be repeated under their id,
sent as a signal, and read by a script.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

import typer

from adapters.gateway import UnknownNominationError
from cli.connection import Office, open_office
from cli.output import console, print_answer, print_json
from cli.signing import as_signed
from schemas.case import CaseStatus
from schemas.messages import Act, Answer, Decision, Refusal, RefusalReason
from schemas.views import About, NominationView

Nomination = Annotated[str, typer.Argument(help="The nomination's id, as list shows it.")]
Actor = Annotated[str, typer.Option("--as", help="Who acts: their code.")]
OnBehalfOf = Annotated[
    str | None, typer.Option("--on-behalf-of", help="Who delegated it to you, if you act for somebody.")
]
ActId = Annotated[
    UUID | None, typer.Option("--act-id", help="Repeat an act under its id; default: a new one.")
]
SeenHash = Annotated[
    str | None, typer.Option("--content-hash", help="The hash that show printed; default: the current one.")
]
Signal = Annotated[bool, typer.Option("--signal", help="Send without waiting for an answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
Note = Annotated[str | None, typer.Option("--note", help="What else there is to say.")]

_Act = TypeVar("_Act", bound=Act)


@dataclass(frozen=True)
class Envelope:
    """What every act has in common on the command line; `seen` is the hash that the person read, if given.

    `advice` is what to type instead after a refusal, where its reason alone does not name the option.
    """

    nomination: str
    actor: str
    on_behalf_of: str | None = None
    act_id: UUID | None = None
    seen: str | None = None
    signal: bool = False
    as_json: bool = False
    advice: Mapping[RefusalReason, str] = field(default_factory=dict[RefusalReason, str])


def send(envelope: Envelope, model: type[_Act], **fields: object) -> int:
    """Send an act with these fields and print its answer; return 1 when it was refused, else 0.

    Raises:
        UnknownNominationError: no such nomination.
        ValidationError: the fields are no such act.
    """
    act_id, answer, known = asyncio.run(_send(envelope, model, fields))
    if answer is None:
        _print_sent(envelope, model, act_id)
    elif envelope.as_json:
        print_json(answer)
    else:
        print_answer(answer)
        _print_advice(envelope, answer)
        _print_next(known)
    return 1 if isinstance(answer, Refusal) else 0


def filled(
    model: type[_Act], envelope: Envelope, act_id: UUID, about: About, fields: dict[str, object]
) -> _Act:
    """Return the act, complete with who acts and what it is about, as far as the message asks for it.

    Raises:
        TypeError: the message has no such field.
        ValidationError: the fields are no such act.
    """
    unknown = fields.keys() - model.model_fields.keys()
    if unknown:
        message = f"{model.__name__} has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    common = {
        "act_id": act_id,
        "decision_id": act_id,
        "actor_id": envelope.actor,
        "reviewer_id": envelope.actor,
        "on_behalf_of": envelope.on_behalf_of,
        **about.model_dump(),
        **({"content_hash": envelope.seen} if envelope.seen else {}),
    }
    return model.model_validate(common | fields)


async def known_nomination(office: Office, nomination: str) -> NominationView:
    """Return a nomination that must be on record.

    Raises:
        UnknownNominationError: it is not.
    """
    known = await office.reader.nomination(nomination)
    if known is None:
        raise UnknownNominationError(nomination)
    return known


async def _send(
    envelope: Envelope, model: type[_Act], fields: dict[str, object]
) -> tuple[UUID, Answer | None, NominationView]:
    act_id = envelope.act_id or uuid4()
    async with open_office() as office:
        about = await _about(office, envelope)
        act: Act = filled(model, envelope, act_id, about, fields)
        if isinstance(act, Decision):
            act = await as_signed(office, await known_nomination(office, envelope.nomination), act)
        sender = office.gateway.send_blindly if envelope.signal else office.gateway.send
        answer = await sender(envelope.nomination, act)
        return act_id, answer, await known_nomination(office, envelope.nomination)


async def _about(office: Office, envelope: Envelope) -> About:
    """What an act is about: what stands now or, if it is a repeat, what it was about the first time."""
    if envelope.act_id is not None:
        earlier = await office.reader.about_of_act(envelope.nomination, envelope.act_id)
        if earlier is not None:
            return earlier
    return about_now(await known_nomination(office, envelope.nomination))


def about_now(known: NominationView) -> About:
    """Return what an act is about that is done now: the gate that waits, and the content that stands."""
    return About(level=known.level, gate=known.gate, round=known.round, content_hash=known.content_hash)


def _print_advice(envelope: Envelope, answer: Answer) -> None:
    if isinstance(answer, Refusal) and answer.reason in envelope.advice:
        console.print(envelope.advice[answer.reason])


def _print_next(known: NominationView) -> None:
    """Say which gate waits now, unless nobody acts any more."""
    if known.status is CaseStatus.IN_REVIEW:
        who = f"starter.py show {known.nomination_id}"
        console.print(f"Waits at: {known.gate}, {known.level} level; who may act, and on what: {who}")


def _print_sent(envelope: Envelope, model: type[Act], act_id: UUID) -> None:
    word = "decision" if issubclass(model, Decision) else "act"
    if envelope.as_json:
        print_json({"answer": None, f"{word}_id": str(act_id)})
    else:
        console.print(f"Sent as a signal, which is not answered. {word.capitalize()} id: {act_id}")
        console.print(f"Look at the outcome with: starter.py show {envelope.nomination}")
