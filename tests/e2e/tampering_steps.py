"""The steps of which tamperings are made, in SQL; `:nomination` stands for the nomination's id."""

from collections.abc import Iterable
from dataclasses import dataclass

import asyncpg

from schemas.audit import FindingCode as Code

CONFERRED, ACTED, WAITING = "conferred", "acted", "waiting"

HELP = """
alter table ledger.entry disable trigger all;
set session_replication_role = replica;
alter table ledger.entry drop constraint if exists body_has_its_hash;
alter table ledger.entry drop constraint if exists entry_stream_id_stream_seq_key;

-- Give every entry of a stream the hashes that fit what it says now, and let the head follow.
create function pg_temp.relink(p_stream text) returns void language plpgsql as $$
declare
  e    ledger.entry;
  prev bytea := decode(repeat('00', 32), 'hex');
begin
  for e in select * from ledger.entry where stream_id = p_stream order by stream_seq loop
    update ledger.entry set prev_hash = prev, body_sha256 = sha256(body), leaf_hash =
        ledger.leaf_hash(stream_id, stream_seq, prev, kind, occurred_us, sha256(body))
      where entry_id = e.entry_id returning leaf_hash into prev;
    update ledger.stream_head set seq = e.stream_seq, hash = prev where stream_id = p_stream;
  end loop;
end $$;
"""
OTHER_WORDS = """
update ledger.entry
  set body = convert_to(replace(convert_from(body, 'UTF8'), 'ward-chair', 'ward-deputy'), 'UTF8')
  where stream_id = :nomination and stream_seq = 2;
"""
REPLACED = """
update ledger.entry set body = convert_to(replace(convert_from(body, 'UTF8'), '{old}', '{new}'), 'UTF8')
  where stream_id = :nomination and stream_seq = {seq};
"""
HASHED = "update ledger.entry set body_sha256 = sha256(body) where stream_id = :nomination;"
RELINKED = "select pg_temp.relink(:nomination);"
NO_LAST_ENTRY = "delete from ledger.entry where stream_id = :nomination and stream_seq = 4;"
NO_LAST_DECISION = """
delete from commendation.decision where nomination_id = :nomination and level = 'city';
update commendation.stage set closed_at = null, closed_by = null
  where nomination_id = :nomination and level = 'city';
update commendation.nomination set seq = 3, seen_seq = 3, status = 'in_review',
    standing = (select convert_from(body, 'UTF8')::jsonb -> 'standing'
      from ledger.entry where stream_id = :nomination and stream_seq = 2),
    due_at = (select (convert_from(body, 'UTF8')::jsonb #>> '{standing,clock,due_at}')::timestamptz
      from ledger.entry where stream_id = :nomination and stream_seq = 2)
  where nomination_id = :nomination;
"""
SWAPPED = """
update ledger.entry set stream_seq = 5 - stream_seq where stream_id = :nomination and stream_seq in (2, 3);
"""
FORGED = """
select ledger.append(:nomination, 'forged/' || :nomination, 'deadline.reminded', occurred_us + 1, body)
  from ledger.entry where stream_id = :nomination and stream_seq = 4;
"""
COUNTED = "update commendation.nomination set seq = 5 where nomination_id = :nomination;"
RUNG_EARLY = """
select ledger.append(:nomination, 'alarm/' || :nomination || '/1', 'deadline.reminded', occurred_us + 1000000,
    convert_to(jsonb_set(jsonb_set(convert_from(body, 'UTF8')::jsonb, '{facts}', '{}'),
      '{standing,clock,reminded}', 'true')::text, 'UTF8'))
  from ledger.entry where stream_id = :nomination and stream_seq = 1;
update commendation.nomination set seq = 2, standing = jsonb_set(standing, '{clock,reminded}', 'true')
  where nomination_id = :nomination;
"""
WARD = "where nomination_id = :nomination and level = 'ward'"
HERE = " where nomination_id = :nomination"
SUSPENSION = " where nomination_id = :nomination and message = 'suspend'"
ANOTHER_ACT = """
insert into commendation.act
  select gen_random_uuid(), nomination_id, message, level, gate, round, actor_id, on_behalf_of, act, digest,
    {entry}, acted_at
  from commendation.act
"""


ALL_TABLES = {
    "commendation.notification": "nomination_id",
    "commendation.refusal": "nomination_id",
    "commendation.decision": "nomination_id",
    "commendation.act": "nomination_id",
    "commendation.content_version": "nomination_id",
    "commendation.stage": "nomination_id",
    "commendation.nomination": "nomination_id",
    "ledger.entry": "stream_id",
    "ledger.stream_head": "stream_id",
}


@dataclass(frozen=True)
class Tampering:
    """A deed in SQL, the findings that give it away, and which kind of nomination it is done to."""

    deed: str
    found: frozenset[Code]
    on: str


def by(*steps: str, found: set[Code], on: str = CONFERRED) -> Tampering:
    """Return the deed of these steps, with what gives it away."""
    return Tampering("".join(steps), frozenset(found), on)


def replaced(seq: int, old: str, new: str) -> str:
    """An entry that says something else, in a chain that fits."""
    return REPLACED.format(old=old, new=new, seq=seq) + RELINKED


async def tamper(database_url: str, deeds: Iterable[tuple[str, str]]) -> None:
    """Do each deed to the nomination beside it, as the superuser, with all guards off."""
    admin = await asyncpg.connect(database_url.replace("vinhdanh_app@", "postgres@"))
    await admin.execute(HELP)
    for deed, nomination_id in deeds:
        await admin.execute(deed.replace(":nomination", f"'{nomination_id}'"))
    await admin.close()
