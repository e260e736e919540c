package store

// KeepForm keeps the definition that a sheet is given to; keeping it again does
// nothing.
func (tx *Tx) KeepForm(hash, form string, body []byte) error {
	return tx.exec("INSERT INTO form_version (region, hash, form, body, first_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (region, hash) DO NOTHING",
		tx.Region, hash, form, string(body), tx.Now)
}

// Form reads a kept definition by its hash.
func (tx *Tx) Form(hash string) ([]byte, error) {
	s, err := one(tx, "read form", scalar[string], "SELECT body FROM form_version WHERE region = $1 AND hash = $2", tx.Region, hash)
	return []byte(s), err
}
