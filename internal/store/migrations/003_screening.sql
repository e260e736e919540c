-- One screening round: consent, tickets, sittings, alerts.
CREATE TABLE campaign (
  region      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  unit        BIGINT NOT NULL,
  school_year BIGINT NOT NULL,
  title       TEXT   NOT NULL,
  state       TEXT   NOT NULL,
  opens_on    TEXT   NOT NULL,
  closes_on   TEXT   NOT NULL,
  battery     TEXT   NOT NULL,
  settings    TEXT   NOT NULL,
  pack_hash   TEXT   NOT NULL,
  created_by  BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  closed_at   BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE campaign_class (
  region      BIGINT NOT NULL,
  campaign    BIGINT NOT NULL,
  unit        BIGINT NOT NULL,
  school      BIGINT NOT NULL,
  code        TEXT   NOT NULL,
  invigilator BIGINT,
  due         BIGINT NOT NULL DEFAULT 0,
  started     BIGINT NOT NULL DEFAULT 0,
  submitted   BIGINT NOT NULL DEFAULT 0,
  valid       BIGINT NOT NULL DEFAULT 0,
  stopped     BIGINT NOT NULL DEFAULT 0,
  flagged     BIGINT NOT NULL DEFAULT 0,
  alerted     BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (region, campaign, unit)
);
CREATE UNIQUE INDEX campaign_class_code ON campaign_class (region, code);
CREATE TABLE alert_drill (
  region   BIGINT NOT NULL,
  campaign BIGINT NOT NULL,
  post     BIGINT NOT NULL,
  person   BIGINT,
  sent_at  BIGINT NOT NULL,
  ack_at   BIGINT,
  PRIMARY KEY (region, campaign, post)
);
CREATE TABLE consent (
  region       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  person       BIGINT NOT NULL,
  campaign     BIGINT NOT NULL,
  decision     TEXT   NOT NULL,
  channel      TEXT   NOT NULL,
  signer       BYTEA,
  at           BIGINT NOT NULL,
  by_post      BIGINT,
  withdrawn_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX consent_current ON consent (region, campaign, person) WHERE withdrawn_at IS NULL;
CREATE TABLE ticket (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  campaign  BIGINT NOT NULL,
  class     BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  digest    BYTEA  NOT NULL,
  code      BYTEA  NOT NULL,
  valid_on  TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  issued_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX ticket_digest ON ticket (region, digest);
CREATE INDEX ticket_class ON ticket (region, campaign, class, state);
CREATE TABLE sitting (
  region       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  campaign     BIGINT NOT NULL,
  class        BIGINT NOT NULL,
  school       BIGINT NOT NULL,
  person       BIGINT NOT NULL,
  ticket       BIGINT NOT NULL,
  state        TEXT   NOT NULL,
  token        BYTEA  NOT NULL,
  plain_items  BOOLEAN NOT NULL,
  attempt      BIGINT NOT NULL,
  rev          BIGINT NOT NULL DEFAULT 0,
  started_at   BIGINT NOT NULL,
  saved_at     BIGINT,
  submitted_at BIGINT,
  digest       BYTEA,
  receipt      TEXT   NOT NULL DEFAULT '',
  valid        BOOLEAN NOT NULL DEFAULT FALSE,
  answers_key  BIGINT NOT NULL,
  scores_key   BIGINT NOT NULL,
  draft        BYTEA,
  sheet        BYTEA,
  result       BYTEA,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX sitting_once ON sitting (region, campaign, person, attempt);
CREATE INDEX sitting_class ON sitting (region, campaign, class);
CREATE TABLE absence (
  region   BIGINT NOT NULL,
  campaign BIGINT NOT NULL,
  class    BIGINT NOT NULL,
  person   BIGINT NOT NULL,
  reason   TEXT   NOT NULL,
  at       BIGINT NOT NULL,
  by_post  BIGINT NOT NULL,
  PRIMARY KEY (region, campaign, person)
);
CREATE TABLE alert (
  region      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  person      BIGINT NOT NULL,
  school      BIGINT NOT NULL,
  class       BIGINT NOT NULL,
  campaign    BIGINT NOT NULL,
  sitting     BIGINT NOT NULL,
  source      TEXT   NOT NULL,
  state       TEXT   NOT NULL,
  raised_at   BIGINT NOT NULL,
  rung        BIGINT NOT NULL,
  climb_at    BIGINT NOT NULL,
  answered_by BIGINT,
  answered_at BIGINT,
  ended_at    BIGINT,
  outcome     TEXT   NOT NULL DEFAULT '',
  items       BYTEA,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX alert_sitting ON alert (region, sitting);
CREATE INDEX alert_open ON alert (region, school, raised_at) WHERE state <> 'ended';
CREATE INDEX alert_climb ON alert (region, climb_at) WHERE state = 'raised';
CREATE INDEX alert_person ON alert (region, person);
CREATE TABLE alert_call (
  region    BIGINT NOT NULL,
  alert     BIGINT NOT NULL,
  post      BIGINT NOT NULL,
  rung      BIGINT NOT NULL,
  called_at BIGINT NOT NULL,
  seen_at   BIGINT,
  PRIMARY KEY (region, alert, post)
);
CREATE INDEX alert_call_post ON alert_call (region, post, alert);
