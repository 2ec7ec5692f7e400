-- migrate:up

-- The seal: every entry of the ledger becomes a leaf of one Merkle tree (RFC 9162), whose size and root are signed
-- as checkpoints. Who appends only notes that an entry is to be sealed; one sealer does the rest afterwards, so that
-- no writer waits for another one's commit.
--   vinhdanh_sealer  what the sealer connects as: reads the seal and executes its functions, nothing else
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vinhdanh_sealer') THEN
    CREATE ROLE vinhdanh_sealer LOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;  -- another database of this server is being migrated at the same time
END $$;

CREATE SCHEMA seal AUTHORIZATION vinhdanh_owner;
SET LOCAL ROLE vinhdanh_owner;

CREATE TABLE seal.pending (
  entry_id bigint      PRIMARY KEY,
  since    timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE seal.pending IS 'Entries that are not sealed yet.';

CREATE TABLE seal.leaf (
  leaf_index bigint PRIMARY KEY CHECK (leaf_index >= 0),
  entry_id   bigint NOT NULL UNIQUE REFERENCES ledger.entry,
  leaf_hash  bytea  NOT NULL CHECK (octet_length(leaf_hash) = 32)
);
COMMENT ON TABLE seal.leaf IS 'The order in which entries were sealed: the one order over all streams.';

CREATE TABLE seal.node (
  level int    NOT NULL CHECK (level > 0),
  index bigint NOT NULL CHECK (index >= 0),
  hash  bytea  NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, index)
);
COMMENT ON TABLE seal.node IS 'Roots of complete subtrees of 2^level leaves; those of level 0 are the leaves.';

CREATE TABLE seal.checkpoint (
  tree_size bigint      PRIMARY KEY CHECK (tree_size > 0),
  root      bytea       NOT NULL CHECK (octet_length(root) = 32),
  note      text        NOT NULL,
  log_key   text        NOT NULL,   -- as the sealer says; whoever checks holds it from elsewhere
  signed_at timestamptz NOT NULL
);
COMMENT ON TABLE seal.checkpoint IS 'Signed tree heads as C2SP notes; copies leave the database.';

CREATE TABLE seal.cosignature (
  tree_size   bigint      NOT NULL REFERENCES seal.checkpoint,
  witness     text        NOT NULL,
  line        text        NOT NULL CHECK (line LIKE U&'\2014 %'),
  witness_key text        NOT NULL,
  kept_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tree_size, witness)
);
COMMENT ON TABLE seal.cosignature IS 'What witnesses answered: each line is a signature that belongs below its note.';

CREATE FUNCTION seal.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the seal is append-only: % on seal.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['leaf', 'node', 'checkpoint', 'cosignature'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON seal.%I
      FOR EACH ROW EXECUTE FUNCTION seal.refuse_change()', name);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON seal.%I
      FOR EACH STATEMENT EXECUTE FUNCTION seal.refuse_change()', name);
    EXECUTE format('ALTER TABLE seal.%I ENABLE ALWAYS TRIGGER append_only', name);
    EXECUTE format('ALTER TABLE seal.%I ENABLE ALWAYS TRIGGER append_only_truncate', name);
  END LOOP;
END $$;

-- Whatever appends, one entry or many, leaves them to the sealer in the same transaction. Workers go on while this
-- migration runs: making the trigger waits for open transactions and holds up later ones, which then meet the trigger,
-- so no entry falls between it and the entries of before.
CREATE FUNCTION seal.await() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO seal.pending (entry_id) SELECT entry_id FROM appended;
  RETURN NULL;
END $$;
CREATE TRIGGER to_be_sealed AFTER INSERT ON ledger.entry REFERENCING NEW TABLE AS appended
  FOR EACH STATEMENT EXECUTE FUNCTION seal.await();
ALTER TABLE ledger.entry ENABLE ALWAYS TRIGGER to_be_sealed;
INSERT INTO seal.pending (entry_id) SELECT entry_id FROM ledger.entry;

-- Whether this session is the one that seals; one session of this database can be.
CREATE FUNCTION seal.held() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = 20261123 AND objid = 14 AND objsubid = 2)
$$;

-- Become the session that seals; false while another one is. It ends with the session.
CREATE FUNCTION seal.claim() RETURNS boolean LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN seal.held() THEN true ELSE pg_try_advisory_lock(20261123, 14) END
$$;

CREATE FUNCTION seal.size() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = seal, pg_catalog, pg_temp AS $$
  SELECT coalesce(max(leaf_index) + 1, 0) FROM seal.leaf
$$;

-- What waits to be sealed, in the order in which it was appended: what is hashed, the hash, and the hash under which
-- the entry before it in its stream is sealed, if it is.
CREATE FUNCTION seal.due(p_most int) RETURNS TABLE (
  entry_id bigint, stream_id text, seq bigint, kind text, prev_hash bytea, occurred_us bigint, body_sha256 bytea,
  leaf_hash bytea, sealed_before bytea
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = seal, pg_catalog, pg_temp AS $$
  SELECT e.entry_id, e.stream_id, e.stream_seq, e.kind, e.prev_hash, e.occurred_us, e.body_sha256, e.leaf_hash,
    (SELECT l.leaf_hash FROM ledger.entry b JOIN seal.leaf l ON l.entry_id = b.entry_id
      WHERE b.stream_id = e.stream_id AND b.stream_seq = e.stream_seq - 1)
  FROM seal.pending p JOIN ledger.entry e ON e.entry_id = p.entry_id
  ORDER BY p.entry_id LIMIT p_most
$$;

-- Seal these entries as the next leaves, with the subtrees that they complete; returns the new size. All or nothing.
--   VD401 this session does not seal; VD402 the tree is not of the size that was thought; VD403 an entry was sealed
--   already or has another hash
CREATE FUNCTION seal.add(
  p_size bigint, p_entries bigint[], p_hashes bytea[], p_levels int[], p_indexes bigint[], p_nodes bytea[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = seal, pg_catalog, pg_temp AS $$
DECLARE
  removed bigint;
  added   bigint;
BEGIN
  IF NOT seal.held() THEN
    RAISE EXCEPTION 'another session seals' USING ERRCODE = 'VD401';
  END IF;
  IF seal.size() <> p_size THEN
    RAISE EXCEPTION 'the tree has another size' USING ERRCODE = 'VD402';
  END IF;
  DELETE FROM seal.pending WHERE entry_id = ANY (p_entries);
  GET DIAGNOSTICS removed = ROW_COUNT;
  INSERT INTO seal.leaf (leaf_index, entry_id, leaf_hash)
    SELECT p_size + g.n - 1, e.entry_id, e.leaf_hash
    FROM unnest(p_entries, p_hashes) WITH ORDINALITY g(entry_id, leaf_hash, n)
    JOIN ledger.entry e ON e.entry_id = g.entry_id AND e.leaf_hash = g.leaf_hash;
  GET DIAGNOSTICS added = ROW_COUNT;
  IF removed <> cardinality(p_entries) OR added <> removed THEN
    RAISE EXCEPTION 'an entry does not wait to be sealed as it was read' USING ERRCODE = 'VD403';
  END IF;
  INSERT INTO seal.node (level, index, hash) SELECT * FROM unnest(p_levels, p_indexes, p_nodes);
  RETURN p_size + added;
END $$;

-- Keep a signed checkpoint; keeping the same one again does nothing.
--   VD401 this session does not seal; VD402 the tree is smaller; VD404 another one is kept for this size
CREATE FUNCTION seal.keep_checkpoint(p_size bigint, p_root bytea, p_note text, p_log_key text, p_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = seal, pg_catalog, pg_temp AS $$
BEGIN
  IF NOT seal.held() THEN
    RAISE EXCEPTION 'another session seals' USING ERRCODE = 'VD401';
  END IF;
  IF seal.size() < p_size THEN
    RAISE EXCEPTION 'the tree is smaller than its checkpoint' USING ERRCODE = 'VD402';
  END IF;
  INSERT INTO seal.checkpoint (tree_size, root, note, log_key, signed_at)
    VALUES (p_size, p_root, p_note, p_log_key, p_at) ON CONFLICT DO NOTHING;
  IF NOT EXISTS (SELECT FROM seal.checkpoint WHERE tree_size = p_size AND root = p_root) THEN
    RAISE EXCEPTION 'another checkpoint of this size is kept' USING ERRCODE = 'VD404';
  END IF;
END $$;

CREATE FUNCTION seal.keep_cosignature(p_size bigint, p_witness text, p_line text, p_witness_key text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = seal, pg_catalog, pg_temp AS $$
  INSERT INTO seal.cosignature (tree_size, witness, line, witness_key)
    VALUES (p_size, p_witness, p_line, p_witness_key) ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA seal FROM PUBLIC;
GRANT USAGE ON SCHEMA seal TO vinhdanh_app, vinhdanh_sealer;
GRANT SELECT ON seal.pending, seal.leaf, seal.node, seal.checkpoint, seal.cosignature
  TO vinhdanh_app, vinhdanh_sealer;
GRANT EXECUTE ON FUNCTION
  seal.held(), seal.claim(), seal.size(), seal.due(int),
  seal.add(bigint, bigint[], bytea[], int[], bigint[], bytea[]),
  seal.keep_checkpoint(bigint, bytea, text, text, timestamptz), seal.keep_cosignature(bigint, text, text, text)
  TO vinhdanh_sealer;
GRANT EXECUTE ON FUNCTION seal.size() TO vinhdanh_app;
RESET ROLE;

-- migrate:down
-- What was signed cannot be unsigned: sealed again, the entries could stand in another order.
DO $$ BEGIN
  IF EXISTS (SELECT FROM seal.checkpoint) THEN
    RAISE EXCEPTION 'checkpoints are signed; restore a backup instead';
  END IF;
END $$;
DROP TRIGGER to_be_sealed ON ledger.entry;
DROP SCHEMA seal CASCADE;
