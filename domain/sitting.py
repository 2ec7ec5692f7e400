"""A sitting of a council: its list, whether a paper is in order, and how its ledger adds up to its state."""

from collections.abc import Iterable, Sequence
from functools import reduce
from hashlib import sha256

from domain.canonical import canonical_json
from domain.sitting_words import PAPER_FAULTS
from schemas.ledger import EntryKind
from schemas.sitting import (
    BallotPaper,
    ClosedBy,
    ItemOutcome,
    PaperAnswer,
    PaperFault,
    PaperReceipt,
    PaperRefusal,
    PaperSheet,
    Sheet,
    SittingItem,
    SittingProgress,
    SittingStatus,
)
from schemas.sitting_record import AnsweredPaper, SittingEntry, SittingFile, SittingHeader

SEALED_OVERHEAD = 64
"""Bytes that a sealed sheet has besides its choices, one byte each: 48 of the seal, 16 of the paper code."""

_STATUS_AFTER = {
    EntryKind.SITTING_CLOSED: SittingStatus.CLOSED,
    EntryKind.SITTING_COUNTED: SittingStatus.COUNTED,
    EntryKind.SITTING_ENDED: SittingStatus.ENDED,
}


def on_sheets(items: Iterable[SittingItem]) -> tuple[SittingItem, ...]:
    """Return the list in order, its items numbered and divided into sheets by who is barred."""
    numbers: dict[frozenset[str], int] = {}
    return tuple(
        item.model_copy(
            update={
                "position": position,
                "sheet": numbers.setdefault(frozenset(b.person for b in item.barred), len(numbers) + 1),
            }
        )
        for position, item in enumerate(items, start=1)
    )


def sheets_of(items: Sequence[SittingItem]) -> tuple[Sheet, ...]:
    """Return the sheets of a list, in the order of their numbers."""
    numbers = [item.sheet for item in items]
    first = {item.sheet: item for item in reversed(items)}
    return tuple(
        Sheet(
            number=number,
            length=numbers.count(number),
            barred=tuple(sorted(barred.person for barred in first[number].barred)),
        )
        for number in sorted(first)
    )


def list_hash(sitting_id: str, members: Sequence[str], items: Iterable[SittingItem]) -> str:
    """Return the hash of the list that a paper is about: everything that a voter is shown."""
    shown = [item.model_dump(mode="json", exclude_none=True) for item in items]
    value = {"sitting_id": sitting_id, "members": list(members), "items": shown}
    return sha256(canonical_json(value)).hexdigest()


def sheets_for(header: SittingHeader, member: str) -> tuple[Sheet, ...]:
    """Return the sheets on which a member may vote."""
    return tuple(sheet for sheet in header.sheets if member not in sheet.barred)


def awaited(header: SittingHeader, voted: Iterable[str]) -> tuple[str, ...]:
    """Return the members who may vote on something and have not."""
    done = set(voted)
    return tuple(who for who in header.members if who not in done and sheets_for(header, who))


def judge_paper(sitting: SittingFile, paper: BallotPaper) -> PaperFault | None:
    """Return why this paper is refused, or None if it is in order; the first that fails is the reason."""
    if str(paper.act_id) in sitting.answered:
        return PaperFault.ID_REUSED
    return _judge_voter(sitting, paper) or _judge_list(sitting, paper) or _judge_sheets(sitting, paper)


def seals_of(paper: BallotPaper) -> tuple[str, ...]:
    """Return the hashes of the sealed texts of a paper."""
    return tuple(sha256(sheet.sealed.encode()).hexdigest() for sheet in paper.sheets if sheet.sealed)


def open_sitting(header: SittingHeader, entries: Sequence[SittingEntry]) -> SittingFile:
    """Return a sitting as its ledger entries, the first one included, leave it."""
    first, *later = entries
    start = SittingFile(header=header, status=SittingStatus.OPEN, last_entry=first)
    return reduce(apply_entry, later, start)


def apply_entry(sitting: SittingFile, entry: SittingEntry) -> SittingFile:
    """Return the sitting after this entry.

    Raises:
        ValueError: the entry is not the next one.
    """
    if entry.seq != sitting.seq + 1:
        message = f"entry {entry.seq} does not follow entry {sitting.seq}"
        raise ValueError(message)
    after = sitting.model_copy(
        update={"last_entry": entry, "status": _STATUS_AFTER.get(entry.kind, sitting.status)}
    )
    if entry.kind is EntryKind.SITTING_CLOSED:
        return after.model_copy(update={"closed_by": ClosedBy(entry.facts["closed_by"])})
    if entry.kind is EntryKind.SITTING_COUNTED:
        sums = {outcome: entry.facts[outcome.value] for outcome in ItemOutcome}
        return after.model_copy(update={"sums": sums})
    return _with_paper(after, entry) if entry.kind is EntryKind.BALLOT_CAST else after


def answer_for(sitting_id: str, entry: SittingEntry) -> PaperAnswer:
    """Return what the sender of the message that is on record as `entry` is told."""
    return refusal_for(sitting_id, entry) if "reason" in entry.facts else receipt_for(sitting_id, entry)


def receipt_for(sitting_id: str, entry: SittingEntry) -> PaperReceipt:
    """Return the receipt of a paper."""
    return PaperReceipt(
        sitting_id=sitting_id,
        act_id=entry.facts["act_id"],
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        digest=entry.facts["digest"],
        recorded_at=entry.recorded_at,
    )


def refusal_for(sitting_id: str, entry: SittingEntry) -> PaperRefusal:
    """Return the refusal of a message."""
    reason = PaperFault(entry.facts["reason"])
    words = PAPER_FAULTS[reason]
    return PaperRefusal(
        sitting_id=sitting_id,
        act_id=entry.facts["act_id"],
        reason=reason,
        explanation_vi=words.vi,
        explanation_en=words.en,
        seq=entry.seq,
        leaf_hash=entry.leaf_hash,
        digest=entry.facts["digest"],
        recorded_at=entry.recorded_at,
    )


def progress_of(sitting: SittingFile) -> SittingProgress:
    """Return the whole state, for people."""
    header = sitting.header
    return SittingProgress(
        sitting_id=sitting.sitting_id,
        body=header.request.body,
        secret=header.request.secret,
        status=sitting.status,
        items=header.items,
        list_hash=header.list_hash,
        closes_at=header.closes_at,
        voted=tuple(sitting.papers),
        awaited=awaited(header, sitting.papers),
        seq=sitting.seq,
        leaf_hash=sitting.last_entry.leaf_hash,
    )


def _with_paper(sitting: SittingFile, entry: SittingEntry) -> SittingFile:
    facts, act_id = entry.facts, str(entry.facts["act_id"])
    receipt = receipt_for(sitting.sitting_id, entry)
    return sitting.model_copy(
        update={
            "papers": sitting.papers | {facts["actor_id"]: act_id},
            "seals": (*sitting.seals, *facts["seals"]),
            "answered": sitting.answered | {act_id: AnsweredPaper(digest=facts["digest"], receipt=receipt)},
        }
    )


def _judge_voter(sitting: SittingFile, paper: BallotPaper) -> PaperFault | None:
    if sitting.status is not SittingStatus.OPEN:
        return PaperFault.SITTING_CLOSED
    if paper.actor_id not in sitting.header.members:
        return PaperFault.NOT_A_MEMBER
    if paper.actor_id in sitting.papers:
        return PaperFault.ALREADY_VOTED
    if not sheets_for(sitting.header, paper.actor_id):
        return PaperFault.BARRED
    return None


def _judge_list(sitting: SittingFile, paper: BallotPaper) -> PaperFault | None:
    seen = (paper.sitting_id, paper.list_hash)
    return None if seen == (sitting.sitting_id, sitting.header.list_hash) else PaperFault.WRONG_LIST


def _judge_sheets(sitting: SittingFile, paper: BallotPaper) -> PaperFault | None:
    mine = {sheet.number: sheet.length for sheet in sheets_for(sitting.header, paper.actor_id)}
    given = [sheet.sheet for sheet in paper.sheets]
    barred_from = {sheet.number for sheet in sitting.header.sheets} - mine.keys()
    if barred_from & set(given):
        return PaperFault.BARRED
    if sorted(given) != sorted(mine):
        return PaperFault.INCOMPLETE_PAPER
    secret = sitting.header.request.secret
    faults = (_judge_sheet(sheet, mine[sheet.sheet], secret=secret) for sheet in paper.sheets)
    return next((fault for fault in faults if fault), None) or _judge_copies(sitting, paper)


def _judge_sheet(sheet: PaperSheet, length: int, *, secret: bool) -> PaperFault | None:
    if secret and (sheet.sealed is None or sheet.choices is not None):
        return PaperFault.NOT_SEALED
    if not secret and (sheet.choices is None or sheet.sealed is not None):
        return PaperFault.NOT_OPEN
    filled = len(sheet.choices or ()) if not secret else len(sheet.sealed or "") // 2 - SEALED_OVERHEAD
    return None if filled == length else PaperFault.INCOMPLETE_PAPER


def _judge_copies(sitting: SittingFile, paper: BallotPaper) -> PaperFault | None:
    seals = seals_of(paper)
    copied = len(set(seals)) < len(seals) or not set(seals).isdisjoint(sitting.seals)
    return PaperFault.COPIED_PAPER if copied else None
