// Package verify proves the promises on any database: nobody dropped out of the
// loop, counts are true, sealed values open, the log is whole, and nothing
// stands in clear text that the register does not name. Each check is held by a
// test that damages a database and sees it caught.
package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"xinhuan/docs"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
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
	{"episode_end", episodeEnd},
	{"level_history", levelHistory},
	{"programme_duties", programmeDuties},
	{"unit_duties", unitDuties},
	{"intervals", intervals},
	{"flag_end", ids("flag %s has neither an end nor a duty", (*store.Tx).LooseFlags)},
	{"flag_decided", flagDecided},
	{"round_closed", ids("round %s was closed while somebody waited for an interview or a safety check", (*store.Tx).HastyRounds)},
	{"alert_answer", ids("alert %s has neither an answer nor a climb", (*store.Tx).SilentAlerts)},
	{"alert_checked", alertChecked},
	{"notice_duty", ids("notice %s waits without a duty or was sent without a climb", (*store.Tx).LostNotices)},
	{"notice_end", noticeEnd},
	{"guardian_sought", guardianSought},
	{"protection_duty", ids("notice %s was withheld because home is not safe, and no protection duty is open or done", (*store.Tx).Unprotected)},
	{"duty_post", ids("open duty %s has no post", (*store.Tx).VacantDuties)},
	{"duty_opens", dutyOpens},
	{"duty_end", dutyEnd},
	{"duty_time", dutyTime},
	{"belongs", belongs},
	{"consent_basis", ids("sitting %s has no consent basis", (*store.Tx).UnfoundedSittings)},
	{"sheets", ids("sitting %s lacks its sheet, its result or its receipt, or has what its state does not", (*store.Tx).HalfSheets)},
	{"tallies", tallies},
	{"sealed", sealed},
	{"signatures", signatures},
	{"packs", packs},
	{"basis", basis},
	{"replay", replay},
	{"kept_acts", keptActs},
	{"audit_log", auditLog},
	{"clear_columns", clearColumns},
	{"durability", durability},
}

// Run runs every check over one consistent view of the region. A check that dies of
// what it finds is a broken promise like any other, and the rest still run: over a view
// of their own, since an engine may refuse everything after an error.
func Run(ctx context.Context, k *act.Kernel) (Report, error) {
	report := Report{OK: true, Checks: []Check{}}
	for left := checks; len(left) > 0; {
		var done []Check
		err := k.View(ctx, act.System, func(t *act.Tx) error {
			done = nil
			for _, c := range left {
				result, err := c.on(ctx, t)
				done = append(done, result)
				if err != nil {
					return nil
				}
			}
			return nil
		})
		if gone := ctx.Err(); gone != nil {
			return report, gone
		}
		if err != nil && len(done) == 0 { // not even a view can be had
			result := left[0].result()
			result.fail("this could not be looked at: %v", err)
			done = append(done, result)
		}
		for _, result := range done {
			report.OK = report.OK && result.OK
		}
		report.Checks = append(report.Checks, done...)
		left = left[len(done):]
	}
	return report, nil
}

func (c check) result() Check { return Check{Name: c.name, OK: true, Violations: []string{}} }

// on runs a check; what stops it, a panic too, is a violation of it.
func (c check) on(ctx context.Context, t *act.Tx) (result Check, err error) {
	result = c.result()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
		if err != nil {
			result.fail("this check stopped before its end: %v", err)
		}
	}()
	err = c.run(ctx, t, &result)
	return result, err
}

// Unopened is the report on a database of which not even the region can be opened.
func Unopened(err error) Report {
	c := check{name: "region"}.result()
	c.fail("the region can't be opened: %v", err)
	return Report{Checks: []Check{c}}
}

// programmeDuties: the duties of every open episode of every programme are those
// that its level's row of the pack demands: none missing, none without reason, all
// with whoever is responsible, and the next date is that of the first.
func programmeDuties(_ context.Context, t *act.Tx, c *Check) error {
	return inPages(lookPage, t.EachOpenEpisode, func(page []care.Episode) error {
		c.Checked += len(page)
		return t.Unsettled(page, func(e care.Episode, faults []string) {
			for _, f := range faults {
				c.fail("open episode %s: %s", e.ID, f)
			}
		})
	})
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
		if err != nil {
			c.fail("open duty %s of %s: who may open what it is about can't be told: %v", d.ID, d.Rule, err)
		}
		if err != nil || able {
			return nil
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
