package act

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// Sign puts the actor's name under a record: who, when, and a digest of what
// stands there. Records are amended, never edited, so a digest that no longer
// fits means that somebody wrote past the program.
func (t *Tx) Sign(record care.ID, slot int) error {
	digest, err := t.RecordDigest(record)
	if err != nil {
		return err
	}
	return t.InsertSignature(store.Signature{ID: t.NewID(), Record: record, Slot: slot, Post: t.Who.Post, Person: t.Who.Person, At: t.Now, Digest: digest})
}

// Signed is a signature under a record.
type Signed struct {
	store.Signature
	Whole bool // what stands there now is what was signed
}

// SignedUnder lists the signatures of a record, the author's first.
func (t *Tx) SignedUnder(record care.ID) (list []Signed, err error) {
	rows, err := t.Signatures(record)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	digest, err := t.RecordDigest(record)
	for _, row := range rows {
		list = append(list, Signed{row, bytes.Equal(row.Digest, digest)})
	}
	return list, err
}

// RecordDigest is taken of a record's sealed parts and files, so that it can be
// checked while the region is locked, and keyed, so that neither can it be used
// to guess a short answer nor made anew by somebody who only has the database.
func (t *Tx) RecordDigest(record care.ID) ([]byte, error) {
	head, err := t.recordHead(record)
	if err != nil {
		return nil, err
	}
	parts, err := t.RecordParts(record)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(parts, func(a, b store.RecordPart) int { return cmp.Compare(a.Class, b.Class) })
	var b bytes.Buffer
	b.WriteString(head)
	sum := t.K.Public().Suite().Sum
	for _, p := range parts {
		fmt.Fprintf(&b, "part %s %x\n", p.Class, sum(p.Sealed))
	}
	files, err := t.AttachmentsOf(record)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		body, err := t.AttachmentBody(f.ID)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "file %d %x %x\n", f.ID, sum(f.Name), sum(body))
	}
	digest := t.K.Public().Digest(b.Bytes())
	return digest[:], nil
}

// recordHead is what a digest is taken of besides parts and files: whom or what the
// record is about, and the words it was given to. A unit's record has its own body.
func (t *Tx) recordHead(record care.ID) (string, error) {
	row, err := t.Record(record)
	if err == nil {
		return fmt.Sprintf("signed record 1\n%d %d %d %s %d %d\n", t.Region, row.ID, row.Person, row.FormHash, row.RefID, row.Amends), nil
	}
	if care.KindOf(err) != care.NotFound {
		return "", err
	}
	a, err := t.Activity(record)
	if err != nil {
		return "", err
	}
	body, err := t.ActivityBody(record)
	return fmt.Sprintf("signed unit record 1\n%d %d %d %s %s %d %x\n", t.Region, a.ID, a.Unit, a.Kind, a.FormHash, a.Amends, t.K.Public().Suite().Sum(body)), err
}
