-- The rounds whose sheets ask for the meeting that a flag stands for: a child has
-- one open flag, whatever asks for it, and each of these rounds waits for its end.
CREATE TABLE flag_round (
  region   BIGINT NOT NULL,
  campaign BIGINT NOT NULL,
  flag     BIGINT NOT NULL,
  class    BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (region, campaign, flag)
);
CREATE INDEX flag_round_flag ON flag_round (region, flag);

INSERT INTO flag_round (region, campaign, flag, class, at)
  SELECT f.region, f.campaign, f.id, s.class, f.opened_at FROM flag f
    JOIN sitting s ON s.region = f.region AND s.id = f.sitting WHERE f.campaign IS NOT NULL;
INSERT INTO flag_round (region, campaign, flag, class, at)
  SELECT f.region, s.campaign, f.id, s.class, s.started_at FROM flag f
    JOIN sitting s ON s.region = f.region AND s.id = f.sitting WHERE f.campaign IS NULL OR f.campaign <> s.campaign;
UPDATE campaign_class SET flagged = (SELECT count(*) FROM flag_round r
  WHERE r.region = campaign_class.region AND r.campaign = campaign_class.campaign AND r.class = campaign_class.unit);

-- What the child says about it himself, where the guardian told: "ask" on the day,
-- "unwilling"; and the form as it was signed by a one-time link.
ALTER TABLE consent ADD COLUMN assent TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN form_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN form BYTEA;

-- Who sits with a class is found by the class, and his classes by the post.
CREATE INDEX campaign_class_unit ON campaign_class (region, unit);
CREATE INDEX campaign_class_invigilator ON campaign_class (region, invigilator) WHERE invigilator IS NOT NULL;
