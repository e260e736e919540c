package act

import (
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/policy"
)

// What somebody put off behind the program is late without being called late. The last
// instant that any rule of the packs since gives is worked out again here, for verify.

// PutOff says why an open duty about a person is due, or climbs, later than any pack
// since it was opened lets it; "" where it is not.
func (t *Tx) PutOff(d care.Duty) (string, error) {
	eras, err := t.Eras()
	if err != nil {
		return "", err
	}
	var latest, climb care.Millis
	ladder := false
	for _, e := range eras {
		if e.Pack == nil {
			return "", nil // what can't be read is not known to say less
		}
		if e.To != 0 && e.To < d.OpenedAt-inFlight {
			continue
		}
		timer, ok := e.Pack.Timer(d.Rule)
		if !ok {
			continue
		}
		latest = max(latest, latestDue(e.Pack, timer, d))
		if e.From > d.OpenedAt { // a switch leaves at least its day
			latest = max(latest, Switch{At: e.From}.least())
		}
		for _, s := range timer.Climb {
			climb = max(climb, care.Millis(s.After.Milliseconds()))
		}
		ladder = ladder || e.InForce && len(timer.Climb) > 0
	}
	switch {
	case latest == 0:
		return "", nil // of no rule: what every duty stands on is another question
	case d.DueAt > latest:
		return "is due later than its rule says", nil
	case d.ClimbAt > latest+climb:
		return "calls the next person later than its rule says", nil
	case ladder && d.Rung == 0 && d.ClimbAt == 0:
		return "calls nobody when it is late", nil
	}
	return "", nil
}

// latestDue is the last instant by which a duty of a timer may be due.
func latestDue(p *policy.Stack, timer policy.Timer, d care.Duty) care.Millis {
	cal := p.Calendar()
	latest := duty.DueAt(timer.Within, d.OpenedAt, cal)
	opened := care.DateOf(d.OpenedAt.Time())
	if timer.Cadence {
		latest = max(latest, timer.Repeated().Next(opened, cal, cal))
	}
	if d.Rule == policeAnswer { // on the day that was agreed, which is its period
		if on, err := care.ParseDate(d.Period); err == nil {
			latest = max(latest, care.MillisOf(max(on, opened).AddDays(1).Time())-1)
		}
	}
	if strings.HasPrefix(d.Rule, "review.") { // the review's day is the decision's own
		day := opened.AddDays(p.Level(d.Level).ReviewDays + 1)
		latest = max(latest, care.MillisOf(day.Time())-1)
	}
	return latest
}

// AnsweredLate tells whether a notice waits longer for its answer, or for the next call,
// than its row lets it under any pack since.
func (t *Tx) AnsweredLate(n care.Notice) (bool, error) {
	if n.State != care.NoticeSent {
		return false, nil
	}
	e, err := t.Episode(n.Episode)
	if err != nil {
		return false, err
	}
	eras, err := t.Eras()
	if err != nil {
		return false, err
	}
	var due, again care.Millis
	for _, era := range eras {
		if era.Pack == nil {
			return false, nil
		}
		for _, row := range era.Pack.NoticesOf(e.Programme, n.Level) {
			ack, ok := era.Pack.Timer(row.Ack)
			if row.To != n.ToRole || !ok {
				continue
			}
			due = max(due, duty.DueAt(ack.Within, n.SentAt, era.Pack.Calendar()))
			if era.From > n.SentAt {
				due = max(due, Switch{At: era.From}.least())
			}
			again = max(again, care.Millis(max(row.AckWithin, climbAgain).Milliseconds()))
		}
	}
	if due == 0 {
		return false, nil
	}
	if n.Rung > 0 {
		return n.DueAt > due || n.ClimbAt > t.Now+again, nil
	}
	return n.DueAt > due || n.ClimbAt > n.DueAt, nil
}
