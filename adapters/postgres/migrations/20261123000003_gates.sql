-- migrate:up

-- What gates need of the record: every other act, councils' results, the standing whole, and stages whose panel
-- and clock change as the case goes from gate to gate.

SET LOCAL ROLE vinhdanh_owner;

ALTER TABLE commendation.nomination
  DROP CONSTRAINT nomination_status_check,
  DROP CONSTRAINT due_while_open,
  ADD COLUMN standing jsonb,
  ADD CONSTRAINT nomination_status_check CHECK (status IN ('in_review', 'returned', 'suspended',
    'awaiting_consent', 'conferred', 'rejected', 'withdrawn', 'lapsed')),
  ADD CONSTRAINT due_while_open CHECK
    ((status IN ('in_review', 'returned', 'awaiting_consent')) = (due_at IS NOT NULL));
UPDATE commendation.nomination n SET standing =
  (SELECT convert_from(e.body, 'UTF8')::jsonb->'standing' FROM ledger.entry e
    WHERE e.stream_id = n.nomination_id AND jsonb_typeof(convert_from(e.body, 'UTF8')::jsonb->'standing') = 'object'
    ORDER BY e.stream_seq DESC LIMIT 1);
ALTER TABLE commendation.nomination ALTER COLUMN standing SET NOT NULL;
CREATE INDEX nomination_waiting_for_council ON commendation.nomination ((standing->'gate_state'->>'council'))
  WHERE status = 'in_review' AND standing->>'gate' = 'council_vote';

ALTER TABLE commendation.stage ADD COLUMN gate text;   -- the gate that waits; null where gates have no plans

ALTER TABLE commendation.decision
  ADD COLUMN return_to text,
  ADD COLUMN reason_codes text[],
  ADD COLUMN authority text CHECK (authority IS NFC NORMALIZED);

-- Every act besides decisions, resubmissions and withdrawals; act is the message as it arrived.
CREATE TABLE commendation.act (
  act_id        uuid        PRIMARY KEY,
  nomination_id text        NOT NULL REFERENCES commendation.nomination,
  message       text        NOT NULL,
  level         text        NOT NULL,        -- where it found the case
  gate          text,
  round         int         NOT NULL CHECK (round > 0),
  actor_id      text        NOT NULL,
  on_behalf_of  text,
  act           jsonb       NOT NULL,
  digest        bytea       NOT NULL CHECK (octet_length(digest) = 32),
  entry_id      bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  acted_at      timestamptz NOT NULL
);
CREATE INDEX act_of_nomination ON commendation.act (nomination_id, entry_id);

-- Bring the stage rows to the standing: close the open one if the case has left it, open or refresh the current.
-- While a case is suspended or waits for the nominator's consent its stage stays open, though nobody may act.
CREATE OR REPLACE FUNCTION commendation.keep_stages(p_entry ledger.entry, p_standing jsonb, p_panel jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  open_now boolean := coalesce(p_standing->>'before', p_standing->>'status') IN ('in_review', 'awaiting_consent');
  reviewed boolean := p_standing->>'status' = 'in_review';
  clock    jsonb   := p_standing->'clock';
BEGIN
  UPDATE commendation.stage
    SET closed_at = commendation.instant(p_entry.occurred_us), closed_by = p_entry.kind
    WHERE nomination_id = p_entry.stream_id AND closed_at IS NULL
      AND NOT (open_now AND level = p_standing->>'level' AND round = (p_standing->>'round')::int);
  IF reviewed THEN
    INSERT INTO commendation.stage
        (nomination_id, level, round, body, panel, opened_at, due_at, calendar, reminded, escalations, gate)
      VALUES (p_entry.stream_id, p_standing->>'level', (p_standing->>'round')::int, p_standing->>'body',
        ARRAY(SELECT jsonb_array_elements_text(p_panel)), (clock->>'started_at')::timestamptz,
        (clock->>'due_at')::timestamptz, clock->>'calendar', false, 0, p_standing->>'gate')
      ON CONFLICT (nomination_id, level, round) DO UPDATE
        SET reminded = (clock->>'reminded')::boolean, escalations = (clock->>'escalations')::int,
          gate = excluded.gate, panel = excluded.panel, due_at = excluded.due_at, calendar = excluded.calendar;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION commendation.keep_decision(p_entry ledger.entry, d jsonb, p_digest text)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.decision
      (decision_id, nomination_id, level, gate, round, reviewer_id, on_behalf_of, verdict, reason,
       content_hash, digest, decided_at, entry_id, return_to, reason_codes, authority)
    VALUES ((d->>'decision_id')::uuid, p_entry.stream_id, d->>'level', d->>'gate', (d->>'round')::int,
      d->>'reviewer_id', d->>'on_behalf_of', d->>'verdict', d->>'reason', decode(d->>'content_hash', 'hex'),
      decode(p_digest, 'hex'), commendation.instant(p_entry.occurred_us), p_entry.entry_id, d->>'return_to',
      CASE WHEN jsonb_typeof(d->'reason_codes') = 'array'
        THEN ARRAY(SELECT jsonb_array_elements_text(d->'reason_codes')) END,
      d->>'authority')
$$;

CREATE FUNCTION commendation.keep_act(p_entry ledger.entry, p_draft jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.act
      (act_id, nomination_id, message, level, gate, round, actor_id, on_behalf_of, act, digest, entry_id, acted_at)
    VALUES ((p_draft->>'act_id')::uuid, p_entry.stream_id, p_draft->>'message', p_draft->>'level',
      p_draft->>'gate', (p_draft->>'round')::int, p_draft->>'actor_id', p_draft->>'on_behalf_of',
      p_draft->'act', decode(p_draft->>'digest', 'hex'), p_entry.entry_id,
      commendation.instant(p_entry.occurred_us))
$$;

-- An entry as the workflow needs to know it (schemas/record.py, EntryHead).
CREATE OR REPLACE FUNCTION commendation.entry_head(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'seq', e.stream_seq, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'kind', e.kind,
    'recorded_at', commendation.instant(e.occurred_us),
    'act_id', coalesce(facts->>'act_id', facts->>'decision_id'), 'digest', facts->>'digest',
    'standing', said->'standing', 'route', facts->'new_route',
    'refusal_reason', CASE WHEN e.kind = 'refusal.recorded' THEN facts->>'reason' END)
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) b, LATERAL (SELECT said->'facts' AS facts) f
$$;

-- As in the migration before this one, with the standing kept whole.
CREATE OR REPLACE FUNCTION commendation.accept(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  request  jsonb := act->'request';
  reached  jsonb := act->'standing';
  id       text  := request->>'nomination_id';
  known    commendation.nomination;
  written  ledger.entry;
BEGIN
  SELECT * INTO known FROM commendation.nomination WHERE nomination_id = id;
  IF FOUND THEN
    IF known.first_run_id <> act->>'first_run_id' THEN
      RAISE EXCEPTION 'nomination % is on record for another case', id USING ERRCODE = 'VD001';
    END IF;
    RETURN jsonb_build_object('route', known.route, 'entries', commendation.heads_after(id, 0));
  END IF;
  written := ledger.append(id, act->>'dedup_key', act->>'kind', (act->>'occurred_us')::bigint, body);
  INSERT INTO commendation.nomination
      (nomination_id, dossier_id, award, nominee_kind, nominee_id, nominator_id, submitting_body,
       first_run_id, request, route, status, level, body, round, content_version, content_hash, due_at,
       seq, seen_seq, accepted_at, standing)
    VALUES (id, request->>'dossier_id', request->'content'->>'award', request->'content'->'nominee'->>'kind',
      request->'content'->'nominee'->>'nominee_id', request->>'nominator_id', request->>'submitting_body',
      act->>'first_run_id', request, act->'route', reached->>'status', reached->>'level', reached->>'body',
      (reached->>'round')::int, 1, decode(reached->>'content_hash', 'hex'),
      (reached->'clock'->>'due_at')::timestamptz, 1, 0, commendation.instant(written.occurred_us), reached);
  PERFORM commendation.keep_content(written, reached, request->'content', request->>'nominator_id', NULL);
  PERFORM commendation.keep_stages(written, reached, act->'panel');
  PERFORM commendation.tell(written, act->'notices');
  RETURN jsonb_build_object('route', act->'route', 'entries', jsonb_build_array(commendation.entry_head(written)));
END $$;

-- Record one act: ledger entry, details, and the nomination's new state. Answers (schemas/record.py, Recorded):
--   missed    the ledger has gone on since expected_seq; nothing is written
--   earlier   the same message is on record already; nothing is written
--   id_taken  the act's id was used for another message; nothing is written
--   entry     written now
CREATE OR REPLACE FUNCTION commendation.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'nomination_id';
  reached  jsonb  := nullif(act->'standing', 'null');   -- the standing that the act leads to
  expected bigint := (act->>'expected_seq')::bigint;
  head     bigint;
  earlier  ledger.entry;
  written  ledger.entry;
BEGIN
  SELECT seq INTO head FROM ledger.stream_head WHERE stream_id = id FOR UPDATE;
  IF NOT FOUND THEN
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

  written := ledger.append(id, act->>'dedup_key', act->>'kind', (act->>'occurred_us')::bigint, body);
  CASE act->>'kind'
    WHEN 'decision.recorded' THEN
      PERFORM commendation.keep_decision(written, act->'decision', act->>'digest');
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

REVOKE ALL ON FUNCTION commendation.keep_act(ledger.entry, jsonb) FROM PUBLIC;
GRANT SELECT ON commendation.act TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- A way back only while no nomination is on record. The functions stay as they are here: whoever goes back goes
-- back further, to where they are dropped with their schema, or comes forward again.
SET LOCAL ROLE vinhdanh_owner;
DO $$ BEGIN
  IF EXISTS (SELECT FROM commendation.nomination) THEN
    RAISE EXCEPTION 'nominations are on record; restore a backup instead';
  END IF;
END $$;
DROP FUNCTION commendation.keep_act(ledger.entry, jsonb);
DROP TABLE commendation.act;
ALTER TABLE commendation.decision DROP COLUMN return_to, DROP COLUMN reason_codes, DROP COLUMN authority;
ALTER TABLE commendation.stage DROP COLUMN gate;
DROP INDEX commendation.nomination_waiting_for_council;
ALTER TABLE commendation.nomination
  DROP CONSTRAINT nomination_status_check,
  DROP CONSTRAINT due_while_open,
  DROP COLUMN standing,
  ADD CONSTRAINT nomination_status_check CHECK (status IN
    ('in_review', 'returned', 'conferred', 'rejected', 'withdrawn', 'lapsed')),
  ADD CONSTRAINT due_while_open CHECK ((status IN ('in_review', 'returned')) = (due_at IS NOT NULL));
RESET ROLE;
