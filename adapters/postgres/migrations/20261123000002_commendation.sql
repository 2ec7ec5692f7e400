-- migrate:up

-- What the ledger's entries amount to: the current state, and every detail that the ledger only vouches for.
-- All of it is written by commendation.accept and commendation.record, each call one transaction.

CREATE SCHEMA commendation AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE commendation.nomination (
  nomination_id   text        PRIMARY KEY,
  dossier_id      text        NOT NULL,
  award           text        NOT NULL,
  nominee_kind    text        NOT NULL CHECK (nominee_kind IN ('individual', 'collective', 'household')),
  nominee_id      text,
  nominator_id    text        NOT NULL,
  submitting_body text        NOT NULL,
  first_run_id    text        NOT NULL,      -- the workflow run that this case belongs to
  request         jsonb       NOT NULL,
  route           jsonb       NOT NULL,      -- kept for life: rules that come later do not change it
  status          text        NOT NULL CHECK (status IN
    ('in_review', 'returned', 'conferred', 'rejected', 'withdrawn', 'lapsed')),
  level           text        NOT NULL,
  body            text        NOT NULL,
  round           int         NOT NULL CHECK (round > 0),
  content_version int         NOT NULL CHECK (content_version > 0),
  content_hash    bytea       NOT NULL,
  due_at          timestamptz,
  seq             bigint      NOT NULL,      -- the last ledger entry
  seen_seq        bigint      NOT NULL,      -- the last one that the workflow is known to have seen
  accepted_at     timestamptz NOT NULL,
  changed_at      timestamptz NOT NULL DEFAULT now(),   -- by the database's clock; the sweep goes by it
  CONSTRAINT only_what_is_there_is_seen CHECK (seen_seq <= seq),
  CONSTRAINT due_while_open CHECK ((status IN ('in_review', 'returned')) = (due_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX nomination_unseen ON commendation.nomination (changed_at) WHERE seen_seq < seq;
CREATE INDEX nomination_by_status ON commendation.nomination (status, level);

CREATE TABLE commendation.content_version (
  nomination_id text        NOT NULL REFERENCES commendation.nomination,
  version       int         NOT NULL CHECK (version > 0),
  content       jsonb       NOT NULL,
  content_hash  bytea       NOT NULL CHECK (octet_length(content_hash) = 32),
  submitted_by  text        NOT NULL,
  note          text,                        -- what the nominator says has changed
  entry_id      bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  submitted_at  timestamptz NOT NULL,
  PRIMARY KEY (nomination_id, version)
);

CREATE TABLE commendation.stage (
  nomination_id text        NOT NULL REFERENCES commendation.nomination,
  level         text        NOT NULL,
  round         int         NOT NULL CHECK (round > 0),
  body          text        NOT NULL,
  panel         text[]      NOT NULL CHECK (cardinality(panel) > 0),
  opened_at     timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,
  calendar      text        NOT NULL,
  reminded      boolean     NOT NULL DEFAULT false,
  escalations   int         NOT NULL DEFAULT 0,
  closed_at     timestamptz,
  closed_by     text,                        -- the kind of ledger entry that closed it
  PRIMARY KEY (nomination_id, level, round),
  CONSTRAINT closed_by_an_entry CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE UNIQUE INDEX one_open_stage ON commendation.stage (nomination_id) WHERE closed_at IS NULL;
CREATE INDEX stage_panel ON commendation.stage USING gin (panel) WHERE closed_at IS NULL;

CREATE TABLE commendation.decision (
  decision_id   uuid        PRIMARY KEY,
  nomination_id text        NOT NULL,
  level         text        NOT NULL,
  gate          text        NOT NULL,
  round         int         NOT NULL,
  reviewer_id   text        NOT NULL,
  on_behalf_of  text,
  verdict       text        NOT NULL CHECK (verdict IN ('approve', 'return', 'reject')),
  reason        text        CHECK (reason IS NFC NORMALIZED),
  content_hash  bytea       NOT NULL,
  digest        bytea       NOT NULL,
  decided_at    timestamptz NOT NULL,
  entry_id      bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  FOREIGN KEY (nomination_id, level, round) REFERENCES commendation.stage,
  CONSTRAINT one_decision_per_gate UNIQUE (nomination_id, level, gate, round),
  CONSTRAINT reason_unless_approved CHECK (verdict = 'approve' OR reason IS NOT NULL)
);

CREATE TABLE commendation.withdrawal (
  nomination_id text        PRIMARY KEY REFERENCES commendation.nomination,
  act_id        uuid        NOT NULL UNIQUE,
  actor_id      text        NOT NULL,
  reason        text        NOT NULL CHECK (reason IS NFC NORMALIZED),
  entry_id      bigint      NOT NULL UNIQUE REFERENCES ledger.entry,
  withdrawn_at  timestamptz NOT NULL
);

CREATE TABLE commendation.refusal (
  entry_id      bigint      PRIMARY KEY REFERENCES ledger.entry,
  nomination_id text        NOT NULL REFERENCES commendation.nomination,
  act_id        uuid,                        -- null when the message was too broken to read one
  actor_id      text,
  message       text        NOT NULL,
  reason        text        NOT NULL,
  digest        bytea       NOT NULL,
  refused_by    text        NOT NULL CHECK (refused_by IN ('workflow', 'gateway')),
  refused_at    timestamptz NOT NULL
);
CREATE INDEX refusal_of_nomination ON commendation.refusal (nomination_id);
CREATE INDEX refusal_of_act ON commendation.refusal (act_id);

CREATE TABLE commendation.notification (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_id        bigint      NOT NULL REFERENCES ledger.entry,
  nomination_id   text        NOT NULL REFERENCES commendation.nomination,
  recipient       text        NOT NULL,
  kind            text        NOT NULL,
  created_at      timestamptz NOT NULL,
  UNIQUE (entry_id, recipient, kind)
);

CREATE FUNCTION commendation.instant(p_us bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT 'epoch'::timestamptz + p_us * interval '1 microsecond'
$$;

-- An entry as the workflow needs to know it (schemas/record.py, EntryHead).
CREATE FUNCTION commendation.entry_head(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'seq', e.stream_seq, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'kind', e.kind,
    'recorded_at', commendation.instant(e.occurred_us),
    'act_id', coalesce(facts->>'act_id', facts->>'decision_id'), 'digest', facts->>'digest',
    'standing', said->'standing',
    'refusal_reason', CASE WHEN e.kind = 'refusal.recorded' THEN facts->>'reason' END)
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) b, LATERAL (SELECT said->'facts' AS facts) f
$$;

CREATE FUNCTION commendation.heads_after(p_nomination text, p_seq bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(commendation.entry_head(e) ORDER BY e.stream_seq), '[]')
  FROM ledger.entry e WHERE e.stream_id = p_nomination AND e.stream_seq > p_seq
$$;

CREATE FUNCTION commendation.tell(p_entry ledger.entry, p_notices jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.notification (entry_id, nomination_id, recipient, kind, created_at)
  SELECT p_entry.entry_id, p_entry.stream_id, n->>'recipient', n->>'kind', commendation.instant(p_entry.occurred_us)
  FROM jsonb_array_elements(p_notices) n
$$;

-- Bring the stage rows to the standing: close the open one if the case has left it, open or refresh the current.
CREATE FUNCTION commendation.keep_stages(p_entry ledger.entry, p_standing jsonb, p_panel jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  open_now boolean := p_standing->>'status' = 'in_review';
  clock    jsonb   := p_standing->'clock';
BEGIN
  UPDATE commendation.stage
    SET closed_at = commendation.instant(p_entry.occurred_us), closed_by = p_entry.kind
    WHERE nomination_id = p_entry.stream_id AND closed_at IS NULL
      AND NOT (open_now AND level = p_standing->>'level' AND round = (p_standing->>'round')::int);
  IF open_now THEN
    INSERT INTO commendation.stage
        (nomination_id, level, round, body, panel, opened_at, due_at, calendar, reminded, escalations)
      VALUES (p_entry.stream_id, p_standing->>'level', (p_standing->>'round')::int, p_standing->>'body',
        ARRAY(SELECT jsonb_array_elements_text(p_panel)), (clock->>'started_at')::timestamptz,
        (clock->>'due_at')::timestamptz, clock->>'calendar', false, 0)
      ON CONFLICT (nomination_id, level, round) DO UPDATE
        SET reminded = (clock->>'reminded')::boolean, escalations = (clock->>'escalations')::int;
  END IF;
END $$;

CREATE FUNCTION commendation.keep_decision(p_entry ledger.entry, d jsonb, p_digest text)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.decision
      (decision_id, nomination_id, level, gate, round, reviewer_id, on_behalf_of, verdict, reason,
       content_hash, digest, decided_at, entry_id)
    VALUES ((d->>'decision_id')::uuid, p_entry.stream_id, d->>'level', d->>'gate', (d->>'round')::int,
      d->>'reviewer_id', d->>'on_behalf_of', d->>'verdict', d->>'reason', decode(d->>'content_hash', 'hex'),
      decode(p_digest, 'hex'), commendation.instant(p_entry.occurred_us), p_entry.entry_id)
$$;

CREATE FUNCTION commendation.keep_content(p_entry ledger.entry, p_standing jsonb, p_content jsonb, p_by text, p_note text)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.content_version
      (nomination_id, version, content, content_hash, submitted_by, note, entry_id, submitted_at)
    VALUES (p_entry.stream_id, (p_standing->>'content_version')::int, p_content,
      decode(p_standing->>'content_hash', 'hex'), p_by, p_note, p_entry.entry_id,
      commendation.instant(p_entry.occurred_us))
$$;

CREATE FUNCTION commendation.keep_withdrawal(p_entry ledger.entry, w jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.withdrawal (nomination_id, act_id, actor_id, reason, entry_id, withdrawn_at)
    VALUES (p_entry.stream_id, (w->>'act_id')::uuid, w->>'actor_id', w->>'reason', p_entry.entry_id,
      commendation.instant(p_entry.occurred_us))
$$;

CREATE FUNCTION commendation.keep_refusal(p_entry ledger.entry, act jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO commendation.refusal
      (entry_id, nomination_id, act_id, actor_id, message, reason, digest, refused_by, refused_at)
    VALUES (p_entry.entry_id, p_entry.stream_id, (act->>'act_id')::uuid, act->>'actor_id', act->>'message',
      act->>'reason', decode(act->>'digest', 'hex'), act->>'refused_by', commendation.instant(p_entry.occurred_us))
$$;

-- Accept a nomination, once. A repeat by the same workflow run is answered with what is on record;
-- any other one is refused (VD001), so a nomination id never names two cases.
CREATE FUNCTION commendation.accept(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  request  jsonb := act->'request';
  standing jsonb := act->'standing';
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
       seq, seen_seq, accepted_at)
    VALUES (id, request->>'dossier_id', request->'content'->>'award', request->'content'->'nominee'->>'kind',
      request->'content'->'nominee'->>'nominee_id', request->>'nominator_id', request->>'submitting_body',
      act->>'first_run_id', request, act->'route', standing->>'status', standing->>'level', standing->>'body',
      (standing->>'round')::int, 1, decode(standing->>'content_hash', 'hex'),
      (standing->'clock'->>'due_at')::timestamptz, 1, 0, commendation.instant(written.occurred_us));
  PERFORM commendation.keep_content(written, standing, request->'content', request->>'nominator_id', NULL);
  PERFORM commendation.keep_stages(written, standing, act->'panel');
  PERFORM commendation.tell(written, act->'notices');
  RETURN jsonb_build_object('route', act->'route', 'entries', jsonb_build_array(commendation.entry_head(written)));
END $$;

CREATE FUNCTION commendation.digest_of(e ledger.entry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest'
$$;

-- Whether the act's id was used for another message, on this nomination or any other.
CREATE FUNCTION commendation.id_is_taken(act jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ledger.entry WHERE dedup_key = act->>'dedup_key')
    OR EXISTS (SELECT FROM commendation.refusal
         WHERE act_id = (act->>'act_id')::uuid AND digest <> decode(act->>'digest', 'hex'))
$$;

-- Record one act: ledger entry, details, and the nomination's new state. Answers (schemas/record.py, Recorded):
--   missed    the ledger has gone on since expected_seq; nothing is written
--   earlier   the same message is on record already; nothing is written
--   id_taken  the act's id was used for another message; nothing is written
--   entry     written now
CREATE FUNCTION commendation.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'nomination_id';
  standing jsonb  := nullif(act->'standing', 'null');
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
      PERFORM commendation.keep_content(written, standing, act->'resubmission'->'content',
        act->'resubmission'->>'actor_id', act->'resubmission'->>'note');
    WHEN 'nomination.withdrawn' THEN
      PERFORM commendation.keep_withdrawal(written, act->'withdrawal');
    WHEN 'refusal.recorded' THEN
      PERFORM commendation.keep_refusal(written, act);
    ELSE NULL;  -- an alarm is told whole by its ledger entry
  END CASE;
  IF standing IS NOT NULL THEN
    PERFORM commendation.keep_stages(written, standing, act->'panel');
    UPDATE commendation.nomination SET status = standing->>'status', level = standing->>'level',
        body = standing->>'body', round = (standing->>'round')::int,
        content_version = (standing->>'content_version')::int,
        content_hash = decode(standing->>'content_hash', 'hex'),
        due_at = (standing->'clock'->>'due_at')::timestamptz,
        seq = written.stream_seq, seen_seq = greatest(seen_seq, expected),
        changed_at = now()
      WHERE nomination_id = id;
  ELSE
    UPDATE commendation.nomination
      SET seq = written.stream_seq, seen_seq = greatest(seen_seq, expected),
        changed_at = now()
      WHERE nomination_id = id;
  END IF;
  PERFORM commendation.tell(written, act->'notices');
  RETURN jsonb_build_object('entry', commendation.entry_head(written));
END $$;

-- Note that the workflow is known to have seen its ledger up to p_seq.
CREATE FUNCTION commendation.confirm_seen(p_nomination text, p_seq bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
  UPDATE commendation.nomination SET seen_seq = greatest(seen_seq, least(p_seq, seq))
    WHERE nomination_id = p_nomination
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA commendation FROM PUBLIC;
GRANT USAGE ON SCHEMA commendation TO vinhdanh_app;
GRANT SELECT ON ALL TABLES IN SCHEMA commendation TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  commendation.accept(jsonb, bytea), commendation.record(jsonb, bytea),
  commendation.confirm_seen(text, bigint), commendation.heads_after(text, bigint),
  commendation.entry_head(ledger.entry), commendation.instant(bigint) TO vinhdanh_app;
RESET ROLE;

-- migrate:down
DROP SCHEMA commendation CASCADE;
