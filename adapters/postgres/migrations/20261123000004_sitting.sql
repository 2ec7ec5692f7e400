-- migrate:up

-- Sittings of councils: what was voted on, who voted, and what came of it. Each sitting has a ledger stream of its
-- own, called sitting:<id>. All of it is written by the functions below, each call one transaction.
CREATE SCHEMA council AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE council.sitting (
  sitting_id   text        PRIMARY KEY,
  body         text        NOT NULL,
  header       jsonb       NOT NULL,     -- the call, the members, the sheets (schemas/sitting_record.py, SittingHeader)
  first_run_id text        NOT NULL,     -- the workflow run that this sitting belongs to
  status       text        NOT NULL CHECK (status IN ('open', 'closed', 'counted', 'ended')),
  opened_at    timestamptz NOT NULL,
  closes_at    timestamptz NOT NULL
);
CREATE INDEX sitting_of_body ON council.sitting (body, opened_at);

CREATE TABLE council.sitting_item (
  sitting_id    text NOT NULL REFERENCES council.sitting,
  position      int  NOT NULL CHECK (position > 0),
  nomination_id text NOT NULL REFERENCES commendation.nomination,
  item          jsonb NOT NULL,          -- schemas/sitting.py, SittingItem
  PRIMARY KEY (sitting_id, position),
  UNIQUE (sitting_id, nomination_id)
);
CREATE INDEX sitting_item_nomination ON council.sitting_item (nomination_id);

CREATE TABLE council.ballot (
  sitting_id text        NOT NULL REFERENCES council.sitting,
  member     text        NOT NULL,
  act_id     uuid        NOT NULL UNIQUE,
  paper      jsonb       NOT NULL,       -- as it came: open choices, or sealed texts
  digest     bytea       NOT NULL,
  entry_id   bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  cast_at    timestamptz NOT NULL,
  PRIMARY KEY (sitting_id, member)
);
COMMENT ON TABLE council.ballot IS 'Who voted and when; how, only where the vote is open.';

CREATE TABLE council.refusal (
  entry_id   bigint      PRIMARY KEY REFERENCES ledger.entry,
  sitting_id text        NOT NULL REFERENCES council.sitting,
  act_id     uuid,                       -- null when the message was too broken to read one
  actor_id   text,
  message    text        NOT NULL,
  reason     text        NOT NULL,
  digest     bytea       NOT NULL,
  refused_by text        NOT NULL CHECK (refused_by IN ('workflow', 'gateway')),
  refused_at timestamptz NOT NULL
);
CREATE INDEX refusal_of_sitting ON council.refusal (sitting_id);
CREATE INDEX refusal_of_paper ON council.refusal (act_id);

-- The one key that opens a sitting's papers. Nobody but the owner may read it; it is handed out once no paper can
-- come any more, and is gone with the count.
CREATE TABLE council.ballot_key (
  sitting_id  text PRIMARY KEY REFERENCES council.sitting,
  private_key text NOT NULL
);

-- Opened sheets in the order of their codes. No time, no entry and no act: nothing leads from here to a voter.
CREATE TABLE council.opened_sheet (
  sitting_id text   NOT NULL REFERENCES council.sitting,
  sheet      int    NOT NULL CHECK (sheet > 0),
  number     int    NOT NULL CHECK (number > 0),
  paper_code text   NOT NULL,
  choices    text[] NOT NULL,
  PRIMARY KEY (sitting_id, sheet, number)
);

CREATE TABLE council.result (
  sitting_id    text NOT NULL,
  position      int  NOT NULL,
  nomination_id text NOT NULL,
  outcome       text NOT NULL CHECK (outcome IN ('passed', 'not_passed', 'not_decided')),
  ground        text,
  result        jsonb,                   -- tally and verdicts (schemas/council.py, CouncilResult)
  PRIMARY KEY (sitting_id, position),
  FOREIGN KEY (sitting_id, position) REFERENCES council.sitting_item,
  CONSTRAINT decided_or_a_ground CHECK ((outcome = 'not_decided') = (result IS NULL)
    AND (outcome = 'not_decided') = (ground IS NOT NULL))
);

CREATE FUNCTION council.stream(p_sitting text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'sitting:' || p_sitting $$;

-- An entry of a sitting's ledger (schemas/sitting_record.py, SittingEntry).
CREATE FUNCTION council.entry(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('seq', e.stream_seq, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'kind', e.kind,
    'recorded_at', commendation.instant(e.occurred_us), 'facts', convert_from(e.body, 'UTF8')::jsonb->'facts')
$$;

CREATE FUNCTION council.entries_after(p_sitting text, p_seq bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(council.entry(e) ORDER BY e.stream_seq), '[]')
  FROM ledger.entry e WHERE e.stream_id = council.stream(p_sitting) AND e.stream_seq > p_seq
$$;

-- Open a sitting, once. A repeat by the same workflow run is answered with what is on record; any other one is
-- refused (VD004). `taken`: a nomination on the list is on that of another sitting of this council that goes on. One
-- that should have closed a week ago holds nothing any more: if it does end after all, whoever left its list has left.
CREATE FUNCTION council.open_sitting(act jsonb, body bytea, p_private_key text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = council, pg_catalog, pg_temp AS $$
DECLARE
  header  jsonb := act->'header';
  id      text  := header->'request'->>'sitting_id';
  known   council.sitting;
  written ledger.entry;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('council ' || (header->'request'->>'body'), 0));
  SELECT * INTO known FROM council.sitting WHERE sitting_id = id;
  IF FOUND THEN
    IF known.first_run_id <> act->>'first_run_id' THEN
      RAISE EXCEPTION 'sitting % is on record for another call', id USING ERRCODE = 'VD004';
    END IF;
    RETURN jsonb_build_object('header', known.header, 'entries', council.entries_after(id, 0));
  ELSIF EXISTS (SELECT FROM jsonb_array_elements(act->'items') i
      JOIN council.sitting_item o ON o.nomination_id = i->>'nomination_id'
      JOIN council.sitting s ON s.sitting_id = o.sitting_id
      WHERE s.status <> 'ended' AND s.body = act->'header'->'request'->>'body'
        AND s.closes_at > now() - interval '7 days') THEN
    RETURN jsonb_build_object('taken', true);
  END IF;
  written := ledger.append(council.stream(id), 'sitting/' || id || '/opened', 'sitting.opened',
    (act->>'occurred_us')::bigint, body);
  INSERT INTO council.sitting (sitting_id, body, header, first_run_id, status, opened_at, closes_at)
    VALUES (id, header->'request'->>'body', header, act->>'first_run_id', 'open',
      commendation.instant(written.occurred_us), (header->>'closes_at')::timestamptz);
  INSERT INTO council.sitting_item (sitting_id, position, nomination_id, item)
    SELECT id, (i->>'position')::int, i->>'nomination_id', i FROM jsonb_array_elements(act->'items') i;
  IF p_private_key IS NOT NULL THEN
    INSERT INTO council.ballot_key (sitting_id, private_key) VALUES (id, p_private_key);
  END IF;
  RETURN jsonb_build_object('header', header, 'entries', jsonb_build_array(council.entry(written)));
END $$;

CREATE FUNCTION council.keep_ballot(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO council.ballot (sitting_id, member, act_id, paper, digest, entry_id, cast_at)
    VALUES (act->>'sitting_id', act->'paper'->>'actor_id', (act->'paper'->>'act_id')::uuid, act->'paper',
      decode(act->>'digest', 'hex'), p_entry.entry_id, commendation.instant(p_entry.occurred_us))
$$;

CREATE FUNCTION council.keep_refusal(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO council.refusal
      (entry_id, sitting_id, act_id, actor_id, message, reason, digest, refused_by, refused_at)
    VALUES (p_entry.entry_id, act->>'sitting_id', (act->>'act_id')::uuid, act->>'actor_id', act->>'message',
      act->>'reason', decode(act->>'digest', 'hex'), act->>'refused_by', commendation.instant(p_entry.occurred_us))
$$;

-- Whether the id of a paper was used for another message, here or on a nomination.
CREATE FUNCTION council.id_is_taken(act jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ledger.entry WHERE dedup_key = act->>'dedup_key')
    OR EXISTS (SELECT FROM commendation.refusal
         WHERE act_id = (act->>'act_id')::uuid AND digest <> decode(act->>'digest', 'hex'))
    OR EXISTS (SELECT FROM council.refusal
         WHERE act_id = (act->>'act_id')::uuid AND digest <> decode(act->>'digest', 'hex'))
$$;

-- Lock a sitting's ledger and return where it ends.
CREATE FUNCTION council.lock_head(p_sitting text, p_expected bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  head bigint;
BEGIN
  SELECT seq INTO head FROM ledger.stream_head WHERE stream_id = council.stream(p_sitting) FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'sitting % is not on record', p_sitting USING ERRCODE = 'VD002';
  ELSIF head < p_expected THEN
    RAISE EXCEPTION 'the ledger of sitting % ends at %, but entry % was seen', p_sitting, head, p_expected
      USING ERRCODE = 'VD003';
  END IF;
  RETURN head;
END $$;

-- Bring a sitting from one status to the next. No paper is taken, and no sitting closed, out of turn.
CREATE FUNCTION council.advance(p_sitting text, p_from text, p_to text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE council.sitting SET status = p_to WHERE sitting_id = p_sitting AND status = p_from;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'sitting % is not %', p_sitting, p_from USING ERRCODE = 'VD005';
  END IF;
END $$;

-- Record a paper, a refusal, the close or the end of a sitting; answers as commendation.record does.
CREATE FUNCTION council.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = council, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'sitting_id';
  expected bigint := (act->>'expected_seq')::bigint;
  earlier  ledger.entry;
  written  ledger.entry;
BEGIN
  IF council.lock_head(id, expected) > expected THEN
    RETURN jsonb_build_object('missed', council.entries_after(id, expected));
  END IF;
  SELECT * INTO earlier FROM ledger.entry e
    WHERE e.dedup_key IN (act->>'dedup_key', act->>'refusal_key') AND e.stream_id = council.stream(id)
      AND commendation.digest_of(e) IS NOT DISTINCT FROM act->>'digest';
  IF FOUND THEN
    RETURN jsonb_build_object('earlier', council.entry(earlier));
  ELSIF act->>'kind' = 'ballot.cast' AND council.id_is_taken(act) THEN
    RETURN jsonb_build_object('id_taken', true);
  END IF;
  written := ledger.append(council.stream(id), act->>'dedup_key', act->>'kind', (act->>'occurred_us')::bigint, body);
  CASE act->>'kind'
    WHEN 'ballot.cast' THEN
      PERFORM council.advance(id, 'open', 'open');
      PERFORM council.keep_ballot(written, act);
    WHEN 'refusal.recorded' THEN
      PERFORM council.keep_refusal(written, act);
    WHEN 'sitting.closed' THEN
      PERFORM council.advance(id, 'open', 'closed');
    WHEN 'sitting.ended' THEN
      PERFORM council.advance(id, 'counted', 'ended');
  END CASE;
  RETURN jsonb_build_object('entry', council.entry(written));
END $$;

-- The key of a sitting that takes no more papers and is not counted yet; null for an open vote.
CREATE FUNCTION council.hand_out_key(p_sitting text) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = council, pg_catalog, pg_temp AS $$
  SELECT k.private_key FROM council.ballot_key k JOIN council.sitting s USING (sitting_id)
    WHERE sitting_id = p_sitting AND s.status = 'closed'
$$;

-- Record the count: opened sheets, results, minutes; and destroy the key. A repeat gets the first count's entry.
CREATE FUNCTION council.count(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = council, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'sitting_id';
  expected bigint := (act->>'expected_seq')::bigint;
  head     bigint := council.lock_head(id, expected);
  earlier  ledger.entry;
  written  ledger.entry;
BEGIN
  SELECT * INTO earlier FROM ledger.entry e WHERE e.dedup_key = act->>'dedup_key';
  IF FOUND THEN
    RETURN jsonb_build_object('earlier', council.entry(earlier));
  ELSIF head > expected THEN
    RETURN jsonb_build_object('missed', council.entries_after(id, expected));
  END IF;
  PERFORM council.advance(id, 'closed', 'counted');
  INSERT INTO council.opened_sheet (sitting_id, sheet, number, paper_code, choices)
    SELECT id, o.sheet, o.number, o.paper_code, o.choices
    FROM jsonb_to_recordset(act->'opened') o(sheet int, number int, paper_code text, choices text[])
    ORDER BY o.sheet, o.number;
  INSERT INTO council.result (sitting_id, position, nomination_id, outcome, ground, result)
    SELECT id, r.position, r.nomination_id, r.outcome, r.ground, nullif(r.result, 'null')
    FROM jsonb_to_recordset(act->'results')
      r(position int, nomination_id text, outcome text, ground text, result jsonb);
  DELETE FROM council.ballot_key WHERE sitting_id = id;
  written := ledger.append(council.stream(id), act->>'dedup_key', 'sitting.counted',
    (act->>'occurred_us')::bigint, body);
  RETURN jsonb_build_object('entry', council.entry(written));
END $$;

CREATE FUNCTION commendation.short_head(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('seq', e.stream_seq, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'kind', e.kind,
    'recorded_at', commendation.instant(e.occurred_us))
$$;

-- Append one entry each to the ends of many streams, whose heads the caller has locked.
CREATE FUNCTION ledger.append_many(
  p_streams text[], p_dedups text[], p_kinds text[], p_us bigint[], p_bodies bytea[]
) RETURNS SETOF ledger.entry LANGUAGE sql AS $$
  WITH written AS (
    INSERT INTO ledger.entry
        (dedup_key, stream_id, stream_seq, kind, prev_hash, occurred_us, body, body_sha256, leaf_hash)
      SELECT g.dedup, g.stream, h.seq + 1, g.kind, h.hash, g.us, g.body, sha256(g.body),
        ledger.leaf_hash(g.stream, h.seq + 1, h.hash, g.kind, g.us, sha256(g.body))
      FROM unnest(p_streams, p_dedups, p_kinds, p_us, p_bodies) g(stream, dedup, kind, us, body)
      JOIN ledger.stream_head h ON h.stream_id = g.stream
      RETURNING *),
  moved AS (
    UPDATE ledger.stream_head h SET seq = w.stream_seq, hash = w.leaf_hash
      FROM written w WHERE h.stream_id = w.stream_id)
  SELECT * FROM written
$$;

-- Record results of a council on as many nominations in one transaction, all or nothing: what commendation.record
-- does for each, done for all at once. Answers in the same order; `missed` is empty here, and the head of an entry
-- leaves out the standing, because the sender has it. A result never leads out of its stage (VD006).
CREATE FUNCTION commendation.record_many(acts jsonb, bodies bytea[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  answers jsonb;
  written_count bigint;
  staged_count bigint;
BEGIN
  PERFORM FROM ledger.stream_head
    WHERE stream_id IN (SELECT a->>'nomination_id' FROM jsonb_array_elements(acts) a)
    ORDER BY stream_id FOR UPDATE;
  WITH given AS MATERIALIZED (
    SELECT g.n, g.a, g.a->>'nomination_id' AS id, g.a->'standing' AS standing, g.a->>'dedup_key' AS dedup,
      (g.a->>'expected_seq')::bigint AS expected, h.seq AS head, e.stream_seq AS earlier_seq, bodies[g.n] AS body
    FROM jsonb_array_elements(acts) WITH ORDINALITY g(a, n)
    LEFT JOIN ledger.stream_head h ON h.stream_id = g.a->>'nomination_id'
    LEFT JOIN ledger.entry e ON e.dedup_key = g.a->>'dedup_key' AND e.stream_id = g.a->>'nomination_id'),
  due AS MATERIALIZED (SELECT * FROM given WHERE earlier_seq IS NULL AND head = expected),
  written AS MATERIALIZED (
    SELECT w.* FROM (
      SELECT array_agg(id ORDER BY n) AS ids, array_agg(dedup ORDER BY n) AS dedups,
        array_agg(a->>'kind' ORDER BY n) AS kinds, array_agg((a->>'occurred_us')::bigint ORDER BY n) AS us,
        array_agg(body ORDER BY n) AS bodies FROM due) d,
      LATERAL ledger.append_many(d.ids, d.dedups, d.kinds, d.us, d.bodies) w),
  moved AS (
    UPDATE commendation.nomination t SET status = d.standing->>'status', level = d.standing->>'level',
        body = d.standing->>'body', round = (d.standing->>'round')::int,
        due_at = (d.standing->'clock'->>'due_at')::timestamptz, standing = d.standing,
        seq = w.stream_seq, seen_seq = greatest(t.seen_seq, d.expected), changed_at = now()
      FROM due d JOIN written w ON w.stream_id = d.id WHERE t.nomination_id = d.id),
  staged AS (
    UPDATE commendation.stage s SET gate = d.standing->>'gate',
        panel = ARRAY(SELECT jsonb_array_elements_text(d.a->'panel')),
        due_at = (d.standing->'clock'->>'due_at')::timestamptz, calendar = d.standing->'clock'->>'calendar',
        reminded = (d.standing->'clock'->>'reminded')::boolean,
        escalations = (d.standing->'clock'->>'escalations')::int
      FROM due d WHERE s.nomination_id = d.id AND s.closed_at IS NULL
        AND s.level = d.standing->>'level' AND s.round = (d.standing->>'round')::int
        AND d.standing->>'status' = 'in_review'
      RETURNING 1),
  told AS (
    INSERT INTO commendation.notification (entry_id, nomination_id, recipient, kind, created_at)
      SELECT w.entry_id, w.stream_id, t->>'recipient', t->>'kind', commendation.instant(w.occurred_us)
      FROM written w JOIN due d ON d.id = w.stream_id, jsonb_array_elements(d.a->'notices') t)
  SELECT
    jsonb_agg(CASE WHEN w.entry_id IS NOT NULL THEN jsonb_build_object('entry', commendation.short_head(w))
      WHEN e.entry_id IS NOT NULL THEN jsonb_build_object('earlier', commendation.short_head(e))
      ELSE '{}' END ORDER BY g.n),
    (SELECT count(*) FROM written), (SELECT count(*) FROM staged)
    INTO answers, written_count, staged_count
  FROM given g LEFT JOIN written w ON w.stream_id = g.id
    LEFT JOIN ledger.entry e ON e.stream_id = g.id AND e.stream_seq = g.earlier_seq;
  IF written_count <> staged_count THEN
    RAISE EXCEPTION 'a result of a council leads out of its stage' USING ERRCODE = 'VD006';
  END IF;
  RETURN coalesce(answers, '[]');
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA council FROM PUBLIC;
REVOKE ALL ON FUNCTION commendation.record_many(jsonb, bytea[]), commendation.short_head(ledger.entry),
  ledger.append_many(text[], text[], text[], bigint[], bytea[]) FROM PUBLIC;
GRANT USAGE ON SCHEMA council TO vinhdanh_app;
GRANT SELECT ON council.sitting, council.sitting_item, council.ballot, council.refusal, council.opened_sheet,
  council.result TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  commendation.record_many(jsonb, bytea[]), council.open_sitting(jsonb, bytea, text), council.record(jsonb, bytea),
  council.count(jsonb, bytea), council.hand_out_key(text), council.entries_after(text, bigint),
  council.entry(ledger.entry), council.stream(text) TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- The ledger keeps the entries of sittings, so their rows must not go from beside them.
DO $$ BEGIN
  IF EXISTS (SELECT FROM council.sitting) THEN
    RAISE EXCEPTION 'sittings are on record; restore a backup instead';
  END IF;
END $$;
DROP FUNCTION commendation.record_many(jsonb, bytea[]);
DROP FUNCTION commendation.short_head(ledger.entry);
DROP FUNCTION ledger.append_many(text[], text[], text[], bigint[], bytea[]);
DROP SCHEMA council CASCADE;
