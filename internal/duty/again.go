package duty

import "xinhuan/internal/care"

// GraceDays: whoever enters in the last days of a calendar stretch is owed the
// repeated contacts from the next one on, while the first contact, which has its
// own short time, covers the gap. Otherwise entering on the 30th would make a
// home visit of the quarter late after one day. Ours.
const GraceDays = 7

// Repeated is something owed to one person again and again: once in every
// calendar stretch of Span, or, without one, Within after the last time.
type Repeated struct {
	Within Timer
	Span   Span
}

// First is the instant by which it must be done for the first time when it is
// owed since an instant. Met tells that it was done in that stretch already, so
// that the next one counts; covered, that a first contact with a time of its own
// is asked for at the same moment.
func (r Repeated) First(since care.Millis, met, covered bool, cal Calendar, terms Terms) care.Millis {
	if r.Span == "" {
		return DueAt(r.Within, since, cal)
	}
	rec := Recurrence{Span: r.Span}
	p := rec.On(dateOf(since), terms)
	short := covered && civilDay(p.Due())-civilDay(since) < GraceDays
	_, due := rec.DueIn(since, met || short, terms)
	return due
}

// Next is the instant by which it must be done again after it was done on a day.
func (r Repeated) Next(on care.Date, cal Calendar, terms Terms) care.Millis {
	noon := care.MillisOf(on.Time()) + 12*3600*1000
	if r.Span == "" {
		return DueAt(r.Within, noon, cal)
	}
	_, due := Recurrence{Span: r.Span}.DueIn(noon, true, terms)
	return due
}

// Meets tells whether doing it on a day does what was due by an instant and is
// counted from a day: of a calendar stretch, any day of that stretch or a later
// one; rolling, any day after the one it is counted from ("" = from the beginning).
// Paper that is filed late so finishes nothing that was not yet owed.
func (r Repeated) Meets(on care.Date, due care.Millis, from care.Date, terms Terms) bool {
	if r.Span == "" {
		return on > from
	}
	rec := Recurrence{Span: r.Span}
	return rec.On(on, terms).First >= rec.On(dateOf(due), terms).First
}

// Name tells one time from the next: the stretch a due instant lies in, or the day
// it is counted from.
func (r Repeated) Name(due care.Millis, from care.Date, terms Terms) string {
	if r.Span == "" {
		return string(from)
	}
	return Recurrence{Span: r.Span}.On(dateOf(due), terms).Name
}
