-- The schema after all migrations: the readable truth. A test holds it against
-- a migrated database on both engines. Change it together with a new file in
-- migrations/; files there never change once released.
--
-- Each key begins with the region: tenant, encryption and distribution boundary.
-- Instants are milliseconds since 1970 in UTC, days are ISO text ('' = none), ids
-- are made in Go. What is clear and what is sealed, column by column:
-- docs/security.md.

-- which migrations were applied
CREATE TABLE migration (
  name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL
);

-- what kind of database this is: demo or real, for ever
CREATE TABLE meta (
  name TEXT PRIMARY KEY, value TEXT NOT NULL
);

-- which process makes which ids
CREATE TABLE node_lease (
  node BIGINT PRIMARY KEY, holder TEXT NOT NULL, expires_at BIGINT NOT NULL
);

-- who is signed in; the token is a digest
CREATE TABLE web_session (
  token BYTEA PRIMARY KEY, data BYTEA NOT NULL, expires_at BIGINT NOT NULL
);

-- a region, its pack and the fingerprint of its keys
CREATE TABLE region (
  region BIGINT PRIMARY KEY, name TEXT NOT NULL, pack TEXT NOT NULL, pack_hash TEXT NOT NULL, key_print TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- choices of a region
CREATE TABLE setting (
  region BIGINT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, set_at BIGINT NOT NULL, set_by BIGINT,
  PRIMARY KEY (region, name)
);

-- keys of data keys, sealed to the region
CREATE TABLE key_wrap (
  region BIGINT NOT NULL, id BIGINT NOT NULL, sealed BYTEA NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);

-- one key per person and class of entries
CREATE TABLE data_key (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, class TEXT NOT NULL, wrap BIGINT NOT NULL,
  sealed BYTEA NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX data_key_person ON data_key (region, person, class);

-- the bytes of every adopted policy pack
CREATE TABLE pack_file (
  region BIGINT NOT NULL, hash TEXT NOT NULL, path TEXT NOT NULL, body BYTEA NOT NULL,
  PRIMARY KEY (region, hash, path)
);

-- the log of the region
CREATE TABLE audit_entry (
  region BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, subject BYTEA, entry BYTEA NOT NULL,
  leaf BYTEA NOT NULL,
  PRIMARY KEY (region, seq)
);
CREATE INDEX audit_entry_subject ON audit_entry (region, subject, seq) WHERE subject IS NOT NULL;

-- its head: size and right edge, and the pack under which acts are committed
CREATE TABLE audit_head (
  region BIGINT PRIMARY KEY, size BIGINT NOT NULL, head BYTEA NOT NULL, pack_hash TEXT NOT NULL DEFAULT ''
);

-- messages that wait to leave; they name a recipient and nothing of the matter
CREATE TABLE outbox (
  region BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, post BIGINT, guardian BIGINT, ref_id BIGINT,
  created_at BIGINT NOT NULL, next_at BIGINT, tries BIGINT NOT NULL DEFAULT 0, sent_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX outbox_next ON outbox (region, next_at) WHERE next_at IS NOT NULL;

-- the tree of units
CREATE TABLE unit (
  region BIGINT NOT NULL, id BIGINT NOT NULL, parent BIGINT, kind TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '', stage TEXT NOT NULL DEFAULT '', entry BIGINT NOT NULL DEFAULT 0,
  number BIGINT NOT NULL DEFAULT 0, opened_on TEXT NOT NULL, closed_on TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX unit_parent ON unit (region, parent);
CREATE UNIQUE INDEX unit_class ON unit (region, parent, stage, entry, number) WHERE kind = 'class';

-- its closure
CREATE TABLE unit_path (
  region BIGINT NOT NULL, ancestor BIGINT NOT NULL, descendant BIGINT NOT NULL, depth BIGINT NOT NULL,
  PRIMARY KEY (region, ancestor, descendant)
);
CREATE INDEX unit_path_up ON unit_path (region, descendant, depth);

-- everybody the region knows
CREATE TABLE person (
  region BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, identity BYTEA NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);

-- who a person was before a correction
CREATE TABLE identity_past (
  region BIGINT NOT NULL, person BIGINT NOT NULL, until_at BIGINT NOT NULL, identity BYTEA NOT NULL,
  PRIMARY KEY (region, person, until_at)
);

-- blind indexes of whole names and numbers
CREATE TABLE identity_index (
  region BIGINT NOT NULL, kind TEXT NOT NULL, digest BYTEA NOT NULL, person BIGINT NOT NULL,
  PRIMARY KEY (region, kind, digest, person)
);
CREATE INDEX identity_index_person ON identity_index (region, person);

-- how a person belongs to a unit
CREATE TABLE tie (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, unit BIGINT NOT NULL, kind TEXT NOT NULL,
  from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX tie_unit ON tie (region, unit, kind, until_on);
CREATE INDEX tie_person ON tie (region, person, kind, until_on);

-- a child's guardians in the order they are asked
CREATE TABLE guardian (
  region BIGINT NOT NULL, id BIGINT NOT NULL, child BIGINT NOT NULL, rank BIGINT NOT NULL, sealed BYTEA NOT NULL,
  until_on TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX guardian_child ON guardian (region, child, until_on, rank);

-- a seat: a role at a unit
CREATE TABLE post (
  region BIGINT NOT NULL, id BIGINT NOT NULL, unit BIGINT NOT NULL, role TEXT NOT NULL, substitute BIGINT,
  closed_on TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX post_unit ON post (region, unit, role);
CREATE INDEX post_substitute ON post (region, substitute) WHERE substitute IS NOT NULL;

-- who sits in it
CREATE TABLE holding (
  region BIGINT NOT NULL, id BIGINT NOT NULL, post BIGINT NOT NULL, person BIGINT NOT NULL, from_on TEXT NOT NULL,
  until_on TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE INDEX holding_post ON holding (region, post, until_on);
CREATE INDEX holding_person ON holding (region, person, until_on);

-- sign-in of staff
CREATE TABLE account (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, login TEXT NOT NULL, secret TEXT NOT NULL,
  must_change BOOLEAN NOT NULL, failed BIGINT NOT NULL DEFAULT 0, locked_until BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL, closed_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX account_login ON account (region, login);
CREATE INDEX account_person ON account (region, person);

-- a staged import
CREATE TABLE import (
  region BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, unit BIGINT NOT NULL, state TEXT NOT NULL,
  row_count BIGINT NOT NULL DEFAULT 0, applied BIGINT NOT NULL DEFAULT 0, errors BIGINT NOT NULL DEFAULT 0,
  warnings BIGINT NOT NULL DEFAULT 0, tallies TEXT NOT NULL DEFAULT '{}', created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL, ended_at BIGINT,
  PRIMARY KEY (region, id)
);

-- its rows, sealed, school by school
CREATE TABLE import_chunk (
  region BIGINT NOT NULL, import BIGINT NOT NULL, n BIGINT NOT NULL, school BIGINT NOT NULL, key_id BIGINT NOT NULL,
  sealed BYTEA NOT NULL, applied BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (region, import, n)
);

-- its faults; none quotes a cell
CREATE TABLE import_fault (
  region BIGINT NOT NULL, import BIGINT NOT NULL, n BIGINT NOT NULL, severity TEXT NOT NULL, sheet TEXT NOT NULL,
  row_no BIGINT NOT NULL, header TEXT NOT NULL, code TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
  col TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, import, n)
);

-- a screening round
CREATE TABLE campaign (
  region BIGINT NOT NULL, id BIGINT NOT NULL, unit BIGINT NOT NULL, school_year BIGINT NOT NULL, title TEXT NOT NULL,
  state TEXT NOT NULL, opens_on TEXT NOT NULL, closes_on TEXT NOT NULL, battery TEXT NOT NULL, settings TEXT NOT NULL,
  pack_hash TEXT NOT NULL, created_by BIGINT NOT NULL, created_at BIGINT NOT NULL, closed_at BIGINT,
  PRIMARY KEY (region, id)
);

-- a class in a round, with its counts
CREATE TABLE campaign_class (
  region BIGINT NOT NULL, campaign BIGINT NOT NULL, unit BIGINT NOT NULL, school BIGINT NOT NULL, code TEXT NOT NULL,
  invigilator BIGINT, due BIGINT NOT NULL DEFAULT 0, started BIGINT NOT NULL DEFAULT 0,
  submitted BIGINT NOT NULL DEFAULT 0, valid BIGINT NOT NULL DEFAULT 0, stopped BIGINT NOT NULL DEFAULT 0,
  flagged BIGINT NOT NULL DEFAULT 0, alerted BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (region, campaign, unit)
);
CREATE UNIQUE INDEX campaign_class_code ON campaign_class (region, code);
CREATE INDEX campaign_class_unit ON campaign_class (region, unit);
CREATE INDEX campaign_class_invigilator ON campaign_class (region, invigilator) WHERE invigilator IS NOT NULL;

-- what each class had when its round was closed, or its closing amended, and by whom
CREATE TABLE campaign_closing (
  region BIGINT NOT NULL, campaign BIGINT NOT NULL, unit BIGINT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL,
  post BIGINT NOT NULL, person BIGINT NOT NULL, due BIGINT NOT NULL, started BIGINT NOT NULL, submitted BIGINT NOT NULL,
  valid BIGINT NOT NULL, stopped BIGINT NOT NULL, flagged BIGINT NOT NULL, alerted BIGINT NOT NULL,
  PRIMARY KEY (region, campaign, unit, seq)
);

-- the test alert before a round opens
CREATE TABLE alert_drill (
  region BIGINT NOT NULL, campaign BIGINT NOT NULL, post BIGINT NOT NULL, person BIGINT, sent_at BIGINT NOT NULL,
  ack_at BIGINT,
  PRIMARY KEY (region, campaign, post)
);

-- the recorded basis of a ticket; one is current
CREATE TABLE consent (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, campaign BIGINT NOT NULL,
  decision TEXT NOT NULL, channel TEXT NOT NULL, signer BYTEA, at BIGINT NOT NULL, by_post BIGINT,
  withdrawn_at BIGINT, assent TEXT NOT NULL DEFAULT '', form_hash TEXT NOT NULL DEFAULT '', form BYTEA,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX consent_current ON consent (region, campaign, person) WHERE withdrawn_at IS NULL;

-- a pupil's ticket for a day; found by digest
CREATE TABLE ticket (
  region BIGINT NOT NULL, id BIGINT NOT NULL, campaign BIGINT NOT NULL, class BIGINT NOT NULL, person BIGINT NOT NULL,
  digest BYTEA NOT NULL, code BYTEA NOT NULL, valid_on TEXT NOT NULL, state TEXT NOT NULL, issued_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX ticket_digest ON ticket (region, digest);
CREATE INDEX ticket_class ON ticket (region, campaign, class, state);
CREATE INDEX ticket_person ON ticket (region, person, campaign);
CREATE INDEX ticket_day ON ticket (region, class, valid_on) WHERE state <> 'void';

-- one pupil answering once
CREATE TABLE sitting (
  region BIGINT NOT NULL, id BIGINT NOT NULL, campaign BIGINT NOT NULL, class BIGINT NOT NULL, school BIGINT NOT NULL,
  person BIGINT NOT NULL, ticket BIGINT NOT NULL, state TEXT NOT NULL, token BYTEA NOT NULL,
  plain_items BOOLEAN NOT NULL, attempt BIGINT NOT NULL, rev BIGINT NOT NULL DEFAULT 0, started_at BIGINT NOT NULL,
  saved_at BIGINT, submitted_at BIGINT, digest BYTEA, receipt TEXT NOT NULL DEFAULT '',
  valid BOOLEAN NOT NULL DEFAULT FALSE, answers_key BIGINT NOT NULL, scores_key BIGINT NOT NULL, draft BYTEA,
  sheet BYTEA, result BYTEA,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX sitting_once ON sitting (region, campaign, person, attempt);
CREATE INDEX sitting_class ON sitting (region, campaign, class);

-- why a pupil did not answer
CREATE TABLE absence (
  region BIGINT NOT NULL, campaign BIGINT NOT NULL, class BIGINT NOT NULL, person BIGINT NOT NULL,
  reason TEXT NOT NULL, at BIGINT NOT NULL, by_post BIGINT NOT NULL,
  PRIMARY KEY (region, campaign, person)
);

-- a danger answer calls adults
CREATE TABLE alert (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, school BIGINT NOT NULL, class BIGINT NOT NULL,
  campaign BIGINT NOT NULL, sitting BIGINT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL,
  raised_at BIGINT NOT NULL, rung BIGINT NOT NULL, climb_at BIGINT NOT NULL, answered_by BIGINT, answered_at BIGINT,
  ended_at BIGINT, outcome TEXT NOT NULL DEFAULT '', items BYTEA,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX alert_sitting ON alert (region, sitting);
CREATE INDEX alert_open ON alert (region, school, raised_at) WHERE state <> 'ended';
CREATE INDEX alert_climb ON alert (region, climb_at) WHERE state = 'raised';
CREATE INDEX alert_person ON alert (region, person);
CREATE INDEX alert_campaign ON alert (region, campaign, state);

-- who was called
CREATE TABLE alert_call (
  region BIGINT NOT NULL, alert BIGINT NOT NULL, post BIGINT NOT NULL, rung BIGINT NOT NULL,
  called_at BIGINT NOT NULL, seen_at BIGINT,
  PRIMARY KEY (region, alert, post)
);
CREATE INDEX alert_call_post ON alert_call (region, post, alert);

-- somebody must meet this child
CREATE TABLE flag (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, school BIGINT NOT NULL, source TEXT NOT NULL,
  campaign BIGINT, sitting BIGINT, alert BIGINT, suggested BIGINT NOT NULL, critical BOOLEAN NOT NULL,
  state TEXT NOT NULL, pack_hash TEXT NOT NULL, opened_at BIGINT NOT NULL, ended_at BIGINT,
  ended_as TEXT NOT NULL DEFAULT '', proposed TEXT NOT NULL DEFAULT '', end_by BIGINT, end_person BIGINT,
  end_second BIGINT, episode BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX flag_open ON flag (region, school, opened_at) WHERE state = 'open';
CREATE INDEX flag_person ON flag (region, person, opened_at);
CREATE INDEX flag_campaign ON flag (region, campaign, state);
CREATE INDEX flag_alert ON flag (region, alert) WHERE alert IS NOT NULL;
CREATE INDEX flag_sitting ON flag (region, sitting) WHERE sitting IS NOT NULL;

-- the rounds that wait for a flag to end
CREATE TABLE flag_round (
  region BIGINT NOT NULL, campaign BIGINT NOT NULL, flag BIGINT NOT NULL, class BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (region, campaign, flag)
);
CREATE INDEX flag_round_flag ON flag_round (region, flag);

-- why
CREATE TABLE flag_reason (
  region BIGINT NOT NULL, id BIGINT NOT NULL, flag BIGINT NOT NULL, at BIGINT NOT NULL, sealed BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX flag_reason_flag ON flag_reason (region, flag, id);

-- a filled-in form, amended by later ones
CREATE TABLE record (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, form TEXT NOT NULL, form_hash TEXT NOT NULL,
  ref TEXT NOT NULL, ref_id BIGINT, amends BIGINT, author_post BIGINT NOT NULL, author BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX record_person ON record (region, person, at);
CREATE INDEX record_ref ON record (region, ref, ref_id);

-- its content by class of entries
CREATE TABLE record_part (
  region BIGINT NOT NULL, id BIGINT NOT NULL, record BIGINT NOT NULL, class TEXT NOT NULL, sealed BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX record_part_record ON record_part (region, record);

-- a person in a programme: always an owner and a next date
CREATE TABLE episode (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, programme TEXT NOT NULL, state TEXT NOT NULL,
  level BIGINT NOT NULL, owner_post BIGINT NOT NULL, next_on TEXT NOT NULL CHECK (next_on <> ''),
  opened_at BIGINT NOT NULL, closed_at BIGINT, close_reason TEXT NOT NULL DEFAULT '', contact_on TEXT NOT NULL DEFAULT '',
  valid_to TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX episode_open ON episode (region, person, programme) WHERE state = 'open';
CREATE INDEX episode_programme ON episode (region, programme, id) WHERE state = 'open';
CREATE INDEX episode_owner ON episode (region, owner_post, next_on) WHERE state = 'open';

-- the history of levels
CREATE TABLE level_change (
  region BIGINT NOT NULL, id BIGINT NOT NULL, episode BIGINT NOT NULL, person BIGINT NOT NULL, level BIGINT NOT NULL,
  by_post BIGINT NOT NULL, by_person BIGINT NOT NULL, at BIGINT NOT NULL, review_on TEXT NOT NULL,
  pack_hash TEXT NOT NULL, reason BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX level_change_episode ON level_change (region, episode, at);

-- a lower level that waits for a second person
CREATE TABLE level_proposal (
  region BIGINT NOT NULL, id BIGINT NOT NULL, episode BIGINT NOT NULL, person BIGINT NOT NULL, level BIGINT NOT NULL,
  by_post BIGINT NOT NULL, by_person BIGINT NOT NULL, at BIGINT NOT NULL, ended_at BIGINT,
  ended_as TEXT NOT NULL DEFAULT '', reason BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX level_proposal_open ON level_proposal (region, episode) WHERE ended_at IS NULL;

-- who must do what for whom by when, because of which rule
CREATE TABLE duty (
  region BIGINT NOT NULL, id BIGINT NOT NULL, rule TEXT NOT NULL, period TEXT NOT NULL, person BIGINT,
  unit BIGINT NOT NULL, ref TEXT NOT NULL, ref_id BIGINT NOT NULL, post BIGINT NOT NULL, level BIGINT NOT NULL,
  opened_at BIGINT NOT NULL, due_at BIGINT NOT NULL, state TEXT NOT NULL, done_at BIGINT, done_by BIGINT,
  outcome TEXT NOT NULL DEFAULT '', rung BIGINT NOT NULL DEFAULT 0, climb_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX duty_key ON duty (region, rule, ref, ref_id, period);
CREATE INDEX duty_post ON duty (region, post, due_at) WHERE state = 'open';
CREATE INDEX duty_unit ON duty (region, unit, due_at) WHERE state = 'open';
CREATE INDEX duty_climb ON duty (region, climb_at) WHERE state = 'open' AND climb_at > 0;
CREATE INDEX duty_person ON duty (region, person, state);
CREATE INDEX duty_ref ON duty (region, ref_id, ref) WHERE state = 'open';

-- who is told what
CREATE TABLE notice (
  region BIGINT NOT NULL, id BIGINT NOT NULL, person BIGINT NOT NULL, episode BIGINT NOT NULL, school BIGINT NOT NULL,
  level BIGINT NOT NULL, to_role TEXT NOT NULL, to_post BIGINT, guardian BIGINT, origin TEXT NOT NULL,
  clause TEXT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL, sent_at BIGINT, due_at BIGINT NOT NULL,
  ack_at BIGINT, ack_by BIGINT, rung BIGINT NOT NULL DEFAULT 0, climb_at BIGINT NOT NULL DEFAULT 0,
  body BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX notice_post ON notice (region, to_post, state);
CREATE INDEX notice_episode ON notice (region, episode);
CREATE INDEX notice_person ON notice (region, person);
CREATE INDEX notice_climb ON notice (region, climb_at) WHERE climb_at > 0;

-- is home safe? one may hold, two release or withhold
CREATE TABLE safety_vote (
  region BIGINT NOT NULL, notice BIGINT NOT NULL, post BIGINT NOT NULL, person BIGINT NOT NULL, vote TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (region, notice, person)
);

-- one-time links; found by digest
CREATE TABLE link (
  region BIGINT NOT NULL, id BIGINT NOT NULL, digest BYTEA NOT NULL, kind TEXT NOT NULL, person BIGINT NOT NULL,
  guardian BIGINT, ref_id BIGINT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0, used_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX link_digest ON link (region, digest);

-- a form half filled in, its author alone reads it
CREATE TABLE record_draft (
  region BIGINT NOT NULL, id BIGINT NOT NULL, author BIGINT NOT NULL, form TEXT NOT NULL, ref TEXT NOT NULL,
  ref_id BIGINT NOT NULL, saved_at BIGINT NOT NULL, sealed BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX record_draft_key ON record_draft (region, author, form, ref, ref_id);

-- what units did, as evidence of their duties; it is about no person
CREATE TABLE activity (
  region BIGINT NOT NULL, id BIGINT NOT NULL, unit BIGINT NOT NULL, kind TEXT NOT NULL, on_date TEXT NOT NULL,
  ended_on TEXT NOT NULL DEFAULT '', minutes BIGINT NOT NULL, participants BIGINT NOT NULL, state TEXT NOT NULL,
  amends BIGINT, author_post BIGINT NOT NULL, author BIGINT NOT NULL, at BIGINT NOT NULL, form_hash TEXT NOT NULL,
  body BYTEA NOT NULL, campaign BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX activity_unit ON activity (region, unit, kind, on_date) WHERE state = 'kept';
CREATE INDEX activity_list ON activity (region, unit, on_date);
CREATE INDEX duty_of_unit ON duty (region, ref_id, due_at) WHERE ref = 'unit';
-- what one person proposed and another has to confirm: a post that opens much, or
-- a new password for whoever holds one
CREATE TABLE proposal (
  region BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, person BIGINT NOT NULL, unit BIGINT NOT NULL, role TEXT NOT NULL,
  by_post BIGINT NOT NULL, by_person BIGINT NOT NULL, at BIGINT NOT NULL, expires_at BIGINT NOT NULL, state TEXT NOT NULL,
  end_post BIGINT, end_person BIGINT, ended_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX proposal_open ON proposal (region, person) WHERE state = 'open';
-- the pack that a proposal of the same id is about, and how far the switch has come
CREATE TABLE adoption (
  region BIGINT NOT NULL, id BIGINT NOT NULL, pack TEXT NOT NULL, hash TEXT NOT NULL, effective_on TEXT NOT NULL,
  from_hash TEXT NOT NULL DEFAULT '', switched_at BIGINT, settled_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX adoption_unsettled ON adoption (region, effective_on) WHERE settled_at IS NULL;
-- definitions of forms by the hash that sheets name
CREATE TABLE form_version (
  region BIGINT NOT NULL, hash TEXT NOT NULL, form TEXT NOT NULL, body TEXT NOT NULL, first_at BIGINT NOT NULL,
  PRIMARY KEY (region, hash)
);

-- who signed a record; the digest is over its sealed parts and files
CREATE TABLE signature (
  region BIGINT NOT NULL, id BIGINT NOT NULL, record BIGINT NOT NULL, slot BIGINT NOT NULL, post BIGINT NOT NULL,
  person BIGINT NOT NULL, at BIGINT NOT NULL, digest BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX signature_slot ON signature (region, record, slot);

-- files put to a record
CREATE TABLE attachment (
  region BIGINT NOT NULL, id BIGINT NOT NULL, record BIGINT NOT NULL, class TEXT NOT NULL, name BYTEA NOT NULL, sealed BYTEA NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX attachment_record ON attachment (region, record);

-- the timetable of mental-health lessons: a class has one on a weekday
CREATE TABLE lesson_slot (
  region BIGINT NOT NULL, id BIGINT NOT NULL, class BIGINT NOT NULL, weekday BIGINT NOT NULL, period BIGINT NOT NULL,
  weeks TEXT NOT NULL, teacher BIGINT, from_date TEXT NOT NULL, to_date TEXT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX lesson_slot_class ON lesson_slot (region, class);

-- lessons that fell out, or were given beside the timetable (no reason)
CREATE TABLE lesson_change (
  region BIGINT NOT NULL, id BIGINT NOT NULL, class BIGINT NOT NULL, on_date TEXT NOT NULL, period BIGINT NOT NULL,
  reason TEXT NOT NULL, by_post BIGINT NOT NULL, by_person BIGINT NOT NULL, at BIGINT NOT NULL, undone_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX lesson_change_one ON lesson_change (region, class, on_date, period) WHERE undone_at IS NULL;

-- a class's month as it was signed
CREATE TABLE lesson_month (
  region BIGINT NOT NULL, id BIGINT NOT NULL, class BIGINT NOT NULL, month TEXT NOT NULL, held BIGINT NOT NULL,
  days TEXT NOT NULL, by_post BIGINT NOT NULL, by_person BIGINT NOT NULL, at BIGINT NOT NULL, ended_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE UNIQUE INDEX lesson_month_one ON lesson_month (region, class, month) WHERE ended_at IS NULL;
