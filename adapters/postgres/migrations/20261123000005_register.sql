-- migrate:up

-- The register of people: recorded acts that change who holds a role at a body, or acts for somebody.
-- A dismissal or a revocation is a row of its own; no row is ever changed. All of it is written by
-- register.record, each call one transaction. Dates are days in Vietnam, both ends included.

CREATE SCHEMA register AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE register.appointment (
  act_id            uuid        PRIMARY KEY,
  act               text        NOT NULL CHECK (act IN ('appoint', 'dismiss')),
  body              text        NOT NULL,
  person            text        NOT NULL,
  role              text        NOT NULL,
  valid_from        date        NOT NULL,    -- of a dismissal: the first day without the role
  valid_to          date        CHECK (valid_to >= valid_from),
  form_of_authority text        CHECK (form_of_authority IS NFC NORMALIZED),
  actor_id          text        NOT NULL,
  reason            text        NOT NULL CHECK (reason IS NFC NORMALIZED),
  digest            bytea       NOT NULL CHECK (octet_length(digest) = 32),
  recorded_at       timestamptz NOT NULL,
  entry_id          bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  CONSTRAINT nobody_appoints_themselves CHECK (act <> 'appoint' OR person <> actor_id),
  CONSTRAINT a_dismissal_only_ends CHECK (act <> 'dismiss' OR (valid_to IS NULL AND form_of_authority IS NULL))
);
CREATE INDEX appointment_of_body ON register.appointment (body, entry_id);

CREATE TABLE register.delegation (
  act_id            uuid        PRIMARY KEY,
  act               text        NOT NULL CHECK (act IN ('delegate', 'revoke_delegation')),
  delegation_id     uuid        NOT NULL REFERENCES register.delegation,
  body              text        NOT NULL,
  delegate          text,
  gates             text[]      CHECK (cardinality(gates) > 0),    -- null: all
  awards            text[]      CHECK (cardinality(awards) > 0),   -- null: all
  valid_from        date,
  valid_to          date        CHECK (valid_to >= valid_from),
  form_of_authority text        CHECK (form_of_authority IS NFC NORMALIZED),
  actor_id          text        NOT NULL,    -- of a delegation: the delegator
  reason            text        NOT NULL CHECK (reason IS NFC NORMALIZED),
  digest            bytea       NOT NULL CHECK (octet_length(digest) = 32),
  recorded_at       timestamptz NOT NULL,
  entry_id          bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  CONSTRAINT a_delegation_names_itself CHECK ((act = 'delegate') = (delegation_id = act_id)),
  CONSTRAINT dated_and_to_somebody CHECK
    (act <> 'delegate' OR (delegate IS NOT NULL AND valid_from IS NOT NULL AND valid_to IS NOT NULL)),
  CONSTRAINT a_revocation_only_ends CHECK
    (act = 'delegate' OR num_nonnulls(delegate, gates, awards, valid_from, valid_to, form_of_authority) = 0),
  CONSTRAINT nobody_delegates_to_themselves CHECK (act <> 'delegate' OR delegate <> actor_id)
);
CREATE UNIQUE INDEX one_revocation ON register.delegation (delegation_id) WHERE act = 'revoke_delegation';
CREATE INDEX delegation_to ON register.delegation (delegate, body) WHERE act = 'delegate';

-- A speed bump for whoever may write here after all; the evidence is the chain.
CREATE FUNCTION register.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the register is append-only: % on register.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'record a dismissal or a revocation instead';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register.appointment
  FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register.delegation
  FOR EACH ROW EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON register.appointment
  FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON register.delegation
  FOR EACH STATEMENT EXECUTE FUNCTION register.refuse_change();
ALTER TABLE register.appointment ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE register.delegation ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE register.appointment ENABLE ALWAYS TRIGGER append_only_truncate;
ALTER TABLE register.delegation ENABLE ALWAYS TRIGGER append_only_truncate;

-- The number of the latest act on the register; who judged an act says up to which one they had seen it.
CREATE FUNCTION register.last_entry() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT greatest(
    (SELECT coalesce(max(entry_id), 0) FROM register.appointment),
    (SELECT coalesce(max(entry_id), 0) FROM register.delegation))
$$;

-- An entry as its sender is told of it (schemas/register.py, RegisterReceipt).
CREATE FUNCTION register.receipt(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'act_id', facts->>'act_id', 'body', facts->>'body', 'kind', e.kind, 'seq', e.stream_seq,
    'leaf_hash', encode(e.leaf_hash, 'hex'), 'digest', facts->>'digest',
    'recorded_at', 'epoch'::timestamptz + e.occurred_us * interval '1 microsecond')
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb->'facts' AS facts) b
$$;

-- What is on record under an act's id: its receipt, or that the id belongs to another act; null: nothing.
CREATE FUNCTION register.earlier(p_act_id text, p_digest text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE
      WHEN e.stream_id LIKE 'register:%' AND convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = p_digest
      THEN jsonb_build_object('entry', register.receipt(e)) ELSE '{"id_taken": true}'::jsonb END
  FROM ledger.entry e WHERE e.dedup_key = 'act/' || p_act_id
$$;

CREATE FUNCTION register.keep_appointment(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO register.appointment
      (act_id, act, body, person, role, valid_from, valid_to, form_of_authority, actor_id, reason,
       digest, recorded_at, entry_id)
    VALUES ((act->>'act_id')::uuid, act->>'act', act->>'body', act->>'person', act->>'role',
      (act->>'valid_from')::date, (act->>'valid_to')::date, act->>'form_of_authority', act->>'actor_id',
      act->>'reason', decode(act->>'digest', 'hex'),
      'epoch'::timestamptz + p_entry.occurred_us * interval '1 microsecond', p_entry.entry_id)
$$;

CREATE FUNCTION register.names(p_list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE jsonb_typeof(p_list) WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements_text(p_list)) END
$$;

CREATE FUNCTION register.keep_delegation(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO register.delegation
      (act_id, act, delegation_id, body, delegate, gates, awards, valid_from, valid_to, form_of_authority,
       actor_id, reason, digest, recorded_at, entry_id)
    VALUES ((act->>'act_id')::uuid, act->>'act', coalesce(act->>'delegation_id', act->>'act_id')::uuid,
      act->>'body', act->>'delegate', register.names(act->'gates'), register.names(act->'awards'),
      (act->>'valid_from')::date, (act->>'valid_to')::date, act->>'form_of_authority', act->>'actor_id',
      act->>'reason', decode(act->>'digest', 'hex'),
      'epoch'::timestamptz + p_entry.occurred_us * interval '1 microsecond', p_entry.entry_id)
$$;

-- Put one act on the register: ledger entry and row, at the database's own time, so that no act can be
-- dated back. Answers:
--   entry     written now, or on record already: the same receipt
--   id_taken  the act's id was used for another act; nothing is written
--   moved     the register has gone on since `expected`; nothing is written, judge again
CREATE FUNCTION register.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = register, pg_catalog, pg_temp AS $$
DECLARE
  known   jsonb;
  written ledger.entry;
BEGIN
  LOCK TABLE register.appointment IN SHARE ROW EXCLUSIVE MODE;  -- one writer at a time; readers go on
  known := register.earlier(act->>'act_id', act->>'digest');
  IF known IS NOT NULL THEN
    RETURN known;
  ELSIF register.last_entry() <> (act->>'expected')::bigint THEN
    RETURN '{"moved": true}'::jsonb;
  END IF;
  written := ledger.append('register:' || (act->>'body'), 'act/' || (act->>'act_id'),
    CASE act->>'act'
      WHEN 'appoint' THEN 'appointment.recorded'
      WHEN 'dismiss' THEN 'dismissal.recorded'
      WHEN 'delegate' THEN 'delegation.recorded'
      WHEN 'revoke_delegation' THEN 'delegation.revoked'
    END,
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, body);
  IF act->>'act' IN ('appoint', 'dismiss') THEN
    PERFORM register.keep_appointment(written, act);
  ELSE
    PERFORM register.keep_delegation(written, act);
  END IF;
  RETURN jsonb_build_object('entry', register.receipt(written));
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA register FROM PUBLIC;
GRANT USAGE ON SCHEMA register TO vinhdanh_app;
GRANT SELECT ON ALL TABLES IN SCHEMA register TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  register.record(jsonb, bytea), register.earlier(text, text), register.receipt(ledger.entry),
  register.last_entry() TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- The ledger keeps the entries of recorded acts, so their rows must not go from beside them.
DO $$ BEGIN
  IF EXISTS (SELECT FROM register.appointment) OR EXISTS (SELECT FROM register.delegation) THEN
    RAISE EXCEPTION 'the register of people is in use; restore a backup instead';
  END IF;
END $$;
DROP SCHEMA register CASCADE;
