-- What is asked about one pupil, flag or day without a key of its own before.
CREATE INDEX ticket_person ON ticket (region, person, campaign);
CREATE INDEX ticket_day ON ticket (region, class, valid_on) WHERE state <> 'void';
CREATE INDEX alert_campaign ON alert (region, campaign, state);
CREATE INDEX flag_alert ON flag (region, alert) WHERE alert IS NOT NULL;
CREATE INDEX flag_sitting ON flag (region, sitting) WHERE sitting IS NOT NULL;
CREATE INDEX duty_ref ON duty (region, ref_id, ref) WHERE state = 'open';
CREATE INDEX notice_person ON notice (region, person);
