-- name: conferred
-- What was conferred for achievements that ended in :year, null: in any year, in the order of their ids. The award is
-- the lower one once its nominator has agreed to that; names are those of the route, which is kept for life.
select n.nomination_id, n.dossier_id, coalesce(n.standing->>'award', n.award) as award,
       coalesce(lower.one->>'name_vi', n.route->>'award_name_vi') as award_name_vi,
       coalesce(lower.one->>'name_en', n.route->>'award_name_en') as award_name_en,
       n.nominee_kind, n.nominee_id, v.content->'nominee'->>'name' as nominee_name,
       (v.content->>'period_from')::date as period_from, (v.content->>'period_to')::date as period_to,
       n.level, stage.one->>'level_name_vi' as level_name_vi,
       n.body, stage.one->>'body_name_vi' as body_name_vi,
       (select max(d.decided_at) from commendation.decision d
          where d.nomination_id = n.nomination_id and d.level = n.level and d.verdict = 'approve') as conferred_at
from commendation.nomination n
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
left join lateral (select one from jsonb_array_elements(n.route->'lower_awards') one
  where one->>'award' = n.standing->>'award') lower on true
left join lateral (select one from jsonb_array_elements(n.route->'stages') one
  where one->>'level' = n.level and (one->>'confers')::boolean) stage on true
where n.status = 'conferred'
  and (:year::int is null or extract(year from (v.content->>'period_to')::date) = :year)
order by n.nomination_id;
