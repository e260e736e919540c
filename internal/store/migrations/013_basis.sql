-- The last day of the basis on which somebody is in a programme that demands one.
ALTER TABLE episode ADD COLUMN valid_to TEXT NOT NULL DEFAULT '';
