-- A link is looked for within its region, so its digest is kept apart by region like
-- every other key: a database that is spread by region can keep it unique.
DROP INDEX link_digest;
CREATE UNIQUE INDEX link_digest ON link (region, digest);
