package casework

import (
	"cmp"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Event is one line of a pupil's timeline.
type Event struct {
	Kind   string // "record", "alert", "flag", "level", "notice", "sitting"
	ID     care.ID
	At     care.Millis
	Title  care.Text
	By     Holder
	Level  care.Level
	State  string
	Sealed care.Text // why it can't be read; empty when it can
}

var (
	sealedTalk = care.Text{Zh: "内容只对本校心理教师和记录人开放", En: "open only to the school's psychology staff and its author"}
	titleAlert = care.Text{Zh: "危险警报", En: "Danger alert"}
	titleFlag  = care.Text{Zh: "需要面谈", En: "To be met in person"}
)

// readEvents gathers the timeline. Who may know neither plan nor its summary sees
// nothing of the school's, and a recipient of a notice sees what he may open: that there is a record,
// an alert or a flag may itself be a secret.
func (f *File) readEvents(t *act.Tx, person care.ID) error {
	f.careEvents()
	defer func() { slices.SortStableFunc(f.Events, func(a, b Event) int { return cmp.Compare(b.At, a.At) }) }()
	if !f.whole() && !f.Knows.Summary {
		return f.recordEvents(t, person, true)
	}
	if err := f.recordEvents(t, person, false); err != nil {
		return err
	}
	reads := []func(*act.Tx, care.ID) error{f.noticeEvents}
	if f.whole() {
		reads = append(reads, f.alertEvents, f.flagEvents, f.sittingEvents)
	}
	for _, read := range reads {
		if err := read(t, person); err != nil {
			return err
		}
	}
	for _, l := range f.Levels {
		f.Events = append(f.Events, Event{Kind: "level", ID: l.ID, At: l.At, By: l.By, Level: l.Level, Title: care.Text{Zh: "确定级别", En: "Level set"}})
	}
	return nil
}

// whole tells whether the reader looks after the pupil, so that even what is
// sealed for him may be named.
func (f *File) whole() bool { return f.Knows.Plan || f.Knows.Suggestion }

// recordEvents lists the records. One of a programme whose records are not for the
// reader is left out: that there is one may itself be a secret. Ours, where the
// reader knows nothing of the school's, leaves those out in the same way.
func (f *File) recordEvents(t *act.Tx, person care.ID, ours bool) error {
	rows, err := t.RecordsOf(person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		e := Event{Kind: "record", ID: row.ID, At: row.At}
		p, err := aboutProgramme(t, row.Ref, row.RefID)
		if err != nil {
			return err
		}
		if p == "" && ours || p != "" && !t.May(access.Read, t.DataOf(p), person) {
			continue
		}
		v, err := openRecord(t, row)
		if err != nil {
			return err
		}
		e.Title = v.Title
		if row.Amends != 0 {
			e.Title = care.Text{Zh: v.Title.Zh + "（更正）", En: v.Title.En + " (amended)"}
		}
		if e.By, err = holderOf(t, row.AuthorPost); err != nil {
			return err
		}
		if !readable(v) && !f.whole() {
			continue
		}
		if !readable(v) {
			e.Sealed = sealedTalk
		}
		f.Events = append(f.Events, e)
	}
	return nil
}

func (f *File) alertEvents(t *act.Tx, person care.ID) error {
	if !f.Knows.Alerts {
		return nil
	}
	alerts, err := t.AlertsOf(person)
	for _, a := range alerts {
		f.Events = append(f.Events, Event{Kind: "alert", ID: a.ID, At: a.RaisedAt, Title: titleAlert, State: string(a.State)})
	}
	return err
}

func (f *File) flagEvents(t *act.Tx, person care.ID) error {
	flags, err := t.FlagsOf(person)
	for _, fl := range flags {
		e := Event{Kind: "flag", ID: fl.ID, At: fl.OpenedAt, Title: titleFlag, State: string(fl.State), Level: fl.Suggested}
		if !f.Knows.Suggestion {
			e.Sealed, e.Level = sealedTalk, care.LevelNone
		}
		f.Events = append(f.Events, e)
	}
	return err
}

// noticeEvents shows who was told and whether they acknowledged, to the care
// team; a recipient sees his own.
func (f *File) noticeEvents(t *act.Tx, person care.ID) error {
	episodes, err := t.EpisodesOf(person)
	if err != nil {
		return err
	}
	for _, e := range episodes {
		notices, err := t.NoticesOf(e.ID)
		if err != nil {
			return err
		}
		theirs := team(t, e)
		for _, n := range notices {
			if !theirs && n.ToPost != t.Who.Post {
				continue
			}
			ev := Event{Kind: "notice", ID: n.ID, At: n.CreatedAt, State: string(n.State), By: Holder{Role: n.ToRole}, Title: care.Text{Zh: "通知", En: "Notice"}}
			if n.ToPost != 0 {
				if ev.By, err = holderOf(t, n.ToPost); err != nil {
					return err
				}
			}
			f.Events = append(f.Events, ev)
		}
	}
	return nil
}

func (f *File) sittingEvents(t *act.Tx, person care.ID) error {
	if !f.Knows.Suggestion && !f.Knows.Scores {
		return nil
	}
	sittings, err := t.SittingsOf(person)
	if err != nil {
		return err
	}
	for _, s := range sittings {
		e, err := sittingEvent(t, s)
		if err != nil {
			return err
		}
		if !f.Knows.Scores {
			e.Sealed = sealedTalk
		}
		f.Events = append(f.Events, e)
	}
	return nil
}

func sittingEvent(t *act.Tx, s store.SittingRow) (Event, error) {
	c, err := t.Campaign(s.Campaign)
	e := Event{Kind: "sitting", ID: s.ID, At: max(s.StartedAt, s.SubmittedAt), State: string(s.State), Title: care.Text{Zh: "测评：" + c.Title, En: "Screening: " + c.Title}}
	if s.State == care.SittingSubmitted && !s.Valid {
		e.State = "invalid"
	}
	return e, err
}
