package store

import "xinhuan/internal/care"

// More readings behind `xinhuan verify`: what the log says of people, and whether what
// belongs together still does.

// AuditAbout lists the entries about many subjects, each subject's in order.
func (tx *Tx) AuditAbout(subjects [][]byte) ([]AuditRow, error) {
	return lookup(tx, "read audit log", scanAudit, func(list string) string {
		return "SELECT seq, at, subject, entry, leaf FROM audit_entry WHERE region = $1 AND subject IN (" + list + ") ORDER BY subject, seq"
	}, []any{tx.Region}, subjects)
}

// EachAuditOfNobody hands over the entries that are about no person, in order.
func (tx *Tx) EachAuditOfNobody(fn func(AuditRow) error) error {
	return pages(func(last *AuditRow) ([]AuditRow, error) {
		after := int64(-1)
		if last != nil {
			after = int64(last.Seq)
		}
		return all(tx, "read audit log", scanAudit, `SELECT seq, at, subject, entry, leaf FROM audit_entry
			WHERE region = $1 AND seq > $2 AND subject IS NULL ORDER BY seq LIMIT CAST($3 AS BIGINT)`, tx.Region, after, pageRows)
	}, fn)
}

// AuditSize is the number of entries that stands beside the head.
func (tx *Tx) AuditSize() (uint64, error) {
	n, err := one(tx, "read audit head", scalar[int64], "SELECT size FROM audit_head WHERE region = $1", tx.Region)
	return uint64(n), err
}

// EachEpisode hands over every episode there is or was.
func (tx *Tx) EachEpisode(fn func(care.Episode) error) error {
	return pages(func(last *care.Episode) ([]care.Episode, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list episodes", scanEpisode, "SELECT "+episodeColumns+" FROM episode e WHERE e.region = $1 AND e.id > $2 ORDER BY e.id LIMIT CAST($3 AS BIGINT)",
			tx.Region, int64(after), pageRows)
	}, fn)
}

// EachAlert hands over every alert there is or was.
func (tx *Tx) EachAlert(fn func(care.Alert) error) error {
	return pages(func(last *care.Alert) ([]care.Alert, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list alerts", scanAlert, "SELECT "+alertColumns+" FROM alert a WHERE a.region = $1 AND a.id > $2 ORDER BY a.id LIMIT CAST($3 AS BIGINT)",
			tx.Region, int64(after), pageRows)
	}, fn)
}

// ProposersOf reads who proposed the ends of flags; 0 where nobody had to.
func (tx *Tx) ProposersOf(flags []care.ID) (map[care.ID]care.ID, error) {
	list, err := lookup(tx, "read proposers", func(r row) (p [2]care.ID, err error) {
		err = r.Scan(&p[0], &p[1])
		return p, err
	}, func(list string) string {
		return "SELECT id, end_person FROM flag WHERE region = $1 AND id IN (" + list + ")"
	}, []any{tx.Region}, flags)
	out := make(map[care.ID]care.ID, len(list))
	for _, p := range list {
		out[p[0]] = p[1]
	}
	return out, err
}

// AgreedLift reads who proposed the lower level of an episode that a second person
// agreed to at an instant; NotFound where nobody had.
func (tx *Tx) AgreedLift(episode care.ID, level care.Level, at care.Millis) (care.ID, error) {
	return one(tx, "read proposal", scalar[care.ID], `SELECT by_person FROM level_proposal
		WHERE region = $1 AND episode = $2 AND level = $3 AND ended_as = 'agreed' AND ended_at = $4 ORDER BY id LIMIT 1`, tx.Region, episode, level, at)
}

// HalfSheets lists sittings whose state and content disagree: a sheet that was
// acknowledged is there with what the rules made of it, and its receipt.
func (tx *Tx) HalfSheets() (half []care.ID, checked int, err error) {
	return tx.sound("SELECT count(*) FROM sitting WHERE region = $1",
		`SELECT s.id FROM sitting s WHERE s.region = $1 AND NOT CASE s.state
			WHEN 'submitted' THEN s.sheet IS NOT NULL AND s.result IS NOT NULL AND s.submitted_at IS NOT NULL AND s.digest IS NOT NULL AND s.receipt <> ''
			WHEN 'started' THEN s.sheet IS NULL AND s.result IS NULL AND s.submitted_at IS NULL
			WHEN 'stopped' THEN s.sheet IS NULL AND s.submitted_at IS NOT NULL
			WHEN 'withdrawn' THEN s.submitted_at IS NOT NULL
			ELSE FALSE END`)
}

// Uncounted lists the classes for which a round has a ticket, sitting, flag, alert or
// signed figure, and no row of counts.
func (tx *Tx) Uncounted(campaign care.ID) ([]care.ID, error) {
	return all(tx, "recount", scalar[care.ID], `SELECT x.class FROM (
			SELECT class FROM sitting WHERE region = $1 AND campaign = $2
			UNION SELECT class FROM ticket WHERE region = $1 AND campaign = $2
			UNION SELECT class FROM flag_round WHERE region = $1 AND campaign = $2
			UNION SELECT class FROM alert WHERE region = $1 AND campaign = $2
			UNION SELECT unit FROM campaign_closing WHERE region = $1 AND campaign = $2) x
		WHERE NOT EXISTS (SELECT 1 FROM campaign_class c WHERE c.region = $1 AND c.campaign = $2 AND c.unit = x.class) ORDER BY x.class`, tx.Region, campaign)
}

// UncalledAlerts lists alerts to which a post was called by a message and is not among
// those called. A test alert is a message too, about a round.
func (tx *Tx) UncalledAlerts() ([]care.ID, error) {
	return all(tx, "verify", scalar[care.ID], `SELECT DISTINCT o.ref_id FROM outbox o JOIN alert a ON a.region = o.region AND a.id = o.ref_id
		WHERE o.region = $1 AND o.kind = 'alert' AND o.post IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alert_call c WHERE c.region = o.region AND c.alert = o.ref_id AND c.post = o.post)`, tx.Region)
}

// Withholders counts the different people who voted to withhold a notice.
func (tx *Tx) Withholders(notice care.ID) (int, error) {
	return one(tx, "count votes", scalar[int], "SELECT count(*) FROM safety_vote WHERE region = $1 AND notice = $2 AND vote = 'withhold'", tx.Region, notice)
}

// Bond is one row that has to belong to another: the same person, a place that exists.
type Bond struct {
	What  string // of which rows
	Is    string // what is wrong with them
	query string
}

// Bonds lists everything that has to belong together. A clerk who moves a case to
// another child, or takes the child away, breaks one of them.
func Bonds() []Bond {
	broken := func(what, is, table, unless string) Bond {
		return Bond{what, is, "SELECT x.id FROM " + table + " x WHERE x.region = $1 AND NOT (" + unless + ")"}
	}
	same := func(table, ref string) string { // the row it names is about the same person
		return "EXISTS (SELECT 1 FROM " + table + " y WHERE y.region = x.region AND y.id = x." + ref + " AND y.person = x.person)"
	}
	unnamed := func(ref, rest string) string { return "x." + ref + " IS NULL OR x." + ref + " = 0 OR " + rest }
	about := func(rest ...string) string { // by the kind of thing it is about
		out := "CASE x.ref"
		for _, kind := range rest {
			ref := kind
			if kind == "level_proposal" {
				ref = "episode"
			}
			out += " WHEN '" + kind + "' THEN " + same(ref, "ref_id")
		}
		return out + " ELSE TRUE END"
	}
	const placed = `EXISTS (SELECT 1 FROM tie t WHERE t.region = x.region AND t.person = x.person AND t.kind IN ('enrolled', 'followed') AND t.until_on = '')`
	var list []Bond
	for _, table := range []string{"episode", "flag", "alert", "sitting", "record", "notice", "duty", "level_change"} {
		list = append(list, broken(table, "is about a person who is gone", table,
			unnamed("person", "EXISTS (SELECT 1 FROM person p WHERE p.region = x.region AND p.id = x.person)")))
	}
	return append(list,
		broken("alert", "is not about the pupil of its sitting", "alert", same("sitting", "sitting")),
		broken("flag", "is not about the pupil of its sitting", "flag", unnamed("sitting", same("sitting", "sitting"))),
		broken("flag", "is not about the pupil of its alert", "flag", unnamed("alert", same("alert", "alert"))),
		broken("flag", "is not about the pupil of its episode", "flag", unnamed("episode", same("episode", "episode"))),
		broken("level line", "is not about the person of its episode", "level_change", same("episode", "episode")),
		broken("notice", "is not about the person of its episode", "notice", same("episode", "episode")),
		broken("duty", "is not about the person of what it is for", "duty", unnamed("person", about("episode", "flag", "alert", "notice", "sitting", "level_proposal"))),
		broken("record", "is not about the person of what it is for", "record", about("episode", "flag", "alert", "notice")),
		Bond{"round", "has sittings and is gone, or never opened, or was called off", `SELECT DISTINCT s.campaign FROM sitting s WHERE s.region = $1
			AND NOT EXISTS (SELECT 1 FROM campaign c WHERE c.region = s.region AND c.id = s.campaign AND c.state IN ('open', 'closed'))`},
		broken("record part", "is of a record that is gone", "record_part", "EXISTS (SELECT 1 FROM record r WHERE r.region = x.region AND r.id = x.record) OR EXISTS (SELECT 1 FROM activity a WHERE a.region = x.region AND a.id = x.record)"),
		broken("record", "has lost its content", "record", "EXISTS (SELECT 1 FROM record_part p WHERE p.region = x.region AND p.record = x.id)"),
		broken("open episode", "is about a pupil who is nowhere", "episode", "x.state <> 'open' OR x.programme <> 'student_care' OR "+placed),
		broken("open flag", "is about a pupil who is nowhere", "flag", "x.state <> 'open' OR "+placed),
		broken("open alert", "is about a pupil who is nowhere", "alert", "x.state = 'ended' OR "+placed),
	)
}

// Broken lists the rows that do not belong as a bond says, in no order.
func (tx *Tx) Broken(b Bond) ([]care.ID, error) {
	return all(tx, "verify", scalar[care.ID], b.query, tx.Region)
}

// Kept are the tables whose rows the log names by number and nothing ever deletes.
func Kept() []string {
	return []string{"flag", "alert", "episode", "notice", "duty", "record", "sitting"}
}

// Present tells which rows of a kept table there are.
func (tx *Tx) Present(table string, ids []care.ID) (map[care.ID]bool, error) {
	list, err := lookup(tx, "verify", scalar[care.ID], func(list string) string {
		return "SELECT id FROM " + table + " WHERE region = $1 AND id IN (" + list + ")"
	}, []any{tx.Region}, ids)
	return set(list), err
}

// AlarmedSittings tells which sittings have an alert.
func (tx *Tx) AlarmedSittings(ids []care.ID) (map[care.ID]bool, error) {
	list, err := lookup(tx, "verify", scalar[care.ID], func(list string) string {
		return "SELECT sitting FROM alert WHERE region = $1 AND sitting IN (" + list + ")"
	}, []any{tx.Region}, ids)
	return set(list), err
}

// Filed is a sheet by what it is about and when it was filed.
type Filed struct {
	RefID care.ID
	At    care.Millis
	Form  string
}

// FiledAbout tells when sheets were filed about things of one kind.
func (tx *Tx) FiledAbout(ref string, ids []care.ID) (map[Filed]bool, error) {
	list, err := lookup(tx, "verify", func(r row) (f Filed, err error) {
		err = r.Scan(&f.RefID, &f.At, &f.Form)
		return f, err
	}, func(list string) string {
		return "SELECT ref_id, at, form FROM record WHERE region = $1 AND ref = CAST($2 AS TEXT) AND ref_id IN (" + list + ")"
	}, []any{tx.Region, ref}, ids)
	return set(list), err
}

func set[T comparable](list []T) map[T]bool {
	out := make(map[T]bool, len(list))
	for _, v := range list {
		out[v] = true
	}
	return out
}
