-- What takes two people in the house: a post that opens much, or a new password
-- for whoever holds one, is proposed by one person and confirmed by another.
CREATE TABLE proposal (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  person     BIGINT NOT NULL,
  unit       BIGINT NOT NULL,
  role       TEXT   NOT NULL,
  by_post    BIGINT NOT NULL,
  by_person  BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  end_post   BIGINT,
  end_person BIGINT,
  ended_at   BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX proposal_open ON proposal (region, person) WHERE state = 'open';
