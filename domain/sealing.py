"""Which entries can be sealed next, and what the tree gains by them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.ledger import FIRST_PREV_HASH, leaf_hash
from domain.merkle import CompactRange
from schemas.sealing import PendingEntry


class Due(NamedTuple):
    """Entries to be sealed, in the order of their leaves, and those that are held back."""

    linked: list[PendingEntry]
    held: list[PendingEntry]


def due_of(pending: Iterable[PendingEntry]) -> Due:
    """Part what waits, in the order in which it was appended, by whether it can be sealed.

    An entry is sealed when it has the hash that it must have and follows in its stream on an entry that is
    sealed, or is before it here. What does not is held back for people to look at, and so is what follows
    on it; other streams go on.
    """
    due, ends = Due([], []), dict[str, tuple[int, str]]()
    for entry in pending:
        if entry.leaf_hash == leaf_hash(entry) and _follows(entry, ends.get(entry.stream_id)):
            ends[entry.stream_id] = (entry.seq, entry.leaf_hash)
            due.linked.append(entry)
        else:
            due.held.append(entry)
    return due


def _follows(entry: PendingEntry, end: tuple[int, str] | None) -> bool:
    if end is not None:
        return (entry.seq, entry.prev_hash) == (end[0] + 1, end[1])
    return entry.prev_hash == (FIRST_PREV_HASH if entry.seq == 1 else entry.sealed_before)


def grow(tree: CompactRange, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
    """Add leaves to a tree; return the nodes above them that are complete now as (level, index, hash)."""
    return [node for leaf in leaves for node in tree.append(leaf)[1:]]
