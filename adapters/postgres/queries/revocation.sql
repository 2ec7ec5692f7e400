-- name: case^
-- The nomination by which a grant was decided here; null when it is not on record or conferred nothing.
select n.nomination_id, n.nominator_id, n.submitting_body, n.body, n.level, n.route->>'rule_set' as rule_set,
       n.route->>'number_symbol' as number_symbol
from commendation.nomination n where n.nomination_id = :nomination_id and n.status = 'conferred';

-- name: open_for$
-- Whether another revocation or restoration of this grant is open.
select exists (select from matter.file f
  where f.kind = 'revocation' and not f.closed and f.state->>'grant_id' = :grant_id::text and f.stream_id <> :besides);

-- name: is_upheld$
-- Whether this objection to this nomination's outcome was upheld.
select exists (select from commendation.act s
  where s.message = 'settle_objection' and s.act->>'objection_id' = :objection_id::text
    and s.nomination_id = :nomination_id and (s.act->>'upheld')::boolean);
