-- The house: what kind of database this is, regions, keys, packs, the log.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE node_lease (
  node       BIGINT PRIMARY KEY,
  holder     TEXT   NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE web_session (
  token      BYTEA  PRIMARY KEY,
  data       BYTEA  NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE region (
  region     BIGINT PRIMARY KEY,
  name       TEXT   NOT NULL,
  pack       TEXT   NOT NULL,
  pack_hash  TEXT   NOT NULL,
  key_print  TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE setting (
  region BIGINT NOT NULL,
  name   TEXT   NOT NULL,
  value  TEXT   NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT,
  PRIMARY KEY (region, name)
);
CREATE TABLE key_wrap (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  sealed     BYTEA  NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE TABLE data_key (
  region      BIGINT NOT NULL,
  id          BIGINT NOT NULL,
  person      BIGINT NOT NULL,
  class       TEXT   NOT NULL,
  wrap        BIGINT NOT NULL,
  sealed      BYTEA  NOT NULL,
  created_at  BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX data_key_person ON data_key (region, person, class);
CREATE TABLE pack_file (
  region BIGINT NOT NULL,
  hash   TEXT   NOT NULL,
  path   TEXT   NOT NULL,
  body   BYTEA  NOT NULL,
  PRIMARY KEY (region, hash, path)
);
CREATE TABLE audit_entry (
  region  BIGINT NOT NULL,
  seq     BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  subject BYTEA,
  entry   BYTEA  NOT NULL,
  leaf    BYTEA  NOT NULL,
  PRIMARY KEY (region, seq)
);
CREATE INDEX audit_entry_subject ON audit_entry (region, subject, seq) WHERE subject IS NOT NULL;
CREATE TABLE audit_head (
  region BIGINT PRIMARY KEY,
  size   BIGINT NOT NULL,
  head   BYTEA  NOT NULL
);
CREATE TABLE outbox (
  region     BIGINT NOT NULL,
  id         BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  post       BIGINT,
  guardian   BIGINT,
  ref_id     BIGINT,
  created_at BIGINT NOT NULL,
  next_at    BIGINT,
  tries      BIGINT NOT NULL DEFAULT 0,
  sent_at    BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX outbox_next ON outbox (region, next_at) WHERE next_at IS NOT NULL;
