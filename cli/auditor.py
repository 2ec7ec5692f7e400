"""What an auditor does: read the history of a nomination, and verify the whole record."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from adapters.gateway import UnknownNominationError
from adapters.histories import read_witness
from adapters.seal_verification import Held
from adapters.trust_file import read_trust
from cli.connection import open_office
from cli.nominator import AsJson, Nomination
from cli.output import console, heading, moment, print_json, print_table
from cli.verification import VerificationReport, verify_all
from domain.timeline import timeline_of
from schemas.audit import TimelineEvent

_HASH_DIGITS = 12

HeldFile = Annotated[
    Path | None,
    typer.Option("--held", help="A checkpoint that you have kept: the whole seal is held against it."),
]
FromFile = Annotated[
    Path | None,
    typer.Option("--from", help="A checkpoint that you have kept: the seal is walked on from it only."),
]
TrustFile = Annotated[
    Path | None,
    typer.Option("--trust", help="A file with the keys that you trust: log, witnesses, registrar."),
]


def add_verbs(app: typer.Typer) -> None:
    """Add this persona's verbs."""
    app.command()(history)
    app.command()(verify)


def history(nomination: Nomination, *, as_json: AsJson = False) -> int:
    """Tell a nomination's story: Temporal's events and the ledger's entries on one line of time."""
    events = asyncio.run(_timeline(nomination))
    if as_json:
        print_json({"nomination_id": nomination, "timeline": events})
    else:
        heading(f"History of {nomination} (times in UTC+7; ledger entries and Temporal events)")
        for event in events:
            console.print(_line(event))
    return 0


def verify(
    *,
    held_file: HeldFile = None,
    from_file: FromFile = None,
    trust_file: TrustFile = None,
    as_json: AsJson = False,
) -> int:
    """Check everything on record; exit 1 if anything is amiss."""
    trust = read_trust(trust_file) if trust_file else None
    held = _held(held_file, from_file)

    async def check() -> VerificationReport:
        async with open_office() as office:
            return await verify_all(office, shown=not as_json, trust=trust, held=held)

    report = asyncio.run(check())
    if as_json:
        print_json(report.model_dump(mode="json") | {"clean": report.clean})
    else:
        print_report(report)
    return 0 if report.clean else 1


def _held(held_file: Path | None, from_file: Path | None) -> Held | None:
    path = from_file or held_file
    if held_file and from_file:
        message = "one checkpoint is enough: --from goes on from it, --held checks the whole against it"
        raise typer.BadParameter(message)
    if path is None:
        return None
    return Held(path.read_text(encoding="utf-8", errors="replace"), resumes=path is from_file)


def print_report(report: VerificationReport) -> None:
    """Print what was checked and what was found."""
    console.print(
        f"Checked {report.nominations} nominations: {report.ledger_entries} ledger entries, "
        f"{report.decisions} decisions, {report.acts} other acts, {report.refusals} refusals, "
        "each against its chain, its details, the rules and Temporal's history."
    )
    _print_seal(report)
    if report.register_entries:
        console.print(f"Checked {report.register_entries} entries of the register of people.")
    if report.key_entries:
        console.print(f"Checked {report.key_entries} entries of the registry of signing keys.")
    _print_sittings(report)
    _print_matters(report)
    if report.grants or report.numbers:
        console.print(
            f"Checked {report.grants} grants on the award record and {report.numbers} numbers of decisions."
        )
    if report.erasures:
        console.print(f"Checked {report.erasures} erasures of personal data.")
    if report.unwitnessed:
        console.print(
            f"{report.unwitnessed} of the nominations are closed and older than Temporal's retention: "
            "they were checked without its history."
        )
    if report.notices:
        rows = ((notice.nomination_id, notice.text) for notice in report.notices)
        print_table(f"To look at, though in order: {len(report.notices)}", ("nomination", "what"), rows)
    if report.clean:
        console.print("Nothing is amiss.")
        return
    rows = ((f.code, f.nomination_id, f.text) for f in report.findings)
    print_table(f"Findings: {len(report.findings)}", ("finding", "nomination", "what"), rows)


def _print_sittings(report: VerificationReport) -> None:
    if report.sittings:
        console.print(
            f"Checked {report.sittings} sittings of councils, "
            "each against its papers, its count and Temporal's history."
        )
    if report.unwitnessed_sittings:
        console.print(
            f"{report.unwitnessed_sittings} of them have ended and are older than Temporal's retention: "
            "they were checked without its history."
        )


def _print_seal(report: VerificationReport) -> None:
    if report.resumed_at:
        console.print(f"The first {report.resumed_at} leaves are those of the checkpoint that you brought.")
    if report.sealed or report.checkpoints:
        console.print(
            f"Checked {report.sealed} leaves of the seal against {report.checkpoints} checkpoints; "
            f"witnesses vouch for the first {report.cosigned_to}."
        )
    if report.checkpoints and not report.trusted:
        console.print("Their signatures were checked by the keys on record; bring your own with --trust.")
    if report.histories:
        console.print(f"Checked {report.histories} kept histories against what the ledger vouches for.")
    if report.waiting:
        console.print(f"{report.waiting} entries wait to be sealed.")


def _print_matters(report: VerificationReport) -> None:
    if report.matters:
        one = report.matters == 1
        what = "dossier, campaign or revocation" if one else "dossiers, campaigns and revocations, each"
        console.print(
            f"Checked {report.matters} {what} against its chain, its acts, its rules and Temporal's history."
        )
    if report.unwitnessed_matters:
        console.print(
            f"{report.unwitnessed_matters} of them have ended and are older than Temporal's retention: "
            "they were checked without its history."
        )


async def _timeline(nomination: str) -> list[TimelineEvent]:
    async with open_office() as office:
        evidence = await office.evidence.evidence(nomination)
        if evidence is None:
            raise UnknownNominationError(nomination)
        witness = await read_witness(office.client, nomination, evidence.state.first_run_id)
    return timeline_of(evidence, witness)


def _line(event: TimelineEvent) -> str:
    """One line: when, the numbers by which both witnesses know it, what happened, who did it, and its proof.

    The proof is the act's id and the beginning of the entry's hash, as receipts have them.
    """
    entry = f"entry {event.seq}" if event.seq else ""
    number = f"event {event.event_id}" if event.event_id else "no event"
    detail = " ".join(event.detail.split())  # a reason may have several lines
    act = f"act {event.act_id}" if event.act_id else ""
    leaf = f"hash {event.leaf_hash[:_HASH_DIGITS]}" if event.leaf_hash else ""
    said = " ".join(filter(None, (f"{event.what:23}", event.who, detail, act, leaf)))
    return f"{moment(event.at)}  {entry:9} {number:10} {said.rstrip()}"
