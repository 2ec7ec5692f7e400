-- migrate:up

-- The registry of signing keys. What happens to keys is entries of the one stream keys:registry, each with the
-- statement that registrars signed; keys.key is what those entries add up to, for those who ask about one key.
-- Ledger order says whether a key was good: a decision holds its key's row, and a revocation waits for it.

CREATE SCHEMA keys AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE keys.key (
  kid            text   PRIMARY KEY CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'),   -- RFC 7638 thumbprint
  method         text   NOT NULL,
  public_key     bytea  NOT NULL UNIQUE,
  person         text   NOT NULL,
  role           text   NOT NULL CHECK (role IN ('reviewer', 'registrar')),
  body           text,
  level          text,
  registrars     text[] NOT NULL CHECK (cardinality(registrars) > 0),      -- who vouched for it, as codes
  replaces       text   REFERENCES keys.key,                                -- of a rotation
  enrolled_entry bigint NOT NULL UNIQUE REFERENCES ledger.entry,
  revoked_entry  bigint UNIQUE REFERENCES ledger.entry,
  reason         text   CHECK (reason IN ('superseded', 'left_office', 'lost', 'compromised')),
  from_leaf      bytea  CHECK (octet_length(from_leaf) = 32),
  CONSTRAINT a_revocation_has_its_reason CHECK ((revoked_entry IS NULL) = (reason IS NULL)),
  CONSTRAINT revoked_after_enrolment CHECK (revoked_entry > enrolled_entry),
  CONSTRAINT only_compromise_has_a_beginning CHECK (from_leaf IS NULL OR reason = 'compromised')
);
CREATE INDEX key_of_person ON keys.key (person, role);
COMMENT ON TABLE keys.key IS 'What the entries of the stream keys:registry add up to; verify compares the two.';

-- Whether a key is good now for a person's decision at a level (null: at any), and hold it so until the end of
-- this transaction. Call it before ledger.append: a revocation that comes later then stands later in the
-- ledger, and one that came first is seen here. Above ward and district it takes a key that two vouched for.
CREATE FUNCTION keys.hold(p_kid text, p_person text, p_level text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SET search_path = keys, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM keys.key k
    WHERE k.kid = p_kid AND k.person = p_person AND k.role = 'reviewer' AND k.revoked_entry IS NULL
      AND (p_level IS NULL OR p_level IN ('ward', 'district') OR cardinality(k.registrars) > 1)
    FOR SHARE;
  RETURN FOUND;
END $$;

-- An entry as its sender is told of it (schemas/keys.py, KeyReceipt).
CREATE FUNCTION keys.receipt(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'act_id', facts->>'act_id', 'kid', facts->>'kid', 'kind', e.kind, 'seq', e.stream_seq,
    'leaf_hash', encode(e.leaf_hash, 'hex'),
    'recorded_at', 'epoch'::timestamptz + e.occurred_us * interval '1 microsecond')
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb->'facts' AS facts) b
$$;

-- What is on record under an act's id: its receipt, or that the id belongs to another act; null: nothing.
CREATE FUNCTION keys.earlier(p_act_id text, p_digest text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE
      WHEN e.stream_id = 'keys:registry' AND convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = p_digest
      THEN jsonb_build_object('entry', keys.receipt(e)) ELSE '{"id_taken": true}'::jsonb END
  FROM ledger.entry e WHERE e.dedup_key = 'act/' || p_act_id
$$;

CREATE FUNCTION keys.keep_enrolment(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO keys.key
      (kid, method, public_key, person, role, body, level, registrars, replaces, enrolled_entry)
    VALUES (act->>'kid', act->>'method', decode(act->>'public_key', 'base64'), act->>'person', act->>'role',
      act->>'body', act->>'level', ARRAY(SELECT jsonb_array_elements_text(act->'registrars')),
      act->>'replaces', p_entry.entry_id)
$$;

CREATE FUNCTION keys.keep_revocation(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  UPDATE keys.key SET revoked_entry = p_entry.entry_id, reason = act->>'reason',
      from_leaf = decode(act->>'from_leaf', 'hex')
    WHERE kid = act->>'kid'
$$;

-- Put one act of registrars on the registry: ledger entry and row, at the database's own time. Answers:
--   entry     written now, or on record already: the same receipt
--   id_taken  the act's id was used for another act; nothing is written
--   moved     the registry has gone on since `expected` (its number of entries); nothing is written
CREATE FUNCTION keys.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = keys, pg_catalog, pg_temp AS $$
DECLARE
  known   jsonb;
  written ledger.entry;
BEGIN
  LOCK TABLE keys.key IN SHARE ROW EXCLUSIVE MODE;  -- one writer at a time; those who hold a key go on
  known := keys.earlier(act->>'act_id', act->>'digest');
  IF known IS NOT NULL THEN
    RETURN known;
  ELSIF (SELECT coalesce(max(seq), 0) FROM ledger.stream_head WHERE stream_id = 'keys:registry')
      <> (act->>'expected')::bigint THEN
    RETURN '{"moved": true}'::jsonb;
  END IF;
  IF act->>'act' = 'revoke' THEN  -- before the entry, so that decisions under way stand before it
    PERFORM FROM keys.key WHERE kid = act->>'kid' AND revoked_entry IS NULL FOR UPDATE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no key that could be revoked has this thumbprint' USING ERRCODE = 'VD130';
    END IF;
  END IF;
  written := ledger.append('keys:registry', 'act/' || (act->>'act_id'),
    CASE act->>'act' WHEN 'enrol' THEN 'key.enrolled' WHEN 'rotate' THEN 'key.rotated'
      WHEN 'revoke' THEN 'key.revoked' END,
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, body);
  IF act->>'act' = 'revoke' THEN
    PERFORM keys.keep_revocation(written, act);
  ELSE
    PERFORM keys.keep_enrolment(written, act);
  END IF;
  RETURN jsonb_build_object('entry', keys.receipt(written));
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA keys FROM PUBLIC;
GRANT USAGE ON SCHEMA keys TO vinhdanh_app;
GRANT SELECT ON keys.key TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  keys.record(jsonb, bytea), keys.earlier(text, text), keys.receipt(ledger.entry) TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- The ledger keeps the entries of the registry, so its rows must not go from beside them.
DO $$ BEGIN
  IF EXISTS (SELECT FROM keys.key) THEN
    RAISE EXCEPTION 'the registry of keys is in use; restore a backup instead';
  END IF;
END $$;
DROP SCHEMA keys CASCADE;
