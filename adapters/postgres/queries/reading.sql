-- name: inbox
-- What waits for one reviewer, most urgent first: open stages whose panel they are on, their own nominations left out.
select n.nomination_id, n.dossier_id, n.award, n.route->>'award_name_vi' as award_name_vi,
       n.nominee_kind, v.content->'nominee'->>'name' as nominee_name,
       s.level, s.body, s.round, s.opened_at, s.due_at, encode(n.content_hash, 'hex') as content_hash
from commendation.stage s
join commendation.nomination n using (nomination_id)
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
where s.closed_at is null and s.panel @> array[:reviewer_id::text]
  and n.nominator_id <> :reviewer_id and n.nominee_id is distinct from :reviewer_id
order by s.due_at, n.nomination_id;

-- name: listing
-- All nominations, by dossier and id; a level or a status narrows the list, null does not.
select n.nomination_id, n.dossier_id, n.award, n.nominee_kind, n.status, n.level, n.round, n.due_at,
       v.content->'nominee'->>'name' as nominee_name
from commendation.nomination n
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
where (:level::text is null or n.level = :level) and (:status::text is null or n.status = :status)
order by n.dossier_id, n.nomination_id;

-- name: nomination^
-- One nomination with its current content, or nothing.
select n.nomination_id, n.dossier_id, n.award, n.nominator_id, n.submitting_body, n.status, n.level, n.body,
       n.round, n.content_version, encode(n.content_hash, 'hex') as content_hash, n.due_at, n.seq, n.accepted_at,
       n.first_run_id, n.route, n.request, v.content
from commendation.nomination n
join commendation.content_version v on v.nomination_id = n.nomination_id and v.version = n.content_version
where n.nomination_id = :nomination_id;

-- name: known_content
-- Of the given nominations those on record, with the hash of the content they were first submitted with.
select nomination_id, encode(content_hash, 'hex') as content_hash
from commendation.content_version where nomination_id = any(:nomination_ids) and version = 1;

-- name: decisions_of
-- The decisions on one nomination, in the order of the ledger (several can be taken at one instant).
select decision_id, level, gate, round, reviewer_id, on_behalf_of, verdict, reason, decided_at
from commendation.decision where nomination_id = :nomination_id order by entry_id;

-- name: entry_of_act$
-- The ledger entry head of an act with this digest on this nomination, or null.
select commendation.entry_head(e) from ledger.entry e
where e.stream_id = :nomination_id and e.dedup_key = any(:keys)
  and convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = :digest;

-- name: unseen
-- Nominations whose workflow is not known to have seen its whole ledger, unchanged for so many seconds.
select nomination_id, seq from commendation.nomination
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
