-- name: record$
-- Record one act on a matter; see matter.record.
select matter.record(:act::jsonb, :body::bytea);

-- name: heads_after$
-- A matter's entries after :seq, as a JSON array.
select matter.heads_after(:stream, :seq);

-- name: matter$
-- A matter with all its entries, as JSON (schemas/matter.py, MatterOnRecord); null when it was never opened.
select jsonb_build_object('kind', f.kind, 'stream', f.stream_id, 'start', f.start, 'state', f.state, 'seq', f.seq,
  'heads', matter.heads_after(f.stream_id, 0))
from matter.file f where f.stream_id = :stream;

-- name: answer_to_act$
-- The entry that answered this very message on this matter, receipt or refusal; null when there is none.
select matter.head(e) from ledger.entry e
where e.stream_id = :stream and e.dedup_key in ('act/' || :act_id::text, 'refusal/' || :stream::text || '/' || :digest::text)
  and convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = :digest::text
order by e.stream_seq limit 1;

-- name: listing
-- Matters of one kind, the latest first.
select stream_id, kind, start, state, status, closed, due_at, seq, opened_at from matter.file
where kind = :kind order by opened_at desc, stream_id;

-- name: revocations_of
-- The revocations and restorations of one grant, in the order in which they were opened.
select stream_id, kind, start, state, status, closed, due_at, seq, opened_at from matter.file
where kind = 'revocation' and state->>'grant_id' = :grant_id order by opened_at, stream_id;

-- name: acts
-- What people did to a matter, in order.
select a.act_id, a.message, a.actor_id, a.on_behalf_of, a.act, a.acted_at, e.stream_seq as seq, e.kind
from matter.act a join ledger.entry e using (entry_id) where a.stream_id = :stream order by e.stream_seq;

-- name: unseen
-- Matters whose workflow is not known to have seen their last entry, and which have not changed for a while.
select stream_id, seq, closed from matter.file
where seen_seq < seq and changed_at < now() - make_interval(secs => :seconds::float) and not stream_id = any(:except_for::text[])
order by changed_at limit :most;

-- name: confirm_seen$
-- Note that a matter's workflow has seen its ledger up to :seq.
select matter.confirm_seen(:stream, :seq);

-- name: streams
-- The ledger streams of matters, with those that only rows or a head speak of.
select stream_id from (
  select stream_id from ledger.entry union select stream_id from ledger.stream_head
  union select stream_id from matter.file union select stream_id from matter.act
  union select stream_id from matter.refusal) known
where split_part(stream_id, ':', 1) in ('dossier', 'campaign', 'revocation') order by 1;

-- name: matter_evidence$
-- Everything about one matter in one snapshot, as JSON (schemas/matter_audit.py, MatterEvidence).
-- A row that belongs to no entry of this stream has seq 0, so that it is found and not passed over.
select jsonb_build_object(
  'stream', :stream::text,
  'row', (select to_jsonb(f) from matter.file f where f.stream_id = :stream),
  'head_seq', coalesce((select seq from ledger.stream_head where stream_id = :stream), 0),
  'head_hash', encode(coalesce((select hash from ledger.stream_head where stream_id = :stream),
      decode(repeat('00', 32), 'hex')), 'hex'),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object(
      'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
      'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
      'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
      'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'))
      order by e.stream_seq), '[]') from ledger.entry e where e.stream_id = :stream),
  'acts', (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('at', a.acted_at,
      'digest', encode(a.digest, 'hex'), 'seq', coalesce(e.stream_seq, 0)) order by e.stream_seq), '[]')
      from matter.act a left join ledger.entry e on e.entry_id = a.entry_id and e.stream_id = a.stream_id
      where a.stream_id = :stream),
  'refusals', (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('at', r.refused_at,
      'digest', encode(r.digest, 'hex'), 'seq', coalesce(e.stream_seq, 0)) order by e.stream_seq), '[]')
      from matter.refusal r left join ledger.entry e on e.entry_id = r.entry_id and e.stream_id = r.stream_id
      where r.stream_id = :stream),
  'flags', (select coalesce(jsonb_agg(to_jsonb(g) || jsonb_build_object('seq', e.stream_seq)
      order by e.stream_seq, g.grant_id), '[]')
      from awards.flag g join ledger.entry e using (entry_id) where e.stream_id = :stream),
  'carried', (select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('seq', coalesce(e.stream_seq, 0))
      order by e.stream_seq, c.nomination_id), '[]')
      from matter.carried c left join ledger.entry e on e.entry_id = c.entry_id and e.stream_id = c.left_stream
      where c.left_stream = :stream));
