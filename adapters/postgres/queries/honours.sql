-- name: honours
-- Awards in force for achievements that ended in :year, null: in any year, in the order of their ids: the award record's,
-- and of what was conferred before there was one. Names of awards and levels are those of the nomination's route, which
-- is kept for life, if it knows them.
select coalesce(g.grant_id, n.nomination_id) as grant_id, n.nomination_id, n.dossier_id, said.award,
       coalesce(way.lower->>'name_vi', way.asked->>'award_name_vi') as award_name_vi,
       coalesce(way.lower->>'name_en', way.asked->>'award_name_en') as award_name_en,
       coalesce(g.facts->>'subject_kind', n.nominee_kind) as nominee_kind,
       v.content->'nominee'->>'name' as nominee_name, coalesce(g.subject, n.nominee_id) as nominee_id,
       said.period_from, said.period_to, said.level, way.stage->>'level_name_vi' as level_name_vi,
       coalesce(g.facts->>'issuer_vi', way.stage->>'body_name_vi') as body_name_vi,
       coalesce((g.facts->>'decided_on')::date, way.decided_on) as decided_on, g.facts->>'number' as number,
       coalesce(g.facts->>'rule_set', n.route->>'rule_set') as rule_set
from awards.grant g
full join (select * from commendation.nomination where status = 'conferred') n on n.nomination_id = g.grant_id
left join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
cross join lateral (select
  coalesce(g.award, n.standing->>'award', n.award) as award, coalesce(g.facts->>'level', n.level) as level,
  coalesce(g.facts->>'period_from', v.content->>'period_from')::date as period_from,
  coalesce(g.facts->>'period_to', v.content->>'period_to')::date as period_to) said
cross join lateral (select
  case when n.route->>'award' = said.award then n.route end as asked,
  jsonb_path_query_first(n.route, '$.lower_awards[*] ? (@.award == $award)',
    jsonb_build_object('award', said.award)) as lower,
  jsonb_path_query_first(n.route, '$.stages[*] ? (@.level == $level)',
    jsonb_build_object('level', said.level)) as stage,
  (select (max(d.decided_at) at time zone 'Asia/Ho_Chi_Minh')::date from commendation.decision d
    where d.nomination_id = n.nomination_id and d.level = n.level and d.verdict = 'approve') as decided_on) way
where g.revoked is not true and (:year::int is null or extract(year from said.period_to) = :year)
order by 1;
