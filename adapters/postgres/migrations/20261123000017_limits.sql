-- migrate:up

-- Two things that belong to the edge of the record: how fast people may act, and who may only look.
--   vinhdanh_auditor  what an auditor connects as: reads everything but secrets, changes nothing
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vinhdanh_auditor') THEN
    CREATE ROLE vinhdanh_auditor LOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another database of this server is being migrated at the same time
END $$;

CREATE SCHEMA limits AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

-- Token buckets. What they hold is worth nothing after a crash, so it is not written to the WAL, and no act waits
-- for a disk because of them.
CREATE UNLOGGED TABLE limits.bucket (
  key    text             PRIMARY KEY CHECK (octet_length(key) BETWEEN 1 AND 200),
  tokens double precision NOT NULL CHECK (tokens >= 0),
  at     timestamptz      NOT NULL                       -- when it had so many
) WITH (fillfactor = 50);
COMMENT ON TABLE limits.bucket IS 'How many acts each nomination and each person may still send at once.';

-- Take one token out of each bucket, or none at all; return the seconds to wait, 0 when they were taken.
-- A bucket gains p_per_minute tokens a minute and holds at most p_bursts of its own.
CREATE FUNCTION limits.take(p_keys text[], p_bursts int[], p_per_minute int) RETURNS double precision
LANGUAGE plpgsql SECURITY DEFINER SET search_path = limits, pg_catalog, pg_temp AS $$
DECLARE
  wait double precision;
BEGIN
  INSERT INTO limits.bucket (key, tokens, at)
    SELECT key, burst, clock_timestamp() FROM unnest(p_keys, p_bursts) AS asked (key, burst) ORDER BY key
    ON CONFLICT DO NOTHING;
  PERFORM FROM limits.bucket WHERE key = ANY (p_keys) ORDER BY key FOR UPDATE;  -- in one order: no deadlock
  UPDATE limits.bucket SET at = clock_timestamp(),
      tokens = least(burst, tokens + greatest(0, extract(epoch FROM clock_timestamp() - at)) * p_per_minute / 60)
    FROM unnest(p_keys, p_bursts) AS asked (asked_key, burst) WHERE key = asked_key;
  SELECT max(1 - tokens) * 60 / p_per_minute INTO wait FROM limits.bucket WHERE key = ANY (p_keys);
  IF wait > 0 THEN
    RETURN wait;
  END IF;
  UPDATE limits.bucket SET tokens = tokens - 1 WHERE key = ANY (p_keys);
  IF random() < 0.001 THEN  -- buckets that nobody has used for a month are full again
    DELETE FROM limits.bucket WHERE key IN (
      SELECT key FROM limits.bucket WHERE at < now() - interval '30 days' FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN 0;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA limits FROM PUBLIC;
GRANT USAGE ON SCHEMA limits TO vinhdanh_app;
GRANT SELECT ON limits.bucket TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION limits.take(text[], int[], int) TO vinhdanh_app;
RESET ROLE;

-- The auditor reads every table but those that hold people's numbers, keys and papers, and may run what only
-- computes: functions that run with the caller's rights and that PostgreSQL lets change nothing. A later migration
-- that adds a table says for itself whether the auditor reads it.
DO $$
DECLARE
  schema_name text;
  thing       regprocedure;
BEGIN
  FOR schema_name IN SELECT nspname FROM pg_namespace WHERE nspowner = 'vinhdanh_owner'::regrole LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO vinhdanh_auditor', schema_name);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO vinhdanh_auditor', schema_name);
  END LOOP;
  FOR thing IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspowner = 'vinhdanh_owner'::regrole AND NOT p.prosecdef AND p.provolatile <> 'v' LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO vinhdanh_auditor', thing);
  END LOOP;
END $$;
REVOKE ALL ON awards.subject, council.ballot_key, person.key FROM vinhdanh_auditor;

-- migrate:down
DROP SCHEMA limits CASCADE;
DROP OWNED BY vinhdanh_auditor;
