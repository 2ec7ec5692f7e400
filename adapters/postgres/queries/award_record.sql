-- name: record$
-- Put one act of a registrar on the award record (migrations, awards.record).
select awards.record(:act, :body);

-- name: earlier$
-- What is on record under an act's id (migrations, awards.earlier); null when nothing is.
select awards.earlier(:act_id, :digest);

-- name: subject_for$
-- The code of a nominee, made if there is none (migrations, awards.subject_for).
select awards.subject_for(:kind, :identity_number, :code, :hash);

-- name: history$
-- All grants to a nominee with the year up to which an office vouches for them (schemas/award_record.py, AwardHistory).
select jsonb_build_object('subject', :subject::text, 'events', awards.events_of(:subject::text),
  'complete_to', (select max(complete_to) from (  -- the latest word of each body, so that a wrong one can be taken back
      select distinct on (body) complete_to from awards.completeness where subject = :subject
      order by body, entry_id desc) said),
  'grants', (select coalesce(jsonb_agg(g.facts order by g.year, g.facts->>'decided_on', g.grant_id), '[]')
    from awards.grant g where g.subject = :subject));

-- name: grant$
-- One grant with the number of its last event (schemas/award_record.py, GrantOnRecord); null when unknown.
select jsonb_build_object('seq', g.seq, 'grant', g.facts) from awards.grant g where g.grant_id = :grant_id;

-- name: grants$
-- The grants of an award, a unit, a year or a nominee (null: all), as a JSON array.
select coalesce(jsonb_agg(g.facts order by g.year, g.award, g.grant_id), '[]') from awards.grant g
where (:award::text is null or g.award = :award) and (:unit::text is null or g.unit = :unit)
  and (:year::int is null or g.year = :year) and (:subject::text is null or g.subject = :subject);

-- name: events$
-- The events of a grant in order, as a JSON array (schemas/award_record.py, GrantEvent).
select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object('entry_seq', e.stream_seq) order by v.seq), '[]')
from awards.event v join ledger.entry e using (entry_id) where v.grant_id = :grant_id;

-- name: flags
-- Grants that somebody has to look at, of a nominee or of all (null).
select f.grant_id, f.because_of, f.at, e.stream_id, e.stream_seq as entry_seq
from awards.flag f join awards.grant g using (grant_id) join ledger.entry e using (entry_id)
where :subject::text is null or g.subject = :subject order by f.at, f.grant_id;

-- name: base_and_taken^
-- What a quota is counted from: the base, the places that are taken, and whether the nomination holds one.
select quota.base(:of, :unit, :year) as base, quota.taken(:award, :unit, :year, null) as taken,
  exists (select from quota.reservation r where r.nomination_id = :nomination_id and r.freed_entry_id is null
    and (r.award, r.unit, r.year) = (:award, :unit, :year)) as held;

-- name: vouched
-- Ledger entries after :after, in order, that speak of the award record or a quota, with what is kept beside them
-- (schemas/award_record.py, VouchedEntry).
select e.entry_id, jsonb_build_object(
  'stream_id', e.stream_id, 'seq', e.stream_seq, 'kind', e.kind, 'at', commendation.instant(e.occurred_us),
  'grants', coalesce(said->'grants', '[]'), 'reserve', said->'reserve',
  'number', (select i.shown from numbers.issued i where i.for_entry_id = e.entry_id),
  'events', (select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object('entry_seq', e.stream_seq)
      order by v.grant_id, v.seq), '[]') from awards.event v where v.entry_id = e.entry_id),
  'place', (select to_jsonb(r) from quota.reservation r where r.entry_id = e.entry_id)) as found
from ledger.entry e, lateral (select convert_from(e.body, 'UTF8') as told) b,
  lateral (select told::jsonb->'facts' as said) f
where e.entry_id > :after and (position('"grants":[' in told) > 0 or position('"reserve":{' in told) > 0
  or exists (select from awards.event v where v.entry_id = e.entry_id)
  or exists (select from quota.reservation r where r.entry_id = e.entry_id))
order by e.entry_id limit :most;

-- name: shown
-- Grants after :after, in order, with their events (schemas/award_record.py, GrantEvidence).
select g.grant_id, to_jsonb(g) || jsonb_build_object('events',
  (select coalesce(jsonb_agg(to_jsonb(v) || jsonb_build_object('entry_seq', e.stream_seq) order by v.seq), '[]')
    from awards.event v join ledger.entry e using (entry_id) where v.grant_id = g.grant_id)) as found
from awards.grant g where g.grant_id > :after order by g.grant_id limit :most;

-- name: events_of_no_grant
-- Grants that have events but are not shown: there should be none.
select distinct grant_id from awards.event v
where not exists (select from awards.grant g where g.grant_id = v.grant_id) order by 1;

-- name: streams
-- The ledger streams of registrars' acts and of numbers, with those that only rows or a head speak of.
select stream_id from ledger.entry where stream_id like 'award:%' or stream_id like 'number:%'
union select stream_id from ledger.stream_head where stream_id like 'award:%' or stream_id like 'number:%'
union select 'number:' || body || ':' || symbol || ':' || year from numbers.issued
union select 'award:' || body from awards.completeness
order by 1;

-- name: evidence$
-- Everything about one such stream in one snapshot (schemas/award_record.py, StreamEvidence).
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
  'issued', (select coalesce(jsonb_agg(to_jsonb(i) || jsonb_build_object('seq', coalesce(e.stream_seq, 0),
      'asked', convert_from(a.body, 'UTF8')::jsonb->'facts'->'number') order by i.number), '[]')
      from numbers.issued i left join ledger.entry e on e.entry_id = i.entry_id and e.stream_id = :stream_id
      left join ledger.entry a on a.entry_id = i.for_entry_id and a.stream_id = i.for_stream and a.stream_seq = i.for_seq
      where 'number:' || i.body || ':' || i.symbol || ':' || i.year = :stream_id),
  'completed', (select coalesce(jsonb_agg(to_jsonb(c) || jsonb_build_object('stream_id', 'award:' || c.body,
      'seq', coalesce(e.stream_seq, 0)) order by c.entry_id), '[]')
      from awards.completeness c left join ledger.entry e on e.entry_id = c.entry_id and e.stream_id = :stream_id
      where 'award:' || c.body = :stream_id));
