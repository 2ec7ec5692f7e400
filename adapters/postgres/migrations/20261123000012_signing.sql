-- migrate:up

-- Decisions as people signed them. The ledger vouches for an envelope by its hash and names the key; the envelope
-- itself stands here, byte for byte. Keys are held by keys.hold, which the next migration brings.

SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE commendation.signed_decision (
  decision_id uuid   PRIMARY KEY REFERENCES commendation.decision,
  kid         text   NOT NULL CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'),   -- RFC 7638 thumbprint
  envelope    bytea  NOT NULL CHECK (octet_length(envelope) BETWEEN 1 AND 65536),   -- DSSE, RFC 8785 JSON
  entry_id    bigint NOT NULL UNIQUE REFERENCES ledger.entry
);
CREATE INDEX signed_by_key ON commendation.signed_decision (kid);
COMMENT ON TABLE commendation.signed_decision IS 'Envelopes; facts.envelope_sha256 of the entry is their hash.';

-- Where the nomination stood after the entry with this leaf: {level, round}; null where it is no leaf of its stream.
CREATE FUNCTION commendation.place_after(p_nomination text, p_leaf bytea) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT place FROM ledger.entry seen, LATERAL (
    SELECT jsonb_build_object('level', s->>'level', 'round', (s->>'round')::int) AS place
    FROM ledger.entry e, LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb->'standing' AS s) said
    WHERE e.stream_id = seen.stream_id AND e.stream_seq <= seen.stream_seq AND e.kind <> 'refusal.recorded'
      AND jsonb_typeof(s) = 'object'
    ORDER BY e.stream_seq DESC LIMIT 1) last
  WHERE seen.leaf_hash = p_leaf AND seen.stream_id = p_nomination
$$;

-- Why a decision cannot be taken for its signature, or null. Where the nomination's route asks for one it must be
-- there. The entry that its reviewer saw last must be one of this very nomination, since this round of this stage
-- began; and the key must be good, which it stays until the end of this transaction.
CREATE FUNCTION commendation.fault_of_signed(p_nomination text, d jsonb, p_signed jsonb) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  IF p_signed IS NULL THEN
    RETURN (SELECT 'unsigned' FROM commendation.nomination n
      WHERE n.nomination_id = p_nomination AND jsonb_typeof(n.route->'signed_levels') = 'array'
        AND n.route->'signed_levels' ? (d->>'level'));
  ELSIF commendation.place_after(p_nomination, decode(p_signed->>'prev_leaf_hash', 'hex'))
      IS DISTINCT FROM jsonb_build_object('level', d->>'level', 'round', (d->>'round')::int) THEN
    RETURN 'statement_differs';
  ELSIF NOT keys.hold(p_signed->>'kid', d->>'reviewer_id', d->>'level') THEN
    RETURN 'key_not_valid';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION commendation.keep_signed(p_entry ledger.entry, p_decision uuid, p_signed jsonb) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO commendation.signed_decision (decision_id, kid, envelope, entry_id)
    VALUES (p_decision, p_signed->>'kid', convert_to(p_signed->>'envelope', 'UTF8'), p_entry.entry_id)
$$;

-- Whether the act's id was used for another message, on this nomination or any other. One that was refused for its
-- signature alone does not stand in the way of the same decision rightly signed.
CREATE OR REPLACE FUNCTION commendation.id_is_taken(act jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ledger.entry WHERE dedup_key = act->>'dedup_key')
    OR EXISTS (SELECT FROM commendation.refusal
         WHERE act_id = (act->>'act_id')::uuid AND digest <> decode(act->>'digest', 'hex')
           AND reason NOT IN ('unsigned', 'statement_differs', 'bad_signature', 'key_not_valid'))
$$;

-- Record one act: ledger entry, details, and the nomination's new state. Answers (schemas/record.py, Recorded):
--   missed    the ledger has gone on since expected_seq; nothing is written
--   earlier   the same message is on record already; nothing is written
--   id_taken  the act's id was used for another message; nothing is written
--   refused   the place asked for cannot be had, or the signature is not good here and now; nothing is written
--   moved     the nominee's award record has gone on since it was looked at; nothing is written
--   entry     written now
-- As before, and with one key that only signed decisions have: `signed`, {kid, envelope, prev_leaf_hash}. The key is
-- held before the entry is appended, so that ledger order tells whether a revocation came before it.
CREATE OR REPLACE FUNCTION commendation.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'nomination_id';
  reached  jsonb  := nullif(act->'standing', 'null');   -- the standing that the act leads to
  expected bigint := (act->>'expected_seq')::bigint;
  place    jsonb  := nullif(act->'reserve', 'null');
  numbered jsonb  := nullif(act->'number', 'null');
  honoured jsonb  := act->'honoured';                   -- what the nominee's award record was when it was judged
  signed   jsonb  := nullif(act->'signed', 'null');
  refused  text;
  head     bigint;
  earlier  ledger.entry;
  written  ledger.entry;
BEGIN
  SELECT seq INTO head FROM ledger.stream_head WHERE stream_id = id FOR UPDATE;
  IF NOT FOUND OR position(':' IN id) > 0 THEN  -- streams of other things have a colon in their names
    RAISE EXCEPTION 'nomination % is not on record', id USING ERRCODE = 'VD002';
  ELSIF head < expected THEN
    RAISE EXCEPTION 'the ledger of nomination % ends at %, but entry % was seen', id, head, expected
      USING ERRCODE = 'VD003';
  ELSIF head > expected THEN
    RETURN jsonb_build_object('missed', commendation.heads_after(id, expected));
  END IF;

  SELECT * INTO earlier FROM ledger.entry
    WHERE dedup_key IN (act->>'dedup_key', act->>'refusal_key') AND stream_id = id
      AND commendation.digest_of(entry) IS NOT DISTINCT FROM act->>'digest';
  IF FOUND THEN
    RETURN jsonb_build_object('earlier', commendation.entry_head(earlier));
  ELSIF act->>'kind' <> 'refusal.recorded' AND commendation.id_is_taken(act) THEN
    RETURN jsonb_build_object('id_taken', true);
  END IF;
  IF act->>'kind' = 'decision.recorded' THEN
    refused := commendation.fault_of_signed(id, act->'decision', signed);
    IF refused IS NOT NULL THEN
      RETURN jsonb_build_object('refused', refused);
    END IF;
  END IF;
  IF place IS NOT NULL THEN
    refused := quota.refusal(id, place);
    IF refused IS NOT NULL THEN
      RETURN jsonb_build_object('refused', refused);
    END IF;
  END IF;
  IF honoured IS NOT NULL THEN
    PERFORM awards.lock_subject(honoured->>'subject');
    IF awards.events_of(honoured->>'subject') <> (honoured->>'events')::bigint THEN
      RETURN '{"moved": true}'::jsonb;
    END IF;
  END IF;

  written := ledger.append(id, act->>'dedup_key', act->>'kind', (act->>'occurred_us')::bigint, body);
  CASE act->>'kind'
    WHEN 'decision.recorded' THEN
      PERFORM commendation.keep_decision(written, act->'decision', act->>'digest');
      IF signed IS NOT NULL THEN
        PERFORM commendation.keep_signed(written, (act->'decision'->>'decision_id')::uuid, signed);
      END IF;
    WHEN 'nomination.resubmitted' THEN
      PERFORM commendation.keep_content(written, reached, act->'resubmission'->'content',
        act->'resubmission'->>'actor_id', act->'resubmission'->>'note');
    WHEN 'nomination.withdrawn' THEN
      PERFORM commendation.keep_withdrawal(written, act->'withdrawal');
    WHEN 'refusal.recorded' THEN
      PERFORM commendation.keep_refusal(written, act);
    ELSE
      IF act ? 'message' THEN
        PERFORM commendation.keep_act(written, act);
      END IF;  -- an alarm or a council's result is told whole by its ledger entry
  END CASE;
  IF place IS NOT NULL THEN
    PERFORM quota.reserve(written, place->>'award', place->>'unit', (place->>'year')::int);
  END IF;
  IF numbered IS NOT NULL THEN
    PERFORM numbers.issue(written, numbered->>'body', numbered->>'symbol', (numbered->>'day')::date);
  END IF;
  IF act ? 'grants' THEN
    PERFORM awards.keep(written, act->'grants');
  END IF;
  IF reached->>'status' IN ('rejected', 'withdrawn', 'lapsed', 'conferred') THEN
    PERFORM quota.free(written, reached);
  END IF;
  IF reached IS NOT NULL THEN
    UPDATE commendation.nomination SET status = reached->>'status', level = reached->>'level',
        body = reached->>'body', round = (reached->>'round')::int,
        content_version = (reached->>'content_version')::int,
        content_hash = decode(reached->>'content_hash', 'hex'),
        due_at = CASE WHEN reached->>'status' <> 'suspended' THEN (reached->'clock'->>'due_at')::timestamptz END,
        route = coalesce(nullif(act->'route', 'null'), nomination.route), standing = reached,
        seq = written.stream_seq, seen_seq = greatest(seen_seq, expected),
        changed_at = now()
      WHERE nomination_id = id;
    PERFORM commendation.keep_stages(written, reached, act->'panel');
  ELSE
    UPDATE commendation.nomination
      SET seq = written.stream_seq, seen_seq = greatest(seen_seq, expected),
        changed_at = now()
      WHERE nomination_id = id;
  END IF;
  PERFORM commendation.tell(written, act->'notices');
  RETURN jsonb_build_object('entry', commendation.entry_head(written));
END $$;

REVOKE ALL ON FUNCTION commendation.place_after(text, bytea), commendation.fault_of_signed(text, jsonb, jsonb),
  commendation.keep_signed(ledger.entry, uuid, jsonb) FROM PUBLIC;
GRANT SELECT ON commendation.signed_decision TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- A way back only while no nomination is on record, for commendation.record stays as it is here.
DO $$ BEGIN
  IF EXISTS (SELECT FROM commendation.nomination) THEN
    RAISE EXCEPTION 'nominations are on record; restore a backup instead';
  END IF;
END $$;
DROP TABLE commendation.signed_decision;
DROP FUNCTION commendation.place_after(text, bytea), commendation.fault_of_signed(text, jsonb, jsonb),
  commendation.keep_signed(ledger.entry, uuid, jsonb);
