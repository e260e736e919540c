package store

import "xinhuan/internal/care"

// InsertWrap keeps a wrap sealed to the region's public key.
func (tx *Tx) InsertWrap(id care.ID, sealed []byte) error {
	return tx.exec("INSERT INTO key_wrap (region, id, sealed, created_at) VALUES ($1, $2, $3, $4)", tx.Region, id, sealed, tx.Now)
}

// Wrap reads a sealed wrap.
func (tx *Tx) Wrap(id care.ID) ([]byte, error) {
	return one(tx, "read wrap", scalar[[]byte], "SELECT sealed FROM key_wrap WHERE region = $1 AND id = $2", tx.Region, id)
}

// DataKeyRow is a data key as stored: wrapped.
type DataKeyRow struct {
	ID     care.ID
	Person care.ID
	Class  string
	Wrap   care.ID
	Sealed []byte
}

func scanDataKey(r row) (k DataKeyRow, err error) {
	err = r.Scan(&k.ID, &k.Person, &k.Class, &k.Wrap, &k.Sealed)
	return k, err
}

// InsertDataKeys keeps wrapped data keys.
func (tx *Tx) InsertDataKeys(list []DataKeyRow) error {
	rows := make([][]any, len(list))
	for i, k := range list {
		rows[i] = []any{k.ID, int64(k.Person), k.Class, k.Wrap, k.Sealed, tx.Now}
	}
	return tx.insertMany("data_key (region, id, person, class, wrap, sealed, created_at)", "", rows)
}

// DataKey reads a wrapped data key by id.
func (tx *Tx) DataKey(id care.ID) (DataKeyRow, error) {
	return one(tx, "read data key", scanDataKey,
		"SELECT id, person, class, wrap, sealed FROM data_key WHERE region = $1 AND id = $2", tx.Region, id)
}

// LastDataKey reads the newest key of a person and class.
func (tx *Tx) LastDataKey(person care.ID, class string) (DataKeyRow, error) {
	return one(tx, "read data key", scanDataKey,
		`SELECT id, person, class, wrap, sealed FROM data_key WHERE region = $1 AND person = $2 AND class = $3
		ORDER BY id DESC LIMIT 1`, tx.Region, int64(person), class)
}
