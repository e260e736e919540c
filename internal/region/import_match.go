package region

import (
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// matcher finds who the rows of one school are, by student number, then by
// identity number. What only a name suggests is never guessed. It is asked when
// a list is staged and again, inside the writing transaction, when it is
// applied, so that what happened in between is seen.
type matcher struct {
	t       *act.Tx
	school  care.ID
	class   func(stagedPupil) care.ID // the row's class, 0 when it does not exist yet
	schools map[care.ID]care.ID       // class -> school, remembered
	empty   bool                      // the region has no pupil yet
}

// known is a person a row may be, opened.
type known struct {
	id    care.Identity
	class care.ID
}

func (m *matcher) match(rows []*stagedPupil) error {
	for _, r := range rows {
		r.Change, r.Person, r.Maybe, r.Why, r.From, r.Diff, r.Worked = RowNew, 0, nil, "", 0, nil, false
		if r.Twin && r.Identity.StudentNo == "" && r.Identity.IDNo == "" {
			r.Change, r.Why = RowDoubtful, whyDuplicate
		}
	}
	if m.empty {
		return nil
	}
	byNo, err := m.hits(act.IndexStudentNo, rows, func(r *stagedPupil) string { return r.Identity.StudentNo })
	if err != nil {
		return err
	}
	byID, err := m.hits(act.IndexIDNo, rows, func(r *stagedPupil) string { return r.Identity.IDNo })
	if err != nil {
		return err
	}
	around := map[*stagedPupil]*candidates{}
	var open []care.ID
	for _, r := range rows {
		c := &candidates{id: byID[r]}
		if c.no, err = m.ofSchool(byNo[r], national(r.Identity.StudentNo)); err != nil {
			return err
		}
		around[r] = c
		for _, h := range slices.Concat(c.no, c.id) {
			open = append(open, h.Person)
		}
	}
	people := map[care.ID]*known{}
	if err := m.open(people, open); err != nil {
		return err
	}
	if err := m.namesakes(rows, around, people); err != nil {
		return err
	}
	for _, r := range rows {
		m.settle(r, around[r], people)
	}
	return m.compare(rows, people)
}

// namesakes looks for people of the same name at the school, for those rows
// that no number leads to, or only to somebody of another name. For the others
// it would cost a reading of everybody who shares a frequent name.
func (m *matcher) namesakes(rows []*stagedPupil, around map[*stagedPupil]*candidates, people map[care.ID]*known) error {
	var unsure []*stagedPupil
	for _, r := range rows {
		c := around[r]
		if !slices.ContainsFunc(slices.Concat(c.no, c.id), func(h store.IndexHit) bool {
			k := people[h.Person]
			return k != nil && sameName(k.id.Name, r.Identity.Name)
		}) {
			unsure = append(unsure, r)
		}
	}
	byName, err := m.hits(act.IndexName, unsure, func(r *stagedPupil) string { return r.Identity.Name })
	if err != nil {
		return err
	}
	var open []care.ID
	for _, r := range unsure {
		c := around[r]
		if c.name, err = m.nearby(byName[r]); err != nil {
			return err
		}
		for _, h := range c.name {
			open = append(open, h.Person)
		}
	}
	return m.open(people, open)
}

// candidates are the persons a row's numbers and name lead to.
type candidates struct{ no, id, name []store.IndexHit }

// hits looks up one value of every row.
func (m *matcher) hits(kind string, rows []*stagedPupil, value func(*stagedPupil) string) (map[*stagedPupil][]store.IndexHit, error) {
	var digests [][]byte
	of := map[string][]*stagedPupil{}
	for _, r := range rows {
		v := value(r)
		if v == "" {
			continue
		}
		d, err := m.t.Index(kind, v)
		if err != nil {
			return nil, err
		}
		if len(of[string(d)]) == 0 {
			digests = append(digests, d)
		}
		of[string(d)] = append(of[string(d)], r)
	}
	found, err := m.t.ByIndexes(kind, digests)
	if err != nil {
		return nil, err
	}
	out := map[*stagedPupil][]store.IndexHit{}
	for _, h := range found {
		for _, r := range of[string(h.Digest)] {
			out[r] = append(out[r], h)
		}
	}
	return out, nil
}

// national tells a national student number (a letter and an identity number);
// any other is unique within its school only.
func national(no string) bool {
	return len(no) == 19 && (no[0] == 'G' || no[0] == 'L' || no[0] == 'J')
}

// ofSchool drops holders of a school's own number who belong to another school.
func (m *matcher) ofSchool(hits []store.IndexHit, everywhere bool) ([]store.IndexHit, error) {
	if everywhere {
		return hits, nil
	}
	var kept []store.IndexHit
	for _, h := range hits {
		class := h.Class
		if class == 0 { // left; where was he last?
			ties, err := m.t.TiesOf(h.Person)
			if err != nil {
				return nil, err
			}
			last := care.Tie{}
			for _, tie := range ties {
				if tie.Kind == care.Enrolled && tie.UntilOn > last.UntilOn {
					last = tie
				}
			}
			class = last.Unit
		}
		school, err := m.schoolOf(class)
		if err != nil {
			return nil, err
		}
		if school == m.school {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

// nearby keeps namesakes who are enrolled in the same school.
func (m *matcher) nearby(hits []store.IndexHit) ([]store.IndexHit, error) {
	var kept []store.IndexHit
	for _, h := range hits {
		school, err := m.schoolOf(h.Class)
		if err != nil {
			return nil, err
		}
		if school == m.school {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

func (m *matcher) schoolOf(class care.ID) (care.ID, error) {
	if class == 0 {
		return 0, nil
	}
	if s, ok := m.schools[class]; ok {
		return s, nil
	}
	s, err := m.t.Above(class, care.School)
	if err != nil {
		return 0, err
	}
	m.schools[class] = s.ID
	return s.ID, nil
}

// open adds pupils not opened yet.
func (m *matcher) open(people map[care.ID]*known, ids []care.ID) error {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id care.ID) bool { return people[id] != nil })
	rows, err := m.t.Persons(ids)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if p.Kind != care.PupilPerson {
			continue
		}
		identity, err := m.t.Identity(p)
		if err != nil {
			return err
		}
		people[p.ID] = &known{id: identity}
	}
	return nil
}

// settle decides who a row is.
func (m *matcher) settle(r *stagedPupil, c *candidates, people map[care.ID]*known) {
	for _, h := range slices.Concat(c.no, c.id, c.name) {
		if k := people[h.Person]; k != nil && h.Class != 0 {
			k.class = h.Class
		}
	}
	no, id := persons(c.no, people), persons(c.id, people)
	switch {
	case len(no) > 1 || len(no) == 0 && len(id) > 1:
		r.doubt(whySeveral, append(no, id...))
	case len(no) == 1 && len(id) > 0 && !slices.Contains(id, no[0]):
		r.doubt(whyTwo, append(no, id...))
	case len(no) == 1:
		m.accept(r, no[0], c, people)
	case len(id) == 1:
		m.accept(r, id[0], c, people)
	default:
		m.alike(r, c, people)
	}
}

func persons(hits []store.IndexHit, people map[care.ID]*known) []care.ID {
	var list []care.ID
	for _, h := range hits {
		if people[h.Person] != nil && !slices.Contains(list, h.Person) {
			list = append(list, h.Person)
		}
	}
	return list
}

func (r *stagedPupil) doubt(why string, maybe []care.ID) {
	slices.Sort(maybe)
	r.Change, r.Why, r.Maybe = RowDoubtful, why, slices.Compact(maybe)
}

// accept takes a person found by a number when the name agrees, or the birthday
// does and nobody else at the school bears the row's name and birthday: twins
// whose numbers were exchanged must not exchange their files.
func (m *matcher) accept(r *stagedPupil, person care.ID, c *candidates, people map[care.ID]*known) {
	k := people[person]
	sameBirth := k.id.Birth != "" && k.id.Birth == r.Identity.Birth
	switch {
	case sameName(k.id.Name, r.Identity.Name):
	case !sameBirth:
		r.doubt(whyNumber, []care.ID{person})
		return
	default:
		for _, other := range persons(c.name, people) {
			if people[other].id.Birth == r.Identity.Birth {
				r.doubt(whyTwo, []care.ID{person, other})
				return
			}
		}
	}
	r.Person = person
}

// alike stages for a person whoever has the name of somebody at the school and
// the same birthday, or an unknown one in the same class.
func (m *matcher) alike(r *stagedPupil, c *candidates, people map[care.ID]*known) {
	class := m.class(*r)
	var maybe []care.ID
	for _, id := range persons(c.name, people) {
		k := people[id]
		unknown := k.id.Birth == "" || r.Identity.Birth == ""
		if k.id.Birth == r.Identity.Birth && !unknown || unknown && k.class == class && class != 0 {
			maybe = append(maybe, id)
		}
	}
	if len(maybe) > 0 {
		r.doubt(whyAlike, maybe)
	}
}

// sameName compares what is written alike, as blind indexes do.
func sameName(a, b string) bool { return a == b || envelope.Normalise(a) == envelope.Normalise(b) }
