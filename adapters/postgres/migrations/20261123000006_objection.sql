-- migrate:up

-- Objections after the decision. Filing and settlement are acts on the nomination like any other (commendation.act);
-- their clock and alarms are told whole by the ledger. Here is only what keeps them in order.

SET LOCAL ROLE vinhdanh_owner;

ALTER TABLE commendation.refusal
  DROP CONSTRAINT refusal_refused_by_check,
  ADD CONSTRAINT refusal_refused_by_check CHECK (refused_by IN ('workflow', 'gateway', 'objection'));

CREATE UNIQUE INDEX objection_is_settled_once ON commendation.act ((act->>'objection_id'))
  WHERE message = 'settle_objection';
CREATE INDEX objection_filed ON commendation.act (acted_at) WHERE message = 'file_objection';

RESET ROLE;

-- migrate:down
SET LOCAL ROLE vinhdanh_owner;
DO $$ BEGIN
  IF EXISTS (SELECT FROM commendation.refusal WHERE refused_by = 'objection') THEN
    RAISE EXCEPTION 'refusals of objections are on record; restore a backup instead';
  END IF;
END $$;
DROP INDEX commendation.objection_is_settled_once;
DROP INDEX commendation.objection_filed;
ALTER TABLE commendation.refusal
  DROP CONSTRAINT refusal_refused_by_check,
  ADD CONSTRAINT refusal_refused_by_check CHECK (refused_by IN ('workflow', 'gateway'));
RESET ROLE;
