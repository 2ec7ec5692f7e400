"""What somebody with all rights on the database could do to the record, and which findings give it away.

Each deed is done to a nomination of its own; `:nomination` stands for its id. By the ledger it is one of:

- conferred: 1 accepted, 2 approved by the ward with a reason, 3 a decision refused, 4 approved by the city;
- acted: 1 accepted, 2 papers checked, 3 suspended, 4 resumed, 5 a recusal, 6 approved by the ward, conferred;
- waiting: 1 accepted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import asyncpg

from adapters.calendar import VietnamCalendar
from adapters.postgres.reading import RecordReader
from adapters.postgres.record import PostgresRecord
from domain.canonical import message_digest
from domain.case_file import rebuild_case
from schemas.audit import FindingCode as Code
from schemas.messages import Decision
from schemas.nomination import NominationRequest
from schemas.record import EntryHead
from workflows.drafts import decision_draft

CONFERRED, ACTED, WAITING = "conferred", "acted", "waiting"

_HELP = """
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
_OTHER_WORDS = """
update ledger.entry
  set body = convert_to(replace(convert_from(body, 'UTF8'), 'ward-chair', 'ward-deputy'), 'UTF8')
  where stream_id = :nomination and stream_seq = 2;
"""
_REPLACED = """
update ledger.entry set body = convert_to(replace(convert_from(body, 'UTF8'), '{old}', '{new}'), 'UTF8')
  where stream_id = :nomination and stream_seq = {seq};
"""
_HASHED = "update ledger.entry set body_sha256 = sha256(body) where stream_id = :nomination;"
_RELINKED = "select pg_temp.relink(:nomination);"
_NO_LAST_ENTRY = "delete from ledger.entry where stream_id = :nomination and stream_seq = 4;"
_NO_LAST_DECISION = """
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
_SWAPPED = """
update ledger.entry set stream_seq = 5 - stream_seq where stream_id = :nomination and stream_seq in (2, 3);
"""
_FORGED = """
select ledger.append(:nomination, 'forged/' || :nomination, 'deadline.reminded', occurred_us + 1, body)
  from ledger.entry where stream_id = :nomination and stream_seq = 4;
"""
_COUNTED = "update commendation.nomination set seq = 5 where nomination_id = :nomination;"
_RUNG_EARLY = """
select ledger.append(:nomination, 'alarm/' || :nomination || '/1', 'deadline.reminded', occurred_us + 1000000,
    convert_to(jsonb_set(jsonb_set(convert_from(body, 'UTF8')::jsonb, '{facts}', '{}'),
      '{standing,clock,reminded}', 'true')::text, 'UTF8'))
  from ledger.entry where stream_id = :nomination and stream_seq = 1;
update commendation.nomination set seq = 2, standing = jsonb_set(standing, '{clock,reminded}', 'true')
  where nomination_id = :nomination;
"""
_WARD = "where nomination_id = :nomination and level = 'ward'"
_HERE = " where nomination_id = :nomination"
_SUSPENSION = " where nomination_id = :nomination and message = 'suspend'"
_ANOTHER_ACT = """
insert into commendation.act
  select gen_random_uuid(), nomination_id, message, level, gate, round, actor_id, on_behalf_of, act, digest,
    {entry}, acted_at
  from commendation.act
"""


_ALL_TABLES = {
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


def _by(*steps: str, found: set[Code], on: str = CONFERRED) -> Tampering:
    return Tampering("".join(steps), frozenset(found), on)


def _replaced(seq: int, old: str, new: str) -> str:
    """An entry that says something else, in a chain that fits."""
    return _REPLACED.format(old=old, new=new, seq=seq) + _RELINKED


TAMPERINGS = {
    "another reason": _by(
        "update commendation.decision set reason = 'khác' ", _WARD, found={Code.DETAIL_DIFFERS}
    ),
    "another verdict": _by(
        "update commendation.decision set verdict = 'reject' ",
        _WARD,
        found={Code.DETAIL_DIFFERS, Code.RULES_BROKEN},
    ),
    "a decision taken away": _by("delete from commendation.decision ", _WARD, found={Code.DETAIL_MISSING}),
    "a decision without an entry": _by(
        """
        insert into commendation.decision
          select gen_random_uuid(), nomination_id, level, gate, 2, reviewer_id, on_behalf_of, verdict, reason,
            content_hash, digest, decided_at, 1000000
          from commendation.decision
        """,
        _WARD,
        found={Code.DETAIL_WITHOUT_ENTRY},
    ),
    "a decision on the entry of another act": _by(
        """
        insert into commendation.decision
          select gen_random_uuid(), nomination_id, level, gate, 2, reviewer_id, on_behalf_of, verdict, reason,
            content_hash, digest, decided_at,
            (select entry_id from ledger.entry where stream_id = :nomination and stream_seq = 1)
          from commendation.decision
        """,
        _WARD,
        found={Code.DETAIL_DIFFERS},
    ),
    "another person refused": _by(
        "update commendation.refusal set actor_id = 'city-chair' where nomination_id = :nomination",
        found={Code.DETAIL_DIFFERS},
    ),
    "a refusal taken away": _by(
        "delete from commendation.refusal where nomination_id = :nomination", found={Code.DETAIL_MISSING}
    ),
    "another body": _by(_OTHER_WORDS, found={Code.BODY_CHANGED}),
    "another body and its hash": _by(_OTHER_WORDS, _HASHED, found={Code.CHAIN_BROKEN}),
    "another body and a new chain": _by(
        _OTHER_WORDS,
        _RELINKED,
        found={Code.DETAIL_DIFFERS, Code.RULES_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD},
    ),
    "another time": _by(
        "update ledger.entry set occurred_us = occurred_us - 1 ",
        "where stream_id = :nomination and stream_seq = 2",
        found={Code.CHAIN_BROKEN},
    ),
    "no last entry": _by(_NO_LAST_ENTRY, found={Code.HEAD_DIFFERS, Code.NOT_IN_RECORD}),
    "no last entry, and a head that fits": _by(
        _NO_LAST_ENTRY, _RELINKED, found={Code.HEAD_DIFFERS, Code.NOT_IN_RECORD}
    ),
    "no trace of the last decision": _by(
        _NO_LAST_ENTRY, _RELINKED, _NO_LAST_DECISION, found={Code.NOT_IN_RECORD, Code.WORKFLOW_LOST}
    ),
    "no middle entry": _by(
        "delete from ledger.entry where stream_id = :nomination and stream_seq = 3",
        found={Code.CHAIN_BROKEN, Code.NOT_IN_RECORD},
    ),
    "two entries in another order": _by(
        _SWAPPED, found={Code.CHAIN_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD}
    ),
    "two entries in another order and a new chain": _by(
        _SWAPPED, _RELINKED, found={Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD}
    ),
    "an entry more": _by(_FORGED, found={Code.HEAD_DIFFERS, Code.NOT_IN_HISTORY}),
    "an entry more, and a nomination that counts it": _by(
        _FORGED, _COUNTED, found={Code.NOT_IN_HISTORY, Code.RULES_BROKEN}
    ),
    "another status": _by(
        "update commendation.nomination set status = 'rejected' where nomination_id = :nomination",
        found={Code.STATE_DIFFERS, Code.HISTORY_DIFFERS},
    ),
    "other content": _by(
        """
        update commendation.content_version set content = jsonb_set(content, '{achievement}', '"khác"')
          where nomination_id = :nomination
        """,
        found={Code.DETAIL_DIFFERS},
    ),
    "no content": _by(
        "delete from commendation.content_version where nomination_id = :nomination",
        found={Code.DETAIL_MISSING},
    ),
    "another day of a decision": _by(
        "update commendation.decision set decided_at = decided_at - interval '1 day' ",
        _WARD,
        found={Code.DETAIL_DIFFERS},
    ),
    "another submitter of the content": _by(
        "update commendation.content_version set submitted_by = 'city-chair' ",
        "where nomination_id = :nomination",
        found={Code.DETAIL_DIFFERS},
    ),
    "another nominator": _by(
        "update commendation.nomination set nominator_id = 'city-chair' where nomination_id = :nomination",
        found={Code.STATE_DIFFERS},
    ),
    "another award": _by(
        "update commendation.nomination set award = 'HCLD3' where nomination_id = :nomination",
        found={Code.STATE_DIFFERS},
    ),
    "another nominee in the request": _by(
        """
        update commendation.nomination set request = jsonb_set(request, '{content,nominee,name}', '"khác"')
          where nomination_id = :nomination
        """,
        found={Code.STATE_DIFFERS},
    ),
    "another panel in the route": _by(
        """
        update commendation.nomination
          set route = jsonb_set(route, '{stages,0,panel}', '["ward-chair", "ward-cook"]')
          where nomination_id = :nomination
        """,
        found={Code.HISTORY_DIFFERS},
    ),
    "another panel at a stage": _by(
        "update commendation.stage set panel = '{ward-cook}' ", _WARD, found={Code.STATE_DIFFERS}
    ),
    "another gate at a stage": _by(
        "update commendation.stage set gate = 'intake' ", _WARD, found={Code.STATE_DIFFERS}
    ),
    "another due date at a stage": _by(
        "update commendation.stage set due_at = due_at + interval '1 day' ", _WARD, found={Code.STATE_DIFFERS}
    ),
    "a stage that is open again": _by(
        "update commendation.stage set closed_at = null, closed_by = null ",
        _WARD,
        found={Code.STATE_DIFFERS},
    ),
    "a stage taken away": _by("delete from commendation.stage ", _WARD, found={Code.STATE_DIFFERS}),
    "a stage that never was": _by(
        """
        insert into commendation.stage select nomination_id, 'state', round, body, panel, opened_at, due_at,
          calendar, reminded, escalations, closed_at, closed_by, gate from commendation.stage
        """,
        _WARD,
        found={Code.STATE_DIFFERS},
    ),
    "another standing": _by(
        "update commendation.nomination set standing = jsonb_set(standing, '{award}', '\"HCLD3\"')",
        _HERE,
        found={Code.STATE_DIFFERS},
    ),
    "another rule set in the route": _by(
        "update commendation.nomination set route = jsonb_set(route, '{rule_set}', '\"2017-three-tier\"')",
        _HERE,
        found={Code.STATE_DIFFERS, Code.HISTORY_DIFFERS},
    ),
    "another authority under a decision": _by(
        "update commendation.decision set authority = 'KT. CHỦ TỊCH' ", _WARD, found={Code.DETAIL_DIFFERS}
    ),
    "reason codes under a decision": _by(
        "update commendation.decision set reason_codes = '{late}' ", _WARD, found={Code.DETAIL_DIFFERS}
    ),
    "another target of a decision": _by(
        "update commendation.decision set return_to = 'decision' ",
        _WARD,
        found={Code.DETAIL_DIFFERS, Code.RULES_BROKEN},
    ),
    "another reason of an act": _by(
        "update commendation.act set act = jsonb_set(act, '{reason}', '\"khác\"')",
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another person of an act": _by(
        "update commendation.act set actor_id = 'ward-deputy'",
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another absent person of an act": _by(
        "update commendation.act set on_behalf_of = 'ward-deputy'",
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another place of an act": _by(
        "update commendation.act set gate = 'intake', round = 2",
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another digest of an act": _by(
        "update commendation.act set digest = sha256('x')",
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "another day of an act": _by(
        "update commendation.act set acted_at = acted_at - interval '1 day'",
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "an act that is none": _by(
        "update commendation.act set act = '{}'", _SUSPENSION, found={Code.DETAIL_DIFFERS}, on=ACTED
    ),
    "an act of no known kind": _by(
        "update commendation.act set message = 'bribe'", _SUSPENSION, found={Code.DETAIL_DIFFERS}, on=ACTED
    ),
    "an act taken away": _by(
        "delete from commendation.act", _SUSPENSION, found={Code.DETAIL_MISSING}, on=ACTED
    ),
    "an act without an entry": _by(
        _ANOTHER_ACT.format(entry="1000000"), _SUSPENSION, found={Code.DETAIL_WITHOUT_ENTRY}, on=ACTED
    ),
    "an act on the entry of a decision": _by(
        _ANOTHER_ACT.format(
            entry="(select entry_id from ledger.entry where stream_id = :nomination and stream_seq = 6)"
        ),
        _SUSPENSION,
        found={Code.DETAIL_DIFFERS},
        on=ACTED,
    ),
    "a suspension that did not suspend": _by(
        _replaced(3, '"status":"suspended"', '"status":"in_review"'),
        found={Code.RULES_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD},
        on=ACTED,
    ),
    "another verdict of a rule": _by(
        _replaced(2, '"holds":true', '"holds":false'),
        found={Code.RULES_BROKEN, Code.HISTORY_DIFFERS, Code.NOT_IN_RECORD},
        on=ACTED,
    ),
    "a reminder before its time": _by(
        _RUNG_EARLY, found={Code.RULES_BROKEN, Code.NOT_IN_HISTORY}, on=WAITING
    ),
    "no trace of the nomination": _by(
        *(
            f"delete from {table} where {column} = :nomination;"  # noqa: S608 - ours
            for table, column in _ALL_TABLES.items()
        ),
        found={Code.NOT_IN_RECORD},
    ),
    "another first run": _by(
        "update commendation.nomination set first_run_id = gen_random_uuid() ",
        "where nomination_id = :nomination",
        found={Code.HISTORY_UNAVAILABLE},
    ),
    "no nomination": _by(
        "delete from commendation.nomination where nomination_id = :nomination",
        found={Code.STREAM_WITHOUT_NOMINATION},
    ),
}


_BODY = "update ledger.entry set body = "
_SECOND = " where stream_id = :nomination and stream_seq = 2;"

UNREADABLE = {
    "an erased body": (_BODY, "null", _SECOND),
    "a body that is no JSON": (_BODY, "'x'", _SECOND, _RELINKED),
    "a body that is no text": (_BODY, r"'\xff00'", _SECOND, _RELINKED),
    "a body that says nothing": (_BODY, "'{}'", _SECOND, _RELINKED),
    "a standing that is none": (
        _BODY,
        "convert_to(replace(convert_from(body, 'UTF8'), '\"in_review\"', '\"lost\"'), 'UTF8')",
        _SECOND,
        _RELINKED,
    ),
    "content that is none": (
        "update commendation.content_version set content = '{}' where nomination_id = :nomination",
    ),
    "a request that is none": (
        "update commendation.nomination set request = '{}' where nomination_id = :nomination",
    ),
}
"""What cannot even be read must not keep verify from naming it, and from looking at everything else."""


async def tamper(database_url: str, deeds: Iterable[tuple[str, str]]) -> None:
    """Do each deed to the nomination beside it, as the superuser, with all guards off."""
    admin = await asyncpg.connect(database_url.replace("vinhdanh_app@", "postgres@"))
    await admin.execute(_HELP)
    for deed, nomination_id in deeds:
        await admin.execute(deed.replace(":nomination", f"'{nomination_id}'"))
    await admin.close()


async def slip_in(pool: asyncpg.Pool, request: NominationRequest, decision: Decision) -> EntryHead:
    """Write a decision as the product writes it, but straight into the record, without a message."""
    record, view = PostgresRecord(pool), await RecordReader(pool).nomination(request.nomination_id)
    assert view
    case = rebuild_case(request, view.route, await record.entries_after(request.nomination_id, 0))
    draft = decision_draft(case, decision, message_digest(decision), view.accepted_at)
    assert draft.standing
    assert draft.start_clock
    filled_in = {"clock": VietnamCalendar().start(draft.start_clock, draft.at), "panel": draft.panel}
    recorded = await record.record(draft, draft.standing.model_copy(update=filled_in))
    assert recorded.entry
    return recorded.entry
