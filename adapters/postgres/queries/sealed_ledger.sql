-- name: bounds^
-- How many leaves the tree has by its last one, and what time it is.
select coalesce(max(leaf_index) + 1, 0) as size, clock_timestamp() as now from seal.leaf;

-- name: leaves
-- Leaves from :first to before :end with the entry under each, and the entry before that in its stream as sealed.
select l.leaf_index, l.leaf_hash, e.stream_id, e.stream_seq, e.prev_hash, e.kind, e.occurred_us, e.body, e.body_sha256,
       e.leaf_hash as entry_hash, coalesce(b.leaf_hash, p.leaf_hash) as before_hash, b.leaf_index as before_index
from seal.leaf l
left join ledger.entry e on e.entry_id = l.entry_id
left join ledger.entry p on p.stream_id = e.stream_id and p.stream_seq = e.stream_seq - 1
left join seal.leaf b on b.entry_id = p.entry_id
where l.leaf_index >= :first and l.leaf_index < :end
order by l.leaf_index;

-- name: waiting
-- Entries after :after that wait to be sealed, and the entry before each in its stream; null where it is gone.
select w.entry_id, e.stream_id, e.stream_seq, e.prev_hash, e.kind, e.occurred_us, e.body, e.body_sha256,
       e.leaf_hash as entry_hash, coalesce(b.leaf_hash, p.leaf_hash) as before_hash, b.leaf_index as before_index
from seal.pending w
left join ledger.entry e on e.entry_id = w.entry_id
left join ledger.entry p on p.stream_id = e.stream_id and p.stream_seq = e.stream_seq - 1
left join seal.leaf b on b.entry_id = p.entry_id
where w.entry_id > :after
order by w.entry_id limit :most;

-- name: late^
-- How many entries have waited for more than :seconds, and how long the first of them has.
select count(*) as entries, coalesce(extract(epoch from clock_timestamp() - min(since)), 0)::float8 as seconds
from seal.pending where since < clock_timestamp() - :seconds * interval '1 second';

-- name: nodes
-- The subtrees that the leaves from :first to before :end complete.
select n.level, n.index, n.hash
from generate_series(1, 62) as level
join seal.node n on n.level = level.level
  and n.index >= (:first::bigint >> level.level) and n.index < (:end::bigint >> level.level);

-- name: heads
-- Checkpoints of trees of more than :first and at most :end leaves, the smallest first, with witnesses' lines.
select c.tree_size, encode(c.root, 'hex') as root, c.note, c.log_key, c.signed_at,
       (select coalesce(array_agg(s.line order by s.witness), '{}') from seal.cosignature s
        where s.tree_size = c.tree_size) as lines,
       (select coalesce(array_agg(s.witness_key order by s.witness), '{}') from seal.cosignature s
        where s.tree_size = c.tree_size) as witness_keys
from seal.checkpoint c where c.tree_size > :first and c.tree_size <= :end order by c.tree_size;

-- name: largest_size$
-- The size of the largest tree that a checkpoint is over, 0 when there is none.
select coalesce(max(tree_size), 0) from seal.checkpoint;

-- name: unsealed^
-- Of the :most entries after :after: the last one, those that are neither sealed nor wait for it, and those that vouch
-- for a history of which nothing is kept.
with piece as (
  select entry_id, stream_id, stream_seq, kind from ledger.entry where entry_id > :after order by entry_id limit :most
)
select max(entry_id) as last, count(*) as entries,
       coalesce(jsonb_agg(jsonb_build_array(stream_id, stream_seq, kind) order by entry_id) filter (where
         not exists (select from seal.leaf l where l.entry_id = piece.entry_id)
         and not exists (select from seal.pending w where w.entry_id = piece.entry_id)), '[]') as lost,
       coalesce(jsonb_agg(jsonb_build_array(stream_id, stream_seq, kind) order by entry_id) filter (where
         kind = 'history.sealed'
         and not exists (select from evidence.history h where h.entry_id = piece.entry_id)), '[]') as unkept
from piece;

-- name: kept
-- Kept histories of runs after :after, each with the entry that it names.
select h.run_id, h.workflow_id, h.status, h.build_id, h.events, h.sha256, h.sealed, e.stream_id, e.kind, e.body
from evidence.history h left join ledger.entry e on e.entry_id = h.entry_id
where h.run_id > :after order by h.run_id limit :most;

-- name: ends^
-- Of the :most streams after :after: the last one, and those whose ledger does not end where it was written last.
with piece as (
  select stream_id, seq, hash from ledger.stream_head where stream_id > :after order by stream_id limit :most
), ends as (
  select piece.*, coalesce(e.stream_seq, 0) as last_seq,
    (coalesce(e.stream_seq, 0), coalesce(e.leaf_hash, decode(repeat('00', 32), 'hex'))) <> (seq, hash) as differs
  from piece left join lateral (
    select stream_seq, leaf_hash from ledger.entry where stream_id = piece.stream_id
    order by stream_seq desc limit 1) e on true
)
select max(stream_id) as last, count(*) as streams,
       coalesce(jsonb_agg(jsonb_build_array(stream_id, seq, last_seq) order by stream_id) filter (where differs), '[]')
         as differing
from ends;

-- name: subtrees
-- The hashes of complete subtrees in the order asked, null for one that is not there.
select coalesce(n.hash, l.leaf_hash) as hash
from unnest(:levels::int[], :indexes::bigint[]) with ordinality w(level, index, place)
left join seal.node n on n.level = w.level and n.index = w.index
left join seal.leaf l on w.level = 0 and l.leaf_index = w.index
order by w.place;
