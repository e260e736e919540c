package store

import "xinhuan/internal/care"

// Adoption is a pack on its way into use: the proposal of the same id says who
// wanted it and who agreed.
type Adoption struct {
	ID          care.ID
	Pack        string
	Hash        string
	EffectiveOn care.Date
	FromHash    string      // the pack it replaced; "" until then
	SwitchedAt  care.Millis // from then on acts run under it; 0 = not yet
	SettledAt   care.Millis // everything open was brought in order; 0 = not yet

	Proposal Proposal
	EndBy    care.ID // person who agreed or refused
	EndedAt  care.Millis
}

const adoptionColumns = `a.id, a.pack, a.hash, a.effective_on, a.from_hash, a.switched_at, a.settled_at,
	p.kind, p.person, p.unit, p.role, p.by_post, p.by_person, p.at, p.expires_at, p.state, COALESCE(p.end_person, 0), p.ended_at`

func scanAdoption(r row) (a Adoption, err error) {
	p := &a.Proposal
	err = r.Scan(&a.ID, &a.Pack, &a.Hash, &a.EffectiveOn, &a.FromHash, instant{&a.SwitchedAt}, instant{&a.SettledAt},
		&p.Kind, &p.Person, &p.Unit, &p.Role, &p.ByPost, &p.ByPerson, &p.At, &p.ExpiresAt, &p.State, &a.EndBy, instant{&a.EndedAt})
	p.ID = a.ID
	return a, err
}

const adoptionFrom = " FROM adoption a JOIN proposal p ON p.region = a.region AND p.id = a.id WHERE a.region = $1 "

// InsertAdoption adds what the proposal of the same id is about.
func (tx *Tx) InsertAdoption(a Adoption) error {
	return tx.exec("INSERT INTO adoption (region, id, pack, hash, effective_on) VALUES ($1, $2, $3, $4, $5)", tx.Region, a.ID, a.Pack, a.Hash, a.EffectiveOn)
}

// Adoption reads one.
func (tx *Tx) Adoption(id care.ID) (Adoption, error) {
	return one(tx, "read adoption", scanAdoption, "SELECT "+adoptionColumns+adoptionFrom+"AND a.id = $2", tx.Region, id)
}

// Adoptions lists all, newest first: the history.
func (tx *Tx) Adoptions() ([]Adoption, error) {
	return all(tx, "list adoptions", scanAdoption, "SELECT "+adoptionColumns+adoptionFrom+"ORDER BY p.at DESC, a.id DESC", tx.Region)
}

// AdoptionDue finds the first agreed adoption whose day has come and that was not
// switched to, or not brought to its end: an interrupted one first.
func (tx *Tx) AdoptionDue() (Adoption, error) {
	return one(tx, "read adoption", scanAdoption, "SELECT "+adoptionColumns+adoptionFrom+`AND a.settled_at IS NULL AND p.state = 'confirmed' AND a.effective_on <= $2
		ORDER BY CASE WHEN a.switched_at IS NULL THEN 1 ELSE 0 END, a.effective_on, p.ended_at, a.id LIMIT 1`, tx.Region, tx.Today)
}

// AdoptionSwitched notes that acts run under the pack from now on.
func (tx *Tx) AdoptionSwitched(id care.ID, from string) error {
	return tx.must("switch adoption", "UPDATE adoption SET from_hash = $3, switched_at = $4 WHERE region = $1 AND id = $2 AND switched_at IS NULL", tx.Region, id, from, tx.Now)
}

// AdoptionSettled notes that everything open is in order under it.
func (tx *Tx) AdoptionSettled(id care.ID) error {
	return tx.must("settle adoption", "UPDATE adoption SET settled_at = $3 WHERE region = $1 AND id = $2 AND switched_at IS NOT NULL AND settled_at IS NULL", tx.Region, id, tx.Now)
}

// DatedDuties pages through the open duties about persons that belong to no
// episode, by id.
func (tx *Tx) DatedDuties(after care.ID, limit int) ([]care.Duty, error) {
	return all(tx, "list duties", scanDuty, "SELECT "+dutyColumns+` FROM duty d WHERE d.region = $1 AND d.state = 'open' AND d.ref NOT IN ('episode', 'unit') AND d.id > $2
		ORDER BY d.id LIMIT CAST($3 AS BIGINT)`, tx.Region, int64(after), limit)
}

// OpenNotices pages through the notices that are not sent yet or whose clock runs, by id.
func (tx *Tx) OpenNotices(after care.ID, limit int) ([]care.Notice, error) {
	return all(tx, "list notices", scanNotice, "SELECT "+noticeColumns+` FROM notice n WHERE n.region = $1 AND n.state IN ('held', 'waiting', 'sent') AND n.id > $2 ORDER BY n.id LIMIT CAST($3 AS BIGINT)`,
		tx.Region, int64(after), limit)
}

// ProgrammeUse is how many open episodes a programme has at a level.
type ProgrammeUse struct {
	Programme care.Programme
	Level     care.Level
	Open      int
}

// ProgrammesInUse counts open episodes by programme and level.
func (tx *Tx) ProgrammesInUse() ([]ProgrammeUse, error) {
	return all(tx, "count programmes", func(r row) (u ProgrammeUse, err error) {
		err = r.Scan(&u.Programme, &u.Level, &u.Open)
		return u, err
	}, "SELECT programme, level, count(*) FROM episode WHERE region = $1 AND state = 'open' GROUP BY programme, level ORDER BY programme, level", tx.Region)
}

// HeldByRole counts the held posts of every role.
func (tx *Tx) HeldByRole() (map[care.Role]int, error) {
	type count struct {
		role care.Role
		n    int
	}
	out := map[care.Role]int{}
	err := each(tx, "count posts", func(r row) (c count, err error) {
		err = r.Scan(&c.role, &c.n)
		return c, err
	}, func(c count) error { out[c.role] = c.n; return nil }, `SELECT p.role, count(DISTINCT p.id) FROM post p JOIN holding h ON h.region = p.region AND h.post = p.id
		WHERE p.region = $1 AND h.until_on = '' AND p.closed_on = '' GROUP BY p.role`, tx.Region)
	return out, err
}

// NamedPack is a decision that names the pack it was made under.
type NamedPack struct {
	What string
	ID   care.ID
	Hash string
}

// PacksNamed lists one decision of each kind for every pack that is named.
func (tx *Tx) PacksNamed() ([]NamedPack, error) {
	return all(tx, "list packs", func(r row) (n NamedPack, err error) {
		err = r.Scan(&n.What, &n.ID, &n.Hash)
		return n, err
	}, `SELECT 'flag', min(id), pack_hash FROM flag WHERE region = $1 GROUP BY pack_hash
		UNION ALL SELECT 'level', min(id), pack_hash FROM level_change WHERE region = $1 GROUP BY pack_hash
		UNION ALL SELECT 'round', min(id), pack_hash FROM campaign WHERE region = $1 GROUP BY pack_hash
		UNION ALL SELECT 'adoption', min(id), hash FROM adoption WHERE region = $1 GROUP BY hash
		UNION ALL SELECT 'adoption', min(id), from_hash FROM adoption WHERE region = $1 AND from_hash <> '' GROUP BY from_hash`, tx.Region)
}

// EachFlag hands over every flag.
func (tx *Tx) EachFlag(fn func(care.Flag) error) error {
	return pages(func(last *care.Flag) ([]care.Flag, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "list flags", scanFlag, "SELECT "+flagColumns+" FROM flag f WHERE f.region = $1 AND f.id > $2 ORDER BY f.id LIMIT CAST($3 AS BIGINT)", tx.Region, int64(after), pageRows)
	}, fn)
}
