package store

import "xinhuan/internal/care"

// ConsentRow is a recorded consent basis.
type ConsentRow struct {
	ID       care.ID
	Person   care.ID
	Campaign care.ID
	Decision care.ConsentDecision
	Channel  string // "paper", "batch", "link"
	Signer   []byte // sealed: who signed
	ByPost   care.ID
	At       care.Millis
	Assent   care.Assent
	FormHash string // the definition of the form that was signed, "" where there is none
	Form     []byte // sealed: the form as it was signed; not read with a class
}

func scanConsent(r row) (c ConsentRow, err error) {
	err = r.Scan(&c.ID, &c.Person, &c.Campaign, &c.Decision, &c.Channel, &c.Signer, &c.ByPost, &c.At, &c.Assent, &c.FormHash, &c.Form)
	return c, err
}

const consentColumns = "id, person, campaign, decision, channel, signer, by_post, at, assent, form_hash, form"

// InsertConsent records a decision.
func (tx *Tx) InsertConsent(c ConsentRow) error {
	return tx.exec("INSERT INTO consent (region, "+consentColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		tx.Region, c.ID, c.Person, c.Campaign, c.Decision, c.Channel, c.Signer, c.ByPost, tx.Now, c.Assent, c.FormHash, c.Form)
}

// WithdrawConsent ends the current decision, so that another may be recorded.
func (tx *Tx) WithdrawConsent(id care.ID) error {
	return tx.must("withdraw consent", "UPDATE consent SET withdrawn_at = $3 WHERE region = $1 AND id = $2 AND withdrawn_at IS NULL", tx.Region, id, tx.Now)
}

// Consent reads a pupil's current decision for a round.
func (tx *Tx) Consent(campaign, person care.ID) (ConsentRow, error) {
	return one(tx, "read consent", scanConsent, "SELECT "+consentColumns+` FROM consent
		WHERE region = $1 AND campaign = $2 AND person = $3 AND withdrawn_at IS NULL`, tx.Region, campaign, person)
}

// ConsentsIn reads the current decisions of a class.
func (tx *Tx) ConsentsIn(campaign, class care.ID) (map[care.ID]ConsentRow, error) {
	m := map[care.ID]ConsentRow{}
	err := each(tx, "list consents", scanConsent, func(c ConsentRow) error { m[c.Person] = c; return nil },
		`SELECT c.id, c.person, c.campaign, c.decision, c.channel, c.signer, c.by_post, c.at, c.assent, c.form_hash, CAST(NULL AS BYTEA) FROM tie t
		JOIN consent c ON c.region = t.region AND c.person = t.person AND c.campaign = $2 AND c.withdrawn_at IS NULL
		WHERE t.region = $1 AND t.unit = $3 AND t.kind = 'enrolled' AND t.until_on = ''`, tx.Region, campaign, class)
	return m, err
}

// TicketRow is a pupil's ticket for one day.
type TicketRow struct {
	ID       care.ID
	Campaign care.ID
	Class    care.ID
	Person   care.ID
	Digest   []byte
	Code     []byte // sealed, to print the sheet again
	ValidOn  care.Date
	State    string // "issued", "used", "void"
}

func scanTicket(r row) (t TicketRow, err error) {
	err = r.Scan(&t.ID, &t.Campaign, &t.Class, &t.Person, &t.Digest, &t.Code, &t.ValidOn, &t.State)
	return t, err
}

const ticketColumns = "id, campaign, class, person, digest, code, valid_on, state"

// InsertTickets issues tickets.
func (tx *Tx) InsertTickets(list []TicketRow) error {
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{t.ID, t.Campaign, t.Class, t.Person, t.Digest, t.Code, t.ValidOn, t.State, tx.Now}
	}
	return tx.insertMany("ticket (region, "+ticketColumns+", issued_at)", "", rows)
}

// VoidTickets voids pupils' unused tickets of a round.
func (tx *Tx) VoidTickets(campaign care.ID, persons ...care.ID) error {
	return someIDs(persons, []any{tx.Region, campaign}, func(in string, args []any) error {
		return tx.exec("UPDATE ticket SET state = 'void' WHERE region = $1 AND campaign = $2 AND state = 'issued' AND person IN "+in, args...)
	})
}

// UseTickets marks tickets as signed in with. Those that are not to be used (any
// more) it leaves out of its answer: void ones, those of another day, of a round
// that is not open, and those whose consent was withdrawn.
func (tx *Tx) UseTickets(list []care.ID) (used map[care.ID]bool, err error) {
	used = make(map[care.ID]bool, len(list))
	err = someIDs(list, []any{tx.Region, tx.Today}, func(in string, args []any) error {
		return each(tx, "use tickets", scalar[care.ID], func(id care.ID) error { used[id] = true; return nil },
			`UPDATE ticket SET state = 'used' WHERE region = $1 AND valid_on = $2 AND state <> 'void' AND id IN `+in+`
			AND EXISTS (SELECT 1 FROM campaign c WHERE c.region = ticket.region AND c.id = ticket.campaign AND c.state = 'open')
			AND EXISTS (SELECT 1 FROM consent k WHERE k.region = ticket.region AND k.campaign = ticket.campaign AND k.person = ticket.person
				AND k.withdrawn_at IS NULL AND k.decision <> 'decline') RETURNING id`, args...)
	})
	return used, err
}

// TicketByDigest finds a ticket that is not void.
func (tx *Tx) TicketByDigest(digest []byte) (TicketRow, error) {
	return one(tx, "read ticket", scanTicket, "SELECT "+ticketColumns+" FROM ticket WHERE region = $1 AND digest = $2 AND state <> 'void'", tx.Region, digest)
}

// TicketsIn lists a class's tickets that are not void.
func (tx *Tx) TicketsIn(campaign, class care.ID) ([]TicketRow, error) {
	return all(tx, "list tickets", scanTicket, "SELECT "+ticketColumns+` FROM ticket
		WHERE region = $1 AND campaign = $2 AND class = $3 AND state <> 'void' ORDER BY id`, tx.Region, campaign, class)
}

// DayTickets is how many tickets of a round are valid on a day at one school.
type DayTickets struct {
	Campaign, School care.ID
	N                int
}

// TicketsOn counts the tickets valid on a day in a subtree, round by round and school
// by school, for the daily cap.
func (tx *Tx) TicketsOn(within care.ID, day care.Date) ([]DayTickets, error) {
	return all(tx, "count tickets", func(r row) (d DayTickets, err error) {
		err = r.Scan(&d.Campaign, &d.School, &d.N)
		return d, err
	}, `SELECT w.campaign, w.school, count(*) FROM unit_path p
		JOIN ticket k ON k.region = p.region AND k.class = p.descendant AND k.valid_on = $3 AND k.state <> 'void'
		JOIN campaign_class w ON w.region = k.region AND w.campaign = k.campaign AND w.unit = k.class
		WHERE p.region = $1 AND p.ancestor = $2 GROUP BY w.campaign, w.school ORDER BY w.campaign, w.school`, tx.Region, within, day)
}

// SittingRow is one pupil answering once. Draft, sheet and result are sealed.
type SittingRow struct {
	ID          care.ID
	Campaign    care.ID
	Class       care.ID
	School      care.ID
	Person      care.ID
	Ticket      care.ID
	State       care.SittingState
	Token       []byte // digest of the bearer token
	PlainItems  bool   // consent without self-harm items: they are left out
	Attempt     int
	Rev         int64
	StartedAt   care.Millis
	SubmittedAt care.Millis
	Digest      []byte // keyed by the token, so that it says nothing about the answers
	Receipt     string
	Valid       bool
	AnswersKey  care.ID
	ScoresKey   care.ID
	Draft       []byte
	Sheet       []byte
	Result      []byte
}

const sittingColumns = `id, campaign, class, school, person, ticket, state, token, plain_items, attempt, rev, started_at, submitted_at,
	digest, receipt, valid, answers_key, scores_key, draft, sheet, result`

func scanSitting(r row) (s SittingRow, err error) {
	err = r.Scan(&s.ID, &s.Campaign, &s.Class, &s.School, &s.Person, &s.Ticket, &s.State, &s.Token, &s.PlainItems, &s.Attempt, &s.Rev,
		&s.StartedAt, instant{&s.SubmittedAt}, &s.Digest, &s.Receipt, &s.Valid, &s.AnswersKey, &s.ScoresKey, &s.Draft, &s.Sheet, &s.Result)
	return s, err
}

// StartSittings starts sittings and tells which: an attempt that a pupil has begun
// already, on another device, is not begun again.
func (tx *Tx) StartSittings(list []SittingRow) (started map[care.ID]bool, err error) {
	rows := make([][]any, len(list))
	for i, s := range list {
		rows[i] = []any{s.ID, s.Campaign, s.Class, s.School, s.Person, s.Ticket, care.SittingStarted, s.Token, s.PlainItems, s.Attempt, tx.Now,
			s.AnswersKey, s.ScoresKey}
	}
	return tx.insertReturning(`sitting (region, id, campaign, class, school, person, ticket, state, token, plain_items, attempt, started_at,
		answers_key, scores_key)`, " ON CONFLICT (region, campaign, person, attempt) DO NOTHING", rows)
}

// RenewToken lets a pupil sign in again on another device; the old token dies.
func (tx *Tx) RenewToken(id care.ID, token []byte) error {
	return tx.must("renew token", "UPDATE sitting SET token = $3 WHERE region = $1 AND id = $2 AND state = 'started'", tx.Region, id, token)
}

// Sitting reads a sitting.
func (tx *Tx) Sitting(id care.ID) (SittingRow, error) {
	return one(tx, "read sitting", scanSitting, "SELECT "+sittingColumns+" FROM sitting WHERE region = $1 AND id = $2", tx.Region, id)
}

// SittingClass is the class a sitting counts in.
func (tx *Tx) SittingClass(id care.ID) (care.ID, error) {
	return one(tx, "read sitting", scalar[care.ID], "SELECT class FROM sitting WHERE region = $1 AND id = $2", tx.Region, id)
}

// LastSitting reads a pupil's latest sitting of a round.
func (tx *Tx) LastSitting(campaign, person care.ID) (SittingRow, error) {
	return one(tx, "read sitting", scanSitting, "SELECT "+sittingColumns+` FROM sitting
		WHERE region = $1 AND campaign = $2 AND person = $3 ORDER BY attempt DESC LIMIT 1`, tx.Region, campaign, person)
}

// LastSittings reads how the latest sittings of pupils in a round stand.
func (tx *Tx) LastSittings(campaign care.ID, persons []care.ID) (map[care.ID]SittingMark, error) {
	last := make(map[care.ID]SittingMark, len(persons))
	err := someIDs(persons, []any{tx.Region, campaign}, func(in string, args []any) error {
		return each(tx, "list last sittings", scanMark, func(m SittingMark) error { last[m.Person] = m; return nil },
			"SELECT id, person, state, attempt FROM sitting WHERE region = $1 AND campaign = $2 AND person IN "+in+" ORDER BY person, attempt", args...)
	})
	return last, err
}

// SittingAttempt reads one attempt of a pupil in a round.
func (tx *Tx) SittingAttempt(campaign, person care.ID, attempt int) (SittingRow, error) {
	return one(tx, "read sitting", scanSitting, "SELECT "+sittingColumns+` FROM sitting
		WHERE region = $1 AND campaign = $2 AND person = $3 AND attempt = $4`, tx.Region, campaign, person, attempt)
}

// Attempts is how a pupil's earlier attempts in a class ended, for counting him
// once.
type Attempts struct{ Started, Submitted, Valid, Stopped int }

// EarlierAttempts counts a pupil's attempts before one, in the same class.
func (tx *Tx) EarlierAttempts(s SittingRow) (Attempts, error) {
	return one(tx, "count attempts", func(r row) (a Attempts, err error) {
		err = r.Scan(&a.Started, &a.Submitted, &a.Valid, &a.Stopped)
		return a, err
	}, `SELECT count(*), count(*) FILTER (WHERE state = 'submitted'), count(*) FILTER (WHERE state = 'submitted' AND valid),
		count(*) FILTER (WHERE state = 'stopped') FROM sitting
		WHERE region = $1 AND campaign = $2 AND person = $3 AND class = $4 AND attempt < $5`, tx.Region, s.Campaign, s.Person, s.Class, s.Attempt)
}

// SittingsOf lists a person's sittings, newest first.
func (tx *Tx) SittingsOf(person care.ID) ([]SittingRow, error) {
	return all(tx, "list sittings", scanSitting, "SELECT "+sittingColumns+` FROM sitting s
		WHERE s.region = $1 AND s.person = $2 ORDER BY s.started_at DESC, s.id DESC`, tx.Region, person)
}

// SittingMark is what an invigilator may know: who is done, nothing else.
type SittingMark struct {
	ID      care.ID
	Person  care.ID
	State   care.SittingState
	Attempt int
}

func scanMark(r row) (m SittingMark, err error) {
	err = r.Scan(&m.ID, &m.Person, &m.State, &m.Attempt)
	return m, err
}

// SittingMarks lists who of a class has started and who is done.
func (tx *Tx) SittingMarks(campaign, class care.ID) ([]SittingMark, error) {
	return all(tx, "list sitting marks", scanMark, "SELECT id, person, state, attempt FROM sitting WHERE region = $1 AND campaign = $2 AND class = $3 ORDER BY person, attempt",
		tx.Region, campaign, class)
}

// overSitting writes over the rows of sittings: an upsert whose rows all exist,
// because that is how both engines change many rows by one statement. A sitting
// that has ended, or whose token was renewed meanwhile, stays as it is.
const overSitting = `sitting (region, id, campaign, class, school, person, ticket, state, token, plain_items, attempt, rev, started_at, saved_at,
	submitted_at, digest, receipt, valid, answers_key, scores_key, draft, sheet, result)`

func overRow(s SittingRow, state care.SittingState, saved, submitted any) []any {
	return []any{s.ID, s.Campaign, s.Class, s.School, s.Person, s.Ticket, state, s.Token, s.PlainItems, s.Attempt, s.Rev, s.StartedAt, saved,
		submitted, s.Digest, s.Receipt, s.Valid, s.AnswersKey, s.ScoresKey, s.Draft, s.Sheet, s.Result}
}

// SaveDrafts overwrites the sealed drafts of started sittings by newer revisions
// and tells which it overwrote. No sitting may come twice.
func (tx *Tx) SaveDrafts(list []SittingRow) (saved map[care.ID]bool, err error) {
	rows := make([][]any, len(list))
	for i, s := range list {
		rows[i] = overRow(s, care.SittingStarted, tx.Now, nil)
	}
	return tx.insertReturning(overSitting, ` ON CONFLICT (region, id) DO UPDATE SET draft = excluded.draft, rev = excluded.rev, saved_at = excluded.saved_at
		WHERE sitting.state = 'started' AND sitting.token = excluded.token AND sitting.rev < excluded.rev`, rows)
}

// SubmitSittings stores the sheets of started sittings and tells whose it stored;
// the others were submitted or stopped before. No sitting may come twice.
func (tx *Tx) SubmitSittings(list []SittingRow) (first map[care.ID]bool, err error) {
	rows := make([][]any, len(list))
	for i, s := range list {
		s.Draft = nil
		rows[i] = overRow(s, care.SittingSubmitted, nil, tx.Now)
	}
	return tx.insertReturning(overSitting, ` ON CONFLICT (region, id) DO UPDATE SET state = excluded.state, submitted_at = excluded.submitted_at,
		digest = excluded.digest, receipt = excluded.receipt, valid = excluded.valid, sheet = excluded.sheet, result = excluded.result, draft = NULL
		WHERE sitting.state = 'started' AND sitting.token = excluded.token`, rows)
}

// StopSitting ends a sitting that the pupil gave up; the draft stays.
func (tx *Tx) StopSitting(id care.ID) (stopped bool, err error) {
	n, err := tx.changed("UPDATE sitting SET state = 'stopped', submitted_at = $3 WHERE region = $1 AND id = $2 AND state = 'started'", tx.Region, id, tx.Now)
	return n == 1, err
}

// WithdrawSitting ends a sitting whose consent was withdrawn while it was under way,
// and erases what was answered so far.
func (tx *Tx) WithdrawSitting(id care.ID) error {
	return tx.must("withdraw sitting", "UPDATE sitting SET state = 'withdrawn', submitted_at = $3, draft = NULL WHERE region = $1 AND id = $2 AND state = 'started'", tx.Region, id, tx.Now)
}

// AbsenceRow is why a pupil did not answer.
type AbsenceRow struct {
	Campaign care.ID
	Class    care.ID
	Person   care.ID
	Reason   string
	ByPost   care.ID
}

// PutAbsence records or changes the reason.
func (tx *Tx) PutAbsence(a AbsenceRow) error {
	return tx.exec(`INSERT INTO absence (region, campaign, class, person, reason, at, by_post) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (region, campaign, person) DO UPDATE SET reason = excluded.reason, at = excluded.at, by_post = excluded.by_post`,
		tx.Region, a.Campaign, a.Class, a.Person, a.Reason, tx.Now, a.ByPost)
}

// AbsencesIn lists a class's absentees.
func (tx *Tx) AbsencesIn(campaign, class care.ID) (map[care.ID]string, error) {
	m := map[care.ID]string{}
	err := each(tx, "list absences", func(r row) (a AbsenceRow, err error) {
		err = r.Scan(&a.Person, &a.Reason)
		return a, err
	}, func(a AbsenceRow) error { m[a.Person] = a.Reason; return nil },
		"SELECT person, reason FROM absence WHERE region = $1 AND campaign = $2 AND class = $3", tx.Region, campaign, class)
	return m, err
}
