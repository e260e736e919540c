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
