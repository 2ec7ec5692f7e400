"""The Merkle tree: whatever is not a proof is refused."""

from collections.abc import Callable, Iterator
from random import Random

from domain.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from tests.grown_tree import SIZE, Path, a_grown_tree, pairs


def test_the_empty_tree_is_the_beginning_of_every_tree_by_an_empty_path() -> None:
    """A witness that meets a log for the first time takes any root, but no proof and no other empty root."""
    grown = a_grown_tree()
    root = grown.roots[9]
    assert verify_consistency(0, EMPTY_ROOT, 9, root, ())
    assert verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, ())
    assert not verify_consistency(0, EMPTY_ROOT, 9, root, (root,))
    assert not verify_consistency(0, root, 9, root, ())
    assert not verify_consistency(0, EMPTY_ROOT, 0, root, ())
    assert not verify_consistency(9, root, 9, root, (root,))
    assert not verify_consistency(9, root, 8, grown.roots[8], ())
    assert not verify_consistency(8, grown.roots[8], 9, root, ())


def test_a_hundred_thousand_mutated_proofs_are_refused() -> None:
    """No change to a path, a leaf, a root, an index, or a size with its root is taken for a proof."""
    grown = a_grown_tree()
    chance, refused = Random(20261123), 0  # noqa: S311 - cases, not secrets
    for index, size in pairs(7_003, below=True, count=3_572):
        path = inclusion_proof(index, size, grown.read)
        leaf, root = grown.leaves[index], grown.roots[size]
        assert verify_inclusion(leaf, index, size, path, root)
        for other in _mutated(path, chance, 10):
            assert not verify_inclusion(leaf, index, size, other, root)
            refused += 1
        other_index, other_size = _other(index, size, chance), _other(size, SIZE + 1, chance)
        assert not verify_inclusion(_flipped(leaf, chance), index, size, path, root)
        assert not verify_inclusion(leaf, index, size, path, _flipped(root, chance))
        assert not verify_inclusion(leaf, other_index, size, path, root)
        assert not verify_inclusion(leaf, index, other_size, path, grown.roots[other_size])
        refused += 4
    for old, new in pairs(7_004, count=3_572):
        path = consistency_proof(old, new, grown.read)
        first, second = grown.roots[old], grown.roots[new]
        assert verify_consistency(old, first, new, second, path)
        for other in _mutated(path, chance, 10):
            assert not verify_consistency(old, first, new, second, other)
            refused += 1
        other_old, other_new = _other(old, new, chance), _other(new, SIZE + 1, chance)
        assert not verify_consistency(old, _flipped(first, chance), new, second, path)
        assert not verify_consistency(old, first, new, _flipped(second, chance), path)
        assert not verify_consistency(other_old, grown.roots[other_old], new, second, path)
        assert not verify_consistency(old, first, other_new, grown.roots[other_new], path)
        refused += 4
    assert refused >= 100_000


def test_a_forked_tree_is_never_a_continuation() -> None:
    """A log that changed one old leaf finds no path from the old root to its new one, not even its own."""
    grown = a_grown_tree()
    for changed, old, new in ((0, 5, 9), (3, 8, 64), (700, 701, 1024)):
        forged = grown.changed_at(changed, new)
        for read in (forged.read, grown.read):
            path = consistency_proof(old, new, read)
            assert not verify_consistency(old, grown.roots[old], new, forged.roots[new], path)


def _other(value: int, below: int, chance: Random) -> int:
    """Another number from 0 to before `below`."""
    return (value + chance.randint(1, below - 1)) % below


def _flipped(found: bytes, chance: Random) -> bytes:
    bit = chance.randrange(256)
    return (int.from_bytes(found, "big") ^ 1 << bit).to_bytes(32, "big")


def _mutated(path: Path, chance: Random, count: int) -> Iterator[Path]:
    """Paths that are not this one: bits flipped, hashes lost, doubled, exchanged, cut, put in."""
    for turn in range(count):
        at = chance.randrange(len(path))
        yield _MUTATIONS[turn % len(_MUTATIONS)](path, at, chance)


def _flip(path: Path, at: int, chance: Random) -> Path:
    return (*path[:at], _flipped(path[at], chance), *path[at + 1 :])


def _lose(path: Path, at: int, _: Random) -> Path:
    return path[:at] + path[at + 1 :]


def _double(path: Path, at: int, _: Random) -> Path:
    return (*path[:at], path[at], *path[at:])


def _exchange(path: Path, at: int, chance: Random) -> Path:
    other = chance.randrange(len(path))
    moved = list(path)
    moved[at], moved[other] = moved[other], moved[at]
    return tuple(moved) if tuple(moved) != path else _flip(path, at, chance)


def _shorten(path: Path, at: int, _: Random) -> Path:
    return (*path[:at], path[at][:-1], *path[at + 1 :])


def _put_in(path: Path, at: int, chance: Random) -> Path:
    return (*path[:at], chance.randbytes(32), *path[at:])


_MUTATIONS: tuple[Callable[[Path, int, Random], Path], ...] = (
    _flip,
    _lose,
    _double,
    _exchange,
    _shorten,
    _put_in,
)
