-- The timetable of mental-health lessons, what fell out or was added, and the
-- months that somebody signed.
CREATE TABLE lesson_slot (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  class     BIGINT NOT NULL,
  weekday   BIGINT NOT NULL,
  period    BIGINT NOT NULL,
  weeks     TEXT   NOT NULL,
  teacher   BIGINT,
  from_date TEXT   NOT NULL,
  to_date   TEXT   NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX lesson_slot_class ON lesson_slot (region, class);
CREATE TABLE lesson_change (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  class     BIGINT NOT NULL,
  on_date   TEXT   NOT NULL,
  period    BIGINT NOT NULL,
  reason    TEXT   NOT NULL,
  by_post   BIGINT NOT NULL,
  by_person BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  undone_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX lesson_change_one ON lesson_change (region, class, on_date, period) WHERE undone_at IS NULL;
CREATE TABLE lesson_month (
  region    BIGINT NOT NULL,
  id        BIGINT NOT NULL,
  class     BIGINT NOT NULL,
  month     TEXT   NOT NULL,
  held      BIGINT NOT NULL,
  days      TEXT   NOT NULL,
  by_post   BIGINT NOT NULL,
  by_person BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  ended_at  BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX lesson_month_one ON lesson_month (region, class, month) WHERE ended_at IS NULL;
