"""What a reviewer does: look at what waits, read it, decide."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from adapters.rule_files import RuleFiles
from cli.codes import checked_code, stands_in
from cli.connection import Office, open_office
from cli.interventions import Authority
from cli.output import day, print_json, print_table
from cli.sending import (
    Actor,
    AsJson,
    Envelope,
    Nomination,
    OnBehalfOf,
    SeenHash,
    Signal,
    known_nomination,
    send,
)
from cli.showing import print_shown, print_waiting
from cli.standing import Shown, shown
from domain.case_file import rebuild_case
from domain.errors import VinhDanhError
from domain.explanation import explain
from domain.matters.revocation_words import with_revocations
from domain.objection_words import with_objections
from schemas.case import CaseStatus
from schemas.messages import Decision, Verdict
from schemas.revocation import RevocationState
from schemas.route import Gate
from schemas.views import InboxItem

_TO_DO = {
    Gate.INTAKE: "check-papers",
    Gate.ELIGIBILITY: "rule-on-eligibility",
    Gate.QUOTA: "claim-quota",
    Gate.APPRAISAL: "appraise",
    Gate.CONSULTATION: "opinion",
    Gate.PUBLIC_COMMENT: "resolve-comment",
    Gate.COUNCIL_VOTE: "voted on in a sitting (council list)",
    Gate.DECISION: "decide",
}
_TO_ANSWER = {
    CaseStatus.RETURNED: "resubmit or withdraw",
    CaseStatus.AWAITING_CONSENT: "answer-lower or withdraw",
}


class UnknownPersonError(VinhDanhError):
    """Nobody has this code."""


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(inbox)
    app.command()(decide)
    app.command()(show)
    app.command(name="list")(list_all)


def inbox(*, reviewer: Actor, as_json: AsJson = False) -> int:
    """Show what waits for one person at the gate where they act, most urgent first."""
    person = checked_code(reviewer)
    items = asyncio.run(_inbox(person))
    if as_json:
        print_json(items)
        return 0
    columns = ("nomination", "award", "nominee", "level", "gate", "round", "due", "for", "to do")
    rows = (
        (
            i.nomination_id,
            i.award,
            i.nominee_name,
            i.level,
            i.gate,
            str(i.round),
            day(i.due_at),
            f"for {i.on_behalf_of}" if i.on_behalf_of else "-",
            to_do(i),
        )
        for i in items
    )
    print_table(f"Waiting for {person}: {len(items)}", columns, rows)
    print_waiting(items)
    return 0


def to_do(item: InboxItem) -> str:
    """Return the verb that an item waits for, or that it is voted on in a sitting."""
    by_status = _TO_ANSWER.get(item.status)
    return by_status or next((verb for gate, verb in _TO_DO.items() if gate == item.gate), "-")


def decide(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    reviewer: Actor,
    verdict: Annotated[Verdict, typer.Option("--verdict", help="What is decided.")],
    reason: Annotated[str | None, typer.Option("--reason", help="Why; needed unless approve.")] = None,
    return_to: Annotated[
        str | None,
        typer.Option("--return-to", help="The earlier gate a return goes to; default: the nominator."),
    ] = None,
    reason_codes: Annotated[
        list[str] | None, typer.Option("--reason-code", help="Why, in a code that is counted; may repeat.")
    ] = None,
    authority: Authority = None,
    on_behalf_of: OnBehalfOf = None,
    content_hash: SeenHash = None,
    decision_id: Annotated[
        UUID | None,
        typer.Option("--decision-id", "--act-id", help="Repeat a decision under its id; default: a new one."),
    ] = None,
    signal: Signal = False,
    as_json: AsJson = False,
) -> int:
    """Approve, return or reject a nomination."""
    envelope = Envelope(nomination, reviewer, on_behalf_of, decision_id, content_hash, signal, as_json)
    return send(
        envelope,
        Decision,
        verdict=verdict,
        reason=reason,
        return_to=return_to,
        reason_codes=tuple(reason_codes) if reason_codes else None,
        authority=authority,
    )


def show(nomination: Nomination, *, as_json: AsJson = False) -> int:
    """Show one nomination: where it is and why, what was done and found, and what reviewers read."""
    told = asyncio.run(_shown(nomination))
    if as_json:
        print_json(told)
    else:
        print_shown(told)
    return 0


def list_all(
    *,
    level: Annotated[str | None, typer.Option("--level", help="Only those at this level.")] = None,
    status: Annotated[CaseStatus | None, typer.Option("--status", help="Only those in this status.")] = None,
    as_json: AsJson = False,
) -> int:
    """List nominations."""

    async def read() -> int:
        async with open_office() as office:
            items = await office.reader.listing(level, status)
        if as_json:
            print_json(items)
        else:
            rows = (
                (i.nomination_id, i.award, i.nominee_name, i.status, i.level, str(i.round), day(i.due_at))
                for i in items
            )
            columns = ("nomination", "award", "nominee", "status", "level", "round", "due")
            print_table(f"Nominations: {len(items)}", columns, rows)
        return 0

    return asyncio.run(read())


async def _inbox(person: str) -> list[InboxItem]:
    async with open_office() as office:
        items = await office.reader.inbox(person)
        if not items and not await _is_known(office, person):
            message = f'nobody is called "{person}", in no panel, nomination or register; check the code'
            raise UnknownPersonError(message)
    return items


async def _is_known(office: Office, person: str) -> bool:
    if any(stands_in(rule_set, person) for rule_set in RuleFiles().rule_sets):
        return True
    return await office.reader.is_known(person)


async def _shown(nomination: str) -> Shown:
    async with open_office() as office:
        known = await known_nomination(office, nomination)
        entries = await office.reader.entry_heads(nomination)
        said = explain(rebuild_case(known.request, known.route, entries))
        revocations = await office.matters.revocations_of(nomination)
        return shown(
            known,
            await office.reader.decisions_of(nomination),
            await office.reader.acts_of(nomination),
            await office.reader.verdicts_of(nomination),
            with_revocations(
                with_objections(said, await office.objections.of_nomination(nomination)),
                (RevocationState.model_validate(each.state) for each in revocations),
            ),
        )
