-- what units did, as evidence of their duties; it is about no person
CREATE TABLE activity (
  region BIGINT NOT NULL, id BIGINT NOT NULL, unit BIGINT NOT NULL, kind TEXT NOT NULL, on_date TEXT NOT NULL,
  ended_on TEXT NOT NULL DEFAULT '', minutes BIGINT NOT NULL, participants BIGINT NOT NULL, state TEXT NOT NULL,
  amends BIGINT, author_post BIGINT NOT NULL, author BIGINT NOT NULL, at BIGINT NOT NULL, form_hash TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX activity_unit ON activity (region, unit, kind, on_date) WHERE state = 'kept';
CREATE INDEX activity_list ON activity (region, unit, on_date);

-- the duties of a unit, whatever their state
CREATE INDEX duty_of_unit ON duty (region, ref_id, due_at) WHERE ref = 'unit';
