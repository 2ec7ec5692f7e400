-- migrate:up

-- The rows of dossiers: what a file asks for, kept here before the dossier is submitted, because 10,000 of them fit
-- into no message. The act that submits it vouches for their number and for a hash over all of them; from then on they
-- are fixed, and only what became of each is noted.

CREATE SCHEMA dossier AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE dossier.row (
  dossier_id     text        NOT NULL,
  row            int         NOT NULL CHECK (row > 0),     -- as the file numbers it
  ref            text        NOT NULL,
  nomination_id  text        NOT NULL,
  request        jsonb       NOT NULL,
  request_digest bytea       NOT NULL CHECK (octet_length(request_digest) = 32),
  content_hash   bytea       NOT NULL CHECK (octet_length(content_hash) = 32),
  begun_at       timestamptz,                              -- the worker is about to open it, or has
  result         text        CHECK (result IN ('accepted', 'known', 'refused')),
  reason         text        CHECK (reason IS NFC NORMALIZED),
  opened_at      timestamptz,                              -- when the result was noted, by the database's clock
  PRIMARY KEY (dossier_id, row),
  UNIQUE (dossier_id, nomination_id),
  CONSTRAINT request_is_of_this_row CHECK (request->>'nomination_id' = nomination_id AND request->>'dossier_id' = dossier_id),
  CONSTRAINT refused_for_a_reason CHECK ((result IS NOT DISTINCT FROM 'refused') = (reason IS NOT NULL)),
  CONSTRAINT noted_at_an_instant CHECK ((result IS NULL) = (opened_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX row_without_result ON dossier.row (dossier_id, row) WHERE result IS NULL;
CREATE INDEX nomination_of_dossier ON commendation.nomination (dossier_id, status);

-- One writer at a time for the rows of one dossier: whoever keeps them, and whoever submits it.
CREATE FUNCTION dossier.take(p_dossier text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('dossier.row/' || p_dossier, 0))
$$;

-- How many rows are on record, a hash over all of them in order, and how many of them are not by this nominator and body.
CREATE FUNCTION dossier.on_record(p_dossier text, p_nominator text, p_body text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('count', count(*),
    'digest', encode(sha256(coalesce(string_agg(r.request_digest, ''::bytea ORDER BY r.row), ''::bytea)), 'hex'),
    'foreign', count(*) FILTER (WHERE r.request->>'nominator_id' IS DISTINCT FROM p_nominator
      OR r.request->>'submitting_body' IS DISTINCT FROM p_body))
  FROM dossier.row r WHERE r.dossier_id = p_dossier
$$;

-- Keep the rows p_first to p_last of a dossier as they are given, instead of those that were kept there before.
-- Answers 'kept', or 'submitted': the dossier is submitted and these rows are not the ones that it has.
CREATE FUNCTION dossier.keep_rows(p_dossier text, p_first int, p_last int, p_rows jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = dossier, pg_catalog, pg_temp AS $$
DECLARE
  same boolean;
BEGIN
  PERFORM dossier.take(p_dossier);
  IF EXISTS (SELECT FROM matter.file WHERE stream_id = 'dossier:' || p_dossier) THEN
    SELECT coalesce(bool_and(old.request_digest IS NOT DISTINCT FROM decode(new.request_digest, 'hex')), true) INTO same
      FROM (SELECT * FROM dossier.row r WHERE r.dossier_id = p_dossier AND r.row BETWEEN p_first AND p_last) old
      FULL JOIN jsonb_to_recordset(p_rows) AS new(row int, request_digest text) ON new.row = old.row;
    RETURN CASE WHEN same THEN 'kept' ELSE 'submitted' END;
  END IF;
  DELETE FROM dossier.row r WHERE r.dossier_id = p_dossier AND r.row BETWEEN p_first AND p_last
    AND NOT EXISTS (SELECT FROM jsonb_to_recordset(p_rows) AS new(row int, request_digest text)
      WHERE new.row = r.row AND decode(new.request_digest, 'hex') = r.request_digest);
  -- A nomination that stood in another row of an earlier file must not stand in the way.
  DELETE FROM dossier.row r USING jsonb_to_recordset(p_rows) AS new(row int, nomination_id text)
    WHERE r.dossier_id = p_dossier AND r.nomination_id = new.nomination_id AND r.row <> new.row;
  INSERT INTO dossier.row (dossier_id, row, ref, nomination_id, request, request_digest, content_hash)
    SELECT p_dossier, new.row, new.ref, new.nomination_id, new.request, decode(new.request_digest, 'hex'),
      decode(new.content_hash, 'hex')
    FROM jsonb_to_recordset(p_rows)
      AS new(row int, ref text, nomination_id text, request jsonb, request_digest text, content_hash text)
  ON CONFLICT (dossier_id, row) DO NOTHING;
  RETURN 'kept';
END $$;

-- A dossier is submitted with the rows that its act vouches for. Rows that were changed after they were counted and
-- before the act came here are an accident of the moment: whoever submits looks again, and puts a refusal on record.
CREATE FUNCTION dossier.hold_to_the_act() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = dossier, pg_catalog, pg_temp AS $$
DECLARE
  rows jsonb;
BEGIN
  PERFORM dossier.take(NEW.start->>'dossier_id');
  rows := dossier.on_record(NEW.start->>'dossier_id', NEW.start->>'actor_id', NEW.start->>'submitting_body');
  IF (rows->'count', rows->'digest') IS DISTINCT FROM (NEW.start->'rows', NEW.start->'rows_digest') THEN
    RAISE EXCEPTION 'the rows of dossier % have just changed', NEW.start->>'dossier_id' USING ERRCODE = '40001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rows_are_those_of_the_act BEFORE INSERT ON matter.file
  FOR EACH ROW WHEN (NEW.kind = 'dossier') EXECUTE FUNCTION dossier.hold_to_the_act();
ALTER TABLE matter.file ENABLE ALWAYS TRIGGER rows_are_those_of_the_act;

-- Note what became of rows whose nomination is on record: p_result, or refused where it has another content or envelope.
CREATE FUNCTION dossier.note(p_dossier text, p_rows int[], p_result text) RETURNS int[] LANGUAGE sql AS $$
  WITH noted AS (
    UPDATE dossier.row r SET opened_at = now(),
        result = CASE WHEN v.content_hash = r.content_hash AND n.dossier_id = r.dossier_id THEN p_result ELSE 'refused' END,
        reason = CASE WHEN v.content_hash = r.content_hash AND n.dossier_id = r.dossier_id THEN NULL ELSE 'other_content' END
      FROM commendation.nomination n JOIN commendation.content_version v USING (nomination_id)
      WHERE r.dossier_id = p_dossier AND r.row = ANY(p_rows) AND r.result IS NULL
        AND n.nomination_id = r.nomination_id AND v.version = 1
      RETURNING r.row)
  SELECT coalesce(array_agg(noted.row), '{}') FROM noted
$$;

-- Begin with the rows p_first to p_last: note those that were on record before anybody began, and return the rest.
CREATE FUNCTION dossier.begin_rows(p_dossier text, p_first int, p_last int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = dossier, pg_catalog, pg_temp AS $$
BEGIN
  PERFORM dossier.note(p_dossier, ARRAY(SELECT r.row FROM dossier.row r
    WHERE r.dossier_id = p_dossier AND r.row BETWEEN p_first AND p_last AND r.begun_at IS NULL), 'known');
  UPDATE dossier.row r SET begun_at = now()
    WHERE r.dossier_id = p_dossier AND r.row BETWEEN p_first AND p_last AND r.begun_at IS NULL AND r.result IS NULL;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('row', r.row, 'request', r.request,
      'request_digest', encode(r.request_digest, 'hex')) ORDER BY r.row), '[]')
    FROM dossier.row r WHERE r.dossier_id = p_dossier AND r.row BETWEEN p_first AND p_last AND r.result IS NULL);
END $$;

-- Note which of these rows, whose opening was begun, are on record now; return them.
CREATE FUNCTION dossier.settle_rows(p_dossier text, p_rows int[]) RETURNS int[]
LANGUAGE sql SECURITY DEFINER SET search_path = dossier, pg_catalog, pg_temp AS $$
  SELECT dossier.note(p_dossier, p_rows, 'accepted')
$$;

-- Note that a row cannot become a nomination, and why.
CREATE FUNCTION dossier.refuse_row(p_dossier text, p_row int, p_reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = dossier, pg_catalog, pg_temp AS $$
  UPDATE dossier.row r SET result = 'refused', reason = p_reason, opened_at = now()
    WHERE r.dossier_id = p_dossier AND r.row = p_row AND r.result IS NULL
$$;

-- The nominations that a dossier brought or was handed, each with the dossier that carries it now.
CREATE FUNCTION dossier.nominations(p_dossier text)
RETURNS TABLE (nomination_id text, first_dossier text, carried_by text) LANGUAGE sql STABLE AS $$
  SELECT n.nomination_id, n.dossier_id, coalesce(last.carried_by, n.dossier_id)
  FROM (SELECT own.nomination_id, own.dossier_id FROM commendation.nomination own WHERE own.dossier_id = p_dossier
        UNION
        SELECT came.nomination_id, came.dossier_id FROM matter.carried c
          JOIN commendation.nomination came USING (nomination_id) WHERE c.carried_by = p_dossier) n
  LEFT JOIN LATERAL (SELECT c.carried_by FROM matter.carried c
    WHERE c.nomination_id = n.nomination_id ORDER BY c.entry_id DESC LIMIT 1) last ON true
$$;

CREATE FUNCTION dossier.is_over(p_status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT p_status IN ('conferred', 'rejected', 'withdrawn', 'lapsed')
$$;

-- Whether something that a dossier carries is still on its way.
CREATE FUNCTION dossier.has_open(p_dossier text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM dossier.nominations(p_dossier) d JOIN commendation.nomination n USING (nomination_id)
    WHERE d.carried_by = p_dossier AND NOT dossier.is_over(n.status))
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA dossier FROM PUBLIC;
GRANT USAGE ON SCHEMA dossier TO vinhdanh_app;
GRANT SELECT ON ALL TABLES IN SCHEMA dossier TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  dossier.keep_rows(text, int, int, jsonb), dossier.on_record(text, text, text), dossier.begin_rows(text, int, int),
  dossier.settle_rows(text, int[]), dossier.refuse_row(text, int, text), dossier.nominations(text),
  dossier.is_over(text), dossier.has_open(text) TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- The acts of dossiers vouch for their rows, so the rows must not go from beside them.
DO $$ BEGIN
  IF EXISTS (SELECT FROM matter.file WHERE kind = 'dossier') THEN
    RAISE EXCEPTION 'dossiers are on record; restore a backup instead';
  END IF;
END $$;
DROP TRIGGER rows_are_those_of_the_act ON matter.file;
DROP INDEX commendation.nomination_of_dossier;
DROP SCHEMA dossier CASCADE;
