-- migrate:up

-- The award record (awards): every grant and what became of it. The numbers of decisions (numbers): one gapless
-- series per body, symbol and year in Vietnam. Places in quotas (quota): reserved before anybody decides.
-- All of it is written in the transaction of the ledger entry that vouches for it.

CREATE SCHEMA awards AUTHORIZATION vinhdanh_owner;
CREATE SCHEMA numbers AUTHORIZATION vinhdanh_owner;
CREATE SCHEMA quota AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

-- Who a code stands for. The number leaves this table by no function, and nobody but the owner may read it.
CREATE TABLE awards.subject (
  subject         text        PRIMARY KEY,
  kind            text        NOT NULL CHECK (kind IN ('individual', 'collective', 'household')),
  identity_number text        UNIQUE,
  recorded_at     timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE awards.event (
  grant_id  text        NOT NULL CHECK (octet_length(grant_id) BETWEEN 1 AND 80),
  seq       int         NOT NULL CHECK (seq > 0),
  kind      text        NOT NULL CHECK (kind IN ('granted', 'presented', 'revoked', 'restored', 'corrected')),
  facts     jsonb       NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
  stream_id text        NOT NULL,            -- of the entry
  entry_id  bigint      NOT NULL REFERENCES ledger.entry,
  at        timestamptz NOT NULL,
  PRIMARY KEY (grant_id, seq),
  CONSTRAINT granted_first_and_only_once CHECK ((seq = 1) = (kind = 'granted'))
);
CREATE INDEX event_of_entry ON awards.event (entry_id);

-- Each grant after all its events, for looking up; what the events do not say is not here.
CREATE TABLE awards.grant (
  grant_id text    PRIMARY KEY,
  seq      int     NOT NULL,                 -- its last event
  subject  text,
  award    text    NOT NULL,
  unit     text,
  year     int     NOT NULL,                 -- of achievement: that of the period's last day
  revoked  boolean NOT NULL,
  facts    jsonb   NOT NULL,                 -- schemas/award_record.py, Grant
  FOREIGN KEY (grant_id, seq) REFERENCES awards.event DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 80);
CREATE INDEX grant_of_subject ON awards.grant (subject, year);
CREATE INDEX grant_in_force ON awards.grant (award, unit, year) WHERE NOT revoked;

CREATE TABLE awards.completeness (
  entry_id    bigint      PRIMARY KEY REFERENCES ledger.entry,
  subject     text        NOT NULL,
  complete_to int         NOT NULL CHECK (complete_to BETWEEN 1900 AND 9999),
  evidence    text        NOT NULL CHECK (evidence IS NFC NORMALIZED),
  body        text        NOT NULL,
  actor_id    text        NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX completeness_of_subject ON awards.completeness (subject);

-- Grants that somebody has to look at, because of what became of another one.
CREATE TABLE awards.flag (
  grant_id   text        NOT NULL REFERENCES awards.grant,
  because_of text        NOT NULL,           -- the grant that it was built on
  entry_id   bigint      NOT NULL REFERENCES ledger.entry,
  at         timestamptz NOT NULL,
  PRIMARY KEY (grant_id, because_of, entry_id)
);

CREATE TABLE numbers.issued (
  body         text   NOT NULL,
  symbol       text   NOT NULL CHECK (symbol IS NFC NORMALIZED),
  year         int    NOT NULL CHECK (year BETWEEN 1900 AND 9999),
  number       bigint NOT NULL CHECK (number > 0),
  shown        text   NOT NULL GENERATED ALWAYS AS
    (CASE WHEN number < 10 THEN '0' ELSE '' END || number::text || '/' || symbol) STORED,
  for_stream   text   NOT NULL,
  for_seq      bigint NOT NULL,
  for_entry_id bigint NOT NULL UNIQUE REFERENCES ledger.entry,
  entry_id     bigint NOT NULL UNIQUE REFERENCES ledger.entry,
  PRIMARY KEY (body, symbol, year, number)
);

-- A place that a nomination holds; once the award itself is on record, that counts in its stead.
CREATE TABLE quota.reservation (
  entry_id       bigint PRIMARY KEY REFERENCES ledger.entry,
  nomination_id  text   NOT NULL,
  award          text   NOT NULL,
  unit           text   NOT NULL,
  year           int    NOT NULL,
  freed_entry_id bigint REFERENCES ledger.entry
);
CREATE UNIQUE INDEX one_place_a_nomination ON quota.reservation (nomination_id) WHERE freed_entry_id IS NULL;
CREATE INDEX place_held ON quota.reservation (award, unit, year) WHERE freed_entry_id IS NULL;

-- A speed bump for whoever may write here after all; the evidence is the chain.
CREATE FUNCTION awards.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this record is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'record a further act instead';
END $$;
CREATE FUNCTION quota.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND old.freed_entry_id IS NULL AND new.freed_entry_id IS NOT NULL
      AND to_jsonb(new) - 'freed_entry_id' = to_jsonb(old) - 'freed_entry_id' THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION 'a place is freed once and never changed: % on quota.reservation is refused', TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['awards.event', 'awards.completeness', 'awards.flag', 'numbers.issued'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s
      FOR EACH ROW EXECUTE FUNCTION awards.refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION awards.refuse_change()', t);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', t);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only_truncate', t);
  END LOOP;
END $$;
CREATE TRIGGER freed_once BEFORE UPDATE OR DELETE ON quota.reservation
  FOR EACH ROW EXECUTE FUNCTION quota.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON quota.reservation
  FOR EACH STATEMENT EXECUTE FUNCTION quota.refuse_change();
ALTER TABLE quota.reservation ENABLE ALWAYS TRIGGER freed_once;
ALTER TABLE quota.reservation ENABLE ALWAYS TRIGGER append_only_truncate;

-- The code of a nominee, made when there is none: for an identity number, for a code of the office's own, or for
-- both. VD007: number and code belong to two different nominees. No error names a number, nor does any line that the
-- server logs, which is why nothing here may run into a constraint.
CREATE FUNCTION awards.subject_for(p_kind text, p_identity_number text, p_code text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = awards, pg_catalog, pg_temp AS $$
DECLARE
  wanted_number text := nullif(regexp_replace(p_identity_number, '[[:space:].-]', '', 'g'), '');
  by_number     awards.subject;
  by_code       awards.subject;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('awards.subject', 0));
  SELECT * INTO by_number FROM awards.subject WHERE identity_number = wanted_number;
  SELECT * INTO by_code FROM awards.subject WHERE subject = coalesce(p_code, by_number.subject);
  IF by_number.subject <> by_code.subject OR (by_number.subject IS NOT NULL AND by_code.subject IS NULL)
      OR by_code.identity_number <> wanted_number THEN
    RAISE EXCEPTION 'the identity number and the code % belong to two different nominees', p_code
      USING ERRCODE = 'VD007';
  ELSIF by_code.kind <> p_kind THEN
    RAISE EXCEPTION 'nominee % is on record as %, not as %', by_code.subject, by_code.kind, p_kind
      USING ERRCODE = 'VD007';
  ELSIF by_code.subject IS NULL THEN
    INSERT INTO awards.subject (subject, kind, identity_number)
      VALUES (coalesce(p_code, 's-' || left(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 16)),
        p_kind, wanted_number)
      RETURNING * INTO by_code;
  ELSIF by_code.identity_number IS NULL AND wanted_number IS NOT NULL THEN
    UPDATE awards.subject SET identity_number = wanted_number WHERE subject = by_code.subject;
  END IF;
  RETURN by_code.subject;
END $$;

-- What a grant is after one more event (domain/award_record.py does the same when it verifies).
CREATE FUNCTION awards.after_event(p_before jsonb, p_grant text, p_kind text, p_facts jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE p_kind
    WHEN 'granted' THEN p_facts || jsonb_build_object('grant_id', p_grant, 'revoked', false)
    WHEN 'presented' THEN p_before || jsonb_build_object('presented_on', p_facts->'presented_on')
    WHEN 'corrected' THEN p_before || (p_facts - ARRAY['grant_id', 'source', 'revoked'])
    ELSE p_before || jsonb_build_object('revoked', p_kind = 'revoked')
  END
$$;

-- How many events the grants of a nominee have; whoever judged a grant by them says how many they had seen.
CREATE FUNCTION awards.events_of(p_subject text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(seq), 0)::bigint FROM awards.grant WHERE subject = p_subject
$$;

-- Whoever makes a grant to a nominee waits until the transaction of whoever came first ends.
CREATE FUNCTION awards.lock_subject(p_subject text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('grants to ' || p_subject, 0))
$$;

-- Put one event on the award record, under the entry that vouches for it. A grant gets the number that its entry
-- was given (numbers.issue comes first). VD008: it does not follow from the events before, or it takes the id of a
-- nomination, which only the nomination's own decision may.
CREATE FUNCTION awards.keep_event(p_entry ledger.entry, p_draft jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  id     text  := p_draft->>'grant_id';
  what   text  := p_draft->>'kind';
  said   jsonb := p_draft->'facts';
  before awards.grant;
  after  jsonb;
BEGIN
  IF what = 'granted' AND said->>'subject' IS NOT NULL THEN
    PERFORM awards.lock_subject(said->>'subject');
  END IF;
  SELECT * INTO before FROM awards.grant g WHERE g.grant_id = id FOR UPDATE;
  IF (what = 'granted') <> (before.grant_id IS NULL) OR (what = 'revoked' AND before.revoked)
      OR (what = 'restored' AND NOT before.revoked)
      OR (what = 'presented' AND before.facts->>'presented_on' IS NOT NULL) THEN
    RAISE EXCEPTION 'grant % cannot be %: its events before do not allow it', id, what USING ERRCODE = 'VD008';
  ELSIF what = 'granted' AND p_entry.stream_id <> id
      AND EXISTS (SELECT FROM commendation.nomination n WHERE n.nomination_id = id) THEN
    RAISE EXCEPTION 'grant % has the id of a nomination; give it another one', id USING ERRCODE = 'VD008';
  END IF;
  IF what = 'granted' THEN
    said := said || coalesce((SELECT jsonb_build_object('number', i.shown)
      FROM numbers.issued i WHERE i.for_entry_id = p_entry.entry_id), '{}');
  END IF;
  after := awards.after_event(before.facts, id, what, said);
  INSERT INTO awards.event (grant_id, seq, kind, facts, stream_id, entry_id, at)
    VALUES (id, coalesce(before.seq, 0) + 1, what, said, p_entry.stream_id, p_entry.entry_id,
      commendation.instant(p_entry.occurred_us));
  INSERT INTO awards.grant (grant_id, seq, subject, award, unit, year, revoked, facts)
    VALUES (id, 1, after->>'subject', after->>'award', after->>'unit', left(after->>'period_to', 4)::int,
      (after->>'revoked')::boolean, after)
    ON CONFLICT (grant_id) DO UPDATE SET seq = "grant".seq + 1, subject = excluded.subject,
      award = excluded.award, unit = excluded.unit, year = excluded.year, revoked = excluded.revoked,
      facts = excluded.facts;
END $$;

-- Put events on the award record: [{grant_id, kind, facts}] (schemas/award_record.py, GrantDraft). In the order of
-- their ids, so that two writers never wait for each other.
CREATE FUNCTION awards.keep(p_entry ledger.entry, p_drafts jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  draft jsonb;
BEGIN
  FOR draft IN SELECT value FROM jsonb_array_elements(p_drafts) WITH ORDINALITY d(value, n)
      ORDER BY value->>'grant_id' COLLATE "C", n LOOP
    PERFORM awards.keep_event(p_entry, draft);
  END LOOP;
END $$;

-- Flag grants: [{grant_id, because_of}].
CREATE FUNCTION awards.keep_flags(p_entry ledger.entry, p_flags jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO awards.flag (grant_id, because_of, entry_id, at)
    SELECT f->>'grant_id', f->>'because_of', p_entry.entry_id, commendation.instant(p_entry.occurred_us)
    FROM jsonb_array_elements(p_flags) f
$$;

-- A registrar's entry as its sender is told of it (schemas/award_record.py, GrantReceipt).
CREATE FUNCTION awards.receipt(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'act_id', facts->>'act_id', 'body', facts->>'body', 'kind', e.kind, 'seq', e.stream_seq,
    'grant_id', facts->'grants'->0->>'grant_id', 'leaf_hash', encode(e.leaf_hash, 'hex'),
    'digest', facts->>'digest', 'recorded_at', commendation.instant(e.occurred_us))
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb->'facts' AS facts) b
$$;

-- What is on record under an act's id: its receipt, or that the id belongs to another act; null: nothing.
CREATE FUNCTION awards.earlier(p_act_id text, p_digest text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE
      WHEN e.stream_id LIKE 'award:%' AND convert_from(e.body, 'UTF8')::jsonb->'facts'->>'digest' = p_digest
      THEN jsonb_build_object('entry', awards.receipt(e)) ELSE '{"id_taken": true}'::jsonb END
  FROM ledger.entry e WHERE e.dedup_key = 'act/' || p_act_id
$$;

-- Put one act of a registrar on the award record, at the database's own time. Answers:
--   entry     written now, or on record already: the same receipt
--   id_taken  the act's id was used for another act; nothing is written
--   moved     the grant has another last event than `expected`; nothing is written, judge again
CREATE FUNCTION awards.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = awards, pg_catalog, pg_temp AS $$
DECLARE
  known   jsonb;
  vouched jsonb := act->'completeness';
  written ledger.entry;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('award:' || (act->>'body'), 0));
  known := awards.earlier(act->>'act_id', act->>'digest');
  IF known IS NOT NULL THEN
    RETURN known;
  END IF;
  PERFORM FROM awards.grant g WHERE g.grant_id = act->>'grant_id' FOR UPDATE;
  IF coalesce((SELECT seq FROM awards.grant g WHERE g.grant_id = act->>'grant_id'), 0)
      <> (act->>'expected')::int THEN
    RETURN '{"moved": true}'::jsonb;
  END IF;
  written := ledger.append('award:' || (act->>'body'), 'act/' || (act->>'act_id'), act->>'kind',
    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, body);
  PERFORM awards.keep(written, coalesce(act->'grants', '[]'));
  IF jsonb_typeof(vouched) = 'object' THEN
    INSERT INTO awards.completeness (entry_id, subject, complete_to, evidence, body, actor_id, recorded_at)
      VALUES (written.entry_id, vouched->>'subject', (vouched->>'complete_to')::int, vouched->>'evidence',
        act->>'body', act->>'actor_id', commendation.instant(written.occurred_us));
  END IF;
  RETURN jsonb_build_object('entry', awards.receipt(written));
END $$;

-- Give an entry the next number of its body's series in the year of this day (in Vietnam). The number is an entry of
-- a ledger stream of its own, whose place in the stream is the number: no gap, no number twice, and whoever comes
-- second waits for the first. The body is RFC 8785 JSON: keys in order, text escaped as PostgreSQL escapes it.
CREATE FUNCTION numbers.issue(p_entry ledger.entry, p_body text, p_symbol text, p_day date) RETURNS numbers.issued
LANGUAGE plpgsql AS $$
DECLARE
  of_year int  := extract(year FROM p_day);
  stream  text := 'number:' || p_body || ':' || p_symbol || ':' || of_year;
  next    bigint;
  written ledger.entry;
  given   numbers.issued;
BEGIN
  INSERT INTO ledger.stream_head (stream_id, seq, hash)
    VALUES (stream, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
  SELECT seq + 1 INTO STRICT next FROM ledger.stream_head WHERE stream_id = stream FOR UPDATE;
  written := ledger.append(stream, 'number/' || p_entry.stream_id || '/' || p_entry.stream_seq, 'number.issued',
    p_entry.occurred_us, convert_to(
      '{"facts":{"body":' || to_json(p_body) || ',"for_seq":' || p_entry.stream_seq
      || ',"for_stream":' || to_json(p_entry.stream_id) || ',"number":' || next
      || ',"symbol":' || to_json(p_symbol) || ',"year":' || of_year || '},"standing":null,"v":1}', 'UTF8'));
  INSERT INTO numbers.issued (body, symbol, year, number, for_stream, for_seq, for_entry_id, entry_id)
    VALUES (p_body, p_symbol, of_year, written.stream_seq, p_entry.stream_id, p_entry.stream_seq,
      p_entry.entry_id, written.entry_id)
    RETURNING * INTO given;
  RETURN given;
END $$;

-- How many of an award a unit has or may still get for a year: what is in force, and places held for what is not
-- decided yet. A place held by `p_besides` is not counted.
CREATE FUNCTION quota.taken(p_award text, p_unit text, p_year int, p_besides text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT (SELECT count(*) FROM awards.grant g
      WHERE g.award = p_award AND g.unit = p_unit AND g.year = p_year AND NOT g.revoked)
    + (SELECT count(*) FROM quota.reservation r
      WHERE r.award = p_award AND r.unit = p_unit AND r.year = p_year AND r.freed_entry_id IS NULL
        AND r.nomination_id IS DISTINCT FROM p_besides
        AND NOT EXISTS (SELECT FROM awards.grant g WHERE g.grant_id = r.nomination_id))
$$;

-- How many hold an award in a unit and year, by grants in force: what a quota is a share of.
CREATE FUNCTION quota.base(p_award text, p_unit text, p_year int) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM awards.grant g
  WHERE g.award = p_award AND g.unit = p_unit AND g.year = p_year AND NOT g.revoked
$$;

-- Why a nomination may not have this place, or null; whoever asks for a place of the same award, unit and year
-- waits until this transaction ends. `place`: {award, unit, year, base, limit}; base and limit are what was found
-- before, and the base is counted again by the quota of the nomination's way.
CREATE FUNCTION quota.refusal(p_nomination text, place jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  of_award text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(
    jsonb_build_array('quota', place->'award', place->'unit', place->'year')::text, 0));
  SELECT n.route->'quota'->>'of' INTO of_award FROM commendation.nomination n WHERE n.nomination_id = p_nomination;
  IF of_award IS NOT NULL
      AND quota.base(of_award, place->>'unit', (place->>'year')::int) < (place->>'base')::bigint THEN
    RETURN 'quota_moved';
  ELSIF quota.taken(place->>'award', place->>'unit', (place->>'year')::int, p_nomination)
      >= (place->>'limit')::bigint THEN
    RETURN 'quota_spent';
  END IF;
  RETURN NULL;
END $$;

-- Take the place that quota.refusal has allowed in this transaction; another one that the nomination held is freed.
CREATE FUNCTION quota.reserve(
  p_entry ledger.entry, p_award text, p_unit text, p_year int
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE quota.reservation r SET freed_entry_id = p_entry.entry_id
    WHERE r.nomination_id = p_entry.stream_id AND r.freed_entry_id IS NULL
      AND (r.award, r.unit, r.year) IS DISTINCT FROM (p_award, p_unit, p_year);
  INSERT INTO quota.reservation (entry_id, nomination_id, award, unit, year)
    VALUES (p_entry.entry_id, p_entry.stream_id, p_award, p_unit, p_year) ON CONFLICT DO NOTHING;
END $$;

-- Free the place of a nomination that is closed without the award that the place is for.
CREATE FUNCTION quota.free(p_entry ledger.entry, p_standing jsonb) RETURNS void LANGUAGE sql AS $$
  UPDATE quota.reservation r SET freed_entry_id = p_entry.entry_id
  WHERE r.nomination_id = p_entry.stream_id AND r.freed_entry_id IS NULL
    AND (p_standing->>'status' <> 'conferred' OR p_standing->>'award' <> r.award)
$$;

-- An entry as the workflow needs to know it (schemas/record.py, EntryHead).
CREATE OR REPLACE FUNCTION commendation.entry_head(e ledger.entry) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'seq', e.stream_seq, 'leaf_hash', encode(e.leaf_hash, 'hex'), 'kind', e.kind,
    'recorded_at', commendation.instant(e.occurred_us),
    'act_id', coalesce(facts->>'act_id', facts->>'decision_id'), 'digest', facts->>'digest',
    'standing', said->'standing', 'route', facts->'new_route',
    'number', CASE WHEN facts ? 'number' THEN
      (SELECT i.shown FROM numbers.issued i WHERE i.for_entry_id = e.entry_id) END,
    'refusal_reason', CASE WHEN e.kind = 'refusal.recorded' THEN facts->>'reason' END)
  FROM (SELECT convert_from(e.body, 'UTF8')::jsonb AS said) b, LATERAL (SELECT said->'facts' AS facts) f
$$;

-- Record one act: ledger entry, details, and the nomination's new state. Answers (schemas/record.py, Recorded):
--   missed    the ledger has gone on since expected_seq; nothing is written
--   earlier   the same message is on record already; nothing is written
--   id_taken  the act's id was used for another message; nothing is written
--   refused   the place asked for cannot be had; nothing is written
--   moved     the nominee's award record has gone on since it was looked at; nothing is written
--   entry     written now
-- As before, and with three keys that most acts lack: `reserve` a place in a quota, `number` the decision, and put
-- `grants` on the award record.
CREATE OR REPLACE FUNCTION commendation.record(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = commendation, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'nomination_id';
  reached  jsonb  := nullif(act->'standing', 'null');   -- the standing that the act leads to
  expected bigint := (act->>'expected_seq')::bigint;
  place    jsonb  := nullif(act->'reserve', 'null');
  numbered jsonb  := nullif(act->'number', 'null');
  honoured jsonb  := act->'honoured';                   -- what the nominee's award record was when it was judged
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

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA awards FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA numbers FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA quota FROM PUBLIC;
GRANT USAGE ON SCHEMA awards, numbers, quota TO vinhdanh_app;
GRANT SELECT ON awards.event, awards.grant, awards.completeness, awards.flag, numbers.issued, quota.reservation
  TO vinhdanh_app;
GRANT EXECUTE ON FUNCTION
  awards.subject_for(text, text, text), awards.record(jsonb, bytea), awards.earlier(text, text),
  awards.receipt(ledger.entry), awards.events_of(text), quota.taken(text, text, int, text), quota.base(text, text, int) TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- A way back only while no nomination is on record, for commendation.record stays as it is here. The ledger keeps the
-- entries of the award record, so its rows must not go from beside them.
DO $$ BEGIN
  IF EXISTS (SELECT FROM commendation.nomination) OR EXISTS (SELECT FROM awards.event)
      OR EXISTS (SELECT FROM awards.completeness) OR EXISTS (SELECT FROM numbers.issued)
      OR EXISTS (SELECT FROM awards.subject) THEN
    RAISE EXCEPTION 'nominations, grants or numbers are on record; restore a backup instead';
  END IF;
END $$;
DROP SCHEMA quota CASCADE;
DROP SCHEMA awards CASCADE;
DROP SCHEMA numbers CASCADE;
