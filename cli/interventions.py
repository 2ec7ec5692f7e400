"""What changes the course of a nomination: recusal, suspension, other people, a lower award, other rules."""

from typing import Annotated

import typer

from cli.sending import (
    ActId,
    Actor,
    AsJson,
    Envelope,
    Nomination,
    Note,
    OnBehalfOf,
    Reason,
    SeenHash,
    Signal,
    send,
)
from schemas.acts import (
    LowerAwardAnswer,
    LowerAwardProposal,
    Migration,
    Reassignment,
    Recusal,
    Resumption,
    Suspension,
)
from schemas.council import Ground

Authority = Annotated[
    str | None, typer.Option("--authority", help='The form in which you sign, such as "KT. CHỦ TỊCH".')
]


def add_verbs(app: typer.Typer) -> None:
    """Add these verbs."""
    app.command()(recuse)
    app.command()(suspend)
    app.command()(resume)
    app.command()(reassign)
    app.command(name="propose-lower")(propose_lower)
    app.command(name="answer-lower")(answer_lower)
    app.command()(migrate)


def recuse(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    ground: Annotated[
        Ground, typer.Option("--ground", help="Why: a relative of the nominee, or declared without more.")
    ] = Ground.DECLARED,
    note: Note = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Declare that you may not take part (hồi tỵ)."""
    if ground not in {Ground.RELATIVE, Ground.DECLARED}:
        message = "must be relative or declared; the other grounds follow from the record by themselves"
        raise typer.BadParameter(message, param_hint="--ground")
    envelope = Envelope(nomination, actor, None, act_id, None, signal, as_json)
    return send(envelope, Recusal, ground=ground, note=note)


def suspend(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    ground: Annotated[str, typer.Option("--ground", help="The matter as a code, such as complaint.")],
    reason: Reason,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Hold one nominee; the clock stops, and the rest of the dossier goes on."""
    envelope = Envelope(nomination, actor, None, act_id, None, signal, as_json)
    return send(envelope, Suspension, ground=ground, reason=reason)


def resume(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    reason: Reason,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Let a nominee who was held go on; the clock runs again."""
    envelope = Envelope(nomination, actor, None, act_id, None, signal, as_json)
    return send(envelope, Resumption, reason=reason)


def reassign(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    to: Annotated[list[str] | None, typer.Option("--to", help="A person to act instead; may repeat.")] = None,
    council: Annotated[
        str | None, typer.Option("--council", help="The body whose council votes instead.")
    ] = None,
    reason: Reason,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Give the gate that waits to other people, or the vote to another council."""
    if bool(to) == bool(council):
        message = "give either --to or --council"
        raise typer.BadParameter(message)
    envelope = Envelope(nomination, actor, None, act_id, None, signal, as_json)
    return send(envelope, Reassignment, panel=tuple(to or ()), council=council, reason=reason)


def propose_lower(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    award: Annotated[str, typer.Argument(help="The code of the lower award.")],
    *,
    actor: Actor,
    reason: Reason,
    authority: Authority = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Ask the nominator to agree to a lower award."""
    envelope = Envelope(nomination, actor, on_behalf_of, act_id, seen, signal, as_json)
    return send(envelope, LowerAwardProposal, award=award, reason=reason, authority=authority)


def answer_lower(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    consent: Annotated[bool, typer.Option("--consent/--refuse", help="Whether you agree.")],
    note: Note = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Agree to the lower award that the decider proposes, or do not."""
    envelope = Envelope(nomination, actor, None, act_id, None, signal, as_json)
    return send(envelope, LowerAwardAnswer, consent=consent, note=note)


def migrate(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    rule_set: Annotated[str, typer.Option("--rule-set", help="The rule set to go on under.")],
    body: Annotated[str, typer.Option("--body", help="The successor of the body where it waits.")],
    reason: Reason,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Move an open nomination to another rule set and to the successor of its body."""
    envelope = Envelope(nomination, actor, None, act_id, None, signal, as_json)
    return send(envelope, Migration, rule_set=rule_set, body=body, reason=reason)
