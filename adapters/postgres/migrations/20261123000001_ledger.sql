-- migrate:up

-- The ledger: one append-only, hash-chained stream of entries per nomination.
-- Roles belong to the whole server, so they are made once and never dropped by a migration.
--   vinhdanh_owner  owns everything, cannot log in
--   vinhdanh_app    what workers and the command line connect as: reads, and executes the few functions
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vinhdanh_owner') THEN
    CREATE ROLE vinhdanh_owner NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vinhdanh_app') THEN
    CREATE ROLE vinhdanh_app LOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another database of this server is being migrated at the same time
END $$;

CREATE SCHEMA ledger AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE ledger.entry (
  entry_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,   -- may have gaps; order is (stream_id, stream_seq)
  dedup_key   text   NOT NULL UNIQUE,                            -- names the act, so that it is recorded once
  stream_id   text   NOT NULL CHECK (stream_id IS NFC NORMALIZED AND octet_length(stream_id) BETWEEN 1 AND 200),
  stream_seq  bigint NOT NULL CHECK (stream_seq > 0),
  kind        text   NOT NULL CHECK (kind ~ '^[a-z_]+\.[a-z_]+$'),
  prev_hash   bytea  NOT NULL CHECK (octet_length(prev_hash) = 32),
  occurred_us bigint NOT NULL,                                   -- microseconds since 1970-01-01, UTC
  body        bytea,                                             -- RFC 8785 JSON; may be erased, its hash stays
  body_sha256 bytea  NOT NULL CONSTRAINT body_has_its_hash CHECK (body IS NULL OR sha256(body) = body_sha256),
  leaf_hash   bytea  NOT NULL UNIQUE,
  UNIQUE (stream_id, stream_seq)
);
COMMENT ON TABLE ledger.entry IS 'Append-only; the layout of leaf_hash is documented in domain/ledger.py.';

CREATE TABLE ledger.stream_head (
  stream_id text   PRIMARY KEY,
  seq       bigint NOT NULL,
  hash      bytea  NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE ledger.stream_head IS 'The end of each stream; its row lock serialises the writers of one nomination.';

CREATE FUNCTION ledger.leaf_hash(
  p_stream text, p_seq bigint, p_prev bytea, p_kind text, p_us bigint, p_body_sha256 bytea
) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT sha256(
    '\x00'::bytea || 'VDL1'::bytea
    || int2send(octet_length(p_stream)::int2) || convert_to(p_stream, 'UTF8')
    || int8send(p_seq) || p_prev
    || int2send(octet_length(p_kind)::int2) || convert_to(p_kind, 'UTF8')
    || int8send(p_us) || p_body_sha256)
$$;

-- Append one entry to the end of its stream. Callers hold no other way in.
-- Where a function runs with the owner's rights, pg_temp stands last: unnamed it would be searched first, and
-- a caller's temporary type could bring code of its own.
CREATE FUNCTION ledger.append(
  p_stream text, p_dedup text, p_kind text, p_us bigint, p_body bytea
) RETURNS ledger.entry LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_catalog, pg_temp AS $$
DECLARE
  head    ledger.stream_head;
  written ledger.entry;
BEGIN
  INSERT INTO ledger.stream_head (stream_id, seq, hash)
    VALUES (p_stream, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT head FROM ledger.stream_head WHERE stream_id = p_stream FOR UPDATE;
  INSERT INTO ledger.entry
      (dedup_key, stream_id, stream_seq, kind, prev_hash, occurred_us, body, body_sha256, leaf_hash)
    VALUES (p_dedup, p_stream, head.seq + 1, p_kind, head.hash, p_us, p_body, sha256(p_body),
      ledger.leaf_hash(p_stream, head.seq + 1, head.hash, p_kind, p_us, sha256(p_body)))
    RETURNING * INTO written;
  UPDATE ledger.stream_head SET seq = written.stream_seq, hash = written.leaf_hash WHERE stream_id = p_stream;
  RETURN written;
END $$;

-- A speed bump for whoever may write here after all; the evidence is the chain.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on ledger.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'record a correcting act instead';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger.entry
  FOR EACH ROW EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER append_only_truncate;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO vinhdanh_app;
GRANT SELECT ON ledger.entry, ledger.stream_head TO vinhdanh_app;
RESET ROLE;

-- migrate:down
DROP SCHEMA ledger CASCADE;
