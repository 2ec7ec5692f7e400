-- migrate:up

-- Matters: what people act on besides nominations (a dossier, a campaign, a revocation). Each has a ledger stream of
-- its own; every entry carries the whole state, and here is the latest one beside what people wrote.
-- All of it is written by matter.record, each call one transaction.

CREATE SCHEMA matter AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE matter.file (
  stream_id  text        PRIMARY KEY,
  kind       text        NOT NULL CHECK (kind ~ '^[a-z_]+$' AND stream_id LIKE kind || ':%'),
  start      jsonb       NOT NULL,           -- the act that opened it
  state      jsonb       NOT NULL,
  status     text        NOT NULL,
  closed     boolean     NOT NULL,
  due_at     timestamptz,
  seq        bigint      NOT NULL,           -- the last ledger entry
  seen_seq   bigint      NOT NULL,           -- the last one that its workflow is known to have seen
  opened_at  timestamptz NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),   -- by the database's clock; the sweep goes by it
  CONSTRAINT only_what_is_there_is_seen CHECK (seen_seq <= seq)
) WITH (fillfactor = 70);
CREATE INDEX matter_unseen ON matter.file (changed_at) WHERE seen_seq < seq;
CREATE INDEX matter_of_kind ON matter.file (kind, opened_at);
-- Who opens a second one at the same instant finds the first when they try again.
CREATE UNIQUE INDEX one_open_revocation ON matter.file ((state->>'grant_id')) WHERE kind = 'revocation' AND NOT closed;

CREATE TABLE matter.act (
  act_id       uuid        PRIMARY KEY,
  stream_id    text        NOT NULL REFERENCES matter.file DEFERRABLE INITIALLY DEFERRED,
  message      text        NOT NULL,
  actor_id     text        NOT NULL,
  on_behalf_of text,
  act          jsonb       NOT NULL,         -- the message as it arrived
  digest       bytea       NOT NULL CHECK (octet_length(digest) = 32),
  entry_id     bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  acted_at     timestamptz NOT NULL
);
CREATE INDEX act_on_matter ON matter.act (stream_id, entry_id);

CREATE TABLE matter.refusal (
  entry_id   bigint      PRIMARY KEY REFERENCES ledger.entry,
  stream_id  text        NOT NULL,           -- of a matter that may never have been opened
  act_id     uuid,                           -- null when the message was too broken to read one
  actor_id   text,
  message    text        NOT NULL,
  reason     text        NOT NULL,
  digest     bytea       NOT NULL,
  refused_at timestamptz NOT NULL
);
CREATE INDEX refusal_on_matter ON matter.refusal (stream_id);

CREATE TABLE matter.notification (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_id        bigint      NOT NULL REFERENCES ledger.entry,
  stream_id       text        NOT NULL,
  recipient       text        NOT NULL,
  kind            text        NOT NULL,
  created_at      timestamptz NOT NULL,
  UNIQUE (entry_id, recipient, kind)
);

-- Which dossier carries a nomination, from one hand-over to the next; its first dossier is told by the nomination.
CREATE TABLE matter.carried (
  nomination_id text   NOT NULL,
  left_stream   text   NOT NULL REFERENCES matter.file,
  carried_by    text   NOT NULL,
  entry_id      bigint NOT NULL REFERENCES ledger.entry,
  PRIMARY KEY (nomination_id, entry_id)
);
CREATE INDEX carried_by_dossier ON matter.carried (carried_by);

-- A speed bump for whoever may write here after all; the evidence is the chain.
CREATE FUNCTION matter.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was said is append-only: % on matter.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'record a further act instead';
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['act', 'refusal', 'carried'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON matter.%I
      FOR EACH ROW EXECUTE FUNCTION matter.refuse_change()', name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON matter.%I
      FOR EACH STATEMENT EXECUTE FUNCTION matter.refuse_change()', name);
    EXECUTE format('ALTER TABLE matter.%I ENABLE ALWAYS TRIGGER append_only', name);
    EXECUTE format('ALTER TABLE matter.%I ENABLE ALWAYS TRIGGER append_only_truncate', name);
  END LOOP;
END $$;

-- An entry as its workflow needs to know it (schemas/matter.py, MatterHead).
CREATE FUNCTION matter.head(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'seq', e.stream_seq, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'kind', e.kind,
    'recorded_at', 'epoch'::timestamptz + e.occurred_us * interval '1 microsecond',
    'act_id', facts->>'act_id', 'digest', facts->>'digest', 'state', nullif(said->'state', 'null'),
    'number', CASE WHEN facts ? 'number' THEN
      (SELECT i.shown FROM numbers.issued i WHERE i.for_entry_id = e.entry_id) END,
    'refusal_reason', CASE WHEN e.kind = 'refusal.recorded' THEN facts->>'reason' END)
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) b, LATERAL (SELECT said->'facts' AS facts) f
$$;

CREATE FUNCTION matter.heads_after(p_stream text, p_seq bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(matter.head(e) ORDER BY e.stream_seq), '[]')
  FROM ledger.entry e WHERE e.stream_id = p_stream AND e.stream_seq > p_seq
$$;

CREATE FUNCTION matter.keep_act(p_entry ledger.entry, d jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO matter.act (act_id, stream_id, message, actor_id, on_behalf_of, act, digest, entry_id, acted_at)
    VALUES ((d->>'act_id')::uuid, p_entry.stream_id, d->>'message', d->>'actor_id', d->>'on_behalf_of', d->'act',
      decode(d->>'digest', 'hex'), p_entry.entry_id,
      'epoch'::timestamptz + p_entry.occurred_us * interval '1 microsecond')
$$;

CREATE FUNCTION matter.keep_refusal(p_entry ledger.entry, d jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO matter.refusal (entry_id, stream_id, act_id, actor_id, message, reason, digest, refused_at)
    VALUES (p_entry.entry_id, p_entry.stream_id, (d->>'act_id')::uuid, d->>'actor_id', d->>'message',
      d->>'refusal_reason', decode(d->>'digest', 'hex'),
      'epoch'::timestamptz + p_entry.occurred_us * interval '1 microsecond')
$$;

-- Open the matter, or bring its row to the state that the entry carries.
CREATE FUNCTION matter.keep_state(p_entry ledger.entry, d jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO matter.file AS f
      (stream_id, kind, start, state, status, closed, due_at, seq, seen_seq, opened_at)
    SELECT p_entry.stream_id, d->>'kind', d->'act', s, s->>'status', (s->>'closed')::boolean,
      (s->'clock'->>'due_at')::timestamptz, p_entry.stream_seq, 0,
      'epoch'::timestamptz + p_entry.occurred_us * interval '1 microsecond'
    FROM (SELECT d->'state' AS s) told
    WHERE (d->>'opens')::boolean
  ON CONFLICT (stream_id) DO NOTHING;
  UPDATE matter.file SET state = d->'state', status = d->'state'->>'status',
      closed = (d->'state'->>'closed')::boolean, due_at = (d->'state'->'clock'->>'due_at')::timestamptz
    WHERE stream_id = p_entry.stream_id AND NOT (d->>'opens')::boolean
$$;

-- Record one act on a matter: ledger entry, what was said, the new state, and what it does beside (its number,
-- events and flags of the award record, notices). What it does not do is left out of `act`.
-- Answers (schemas/matter.py, MatterRecorded):
--   missed    the ledger has gone on since expected_seq; nothing is written
--   earlier   the same message is on record already; nothing is written
--   id_taken  the act's id was used for another message; nothing is written
--   exists    it is open already; nothing is written
--   entry     written now
CREATE FUNCTION matter.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = matter, pg_catalog, pg_temp AS $$
DECLARE
  stream   text   := act->>'stream';
  numbered jsonb  := act->'number';
  expected bigint := (act->>'expected_seq')::bigint;
  head     bigint;
  earlier  ledger.entry;
  written  ledger.entry;
BEGIN
  IF coalesce(split_part(stream, ':', 1) NOT IN ('dossier', 'campaign', 'revocation'), true) THEN
    RAISE EXCEPTION '% is not the stream of a matter', stream USING ERRCODE = 'VD002';
  END IF;
  INSERT INTO ledger.stream_head (stream_id, seq, hash)
    VALUES (stream, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  SELECT seq INTO STRICT head FROM ledger.stream_head WHERE stream_id = stream FOR UPDATE;
  IF head > expected THEN
    RETURN jsonb_build_object('missed', matter.heads_after(stream, expected));
  ELSIF head < expected THEN
    RAISE EXCEPTION 'the ledger of % ends at %, but entry % was seen', stream, head, expected
      USING ERRCODE = 'VD003';
  END IF;
  SELECT * INTO earlier FROM ledger.entry
    WHERE dedup_key IN (act->>'dedup_key', act->>'refusal_key') AND stream_id = stream
      AND convert_from(entry.body, 'UTF8')::jsonb->'facts'->>'digest' IS NOT DISTINCT FROM act->>'digest';
  IF FOUND THEN
    RETURN jsonb_build_object('earlier', matter.head(earlier));
  ELSIF act->>'entry_kind' <> 'refusal.recorded'
      AND EXISTS (SELECT FROM ledger.entry WHERE dedup_key = act->>'dedup_key') THEN
    RETURN '{"id_taken": true}'::jsonb;
  ELSIF (act->>'opens')::boolean AND EXISTS (SELECT FROM matter.file WHERE stream_id = stream) THEN
    RETURN '{"exists": true}'::jsonb;
  END IF;
  written := ledger.append(stream, act->>'dedup_key', act->>'entry_kind', (act->>'occurred_us')::bigint, body);
  IF jsonb_typeof(act->'state') = 'object' THEN
    PERFORM matter.keep_state(written, act);
  END IF;
  IF act->>'entry_kind' = 'refusal.recorded' THEN
    PERFORM matter.keep_refusal(written, act);
  ELSIF act->>'act_id' IS NOT NULL THEN
    PERFORM matter.keep_act(written, act);
  END IF;
  UPDATE matter.file SET seq = written.stream_seq, seen_seq = greatest(seen_seq, coalesce(expected, 0)),
      changed_at = now() WHERE stream_id = stream;
  INSERT INTO matter.carried (nomination_id, left_stream, carried_by, entry_id)
    SELECT nomination, stream, act->>'carried_by', written.entry_id
    FROM jsonb_array_elements_text(coalesce(act->'carries', '[]')) AS nomination;
  IF numbered IS NOT NULL THEN
    PERFORM numbers.issue(written, numbered->>'body', numbered->>'symbol', (numbered->>'day')::date);
  END IF;
  PERFORM awards.keep(written, coalesce(act->'grants', '[]'));
  PERFORM awards.keep_flags(written, coalesce(act->'flags', '[]'));
  INSERT INTO matter.notification (entry_id, stream_id, recipient, kind, created_at)
    SELECT written.entry_id, stream, n->>'recipient', n->>'kind',
      'epoch'::timestamptz + written.occurred_us * interval '1 microsecond'
    FROM jsonb_array_elements(coalesce(act->'notices', '[]')) n;
  RETURN jsonb_build_object('entry', matter.head(written));
END $$;

-- Note that a matter's workflow is known to have seen its ledger up to p_seq.
CREATE FUNCTION matter.confirm_seen(p_stream text, p_seq bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = matter, pg_catalog, pg_temp AS $$
  UPDATE matter.file SET seen_seq = greatest(seen_seq, least(p_seq, seq)) WHERE stream_id = p_stream
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA matter FROM PUBLIC;
GRANT USAGE ON SCHEMA matter TO vinhdanh_app;
GRANT SELECT ON ALL TABLES IN SCHEMA matter TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  matter.record(jsonb, bytea), matter.confirm_seen(text, bigint), matter.heads_after(text, bigint),
  matter.head(ledger.entry) TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- The ledger keeps the entries of matters, so their rows must not go from beside them.
DO $$ BEGIN
  IF EXISTS (SELECT FROM matter.file) OR EXISTS (SELECT FROM matter.refusal) THEN
    RAISE EXCEPTION 'matters are on record; restore a backup instead';
  END IF;
END $$;
DROP SCHEMA matter CASCADE;
