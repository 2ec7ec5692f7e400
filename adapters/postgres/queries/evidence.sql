-- name: nominations
-- The ids of nominations after :after, in order, so that all can be walked in pieces.
select nomination_id from commendation.nomination where nomination_id > :after order by nomination_id limit :most;

-- name: how_many$
-- How many nominations there are.
select count(*) from commendation.nomination;

-- name: streams_without_nomination
-- Ledger streams that belong to no nomination, and to nothing else that has streams of its own (a register of people,
-- a sitting, the award record, a series of numbers, a matter): there should be none.
select distinct stream_id from ledger.entry e
where not exists (select from commendation.nomination n where n.nomination_id = e.stream_id)
  and e.stream_id <> 'keys:registry'
  and split_part(stream_id, ':', 1) not in
    ('register', 'sitting', 'award', 'number', 'dossier', 'campaign', 'revocation', 'history', 'person');

-- name: evidence$
-- Everything about one nomination in one snapshot, as JSON (schemas/audit.py, Evidence); null when unknown.
-- A row that belongs to no entry of this nomination has seq 0, so that it is found and not passed over.
-- `gone`: the last erasure of this very nominee. It covers rows of before, and an erasure of somebody else none.
select jsonb_build_object(
  'nomination_id', n.nomination_id,
  'state', to_jsonb(n) || jsonb_build_object('content_hash', encode(n.content_hash, 'hex'),
      'erased', person.is_erased(n.request) and exists (select from commendation.content_version v
        where v.nomination_id = n.nomination_id and v.version = 1 and v.entry_id < gone.entry_id)),
  'head_seq', coalesce(h.seq, 0), 'head_hash', encode(coalesce(h.hash, decode(repeat('00', 32), 'hex')), 'hex'),
  'entries', (select coalesce(jsonb_agg(jsonb_build_object(
      'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'dedup_key', e.dedup_key,
      'prev_hash', encode(e.prev_hash, 'hex'), 'occurred_us', e.occurred_us,
      'occurred_at', commendation.instant(e.occurred_us), 'body', convert_from(e.body, 'UTF8'),
      'body_sha256', encode(e.body_sha256, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'))
      order by e.stream_seq), '[]') from ledger.entry e where e.stream_id = n.nomination_id),
  'decisions', (select coalesce(jsonb_agg(to_jsonb(d) || jsonb_build_object('seq', coalesce(e.stream_seq, 0), 'erased', person.is_erased(to_jsonb(d)) and d.entry_id < gone.entry_id,
      'content_hash', encode(d.content_hash, 'hex'), 'digest', encode(d.digest, 'hex'))
      order by e.stream_seq), '[]')
      from commendation.decision d left join ledger.entry e
        on e.entry_id = d.entry_id and e.stream_id = d.nomination_id where d.nomination_id = n.nomination_id),
  'acts', (select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('at', a.acted_at, 'seq', coalesce(e.stream_seq, 0),
      'erased', person.is_erased(a.act) and a.entry_id < gone.entry_id, 'digest', encode(a.digest, 'hex')) order by e.stream_seq), '[]')
      from commendation.act a left join ledger.entry e
        on e.entry_id = a.entry_id and e.stream_id = a.nomination_id where a.nomination_id = n.nomination_id),
  'contents', (select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object('seq', coalesce(e.stream_seq, 0), 'erased', person.is_erased(to_jsonb(v)) and v.entry_id < gone.entry_id,
      'content_hash', encode(v.content_hash, 'hex')) order by v.version), '[]')
      from commendation.content_version v left join ledger.entry e
        on e.entry_id = v.entry_id and e.stream_id = v.nomination_id
      where v.nomination_id = n.nomination_id),
  'refusals', (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('at', r.refused_at, 'seq', coalesce(e.stream_seq, 0),
      'digest', encode(r.digest, 'hex')) order by e.stream_seq), '[]')
      from commendation.refusal r left join ledger.entry e
        on e.entry_id = r.entry_id and e.stream_id = r.nomination_id where r.nomination_id = n.nomination_id),
  'signed', (select coalesce(jsonb_agg(jsonb_build_object('decision_id', s.decision_id, 'kid', s.kid,
      'envelope', encode(s.envelope, 'hex'), 'place', s.entry_id, 'seq', coalesce(e.stream_seq, 0))
      order by s.entry_id), '[]')
      from commendation.signed_decision s join commendation.decision d using (decision_id)
        left join ledger.entry e on e.entry_id = s.entry_id and e.stream_id = d.nomination_id
      where d.nomination_id = n.nomination_id),
  'stages', (select coalesce(jsonb_agg(to_jsonb(s) order by s.opened_at), '[]')
      from commendation.stage s where s.nomination_id = n.nomination_id),
  'withdrawal', (select to_jsonb(w) || jsonb_build_object('at', w.withdrawn_at, 'seq', coalesce(e.stream_seq, 0),
      'erased', person.is_erased(to_jsonb(w)) and w.entry_id < gone.entry_id)
      from commendation.withdrawal w left join ledger.entry e
        on e.entry_id = w.entry_id and e.stream_id = w.nomination_id
      where w.nomination_id = n.nomination_id))
from commendation.nomination n left join ledger.stream_head h on h.stream_id = n.nomination_id
  cross join lateral (select coalesce(max(r.entry_id), 0) as entry_id from person.erasure r
    where r.subject = coalesce(n.nominee_id, 'nomination:' || n.nomination_id)) gone
where n.nomination_id = :nomination_id;
