"""Walking the sealed ledger, leaf by leaf, with memory that does not grow with its length.

Each leaf must be the hash of the entry under it, and each entry must follow on the one before it in its
stream; the tree that the leaves make must have the root that each checkpoint states. A walk may begin in the
middle, from a tree that the caller trusts. Codes are those of `schemas.audit.FindingCode`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from domain.ledger import FIRST_PREV_HASH, raw_leaf_hash
from domain.merkle import CompactRange, Node
from schemas.audit import Finding, FindingCode

LEDGER = "ledger"
"""What a finding is about that belongs to no single stream."""

_FIRST_PREV_HASH = bytes.fromhex(FIRST_PREV_HASH)


class StoredEntry(NamedTuple):
    """A ledger entry as stored; hashes are raw bytes. `body` None: it is gone."""

    stream_id: str
    seq: int
    prev_hash: bytes
    kind: str
    occurred_us: int
    body: bytes | None
    body_sha256: bytes
    leaf_hash: bytes

    @property
    def where(self) -> str:
        """Which entry it is, in words."""
        return f"entry {self.seq} ({self.kind})"


class Before(NamedTuple):
    """The entry before another in its stream: the hash that it was sealed with, and its place in the tree.

    While it waits to be sealed, the hash is its own and the place None.
    """

    leaf_hash: bytes
    place: int | None


class StoredLeaf(NamedTuple):
    """A leaf with the entry under it, None when there is none, and the entry before that in its stream."""

    place: int
    leaf_hash: bytes
    entry: StoredEntry | None
    before: Before | None


class StatedHead(NamedTuple):
    """A root that a tree of this size must have, and who says so."""

    size: int
    root: bytes
    whose: str
    code: FindingCode = FindingCode.ROOT_DIFFERS


class Piece(NamedTuple):
    """A part of the ledger: leaves up to before `end`, with heads and nodes of trees that end in it.

    `heads` stand in the order of their sizes; `nodes` are those above the leaves that they complete.
    """

    end: int
    leaves: Sequence[StoredLeaf]
    heads: Sequence[StatedHead] = ()
    nodes: Mapping[Node, bytes] | None = None


class LedgerWalk:
    """One walk over the sealed ledger, piece after piece."""

    def __init__(self, start: CompactRange | None = None) -> None:
        """Begin with the first leaf, or after a tree that is trusted."""
        self._tree: CompactRange | None = start or CompactRange()
        self._next = self._tree.size

    @property
    def size(self) -> int:
        """How many leaves the walk has passed, those before its start included."""
        return self._next

    def root(self) -> bytes | None:
        """Return the root of all leaves so far; None when some were missing."""
        return self._tree.root() if self._tree else None

    def take(self, piece: Piece) -> Iterator[Finding]:
        """Check the next piece; it must begin where the one before it ended."""
        heads = iter(piece.heads)
        head = next(heads, None)
        complete = dict[Node, bytes]()
        for leaf in piece.leaves:
            yield from self._gap(leaf.place)
            if leaf.place < self._next:
                yield Finding(
                    code=FindingCode.CHAIN_BROKEN,
                    nomination_id=leaf.entry.stream_id if leaf.entry else LEDGER,
                    text=f"leaf {leaf.place} or the entry before it stands on record more than once",
                )
                continue
            yield from leaf_faults(leaf)
            self._append(leaf.leaf_hash, complete)
            while head and head.size <= self._next:
                yield from self._compare(head)
                head = next(heads, None)
        yield from self._gap(piece.end)
        if piece.nodes is not None and self._tree:
            yield from _node_faults(complete, piece.nodes)

    def _append(self, leaf_hash: bytes, complete: dict[Node, bytes]) -> None:
        self._next += 1
        if self._tree:
            for level, index, node in self._tree.append(leaf_hash)[1:]:
                complete[level, index] = node

    def _gap(self, index: int) -> Iterator[Finding]:
        """Go on at `index`; where leaves are missing, no root can be recomputed from there on."""
        if index > self._next:
            last = index - 1
            which = f"leaf {last} is" if last == self._next else f"leaves {self._next} to {last} are"
            text = f"{which} missing, so the tree proves nothing of what comes after"
            yield _of_ledger(FindingCode.LEAF_MISSING, text)
            self._tree, self._next = None, index

    def _compare(self, head: StatedHead) -> Iterator[Finding]:
        if self._tree and head.size == self._tree.size and head.root != self._tree.root():
            text = f"the first {head.size} leaves have another root than {head.whose} states"
            yield _of_ledger(head.code, text)


def leaf_faults(leaf: StoredLeaf) -> Iterator[Finding]:
    """Return what is amiss with one leaf and the entry under it."""
    entry = leaf.entry
    if entry is None:
        text = f"the entry that was sealed as leaf {leaf.place} is not on record any more"
        yield _of_ledger(FindingCode.ENTRY_DELETED, text)
    elif not _has_hash(entry, leaf.leaf_hash):
        text = f"{entry.where} is not the one that was sealed as leaf {leaf.place}"
        yield _of_stream(entry, FindingCode.ENTRY_CHANGED, text)
    else:
        yield from _body_faults(entry)
        yield from _link_faults(entry, leaf.before)
        if leaf.before and (leaf.before.place is None or leaf.before.place > leaf.place):
            text = f"{entry.where} was sealed before the one that it follows"
            yield _of_stream(entry, FindingCode.CHAIN_BROKEN, text)


def waiting_faults(entry: StoredEntry, before: Before | None) -> Iterator[Finding]:
    """Return what is amiss with an entry that is not sealed yet."""
    if not _has_hash(entry, entry.leaf_hash):
        text = f"{entry.where} does not have the hash of its contents"
        yield _of_stream(entry, FindingCode.CHAIN_BROKEN, text)
        return
    yield from _body_faults(entry)
    yield from _link_faults(entry, before)


def _has_hash(entry: StoredEntry, leaf_hash: bytes) -> bool:
    if entry.leaf_hash != leaf_hash:
        return False
    try:
        return raw_leaf_hash(*entry[:5], entry.body_sha256) == leaf_hash
    except OverflowError:
        return False


def _body_faults(entry: StoredEntry) -> Iterator[Finding]:
    if entry.body is None:
        yield _of_stream(entry, FindingCode.BODY_CHANGED, f"the body of {entry.where} is gone")
    elif sha256(entry.body).digest() != entry.body_sha256:
        text = f"the body of {entry.where} is not the one recorded"
        yield _of_stream(entry, FindingCode.BODY_CHANGED, text)


def _link_faults(entry: StoredEntry, before: Before | None) -> Iterator[Finding]:
    if entry.seq > 1 and before is None:
        text = f"entry {entry.seq - 1} is missing before {entry.where}"
        yield _of_stream(entry, FindingCode.CHAIN_BROKEN, text)
    elif entry.prev_hash != (before.leaf_hash if before else _FIRST_PREV_HASH):
        text = f"{entry.where} does not link to the entry before it"
        yield _of_stream(entry, FindingCode.CHAIN_BROKEN, text)


def _node_faults(complete: Mapping[Node, bytes], stored: Mapping[Node, bytes]) -> Iterator[Finding]:
    """The stored subtrees are those of the leaves; proofs are made of them."""
    wrong = sorted(node for node in complete.keys() | stored.keys() if complete.get(node) != stored.get(node))
    if wrong:
        level, index = wrong[0]
        more = f", and {len(wrong) - 1} more near it" if len(wrong) > 1 else ""
        text = f"node {index} of level {level} is not that of its leaves{more}; proofs over it would not hold"
        yield _of_ledger(FindingCode.NODE_DIFFERS, text)


def cut_findings(size: int, heads: Iterable[StatedHead]) -> Iterator[Finding]:
    """Return which heads state more leaves than there are."""
    for head in heads:
        if head.size > size:
            text = f"{head.whose} is over {head.size} leaves, but the ledger has {size}: its end was cut off"
            yield _of_ledger(FindingCode.TREE_CUT, text)


def _of_ledger(code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=LEDGER, text=text)


def _of_stream(entry: StoredEntry, code: FindingCode, text: str) -> Finding:
    return Finding(code=code, nomination_id=entry.stream_id, text=text)
