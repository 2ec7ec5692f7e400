-- name: take$
-- Take a token out of every bucket, or none; the seconds to wait. See limits.take.
select limits.take(:keys::text[], :bursts::int[], :per_minute::int);
