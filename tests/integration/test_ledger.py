"""The ledger as the database writes it is the ledger as anybody can recompute it."""

import json
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.postgres.record import PostgresRecord, microseconds
from domain.canonical import canonical_json
from domain.ledger import FIRST_PREV_HASH, acceptance_body, draft_body, leaf_hash
from schemas.case_file import CaseFile
from schemas.ledger import EntryKind, LedgerEntry
from schemas.messages import Verdict
from schemas.record import Draft
from tests.integration.on_record import (
    AT,
    alarm,
    approval,
    decision,
    ledger_of,
    moved,
    opened,
    refusal,
    resubmission,
    verdict_against,
    with_clock,
    withdrawal,
)

LARGEST = 2**63 - 1


EVERY_KIND: tuple[Callable[[CaseFile], Draft], ...] = (
    lambda case: refusal(case, decision(case)),
    lambda case: alarm(case, EntryKind.DEADLINE_REMINDED),
    lambda case: verdict_against(case, Verdict.RETURN, "Thiếu “minh chứng” \\ số liệu"),
    resubmission,
    lambda case: alarm(case, EntryKind.DEADLINE_ESCALATED),
    lambda case: alarm(case, EntryKind.DEADLINE_WENT_ON),
    approval,
    withdrawal,
)


async def _long_case(record: PostgresRecord) -> tuple[CaseFile, list[Draft]]:
    """Return a case with every kind of entry, and the drafts that followed its acceptance."""
    case = await opened(record)
    drafts: list[Draft] = []
    for make in EVERY_KIND:
        drafts.append(make(case))
        case = await moved(record, case, drafts[-1])
    return case, drafts


async def test_every_entry_has_the_hash_that_it_must_have(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """An auditor who trusts nothing but the layout arrives at the same hashes."""
    case, _ = await _long_case(record)
    entries = await ledger_of(pool, case.nomination_id)

    assert 9 == len(entries)
    assert [leaf_hash(entry) for entry in entries] == [entry.leaf_hash for entry in entries]


async def test_every_entry_holds_the_hash_of_the_one_before(
    record: PostgresRecord, pool: asyncpg.Pool
) -> None:
    """The first entry links to nothing, each later one to its predecessor, and the head to the last."""
    case, _ = await _long_case(record)
    entries = await ledger_of(pool, case.nomination_id)
    head = await pool.fetchrow(
        "select seq, encode(hash, 'hex') from ledger.stream_head where stream_id = $1", case.nomination_id
    )

    assert FIRST_PREV_HASH == entries[0].prev_hash
    assert [before.leaf_hash for before, _ in pairwise(entries)] == [
        after.prev_hash for _, after in pairwise(entries)
    ]
    assert head is not None
    assert (9, entries[-1].leaf_hash) == tuple(head)


async def test_every_body_is_the_one_that_was_handed_over(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """Bodies are stored byte by byte, in canonical form, each with its own hash."""
    case, drafts = await _long_case(record)
    first, *later = await ledger_of(pool, case.nomination_id)
    opening = await record.entries_after(case.nomination_id, 0)
    assert opening[0].standing is not None

    assert acceptance_body(case.request, case.route, opening[0].standing) == first.body
    assert [draft_body(draft, with_clock(draft)) for draft in drafts] == [entry.body for entry in later]
    for entry in (first, *later):
        assert sha256(entry.body).hexdigest() == entry.body_sha256
        assert canonical_json(json.loads(entry.body)) == entry.body


async def test_the_instant_is_kept_to_the_microsecond(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """No instant is rounded between the act, the ledger and what is read back."""
    case, _ = await _long_case(record)
    entries = await ledger_of(pool, case.nomination_id)
    heads = await record.entries_after(case.nomination_id, 0)

    assert {(microseconds(AT), AT)} == {(entry.occurred_us, entry.occurred_at) for entry in entries}
    assert {AT} == {head.recorded_at for head in heads}


async def test_no_free_text_is_in_the_ledger(record: PostgresRecord, pool: asyncpg.Pool) -> None:
    """What people wrote can be erased one day; the ledger only vouches for it."""
    case, _ = await _long_case(record)
    everything = b"".join(entry.body for entry in await ledger_of(pool, case.nomination_id)).decode()
    texts = ("Thiếu", "minh chứng", "Tập thể", "Hoàn thành", "xin rút", "bổ sung")

    assert [] == [text for text in texts if text in everything]


@settings(deadline=None, max_examples=150)
@given(
    stream=st.text(min_size=1, max_size=50).filter(lambda text: "\x00" not in text),
    kind=st.sampled_from(list(EntryKind)),
    seq=st.integers(1, LARGEST),
    occurred_us=st.integers(0, LARGEST),
    prev=st.binary(min_size=32, max_size=32),
    body=st.binary(max_size=200),
)
async def test_database_and_product_agree_on_the_hash_of_anything(  # noqa: PLR0917 - the parts of an entry
    admin: asyncpg.Connection,
    stream: str,
    kind: EntryKind,
    seq: int,
    occurred_us: int,
    prev: bytes,
    body: bytes,
) -> None:
    """Both compute the layout on their own, for letters of any length and for the largest numbers."""
    entry = LedgerEntry.model_construct(
        stream_id=stream,
        seq=seq,
        kind=kind,
        prev_hash=prev.hex(),
        occurred_us=occurred_us,
        body_sha256=sha256(body).hexdigest(),
    )
    computed = await admin.fetchval(
        "select encode(ledger.leaf_hash($1, $2, $3, $4, $5, sha256($6)), 'hex')",
        stream,
        seq,
        prev,
        str(kind),
        occurred_us,
        body,
    )

    assert leaf_hash(entry) == computed


@pytest.mark.parametrize(
    "change",
    [
        {"stream_id": "n-other"},
        {"seq": 3},
        {"kind": EntryKind.REFUSAL_RECORDED},
        {"prev_hash": "11" * 32},
        {"occurred_us": microseconds(AT) + 1},
        {"body_sha256": "22" * 32},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_every_part_of_an_entry_is_under_its_hash(
    record: PostgresRecord, pool: asyncpg.Pool, change: dict[str, object]
) -> None:
    """Whatever is changed in an entry, its hash no longer fits."""
    case = await opened(record)
    case = await moved(record, case, approval(case))
    entry = (await ledger_of(pool, case.nomination_id))[-1]

    assert entry.leaf_hash == leaf_hash(entry)
    assert entry.leaf_hash != leaf_hash(entry.model_copy(update=change))


@pytest.mark.parametrize("mode", ["origin", "replica"])
@pytest.mark.parametrize("role", ["postgres", "vinhdanh_owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.entry set occurred_us = 1",
        "update ledger.entry set body = null",
        "delete from ledger.entry",
        "truncate ledger.entry cascade",
    ],
)
async def test_nobody_may_change_the_ledger(
    record: PostgresRecord, admin: asyncpg.Connection, role: str, mode: str, statement: str
) -> None:
    """Not its owner, not the superuser, and not in the mode in which ordinary triggers sleep."""
    case = await opened(record)
    transaction = admin.transaction()
    await transaction.start()
    try:
        await admin.execute(f"set local session_replication_role = {mode}; set local role {role}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await admin.execute(statement)
    finally:
        await transaction.rollback()

    assert (case.last_entry,) == await record.entries_after(case.nomination_id, 0)


@pytest.mark.parametrize(
    "statement",
    ["update ledger.entry set occurred_us = 1", "delete from ledger.entry", "truncate ledger.entry"],
)
async def test_the_application_has_no_right_to_change_the_ledger(pool: asyncpg.Pool, statement: str) -> None:
    """It is turned away before any trigger."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await pool.execute(statement)
