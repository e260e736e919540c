package roster

import (
	"fmt"
	"hash/maphash"

	"xinhuan/internal/care"
)

// seen remembers what was met before, as 128-bit keyed hashes: a million rows
// with three keys each cost about 100 MB, and nothing in it can be read back.
// The keys are random for each run, so equal numbers hash differently tomorrow.
type seen struct {
	a, b maphash.Seed
	rows map[[2]uint64]met
	// names of the sheets, by number: a row of a workbook with a sheet for each
	// class means little without its sheet
	sheets []string
}

// met is where something was met.
type met struct {
	row   int32
	sheet int32
}

func newSeen() *seen {
	return &seen{maphash.MakeSeed(), maphash.MakeSeed(), map[[2]uint64]met{}, nil}
}

func (s *seen) key(parts ...string) [2]uint64 {
	var a, b maphash.Hash
	a.SetSeed(s.a)
	b.SetSeed(s.b)
	for _, p := range parts {
		a.WriteString(p)
		a.WriteByte(0)
		b.WriteString(p)
		b.WriteByte(0)
	}
	return [2]uint64{a.Sum64(), b.Sum64()}
}

// first returns the zero Text when the parts are new, else the row they were
// met in.
func (s *seen) first(sheet string, row int, parts ...string) care.Text {
	if n := len(s.sheets); n == 0 || s.sheets[n-1] != sheet {
		s.sheets = append(s.sheets, sheet)
	}
	here := int32(len(s.sheets) - 1)
	k := s.key(parts...)
	before, ok := s.rows[k]
	if !ok {
		s.rows[k] = met{int32(row), here}
		return care.Text{}
	}
	if before.sheet == here {
		return place{row: int(before.row)}.where()
	}
	name := s.sheets[before.sheet]
	return say(fmt.Sprintf("工作表“%s”第 %d 行", name, before.row), fmt.Sprintf("row %d of sheet %q", before.row, name))
}

// where names a row of the same sheet in a message.
func (p place) where() care.Text {
	return say(fmt.Sprintf("第 %d 行", p.row), fmt.Sprintf("row %d", p.row))
}
