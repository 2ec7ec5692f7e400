"""A Merkle tree with all its nodes, and places in it drawn by a seed."""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

from domain.merkle import CompactRange, Node, leaf_of

SIZE = 1024

Path = tuple[bytes, ...]


class Grown:
    """A tree with all its nodes and the root at each size, as a log and its database have them."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """Append the hashes of leaves one by one."""
        tree = CompactRange()
        self.leaves, self.roots, self.nodes = leaves, [tree.root()], dict[Node, bytes]()
        for leaf in leaves:
            self.nodes |= {(level, index): found for level, index, found in tree.append(leaf)}
            self.roots.append(tree.root())

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        """Return the hashes of these nodes."""
        return [self.nodes[node] for node in nodes]

    def changed_at(self, index: int, size: int) -> "Grown":
        """Return a tree of `size` leaves that differs in one."""
        leaves = list(self.leaves[:size])
        leaves[index] = leaf_of(b"forged")
        return Grown(leaves)


@cache
def a_grown_tree() -> Grown:
    """Return a tree of 1,024 leaves that hold their own index as text."""
    return Grown([leaf_of(str(index).encode()) for index in range(SIZE)])


def pairs(seed: int, *, below: bool = False, count: int = 2_000) -> Iterator[tuple[int, int]]:
    """Yield pairs (index below size) or (old, larger size), drawn over all sizes to 1,024 with this seed."""
    chance = Random(seed)  # noqa: S311 - cases, not secrets
    for _ in range(count):
        size = chance.randint(2, SIZE)
        yield (chance.randrange(size) if below else chance.randint(1, size - 1)), size
