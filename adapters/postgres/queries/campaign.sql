-- name: state$
-- Where a campaign stands, as JSON (schemas/campaign.py, CampaignState); null when it was never launched.
select state from matter.file where stream_id = 'campaign:' || :campaign_id::text;

-- name: has_pledged$
-- Whether a unit has a pledge on record.
select exists (select from matter.act where stream_id = 'campaign:' || :campaign_id::text
  and message = 'sign_pledge' and act->>'unit' = :unit::text);

-- name: has_reported$
-- Whether there is a report on a metric in this measure against this year, of a unit (null: of the whole campaign).
select exists (select from matter.act where stream_id = 'campaign:' || :campaign_id::text
  and message = 'report_result' and act->>'metric' = :metric::text and act->>'measure' = :measure::text
  and act->>'unit' is not distinct from :unit::text and (act->>'base_year')::int is not distinct from :base_year::int);

-- name: told$
-- Everything on record about a campaign, as JSON (schemas/campaign_summary.py, CampaignTold); null when there is none.
select jsonb_build_object(
  'state', f.state, 'launch', f.start, 'launched_at', f.opened_at,
  'pledges', coalesce(said.pledges, '[]'), 'results', coalesce(said.results, '[]'), 'closing', said.closing,
  'answers', coalesce(answers.counted, '[]'))
from matter.file f,
lateral (select jsonb_agg(a.act order by a.entry_id) filter (where a.message = 'sign_pledge') as pledges,
         jsonb_agg(a.act order by a.entry_id) filter (where a.message = 'report_result') as results,
         jsonb_agg(a.act) filter (where a.message = 'close_campaign')->0 as closing
  from matter.act a where a.stream_id = f.stream_id) said,
lateral (select jsonb_agg(to_jsonb(c) order by c.movement nulls last, c.content_group nulls last, c.status) as counted
  from (select v.content->>'movement' as movement, v.content->>'content_group' as content_group, n.status,
               count(*) as count
        from commendation.nomination n
        join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
        where v.content->>'campaign' = f.start->>'campaign_id' group by 1, 2, 3) c) answers
where f.stream_id = 'campaign:' || :campaign_id::text;
