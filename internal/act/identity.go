package act

import (
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/store"
)

// Identity opens who a person is. Callers decide access first.
func (t *Tx) Identity(p store.PersonRow) (care.Identity, error) {
	var id care.Identity
	return id, t.OpenJSON("person", "identity", p.ID, p.Identity, &id)
}

// AddPerson seals an identity and indexes its whole name and numbers.
func (t *Tx) AddPerson(id care.ID, kind care.PersonKind, identity care.Identity) error {
	sealed, err := t.SealJSON(id, envelope.Identity, "person", "identity", id, identity)
	if err != nil {
		return err
	}
	if err := t.InsertPerson(store.PersonRow{ID: id, Kind: kind, Identity: sealed}); err != nil {
		return err
	}
	digests, err := t.Digests(identity)
	if err != nil {
		return err
	}
	return t.AddIndex(id, digests)
}

// The kinds of blind index.
const (
	IndexName      = "name"
	IndexStudentNo = "student_no"
	IndexIDNo      = "id_no"
	IndexPhone     = "phone"
)

// Digests are the blind indexes of an identity.
func (t *Tx) Digests(identity care.Identity) (map[string][]byte, error) {
	m := map[string][]byte{}
	for kind, value := range map[string]string{IndexName: identity.Name, IndexStudentNo: identity.StudentNo, IndexIDNo: identity.IDNo, IndexPhone: identity.Phone} {
		if value == "" {
			continue
		}
		digest, err := t.Index(kind, value)
		if err != nil {
			return nil, err
		}
		m[kind] = digest
	}
	return m, nil
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

// AgeOf is a person's age today; 0 where no birth date is known.
func (t *Tx) AgeOf(person care.ID) (int, error) {
	p, err := t.Person(person)
	if err != nil {
		return 0, err
	}
	identity, err := t.Identity(p)
	if err != nil || identity.Birth == "" {
		return 0, err
	}
	return care.Age(identity.Birth, t.Today), nil
}

// MajorityOf tells whether somebody is of age.
func (t *Tx) MajorityOf(person care.ID) (care.Majority, error) {
	p, err := t.Person(person)
	if err != nil {
		return "", err
	}
	identity, err := t.Identity(p)
	if err != nil {
		return "", err
	}
	class, err := t.classOf(person)
	if care.KindOf(err) == care.NotFound {
		return care.MajorityOf(identity.Birth, "", t.Today), nil
	}
	if err != nil {
		return "", err
	}
	u, err := t.Unit(class)
	return care.MajorityOf(identity.Birth, u.Stage, t.Today), err
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
