-- What each class of a round had when the round was closed, by whom. What is handed in
-- afterwards changes none of it and counts as late; a second closing amends the first.
CREATE TABLE campaign_closing (
  region    BIGINT NOT NULL,
  campaign  BIGINT NOT NULL,
  unit      BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  post      BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  started   BIGINT NOT NULL,
  submitted BIGINT NOT NULL,
  valid     BIGINT NOT NULL,
  stopped   BIGINT NOT NULL,
  flagged   BIGINT NOT NULL,
  alerted   BIGINT NOT NULL,
  PRIMARY KEY (region, campaign, unit, seq)
);

-- The round a record is about: the class record of its session. Of records from before,
-- nobody wrote it down.
ALTER TABLE activity ADD COLUMN campaign BIGINT;
