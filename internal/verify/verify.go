// Package verify proves the promises on any database: nobody dropped out of the
// loop, counts are true, sealed values open, the log is whole, and nothing
// stands in clear text that the register does not name. Each check is held by a
// test that damages a database and sees it caught.
package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"xinhuan/docs"
	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
)

// Report is what `xinhuan verify --json` prints.
type Report struct {
	OK     bool    `json:"ok"`
	Checks []Check `json:"checks"`
}

// Check is one promise. Violations name things by id, never a person.
type Check struct {
	Name       string   `json:"name"`
	OK         bool     `json:"ok"`
	Checked    int      `json:"checked"`
	Violations []string `json:"violations"`
}

// violationsMost bounds the list of one check; the count stays exact.
const violationsMost = 1000

func (c *Check) fail(format string, args ...any) {
	c.OK = false
	if len(c.Violations) < violationsMost {
		c.Violations = append(c.Violations, fmt.Sprintf(format, args...))
	}
}

type check struct {
	name string
	run  func(context.Context, *act.Tx, *Check) error
}

var checks = []check{
	{"episode_owner", ids("open episode %s has no owner, next date or open duty", (*store.Tx).BareEpisodes)},
	{"programme_duties", programmeDuties},
	{"unit_duties", unitDuties},
	{"intervals", intervals},
	{"flag_end", ids("flag %s has neither an end nor a duty", (*store.Tx).LooseFlags)},
	{"round_closed", ids("round %s was closed while somebody waited for an interview or a safety check", (*store.Tx).HastyRounds)},
	{"alert_answer", ids("alert %s has neither an answer nor a climb", (*store.Tx).SilentAlerts)},
	{"notice_duty", ids("notice %s waits without a duty or was sent without a climb", (*store.Tx).LostNotices)},
	{"guardian_sought", guardianSought},
	{"protection_duty", ids("notice %s was withheld because home is not safe, and no protection duty is open or done", (*store.Tx).Unprotected)},
	{"duty_post", ids("open duty %s has no post", (*store.Tx).VacantDuties)},
	{"duty_opens", dutyOpens},
	{"consent_basis", ids("sitting %s has no consent basis", (*store.Tx).UnfoundedSittings)},
	{"tallies", tallies},
	{"sealed", sealed},
	{"signatures", signatures},
	{"packs", packs},
	{"basis", basis},
	{"replay", replay},
	{"audit_log", auditLog},
	{"clear_columns", clearColumns},
	{"durability", durability},
}

// Run runs every check over one consistent view of the region.
func Run(ctx context.Context, k *act.Kernel) (Report, error) {
	report := Report{OK: true}
	err := k.View(ctx, act.System, func(t *act.Tx) error {
		for _, c := range checks {
			result := Check{Name: c.name, OK: true, Violations: []string{}}
			if err := c.run(ctx, t, &result); err != nil {
				return fmt.Errorf("verify: %s: %w", c.name, err)
			}
			report.OK = report.OK && result.OK
			report.Checks = append(report.Checks, result)
		}
		return nil
	})
	return report, err
}

// episodePage is how many episodes are looked at together. Ours.
const episodePage = 200

// programmeDuties: the duties of every open episode of every programme are those
// that its level's row of the pack demands: none missing, none without reason, all
// with whoever is responsible, and the next date is that of the first.
func programmeDuties(_ context.Context, t *act.Tx, c *Check) error {
	var page []care.Episode
	look := func() error {
		c.Checked += len(page)
		err := t.Unsettled(page, func(e care.Episode, faults []string) {
			for _, f := range faults {
				c.fail("open episode %s: %s", e.ID, f)
			}
		})
		page = page[:0]
		return err
	}
	err := t.EachOpenEpisode(func(e care.Episode) error {
		if page = append(page, e); len(page) < episodePage {
			return nil
		}
		return look()
	})
	if err != nil {
		return err
	}
	return look()
}

// unitDuties: what units owe stands there, done ones have their evidence, late ones
// have climbed.
func unitDuties(_ context.Context, t *act.Tx, c *Check) (err error) {
	c.Checked, err = supervision.Audit(t, c.fail)
	return err
}

// intervals: what the region has to set is asked of somebody by a day, and is set by it.
func intervals(_ context.Context, t *act.Tx, c *Check) (err error) {
	c.Checked, err = supervision.AuditIntervals(t, c.fail)
	return err
}

// guardianSought: a pupil without a guardian on the roster whose guardians the pack has
// told is not met by silence: a notice waits, and somebody looks for one.
func guardianSought(_ context.Context, t *act.Tx, c *Check) (err error) {
	if t.K.Locked() {
		c.fail("the region is locked; who is of age was not read")
		return nil
	}
	if c.Checked, err = t.OpenPupilCare(); err != nil {
		return err
	}
	list, err := t.Overlooked()
	for _, e := range list {
		c.fail("open episode %s: no guardian is known, none was told and nobody looks for one", e.ID)
	}
	return err
}

// dutyOpens: whoever an open duty lies with may open what it is about.
func dutyOpens(_ context.Context, t *act.Tx, c *Check) error {
	return t.EachOpenDuty(func(d care.Duty) error {
		c.Checked++
		able, err := t.Opens(d)
		if err != nil || able {
			return err
		}
		p, err := t.Post(d.Post)
		c.fail("open duty %s of %s lies with post %s (%s), which may not open what it is about", d.ID, d.Rule, d.Post, p.Role)
		return err
	})
}

// ids turns a reading that lists violations into a check.
func ids(format string, read func(*store.Tx) ([]care.ID, int, error)) func(context.Context, *act.Tx, *Check) error {
	return func(_ context.Context, t *act.Tx, c *Check) error {
		list, n, err := read(t.Tx)
		c.Checked = n
		for _, id := range list {
			c.fail(format, id)
		}
		return err
	}
}

func tallies(_ context.Context, t *act.Tx, c *Check) error {
	rounds, err := t.Campaigns()
	if err != nil {
		return err
	}
	root, err := t.Root()
	if err != nil {
		return err
	}
	for _, round := range rounds {
		kept, err := t.CampaignClasses(round.ID, root.ID)
		if err != nil {
			return err
		}
		counted, err := t.Recount(round.ID)
		if err != nil {
			return err
		}
		byClass := make(map[care.ID]store.ClassTally, len(kept))
		for _, k := range kept {
			byClass[k.Unit] = k
		}
		for _, want := range counted {
			c.Checked++
			got := byClass[want.Unit]
			if round.State == care.CampaignClosed {
				got.Due = want.Due // pupils move on; a closed round's due count is history
			}
			if got != want {
				c.fail("round %s class %s: kept counts differ from a recount", round.ID, want.Unit)
			}
		}
		if err := closings(t, c, round, root.ID, byClass); err != nil {
			return err
		}
	}
	return nil
}

// closingSlack is how far apart two writers of the same moment may have looked at the
// clock. Ours.
const closingSlack = 10 * time.Second

// closings holds what was signed when a round was closed against the sheets that had come
// in by then: a sheet that came in later changes none of it.
func closings(t *act.Tx, c *Check, round care.Campaign, root care.ID, now map[care.ID]store.ClassTally) error {
	rows, err := t.Closings(round.ID, root)
	if err != nil {
		return err
	}
	if round.State != care.CampaignClosed && len(rows) > 0 {
		c.fail("round %s is signed as closed and is %s", round.ID, round.State)
	}
	var flagged, alerted int // now; a pupil who changed classes is counted in the newer one
	for _, k := range now {
		flagged, alerted = flagged+k.Flagged, alerted+k.Alerted
	}
	var before, after map[care.ID][2]int
	var signed store.ClassTally // of the closing at hand
	for i, row := range rows {
		if i == 0 || row.Seq != rows[i-1].Seq {
			signed = store.ClassTally{}
			if before, err = t.DoneBy(round.ID, row.At-care.Millis(closingSlack.Milliseconds())); err != nil {
				return err
			}
			if after, err = t.DoneBy(round.ID, row.At+care.Millis(closingSlack.Milliseconds())); err != nil {
				return err
			}
			if row.Seq == 1 && row.At != round.ClosedAt {
				c.fail("round %s was closed at another time than its figures were signed", round.ID)
			}
		}
		c.Checked++
		least, most, k := before[row.Unit], after[row.Unit], now[row.Unit]
		if row.Submitted < least[0] || row.Submitted > most[0] || row.Stopped < least[1] || row.Stopped > most[1] || row.Valid > k.Valid {
			c.fail("round %s class %s: what was signed at closing %d is not what had come in by then", round.ID, row.Unit, row.Seq)
		}
		signed.Flagged, signed.Alerted = signed.Flagged+row.Flagged, signed.Alerted+row.Alerted
		if signed.Flagged > flagged || signed.Alerted > alerted {
			c.fail("round %s: at closing %d more was signed as flagged or alerted than there is", round.ID, row.Seq)
		}
	}
	return nil
}

// sealed opens every sealed value. A submitted result with a critical answer
// must have raised an alert.
func sealed(_ context.Context, t *act.Tx, c *Check) error {
	if t.K.Locked() {
		c.fail("the region is locked; sealed values were not opened")
		return nil
	}
	for _, column := range store.SealedColumns() {
		err := t.EachSealed(column, func(row store.SealedRow) error {
			c.Checked++
			plain, err := t.Open(column.Table, column.Column, row.ID, row.Sealed)
			if err != nil {
				c.fail("%s.%s of %s does not open", column.Table, column.Column, row.ID)
				return nil
			}
			if column.Table == "sitting" && column.Column == "result" {
				return alerted(t, c, row.ID, plain)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// signatures takes every signed record's digest again.
func signatures(_ context.Context, t *act.Tx, c *Check) error {
	return t.EachSignature(func(s store.Signature) error {
		c.Checked++
		digest, err := t.RecordDigest(s.Record)
		if care.KindOf(err) == care.NotFound {
			c.fail("the record %s that %s signed is gone", s.Record, s.ID)
			return nil
		}
		if err == nil && !bytes.Equal(digest, s.Digest) {
			c.fail("record %s is not what was signed", s.Record)
		}
		return err
	})
}

func alerted(t *act.Tx, c *Check, sitting care.ID, plain []byte) error {
	var res screening.Result
	if err := json.Unmarshal(plain, &res); err != nil {
		c.fail("result of sitting %s is not readable", sitting)
		return nil
	}
	critical := 0
	for _, s := range res.Scores {
		critical += len(s.Critical)
	}
	if critical == 0 && !res.Alert {
		return nil
	}
	has, err := t.HasAlert(sitting)
	if err == nil && !has {
		c.fail("sitting %s asks for an alert and raised none", sitting)
	}
	return err
}

// auditLog recomputes the Merkle tree and compares the clear columns beside
// each entry with what the entry itself says.
func auditLog(_ context.Context, t *act.Tx, c *Check) error {
	stored, err := t.AuditHead()
	if err != nil {
		return err
	}
	var head audit.Head
	if err := head.Unmarshal(stored); err != nil {
		c.fail("the log's head is not readable")
		return nil
	}
	fresh := audit.NewHead(head.Suite)
	var next uint64
	err = t.EachAudit(func(row store.AuditRow) error {
		c.Checked++
		var e audit.Entry
		if err := e.Unmarshal(row.Entry); err != nil {
			c.fail("entry %d is no entry", row.Seq)
			return nil
		}
		if row.Seq != next || e.Seq != next {
			c.fail("entry %d stands where %d belongs", row.Seq, next)
		}
		next = row.Seq + 1
		leaf := fresh.Append(row.Entry)[0]
		if !slices.Equal(leaf, row.Leaf) {
			c.fail("entry %d was changed", row.Seq)
		}
		if e.At != row.At || !sameSubject(e.Subject, row.Subject) {
			c.fail("entry %d: the columns beside it say something else", row.Seq)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if fresh.Size != head.Size || !slices.Equal(fresh.Root(), head.Root()) {
		c.fail("the log of %d entries does not give the stored head of %d", fresh.Size, head.Size)
	}
	return nil
}

func sameSubject(subject [16]byte, column []byte) bool {
	if subject == ([16]byte{}) {
		return len(column) == 0
	}
	return slices.Equal(subject[:], column)
}

func clearColumns(ctx context.Context, t *act.Tx, c *Check) error {
	columns, err := t.K.DB.Columns(ctx)
	if err != nil {
		return err
	}
	known := docs.Columns()
	for _, column := range columns {
		c.Checked++
		if !known[column] {
			c.fail("column %s is not in the register of docs/security.md", column)
		}
	}
	return nil
}

func durability(ctx context.Context, t *act.Tx, c *Check) error {
	says, ok, err := t.K.DB.Durable(ctx)
	c.Checked = 1
	if err == nil && !ok {
		c.fail("a commit is not flushed before it is acknowledged: %s", says)
	}
	return err
}

// Text writes the report for people.
func (r Report) Text() string {
	var b strings.Builder
	for _, c := range r.Checks {
		mark := "ok  "
		if !c.OK {
			mark = "FAIL"
		}
		fmt.Fprintf(&b, "%s %-16s %d checked\n", mark, c.Name, c.Checked)
		for _, v := range c.Violations {
			fmt.Fprintf(&b, "       %s\n", v)
		}
	}
	return b.String()
}

// ErrDirty is what a command returns when a check failed.
var ErrDirty = errors.New("a promise is broken; see the list")
