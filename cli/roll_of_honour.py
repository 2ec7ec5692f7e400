"""What a dossier came to: the roll of honour, what was recorded, and the same as figures for scripts."""

from collections import Counter
from statistics import median
from typing import Any

from adapters.dossier_files import DossierReading
from adapters.rule_files import RuleFiles
from cli.connection import Office
from cli.output import console, print_table
from domain.route import find_award
from schemas.case import CaseStatus
from schemas.names import nomination_workflow_id
from schemas.rules import RuleSet
from schemas.views import ListItem


async def summarise(office: Office, reading: DossierReading, rules: RuleFiles) -> dict[str, Any]:
    """Print the roll of honour of one dossier and return its figures."""
    dossier = reading.dossier
    rule_set = rules.named(reading.accepted[0].request.rule_set or "")
    items = [
        item for item in await office.reader.listing(None, None) if item.dossier_id == dossier.dossier_id
    ]
    conferred = [item for item in items if item.status is CaseStatus.CONFERRED]
    unknown = {grants.award: grants.count for grants in dossier.uncounted}
    _print_roll(rule_set, conferred, unknown)
    totals = await office.reader.totals(dossier.dossier_id)
    return {
        "submitted": len(items),
        "outcomes": Counter(str(item.status) for item in items),
        "conferred_by_level": Counter(item.level for item in conferred),
        "conferred_by_award": Counter(item.award for item in conferred),
        "conferred_by_subject": Counter(str(item.nominee_kind) for item in conferred),
        "unknown_counts": unknown,
        "decisions": totals.decisions,
        "ledger_entries": totals.ledger_entries,
        "history_events_per_nomination": await _history_lengths(office, items),
    }


def _print_roll(rule_set: RuleSet, conferred: list[ListItem], unknown: dict[str, int | None]) -> None:
    """Print who was honoured, the highest level first; what the source does not count says so."""
    order = [level.level for level in reversed(rule_set.levels)]
    rows = [
        (_level_name(rule_set, item.level), _award_name(rule_set, item.award), item.nominee_name)
        for item in sorted(conferred, key=lambda item: (order.index(item.level), item.nomination_id))
    ]
    for award in unknown:
        found = find_award(rule_set, award)
        level = _level_name(rule_set, found.deciding_level) if found else "-"
        rows.append(
            (level, _award_name(rule_set, award), "không rõ số lượng (unknown: the source gives no count)")
        )
    print_table(
        "Bảng vinh danh - Roll of honour", ("cấp / level", "khen thưởng / award", "đối tượng / nominee"), rows
    )
    by_level = Counter(item.level for item in conferred)
    by_kind = Counter(str(item.nominee_kind) for item in conferred)
    console.print(
        f"\n{len(conferred)} conferred: "
        + ", ".join(f"{by_level[level]} at {level} level" for level in order if by_level[level])
        + "; "
        + ", ".join(f"{count} {kind}s" for kind, count in by_kind.most_common())
        + "."
    )


async def _history_lengths(office: Office, items: list[ListItem]) -> dict[str, float]:
    lengths: list[int] = []
    for item in items:
        handle = office.client.get_workflow_handle(nomination_workflow_id(item.nomination_id))
        lengths.append((await handle.describe()).history_length)
    return {"min": min(lengths), "median": median(lengths), "max": max(lengths)}


def _award_name(rule_set: RuleSet, code: str) -> str:
    award = find_award(rule_set, code)
    return f"{award.name_vi} ({code})" if award else code


def _level_name(rule_set: RuleSet, name: str) -> str:
    return next((level.name_vi for level in rule_set.levels if level.level == name), name)
