package care

import (
	"database/sql/driver"
	"fmt"
	"strings"
)

// ID names a thing inside a region. It is a positive 63-bit integer made in Go
// (41 bits of milliseconds, 10 of node, 12 of sequence; see store.IDs); outside
// the program it is written as 13 characters of Crockford base32.
type ID int64

// Region is the six-digit GB/T 2260 code of a district: tenant, encryption and
// distribution boundary at once. Every key in the database begins with it.
type Region int64

const base32 = "0123456789abcdefghjkmnpqrstvwxyz"

// String writes the id as 13 base32 characters; the zero id is "".
func (id ID) String() string {
	if id == 0 {
		return ""
	}
	var b [13]byte
	v := uint64(id)
	for i := 12; i >= 0; i-- {
		b[i] = base32[v&31]
		v >>= 5
	}
	return string(b[:])
}

// ParseID reads what String wrote. The letters o, i and l are read as 0, 1, 1,
// because people copy ids from paper.
func ParseID(s string) (ID, error) {
	if len(s) != 13 {
		return 0, Invalidf("id", "编号应为 13 个字符", "an id has 13 characters")
	}
	var v uint64
	for _, r := range strings.ToLower(s) {
		switch r {
		case 'o':
			r = '0'
		case 'i', 'l':
			r = '1'
		}
		n := strings.IndexRune(base32, r)
		if n < 0 {
			return 0, Invalidf("id", "编号中有不认识的字符", "the id has an unknown character")
		}
		v = v<<5 | uint64(n)
	}
	if v == 0 || v > 1<<63-1 {
		return 0, Invalidf("id", "编号超出范围", "the id is out of range")
	}
	return ID(v), nil
}

// MarshalText and UnmarshalText make ids travel as base32 in JSON and forms.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads "" as no id.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = 0
		return nil
	}
	v, err := ParseID(string(b))
	if err == nil {
		*id = v
	}
	return err
}

// Value stores the id as an integer, and the zero id as NULL.
func (id ID) Value() (driver.Value, error) {
	if id == 0 {
		return nil, nil
	}
	return int64(id), nil
}

// Scan reads an integer column; NULL becomes the zero id.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = 0
	case int64:
		*id = ID(v)
	default:
		return fmt.Errorf("care: cannot read %T as an id", src)
	}
	return nil
}
