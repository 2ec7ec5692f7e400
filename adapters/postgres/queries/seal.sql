-- name: size$
-- How many leaves the tree has.
select seal.size();

-- name: nodes
-- The hashes of complete subtrees in the order asked, null for one that is not there.
select coalesce(n.hash, l.leaf_hash) as hash
from unnest(:levels::int[], :indexes::bigint[]) with ordinality w(level, index, place)
left join seal.node n on n.level = w.level and n.index = w.index
left join seal.leaf l on w.level = 0 and l.leaf_index = w.index
order by w.place;

-- name: leaves
-- Leaves from :first on with their entries, in order.
select l.leaf_index, encode(l.leaf_hash, 'hex') as leaf_hash, e.stream_id, e.stream_seq as seq, e.kind, e.dedup_key,
       encode(e.prev_hash, 'hex') as prev_hash, e.occurred_us, commendation.instant(e.occurred_us) as occurred_at, e.body,
       encode(e.body_sha256, 'hex') as body_sha256, encode(e.leaf_hash, 'hex') as entry_hash
from seal.leaf l left join ledger.entry e using (entry_id)
where l.leaf_index >= :first order by l.leaf_index limit :most;

-- name: hashes
-- The hashes of leaves from :first to before :end, in order.
select leaf_hash from seal.leaf where leaf_index >= :first and leaf_index < :end order by leaf_index;

-- name: checkpoints
-- Checkpoints of trees of more than :after leaves, the smallest first, with what witnesses answered.
select c.tree_size, encode(c.root, 'hex') as root, c.note, c.log_key, c.signed_at,
       (select coalesce(array_agg(s.line order by s.witness), '{}') from seal.cosignature s
        where s.tree_size = c.tree_size) as lines,
       (select coalesce(array_agg(s.witness_key order by s.witness), '{}') from seal.cosignature s
        where s.tree_size = c.tree_size) as witness_keys
from seal.checkpoint c where c.tree_size > :after order by c.tree_size limit :most;

-- name: latest_size$
-- The size of the tree at the last checkpoint, 0 when there is none.
select coalesce(max(tree_size), 0) from seal.checkpoint;

-- name: cosigned_size$
-- The size of the tree at the first checkpoint of at least :size that a witness has cosigned, else null.
select min(tree_size) from seal.cosignature where tree_size >= :size;

-- name: last_cosigned$
-- The size of the tree at the last checkpoint that this witness has cosigned, 0 when there is none.
select coalesce(max(tree_size), 0) from seal.cosignature where witness_key = :witness_key;

-- name: pending^
-- How many entries wait to be sealed, and for how many seconds the first of them has.
select count(*) as entries, coalesce(extract(epoch from clock_timestamp() - min(since)), 0)::float8 as seconds
from seal.pending;

-- name: entry^
-- One entry of the ledger by its hash, by the id of the act that it records, or by stream and number; with its leaf.
select l.leaf_index, e.stream_id, e.stream_seq as seq, e.kind, e.dedup_key, encode(e.prev_hash, 'hex') as prev_hash,
       e.occurred_us, commendation.instant(e.occurred_us) as occurred_at, e.body,
       encode(e.body_sha256, 'hex') as body_sha256, encode(e.leaf_hash, 'hex') as leaf_hash
from ledger.entry e left join seal.leaf l using (entry_id)
where e.leaf_hash = :leaf_hash or e.dedup_key = :dedup_key or (e.stream_id = :stream_id and e.stream_seq = :seq);

-- name: claim$
-- Become the session that seals, or stay it.
select seal.claim();

-- name: anything_due$
-- Whether there is something to seal, or a tree without its checkpoint.
select exists (select from seal.pending)
  or (seal.size() > 0 and not exists (select from seal.checkpoint where tree_size = seal.size()));

-- name: due
-- What waits to be sealed, in the order in which it was appended.
select entry_id, stream_id, seq, kind, encode(prev_hash, 'hex') as prev_hash, occurred_us,
       encode(body_sha256, 'hex') as body_sha256, encode(leaf_hash, 'hex') as leaf_hash,
       encode(sealed_before, 'hex') as sealed_before
from seal.due(:most) order by entry_id;

-- name: add$
-- Seal entries as the next leaves; the new size.
select seal.add(:size, :entries::bigint[], :hashes::bytea[], :levels::int[], :indexes::bigint[], :nodes::bytea[]);

-- name: keep_checkpoint$
-- Keep a signed checkpoint.
select seal.keep_checkpoint(:size, :root, :note, :log_key, :signed_at);

-- name: keep_cosignature$
-- Keep what a witness answered.
select seal.keep_cosignature(:size, :witness, :line, :witness_key);
