-- name: keep_rows$
-- Keep the rows :first to :last of a dossier; see dossier.keep_rows.
select dossier.keep_rows(:dossier_id::text, :first::int, :last::int, :rows::jsonb);

-- name: rows_on_record$
-- How many rows there are, the hash over them, and how many are not by this nominator and body.
select dossier.on_record(:dossier_id::text, :nominator::text, :body::text);

-- name: parts_on_record$
-- How many of the given hand-overs, as a JSON array of {dossier_id, act_id}, are on record into this dossier.
select count(distinct a.act_id) from jsonb_to_recordset(:parts::jsonb) as p(dossier_id text, act_id uuid)
join matter.act a on a.act_id = p.act_id and a.stream_id = 'dossier:' || p.dossier_id
where a.message = 'hand_over' and a.act->>'into' = :into::text;

-- name: open_nominations$
-- The nominations that a dossier carries now and that have no outcome yet.
select coalesce(array_agg(d.nomination_id order by d.nomination_id), '{}')
from dossier.nominations(:dossier_id::text) d join commendation.nomination n using (nomination_id)
where d.carried_by = :dossier_id::text and not dossier.is_over(n.status);

-- name: without_a_say$
-- In how many of these nominations a person neither is the nominator nor is awaited now.
select count(*) from commendation.nomination n
where n.nomination_id = any(:nominations::text[]) and n.nominator_id <> :person::text
  and not exists (select from commendation.stage s
    where s.nomination_id = n.nomination_id and s.closed_at is null and s.panel @> array[:person::text]);

-- name: has_ended$
-- Whether this dossier has ended.
select exists (select from matter.file where stream_id = 'dossier:' || :dossier_id::text and closed);

-- name: has_open$
-- Whether something that the dossier carries is still on its way.
select dossier.has_open(:dossier_id::text);

-- name: counts$
-- How many rows came to what.
select coalesce(jsonb_object_agg(c.result, c.n), '{}') from
  (select result, count(*) as n from dossier.row where dossier_id = :dossier_id::text and result is not null group by 1) c;

-- name: summary$
-- What a dossier came to (schemas/dossier_matter.py, DossierSummary).
with carried as (
  select n.status, coalesce(n.standing->>'award', n.award) as award, d.carried_by
  from dossier.nominations(:dossier_id::text) d join commendation.nomination n using (nomination_id)
), here as (select * from carried where carried_by = :dossier_id::text)
select jsonb_build_object(
  'outcomes', (select coalesce(jsonb_object_agg(status, n), '{}') from (select status, count(*) n from here group by 1) o),
  'awards', (select coalesce(jsonb_object_agg(award, n), '{}')
    from (select award, count(*) n from here where status = 'conferred' group by 1) a),
  'moved', (select count(*) from carried where carried_by <> :dossier_id::text),
  'refused', (select count(*) from dossier.row where dossier_id = :dossier_id::text and result = 'refused'));

-- name: pieces_left$
-- The numbers of the pieces of :size rows that have rows without a result, in order.
select coalesce(array_agg(p.piece order by p.piece), '{}') from
  (select distinct r.row / :size::int as piece from dossier.row r where r.dossier_id = :dossier_id::text and r.result is null) p;

-- name: begin_rows$
-- Begin with the rows :first to :last; see dossier.begin_rows.
select dossier.begin_rows(:dossier_id::text, :first::int, :last::int);

-- name: settle_rows$
-- Note the result of those rows that are on record now, and return them.
select dossier.settle_rows(:dossier_id::text, :rows::int[]);

-- name: refuse_row$
-- Note that a row cannot become a nomination.
select dossier.refuse_row(:dossier_id::text, :row::int, :reason::text);

-- name: standing
-- How many nominations that a dossier carries now stand where.
select n.status, n.level, count(*) as nominations
from dossier.nominations(:dossier_id::text) d join commendation.nomination n using (nomination_id)
where d.carried_by = :dossier_id::text group by 1, 2 order by 1, 2;

-- name: rows_of
-- What became of each row, with where its nomination is now and which dossier carries it.
select r.row, r.ref, r.nomination_id, r.result, r.reason, r.opened_at, n.status, n.level,
       coalesce((select c.carried_by from matter.carried c where c.nomination_id = n.nomination_id
         order by c.entry_id desc limit 1), n.dossier_id) as carried_by
from dossier.row r
left join commendation.nomination n on n.nomination_id = r.nomination_id and n.dossier_id = r.dossier_id
where r.dossier_id = :dossier_id::text order by r.row;

-- name: lineage
-- Every hand-over from or to a dossier, with how many nominations it moved.
select substr(c.left_stream, length('dossier:') + 1) as from_dossier, c.carried_by as into_dossier, a.act_id, a.actor_id,
       a.act->>'reason' as reason, a.acted_at, count(*) as nominations
from matter.carried c join matter.act a using (entry_id)
where c.left_stream = 'dossier:' || :dossier_id::text or c.carried_by = :dossier_id::text
group by c.left_stream, c.carried_by, a.act_id, a.actor_id, a.act->>'reason', a.acted_at, c.entry_id order by c.entry_id;

-- name: way_of
-- The dossiers that carried a nomination, the first one first.
select n.dossier_id, n.accepted_at as since, null::uuid as act_id from commendation.nomination n
where n.nomination_id = :nomination_id::text
union all
select c.carried_by, a.acted_at, a.act_id from matter.carried c join matter.act a using (entry_id)
where c.nomination_id = :nomination_id::text order by since;

-- name: to_end
-- Dossiers whose nominations are opened and have all ended, and which have not ended themselves.
select f.stream_id from matter.file f
where f.kind = 'dossier' and not f.closed and f.status = 'under_way' and not f.stream_id = any(:besides::text[])
  and not dossier.has_open(f.state->>'dossier_id')
order by f.opened_at limit :most;
