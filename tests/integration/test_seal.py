"""Sealing: every entry becomes one leaf of one tree, which only ever grows and is signed only as it grew."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from adapters.local_postgres import LocalPostgres
from adapters.postgres.seal import SealReader
from adapters.sealer import STEPS, Sealer
from domain.merkle import verify_consistency, verify_inclusion
from schemas.sealing import Round
from tests.sealed import append, assert_signed, root_of, sealer_on

FREELY = "alter table {0} disable trigger all"


async def test_an_entry_waits_from_the_moment_it_is_committed(own_admin: asyncpg.Connection) -> None:
    """What is taken back waits for nothing; what is appended, alone or with others, waits once."""
    taken_back = own_admin.transaction()
    await taken_back.start()
    await append(own_admin, "n-1")
    await taken_back.rollback()
    await append(own_admin, "n-1")
    await append(own_admin, "n-2")
    await own_admin.execute(
        "select ledger.append_many(array['n-1', 'n-2'], array['a', 'b'], array['a.b', 'a.b'], array[1, 1], "
        "array['{}', '{}']::bytea[])"
    )

    waiting = await own_admin.fetch(
        "select stream_id, stream_seq from seal.pending join ledger.entry using (entry_id) order by 1, 2"
    )
    assert [("n-1", 1), ("n-1", 2), ("n-2", 1), ("n-2", 2)] == [tuple(row) for row in waiting]


async def test_entries_of_before_the_seal_are_sealed_too(
    own_database: str,
    own_admin: asyncpg.Connection,
    postgres: LocalPostgres,
    tmp_path: Path,
    seal: SealReader,
) -> None:
    """The migration leaves to the sealer what is on record already."""
    name = await own_admin.fetchval("select current_database()")
    while await own_admin.fetchval("select to_regnamespace('seal') is not null"):
        await asyncio.to_thread(postgres.dbmate, "rollback", database=name)
    leaves = await append(own_admin, "n-before", 3)
    await asyncio.to_thread(postgres.migrate, name)
    async with sealer_on(own_database, tmp_path) as sealer:
        done = await sealer.seal()

    assert Round(sealed=3, held=0, size=3) == done
    assert leaves == [leaf.leaf_hash async for leaf in seal.leaves()]


async def test_the_tree_is_signed_kept_and_exported_as_it_grows(
    own_admin: asyncpg.Connection, sealer: Sealer, seal: SealReader, tmp_path: Path
) -> None:
    """Each round signs one larger tree over the same leaves; the note outside is the note on record."""
    leaves = list[str]()
    for count in (1, 2, 5):
        leaves += await append(own_admin, f"n-{count}", count)
        assert Round(sealed=count, held=0, size=len(leaves)) == await sealer.seal()
        assert Round(sealed=0, held=0, size=len(leaves)) == await sealer.seal()
    checkpoints = [each async for each in seal.checkpoints()]

    assert [1, 3, 8] == [each.head.size for each in checkpoints]
    for each in checkpoints:
        assert_signed(each)
        assert root_of(leaves[: each.head.size]) == each.head.root
        path = tmp_path / "checkpoints" / "000000000000" / f"{each.head.size:012d}.txt"
        assert each.note == path.read_text()
    assert checkpoints[-1] == await seal.checkpoint()
    assert checkpoints[-1].head == await seal.head()
    assert checkpoints[-1].note == (tmp_path / "checkpoints" / "latest.txt").read_text()


async def test_every_entry_and_every_growth_can_be_proven(
    own_admin: asyncpg.Connection, sealer: Sealer, seal: SealReader
) -> None:
    """Proofs made from the stored nodes hold against signed roots, the first over the leaf and the last."""
    for _ in range(6):
        await append(own_admin, "n-proven", 3)
        await sealer.seal()
    checkpoints = [each async for each in seal.checkpoints()]
    leaves = [leaf async for leaf in seal.leaves()]
    latest = checkpoints[-1].head

    for leaf in leaves:
        receipt = await seal.proof_of_leaf(leaf.leaf_hash)
        assert receipt is not None
        assert receipt.proof is not None
        assert receipt.checkpoint is not None
        assert receipt.entry == leaf.entry
        assert leaf.leaf_index < receipt.checkpoint.head.size <= leaf.leaf_index + 3
        for proof, root in (
            (receipt.proof, receipt.checkpoint.head.root),
            (await seal.inclusion(leaf.leaf_index, latest.size), latest.root),
        ):
            path = [bytes.fromhex(each) for each in proof.path]
            leaf_hash = bytes.fromhex(leaf.leaf_hash)
            assert verify_inclusion(leaf_hash, leaf.leaf_index, proof.tree_size, path, bytes.fromhex(root))
    for each in checkpoints:
        path = await seal.consistency(each.head.size, latest.size)
        roots = bytes.fromhex(each.head.root), bytes.fromhex(latest.root)
        assert verify_consistency(each.head.size, roots[0], latest.size, roots[1], path)


async def test_what_is_not_sealed_yet_has_its_hash_and_no_proof(
    own_admin: asyncpg.Connection, sealer: Sealer, seal: SealReader
) -> None:
    """A receipt is there at once; its proof comes with the next round."""
    [leaf] = await append(own_admin, "n-soon")
    at_once = await seal.proof_of("n-soon", 1)
    await sealer.seal()
    later = await seal.proof_of("n-soon", 1)

    assert at_once is not None
    assert later is not None
    assert (leaf, None, None) == (at_once.entry.leaf_hash, at_once.proof, at_once.checkpoint)
    assert later.proof is not None
    assert (0, 1) == (later.proof.leaf_index, later.proof.tree_size)
    assert await seal.proof_of("n-soon", 2) is None


async def test_leaves_are_walked_from_anywhere(
    own_admin: asyncpg.Connection, sealer: Sealer, seal: SealReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever verifies goes on from anywhere, piece by piece; an entry that is gone leaves its leaf."""
    monkeypatch.setattr("adapters.postgres.seal._PIECE", 3)
    leaves = await append(own_admin, "n-walked", 10)
    await sealer.seal()
    await own_admin.execute(FREELY.format("ledger.entry"))
    await own_admin.execute("delete from ledger.entry where stream_seq = 7")

    walked = [leaf async for leaf in seal.leaves(4)]
    assert leaves[4:] == [leaf.leaf_hash for leaf in walked]
    assert [5, 6, None, 8, 9, 10] == [leaf.entry.seq if leaf.entry else None for leaf in walked]
    assert [4, 5, 6, 7, 8] == [leaf.leaf_index async for leaf in seal.leaves(4, 5)]


async def test_who_commits_late_is_sealed_late(
    own_database: str, own_admin: asyncpg.Connection, sealer: Sealer, seal: SealReader
) -> None:
    """A transaction that stays open neither stops the others nor is passed over when it ends."""
    slow = await asyncpg.connect(own_database.replace("vinhdanh_app@", "postgres@"))
    transaction = slow.transaction()
    await transaction.start()
    [late] = await append(slow, "n-slow")
    early = await append(own_admin, "n-quick", 2)
    first = await sealer.seal()
    await transaction.commit()
    await slow.close()
    second = await sealer.seal()

    assert (2, 1) == (first.sealed, second.sealed)
    assert [*early, late] == [leaf.leaf_hash async for leaf in seal.leaves()]


async def test_a_broken_chain_is_held_back_and_stops_no_other(
    own_admin: asyncpg.Connection, sealer: Sealer, seal: SealReader
) -> None:
    """What does not follow on what is sealed, or has not its hash, is left for people to look at."""
    await append(own_admin, "n-sealed")
    await sealer.seal()
    await append(own_admin, "n-sealed", 2)
    await append(own_admin, "n-forged", 2)
    whole = await append(own_admin, "n-whole", 2)
    await own_admin.execute(FREELY.format("ledger.entry"))
    for change in (
        "prev_hash = sha256('x') where stream_id = 'n-sealed' and stream_seq = 2",
        "occurred_us = 2 where stream_id = 'n-forged' and stream_seq = 1",
    ):
        await own_admin.execute(f"update ledger.entry set {change}")  # noqa: S608 - ours
    done = await sealer.seal()

    assert (2, 4) == (done.sealed, done.held)
    assert whole == [leaf.leaf_hash async for leaf in seal.leaves(1)]
    assert 4 == (await seal.pending())[0]


class _CrashError(Exception):
    """Stands for a sealer that is killed."""


@pytest.mark.parametrize("fatal", STEPS)
async def test_a_crash_after_any_step_is_gone_on_from(
    own_database: str, own_admin: asyncpg.Connection, seal: SealReader, tmp_path: Path, fatal: str
) -> None:
    """The next sealer finishes what was begun: each entry is one leaf, and each size has one note."""

    def reached(step: str) -> None:
        if step == fatal:
            raise _CrashError

    leaves = await append(own_admin, "n-crash", 3)
    async with sealer_on(own_database, tmp_path, reached=reached) as dying:
        with pytest.raises(_CrashError):
            await dying.seal()
    leaves += await append(own_admin, "n-crash", 2)
    async with sealer_on(own_database, tmp_path) as next_one:
        await next_one.seal()
        checkpoints = [each async for each in seal.checkpoints()]
        assert Round(sealed=0, held=0, size=5) == await next_one.seal()
    files = sorted((tmp_path / "checkpoints").glob("0*/*.txt"))

    assert leaves == [leaf.leaf_hash async for leaf in seal.leaves()]
    assert 5 == checkpoints[-1].head.size
    assert [root_of(leaves[: each.head.size]) for each in checkpoints] == [
        each.head.root for each in checkpoints
    ]
    assert checkpoints[-1].note == files[-1].read_text()
    assert 0 == (await seal.pending())[0]
