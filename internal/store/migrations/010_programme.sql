-- Programmes other than pupil care: how somebody lives at home, when he was last
-- reached, and a lower level that waits for a second person.
ALTER TABLE tie ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE episode ADD COLUMN contact_on TEXT NOT NULL DEFAULT '';
CREATE INDEX episode_programme ON episode (region, programme, id) WHERE state = 'open';

CREATE TABLE level_proposal (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  episode   BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  level     BIGINT NOT NULL,
  by_post   BIGINT NOT NULL,
  by_person BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  ended_at  BIGINT,
  ended_as  TEXT   NOT NULL DEFAULT '',
  reason    BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX level_proposal_open ON level_proposal (region, episode) WHERE ended_at IS NULL;
