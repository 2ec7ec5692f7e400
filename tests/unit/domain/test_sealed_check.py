"""The walk over the sealed ledger passes what is whole, and names each thing that is not."""

from collections.abc import Iterable
from hashlib import sha256

import pytest

from domain.ledger import FIRST_PREV_HASH, raw_leaf_hash
from domain.merkle import CompactRange, Node
from domain.sealed_check import (
    Before,
    LedgerWalk,
    Piece,
    StatedHead,
    StoredEntry,
    StoredLeaf,
    waiting_faults,
)
from schemas.audit import FindingCode

_STREAMS = 3
_OTHER = b"\xab" * 32
Leaves = list[StoredLeaf]


def _ledger(count: int) -> Leaves:
    """Entries of three streams in turn, each sealed when it was written."""
    leaves: Leaves = []
    for place in range(count):
        before = leaves[place - _STREAMS] if place >= _STREAMS else None
        previous = before.leaf_hash if before else bytes.fromhex(FIRST_PREV_HASH)
        body = b'{"v":%d}' % place
        header = (f"n-{place % _STREAMS}", place // _STREAMS + 1, previous, "decision.recorded", place)
        leaf_hash = raw_leaf_hash(*header, sha256(body).digest())
        entry = StoredEntry(*header, body, sha256(body).digest(), leaf_hash)
        leaves.append(StoredLeaf(place, leaf_hash, entry, before and Before(before.leaf_hash, before.place)))
    return leaves


def _tree(leaves: Iterable[StoredLeaf]) -> CompactRange:
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf.leaf_hash)
    return tree


def _nodes(leaves: Iterable[StoredLeaf]) -> dict[Node, bytes]:
    tree = CompactRange()
    return {(level, index): node for leaf in leaves for level, index, node in tree.append(leaf.leaf_hash)[1:]}


def _head(leaves: Leaves, size: int) -> StatedHead:
    return StatedHead(size, _tree(leaves[:size]).root(), "its checkpoint")


def _found(leaves: Leaves, *heads: StatedHead, end: int | None = None) -> list[tuple[FindingCode, str]]:
    walk = LedgerWalk()
    piece = Piece(len(leaves) if end is None else end, leaves, heads)
    return [(finding.code, finding.nomination_id) for finding in walk.take(piece)]


def _with_entry(leaves: Leaves, place: int, **changes: object) -> Leaves:
    entry = leaves[place].entry
    assert entry
    changed = entry._replace(**changes)  # pyright: ignore[reportArgumentType] - whatever a test changes
    return [*leaves[:place], leaves[place]._replace(entry=changed), *leaves[place + 1 :]]


@pytest.mark.parametrize("piece_size", [1, 7, 64, 1_000])
def test_a_whole_ledger_is_passed_in_pieces_of_any_size(piece_size: int) -> None:
    """Many checkpoints, at the ends of pieces and between them, are met by the one tree that grows."""
    leaves, walk = _ledger(100), LedgerWalk()
    nodes = _nodes(leaves)
    for first in range(0, 100, piece_size):
        end = min(first + piece_size, 100)
        here = {node: value for node, value in nodes.items() if first < (node[1] + 1) << node[0] <= end}
        heads = [_head(leaves, size) for size in range(first + 1, end + 1)]
        assert [] == [*walk.take(Piece(end, leaves[first:end], heads, here))]

    assert (100, _tree(leaves).root()) == (walk.size, walk.root())


@pytest.mark.parametrize("start", [1, 31, 32, 99, 100])
def test_a_walk_goes_on_from_a_trusted_tree(start: int) -> None:
    """From a size and a frontier that fit the trusted root, only the tail is walked, to the same end."""
    leaves = _ledger(100)
    trusted = _tree(leaves[:start])
    walk = LedgerWalk(CompactRange(start, trusted.frontier))

    assert [] == [*walk.take(Piece(100, leaves[start:], [_head(leaves, 100)]))]
    assert (100, _tree(leaves).root()) == (walk.size, walk.root())


@pytest.mark.parametrize(
    "change",
    [
        {"stream_id": "n-9"},
        {"seq": 4},
        {"kind": "refusal.recorded"},
        {"prev_hash": _OTHER},
        {"occurred_us": 4},
        {"body_sha256": _OTHER},
        {"leaf_hash": _OTHER},
        {"seq": -1},
    ],
    ids=str,
)
def test_an_entry_that_is_not_the_sealed_one_is_named(change: dict[str, object]) -> None:
    """Whatever of its header is changed, this entry is named, and none of those that were left alone."""
    leaves = _with_entry(_ledger(20), 8, **change)

    assert [FindingCode.ENTRY_CHANGED] == [code for code, _ in _found(leaves, _head(_ledger(20), 20))]


@pytest.mark.parametrize("body", [b"{}", None])
def test_a_body_that_is_not_the_recorded_one_is_named(body: bytes | None) -> None:
    """The header vouches for the body by its hash; a body that is gone vouches for nothing."""
    leaves = _with_entry(_ledger(20), 8, body=body)

    assert [(FindingCode.BODY_CHANGED, "n-2")] == _found(leaves, _head(leaves, 20))


def test_an_entry_that_is_gone_is_named() -> None:
    """The leaf stays behind and proves that there was one; the tree goes on over it."""
    leaves = _ledger(20)
    leaves[8] = leaves[8]._replace(entry=None, before=None)

    assert [(FindingCode.ENTRY_DELETED, "ledger")] == _found(leaves, _head(leaves, 20))


@pytest.mark.parametrize("place", [0, 8, 19])
def test_a_leaf_that_is_gone_is_named(place: int) -> None:
    """Without it no root can be recomputed, which is said once and not for every checkpoint."""
    leaves = _ledger(20)
    heads = [_head(leaves, size) for size in range(place + 1, 21)]
    left = [leaf for leaf in leaves if leaf.place != place]

    assert [(FindingCode.LEAF_MISSING, "ledger")] == _found(left, *heads, end=20)


@pytest.mark.parametrize(
    "before",
    [None, Before(_OTHER, 5), Before(_ledger(6)[5].leaf_hash, 9), Before(_ledger(6)[5].leaf_hash, None)],
    ids=["gone", "another", "sealed later", "not sealed"],
)
def test_an_entry_that_does_not_follow_on_the_one_before_is_named(before: Before | None) -> None:
    """Each entry of a stream was sealed after the one whose hash it holds."""
    leaves = _ledger(20)
    leaves[8] = leaves[8]._replace(before=before)

    assert [(FindingCode.CHAIN_BROKEN, "n-2")] == _found(leaves)


def test_a_first_entry_that_follows_on_something_is_named() -> None:
    """A stream begins with nothing before it."""
    leaves = _ledger(1)
    assert leaves[0].entry
    entry = leaves[0].entry._replace(prev_hash=_OTHER)
    leaf_hash = raw_leaf_hash(*entry[:5], entry.body_sha256)
    leaf = StoredLeaf(0, leaf_hash, entry._replace(leaf_hash=leaf_hash), None)

    assert [(FindingCode.CHAIN_BROKEN, "n-0")] == _found([leaf])


def test_a_leaf_that_stands_twice_is_named() -> None:
    """With its constraints off, a table can hold what it never should; the walk goes on behind it."""
    leaves = _ledger(20)

    assert [(FindingCode.CHAIN_BROKEN, "n-2")] == _found(
        [*leaves[:9], leaves[8], *leaves[9:]], _head(leaves, 20), end=20
    )


def test_a_tree_with_another_root_is_named_at_every_checkpoint_from_there() -> None:
    """Two leaves in another order, each whole in itself: the first checkpoint that covers them tells."""
    leaves = _ledger(20)
    heads = [_head(leaves, size) for size in (8, 10, 20)]
    first, second = leaves[8], leaves[9]
    leaves[8], leaves[9] = second._replace(place=8), first._replace(place=9)

    assert [(FindingCode.ROOT_DIFFERS, "ledger")] * 2 == _found(leaves, *heads)


@pytest.mark.parametrize("deed", ["changed", "deleted", "added"])
def test_stored_subtrees_that_are_not_those_of_the_leaves_are_named(deed: str) -> None:
    """Proofs are made of them, and would not hold."""
    leaves = _ledger(20)
    nodes = _nodes(leaves)
    match deed:
        case "changed":
            nodes[1, 3] = _OTHER
        case "deleted":
            del nodes[4, 0]
        case _:
            nodes[4, 1] = _OTHER
    found = [*LedgerWalk().take(Piece(20, leaves, nodes=nodes))]

    assert [FindingCode.NODE_DIFFERS] == [finding.code for finding in found]


def test_what_waits_to_be_sealed_is_checked_by_itself() -> None:
    """An entry of the last second has its hash, its body and its link to be checked, and no leaf yet."""
    leaf = _ledger(20)[8]
    assert leaf.entry
    twisted = [
        leaf.entry._replace(body=b"{}"),
        leaf.entry._replace(kind="x.y"),
        leaf.entry._replace(leaf_hash=_OTHER),
    ]

    assert [] == [*waiting_faults(leaf.entry, leaf.before)]
    assert [FindingCode.BODY_CHANGED, FindingCode.CHAIN_BROKEN, FindingCode.CHAIN_BROKEN] == [
        finding.code for entry in twisted for finding in waiting_faults(entry, leaf.before)
    ]
    assert [FindingCode.CHAIN_BROKEN] == [f.code for f in waiting_faults(leaf.entry, None)]
