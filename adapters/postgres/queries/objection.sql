-- name: case^
-- A nomination as whoever takes an objection must know it: where it stands, who had a hand in it, and when it closed.
-- A vote in the council advises and is no such hand, as at the decision (domain/people.py).
select n.nomination_id, n.nominator_id, n.nominee_id, n.seq, n.standing, n.route->>'rule_set' as rule_set,
       coalesce(n.standing->>'award', n.award) as award, nullif(n.route->'objection', 'null') as rule,
       coalesce((select array_agg(distinct who order by who) from (
           select h->>'person' as who from jsonb_array_elements(
             case jsonb_typeof(n.standing->'hands') when 'array' then n.standing->'hands' else '[]' end) h
             where h->>'gate' <> 'council_vote'
           union select d.reviewer_id from commendation.decision d where d.nomination_id = n.nomination_id
           union select d.on_behalf_of from commendation.decision d where d.nomination_id = n.nomination_id) hands
         where who is not null), '{}') as hands,
       case when n.status in ('conferred', 'rejected', 'withdrawn', 'lapsed') then
         (select commendation.instant(e.occurred_us) from ledger.entry e
            where e.stream_id = n.nomination_id
              and convert_from(e.body, 'UTF8')::jsonb->'standing'->>'status' = n.status
            order by e.stream_seq limit 1) end as decided_at
from commendation.nomination n where n.nomination_id = :nomination_id;

-- name: entries$
-- The entries of one objection on its nomination's ledger after :after, as a JSON array.
select coalesce(jsonb_agg(commendation.entry_head(e)
         || jsonb_build_object('clock', facts->'clock', 'upheld', facts->'upheld') order by e.stream_seq), '[]')
from ledger.entry e, lateral (select convert_from(e.body, 'UTF8')::jsonb->'facts' as facts) f
where e.stream_id = :nomination_id and e.stream_seq > :after and facts->>'objection_id' = :objection_id::text;

-- name: listing
-- Objections, the latest first; open ones only, those on one nomination only, or one by its id.
select f.act_id as objection_id, f.nomination_id, coalesce(n.standing->>'award', n.award) as award, n.body,
       n.status as outcome, f.act->>'ground' as ground, f.act->>'text' as text, f.actor_id as filed_by,
       f.acted_at as filed_at,
       case when s.act_id is null then 'open' when (s.act->>'upheld')::boolean then 'upheld'
         else 'dismissed' end as status,
       case when s.act_id is null then
         (convert_from(e.body, 'UTF8')::jsonb->'facts'->'clock'->>'due_at')::timestamptz end as due_at,
       s.actor_id as settled_by, s.acted_at as settled_at, s.act->>'reason' as reason
from commendation.act f
join commendation.nomination n using (nomination_id)
join ledger.entry e on e.entry_id = f.entry_id
left join commendation.act s on s.message = 'settle_objection' and s.act->>'objection_id' = f.act_id::text
where f.message = 'file_objection' and (not :only_open::boolean or s.act_id is null)
  and (:nomination_id::text is null or f.nomination_id = :nomination_id)
  and (:objection_id::uuid is null or f.act_id = :objection_id)
order by f.acted_at desc, f.act_id;
