package casework

import (
	"context"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
)

// File is a pupil's archive as one reader may see it, in the order in which it
// is read: who is responsible and what comes next, the level, what must not be
// done, the plan, the people around, and what happened.
type File struct {
	Pupil     Chip
	Kind      care.PersonKind
	Identity  care.Identity
	Age       int
	Episode   care.Episode // zero without an open one, or where it is not for the reader
	Owner     Holder
	Next      []Row // open duties of the episode and its flags, first due first; for a recipient his own
	Levels    []LevelEntry
	Plan      *RecordView
	Never     []string // what the plan says must not be done
	Safety    *RecordView
	People    []Holder
	Guardians []care.Guardian
	HomeOpen  bool // a guardian's notice is held until "is home safe?" is answered
	Events    []Event
	Care      []Cared // the other programmes, as far as the reader may know of them
	Home      Home
	Forms     bool // the page of forms holds one for the reader to fill in, or a filed one he may read
	Knows     Knows
	May       Rights
	Now       care.Millis
	Today     care.Date
}

// Knows is what the reader may read of this pupil. Who was told of him by a
// notice knows the summary of the plan and not the plan.
type Knows struct{ Level, Plan, Summary, Scores, Suggestion, Contacts, Alerts bool }

// Rights is what the reader may do about this pupil.
type Rights struct{ Level, Plan, Interview, Notices bool }

// LevelEntry is one line of the level history.
type LevelEntry struct {
	care.LevelChange
	By     Holder
	Reason string         // "" where it is not for the reader
	Groups []policy.Group // that were a ground for it; none where they are not for the reader
	Era    act.Era        // the pack it was decided under
}

// OpenFile opens a pupil's file; the opening is logged with its purpose.
func (r Room) OpenFile(ctx context.Context, who act.Who, person care.ID) (File, error) {
	var f File
	err := r.Do(ctx, who, "casework.OpenFile", func(t *act.Tx) error {
		f = File{Now: t.Now, Today: t.Today}
		if err := opened(t, "pupil", 0, person, access.Identity); err != nil {
			return err
		}
		for _, read := range []func(*act.Tx, care.ID) error{f.readPerson, f.readRights, f.readEpisode, f.readCare, f.readNext, f.readPlan, f.readPeople, f.readEvents, f.readForms} {
			if err := read(t, person); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

func (f *File) readPerson(t *act.Tx, person care.ID) (err error) {
	p, err := t.Person(person)
	if err != nil {
		return err
	}
	if f.Kind = p.Kind; p.Kind == care.StaffPerson {
		return care.Unseen("open file")
	}
	if f.Identity, err = t.Identity(p); err != nil {
		return err
	}
	if f.Identity.Birth != "" {
		f.Age = care.Age(f.Identity.Birth, t.Today)
	}
	f.Pupil, err = chipOf(t, person)
	return err
}

func (f *File) readRights(t *act.Tx, person care.ID) error {
	read := func(d access.Data) bool { return t.May(access.Read, d, person) }
	write := func(d access.Data) bool { return t.May(access.Write, d, person) }
	f.Knows = Knows{read(access.Level), read(access.Plan), read(access.PlanSummary), read(access.Scores), read(access.Suggestion), read(access.Contacts), read(access.Alerts)}
	f.May = Rights{write(access.Level), write(access.Plan), write(access.Interview), write(access.Notices)}
	return nil
}

func (f *File) readForms(t *act.Tx, person care.ID) error {
	if f.Kind != care.PupilPerson {
		return nil
	}
	for _, id := range t.K.Forms().IDs() {
		def, _ := t.K.Forms().Get(id)
		if !def.OnPerson() || !mayWrite(t, def, person) {
			continue
		}
		suits, err := ageSuits(t, def, person)
		if err != nil {
			return err
		}
		if suits {
			f.Forms = true
			return nil
		}
	}
	var forms PupilForms
	err := forms.readFiled(t, person)
	f.Forms = len(forms.Filed) > 0
	return err
}

func (f *File) readEpisode(t *act.Tx, person care.ID) error {
	if !f.Knows.Level && !f.Knows.Summary {
		return nil
	}
	e, err := t.OpenEpisode(person, care.StudentCare)
	if err != nil && care.KindOf(err) != care.NotFound {
		return err
	}
	f.Episode = e
	if !f.Knows.Level {
		f.Episode.Level = care.LevelNone
	}
	if f.Owner, err = holderOf(t, e.OwnerPost); err != nil {
		return err
	}
	if e.ID == 0 {
		return nil
	}
	told, err := t.NoticesOf(e.ID)
	if err != nil {
		return err
	}
	f.HomeOpen = slices.ContainsFunc(told, func(n care.Notice) bool { return n.State == care.NoticeHeld })
	if !f.Knows.Level {
		return nil
	}
	f.Levels, err = levelEntries(t, e.ID, f.Knows.Plan && f.May.Plan)
	return err
}

// levelEntries reads an episode's level history; why, only for those who may know.
func levelEntries(t *act.Tx, episode care.ID, why bool) (list []LevelEntry, err error) {
	lines, err := t.Levels(episode)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		entry := LevelEntry{LevelChange: l.LevelChange}
		if entry.By, err = holderOf(t, l.ByPost); err != nil {
			return nil, err
		}
		if entry.Era, err = t.EraOf(l.PackHash, l.At); err != nil {
			return nil, err
		}
		if why {
			var reason LevelReason
			if err := t.OpenJSON("level_change", "reason", l.ID, l.Reason, &reason); err != nil {
				return nil, err
			}
			entry.Reason = reason.Reason
			for _, id := range reason.Groups {
				if g, ok := groupOf(entry.Era, t.Policy, id); ok {
					entry.Groups = append(entry.Groups, g)
				}
			}
		}
		list = append(list, entry)
	}
	return list, nil
}

// groupOf finds a group in the pack of a decision, else in the one in use.
func groupOf(e act.Era, now *policy.Stack, id string) (policy.Group, bool) {
	if e.Pack != nil {
		if g, ok := e.Pack.Group(id); ok {
			return g, true
		}
	}
	return now.Group(id)
}

// readPlan finds the newest plan, or what the reader may know of it, and the
// newest safety plan.
func (f *File) readPlan(t *act.Tx, person care.ID) error {
	if !f.Knows.Plan && !f.Knows.Summary {
		return nil
	}
	rows, err := t.RecordsOf(person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		into := map[string]**RecordView{"plan": &f.Plan, "safety_plan": &f.Safety}[row.Form]
		if into == nil || *into != nil {
			continue
		}
		if p, err := aboutProgramme(t, row.Ref, row.RefID); err != nil || p != "" {
			if err != nil {
				return err
			}
			continue // another programme's plan is shown with that programme
		}
		v, err := openRecord(t, row)
		if err != nil {
			return err
		}
		if readable(v) {
			*into = &v
		}
	}
	if f.Plan != nil {
		f.Never = f.Plan.Values.Strings("prohibited")
	}
	return nil
}

// circle is who stands around a pupil, nearest first.
var circle = []care.Role{care.ClassTeacher, care.PsychologyTeacher, care.PsychologyLead, care.GradeHead, care.MoralEducationOffice, care.DeputyPrincipal, care.Principal}

func (f *File) readPeople(t *act.Tx, person care.ID) error {
	class, err := t.ClassIDOf(person)
	if err != nil && care.KindOf(err) != care.NotFound {
		return err
	}
	if err == nil {
		if f.People, err = peopleAround(t, class); err != nil {
			return err
		}
	}
	if f.Knows.Contacts {
		f.Guardians, err = t.GuardiansOf(person)
		return err
	}
	return nil
}

func peopleAround(t *act.Tx, class care.ID) ([]Holder, error) {
	above, err := t.Ancestors(class)
	if err != nil {
		return nil, err
	}
	var list []Holder
	for _, role := range circle {
		for _, u := range above {
			if u.Kind == care.District {
				continue
			}
			posts, err := t.PostsOf(u.ID, role)
			if err != nil {
				return nil, err
			}
			if role == care.GradeHead && len(posts) > 1 {
				continue // a post does not say which grade it leads, and nine names help nobody
			}
			for _, p := range posts {
				h, err := holderOf(t, p.ID)
				if err != nil {
					return nil, err
				}
				list = append(list, h)
			}
		}
	}
	return list, nil
}

// readable tells whether a record may be shown at all to the reader.
func readable(v RecordView) bool { return len(v.Values) > 0 || len(v.Hidden) == 0 }

// Lines are a record's questions and answers as the reader may see them.
func (v RecordView) Lines(lang care.Lang) []questionnaire.Line { return v.Def.Summary(v.Values, lang) }
