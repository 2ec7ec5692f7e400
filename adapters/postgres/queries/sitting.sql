-- name: open_sitting$
-- Open a sitting, or answer with what is there (migrations, council.open_sitting).
select council.open_sitting(:act, :body, :private_key);

-- name: record$
-- Append to a sitting's ledger with its consequences (migrations, council.record).
select council.record(:act, :body);

-- name: count$
-- Put a count on record and destroy the key (migrations, council.count).
select council.count(:act, :body);

-- name: hand_out_key$
-- The key of a closed sitting that is not counted yet.
select council.hand_out_key(:sitting_id);

-- name: entries_after$
-- The entries of a sitting's ledger after :seq, as a JSON array.
select council.entries_after(:sitting_id, :seq);

-- name: sitting^
-- One sitting with its list within a run of positions, or nothing.
select s.sitting_id, s.body, s.status, s.first_run_id, s.opened_at, s.closes_at, s.header,
       (select jsonb_agg(i.item order by i.position) from council.sitting_item i
          where i.sitting_id = s.sitting_id and i.position between :first and :last) as items
from council.sitting s where s.sitting_id = :sitting_id;

-- name: minutes_number$
-- The number of a counted sitting's minutes, as they bear it; null before the count.
select shown from numbers.issued where for_stream = 'sitting:' || :sitting_id::text;

-- name: sittings
-- All sittings, the latest first; a member narrows the list to open ones in which their paper is awaited.
select s.sitting_id, s.body, s.status, s.opened_at, s.closes_at, (s.header->>'items')::int as items,
       (s.header->'request'->>'secret')::boolean as secret,
       (select count(*) from council.ballot b where b.sitting_id = s.sitting_id) as papers,
       jsonb_array_length(s.header->'members') as members
from council.sitting s
where :member::text is null or (s.status = 'open' and s.header->'members' ? :member
  and not exists (select from council.ballot b where b.sitting_id = s.sitting_id and b.member = :member))
order by s.opened_at desc, s.sitting_id;

-- name: papers
-- The papers of a sitting in the order in which they came.
select b.paper, encode(b.digest, 'hex') as digest, b.cast_at, e.stream_seq as seq
from council.ballot b join ledger.entry e using (entry_id) where b.sitting_id = :sitting_id order by e.stream_seq;

-- name: results
-- The results of a sitting within a run of positions.
select position, nomination_id, outcome, ground, result from council.result
where sitting_id = :sitting_id and position between :first and :last order by position;

-- name: opened_sheets
-- The opened sheets of a counted sitting, in the order of their codes.
select sheet, number, paper_code, choices from council.opened_sheet
where sitting_id = :sitting_id order by sheet, number;

-- name: record_many$
-- Append many acts with their consequences in one transaction (migrations, commendation.record_many).
select commendation.record_many(:acts, :bodies);

-- name: waiting
-- Nominations that wait for a council and are on no list, longest waiting first (by their ids where equal).
select n.nomination_id, n.request, n.route, n.standing, n.seq, e.kind, encode(e.leaf_hash, 'hex') as leaf_hash,
       commendation.instant(e.occurred_us) as recorded_at
from commendation.nomination n
join ledger.entry e on e.stream_id = n.nomination_id and e.stream_seq = n.seq
where n.standing->>'gate' = 'council_vote' and n.standing->'gate_state'->>'council' = :body
  and n.status = 'in_review'
  and not exists (select from council.sitting_item i join council.sitting s using (sitting_id)
    where i.nomination_id = n.nomination_id and s.status <> 'ended' and s.body = :body
      and s.closes_at > now() - interval '7 days')
order by n.award, n.accepted_at, n.nomination_id limit :most;

-- name: on_list
-- Nominations of a sitting's list within a run of positions, as they stand, and whether its result is on them.
select n.nomination_id, n.request, n.route, n.standing, n.seq, e.kind, encode(e.leaf_hash, 'hex') as leaf_hash,
       commendation.instant(e.occurred_us) as recorded_at,
       exists (select from ledger.entry d
         where d.dedup_key = 'council/' || i.sitting_id || '/' || i.nomination_id) as told
from council.sitting_item i
join commendation.nomination n using (nomination_id)
join ledger.entry e on e.stream_id = n.nomination_id and e.stream_seq = n.seq
where i.sitting_id = :sitting_id and i.position between :first and :last order by i.position;

-- name: entry_of_message$
-- The entry of a message with this digest to this sitting, or null.
select council.entry(e) from ledger.entry e
where e.stream_id = council.stream(:sitting_id) and e.dedup_key = any(:keys)
  and convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = :digest;

-- name: untold
-- Nominations of a sitting that have its result on record and whose workflow is not known to have seen it.
select n.nomination_id, n.seq from council.sitting_item i join commendation.nomination n using (nomination_id)
join ledger.entry d on d.dedup_key = 'council/' || i.sitting_id || '/' || i.nomination_id
where i.sitting_id = :sitting_id and i.position between :first and :last and n.seen_seq < d.stream_seq
order by i.position;

-- name: streams
-- The ids of all sittings that the record or the ledger knows.
select sitting_id from council.sitting
union select substr(stream_id, 9) from ledger.stream_head where stream_id like 'sitting:%' order by 1;

-- name: sitting_evidence$
-- Everything about one sitting in one snapshot, as JSON (schemas/sitting_audit.py, SittingEvidence); null when unknown.
select jsonb_build_object(
  'sitting_id', s.sitting_id, 'first_run_id', s.first_run_id, 'status', s.status, 'header', s.header,
  'head_seq', coalesce(h.seq, 0), 'head_hash', encode(coalesce(h.hash, decode(repeat('00', 32), 'hex')), 'hex'),
  'items', (select jsonb_agg(i.item order by i.position) from council.sitting_item i where i.sitting_id = s.sitting_id),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object(
      'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
      'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
      'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
      'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'))
      order by e.stream_seq), '[]') from ledger.entry e where e.stream_id = council.stream(s.sitting_id)),
  'papers', (select coalesce(jsonb_agg(jsonb_build_object('paper', b.paper, 'digest', encode(b.digest, 'hex'),
      'cast_at', b.cast_at, 'seq', coalesce(e.stream_seq, 0)) order by e.stream_seq), '[]')
      from council.ballot b left join ledger.entry e
        on e.entry_id = b.entry_id and e.stream_id = council.stream(s.sitting_id) where b.sitting_id = s.sitting_id),
  'refusals', (select coalesce(jsonb_agg(jsonb_build_object('act_id', r.act_id, 'actor_id', r.actor_id,
      'message', r.message, 'reason', r.reason, 'digest', encode(r.digest, 'hex'), 'refused_by', r.refused_by,
      'at', r.refused_at, 'seq', coalesce(e.stream_seq, 0)) order by e.stream_seq), '[]')
      from council.refusal r left join ledger.entry e
        on e.entry_id = r.entry_id and e.stream_id = council.stream(s.sitting_id) where r.sitting_id = s.sitting_id),
  'opened', (select coalesce(jsonb_agg(jsonb_build_object('sheet', o.sheet, 'number', o.number,
      'paper_code', o.paper_code, 'choices', o.choices) order by o.sheet, o.number), '[]')
      from council.opened_sheet o where o.sitting_id = s.sitting_id),
  'results', (select coalesce(jsonb_agg(to_jsonb(r) order by r.position), '[]')
      from council.result r where r.sitting_id = s.sitting_id),
  'on_nominations', (select coalesce(jsonb_agg(jsonb_build_object('nomination_id', e.stream_id,
      'facts', convert_from(e.body, 'UTF8')::jsonb->'facts')), '[]')
      from ledger.entry e where e.kind = 'council.decided'
        and e.dedup_key = 'council/' || s.sitting_id || '/' || e.stream_id
        and e.stream_id in (select i.nomination_id from council.sitting_item i where i.sitting_id = s.sitting_id)))
from council.sitting s left join ledger.stream_head h on h.stream_id = council.stream(s.sitting_id)
where s.sitting_id = :sitting_id;

-- name: results_of_no_sitting
-- Nominations with a council's result that no sitting has: there should be none.
select e.stream_id as nomination_id from ledger.entry e where e.kind = 'council.decided' and not exists (
  select from council.result r where r.nomination_id = e.stream_id and r.outcome <> 'not_decided'
    and e.dedup_key = 'council/' || r.sitting_id || '/' || r.nomination_id)
order by 1;
