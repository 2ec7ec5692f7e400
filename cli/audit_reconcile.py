"""`starter.py audit reconcile`: ledger and history on the same lines, and what only one of them has."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import typer

from adapters.gateway import UnknownNominationError
from adapters.kept_witness import read_either_witness
from cli.connection import Office, open_office
from cli.nominator import AsJson
from cli.output import console, heading, moment, print_json, print_table
from cli.verification import unknown_to_the_record
from domain.errors import InvalidRecordError
from domain.reconciliation import not_on_record, reconcile, unreadable
from domain.reconciliation_words import COLUMNS, cells, in_words
from schemas.reconciliation import Reconciliation

_SECOND_LOOK_SECONDS = 1

Nomination = Annotated[
    str | None, typer.Argument(help="The nomination's id; without it, all, and only their differences.")
]


def add_verbs(group: typer.Typer) -> None:
    """Add these verbs."""
    group.command("reconcile")(audit_reconcile)


def audit_reconcile(nomination: Nomination = None, *, as_json: AsJson = False) -> int:
    """Hold the ledger against Temporal's history, event by event; exit 1 where they differ."""
    if nomination is not None:
        return asyncio.run(_one(nomination, as_json=as_json))
    return asyncio.run(_all(as_json=as_json))


async def _one(nomination_id: str, *, as_json: bool) -> int:
    async with open_office() as office:
        both = await _look_twice(office, nomination_id)
    if both is None:
        raise UnknownNominationError(nomination_id)
    if as_json:
        print_json(both.model_dump(mode="json") | {"agree": not both.differences})
    else:
        _print_one(both)
    return 1 if both.differences else 0


def _print_one(both: Reconciliation) -> None:
    heading(f"Đối chiếu / Reconciliation: {both.nomination_id}")
    where = " (bản lưu / kept copy)" if both.kept else ""
    history = f"{both.history or 'không còn / none'}{where}"
    console.print(f"Sổ cái / record: {both.record}; Temporal: {history}; UTC+7")
    _print_lines("", both)
    if both.differences:
        console.print(
            f"Khác nhau ở {len(both.differences)} điểm / They differ in {len(both.differences)} points."
        )
    else:
        console.print("Hai nguồn khớp nhau / Both witnesses tell the same story.")


def _print_lines(title: str, both: Reconciliation, *, only_differences: bool = False) -> None:
    lines = both.differences if only_differences else both.lines
    print_table(title, COLUMNS, (cells(line, moment) for line in lines))
    for line in lines:
        for note in line.notes:
            console.print(f"  {in_words(line.agreement)}: {line.what}{_number(line.seq)}: {note}")


def _number(seq: int | None) -> str:
    return f" ({seq})" if seq else ""


async def _all(*, as_json: bool) -> int:
    """Walk every nomination; nothing of one that agrees is kept."""
    looked_at, unwitnessed, differing = 0, 0, list[Reconciliation]()
    async with open_office() as office:
        async for both in _every(office):
            looked_at += 1
            unwitnessed += both.history is None and not both.differences
            if both.differences:
                differing.append(both.model_copy(update={"lines": both.differences}))
                if not as_json:
                    _print_lines(both.nomination_id, both, only_differences=True)
    if as_json:
        counted = {"nominations": looked_at, "unwitnessed": unwitnessed, "agree": not differing}
        print_json(counted | {"differences": differing})
    else:
        console.print(
            f"Đã đối chiếu {looked_at} hồ sơ, {len(differing)} khác nhau / "
            f"Held {looked_at} nominations against their histories: {len(differing)} differ"
            f"{f', {unwitnessed} have no history any more' if unwitnessed else ''}."
        )
    return 1 if differing else 0


async def _every(office: Office) -> AsyncIterator[Reconciliation]:
    known = set(await office.evidence.streams_without_nomination())
    async for nomination_id in office.evidence.nomination_ids():
        known.add(nomination_id)
        yield await _look_twice(office, nomination_id) or not_on_record(nomination_id)
    async for nomination_id in unknown_to_the_record(office, known):
        yield await _look_twice(office, nomination_id) or not_on_record(nomination_id)


async def _look_twice(office: Office, nomination_id: str) -> Reconciliation | None:
    """Look again before blaming a case that was moving while it was read."""
    both = await _look(office, nomination_id)
    if both is None or both.differences:
        await asyncio.sleep(_SECOND_LOOK_SECONDS)
        both = await _look(office, nomination_id)
    return both


async def _look(office: Office, nomination_id: str) -> Reconciliation | None:
    """Return both stories, None for a case that is not on record; what cannot be read keeps nothing up."""
    try:
        evidence = await office.evidence.evidence(nomination_id)
        if evidence is None:
            return None
        witness = await read_either_witness(
            office.client, office.pool, nomination_id, evidence.state.first_run_id
        )
        return reconcile(evidence, witness)
    except (ValueError, LookupError, TypeError, InvalidRecordError) as error:
        return unreadable(nomination_id, type(error).__name__)
