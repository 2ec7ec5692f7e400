-- name: keys_for
-- The live keys of people; the given ones are kept for whoever has none (migrations, person.keys_for).
select * from person.keys_for(:given);

-- name: keys
-- Keys by their ids; wrapped_key null: destroyed (migrations, person.keys).
select * from person.keys(:key_ids);

-- name: key_of_nomination^
-- The key under which what is said of a nomination is sealed, and whom it is about; key_id null: there is none.
select * from person.key_of_nomination(:nomination_id);

-- name: subject_of$
-- Whom a nomination is about (migrations, person.subject_of); null when it is not on record.
select person.subject_of(:nomination_id);

-- name: before_erasure$
-- What there is of a person before they are erased (migrations, person.before_erasure).
select person.before_erasure(:subject);

-- name: rows_of
-- Every row with texts about a person, sealed as it is.
select place, told from person.rows_of(:subject, 9223372036854775807);

-- name: seal_rows$
-- Seal texts about a person that were written before there were keys (migrations, person.seal_rows).
select person.seal_rows(:subject, :pairs);

-- name: earlier$
-- What is on record under an act's id (migrations, person.earlier); null when nothing is.
select person.earlier(:act_id, :digest);

-- name: erase$
-- Destroy the keys of a person (migrations, person.erase).
select person.erase(:act, :body);

-- name: evidence$
-- Erasures with how the rows of each person are now, and the ledger stream that vouches for them
-- (schemas/erasure.py, ErasureEvidence).
select person.evidence() || jsonb_build_object(
  'head_seq', coalesce((select seq from ledger.stream_head where stream_id = 'person:erasures'), 0),
  'head_hash', encode(coalesce((select hash from ledger.stream_head where stream_id = 'person:erasures'),
      decode(repeat('00', 32), 'hex')), 'hex'),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object(
      'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
      'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
      'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
      'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'))
      order by e.stream_seq), '[]') from ledger.entry e where e.stream_id = 'person:erasures'));

-- name: attach$
-- Keep a document (migrations, person.attach).
select person.attach(:sha256, :subject, :media_type, :size, :sealed, :key_id,
  :added_by);

-- name: attachment^
-- A document by its hash, of any person (the latest kept first); nothing when it is not on record.
select encode(a.sha256, 'hex') as sha256, a.subject, a.media_type, a.size, a.sealed, a.added_by, a.added_at
from person.attachment a where a.sha256 = :sha256 order by a.added_at desc limit 1;

-- name: attachments_of
-- The documents of a person, without what is in them.
select encode(a.sha256, 'hex') as sha256, a.subject, a.media_type, a.size, a.added_by, a.added_at
from person.attachment a where a.subject = :subject order by a.added_at, a.sha256;
