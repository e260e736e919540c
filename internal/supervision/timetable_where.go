package supervision

import (
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/roster"
)

// where finds schools, classes and teachers of a list. Names are written the same
// way first, as everywhere in lists.
type where struct {
	t       *act.Tx
	schools map[string]care.Unit
	stages  map[care.Stage]bool
	staff   map[care.ID]map[string]care.ID // by school and name; 0 where two share it
	err     error
}

func newWhere(t *act.Tx, scope care.Unit) (*where, error) {
	w := &where{t: t, schools: map[string]care.Unit{}, stages: map[care.Stage]bool{}, staff: map[care.ID]map[string]care.ID{}}
	schools, err := t.Below(scope.ID, care.School)
	if err != nil {
		return nil, err
	}
	for _, s := range schools {
		w.schools[envelope.Normalise(s.Name)] = s
		if s.Code != "" {
			w.schools[envelope.Normalise(s.Code)] = s
		}
	}
	if scope.Kind != care.School {
		return w, nil
	}
	classes, err := t.Below(scope.ID, care.Class)
	for _, c := range classes {
		w.stages[c.Stage] = true
	}
	return w, err
}

// oneStage is the stage of a school whose classes are all of one, else "": in a
// nine-year school 三年级 must not be read as the third junior year.
func (w *where) oneStage() roster.Stage {
	if len(w.stages) != 1 {
		return ""
	}
	for s := range w.stages {
		return roster.Stage(s)
	}
	return ""
}

func (w *where) knownSchool(name string) bool {
	_, ok := w.schools[envelope.Normalise(name)]
	return ok
}

func (w *where) class(school string, c roster.Class) (care.Unit, bool) {
	s, ok := w.schools[envelope.Normalise(school)]
	if !ok {
		return care.Unit{}, false
	}
	u, err := w.t.ClassOf(s.ID, care.Stage(c.Stage), c.EntryYear, c.No)
	if err != nil && care.KindOf(err) != care.NotFound {
		w.err = err
	}
	return u, err == nil
}

func (w *where) knownClass(school string, c roster.Class) bool {
	_, ok := w.class(school, c)
	return ok
}

func (w *where) knownStaff(school, name string) bool { return w.staffOf(school, name) != 0 }

// staffOf is the person of a name with a post at the school or a class of it; 0
// when there is none, or two. The names of one school are opened in memory.
func (w *where) staffOf(school, name string) care.ID {
	s, ok := w.schools[envelope.Normalise(school)]
	if !ok || name == "" {
		return 0
	}
	if w.staff[s.ID] == nil {
		w.staff[s.ID] = map[string]care.ID{}
		if err := w.readStaff(s.ID); err != nil {
			w.err = err
		}
	}
	return w.staff[s.ID][envelope.Normalise(name)]
}

func (w *where) readStaff(school care.ID) error {
	people, err := w.t.HoldersBelow(school)
	if err != nil {
		return err
	}
	names := w.staff[school]
	for _, p := range people {
		name, err := w.t.NameOf(p)
		if err != nil {
			return err
		}
		key := envelope.Normalise(name)
		if before, taken := names[key]; taken && before != p {
			names[key] = 0
			continue
		}
		names[key] = p
	}
	return nil
}
