-- The column of a fault, as people find it: a letter in a sheet, a number in CSV; two where
-- they are the same. Of lists staged before, only the heading was kept.
ALTER TABLE import_fault ADD COLUMN col TEXT NOT NULL DEFAULT '';
