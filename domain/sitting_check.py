"""Whether the record of a sitting is whole: its chain, its papers, the count, and the results handed out.

Every check recomputes what should be there and names each difference; none can tell how a member voted in
secret.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from domain.canonical import model_digest
from domain.council import result_of
from domain.ledger import FIRST_PREV_HASH, facts_of
from domain.sitting import list_hash, seals_of, sheets_of
from domain.sitting_count import places_of
from domain.sitting_ledger import count_facts, opening_facts
from domain.verification import chain_faults
from schemas.audit import Finding, FindingCode
from schemas.council import Choice, CouncilResult
from schemas.ledger import EntryKind, LedgerEntry
from schemas.names import sitting_workflow_id
from schemas.sitting import BallotPaper, ItemOutcome, ItemResult, SittingItem, SittingStatus
from schemas.sitting_audit import SittingEvidence
from schemas.sitting_record import Count

Found = Iterator[tuple[FindingCode, str]]

_STATUS_OF = {
    EntryKind.SITTING_OPENED: SittingStatus.OPEN,
    EntryKind.SITTING_CLOSED: SittingStatus.CLOSED,
    EntryKind.SITTING_COUNTED: SittingStatus.COUNTED,
    EntryKind.SITTING_ENDED: SittingStatus.ENDED,
}
_CHOICES = ("agree", "disagree", "abstain")


class _Row(NamedTuple):
    """A row beside the ledger, as its entry should tell it."""

    kind: EntryKind
    at: datetime
    facts: dict[str, Any]


def verify_sitting(evidence: SittingEvidence) -> list[Finding]:
    """Return everything that is amiss in the record of one sitting."""
    found = [*chain_faults(evidence.entries), *_check_head(evidence)]
    if not found:  # what hangs on a broken chain proves nothing either way
        checks: tuple[Callable[[SittingEvidence], Found], ...] = (
            _check_opening,
            _check_rows,
            _check_status,
            _check_count,
            _check_tallies,
            _check_nominations,
        )
        found = [each for check in checks for each in check(evidence)]
    stream = sitting_workflow_id(evidence.sitting_id)
    return [Finding(code=code, nomination_id=stream, text=text) for code, text in found]


def _check_head(evidence: SittingEvidence) -> Found:
    last = evidence.entries[-1] if evidence.entries else None
    ends = (last.seq, last.leaf_hash) if last else (0, FIRST_PREV_HASH)
    if (evidence.head_seq, evidence.head_hash) != ends or last is None:
        text = f"the ledger ends at entry {ends[0]}, but entry {evidence.head_seq} was written last"
        yield FindingCode.HEAD_DIFFERS, text


def _check_opening(evidence: SittingEvidence) -> Found:
    header = evidence.header
    if facts_of(evidence.entries[0]) != opening_facts(header):
        yield FindingCode.DETAIL_DIFFERS, "the sitting is not what its first entry says"
    if list_hash(evidence.sitting_id, header.members, evidence.items) != header.list_hash:
        yield FindingCode.DETAIL_DIFFERS, "the list is not the one that was voted on"
    if sheets_of(evidence.items) != header.sheets:
        yield FindingCode.DETAIL_DIFFERS, "the sheets do not divide the list as its barred members do"


def _check_rows(evidence: SittingEvidence) -> Found:
    """Match papers and refusals with their entries, both ways and field by field."""
    rows = {
        row.seq: _Row(EntryKind.BALLOT_CAST, row.cast_at, _paper_facts(row.paper)) for row in evidence.papers
    }
    for refusal in evidence.refusals:
        facts = refusal.model_dump(mode="json", exclude={"at", "seq"})
        rows[refusal.seq] = _Row(EntryKind.REFUSAL_RECORDED, refusal.at, facts)
    for entry in evidence.entries:
        row = rows.pop(entry.seq, None)
        if row is not None:
            if (row.kind, row.at, row.facts) != (entry.kind, entry.occurred_at, facts_of(entry)):
                yield FindingCode.DETAIL_DIFFERS, f"entry {entry.seq} ({entry.kind}): the row differs"
        elif entry.kind in {EntryKind.BALLOT_CAST, EntryKind.REFUSAL_RECORDED}:
            yield FindingCode.DETAIL_MISSING, f"entry {entry.seq} ({entry.kind}) has no row beside the ledger"
    for seq in rows:
        yield FindingCode.DETAIL_WITHOUT_ENTRY, f"a row beside the ledger has no entry (seq {seq})"
    for row in evidence.papers:
        if row.digest != model_digest(row.paper):
            yield FindingCode.DETAIL_DIFFERS, f"the paper of entry {row.seq} is not the one that was cast"


def _check_status(evidence: SittingEvidence) -> Found:
    told = [_STATUS_OF[entry.kind] for entry in evidence.entries if entry.kind in _STATUS_OF]
    if told != list(SittingStatus)[: len(told)] or told[-1:] != [evidence.status]:
        yield (
            FindingCode.STATE_DIFFERS,
            f"the sitting is {evidence.status}, its ledger says {', '.join(told)}",
        )
    if any(row.paper.actor_id not in evidence.header.members for row in evidence.papers):
        yield FindingCode.RULES_BROKEN, "somebody voted who is no member"


def _check_count(evidence: SittingEvidence) -> Found:
    entry = _entry(evidence, EntryKind.SITTING_COUNTED)
    if entry is None:
        if evidence.opened or evidence.results:
            yield (
                FindingCode.DETAIL_WITHOUT_ENTRY,
                "there is a count beside the ledger that no entry tells of",
            )
        return
    number = facts_of(entry).get("number")  # whether it was given is told by the stream of numbers
    count = Count(opened=evidence.opened, results=evidence.results, number=number)
    if facts_of(entry) != count_facts(count, len(evidence.papers)):
        yield FindingCode.DETAIL_DIFFERS, f"entry {entry.seq} ({entry.kind}): the count beside it differs"


def _check_tallies(evidence: SittingEvidence) -> Found:
    """Count again, and judge again by quorum and mark."""
    items = {item.position: item for item in evidence.items}
    places = places_of(evidence.items)
    for result in evidence.results:
        item, counted = items.get(result.position), result.result
        if item is None or item.nomination_id != result.nomination_id:
            yield (
                FindingCode.DETAIL_DIFFERS,
                f"result {result.position} names another nomination than the list",
            )
        elif counted is not None:
            if not _is_recounted(evidence, item, places[item.position], counted):
                yield FindingCode.RULES_BROKEN, f"the papers on position {item.position} count otherwise"
            if counted != result_of(item.rule, counted.tally, item.rule_set, item.rule_set_digest):
                yield FindingCode.RULES_BROKEN, f"the result at position {item.position} is not by its rule"


def _check_nominations(evidence: SittingEvidence) -> Found:
    """Every result is on the nomination that it names, as it was counted, and on no other."""
    on_them = {each.nomination_id: each.facts for each in evidence.on_nominations}
    ended = _entry(evidence, EntryKind.SITTING_ENDED)
    left = set(facts_of(ended)["left"]) if ended else set[int]()
    for result in evidence.results:
        facts = on_them.pop(result.nomination_id, None)
        if facts is None and result.result is not None and ended and result.position not in left:
            yield FindingCode.DETAIL_MISSING, f"nomination {result.nomination_id} does not have its result"
        if facts is not None and not _is_told(facts, evidence, result):
            yield FindingCode.DETAIL_DIFFERS, f"nomination {result.nomination_id} has another result"
    for nomination_id in on_them:
        yield (
            FindingCode.DETAIL_WITHOUT_ENTRY,
            f"nomination {nomination_id} has a result that was not counted",
        )


def _is_told(facts: dict[str, Any], evidence: SittingEvidence, result: ItemResult) -> bool:
    if result.result is None or result.outcome is ItemOutcome.NOT_DECIDED:
        return False
    expected = result.result.model_dump(mode="json", exclude={"verdicts"})
    expected |= {"sitting_id": evidence.sitting_id, "council": evidence.header.request.body}
    return all(facts.get(name) == value for name, value in expected.items())


def _is_recounted(evidence: SittingEvidence, item: SittingItem, place: int, counted: CouncilResult) -> bool:
    """Return whether the papers give these sums.

    An open vote of somebody who was barred later does not count: there the papers may hold more.
    """
    choices, covering = _choices(evidence, item.sheet, place)
    tally, sums = counted.tally, Counter(choices)
    found = {name: sums[Choice(name)] for name in _CHOICES} | {"invalid": covering - len(choices)}
    stated = {name: getattr(tally, name) for name in found}
    if found == stated:
        return True
    dropped = tally.barred - len(item.barred)
    more = {name: found[name] - stated[name] for name in found}
    return not evidence.header.request.secret and min(more.values()) >= 0 and sum(more.values()) <= dropped


def _choices(evidence: SittingEvidence, sheet: int, place: int) -> tuple[list[Choice], int]:
    """The readable choices at one place of a sheet, and how many papers cover that sheet."""
    covering = [one for row in evidence.papers for one in row.paper.sheets if one.sheet == sheet]
    if evidence.header.request.secret:
        opened = [Choice(each.choices[place]) for each in evidence.opened if each.sheet == sheet]
        return opened, len(covering)
    return [one.choices[place] for one in covering if one.choices], len(covering)


def _paper_facts(paper: BallotPaper) -> dict[str, Any]:
    facts = paper.model_dump(mode="json", include={"act_id", "actor_id", "manner", "list_hash"})
    return facts | {"digest": model_digest(paper), "seals": list(seals_of(paper))}


def _entry(evidence: SittingEvidence, kind: EntryKind) -> LedgerEntry | None:
    return next((entry for entry in evidence.entries if entry.kind is kind), None)
