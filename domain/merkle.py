"""The Merkle tree of RFC 9162 §2.1 (that of RFC 6962), over SHA-256: roots, proofs, and checking proofs.

    hash of a leaf = SHA-256(0x00 | data)            hash of a node = SHA-256(0x01 | left | right)

A ledger entry's `leaf_hash` is a leaf's hash already. All hashes here are 32 raw bytes. Only complete
subtrees are ever kept: node `(level, index)` stands over the leaves from `index * 2**level` to before
`(index + 1) * 2**level`, and level 0 are the leaves themselves. Such a node never changes when the tree
grows, and every proof is made of them.

A size and a root belong together and come from a signed head: a path alone does not tell the trees of 3 and
of 4 leaves apart for the first leaf, in RFC 9162 as here.

Making a proof takes two steps, so that the reading between them may be asynchronous:

    wanted = nodes_of_inclusion(index, size)                     # which nodes, grouped by place in the path
    path = path_from(wanted, await read(flat(wanted)))           # {node: hash} -> the proof's path
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256

Node = tuple[int, int]
"""A complete subtree by level and index."""

Wanted = tuple[tuple[Node, ...], ...]
"""For each place of a proof's path, the complete subtrees that make its hash, from left to right."""

EMPTY_ROOT = sha256(b"").digest()
"""The root of the tree without leaves."""

HASH_BYTES = 32


def leaf_of(data: bytes) -> bytes:
    """Return the hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return sha256(b"\x01" + left + right).digest()


class CompactRange:
    """A tree that grows by appending and remembers no more than it needs for its root.

    `size` is the number of leaves, `frontier` the hashes of the complete subtrees that cover them, the
    largest (leftmost) first: as many as `size` has one bits. Both together are its whole state.
    """

    __slots__ = ("_frontier", "_size")

    def __init__(self, size: int = 0, frontier: Sequence[bytes] = ()) -> None:
        """Start empty, or go on from a size and frontier kept earlier.

        Raises:
            ValueError: the frontier is not that of a tree of this size.
        """
        if size < 0 or size.bit_count() != len(frontier) or not all(map(_is_hash, frontier)):
            message = f"a tree of {size} leaves has no frontier of {len(frontier)} such hashes"
            raise ValueError(message)
        self._size, self._frontier = size, list(frontier)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    @property
    def frontier(self) -> tuple[bytes, ...]:
        """The hashes of the complete subtrees that cover the leaves, the largest first."""
        return tuple(self._frontier)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add the hash of a leaf; return the nodes now complete as (level, index, hash), the leaf first."""
        complete = [(0, self._size, leaf)]
        while self._size >> len(complete) - 1 & 1:
            level, index, right = complete[-1]
            complete.append((level + 1, index >> 1, node_of(self._frontier.pop(), right)))
        self._frontier.append(complete[-1][2])
        self._size += 1
        return complete

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        return _fold(self._frontier) if self._frontier else EMPTY_ROOT


def frontier_nodes(size: int) -> tuple[Node, ...]:
    """Return the nodes that are the frontier of a tree of `size` leaves, the largest first."""
    return tuple(_cover(0, size))


def nodes_of_inclusion(index: int, size: int) -> Wanted:
    """Return the nodes for a proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1).

    Raises:
        ValueError: there is no such leaf in such a tree.
    """
    if not 0 <= index < size:
        message = f"a tree of {size} leaves has no leaf {index}"
        raise ValueError(message)
    low, high, beside = 0, size, list[tuple[int, int]]()
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    return _wanted(beside)


def nodes_of_consistency(old_size: int, new_size: int) -> Wanted:
    """Return the nodes for a proof that one tree is the beginning of another (RFC 9162 §2.1.4.1).

    From the empty tree, and from a tree to itself, there is nothing to prove and the path is empty.

    Raises:
        ValueError: the old tree is larger than the new one.
    """
    if not 0 <= old_size <= new_size:
        message = f"a tree of {old_size} leaves is not the beginning of one of {new_size}"
        raise ValueError(message)
    if old_size == 0:
        return ()
    low, high, beside = 0, new_size, list[tuple[int, int]]()
    while high != old_size:
        middle = low + _split(high - low)
        if old_size <= middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    return _wanted([*beside, (low, high)] if low else beside)


def flat(wanted: Wanted) -> list[Node]:
    """Return all the nodes to be read, in order."""
    return [node for place in wanted for node in place]


def path_from(wanted: Wanted, hashes: Mapping[Node, bytes]) -> tuple[bytes, ...]:
    """Return a proof's path from the hashes of its nodes.

    Raises:
        KeyError: a node is missing.
    """
    return tuple(_fold([hashes[node] for node in place]) for place in wanted)


Read = Callable[[Sequence[Node]], Sequence[bytes]]
"""Reads the hashes of complete subtrees, in the order asked."""


def inclusion_proof(index: int, size: int, read: Read) -> tuple[bytes, ...]:
    """Return the path that proves leaf `index` in the tree; raises as `nodes_of_inclusion`."""
    return _read_path(nodes_of_inclusion(index, size), read)


def consistency_proof(old_size: int, new_size: int, read: Read) -> tuple[bytes, ...]:
    """Return the path that proves the old tree the new one's beginning; raises as `nodes_of_consistency`."""
    return _read_path(nodes_of_consistency(old_size, new_size), read)


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether the path proves this leaf hash at `index` (RFC 9162 §2.1.3.2); never raises."""
    if not 0 <= index < size or not all(map(_is_hash, (leaf, root, *path))):
        return False
    at, last, found = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_of(beside, found)
            at, last = _climb(at, last)
        else:
            found = node_of(found, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Return whether the path proves the old tree the beginning of the new (RFC 9162 §2.1.4.2); never raises.

    The empty tree is the beginning of every tree, by an empty path (C2SP tlog-witness).
    """
    if not 0 <= old_size <= new_size or not all(map(_is_hash, (old_root, new_root, *path))):
        return False
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT and (new_size > 0 or new_root == EMPTY_ROOT)
    if old_size == new_size:
        return not path and old_root == new_root
    whole = old_size & (old_size - 1) == 0
    return _both_roots(old_size, new_size, (old_root, *path) if whole else path) == (old_root, new_root)


def _both_roots(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees as a path of consistency gives them, or None when it has not their shape."""
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path:
        return None
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node_of(beside, old), node_of(beside, new)
            at, last = _climb(at, last)
        else:
            new = node_of(new, beside)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(at: int, last: int) -> tuple[int, int]:
    """Go up past the levels at which the last node of a level stands alone."""
    while not at & 1 and at:
        at, last = at >> 1, last >> 1
    return at, last


def _is_hash(value: bytes) -> bool:
    return len(value) == HASH_BYTES


def _split(leaves: int) -> int:
    """The largest power of two below a number above one: how many leaves stand left of the top."""
    return 1 << (leaves - 1).bit_length() - 1


def _cover(low: int, high: int) -> Iterator[Node]:
    """The complete subtrees over leaves `low` to before `high`, which are a subtree of some tree."""
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def _wanted(beside: list[tuple[int, int]]) -> Wanted:
    """Nodes by place; the search went from the root down, a path goes from the leaf up."""
    return tuple(tuple(_cover(low, high)) for low, high in reversed(beside))


def _fold(hashes: Sequence[bytes]) -> bytes:
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_of(left, found)
    return found


def _read_path(wanted: Wanted, read: Read) -> tuple[bytes, ...]:
    nodes = flat(wanted)
    return path_from(wanted, dict(zip(nodes, read(nodes), strict=True)))
