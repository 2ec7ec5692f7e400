"""The Merkle tree: the published vectors, parity with another implementation, and what must be refused."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import Protocol, cast

import pytest
from pymerkle import InmemoryTree  # pyright: ignore[reportMissingTypeStubs]

from domain.merkle import (
    EMPTY_ROOT,
    CompactRange,
    Node,
    consistency_proof,
    frontier_nodes,
    inclusion_proof,
    leaf_of,
    node_of,
    nodes_of_consistency,
    nodes_of_inclusion,
    verify_consistency,
    verify_inclusion,
)
from tests.grown_tree import SIZE, Grown, Path, a_grown_tree, pairs

VECTOR_LEAVES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
VECTOR_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SECOND = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSION_VECTORS = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        SECOND,
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (FIFTH, LAST_TWO, VECTOR_ROOTS[4]),
    (2, 3): (VECTOR_ROOTS[2],),
    (1, 5): (VECTOR_ROOTS[1], SECOND, FIFTH),
}
CONSISTENCY_VECTORS = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        SECOND,
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): ("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", LAST_TWO, VECTOR_ROOTS[4]),
    (2, 5): (SECOND, FIFTH),
}


class OracleProof(Protocol):
    """What pymerkle returns; a path of inclusion begins with the leaf."""

    path: list[bytes]

    def verify(self, first: bytes, second: bytes) -> None:
        """Raise unless the proof holds between these."""


class Oracle(Protocol):
    """As much as is asked of pymerkle, which has no types of its own; it counts leaves from one."""

    def append_entry(self, data: bytes) -> int:
        """Add a leaf."""
        ...

    def get_root(self, size: int) -> bytes:
        """Return the root at this size."""
        ...

    def prove_inclusion(self, index: int, size: int) -> OracleProof:
        """Return a proof for a leaf."""
        ...

    def prove_consistency(self, prior_size: int, later_size: int) -> OracleProof:
        """Return a proof between two sizes."""
        ...


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    """The same leaves in an implementation that is not ours."""
    tree = cast("Oracle", InmemoryTree(algorithm="sha256"))
    for index in range(SIZE):
        tree.append_entry(str(index).encode())
    return tree


def test_the_published_vectors_hold() -> None:
    """Roots and paths are those that Certificate Transparency publishes for its eight leaves."""
    tree = Grown([leaf_of(bytes.fromhex(data)) for data in VECTOR_LEAVES])
    assert [root.hex() for root in tree.roots] == list(VECTOR_ROOTS)
    assert tree.roots[0] == EMPTY_ROOT
    for (index, size), path in INCLUSION_VECTORS.items():
        assert _hex(inclusion_proof(index, size, tree.read)) == path
    for (old, new), path in CONSISTENCY_VECTORS.items():
        assert _hex(consistency_proof(old, new, tree.read)) == path


def test_roots_agree_with_the_oracle_at_every_size_to_1024(oracle: Oracle) -> None:
    """No size is special to our tree."""
    assert a_grown_tree().roots[1:] == [oracle.get_root(size) for size in range(1, SIZE + 1)]


def test_proofs_agree_with_the_oracle(oracle: Oracle) -> None:
    """Inclusion paths are byte for byte the oracle's, and it accepts its own proofs between our roots."""
    grown = a_grown_tree()
    for index, size in pairs(7_001, below=True):
        theirs = oracle.prove_inclusion(index + 1, size)
        assert inclusion_proof(index, size, grown.read) == tuple(theirs.path)[1:]
    for old, new in pairs(7_002):
        oracle.prove_consistency(old, new).verify(grown.roots[old], grown.roots[new])


def test_every_proof_to_size_70_is_the_one_the_standard_defines() -> None:
    """Paths are those of the recursive definitions in RFC 9162, and both verifiers accept them."""
    tree = Grown([sha256(bytes([index])).digest() for index in range(70)])
    for size in range(1, 71):
        for index in range(size):
            path = inclusion_proof(index, size, tree.read)
            assert path == _standard_path(index, tree.leaves[:size])
            assert verify_inclusion(tree.leaves[index], index, size, path, tree.roots[size])
        for old in range(1, size + 1):
            path = consistency_proof(old, size, tree.read)
            assert path == _standard_subproof(old, tree.leaves[:size], whole=True)
            assert verify_consistency(old, tree.roots[old], size, tree.roots[size], path)


def test_a_tree_goes_on_from_its_frontier() -> None:
    """A tree kept as size and frontier, or read back from its nodes, grows as if it had never stopped."""
    grown = a_grown_tree()
    for size in (0, 1, 5, 511, 512, 1000):
        kept = CompactRange(size, grown.read(frontier_nodes(size)))
        assert kept.root() == grown.roots[size]
        again = CompactRange(kept.size, kept.frontier)
        for leaf in grown.leaves[size:]:
            again.append(leaf)
        assert (again.size, again.root()) == (SIZE, grown.roots[SIZE])


def test_each_node_is_told_once_when_it_is_complete() -> None:
    """What a sealer stores from `append` is every complete subtree, each exactly once."""
    tree, told = CompactRange(), list[Node]()
    for index in range(21):
        told += [(level, at) for level, at, _ in tree.append(leaf_of(bytes([index])))]
    assert sorted(told) == sorted((level, at) for level in range(5) for at in range(21 >> level))


def test_a_frontier_of_another_size_is_refused() -> None:
    """A damaged state file cannot become a tree."""
    for size, frontier in ((1, ()), (2, (EMPTY_ROOT, EMPTY_ROOT)), (-1, ()), (1, (b"short",))):
        with pytest.raises(ValueError, match="frontier"):
            CompactRange(size, frontier)


def test_what_cannot_be_proven_is_not_asked_for() -> None:
    """A leaf outside its tree, or a tree larger than its successor, is an error and no empty proof."""
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(ValueError, match="leaf"):
            nodes_of_inclusion(index, size)
    for old, new in ((4, 3), (-1, 3)):
        with pytest.raises(ValueError, match="beginning"):
            nodes_of_consistency(old, new)


def _hex(path: Path) -> tuple[str, ...]:
    return tuple(beside.hex() for beside in path)


@cache
def _standard_root(leaves: tuple[bytes, ...]) -> bytes:
    """MTH of RFC 9162 §2.1.1, over hashes of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    k = _standard_split(len(leaves))
    return node_of(_standard_root(leaves[:k]), _standard_root(leaves[k:]))


def _standard_split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def _standard_path(index: int, leaves: Sequence[bytes]) -> Path:
    """PATH of RFC 9162 §2.1.3.1."""
    leaves = tuple(leaves)
    if len(leaves) == 1:
        return ()
    k = _standard_split(len(leaves))
    if index < k:
        return (*_standard_path(index, leaves[:k]), _standard_root(leaves[k:]))
    return (*_standard_path(index - k, leaves[k:]), _standard_root(leaves[:k]))


def _standard_subproof(old: int, leaves: Sequence[bytes], *, whole: bool) -> Path:
    """SUBPROOF of RFC 9162 §2.1.4.1."""
    leaves = tuple(leaves)
    if old == len(leaves):
        return () if whole else (_standard_root(leaves),)
    k = _standard_split(len(leaves))
    if old <= k:
        return (*_standard_subproof(old, leaves[:k], whole=whole), _standard_root(leaves[k:]))
    return (*_standard_subproof(old - k, leaves[k:], whole=False), _standard_root(leaves[:k]))
