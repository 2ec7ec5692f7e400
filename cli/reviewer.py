"""What a reviewer does: look at what waits, read it, decide."""

import asyncio
from typing import Annotated
from uuid import UUID, uuid4

import typer

from adapters.gateway import UnknownNominationError
from cli.connection import Office, open_office
from cli.nominator import AsJson, Nomination
from cli.output import console, day, heading, moment, print_answer, print_json, print_table
from domain.case_file import rebuild_case
from domain.explanation import explain
from schemas.audit import DecisionRow
from schemas.case import CaseStatus
from schemas.case_file import Explanation
from schemas.messages import Answer, Decision, Refusal, Verdict
from schemas.route import Gate
from schemas.views import DecisionView, NominationView

Reviewer = Annotated[str, typer.Option("--as", help="Who acts: the reviewer's code.")]


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(inbox)
    app.command()(decide)
    app.command()(show)
    app.command(name="list")(list_all)


def inbox(*, reviewer: Reviewer, as_json: AsJson = False) -> int:
    """Show what waits for one reviewer, most urgent first."""

    async def read() -> int:
        async with open_office() as office:
            items = await office.reader.inbox(reviewer)
        if as_json:
            print_json(items)
        else:
            rows = (
                (i.nomination_id, i.award, i.nominee_name, i.level, str(i.round), day(i.due_at))
                for i in items
            )
            columns = ("nomination", "award", "nominee", "level", "round", "due")
            print_table(f"Waiting for {reviewer}: {len(items)}", columns, rows)
        return 0

    return asyncio.run(read())


def decide(  # noqa: PLR0913 - one parameter an option
    nomination: Nomination,
    *,
    reviewer: Reviewer,
    verdict: Annotated[Verdict, typer.Option("--verdict", help="What is decided.")],
    reason: Annotated[str | None, typer.Option("--reason", help="Why; needed unless approve.")] = None,
    content_hash: Annotated[
        str | None,
        typer.Option("--content-hash", help="The hash that show printed; default: the current one."),
    ] = None,
    decision_id: Annotated[
        UUID | None, typer.Option("--decision-id", help="Repeat a decision under its id; default: a new one.")
    ] = None,
    signal: Annotated[bool, typer.Option("--signal", help="Send without waiting for an answer.")] = False,
    as_json: AsJson = False,
) -> int:
    """Approve, return or reject a nomination."""

    async def send() -> tuple[UUID, Answer | None]:
        async with open_office() as office:
            seen = await _decided_on(office, nomination, decision_id)
            act = Decision(
                decision_id=decision_id or uuid4(),
                level=seen.level,
                gate=Gate.DECISION,
                round=seen.round,
                reviewer_id=reviewer,
                verdict=verdict,
                reason=reason,
                content_hash=content_hash or seen.content_hash,
            )
            gateway = office.gateway
            answer = await (gateway.send_blindly if signal else gateway.send)(nomination, act)
            return act.decision_id, answer

    sent, answer = asyncio.run(send())
    if answer is None:
        _print_sent(sent, nomination, as_json=as_json)
    elif as_json:
        print_json(answer)
    else:
        print_answer(answer)
    return 1 if isinstance(answer, Refusal) else 0


def show(nomination: Nomination, *, as_json: AsJson = False) -> int:
    """Show one nomination: where it is and why, what was decided, and what reviewers read."""

    async def read() -> tuple[NominationView, list[DecisionView], Explanation]:
        async with open_office() as office:
            known = await _known(office, nomination)
            decisions = await office.reader.decisions_of(nomination)
            entries = await office.reader.entry_heads(nomination)
        return known, decisions, explain(rebuild_case(known.request, known.route, entries))

    known, decisions, explanation = asyncio.run(read())
    if as_json:
        print_json({"nomination": known, "decisions": decisions, "explanation": explanation})
    else:
        _print_nomination(known, decisions, explanation)
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


async def _known(office: Office, nomination: str) -> NominationView:
    known = await office.reader.nomination(nomination)
    if known is None:
        raise UnknownNominationError(nomination)
    return known


async def _decided_on(
    office: Office, nomination: str, decision_id: UUID | None
) -> NominationView | DecisionRow:
    """What a decision is about: what stands now or, if it is a repeat, what it was about the first time."""
    evidence = await office.evidence.evidence(nomination) if decision_id else None
    for earlier in evidence.decisions if evidence else ():
        if earlier.decision_id == decision_id:
            return earlier
    return await _known(office, nomination)


def _print_sent(decision_id: UUID, nomination: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"answer": None, "decision_id": str(decision_id)})
    else:
        console.print(f"Sent as a signal, which is not answered. Decision id: {decision_id}")
        console.print(f"Look at the outcome with: starter.py show {nomination}")


def _print_nomination(known: NominationView, decisions: list[DecisionView], words: Explanation) -> None:
    content = known.content
    heading(f"{known.nomination_id}  {known.route.award_name_vi} ({known.award})")
    console.print(f"Nominee:      {content.nominee.name} ({content.nominee.kind})")
    console.print(f"Period:       {content.period_from:%d/%m/%Y} - {content.period_to:%d/%m/%Y}")
    console.print(f"Achievement:  {content.achievement}")
    console.print(f"Content:      version {known.content_version}, hash {known.content_hash}")
    console.print(f"Status:       {known.status}\n")
    for sentence in (*words.vi, "", *words.en):
        console.print(sentence)
    if decisions:
        console.print()
        rows = (
            (moment(d.decided_at), d.level, str(d.round), d.verdict, d.reviewer_id, d.reason or "")
            for d in decisions
        )
        print_table("Decisions", ("when (UTC+7)", "level", "round", "verdict", "by", "reason"), rows)
