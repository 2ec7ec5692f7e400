-- migrate:up

-- The minutes of a sitting (biên bản) get the next number of the council's own series, in the transaction of the count.

SET LOCAL ROLE vinhdanh_owner;

-- Record the count: opened sheets, results, minutes; and destroy the key. A repeat gets the first count's entry.
CREATE OR REPLACE FUNCTION council.count(act jsonb, body bytea) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = council, pg_catalog, pg_temp AS $$
DECLARE
  id       text   := act->>'sitting_id';
  expected bigint := (act->>'expected_seq')::bigint;
  head     bigint := council.lock_head(id, expected);
  number   jsonb  := act->'number';
  earlier  ledger.entry;
  written  ledger.entry;
BEGIN
  SELECT * INTO earlier FROM ledger.entry e WHERE e.dedup_key = act->>'dedup_key';
  IF FOUND THEN
    RETURN jsonb_build_object('earlier', council.entry(earlier));
  ELSIF head > expected THEN
    RETURN jsonb_build_object('missed', council.entries_after(id, expected));
  END IF;
  PERFORM council.advance(id, 'closed', 'counted');
  INSERT INTO council.opened_sheet (sitting_id, sheet, number, paper_code, choices)
    SELECT id, o.sheet, o.number, o.paper_code, o.choices
    FROM jsonb_to_recordset(act->'opened') o(sheet int, number int, paper_code text, choices text[])
    ORDER BY o.sheet, o.number;
  INSERT INTO council.result (sitting_id, position, nomination_id, outcome, ground, result)
    SELECT id, r.position, r.nomination_id, r.outcome, r.ground, nullif(r.result, 'null')
    FROM jsonb_to_recordset(act->'results')
      r(position int, nomination_id text, outcome text, ground text, result jsonb);
  DELETE FROM council.ballot_key WHERE sitting_id = id;
  written := ledger.append(council.stream(id), act->>'dedup_key', 'sitting.counted',
    (act->>'occurred_us')::bigint, body);
  IF jsonb_typeof(number) = 'object' THEN
    PERFORM numbers.issue(written, number->>'body', number->>'symbol', (number->>'day')::date);
  END IF;
  RETURN jsonb_build_object('entry', council.entry(written));
END $$;

RESET ROLE;

-- migrate:down
-- The function stays as it is here: whoever goes back further drops it with its schema, or comes forward again.
SELECT;
