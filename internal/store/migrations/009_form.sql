-- The definitions that sheets were given to, who signed a sheet, and its files.
CREATE TABLE form_version (
  region    BIGINT NOT NULL,
  hash      TEXT   NOT NULL,
  form      TEXT   NOT NULL,
  body      TEXT   NOT NULL,
  first_at  BIGINT NOT NULL,
  PRIMARY KEY (region, hash)
);
CREATE TABLE signature (
  region BIGINT NOT NULL,
  id     BIGINT NOT NULL,
  record BIGINT NOT NULL,
  slot   BIGINT NOT NULL,
  post   BIGINT NOT NULL,
  person BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  digest BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX signature_slot ON signature (region, record, slot);
CREATE TABLE attachment (
  region BIGINT NOT NULL,
  id     BIGINT NOT NULL,
  record BIGINT NOT NULL,
  class  TEXT   NOT NULL,
  name   BYTEA  NOT NULL,
  sealed BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX attachment_record ON attachment (region, record);
