"""What can be sealed next: what has its hash and follows on what is sealed, and nothing else."""

from hashlib import sha256

from domain.ledger import FIRST_PREV_HASH, leaf_hash
from domain.merkle import CompactRange
from domain.sealing import due_of, grow
from schemas.sealing import PendingEntry

SEALED = "11" * 32


def _entry(number: int, stream: str, seq: int, prev: str, sealed_before: str | None = None) -> PendingEntry:
    draft = PendingEntry(
        entry_id=number,
        stream_id=stream,
        seq=seq,
        kind="decision.recorded",
        prev_hash=prev,
        occurred_us=7,
        body_sha256="22" * 32,
        leaf_hash=FIRST_PREV_HASH,
        sealed_before=sealed_before,
    )
    return draft.model_copy(update={"leaf_hash": leaf_hash(draft)})


def test_streams_go_on_from_what_is_sealed_and_from_each_other() -> None:
    """A first entry begins a stream, a later one follows on a sealed one or on one that waits before it."""
    first = _entry(1, "n-1", 1, FIRST_PREV_HASH)
    second = _entry(2, "n-1", 2, first.leaf_hash)
    later = _entry(3, "n-2", 5, SEALED, sealed_before=SEALED)
    due = due_of([first, second, later])

    assert ([first, second, later], []) == due


def test_what_does_not_follow_is_held_back_with_what_comes_after_it() -> None:
    """A gap, another predecessor, a first entry that is none, and a hash that is not its own."""
    gap = _entry(1, "gap", 2, SEALED)
    other = _entry(2, "other", 5, "33" * 32, sealed_before=SEALED)
    no_first = _entry(3, "no-first", 1, SEALED)
    forged = _entry(4, "forged", 1, FIRST_PREV_HASH).model_copy(update={"occurred_us": 8})
    after = _entry(5, "forged", 2, forged.leaf_hash)
    skipped = [_entry(6, "skips", 1, FIRST_PREV_HASH)]
    skipped.append(_entry(7, "skips", 3, skipped[0].leaf_hash))
    due = due_of([gap, other, no_first, forged, after, *skipped])

    assert [skipped[0]] == due.linked
    assert [gap, other, no_first, forged, after, skipped[1]] == due.held


def test_a_tree_that_grows_tells_its_new_nodes_without_the_leaves() -> None:
    """Four leaves complete three nodes above them, wherever the rounds end."""
    leaves = [sha256(bytes([number])).digest() for number in range(5)]
    at_once, in_rounds = CompactRange(), CompactRange()
    nodes = grow(at_once, leaves)

    assert [(1, 0), (1, 1), (2, 0)] == [node[:2] for node in nodes]
    assert nodes == grow(in_rounds, leaves[:3]) + grow(in_rounds, leaves[3:])
    assert at_once.root() == in_rounds.root()
