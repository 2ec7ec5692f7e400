-- migrate:up

-- What is told of people: a key for each, kept wrapped by the installation's master key, which never comes here. What
-- is sealed under a key stands in the record as "vdp1:{key id}:{ciphertext}" (adapters/person_cipher.py). To erase a
-- person is to destroy their keys; the rows and every hash over them stay as they are.

CREATE SCHEMA person AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE person.key (
  key_id       uuid        PRIMARY KEY,
  subject      text        NOT NULL CHECK (octet_length(subject) BETWEEN 1 AND 120),
  wrapped_key  bytea,
  made_at      timestamptz NOT NULL DEFAULT now(),
  erased_entry bigint      REFERENCES ledger.entry,
  CONSTRAINT destroyed_by_an_entry CHECK ((wrapped_key IS NULL) = (erased_entry IS NOT NULL))
);
CREATE UNIQUE INDEX one_live_key ON person.key (subject) WHERE erased_entry IS NULL;
CREATE INDEX key_of_subject ON person.key (subject);
COMMENT ON TABLE person.key IS 'A subject is a nominee''s code, or nomination:{id} where the nominee has none.';

-- Whom a nomination is about: the nominee's code, or the nomination itself where the nominee has none.
CREATE FUNCTION person.subject_of(p_nomination text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT coalesce(n.nominee_id, 'nomination:' || n.nomination_id)
  FROM commendation.nomination n WHERE n.nomination_id = p_nomination
$$;

-- The live keys of people; whoever has none gets the one that is given: [{subject, key_id, wrapped (hex)}].
CREATE FUNCTION person.keys_for(p_given jsonb)
RETURNS TABLE (key_id uuid, subject text, wrapped_key bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO person.key (key_id, subject, wrapped_key)
    SELECT g.key_id, g.subject, decode(g.wrapped, 'hex')
    FROM jsonb_to_recordset(p_given) g(subject text, key_id uuid, wrapped text)
    WHERE NOT EXISTS (SELECT FROM person.key k WHERE k.subject = g.subject AND k.erased_entry IS NULL)
    ORDER BY g.subject
    ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT k.key_id, k.subject, k.wrapped_key
    FROM jsonb_to_recordset(p_given) g(subject text)
    JOIN person.key k ON k.subject = g.subject AND k.erased_entry IS NULL;
END $$;

-- Keys by their ids, a list of these; wrapped_key null: destroyed.
CREATE FUNCTION person.keys(p_key_ids jsonb) RETURNS TABLE (key_id uuid, subject text, wrapped_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT k.key_id, k.subject, k.wrapped_key FROM person.key k
  WHERE k.key_id = ANY(ARRAY(SELECT jsonb_array_elements_text(p_key_ids)::uuid))
$$;

-- The key under which what is said of a nomination is sealed; key_id null: there is none yet, or none any more.
CREATE FUNCTION person.key_of_nomination(p_nomination text)
RETURNS TABLE (key_id uuid, subject text, wrapped_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT k.key_id, s.subject, k.wrapped_key FROM (SELECT person.subject_of(p_nomination) AS subject) s
  LEFT JOIN person.key k ON k.subject = s.subject AND k.erased_entry IS NULL
$$;

CREATE FUNCTION person.key_ids_in(p_text text) RETURNS uuid[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(DISTINCT m[1]::uuid), '{}') FROM regexp_matches(p_text, 'vdp1:([0-9a-f]{32}):', 'g') m
$$;

-- Nothing is written under a key that is destroyed, or being destroyed: it could never be read again. Whoever did not
-- know tries again (40001) under the key that is there by then.
CREATE FUNCTION person.hold_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
DECLARE
  ids uuid[] := person.key_ids_in(to_jsonb(NEW)::text);
BEGIN
  PERFORM FROM person.key k WHERE k.key_id = ANY(ids) ORDER BY k.key_id FOR SHARE;
  IF (SELECT count(*) FROM person.key k WHERE k.key_id = ANY(ids) AND k.erased_entry IS NULL) < cardinality(ids) THEN
    RAISE EXCEPTION 'the key of a person was just destroyed' USING ERRCODE = '40001';
  END IF;
  RETURN NEW;
END $$;

-- Documents (PDF, images) by the hash of what was attached; content names them by it, and never holds them.
CREATE TABLE person.attachment (
  sha256     bytea       NOT NULL CHECK (octet_length(sha256) = 32),
  subject    text        NOT NULL,
  media_type text        NOT NULL CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
  size       int         NOT NULL CHECK (size BETWEEN 1 AND 10485760),
  sealed     bytea       NOT NULL,
  sealed_by  uuid        NOT NULL REFERENCES person.key,
  added_by   text        NOT NULL,
  added_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sha256, subject)
);

-- Who was erased, when, by whom and why; what the ledger says of it is beside, in the stream person:erasures.
CREATE TABLE person.erasure (
  entry_id  bigint      PRIMARY KEY REFERENCES ledger.entry,
  act_id    uuid        NOT NULL UNIQUE,
  subject   text        NOT NULL,
  key_ids   uuid[]      NOT NULL,
  actor_id  text        NOT NULL,
  reason    text        NOT NULL CHECK (reason IS NFC NORMALIZED),
  erased_at timestamptz NOT NULL
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['commendation.content_version', 'commendation.decision', 'commendation.withdrawal',
      'commendation.act', 'matter.act', 'dossier.row'] LOOP
    EXECUTE format('CREATE TRIGGER keys_are_held BEFORE INSERT ON %s
      FOR EACH ROW EXECUTE FUNCTION person.hold_keys()', t);
  END LOOP;
END $$;
CREATE INDEX nomination_of_nominee ON commendation.nomination (nominee_id) WHERE nominee_id IS NOT NULL;

CREATE FUNCTION person.nominations_of(p_subject text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT n.nomination_id FROM commendation.nomination n WHERE n.nominee_id = p_subject
  UNION ALL
  SELECT n.nomination_id FROM commendation.nomination n
    WHERE n.nomination_id = substr(p_subject, 12) AND p_subject LIKE 'nomination:%' AND n.nominee_id IS NULL
$$;

CREATE FUNCTION person.revocations_of(p_subject text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT f.stream_id FROM matter.file f WHERE f.kind = 'revocation' AND f.state->>'nominee' = p_subject
$$;

-- Every row with texts about a person that was on record before an entry, each under a name of its own.
CREATE FUNCTION person.rows_of(p_subject text, p_before bigint) RETURNS TABLE (place text, told jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  WITH mine AS MATERIALIZED (
    SELECT v.nomination_id FROM person.nominations_of(p_subject) n
    JOIN commendation.content_version v ON v.nomination_id = n AND v.version = 1 AND v.entry_id < p_before)
  SELECT 'request/' || n.nomination_id, jsonb_build_object('request', n.request)
    FROM mine JOIN commendation.nomination n USING (nomination_id)
  UNION ALL SELECT 'content/' || v.nomination_id || '/' || v.version, jsonb_build_object('content', v.content, 'note', v.note)
    FROM mine JOIN commendation.content_version v USING (nomination_id) WHERE v.entry_id < p_before
  UNION ALL SELECT 'decision/' || d.decision_id, jsonb_build_object('reason', d.reason)
    FROM mine JOIN commendation.decision d USING (nomination_id) WHERE d.entry_id < p_before
  UNION ALL SELECT 'withdrawal/' || w.act_id, jsonb_build_object('reason', w.reason)
    FROM mine JOIN commendation.withdrawal w USING (nomination_id) WHERE w.entry_id < p_before
  UNION ALL SELECT 'act/' || a.act_id, jsonb_build_object('act', a.act)
    FROM mine JOIN commendation.act a USING (nomination_id) WHERE a.entry_id < p_before
  UNION ALL SELECT 'matter/' || a.act_id, jsonb_build_object('act', a.act)
    FROM person.revocations_of(p_subject) r JOIN matter.act a ON a.stream_id = r WHERE a.entry_id < p_before
  UNION ALL SELECT 'row/' || r.dossier_id || '/' || r.row, jsonb_build_object('request', r.request)
    FROM mine JOIN dossier.row r USING (nomination_id)
$$;

CREATE FUNCTION person.rows_digest(p_subject text, p_before bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT encode(sha256(convert_to(
    coalesce(string_agg(place || ' ' || told::text || chr(10), '' ORDER BY place COLLATE "C"), ''), 'UTF8')), 'hex')
  FROM person.rows_of(p_subject, p_before)
$$;

-- What of a person is still under way, by its names; nobody is erased in the midst of a case.
CREATE FUNCTION person.open_of(p_subject text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT name ORDER BY name), '{}') FROM (
    SELECT n.nomination_id AS name FROM person.nominations_of(p_subject) o
      JOIN commendation.nomination n ON n.nomination_id = o WHERE NOT dossier.is_over(n.status)
    UNION ALL SELECT f.nomination_id FROM person.nominations_of(p_subject) o
      JOIN commendation.act f ON f.nomination_id = o AND f.message = 'file_objection'
      WHERE NOT EXISTS (SELECT FROM commendation.act s
        WHERE s.message = 'settle_objection' AND s.act->>'objection_id' = f.act_id::text)
    UNION ALL SELECT f.stream_id FROM person.revocations_of(p_subject) r
      JOIN matter.file f ON f.stream_id = r WHERE NOT f.closed
    UNION ALL SELECT w.nomination_id FROM dossier.row w WHERE w.result IS NULL
      AND p_subject = coalesce(w.request->'content'->'nominee'->>'nominee_id', 'nomination:' || w.nomination_id)) u
$$;

-- What there is of a person before they are erased.
CREATE FUNCTION person.before_erasure(p_subject text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'key_ids', (SELECT coalesce(jsonb_agg(replace(k.key_id::text, '-', '') ORDER BY k.key_id), '[]')
      FROM person.key k WHERE k.subject = p_subject AND k.erased_entry IS NULL),
    'rows', (SELECT count(*) FROM person.rows_of(p_subject, 9223372036854775807)),
    'rows_sha256', person.rows_digest(p_subject, 9223372036854775807),
    'open', person.open_of(p_subject),
    'bodies', (SELECT coalesce(jsonb_agg(DISTINCT body), '[]') FROM (
      SELECT unnest(ARRAY[n.submitting_body, n.body]) AS body FROM person.nominations_of(p_subject) o
        JOIN commendation.nomination n ON n.nomination_id = o
      UNION SELECT g.facts->>'issuer' FROM awards.grant g WHERE g.subject = p_subject
      UNION SELECT r.request->>'submitting_body' FROM dossier.row r
        WHERE r.request->'content'->'nominee'->>'nominee_id' = p_subject) b WHERE body IS NOT NULL))
$$;

-- Seal texts that were written before there were keys: [{clear, token}]. Only whole texts, only with tokens under the
-- person's own key, and only in rows about that person: what is sealed wrongly is seen by its hash.
CREATE FUNCTION person.seal_rows(p_subject text, p_pairs jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
DECLARE
  live  text := (SELECT replace(k.key_id::text, '-', '') FROM person.key k
    WHERE k.subject = p_subject AND k.erased_entry IS NULL);
  mine  text[] := ARRAY(SELECT person.nominations_of(p_subject));
  pair  record;
  old   text;
  new   text;
BEGIN
  FOR pair IN SELECT p.clear, p.token FROM jsonb_to_recordset(p_pairs) p(clear text, token text) LOOP
    IF pair.token !~ ('^vdp1:' || live || ':[A-Za-z0-9_-]+$') IS NOT FALSE OR pair.clear ~ '^vdp1:' THEN
      RAISE EXCEPTION 'a text can only be sealed under the key of its own person' USING ERRCODE = 'VD009';
    END IF;
    old := ': ' || to_jsonb(pair.clear)::text;
    new := ': ' || to_jsonb(pair.token)::text;
    UPDATE commendation.nomination SET request = replace(request::text, old, new)::jsonb
      WHERE nomination_id = ANY(mine) AND position(old IN request::text) > 0;
    UPDATE commendation.content_version SET content = replace(content::text, old, new)::jsonb
      WHERE nomination_id = ANY(mine) AND position(old IN content::text) > 0;
    UPDATE commendation.content_version SET note = pair.token WHERE nomination_id = ANY(mine) AND note = pair.clear;
    UPDATE commendation.decision SET reason = pair.token WHERE nomination_id = ANY(mine) AND reason = pair.clear;
    UPDATE commendation.withdrawal SET reason = pair.token WHERE nomination_id = ANY(mine) AND reason = pair.clear;
    UPDATE commendation.act SET act = replace(act::text, old, new)::jsonb
      WHERE nomination_id = ANY(mine) AND position(old IN act::text) > 0;
    UPDATE dossier.row SET request = replace(request::text, old, new)::jsonb
      WHERE nomination_id = ANY(mine) AND position(old IN request::text) > 0;
  END LOOP;
END $$;

-- An erasure as whoever asked for it is told of it (schemas/erasure.py, ErasureReceipt).
CREATE FUNCTION person.receipt(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('act_id', facts->>'act_id', 'seq', e.stream_seq, 'digest', facts->>'digest',
    'rows', facts->'rows', 'leaf_hash', encode(e.leaf_hash, 'hex'),
    'recorded_at', 'epoch'::timestamptz + e.occurred_us * interval '1 microsecond')
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb->'facts' AS facts) b
$$;

-- What is on record under an act's id: its receipt, or that the id belongs to another act; null: nothing.
CREATE FUNCTION person.earlier(p_act_id text, p_digest text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN e.stream_id = 'person:erasures' AND convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = p_digest
      THEN jsonb_build_object('entry', person.receipt(e)) ELSE '{"id_taken": true}'::jsonb END
  FROM ledger.entry e WHERE e.dedup_key = 'act/' || p_act_id
$$;

-- Erase a person: destroy their keys, under a ledger entry that says how their rows were then. Answers:
--   entry     written now, or on record already: the same receipt
--   id_taken  the act's id was used for another act; nothing is done
--   open      what is still under way; nothing is done
--   moved     something was written about the person since it was looked at; nothing is done, look again
CREATE FUNCTION person.erase(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
DECLARE
  who     text  := act->>'subject';
  facts   jsonb := convert_from(body, 'UTF8')::jsonb->'facts';
  known   jsonb;
  now_is  jsonb;
  written ledger.entry;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('person:erasures', 0));
  known := person.earlier(act->>'act_id', act->>'digest');
  IF known IS NOT NULL THEN
    RETURN known;
  END IF;
  PERFORM FROM person.key k WHERE k.subject = who AND k.erased_entry IS NULL FOR UPDATE;  -- writers wait, or have ended
  now_is := person.before_erasure(who);
  IF now_is->'open' <> '[]' THEN
    RETURN jsonb_build_object('open', now_is->'open');
  ELSIF now_is->'key_ids' = '[]' OR (now_is->'key_ids', now_is->'rows', now_is->'rows_sha256')
      IS DISTINCT FROM (facts->'key_ids', facts->'rows', facts->'rows_sha256') THEN
    RETURN '{"moved": true}'::jsonb;
  END IF;
  written := ledger.append('person:erasures', 'act/' || (act->>'act_id'), 'subject.erased',
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, body);
  INSERT INTO person.erasure (entry_id, act_id, subject, key_ids, actor_id, reason, erased_at)
    SELECT written.entry_id, (act->>'act_id')::uuid, who, array_agg(k.key_id ORDER BY k.key_id), act->>'actor_id',
      act->>'reason', 'epoch'::timestamptz + written.occurred_us * interval '1 microsecond'
    FROM person.key k WHERE k.subject = who AND k.erased_entry IS NULL;
  UPDATE person.key k SET wrapped_key = NULL, erased_entry = written.entry_id
    WHERE k.subject = who AND k.erased_entry IS NULL;
  UPDATE awards.subject s SET identity_number = NULL WHERE s.subject = who;
  RETURN jsonb_build_object('entry', person.receipt(written));
END $$;

-- Whether something in a row was sealed under a key that was destroyed, and the ledger says so.
CREATE FUNCTION person.is_erased(p_row jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM person.key k JOIN ledger.entry e ON e.entry_id = k.erased_entry
    WHERE k.key_id = ANY(person.key_ids_in(p_row::text)) AND e.stream_id = 'person:erasures' AND e.kind = 'subject.erased'
      AND convert_from(e.body, 'UTF8')::jsonb->'facts'->'key_ids' ? replace(k.key_id::text, '-', ''))
$$;

-- Erasures as the ledger and the rows beside it tell them, with how the rows of each person are now.
CREATE FUNCTION person.evidence() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'erasures', (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', coalesce(e.stream_seq, 0), 'act_id', r.act_id,
        'subject', r.subject, 'actor_id', r.actor_id, 'reason', r.reason, 'at', r.erased_at,
        'key_ids', (SELECT jsonb_agg(replace(id::text, '-', '')) FROM unnest(r.key_ids) id),
        'rows_sha256', person.rows_digest(r.subject, r.entry_id)) ORDER BY r.entry_id), '[]')
      FROM person.erasure r LEFT JOIN ledger.entry e ON e.entry_id = r.entry_id AND e.stream_id = 'person:erasures'),
    'destroyed', (SELECT coalesce(jsonb_agg(jsonb_build_object('key_id', replace(k.key_id::text, '-', ''),
        'seq', coalesce(e.stream_seq, 0)) ORDER BY k.key_id), '[]')
      FROM person.key k LEFT JOIN ledger.entry e ON e.entry_id = k.erased_entry AND e.stream_id = 'person:erasures'
      WHERE k.wrapped_key IS NULL))
$$;

CREATE FUNCTION person.attach(
  p_sha256 bytea, p_subject text, p_media_type text, p_size int, p_sealed bytea, p_key uuid, p_by text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = person, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM person.key k WHERE k.key_id = p_key AND k.subject = p_subject AND k.erased_entry IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the key of a person was just destroyed' USING ERRCODE = '40001';
  END IF;
  INSERT INTO person.attachment (sha256, subject, media_type, size, sealed, sealed_by, added_by)
    VALUES (p_sha256, p_subject, p_media_type, p_size, p_sealed, p_key, p_by)
    ON CONFLICT (sha256, subject) DO UPDATE  -- of an erased person who is here again: what was kept cannot be read
      SET sealed = excluded.sealed, sealed_by = excluded.sealed_by, added_by = excluded.added_by, added_at = now()
      WHERE attachment.sealed_by <> excluded.sealed_by;
END $$;

-- The code of a nominee, as before; identity numbers are kept as keyed hashes (adapters/person_keys.py), so that nobody
-- finds a number by trying all there are. A number that was kept in clear before becomes its hash when it is met.
CREATE FUNCTION awards.subject_for(p_kind text, p_identity_number text, p_code text, p_hash text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = awards, pg_catalog, pg_temp AS $$
BEGIN
  IF p_hash IS NULL THEN
    RETURN awards.subject_for(p_kind, NULL, p_code);
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('awards.subject', 0));
  UPDATE awards.subject SET identity_number = p_hash
    WHERE identity_number = nullif(regexp_replace(p_identity_number, '[[:space:].-]', '', 'g'), '');
  RETURN awards.subject_for(p_kind, p_hash, p_code);
END $$;
REVOKE ALL ON FUNCTION awards.subject_for(text, text, text, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION awards.subject_for(text, text, text) FROM vinhdanh_app;
GRANT EXECUTE ON FUNCTION awards.subject_for(text, text, text, text) TO vinhdanh_app;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA person FROM PUBLIC;
GRANT USAGE ON SCHEMA person TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  person.subject_of(text), person.keys_for(jsonb), person.keys(jsonb),
  person.key_of_nomination(text), person.rows_of(text, bigint), person.before_erasure(text),
  person.seal_rows(text, jsonb), person.earlier(text, text), person.receipt(ledger.entry), person.erase(jsonb, bytea),
  person.is_erased(jsonb), person.evidence(), person.attach(bytea, text, text, int, bytea, uuid, text) TO vinhdanh_app;
GRANT SELECT ON person.attachment, person.erasure TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- Without their keys the rows that were sealed can never be read again.
DO $$ BEGIN
  IF EXISTS (SELECT FROM person.key) THEN
    RAISE EXCEPTION 'personal data is sealed under keys of this schema; restore a backup instead';
  END IF;
END $$;
DROP INDEX commendation.nomination_of_nominee;
DROP FUNCTION awards.subject_for(text, text, text, text);
GRANT EXECUTE ON FUNCTION awards.subject_for(text, text, text) TO vinhdanh_app;
DROP SCHEMA person CASCADE;
