package region

import (
	"fmt"
	"strconv"
	"strings"

	"xinhuan/internal/care"
)

// RowRef names a staged row: its chunk and its place in it.
type RowRef struct{ Chunk, Index int }

// String writes the reference as chunk.index.
func (r RowRef) String() string { return fmt.Sprintf("%d.%d", r.Chunk, r.Index) }

// MarshalText and UnmarshalText let references travel in forms and JSON.
func (r RowRef) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (r *RowRef) UnmarshalText(b []byte) error {
	chunk, index, ok := strings.Cut(string(b), ".")
	c, err := strconv.Atoi(chunk)
	i, err2 := strconv.Atoi(index)
	if !ok || err != nil || err2 != nil || c < 0 || i < 0 {
		return care.Invalidf("row", "没有这一行", "there is no such row")
	}
	r.Chunk, r.Index = c, i
	return nil
}

// RowChange is what an import would do with a row.
type RowChange string

// The changes.
const (
	RowNew      RowChange = "new"
	RowMoved    RowChange = "moved"
	RowChanged  RowChange = "changed"
	RowSame     RowChange = "same"
	RowLeft     RowChange = "left"
	RowDoubtful RowChange = "doubtful"
)

// stagedPupil is one row of a staged pupil list, as sealed in its chunk.
type stagedPupil struct {
	Sheet     string          `json:"f,omitempty"`
	Row       int             `json:"r,omitempty"`
	Change    RowChange       `json:"c"`
	Person    care.ID         `json:"p,omitempty"` // who it is
	Maybe     []care.ID       `json:"m,omitempty"` // whom it may be
	Why       string          `json:"w,omitempty"` // why it is doubtful
	From      care.ID         `json:"u,omitempty"` // class now
	Stage     care.Stage      `json:"s,omitempty"`
	Entry     int             `json:"e,omitempty"`
	Number    int             `json:"n,omitempty"`
	Leaver    bool            `json:"l,omitempty"` // the list itself says that he left
	Twin      bool            `json:"t,omitempty"` // the list has somebody alike above
	Village   care.ID         `json:"v,omitempty"`
	Boarder   *bool           `json:"b,omitempty"` // nil: the list does not say
	Identity  care.Identity   `json:"i"`
	Guardians []care.Guardian `json:"g,omitempty"`
	Diff      []string        `json:"d,omitempty"` // fields that differ
	Worked    bool            `json:"k,omitempty"` // moves or leaves with open work
}

// The reasons of doubt.
const (
	whyAlike     = "alike"     // same class, name and birthday, without a number that proves it
	whyNumber    = "number"    // the number belongs to somebody of another name and birthday
	whyTwo       = "two"       // student number and identity number belong to two persons
	whySeveral   = "several"   // several persons have this number
	whyDuplicate = "duplicate" // the list has somebody alike above
)
