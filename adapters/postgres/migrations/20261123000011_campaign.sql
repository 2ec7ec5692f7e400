-- migrate:up

-- By this a campaign finds the nominations that answer to it, among those of all years.
SET LOCAL ROLE vinhdanh_owner;
CREATE INDEX content_of_campaign ON commendation.content_version ((content->>'campaign'))
  WHERE content->>'campaign' IS NOT NULL;
RESET ROLE;

-- migrate:down
DROP INDEX commendation.content_of_campaign;
