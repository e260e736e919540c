package casework

import (
	"cmp"
	"slices"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// Cared is a programme somebody is in, as one reader may know it. Known=false
// leaves only that he is in it, and with whom.
type Cared struct {
	Episode   care.Episode
	Programme policy.Programme
	Known     bool
	Owner     Holder
	Levels    []LevelEntry
	Plan      *RecordView
	Proposed  *Proposed // a lower level that waits for a second person
	May       CareRights
}

// Contact is the form by which a contact is recorded.
func (c Cared) Contact() string { return cmp.Or(c.Programme.Contact, ContactForm) }

// Ended tells whether the basis has run out by a day.
func (c Cared) Ended(today care.Date) bool {
	return c.Episode.ValidTo != "" && c.Episode.ValidTo < today
}

// Label is the level in the programme's words.
func (c Cared) Label() care.Text { return c.Programme.Label(c.Episode.Level) }

// CareRights is what the reader may do in a programme.
type CareRights struct {
	Write  bool // contacts, plan, level
	Leave  bool
	Raise  bool // set the flag of an abnormality
	Object bool // record that the person objects
}

// Proposed is a lower level somebody proposed.
type Proposed struct {
	Level  care.Level
	By     Holder
	At     care.Millis
	Reason string
	Mine   bool // the reader proposed it himself
}

// Home is where somebody lives and how.
type Home struct {
	Unit  care.Unit
	State care.HomeState
	May   bool // the reader may move it
}

// readCare reads the other programmes somebody is in.
func (f *File) readCare(t *act.Tx, person care.ID) error {
	episodes, err := t.Programmes(person)
	if err != nil {
		return err
	}
	for _, e := range episodes {
		c, known, err := caredOf(t, e)
		if err != nil {
			return err
		}
		if known {
			f.Care = append(f.Care, c)
		}
	}
	return f.readHome(t, person)
}

// caredOf reads one programme; false where it is nothing for the reader.
func caredOf(t *act.Tx, e care.Episode) (Cared, bool, error) {
	c := Cared{Episode: e}
	var ok bool
	if c.Programme, ok = t.Policy.Programme(e.Programme); !ok {
		return c, false, nil
	}
	data, status := access.Data(c.Programme.Data), access.Data(c.Programme.Knows())
	c.Known = t.May(access.Read, data, e.Person)
	if !c.Known && !t.May(access.Read, status, e.Person) {
		return c, false, nil
	}
	c.May.Write = c.Known && t.May(access.Write, data, e.Person)
	c.May.Leave = c.May.Write && t.Who.Role != care.ChildDirector
	c.May.Raise = e.Programme == care.ChildInHardship && e.Level <= c.Programme.Lowest() && (c.May.Write || t.May(access.Write, status, e.Person))
	var err error
	if c.Owner, err = holderOf(t, e.OwnerPost); err != nil {
		return c, true, err
	}
	if !c.Known {
		c.May.Raise = t.May(access.Write, status, e.Person) && e.Programme == care.ChildInHardship
		c.Episode = care.Episode{ID: e.ID, Person: e.Person, Programme: e.Programme, State: e.State, OwnerPost: e.OwnerPost}
		return c, true, nil
	}
	if c.Levels, err = levelEntries(t, e.ID, true); err != nil {
		return c, true, err
	}
	if c.Plan, err = planOf(t, e); err != nil {
		return c, true, err
	}
	c.Proposed, err = proposedOf(t, e)
	c.May.Object = c.May.Write && c.Programme.Contest != "" && c.Proposed == nil
	return c, true, err
}

func planOf(t *act.Tx, e care.Episode) (*RecordView, error) {
	rows, err := t.RecordsFor("episode", e.ID)
	if err != nil {
		return nil, err
	}
	var plan *RecordView
	for _, row := range rows {
		if row.Form != "plan" || plan != nil && row.At < plan.At {
			continue
		}
		v, err := openRecord(t, row)
		if err != nil {
			return nil, err
		}
		plan = &v
	}
	return plan, nil
}

func proposedOf(t *act.Tx, e care.Episode) (*Proposed, error) {
	p, err := t.LevelProposal(e.ID)
	if err != nil {
		if care.KindOf(err) == care.NotFound {
			err = nil
		}
		return nil, err
	}
	out := &Proposed{Level: p.Level, At: p.At, Mine: p.ByPerson == t.Who.Person}
	if out.By, err = holderOf(t, p.ByPost); err != nil {
		return nil, err
	}
	var why LevelReason
	err = t.OpenJSON("level_proposal", "reason", p.ID, p.Reason, &why)
	out.Reason = why.Reason
	return out, err
}

func (f *File) readHome(t *act.Tx, person care.ID) error {
	if !f.Knows.Contacts && !slices.ContainsFunc(f.Care, func(c Cared) bool { return c.Known }) {
		return nil
	}
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return err
	}
	for _, tie := range ties {
		if tie.Kind == care.Resident {
			f.Home.State = tie.State
			if f.Home.Unit, err = t.Unit(tie.Unit); err != nil {
				return err
			}
		}
	}
	f.Home.May = t.May(access.Write, access.Roster, person) && slices.ContainsFunc(f.Care, func(c Cared) bool { return c.May.Write })
	return nil
}

// readNext lists one plan of who does what next over all programmes the reader may
// know of, first due first.
func (f *File) readNext(t *act.Tx, person care.ID) error {
	duties, err := t.DutiesAbout(person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if d.State != care.DutyOpen || protectionKept(t, d) {
			continue
		}
		row, err := dutyRow(t, d)
		if err != nil {
			return err
		}
		if !f.knowsOf(row) && d.Post != t.Who.Post {
			continue
		}
		if row.Whom, err = holderOf(t, d.Post); err != nil {
			return err
		}
		if err := row.afterMeeting(t); err != nil {
			return err
		}
		f.Next = append(f.Next, row)
	}
	slices.SortStableFunc(f.Next, func(a, b Row) int { return cmp.Compare(a.Due, b.Due) })
	return nil
}

// knowsOf tells whether a row belongs to something the reader may know.
func (f *File) knowsOf(row Row) bool {
	if row.Of == "" || row.Of == care.StudentCare {
		return f.whole() // a list of steps tells much of what the plan says
	}
	c, ok := f.In(row.Of)
	return ok && c.Known
}

// In finds a programme among those of the file.
func (f File) In(p care.Programme) (Cared, bool) {
	i := slices.IndexFunc(f.Care, func(c Cared) bool { return c.Episode.Programme == p })
	if i < 0 {
		return Cared{}, false
	}
	return f.Care[i], true
}

// MayDo tells whether the reader may do a row of the plan.
func (f File) MayDo(row Row) bool {
	if row.Of == "" || row.Of == care.StudentCare {
		return f.May.Plan || f.May.Interview
	}
	c, ok := f.In(row.Of)
	return ok && c.May.Write
}

// careEvents puts the levels of the known programmes into the timeline.
func (f *File) careEvents() {
	for _, c := range f.Care {
		for _, l := range c.Levels {
			title := c.Programme.Text
			label := c.Programme.Label(l.Level)
			if l.Level == care.LevelNone {
				label = care.Text{Zh: "退出", En: "left"}
			}
			f.Events = append(f.Events, Event{Kind: "care", ID: l.ID, At: l.At, By: l.By, Title: care.Text{Zh: title.Zh + "：" + label.Zh, En: title.En + ": " + label.En}})
		}
	}
}
