"""What an office does with its rules before they hold: check them, and see what would change."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from adapters.rule_files import RuleFiles, check_folder, rules_folder
from cli.connection import NoServersError, Office, open_office
from cli.nominator import AsJson
from cli.output import console, print_json, print_table
from domain.case_diff import is_asked_about, with_cases
from domain.errors import RuleSetError
from domain.ledger import facts_of, standing_of
from domain.rule_diff import changes_between
from domain.working_days import VIETNAM_TIME
from schemas.audit import Evidence
from schemas.ledger import EntryKind, LedgerEntry
from schemas.rule_preview import CaseDifference, CaseOnRecord, CouncilOnRecord, RulePreview
from schemas.rules import RuleSet

Folder = Annotated[
    Path | None,
    typer.Argument(help="A folder of rule sets, or of one; default: RULES_FOLDER, else rules/."),
]
NewFolder = Annotated[Path, typer.Argument(help="The folder of the new rule set, or of several.")]


def add_verbs(app: typer.Typer) -> None:
    """Add the group `rules` with its verbs."""
    group = typer.Typer(
        name="rules",
        help="Check rule sets, and see what a new version would change.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(check)
    group.command()(diff)
    app.add_typer(group)


def check(folder: Folder = None, *, as_json: AsJson = False) -> int:
    """Check all rule sets of a folder; name everything that is wrong, and exit 1 if anything is."""
    place = folder or rules_folder()
    sets, faults = check_folder(place)
    if as_json:
        known = [
            each.model_dump(mode="json", include={"rule_set", "valid_from", "valid_to", "digest"})
            for each in sets
        ]
        print_json({"folder": str(place), "in_order": not faults, "rule_sets": known, "faults": faults})
    else:
        for fault in faults:
            console.print(fault)
        found = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}."
        in_order = "1 rule set is" if len(sets) == 1 else f"{len(sets)} rule sets are"
        console.print(found if faults else f"{in_order} in order.")
    return 1 if faults else 0


def diff(new_folder: NewFolder, *, as_json: AsJson = False) -> int:
    """Show what a new version would change, in the rules and for cases on record; change nothing."""
    sets, faults = check_folder(new_folder)
    if faults:
        message = f"{faults[0]}; all faults: starter.py rules check {new_folder}"
        raise RuleSetError(message)
    pairs = [(_compared_with(new), new) for new in sets]
    previews = asyncio.run(_previews(pairs))
    if as_json:
        print_json({"previews": previews, "record_was_read": all(p.closed is not None for p in previews)})
    else:
        for preview in previews:
            _print(preview)
    return 0


def _compared_with(new: RuleSet) -> RuleSet:
    """Return the rules in use of the same name, or else those that the new ones follow.

    Raises:
        RuleSetError: there are none.
    """
    known = sorted(RuleFiles().rule_sets, key=lambda rule_set: rule_set.valid_from)
    same = [old for old in known if old.rule_set == new.rule_set]
    before = [old for old in known if old.valid_from <= new.valid_from]
    if not (same or before):
        message = (
            f"{new.rule_set}: is older than all rule sets in use, so there is nothing to compare it with"
        )
        raise RuleSetError(message)
    return (same or before)[-1]


async def _previews(pairs: Sequence[tuple[RuleSet, RuleSet]]) -> list[RulePreview]:
    previews = [
        RulePreview(rule_set=new.rule_set, compared_with=old.rule_set, changes=changes_between(old, new))
        for old, new in pairs
    ]
    try:
        async with open_office() as office:
            cases = [case async for case in _cases(office, {old.rule_set for old, _ in pairs})]
    except NoServersError:
        return previews
    return [
        with_cases(preview, [case for case in cases if is_asked_about(case, old, new)], new)
        for preview, (old, new) in zip(previews, pairs, strict=True)
    ]


async def _cases(office: Office, rule_sets: set[str]) -> AsyncIterator[CaseOnRecord]:
    """Walk the cases on record that are bound to one of these rule sets."""
    async for nomination_id in office.evidence.nomination_ids():
        evidence = await office.evidence.evidence(nomination_id)
        if evidence is not None and evidence.state.route.rule_set in rule_sets:
            yield _case(evidence)


def _case(evidence: Evidence) -> CaseOnRecord:
    return CaseOnRecord(
        nomination_id=evidence.nomination_id,
        status=evidence.state.status,
        accepted_on=evidence.entries[0].occurred_at.astimezone(VIETNAM_TIME).date(),
        request=evidence.state.request,
        route=evidence.state.route,
        councils=tuple(councils_in(evidence.entries)),
    )


def councils_in(entries: Sequence[LedgerEntry]) -> list[CouncilOnRecord]:
    """Return the councils' results; each entry's standing is at the level whose council decided."""
    decided = [entry for entry in entries if entry.kind is EntryKind.COUNCIL_DECIDED]
    standings = ((entry, standing_of(entry)) for entry in decided)
    return [
        CouncilOnRecord.model_validate(facts_of(entry) | {"level": standing.level})
        for entry, standing in standings
        if standing is not None
    ]


def _print(preview: RulePreview) -> None:
    console.print(f"{preview.rule_set}, compared with {preview.compared_with} in use")
    for change in preview.changes:
        console.print(f"  {change.kind:8} {change.en}")
    if not preview.changes:
        console.print("  The rules are the same.")
    if preview.closed is None or preview.open is None:
        console.print("No servers run, so no case on record was looked at.")
        return
    console.print(f"Cases on record: {preview.looked_at} looked at.")
    _print_cases("Closed cases that would have gone another way", preview.closed)
    _print_cases("Open cases that are touched; they keep their way unless they are migrated", preview.open)


def _print_cases(title: str, cases: Sequence[CaseDifference]) -> None:
    if cases:
        rows = ((case.nomination_id, case.status, " ".join(case.en)) for case in cases)
        print_table(f"{title}: {len(cases)}", ("nomination", "status", "what"), rows)
    else:
        console.print(f"{title}: 0")
