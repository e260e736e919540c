package questionnaire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// Canonical is the definition as JSON with a fixed order of members. Comments,
// layout, file name and the order of keys in the YAML do not touch it; every
// word a person reads and every rule does. It is what Hash is the hash of.
func (d *Definition) Canonical() []byte { return d.canonical }

// Restore reads what Canonical wrote, so that a sheet given to an older version
// can be shown with the words it was given to.
func Restore(canonical []byte) (*Definition, error) {
	d := &Definition{}
	dec := json.NewDecoder(bytes.NewReader(canonical))
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return nil, fmt.Errorf("questionnaire: restore a definition: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("questionnaire: restore a definition: bytes after its end")
	}
	d.finish()
	return d, nil
}

func (d *Definition) finish() {
	d.buildIndex()
	b, err := marshal(d)
	if err != nil {
		panic("questionnaire: a definition cannot be encoded") // plain structs can't fail
	}
	d.canonical = b
	sum := sha256.Sum256(b)
	d.Hash = hex.EncodeToString(sum[:])
}
