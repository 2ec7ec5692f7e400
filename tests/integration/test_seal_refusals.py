"""What is not sealed and not signed, whatever became of the database, and who may not seal."""

from pathlib import Path

import asyncpg
import pytest

from adapters.ed25519 import SigningKey
from adapters.postgres.seal import SealReader
from adapters.sealer import LogKey, Sealer
from domain.errors import InvalidRecordError, SealRefusedError
from tests.sealed import ORIGIN, append, sealer_on, sealer_url

FREELY = "alter table {0} disable trigger all"


class _CrashError(Exception):
    """Stands for a sealer that is killed."""


_UNGUARDED = ";".join(map(FREELY.format, ("seal.leaf", "seal.node", "seal.checkpoint")))
_OLDER = """
delete from seal.checkpoint where tree_size = 7;
delete from seal.leaf where leaf_index >= 4;
delete from seal.node where (index + 1) * (1 << level) > 4
"""
CHANGED = {
    "an older state": (
        _OLDER,
        "an older state of the database",
    ),
    "another tree": (
        "update seal.node set hash = sha256('x') where level = 2 and index = 0",
        "not those that were signed",
    ),
    "another checkpoint": (
        "update seal.checkpoint set root = sha256('x') where tree_size = 7",
        "not the one signed here",
    ),
}


@pytest.mark.parametrize(("change", "why"), CHANGED.values(), ids=CHANGED)
async def test_a_tree_that_does_not_extend_the_signed_one_is_not_signed(
    own_admin: asyncpg.Connection, sealer: Sealer, change: str, why: str
) -> None:
    """Whatever the database has become, no second note is signed for what was signed already."""
    for count in (4, 3):
        await append(own_admin, "n-older", count)
        await sealer.seal()
    await own_admin.execute(f"{_UNGUARDED}; {change}")
    before = await own_admin.fetch("select * from seal.checkpoint")
    with pytest.raises(SealRefusedError, match=why):
        await sealer.seal()

    assert before == await own_admin.fetch("select * from seal.checkpoint")


async def test_leaves_changed_behind_the_sealer_are_not_signed(
    own_database: str, own_admin: asyncpg.Connection, tmp_path: Path, seal: SealReader
) -> None:
    """Between the leaves and the signature somebody rewrites a leaf: its nodes do not fit any more."""

    def crash(_step: str) -> None:
        raise _CrashError

    await append(own_admin, "n-1", 4)
    async with sealer_on(own_database, tmp_path, reached=crash) as dying:
        with pytest.raises(_CrashError):
            await dying.seal()
    await own_admin.execute(_UNGUARDED)
    await own_admin.execute("update seal.leaf set leaf_hash = sha256('x') where leaf_index = 1")
    async with sealer_on(own_database, tmp_path) as sealer:
        with pytest.raises(SealRefusedError, match="not those of its leaves"):
            await sealer.seal()

    assert await seal.checkpoint() is None


async def test_a_log_begins_once(own_database: str, own_admin: asyncpg.Connection, tmp_path: Path) -> None:
    """With its state lost, unreadable, or of another key, a sealer signs nothing and says what to restore."""
    await append(own_admin, "n-1")
    async with sealer_on(own_database, tmp_path) as first:
        await first.seal()
    stranger = LogKey(ORIGIN, SigningKey(b"\10" * 32))
    async with sealer_on(own_database, tmp_path, key=stranger) as other:
        with pytest.raises(SealRefusedError, match="another log or key"):
            await other.seal()
    state = tmp_path / "state" / "sealed.json"
    state.write_text("{")
    async with sealer_on(own_database, tmp_path) as garbled:
        with pytest.raises(SealRefusedError, match="cannot be read"):
            await garbled.seal()
    state.unlink()
    async with sealer_on(own_database, tmp_path) as lost:
        with pytest.raises(SealRefusedError, match="is gone"):
            await lost.seal()


async def test_one_session_seals(own_database: str, own_admin: asyncpg.Connection, tmp_path: Path) -> None:
    """A second sealer waits; should it not, the database refuses what it writes."""
    await append(own_admin, "n-1")
    async with (
        sealer_on(own_database, tmp_path) as first,
        sealer_on(own_database, tmp_path, alone=False) as second,
    ):
        with pytest.raises(InvalidRecordError, match="another session seals"):
            await second.seal()
        assert await first.claim()
        assert 1 == (await first.seal()).sealed
    async with sealer_on(own_database, tmp_path) as third:
        assert 1 == (await third.seal()).size


_BEYOND_SEALING = (
    "select from ledger.entry",
    "select from commendation.nomination",
    "insert into seal.pending values (1)",
    "insert into seal.leaf values (9, 1, sha256('x'))",
    "update seal.checkpoint set note = 'x'",
    "delete from seal.node",
    "truncate seal.pending",
    "select ledger.append('n-1', 'x', 'a.b', 1, '{}')",
    "alter table seal.leaf disable trigger all",
    "create table seal.mine (n int)",
    "set role vinhdanh_owner",
)


async def test_the_sealers_role_can_do_nothing_but_seal(own_database: str) -> None:
    """Whoever takes over the sealer reads no entry, writes none, and changes nothing that is sealed."""
    connection = await asyncpg.connect(sealer_url(own_database))
    for statement in _BEYOND_SEALING:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()


async def test_the_application_cannot_seal(own_pool: asyncpg.Pool) -> None:
    """A worker that is taken over can neither hold the sealer up nor write into the tree."""
    for call in (
        "seal.claim()",
        "seal.add(0, '{}', '{}', '{}', '{}', '{}')",
        "seal.keep_checkpoint(1, '', '', '', now())",
        "seal.keep_cosignature(1, '', '', '')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await own_pool.execute(f"select {call}")


_SEALED = {
    "seal.leaf": "leaf_hash",
    "seal.node": "hash",
    "seal.checkpoint": "note",
    "seal.cosignature": "line",
}


async def test_what_is_sealed_is_not_changed(own_admin: asyncpg.Connection, sealer: Sealer) -> None:
    """Not even the superuser changes it by mistake."""
    await append(own_admin, "n-1", 2)
    await sealer.seal()
    await own_admin.execute("select seal.keep_cosignature(2, 'w', U&'\\2014 w x', 'k')")
    for table, column in _SEALED.items():
        for act in ("update {0} set {1} = {1}", "delete from {0}", "truncate {0} cascade"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
                await own_admin.execute(act.format(table, column))
