-- name: inbox
-- What waits for one person, most urgent first: gates whose panel they are on, or is somebody who delegated to them
-- (`on_behalf_of`); and what they nominated themselves and have to answer. Left out: what they, or whom they would
-- act for, may not act on, because it is their own nomination, they are recused from it, or (four eyes, at the
-- decision) had a hand in it elsewhere; and agencies that have answered. A delegation holds on days in Vietnam.
with principal as (
  select :person::text as person, null::text as on_behalf_of, null::text as body, null::text[] as gates, null::text[] as awards
  union all
  select d.actor_id, d.actor_id, d.body, d.gates, d.awards from register.delegation d
  where d.act = 'delegate' and d.delegate = :person
    and (now() at time zone 'Asia/Ho_Chi_Minh')::date between d.valid_from and d.valid_to
    and not exists (select from register.delegation r
      where r.act = 'revoke_delegation' and r.delegation_id = d.delegation_id)
), waiting as (
  select distinct s.nomination_id, s.level, s.body, s.round, coalesce(s.gate, 'decision') as gate, p.on_behalf_of,
         s.opened_at, s.due_at
  from principal p
  join commendation.stage s on s.closed_at is null and s.panel @> array[p.person]
  join commendation.nomination n on n.nomination_id = s.nomination_id and n.status = 'in_review'
  cross join lateral (select array[:person::text, p.person] as people) acting
  where (p.on_behalf_of is null or (s.gate is not null and s.gate <> 'council_vote' and s.body = p.body
      and (p.gates is null or s.gate = any(p.gates))
      and (p.awards is null or coalesce(n.standing->>'award', n.award) = any(p.awards))))
    and n.nominator_id <> all(acting.people) and (n.nominee_id is null or n.nominee_id <> all(acting.people))
    and not exists (select from jsonb_path_query(n.standing, '$.recused[*].person') one
      where one #>> '{}' = any(acting.people))
    and not (coalesce(nullif(n.request->'relatives', 'null'), '[]') ?| acting.people)
    and not coalesce(s.gate = 'consultation' and n.standing->'gate_state'->'answers' ? p.person, false)
    and not (coalesce(s.gate = 'decision', false) and exists (
      select from jsonb_path_query(n.standing, '$.hands[*]') hand
      where hand->>'person' = any(acting.people)
        and not (hand->>'level' = s.level and hand->>'gate' in (s.gate, 'council_vote'))))
  union all
  select n.nomination_id, n.level, n.body, n.round, coalesce(n.standing->>'gate', 'decision'), null,
         (n.standing->'clock'->>'started_at')::timestamptz, n.due_at
  from commendation.nomination n
  where n.status in ('returned', 'awaiting_consent') and n.nominator_id = :person
)
select w.*, n.dossier_id, coalesce(n.standing->>'award', n.award) as award,
       coalesce((select lower->>'name_vi' from jsonb_array_elements(n.route->'lower_awards') lower
         where lower->>'award' = n.standing->>'award'), n.route->>'award_name_vi') as award_name_vi,
       n.nominee_kind, n.status,
       v.content->'nominee'->>'name' as nominee_name, encode(n.content_hash, 'hex') as content_hash,
       case when w.gate in ('eligibility', 'quota') then n.standing->'gate_state' end as gate_state
from waiting w
join commendation.nomination n using (nomination_id)
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
order by w.due_at, n.nomination_id, w.on_behalf_of nulls first;

-- name: is_known$
-- Whether this code stands anywhere on record: as somebody who could act, who nominated, or in the register.
select exists (select from commendation.stage where panel @> array[:person::text])
    or exists (select from commendation.nomination where nominator_id = :person)
    or exists (select from register.appointment where :person in (person, actor_id))
    or exists (select from register.delegation where :person in (delegate, actor_id));

-- name: listing
-- All nominations, by dossier and id; a level or a status narrows the list, null does not. The award is the lower one
-- once its nominator has agreed to that.
select n.nomination_id, n.dossier_id, coalesce(n.standing->>'award', n.award) as award, n.nominee_kind, n.status,
       n.level, n.round, n.due_at,
       v.content->'nominee'->>'name' as nominee_name
from commendation.nomination n
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
where (:level::text is null or n.level = :level) and (:status::text is null or n.status = :status)
order by n.dossier_id, n.nomination_id;

-- name: nomination^
-- One nomination with its current content, or nothing.
select n.nomination_id, n.dossier_id, n.award, n.nominator_id, n.submitting_body, n.status, n.level, n.body,
       n.round, n.content_version, encode(n.content_hash, 'hex') as content_hash, n.due_at, n.seq, n.accepted_at,
       n.first_run_id, n.route, n.request, n.standing, v.content, encode(h.hash, 'hex') as leaf_hash
from commendation.nomination n
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
join ledger.stream_head h on h.stream_id = n.nomination_id
where n.nomination_id = :nomination_id;

-- name: known_content
-- Of the given nominations those on record, with the hash of the content they were first submitted with.
select nomination_id, encode(content_hash, 'hex') as content_hash
from commendation.content_version where nomination_id = any(:nomination_ids) and version = 1;

-- name: decisions_of
-- The decisions on one nomination, in the order of the ledger (several can be taken at one instant).
-- `stale`: on content that has changed since.
select d.decision_id, d.level, d.gate, d.round, d.reviewer_id, d.on_behalf_of, d.verdict, d.reason, d.decided_at,
       d.return_to, d.reason_codes, d.authority, encode(d.content_hash, 'hex') as content_hash,
       d.content_hash <> n.content_hash as stale
from commendation.decision d join commendation.nomination n using (nomination_id)
where d.nomination_id = :nomination_id order by d.entry_id;

-- name: acts_of
-- Every other act on one nomination, in the order of the ledger.
-- `stale`: on content that has changed since; an act that is bound to no content never is.
select a.act_id, a.message, a.level, a.gate, a.round, a.actor_id, a.on_behalf_of, a.act, a.acted_at,
       a.act->>'content_hash' as content_hash,
       coalesce(a.act->>'content_hash' <> encode(n.content_hash, 'hex'), false) as stale
from commendation.act a join commendation.nomination n using (nomination_id)
where a.nomination_id = :nomination_id order by a.entry_id;

-- name: verdicts_of
-- What rules said of one nomination, entry by entry, with what a council decided.
select e.stream_seq as seq, e.kind, commendation.instant(e.occurred_us) as at, coalesce(f.facts->'verdicts', '[]') as verdicts,
       case when e.kind = 'council.decided' then f.facts || '{"verdicts": []}' end as council
from ledger.entry e, lateral (select convert_from(e.body, 'UTF8')::jsonb->'facts' as facts) f
where e.stream_id = :nomination_id and (f.facts ? 'verdicts' or e.kind = 'council.decided') order by e.stream_seq;

-- name: about_of_act^
-- What an act on record was about, so that it can be repeated word for word; nothing when it is not on record.
select d.level, d.gate, d.round, encode(d.content_hash, 'hex') as content_hash
from commendation.decision d where d.decision_id = :act_id and d.nomination_id = :nomination_id
union all
select a.level, coalesce(a.gate, 'decision'), a.round,
       coalesce(a.act->>'content_hash', encode(n.content_hash, 'hex'))
from commendation.act a join commendation.nomination n using (nomination_id)
where a.act_id = :act_id and a.nomination_id = :nomination_id;

-- name: envelope_of$
-- The signed statement of a decision on record, as JSON; nothing when it is not signed, or not on record.
select convert_from(s.envelope, 'UTF8') from commendation.signed_decision s
join commendation.decision d using (decision_id)
where d.decision_id = :decision_id and d.nomination_id = :nomination_id;

-- name: entry_of_act$
-- The ledger entry head of an act with this digest on this nomination, or null.
select commendation.entry_head(e) from ledger.entry e
where e.stream_id = :nomination_id and e.dedup_key = any(:keys)
  and convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = :digest;

-- name: unseen
-- Nominations whose workflow is not known to have seen its whole ledger, unchanged for so many seconds.
select nomination_id, seq, status in ('conferred', 'rejected', 'withdrawn', 'lapsed') as closed
from commendation.nomination
where seen_seq < seq and changed_at < now() - :seconds * interval '1 second' and nomination_id <> all(:besides)
order by changed_at limit :most;

-- name: confirm_seen!
-- Note that a workflow has seen its ledger up to :seq.
select commendation.confirm_seen(:nomination_id, :seq);

-- name: totals^
-- How much is on record, of one dossier or of all.
select (select count(*) from commendation.decision d join commendation.nomination n using (nomination_id)
          where :dossier_id::text is null or n.dossier_id = :dossier_id) as decisions,
       (select count(*) from ledger.entry e join commendation.nomination n on n.nomination_id = e.stream_id
          where :dossier_id::text is null or n.dossier_id = :dossier_id) as ledger_entries,
       (select count(*) from commendation.refusal r join commendation.nomination n using (nomination_id)
          where :dossier_id::text is null or n.dossier_id = :dossier_id) as refusals,
       (select count(*) from commendation.notification t join commendation.nomination n using (nomination_id)
          where :dossier_id::text is null or n.dossier_id = :dossier_id) as notifications;

-- name: entry_heads$
-- All ledger entries of a nomination, as a JSON array of entry heads.
select commendation.heads_after(:nomination_id, 0);
