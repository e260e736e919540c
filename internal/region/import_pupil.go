package region

import (
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
)

// pupils writes the rows of one chunk. Who they are is found again now: since
// the list was staged somebody else may have enrolled or moved them.
func (a *applier) pupils(rows []stagedPupil) error {
	var find []*stagedPupil
	decided := map[*stagedPupil]care.ID{}
	for i := range rows {
		r := &rows[i]
		switch who, ok := a.n.Decided[RowRef{a.chunk.N, i}]; {
		case r.Change == RowLeft:
		case r.Change != RowDoubtful:
			find = append(find, r)
		case ok:
			decided[r] = who
		default:
			a.n.Counts.LeftOut++
		}
	}
	classes := map[cohort]care.ID{}
	for i := range rows {
		if err := a.findClass(a.cohort(&rows[i]), classes); err != nil {
			return err
		}
	}
	m := matcher{t: a.t, school: a.chunk.School, schools: map[care.ID]care.ID{}, class: func(s stagedPupil) care.ID { return classes[a.cohort(&s)] }}
	if err := m.match(find); err != nil {
		return err
	}
	if err := m.decide(decided); err != nil {
		return err
	}
	for i := range rows {
		if err := a.pupil(&rows[i], classes); err != nil {
			return fmt.Errorf("row %s: %w", RowRef{a.chunk.N, i}, err)
		}
	}
	_, err := enrolAll(a.t, a.fresh)
	return err
}

func (a *applier) cohort(r *stagedPupil) cohort {
	return cohort{a.chunk.School, r.Stage, r.Entry, r.Number}
}

func (a *applier) findClass(c cohort, classes map[cohort]care.ID) error {
	if _, asked := classes[c]; asked {
		return nil
	}
	u, err := a.t.ClassOf(c.school, c.stage, c.entry, c.number)
	if err != nil && care.KindOf(err) != care.NotFound {
		return err
	}
	classes[c] = u.ID
	return nil
}

// decide takes a person's word for who the doubtful rows are.
func (m *matcher) decide(decided map[*stagedPupil]care.ID) error {
	people := map[care.ID]*known{}
	var ids []care.ID
	var rows []*stagedPupil
	for r, id := range decided {
		r.Change, r.Person = RowNew, id
		if id != 0 {
			ids, rows = append(ids, id), append(rows, r)
		}
	}
	if err := m.open(people, ids); err != nil {
		return err
	}
	for _, r := range rows {
		if people[r.Person] == nil {
			return care.Fail(care.NotFound, "decide row", "所选学生不存在", "the chosen pupil does not exist")
		}
	}
	return m.compare(rows, people)
}

// pupil writes one row; its class is added when it is missing.
func (a *applier) pupil(r *stagedPupil, classes map[cohort]care.ID) error {
	c := a.cohort(r)
	if classes[c] == 0 && (r.Change == RowNew || r.Change == RowMoved) {
		u, err := addUnit(a.t, care.Unit{Parent: c.school, Kind: care.Class, Stage: c.stage, Entry: c.entry, Number: c.number})
		if err != nil {
			return err
		}
		classes[c] = u.ID
	}
	class := classes[c]
	switch r.Change {
	case RowNew:
		a.fresh = append(a.fresh, NewPupil{Class: class, Village: r.Village, Identity: r.Identity, Guardians: r.Guardians})
	case RowMoved:
		if err := a.move(r, class); err != nil {
			return err
		}
		return a.change(r)
	case RowChanged:
		return a.change(r)
	case RowLeft:
		return a.leave(r)
	}
	return nil
}

func (a *applier) move(r *stagedPupil, class care.ID) error {
	if err := movePupil(a.t, r.Person, class); err != nil || r.From == 0 {
		return err
	}
	before, err := a.t.Above(r.From, care.School)
	if err != nil || before.ID == a.chunk.School {
		return err
	}
	return a.callOwners(r.Person, before.ID, "moved")
}

// leave ends an enrolment if a person asked for that and the pupil still is
// where he was when the list was staged.
func (a *applier) leave(r *stagedPupil) error {
	now, err := a.t.ClassIDOf(r.Person)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if !a.n.Leavers || now != r.From {
		a.n.Counts.LeftOut++
		return nil
	}
	if err := movePupil(a.t, r.Person, 0); err != nil {
		return err
	}
	school, err := a.t.Above(r.From, care.School)
	if err != nil {
		return err
	}
	return a.callOwners(r.Person, school.ID, "left")
}

// callOwners opens a duty for the owner of every open episode of somebody who
// changed schools or left: nothing else is touched, and nobody is dropped.
func (a *applier) callOwners(person, school care.ID, why string) error {
	episodes, err := a.t.EpisodesOf(person)
	if err != nil {
		return err
	}
	for _, e := range episodes {
		if e.State != care.EpisodeOpen || e.Programme != care.StudentCare {
			continue // other programmes follow where the child lives
		}
		_, err := a.t.OpenDuty("contact."+e.Level.String(), care.Duty{Person: person, Unit: school, Ref: "episode", RefID: e.ID, Post: e.OwnerPost, Level: e.Level,
			Period: fmt.Sprintf("%s.%s", why, a.t.Today)})
		if err != nil {
			return err
		}
	}
	return nil
}

// change writes what differs in identity, guardians and residence.
func (a *applier) change(r *stagedPupil) error {
	if len(r.Diff) == 0 {
		return nil
	}
	row, err := a.t.Person(r.Person)
	if err != nil {
		return err
	}
	old, err := a.t.Identity(row)
	if err != nil {
		return err
	}
	if now, diff := merged(old, r); len(diff) > 0 {
		if err := updateIdentity(a.t, r.Person, now); err != nil {
			return err
		}
	}
	guardians, err := openGuardians(a.t, []care.ID{r.Person})
	if err != nil {
		return err
	}
	changed, added := mergeGuardians(guardians[r.Person], r.Guardians)
	for _, g := range changed {
		sealed, err := a.t.SealJSON(r.Person, envelope.Contacts, "guardian", "sealed", g.ID, g)
		if err != nil {
			return err
		}
		if err := a.t.UpdateGuardian(g.ID, sealed); err != nil {
			return err
		}
	}
	if err := a.t.AddGuardians(r.Person, added); err != nil {
		return err
	}
	return settleHome(a.t, r.Person, r.Village)
}

// settleHome moves a pupil's residence to the village a list names.
func settleHome(t *act.Tx, person, village care.ID) error {
	if village == 0 {
		return nil
	}
	ties, err := t.CurrentTies([]care.ID{person})
	if err != nil {
		return err
	}
	for _, tie := range ties {
		if tie.Kind != care.Resident {
			continue
		}
		if tie.Unit == village {
			return nil
		}
		if err := t.EndTie(tie.ID); err != nil {
			return err
		}
	}
	if err := t.InsertTie(care.Tie{ID: t.NewID(), Person: person, Unit: village, Kind: care.Resident, FromOn: t.Today}); err != nil {
		return err
	}
	return t.Rehome(person)
}
