"""Whatever an administrator of the database does, the auditor names it: the attacks of the threat model."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import asyncpg
import pytest

from adapters.ed25519 import SigningKey
from adapters.local_postgres import LocalPostgres
from adapters.postgres.keys import PostgresKeys
from adapters.postgres.pool import open_pool
from adapters.postgres.sealed_ledger import SealedLedger
from adapters.seal_verification import Held, SealLook, leaves_to_walk, look_at_ledger, verify_seal
from cli.seal_verification import look_at_seal
from domain.checkpoint_check import WITNESS_PATIENCE, HeldCheckpointError
from domain.key_check import founder_findings
from domain.notes import NoteKey, NoteType
from schemas.audit import Finding
from schemas.audit import FindingCode as Code
from schemas.names import nomination_workflow_id
from schemas.trust import Trust
from tests.conftest import new_database
from tests.integration.attacker import FORGERS_KEY, TRUST, Attacker, Sealed, attacked, audited, sealed_record
from tests.integration.attacks import ATTACKS
from tests.plain_rules import unsigned_book
from tests.sealed import append, sealer_on

_DATABASE = "attacked_record"
_WITNESS = str(NoteKey("archive.example/w1", NoteType.COSIGNATURE, SigningKey(b"\5" * 32).public))


@pytest.fixture(scope="module")
async def sealed(
    postgres: LocalPostgres, admin_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sealed]:
    """A record with signed decisions on three nominations, sealed in three rounds."""
    admin = await asyncpg.connect(admin_url.replace("/vinhdanh?", "/postgres?"))
    await new_database(admin, postgres, _DATABASE)
    url = postgres.application_url().replace("/vinhdanh?", f"/{_DATABASE}?")
    try:
        yield await sealed_record(admin, url, _DATABASE, tmp_path_factory.mktemp("sealer"))
    finally:
        await admin.close()


@pytest.fixture(scope="module")
async def dba(sealed: Sealed, admin_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser on that record."""
    connection = await asyncpg.connect(admin_url.replace("/vinhdanh?", f"/{sealed.database}?"))
    yield connection
    await connection.close()


def _codes(findings: list[Finding]) -> set[Code]:
    return {finding.code for finding in findings}


@pytest.mark.parametrize("piece", [1, 7, 2_000])
async def test_a_record_that_nobody_touched_is_clean(
    piece: int, dba: asyncpg.Connection, sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the seal alone, against a held checkpoint, and in every detail; whatever is read at once."""
    monkeypatch.setattr("adapters.seal_verification._PIECE", piece)
    monkeypatch.setattr("adapters.postgres.sealed_ledger._MANY", piece)
    found = await audited(dba, sealed)

    assert ([], [], []) == (found.seal, found.held, found.details)


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attack_is_named(name: str, dba: asyncpg.Connection, sealed: Sealed) -> None:
    """Each leads to its findings and to no others, wherever the auditor looks, and about nobody else."""
    attack = ATTACKS[name]
    found = await attacked(dba, sealed, attack.deed)
    everything = [*found.seal, *found.held, *found.details]
    about = {sealed.nominations[0], sealed.nominations[-1], "ledger", "keys:registry"}
    about.add(f"history:{nomination_workflow_id(sealed.nominations[0])}")

    assert attack.seal == _codes(found.seal)
    assert attack.found_with_held == _codes(found.held)
    assert attack.details == _codes(found.details)
    assert everything
    assert {finding.nomination_id for finding in everything} <= about


async def test_a_ledger_that_is_wrong_everywhere_does_not_fill_the_memory(
    dba: asyncpg.Connection, sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many findings are kept as anybody can read, and that there are more is said."""
    monkeypatch.setattr("adapters.seal_verification.MOST_FINDINGS", 2)

    async def deed(attacker: Attacker) -> None:
        await attacker.run("update ledger.entry set occurred_us = occurred_us + 1")
        looks.append(await look_at_ledger(SealedLedger(attacker.connection), TRUST))

    looks = list[SealLook]()
    await attacked(dba, sealed, deed)

    assert (2, looks[0].leaves - 2) == (len(looks[0].findings), looks[0].left_out)
    assert f"{looks[0].left_out} more findings" in looks[0].notices[0].text


@pytest.mark.parametrize("sealed_meanwhile", [True, False])
async def test_a_sealer_that_comes_back_is_not_blamed(
    own_database: str,
    own_pool: asyncpg.Pool,
    own_admin: asyncpg.Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    sealed_meanwhile: bool,
) -> None:
    """What has waited too long is looked at again; only what still waits then is a finding."""
    monkeypatch.setattr("cli.seal_verification.SECONDS_BETWEEN", 0.01)
    monkeypatch.setattr("cli.seal_verification.LOOKS", 2_000 if sealed_meanwhile else 2)
    await append(own_admin, "series:late")
    await own_admin.execute("update seal.pending set since = since - interval '1 minute'")
    looking = asyncio.create_task(look_at_seal(own_pool, None, None, shown=False))
    if sealed_meanwhile:
        async with sealer_on(own_database, tmp_path) as sealer:
            await sealer.seal()

    assert (set() if sealed_meanwhile else {Code.SEALING_LATE}) == _codes((await looking).findings)


async def test_an_older_backup_is_named_by_who_holds_a_later_checkpoint(
    sealed: Sealed, admin_url: str
) -> None:
    """It is whole in itself; only what left the house before tells that there was more."""
    connection = await asyncpg.connect(admin_url.replace("/vinhdanh?", f"/{sealed.early}?"))
    found = await audited(connection, sealed)
    await connection.close()

    assert ([], {Code.TREE_CUT}, []) == (found.seal, _codes(found.held), found.details)


@pytest.mark.parametrize("number", [0, 1, 2])
async def test_a_walk_goes_on_from_any_checkpoint_that_was_kept(
    number: int, postgres: LocalPostgres, sealed: Sealed
) -> None:
    """Only what came after it is walked; what it covers is vouched for by its root."""
    url = postgres.application_url().replace("/vinhdanh?", f"/{sealed.database}?")
    note = sealed.checkpoints[number]
    async with await open_pool(url, size=2) as pool:
        whole = await verify_seal(pool, TRUST)
        tail = await verify_seal(pool, TRUST, Held(note, resumes=True))

    assert [] == whole.findings + tail.findings
    assert (0, 3) == (whole.resumed_at, whole.checkpoints)
    assert int(note.split("\n")[1]) == tail.resumed_at == whole.leaves - tail.leaves
    assert 2 - number == tail.checkpoints


async def test_an_auditor_walks_with_nothing_but_the_right_to_read(
    postgres: LocalPostgres, sealed: Sealed
) -> None:
    """Whoever verifies the seal needs no right to change or execute anything."""
    url = postgres.application_url().replace("/vinhdanh?", f"/{sealed.database}?")
    async with await open_pool(url.replace("vinhdanh_app@", "vinhdanh_auditor@"), size=2) as pool:
        leaves = await leaves_to_walk(pool)
        look = await verify_seal(pool, TRUST, Held(sealed.checkpoints[-1]))

    assert [] == look.findings
    assert leaves == look.leaves > 0


async def test_a_walk_does_not_go_on_from_a_tree_that_was_never_there(
    dba: asyncpg.Connection, sealed: Sealed
) -> None:
    """A fork is named, and everything is walked from its first leaf."""

    async def deed(attacker: Attacker) -> None:
        await ATTACKS["rebuild everything, signed with the same key"].deed(attacker)
        held = Held(sealed.checkpoints[1], resumes=True)
        looks.append(await look_at_ledger(SealedLedger(attacker.connection), TRUST, held))

    looks = list[SealLook]()
    await attacked(dba, sealed, deed)

    assert {Code.TREE_FORKED} == _codes(looks[0].findings)
    assert 0 == looks[0].resumed_at < looks[0].leaves


async def test_a_checkpoint_by_another_log_is_no_beginning(dba: asyncpg.Connection, sealed: Sealed) -> None:
    """Who brings a forged checkpoint is told so, and nothing is walked."""
    trust = Trust(log=FORGERS_KEY.vkey)
    with pytest.raises(HeldCheckpointError, match="cannot be used"):
        await look_at_ledger(SealedLedger(dba), trust, Held(sealed.checkpoints[0]))


async def test_checkpoints_that_the_trusted_witness_never_saw_are_named(
    dba: asyncpg.Connection, sealed: Sealed
) -> None:
    """After a while: a witness may be away, but not when a fork is being signed."""
    trust = Trust(log=TRUST.log, witnesses=(_WITNESS,))

    async def deed(attacker: Attacker) -> None:
        looks.append(await look_at_ledger(SealedLedger(attacker.connection), trust))
        late = f"update seal.checkpoint set signed_at = signed_at - interval '{_LATE_SECONDS} seconds'"  # noqa: S608
        await attacker.run(late)
        looks.append(await look_at_ledger(SealedLedger(attacker.connection), trust))

    looks = list[SealLook]()
    await attacked(dba, sealed, deed)

    assert [set(), {Code.CHECKPOINT_UNWITNESSED}] == [_codes(look.findings) for look in looks]


async def test_a_registry_that_somebody_else_founded_is_named(
    sealed: Sealed, dba: asyncpg.Connection
) -> None:
    """Keys are only as good as the first one, whose thumbprint the auditor was given by another way."""
    evidence = await PostgresKeys(cast("asyncpg.Pool", dba), unsigned_book()).evidence()
    empty = evidence.model_copy(update={"entries": ()})
    other = "A" * 43

    assert [] == founder_findings(evidence, sealed.founder) + founder_findings(evidence, None)
    assert {Code.KEY_UNVOUCHED} == _codes(founder_findings(evidence, other))
    assert {Code.KEY_UNVOUCHED} == _codes(founder_findings(empty, sealed.founder))


_LATE_SECONDS = (WITNESS_PATIENCE + timedelta(minutes=1)).total_seconds()
