-- name: keep$
-- Keep one history with its ledger entry; false when this run's was kept before.
select evidence.keep_history(:act::jsonb, :body, :stored);

-- name: keep_document$
-- Keep a text by its hash.
select evidence.keep_document(:kind, :name, :content);

-- name: document$
-- The text with this hash, null when none was kept.
select content from evidence.document where digest = decode(:digest, 'hex');

-- name: kept_among
-- Which of these runs have their histories kept.
select run_id from evidence.history where run_id = any(:run_ids::text[]);

-- name: kept_of
-- The kept histories of a workflow, in the order in which the ledger vouches for them.
select h.run_id, h.sealed, e.body from evidence.history h join ledger.entry e using (entry_id)
where h.workflow_id = :workflow_id order by e.stream_seq;

-- name: has_key$
-- Whether what is said of a nomination can still be sealed under its nominee's key.
select key_id is not null from person.key_of_nomination(:nomination_id::text);

-- name: stream
-- The entries of one stream, in order (schemas/ledger.py, LedgerEntry), with their places in the sealed tree.
select e.stream_id, e.stream_seq as seq, e.kind, e.dedup_key, encode(e.prev_hash, 'hex') as prev_hash, e.occurred_us,
       commendation.instant(e.occurred_us) as occurred_at, e.body, encode(e.body_sha256, 'hex') as body_sha256,
       encode(e.leaf_hash, 'hex') as leaf_hash, l.leaf_index
from ledger.entry e left join seal.leaf l using (entry_id) where e.stream_id = :stream_id order by e.stream_seq;
