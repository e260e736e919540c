package store

import "xinhuan/internal/care"

// Signature is one person's name under a record: the digest says what exactly
// was signed.
type Signature struct {
	ID     care.ID
	Record care.ID
	Slot   int // 1 is the author
	Post   care.ID
	Person care.ID
	At     care.Millis
	Digest []byte
}

const signatureColumns = "id, record, slot, post, person, at, digest"

func scanSignature(r row) (s Signature, err error) {
	err = r.Scan(&s.ID, &s.Record, &s.Slot, &s.Post, &s.Person, &s.At, &s.Digest)
	return s, err
}

// InsertSignature adds a signature. A slot is signed once; two people who sign
// at the same moment can't both fill it.
func (tx *Tx) InsertSignature(s Signature) error {
	n, err := tx.changed("INSERT INTO signature (region, "+signatureColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (region, record, slot) DO NOTHING",
		tx.Region, s.ID, s.Record, s.Slot, s.Post, s.Person, s.At, s.Digest)
	if err == nil && n == 0 {
		return care.Fail(care.Conflict, "sign", "刚才已有人签过名", "somebody signed just before")
	}
	return err
}

// Signatures lists the signatures under a record in order.
func (tx *Tx) Signatures(record care.ID) ([]Signature, error) {
	return all(tx, "list signatures", scanSignature, "SELECT "+signatureColumns+" FROM signature WHERE region = $1 AND record = $2 ORDER BY slot", tx.Region, record)
}

// EachSignature hands every signature of the region.
func (tx *Tx) EachSignature(fn func(Signature) error) error {
	return pages(func(last *Signature) ([]Signature, error) {
		after := care.ID(0)
		if last != nil {
			after = last.ID
		}
		return all(tx, "verify signatures", scanSignature, "SELECT "+signatureColumns+" FROM signature WHERE region = $1 AND id > $2 ORDER BY id LIMIT CAST($3 AS BIGINT)", tx.Region, int64(after), pageRows)
	}, fn)
}
