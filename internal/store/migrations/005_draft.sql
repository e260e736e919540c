-- What a member of staff was writing when the page was lost: sealed for the author alone.
CREATE TABLE record_draft (
  region   BIGINT NOT NULL,
  id       BIGINT NOT NULL,
  author   BIGINT NOT NULL,
  form     TEXT   NOT NULL,
  ref      TEXT   NOT NULL,
  ref_id   BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  sealed   BYTEA  NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX record_draft_key ON record_draft (region, author, form, ref, ref_id);
