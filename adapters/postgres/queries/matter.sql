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
