-- Flags, records, episodes, levels, duties, notices, one-time links.
CREATE TABLE flag (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  school    BIGINT NOT NULL,
  source    TEXT   NOT NULL,
  campaign  BIGINT,
  sitting   BIGINT,
  alert     BIGINT,
  suggested BIGINT NOT NULL,
  critical  BOOLEAN NOT NULL,
  state     TEXT   NOT NULL,
  pack_hash TEXT   NOT NULL,
  opened_at BIGINT NOT NULL,
  ended_at  BIGINT,
  ended_as  TEXT   NOT NULL DEFAULT '',
  proposed  TEXT   NOT NULL DEFAULT '',
  end_by    BIGINT,
  end_person BIGINT,
  end_second BIGINT,
  episode   BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE flag_reason (
  region BIGINT NOT NULL,
  id     BIGINT NOT NULL,
  flag   BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  sealed BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX flag_reason_flag ON flag_reason (region, flag, id);
CREATE INDEX flag_open ON flag (region, school, opened_at) WHERE state = 'open';
CREATE INDEX flag_person ON flag (region, person, opened_at);
CREATE INDEX flag_campaign ON flag (region, campaign, state);
CREATE TABLE record (
  region      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  person      BIGINT NOT NULL,
  form        TEXT   NOT NULL,
  form_hash   TEXT   NOT NULL,
  ref         TEXT   NOT NULL,
  ref_id      BIGINT,
  amends      BIGINT,
  author_post BIGINT NOT NULL,
  author      BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE TABLE record_part (
  region BIGINT NOT NULL,
  id     BIGINT NOT NULL,
  record BIGINT NOT NULL,
  class  TEXT   NOT NULL,
  sealed BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX record_part_record ON record_part (region, record);
CREATE INDEX record_person ON record (region, person, at);
CREATE INDEX record_ref ON record (region, ref, ref_id);
CREATE TABLE episode (
  region       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  person       BIGINT NOT NULL,
  programme    TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  level        BIGINT NOT NULL,
  owner_post   BIGINT NOT NULL,
  next_on      TEXT   NOT NULL CHECK (next_on <> ''),
  opened_at    BIGINT NOT NULL,
  closed_at    BIGINT,
  close_reason TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX episode_open ON episode (region, person, programme) WHERE state = 'open';
CREATE INDEX episode_owner ON episode (region, owner_post, next_on) WHERE state = 'open';
CREATE TABLE level_change (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  episode   BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  level     BIGINT NOT NULL,
  by_post   BIGINT NOT NULL,
  by_person BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  review_on TEXT   NOT NULL,
  pack_hash TEXT   NOT NULL,
  reason    BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX level_change_episode ON level_change (region, episode, at);
CREATE TABLE duty (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  rule      TEXT   NOT NULL,
  period    TEXT   NOT NULL,
  person    BIGINT,
  unit      BIGINT NOT NULL,
  ref       TEXT   NOT NULL,
  ref_id    BIGINT NOT NULL,
  post      BIGINT NOT NULL,
  level     BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  due_at    BIGINT NOT NULL,
  state     TEXT   NOT NULL,
  done_at   BIGINT,
  done_by   BIGINT,
  outcome   TEXT   NOT NULL DEFAULT '',
  rung      BIGINT NOT NULL DEFAULT 0,
  climb_at  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX duty_key ON duty (region, rule, ref, ref_id, period);
CREATE INDEX duty_post ON duty (region, post, due_at) WHERE state = 'open';
CREATE INDEX duty_unit ON duty (region, unit, due_at) WHERE state = 'open';
CREATE INDEX duty_climb ON duty (region, climb_at) WHERE state = 'open' AND climb_at > 0;
CREATE INDEX duty_person ON duty (region, person, state);
CREATE TABLE notice (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  person     BIGINT NOT NULL,
  episode    BIGINT NOT NULL,
  school     BIGINT NOT NULL,
  level      BIGINT NOT NULL,
  to_role    TEXT   NOT NULL,
  to_post    BIGINT,
  guardian   BIGINT,
  origin     TEXT   NOT NULL,
  clause     TEXT   NOT NULL,
  state      TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at    BIGINT,
  due_at     BIGINT NOT NULL,
  ack_at     BIGINT,
  ack_by     BIGINT,
  rung       BIGINT NOT NULL DEFAULT 0,
  climb_at   BIGINT NOT NULL DEFAULT 0,
  body       BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX notice_post ON notice (region, to_post, state);
CREATE INDEX notice_episode ON notice (region, episode);
CREATE INDEX notice_climb ON notice (region, climb_at) WHERE climb_at > 0;
CREATE TABLE safety_vote (
  region  BIGINT NOT NULL,
  notice  BIGINT NOT NULL,
  post    BIGINT NOT NULL,
  person  BIGINT NOT NULL,
  vote    TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (region, notice, person)
);
CREATE TABLE link (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  digest     BYTEA  NOT NULL,
  kind       TEXT   NOT NULL,
  person     BIGINT NOT NULL,
  guardian   BIGINT,
  ref_id     BIGINT NOT NULL,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries      BIGINT NOT NULL DEFAULT 0,
  used_at    BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX link_digest ON link (digest);
