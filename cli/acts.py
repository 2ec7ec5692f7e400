"""What is done at a gate besides deciding: papers, appraisal, opinions of agencies, public comments."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.findings import is_eligible, read_sheet, sheet_from
from cli.sending import ActId, Actor, AsJson, Envelope, Nomination, Note, OnBehalfOf, SeenHash, Signal, send
from domain.gates.appraisal import Appraisal
from domain.gates.consultation import Opinion, View
from domain.gates.intake import PapersCheck
from domain.gates.public_comment import Comment, CommentResolution


def add_verbs(app: typer.Typer) -> None:
    """Add the verbs of the gates."""
    app.command(name="check-papers")(check_papers)
    app.command()(appraise)
    app.command()(opinion)
    app.command()(comment)
    app.command(name="resolve-comment")(resolve_comment)


def check_papers(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            "--missing",
            help="The code of a missing paper, as show lists it; may repeat. Without it: all are there.",
        ),
    ] = None,
    hand_on: Annotated[
        bool, typer.Option("--hand-on", help="Pass an incomplete dossier to the decider.")
    ] = False,
    note: Note = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Say that a dossier is complete, or everything that is missing."""
    envelope = Envelope(nomination, actor, on_behalf_of, act_id, seen, signal, as_json)
    return send(envelope, PapersCheck, missing=tuple(missing or ()), hand_on=hand_on, note=note)


def appraise(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="The findings as YAML: criterion, met (pass, fail), evidence."),
    ] = None,
    met: Annotated[
        list[str] | None,
        typer.Option(
            "--met", help="CODE=EVIDENCE of a criterion that is met, as show lists them; may repeat."
        ),
    ] = None,
    failed: Annotated[
        list[str] | None, typer.Option("--failed", help="CODE=NOTE of one that is not; may repeat.")
    ] = None,
    note: Note = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Find on each criterion; the conclusion follows from the findings."""
    if (file is None) == (not met and not failed):
        message = "give either --file, or --met and --failed"
        raise typer.BadParameter(message)
    sheet = read_sheet(file) if file else sheet_from(met or [], failed or [])
    findings = sheet.found()
    envelope = Envelope(nomination, actor, on_behalf_of, act_id, seen, signal, as_json)
    return send(
        envelope, Appraisal, findings=findings, eligible=is_eligible(findings), note=note or sheet.note
    )


def opinion(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    agency: Annotated[str, typer.Option("--as", help="Who answers: the agency's code.")],
    agrees: Annotated[bool, typer.Option("--agrees/--objects", help="What the agency says.")],
    text: Annotated[str | None, typer.Option("--text", help="Why; needed for an objection.")] = None,
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Give a consulted agency's answer."""
    envelope = Envelope(nomination, agency, on_behalf_of, act_id, seen, signal, as_json)
    return send(envelope, Opinion, opinion=View.AGREES if agrees else View.OBJECTS, text=text)


def comment(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    actor: Actor,
    text: Annotated[str, typer.Option("--text", help="What you have to say.")],
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Comment on a nominee while comments are open to the public; the act's id is the comment's id."""
    envelope = Envelope(nomination, actor, None, act_id, seen, signal, as_json)
    return send(envelope, Comment, text=text)


def resolve_comment(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    comment_id: Annotated[UUID, typer.Argument(help="The comment's id, as show lists it.")],
    *,
    actor: Actor,
    resolution: Annotated[str, typer.Option("--resolution", help="How the comment was settled.")],
    on_behalf_of: OnBehalfOf = None,
    seen: SeenHash = None,
    act_id: ActId = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Say how a public comment was settled."""
    envelope = Envelope(nomination, actor, on_behalf_of, act_id, seen, signal, as_json)
    return send(envelope, CommentResolution, comment_id=comment_id, resolution=resolution)
