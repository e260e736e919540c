-- A pack that a region adopts by two people: its bytes by hash in pack_file, from
-- which day on, and how far the switch has come. Who proposed and who agreed stands
-- in proposal under the same id.
CREATE TABLE adoption (
  region       BIGINT NOT NULL,
  id           BIGINT NOT NULL,
  pack         TEXT   NOT NULL,
  hash         TEXT   NOT NULL,
  effective_on TEXT   NOT NULL,
  from_hash    TEXT   NOT NULL DEFAULT '',
  switched_at  BIGINT,
  settled_at   BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX adoption_unsettled ON adoption (region, effective_on) WHERE settled_at IS NULL;

-- The pack under which acts are committed, beside the head that they lock.
ALTER TABLE audit_head ADD COLUMN pack_hash TEXT NOT NULL DEFAULT '';
UPDATE audit_head SET pack_hash = (SELECT r.pack_hash FROM region r WHERE r.region = audit_head.region);
