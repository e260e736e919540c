package store

import "xinhuan/internal/care"

// LinkRow is a one-time link; only a digest of its token is stored.
type LinkRow struct {
	ID        care.ID
	Kind      string // "consent", "notice"
	Person    care.ID
	Guardian  care.ID
	Ref       care.ID // campaign or notice
	ExpiresAt care.Millis
	Tries     int
	UsedAt    care.Millis
}

// InsertLink keeps a link.
func (tx *Tx) InsertLink(l LinkRow, digest []byte) error {
	return tx.exec(`INSERT INTO link (region, id, digest, kind, person, guardian, ref_id, made_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.Region, l.ID, digest, l.Kind, l.Person, l.Guardian, l.Ref, tx.Now, l.ExpiresAt)
}

// LinkByDigest finds a link.
func (tx *Tx) LinkByDigest(digest []byte) (LinkRow, error) {
	return one(tx, "read link", func(r row) (l LinkRow, err error) {
		err = r.Scan(&l.ID, &l.Kind, &l.Person, &l.Guardian, &l.Ref, &l.ExpiresAt, &l.Tries, instant{&l.UsedAt})
		return l, err
	}, "SELECT id, kind, person, guardian, ref_id, expires_at, tries, used_at FROM link WHERE region = $1 AND digest = $2", tx.Region, digest)
}

// CountLinkTry counts a wrong proof (last digits of the phone).
func (tx *Tx) CountLinkTry(id care.ID) error {
	return tx.must("count link try", "UPDATE link SET tries = tries + 1 WHERE region = $1 AND id = $2", tx.Region, id)
}

// UseLink spends a link.
func (tx *Tx) UseLink(id care.ID) error {
	return tx.must("use link", "UPDATE link SET used_at = $3 WHERE region = $1 AND id = $2 AND used_at IS NULL", tx.Region, id, tx.Now)
}
