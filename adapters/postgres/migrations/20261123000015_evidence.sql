-- migrate:up

-- What outlives the servers: the history of every run that is over, and the texts that decisions rested on.
CREATE SCHEMA evidence AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE evidence.document (
  digest  bytea       PRIMARY KEY,
  kind    text        NOT NULL CHECK (kind IN ('rules', 'calendar')),
  name    text        NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 200),
  content bytea       NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT document_has_its_hash CHECK (sha256(content) = digest)
);
COMMENT ON TABLE evidence.document IS 'Rule sets and calendars by the hash that ledger entries name them by.';

CREATE TABLE evidence.history (
  run_id      text        PRIMARY KEY,
  workflow_id text        NOT NULL,
  status      text        NOT NULL,
  build_id    text        NOT NULL,                                            -- of the code that exported it
  events      int         NOT NULL CHECK (events > 0),
  sha256      bytea       NOT NULL CHECK (octet_length(sha256) = 32),          -- of the clear canonical export
  sealed      bytea       NOT NULL,                                            -- gzip, concealed with the person's key
  exported_at timestamptz NOT NULL,
  entry_id    bigint      NOT NULL UNIQUE REFERENCES ledger.entry
);
CREATE INDEX history_of_workflow ON evidence.history (workflow_id);
COMMENT ON TABLE evidence.history IS 'Temporal histories of runs that are over; each is vouched for by a history.sealed entry.';

CREATE FUNCTION evidence.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'evidence is append-only: % on evidence.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'erase the person''s key instead';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence.history
  FOR EACH ROW EXECUTE FUNCTION evidence.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence.document
  FOR EACH ROW EXECUTE FUNCTION evidence.refuse_change();
ALTER TABLE evidence.history ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE evidence.document ENABLE ALWAYS TRIGGER append_only;

-- Keep a text by its hash; keeping it again changes nothing.
CREATE FUNCTION evidence.keep_document(p_kind text, p_name text, p_content bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = evidence, pg_catalog, pg_temp AS $$
  INSERT INTO evidence.document (digest, kind, name, content)
    VALUES (sha256(p_content), p_kind, p_name, p_content) ON CONFLICT DO NOTHING
$$;

-- Keep the history of a run, once: row and ledger entry in one transaction. Answers whether it was kept now.
-- The head of the stream is locked before looking, so that of two exporters at once the second finds the first's.
CREATE FUNCTION evidence.keep_history(act jsonb, body bytea, stored bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = evidence, pg_catalog, pg_temp AS $$
DECLARE
  stream  text := 'history:' || (act->>'workflow_id');
  written ledger.entry;
BEGIN
  IF EXISTS (SELECT FROM evidence.history WHERE run_id = act->>'run_id') THEN
    RETURN false;
  END IF;
  INSERT INTO ledger.stream_head (stream_id, seq, hash)
    VALUES (stream, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  PERFORM FROM ledger.stream_head WHERE stream_id = stream FOR UPDATE;
  IF EXISTS (SELECT FROM evidence.history WHERE run_id = act->>'run_id') THEN
    RETURN false;
  END IF;
  written := ledger.append(stream, 'history/' || (act->>'run_id'), 'history.sealed', (act->>'occurred_us')::bigint, body);
  INSERT INTO evidence.history
      (run_id, workflow_id, status, build_id, events, sha256, sealed, exported_at, entry_id)
    VALUES (act->>'run_id', act->>'workflow_id', act->>'status', act->>'build_id', (act->>'events')::int,
      decode(act->>'sha256', 'hex'), stored, commendation.instant(written.occurred_us), written.entry_id);
  RETURN true;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA evidence FROM PUBLIC;
GRANT USAGE ON SCHEMA evidence TO vinhdanh_app;
GRANT SELECT ON ALL TABLES IN SCHEMA evidence TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION evidence.keep_history(jsonb, bytea, bytea), evidence.keep_document(text, text, bytea)
  TO vinhdanh_app;
RESET ROLE;

-- migrate:down
DROP SCHEMA evidence CASCADE;
