-- Units, posts, people, ties, accounts, imports.
CREATE TABLE unit (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  parent    BIGINT,
  kind      TEXT   NOT NULL,
  code      TEXT   NOT NULL DEFAULT '',
  name      TEXT   NOT NULL DEFAULT '',
  stage     TEXT   NOT NULL DEFAULT '',
  entry     BIGINT NOT NULL DEFAULT 0,
  number    BIGINT NOT NULL DEFAULT 0,
  opened_on TEXT   NOT NULL,
  closed_on TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX unit_parent ON unit (region, parent);
CREATE UNIQUE INDEX unit_class ON unit (region, parent, stage, entry, number) WHERE kind = 'class';
CREATE TABLE unit_path (
  region     BIGINT NOT NULL,
  ancestor   BIGINT NOT NULL,
  descendant BIGINT NOT NULL,
  depth      BIGINT NOT NULL,
  PRIMARY KEY (region, ancestor, descendant)
);
CREATE INDEX unit_path_up ON unit_path (region, descendant, depth);
CREATE TABLE person (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  identity   BYTEA  NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE TABLE identity_past (
  region     BIGINT NOT NULL,
  person     BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  identity   BYTEA  NOT NULL,
  PRIMARY KEY (region, person, until_at)
);
CREATE TABLE identity_index (
  region BIGINT NOT NULL,
  kind   TEXT   NOT NULL,
  digest BYTEA  NOT NULL,
  person BIGINT NOT NULL,
  PRIMARY KEY (region, kind, digest, person)
);
CREATE INDEX identity_index_person ON identity_index (region, person);
CREATE TABLE tie (
  region   BIGINT NOT NULL,
  id       BIGINT NOT NULL,
  person   BIGINT NOT NULL,
  unit     BIGINT NOT NULL,
  kind     TEXT   NOT NULL,
  from_on  TEXT   NOT NULL,
  until_on TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX tie_unit ON tie (region, unit, kind, until_on);
CREATE INDEX tie_person ON tie (region, person, kind, until_on);
CREATE TABLE guardian (
  region   BIGINT NOT NULL,
  id       BIGINT NOT NULL,
  child    BIGINT NOT NULL,
  rank     BIGINT NOT NULL,
  sealed   BYTEA  NOT NULL,
  until_on TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX guardian_child ON guardian (region, child, until_on, rank);
CREATE TABLE post (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  unit       BIGINT NOT NULL,
  role       TEXT   NOT NULL,
  substitute BIGINT,
  closed_on  TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX post_unit ON post (region, unit, role);
CREATE TABLE holding (
  region   BIGINT NOT NULL,
  id       BIGINT NOT NULL,
  post     BIGINT NOT NULL,
  person   BIGINT NOT NULL,
  from_on  TEXT   NOT NULL,
  until_on TEXT   NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX holding_post ON holding (region, post, until_on);
CREATE INDEX holding_person ON holding (region, person, until_on);
CREATE TABLE account (
  region       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  person       BIGINT NOT NULL,
  login        TEXT   NOT NULL,
  secret       TEXT   NOT NULL,
  must_change  BOOLEAN NOT NULL,
  failed       BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT NOT NULL DEFAULT 0,
  created_at   BIGINT NOT NULL,
  closed_at    BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX account_login ON account (region, login);
CREATE INDEX account_person ON account (region, person);
CREATE TABLE import (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  unit       BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  row_count  BIGINT NOT NULL DEFAULT 0,
  applied    BIGINT NOT NULL DEFAULT 0,
  errors     BIGINT NOT NULL DEFAULT 0,
  warnings   BIGINT NOT NULL DEFAULT 0,
  tallies    TEXT   NOT NULL DEFAULT '{}',
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at   BIGINT,
  PRIMARY KEY (region, id)
);
CREATE TABLE import_chunk (
  region  BIGINT NOT NULL,
  import  BIGINT NOT NULL,
  n       BIGINT NOT NULL,
  school  BIGINT NOT NULL,
  key_id  BIGINT NOT NULL,
  sealed  BYTEA  NOT NULL,
  applied BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (region, import, n)
);
CREATE TABLE import_fault (
  region   BIGINT NOT NULL,
  import   BIGINT NOT NULL,
  n        BIGINT NOT NULL,
  severity TEXT   NOT NULL,
  sheet    TEXT   NOT NULL,
  row_no   BIGINT NOT NULL,
  header   TEXT   NOT NULL,
  code     TEXT   NOT NULL,
  zh       TEXT   NOT NULL,
  en       TEXT   NOT NULL,
  PRIMARY KEY (region, import, n)
);
