package region

import (
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// compare tells, of the rows whose person is known, what differs.
func (m *matcher) compare(rows []*stagedPupil, people map[care.ID]*known) error {
	var ids []care.ID
	for _, r := range rows {
		if r.Person != 0 {
			ids = append(ids, r.Person)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	guardians, err := openGuardians(m.t, ids)
	if err != nil {
		return err
	}
	ties, err := m.t.CurrentTies(ids)
	if err != nil {
		return err
	}
	home, class := map[care.ID]care.ID{}, map[care.ID]care.ID{}
	for _, tie := range ties {
		switch tie.Kind {
		case care.Resident:
			home[tie.Person] = tie.Unit
		case care.Enrolled:
			class[tie.Person] = tie.Unit
		}
	}
	var gone []care.ID
	for _, r := range rows {
		if r.Person == 0 {
			continue
		}
		_, r.Diff = merged(people[r.Person].id, r)
		if changed, added := mergeGuardians(guardians[r.Person], r.Guardians); len(changed)+len(added) > 0 {
			r.Diff = append(r.Diff, "guardians")
		}
		if r.Village != 0 && r.Village != home[r.Person] {
			r.Diff = append(r.Diff, "village")
		}
		r.From = class[r.Person]
		switch {
		case r.Leaver && r.From == 0:
			r.Change = RowSame
		case r.Leaver:
			r.Change = RowLeft
			gone = append(gone, r.Person)
		case r.From == 0 || r.From != m.class(*r):
			r.Change = RowMoved
			gone = append(gone, r.Person)
		case len(r.Diff) > 0:
			r.Change = RowChanged
		default:
			r.Change = RowSame
		}
	}
	return markWorked(m.t, rows, gone)
}

// markWorked marks those about whom work is open.
func markWorked(t *act.Tx, rows []*stagedPupil, persons []care.ID) error {
	if len(persons) == 0 {
		return nil
	}
	busy, err := t.Worked(persons)
	if err != nil {
		return err
	}
	open := make(map[care.ID]bool, len(busy))
	for _, id := range busy {
		open[id] = true
	}
	for _, r := range rows {
		r.Worked = open[r.Person] && (r.Change == RowMoved || r.Change == RowLeft)
	}
	return nil
}

// merged is the identity after the row: what the list leaves blank stays.
func merged(old care.Identity, r *stagedPupil) (care.Identity, []string) {
	var diff []string
	now := old
	put := func(field string, to *string, value string) {
		if value != "" && !sameName(value, *to) { // case, width and spaces are how an office types, not a change
			*to = value
			diff = append(diff, field)
		}
	}
	put("name", &now.Name, r.Identity.Name)
	put("sex", &now.Sex, r.Identity.Sex)
	birth := string(now.Birth)
	put("birth", &birth, string(r.Identity.Birth))
	now.Birth = care.Date(birth)
	put("student_no", &now.StudentNo, r.Identity.StudentNo)
	put("id_no", &now.IDNo, r.Identity.IDNo)
	put("phone", &now.Phone, r.Identity.Phone)
	put("address", &now.Address, r.Identity.Address)
	if r.Boarder != nil && *r.Boarder != now.Boarder {
		now.Boarder = *r.Boarder
		diff = append(diff, "boarder")
	}
	return now, diff
}

// mergeGuardians tells which known guardians change and which are new. Nobody
// is taken away because a list does not name him.
func mergeGuardians(old, list []care.Guardian) (changed, added []care.Guardian) {
	for _, g := range list {
		found := false
		for _, o := range old {
			if !(g.Name != "" && sameName(o.Name, g.Name) || g.Name == "" && o.Phone == g.Phone) {
				continue
			}
			found = true
			now := o
			if g.Phone != "" {
				now.Phone = g.Phone
			}
			if g.Relation != "" {
				now.Relation = g.Relation
			}
			if now != o {
				changed = append(changed, now)
			}
			break
		}
		if !found {
			g.Rank = len(old) + len(added) + 1
			added = append(added, g)
		}
	}
	return changed, added
}

func openGuardians(t *act.Tx, children []care.ID) (map[care.ID][]care.Guardian, error) {
	rows, err := t.GuardiansOfAll(children)
	if err != nil {
		return nil, err
	}
	m := map[care.ID][]care.Guardian{}
	for _, row := range rows {
		g, err := openGuardian(t, row)
		if err != nil {
			return nil, err
		}
		m[row.Child] = append(m[row.Child], g)
	}
	return m, nil
}

func openGuardian(t *act.Tx, row store.GuardianRow) (care.Guardian, error) {
	var g care.Guardian
	err := t.OpenJSON("guardian", "sealed", row.ID, row.Sealed, &g)
	g.ID, g.Child, g.Rank = row.ID, row.Child, row.Rank
	return g, err
}
