-- name: accept$
-- Put a nomination on record, or answer with what is there (migrations, commendation.accept).
select commendation.accept(:act, :body);

-- name: record$
-- Append one act with its consequences (migrations, commendation.record).
select commendation.record(:act::jsonb || :seen::jsonb, :body);

-- name: entries_after$
-- The ledger entries of a nomination after :seq, as a JSON array of entry heads.
select commendation.heads_after(:nomination_id, :seq);

-- name: content$
-- One version of a nomination's content as JSON, or nothing.
select content from commendation.content_version where nomination_id = :nomination_id and version = :version;
