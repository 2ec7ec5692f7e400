-- name: record$
-- Put one act on the registry of keys (migrations, keys.record).
select keys.record(:act, :body);

-- name: record_all$
-- Put many acts on the registry in the order given and in one transaction; returns how many were written.
select count(*) filter (where answer ? 'entry') from (
  select keys.record(a.act, a.body) as answer
  from unnest(:acts::jsonb[], :bodies::bytea[]) as a (act, body)) written;

-- name: earlier$
-- What is on record under an act's id (migrations, keys.earlier); null when nothing is.
select keys.earlier(:act_id, :digest);

-- name: life$
-- One key and what became of it (schemas/keys.py, KeyRow), or null.
select to_jsonb(k) || jsonb_build_object('public_key', encode(public_key, 'base64'),
  'from_leaf', encode(from_leaf, 'hex')) from keys.key k where kid = :kid;

-- name: all_keys$
-- All keys, or those of one person (schemas/keys.py, KeyRow), in the order in which they were enrolled.
select coalesce(jsonb_agg(to_jsonb(k) || jsonb_build_object('public_key', encode(public_key, 'base64'),
  'from_leaf', encode(from_leaf, 'hex')) order by enrolled_entry), '[]')
from keys.key k where :person::text is null or person = :person;

-- name: has_leaf$
-- Whether the ledger has an entry with this leaf hash.
select exists (select from ledger.entry where leaf_hash = decode(:leaf, 'hex'));

-- name: entries_after$
-- The entries of the registry after :seq, in order (schemas/keys.py, PlacedEntry).
select coalesce(jsonb_agg(jsonb_build_object('place', e.entry_id, 'entry', jsonb_build_object(
    'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
    'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
    'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
    'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex')))
    order by e.stream_seq), '[]')
from ledger.entry e where e.stream_id = 'keys:registry' and e.stream_seq > :seq;

-- name: evidence$
-- Everything on record about keys in one snapshot (schemas/keys.py, KeyEvidence).
select jsonb_build_object(
  'head_seq', coalesce((select seq from ledger.stream_head where stream_id = 'keys:registry'), 0),
  'head_hash', encode(coalesce((select hash from ledger.stream_head where stream_id = 'keys:registry'),
      decode(repeat('00', 32), 'hex')), 'hex'),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object('place', e.entry_id, 'entry', jsonb_build_object(
      'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
      'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
      'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
      'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex')))
      order by e.stream_seq), '[]') from ledger.entry e where e.stream_id = 'keys:registry'),
  'rows', (select coalesce(jsonb_agg(to_jsonb(k) || jsonb_build_object(
      'public_key', encode(public_key, 'base64'), 'from_leaf', encode(from_leaf, 'hex'))
      order by enrolled_entry), '[]') from keys.key k),
  'in_doubt', (select coalesce(jsonb_agg(jsonb_build_object('kid', s.kid, 'place', e.entry_id,
      'stream_id', e.stream_id, 'seq', e.stream_seq) order by e.entry_id), '[]')
      from commendation.signed_decision s join ledger.entry e on e.entry_id = s.entry_id
      where s.kid in (select kid from keys.key where reason = 'compromised')),
  'places', (select coalesce(jsonb_object_agg(encode(e.leaf_hash, 'hex'), e.entry_id), '{}')
      from ledger.entry e where e.leaf_hash in (select from_leaf from keys.key)));
