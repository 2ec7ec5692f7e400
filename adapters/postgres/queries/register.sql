-- name: record$
-- Put one act on the register (migrations, register.record).
select register.record(:act, :body);

-- name: earlier$
-- What is on record under an act's id (migrations, register.earlier); null when nothing is.
select register.earlier(:act_id, :digest);

-- name: snapshot$
-- All acts on the register, in order (schemas/register.py, RegisterSnapshot).
select jsonb_build_object(
  'last', register.last_entry(),
  'appointments', (select coalesce(jsonb_agg(to_jsonb(a) order by a.entry_id), '[]') from register.appointment a),
  'delegations', (select coalesce(jsonb_agg(
      to_jsonb(d) || jsonb_build_object('delegator', d.actor_id, 'revoked_at', r.recorded_at) order by d.entry_id), '[]')
      from register.delegation d
      left join register.delegation r on r.delegation_id = d.delegation_id and r.act = 'revoke_delegation'
      where d.act = 'delegate'));

-- name: appointments$
-- The appointments and dismissals at one body that were on record at an instant, as a JSON array in order.
select coalesce(jsonb_agg(to_jsonb(a) order by a.entry_id), '[]')
from register.appointment a where a.body = :body and a.recorded_at <= :until;

-- name: delegations_at$
-- The delegations that were on record and not revoked at an instant, as a JSON array in order; at one body, or
-- to some people, or both (null: all).
select coalesce(jsonb_agg(to_jsonb(d) || jsonb_build_object('delegator', d.actor_id) order by d.entry_id), '[]')
from register.delegation d
where d.act = 'delegate' and d.recorded_at <= :until
  and (:body::text is null or d.body = :body) and (:delegates::text[] is null or d.delegate = any(:delegates))
  and not exists (select from register.delegation r
    where r.act = 'revoke_delegation' and r.delegation_id = d.delegation_id and r.recorded_at <= :until);

-- name: body_of_delegation$
-- The body of a delegation, or null when there is none.
select body from register.delegation where act_id = :delegation_id and act = 'delegate';

-- name: streams
-- The ledger streams of the register, with those that only rows or a head speak of.
select stream_id from ledger.entry where stream_id like 'register:%'
union select stream_id from ledger.stream_head where stream_id like 'register:%'
union select 'register:' || body from register.appointment
union select 'register:' || body from register.delegation
order by 1;

-- name: evidence$
-- Everything about one body's register in one snapshot (schemas/register.py, RegisterEvidence).
-- A row that belongs to no entry of this stream has seq 0, so that it is found and not passed over.
select jsonb_build_object(
  'stream_id', :stream_id::text,
  'head_seq', coalesce((select seq from ledger.stream_head where stream_id = :stream_id), 0),
  'head_hash', encode(coalesce((select hash from ledger.stream_head where stream_id = :stream_id),
      decode(repeat('00', 32), 'hex')), 'hex'),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object(
      'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
      'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
      'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
      'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'))
      order by e.stream_seq), '[]') from ledger.entry e where e.stream_id = :stream_id),
  'rows', (select coalesce(jsonb_agg(jsonb_build_object(
      'seq', coalesce(e.stream_seq, 0), 'digest', encode(w.digest, 'hex'), 'at', w.recorded_at, 'act', w.act)
      order by e.stream_seq), '[]')
      from (select entry_id, digest, recorded_at, to_jsonb(a) as act from register.appointment a
              where 'register:' || body = :stream_id
            union all
            select entry_id, digest, recorded_at, to_jsonb(d) from register.delegation d
              where 'register:' || body = :stream_id) w
      left join ledger.entry e on e.entry_id = w.entry_id and e.stream_id = :stream_id));
