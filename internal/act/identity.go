package act

import (
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Identity opens who a person is. Callers decide access first.
func (t *Tx) Identity(p store.PersonRow) (care.Identity, error) {
	var id care.Identity
	return id, t.OpenJSON("person", "identity", p.ID, p.Identity, &id)
}

// NameOf opens a person's name; in a locked region it is "".
func (t *Tx) NameOf(person care.ID) (string, error) {
	p, err := t.Person(person)
	if err != nil {
		return "", err
	}
	id, err := t.Identity(p)
	if care.KindOf(err) == care.Sealed {
		return "", nil
	}
	return id.Name, err
}

// PostName is a post with its holder's name, for people who work together.
func (t *Tx) PostName(post care.ID) (role care.Role, unit care.Unit, holder string, err error) {
	p, err := t.Post(post)
	if err != nil {
		return "", unit, "", err
	}
	if unit, err = t.Unit(p.Unit); err != nil {
		return p.Role, unit, "", err
	}
	person, err := t.Holder(post)
	if care.KindOf(err) == care.NotFound {
		return p.Role, unit, "", nil
	}
	if err != nil {
		return p.Role, unit, "", err
	}
	holder, err = t.NameOf(person)
	return p.Role, unit, holder, err
}

// GuardiansOf opens a child's guardians, the one asked first first.
func (t *Tx) GuardiansOf(child care.ID) ([]care.Guardian, error) {
	rows, err := t.Guardians(child)
	if err != nil {
		return nil, err
	}
	var list []care.Guardian
	for _, r := range rows {
		var g care.Guardian
		if err := t.OpenJSON("guardian", "sealed", r.ID, r.Sealed, &g); err != nil {
			return nil, err
		}
		g.ID, g.Child, g.Rank = r.ID, r.Child, r.Rank
		list = append(list, g)
	}
	return list, nil
}
