package store

import "xinhuan/internal/care"

// PersonRow is a person as stored: the identity is sealed.
type PersonRow struct {
	ID       care.ID
	Kind     care.PersonKind
	Identity []byte
}

func scanPerson(r row) (p PersonRow, err error) {
	err = r.Scan(&p.ID, &p.Kind, &p.Identity)
	return p, err
}

// InsertPerson adds a person.
func (tx *Tx) InsertPerson(p PersonRow) error {
	return tx.exec("INSERT INTO person (region, id, kind, identity, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)",
		tx.Region, p.ID, p.Kind, p.Identity, tx.Now)
}

// UpdateIdentity replaces a person's identity and keeps the past one.
func (tx *Tx) UpdateIdentity(person care.ID, sealed []byte) error {
	err := tx.exec(`INSERT INTO identity_past (region, person, until_at, identity)
		SELECT region, id, $3, identity FROM person WHERE region = $1 AND id = $2
		ON CONFLICT DO NOTHING`, tx.Region, person, tx.Now)
	if err != nil {
		return err
	}
	return tx.must("update identity", "UPDATE person SET identity = $3, changed_at = $4 WHERE region = $1 AND id = $2", tx.Region, person, sealed, tx.Now)
}

// Person reads one person.
func (tx *Tx) Person(id care.ID) (PersonRow, error) {
	return one(tx, "read person", scanPerson, "SELECT id, kind, identity FROM person WHERE region = $1 AND id = $2", tx.Region, id)
}

// PersonsIn lists the persons with a current tie of a kind to a unit.
func (tx *Tx) PersonsIn(unit care.ID, kind care.TieKind) ([]PersonRow, error) {
	return all(tx, "list persons", scanPerson, `SELECT p.id, p.kind, p.identity FROM tie t JOIN person p ON p.region = t.region AND p.id = t.person
		WHERE t.region = $1 AND t.unit = $2 AND t.kind = $3 AND t.until_on = '' ORDER BY p.id`, tx.Region, unit, kind)
}

// Member is a person with the unit he is tied to.
type Member struct {
	PersonRow
	Unit care.ID
}

func scanMember(r row) (m Member, err error) {
	err = r.Scan(&m.ID, &m.Kind, &m.Identity, &m.Unit)
	return m, err
}

// EachMember hands over every person with a current tie in a subtree, unit by
// unit; fn may ask the same transaction.
func (tx *Tx) EachMember(ancestor care.ID, kind care.TieKind, fn func(Member) error) error {
	return tx.eachUnit(ancestor, kind, func(unit care.ID) error {
		list, err := all(tx, "list members", scanMember, `SELECT p.id, p.kind, p.identity, t.unit FROM tie t
			JOIN person p ON p.region = t.region AND p.id = t.person
			WHERE t.region = $1 AND t.unit = $2 AND t.kind = $3 AND t.until_on = '' ORDER BY p.id`, tx.Region, unit, kind)
		if err != nil {
			return err
		}
		return walk(list, fn)
	})
}

// eachUnit hands over the units of a subtree in which somebody has a current tie.
func (tx *Tx) eachUnit(ancestor care.ID, kind care.TieKind, fn func(unit care.ID) error) error {
	units, err := all(tx, "list units", scalar[care.ID], `SELECT DISTINCT t.unit FROM unit_path a
		JOIN tie t ON t.region = a.region AND t.unit = a.descendant
		WHERE a.region = $1 AND a.ancestor = $2 AND t.kind = $3 AND t.until_on = '' ORDER BY t.unit`, tx.Region, ancestor, kind)
	if err != nil {
		return err
	}
	return walk(units, fn)
}

// CountIn counts the persons with a current tie in a subtree.
func (tx *Tx) CountIn(ancestor care.ID, kind care.TieKind) (int, error) {
	return one(tx, "count members", scalar[int], `SELECT count(*) FROM unit_path a JOIN tie t ON t.region = a.region AND t.unit = a.descendant
		WHERE a.region = $1 AND a.ancestor = $2 AND t.kind = $3 AND t.until_on = ''`, tx.Region, ancestor, kind)
}

// PutIndex replaces a person's blind indexes: kind -> digest.
func (tx *Tx) PutIndex(person care.ID, digests map[string][]byte) error {
	if err := tx.exec("DELETE FROM identity_index WHERE region = $1 AND person = $2", tx.Region, person); err != nil {
		return err
	}
	return tx.AddIndex(person, digests)
}

// AddIndex adds blind indexes of a new person.
func (tx *Tx) AddIndex(person care.ID, digests map[string][]byte) error {
	for kind, digest := range digests {
		err := tx.exec("INSERT INTO identity_index (region, kind, digest, person) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
			tx.Region, kind, digest, person)
		if err != nil {
			return err
		}
	}
	return nil
}

// ByIndex finds the persons whose whole name or number has this digest.
func (tx *Tx) ByIndex(kind string, digest []byte) ([]care.ID, error) {
	return all(tx, "find person", scalar[care.ID],
		"SELECT person FROM identity_index WHERE region = $1 AND kind = $2 AND digest = $3 ORDER BY person", tx.Region, kind, digest)
}

func scanTie(r row) (t care.Tie, err error) {
	err = r.Scan(&t.ID, &t.Person, &t.Unit, &t.Kind, &t.FromOn, &t.UntilOn, &t.State)
	return t, err
}

// InsertTie binds a person to a unit.
func (tx *Tx) InsertTie(t care.Tie) error {
	return tx.exec("INSERT INTO tie (region, id, person, unit, kind, from_on, until_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		tx.Region, t.ID, t.Person, t.Unit, t.Kind, t.FromOn, t.UntilOn, t.State)
}

// EndTie ends a tie today.
func (tx *Tx) EndTie(id care.ID) error {
	return tx.must("end tie", "UPDATE tie SET until_on = $3 WHERE region = $1 AND id = $2 AND until_on = ''", tx.Region, id, tx.Today)
}

// TiesOf lists a person's ties, current ones first.
func (tx *Tx) TiesOf(person care.ID) ([]care.Tie, error) {
	return all(tx, "list ties", scanTie, `SELECT id, person, unit, kind, from_on, until_on, state FROM tie
		WHERE region = $1 AND person = $2 ORDER BY until_on, from_on DESC, id`, tx.Region, person)
}

// ClassIDOf reads the class a pupil is enrolled in now; NotFound when in none.
func (tx *Tx) ClassIDOf(person care.ID) (care.ID, error) {
	return one(tx, "read class of pupil", scalar[care.ID], `SELECT unit FROM tie
		WHERE region = $1 AND person = $2 AND kind = 'enrolled' AND until_on = '' ORDER BY id DESC LIMIT 1`, tx.Region, person)
}

// LastClassOf reads the class a pupil was enrolled in last; NotFound when never.
func (tx *Tx) LastClassOf(person care.ID) (care.ID, error) {
	return one(tx, "read last class of pupil", scalar[care.ID], `SELECT unit FROM tie
		WHERE region = $1 AND person = $2 AND kind = 'enrolled' ORDER BY until_on DESC, id DESC LIMIT 1`, tx.Region, person)
}

// HasOpenWork tells whether a pupil has an open episode of pupil care, flag or
// alert: what a school has to follow.
func (tx *Tx) HasOpenWork(person care.ID) (bool, error) {
	n, err := one(tx, "read open work", scalar[int], `SELECT (SELECT count(*) FROM episode WHERE region = $1 AND person = $2 AND state = 'open' AND programme = 'student_care')
		+ (SELECT count(*) FROM flag WHERE region = $1 AND person = $2 AND state = 'open')
		+ (SELECT count(*) FROM alert WHERE region = $1 AND person = $2 AND state <> 'ended')`, tx.Region, person)
	return n > 0, err
}

// GuardianRow is a guardian as stored: sealed.
type GuardianRow struct {
	ID     care.ID
	Child  care.ID
	Rank   int
	Sealed []byte
}

func scanGuardian(r row) (g GuardianRow, err error) {
	err = r.Scan(&g.ID, &g.Child, &g.Rank, &g.Sealed)
	return g, err
}

// InsertGuardian adds a guardian of a child.
func (tx *Tx) InsertGuardian(g GuardianRow) error {
	return tx.exec("INSERT INTO guardian (region, id, child, rank, sealed) VALUES ($1, $2, $3, $4, $5)",
		tx.Region, g.ID, g.Child, g.Rank, g.Sealed)
}

// UpdateGuardian replaces what is known of a guardian.
func (tx *Tx) UpdateGuardian(id care.ID, sealed []byte) error {
	return tx.must("update guardian", "UPDATE guardian SET sealed = $3 WHERE region = $1 AND id = $2", tx.Region, id, sealed)
}

// Guardians lists a child's current guardians, the one asked first first.
func (tx *Tx) Guardians(child care.ID) ([]GuardianRow, error) {
	return all(tx, "list guardians", scanGuardian, `SELECT id, child, rank, sealed FROM guardian
		WHERE region = $1 AND child = $2 AND until_on = '' ORDER BY rank, id`, tx.Region, child)
}

// Guardian reads one guardian.
func (tx *Tx) Guardian(id care.ID) (GuardianRow, error) {
	return one(tx, "read guardian", scanGuardian, "SELECT id, child, rank, sealed FROM guardian WHERE region = $1 AND id = $2", tx.Region, id)
}
