package region

import (
	"context"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/store"
)

// RowWorked asks for the movers and leavers about whom work is open.
const RowWorked RowChange = "worked"

// ImportLine is one staged row, opened for a person who decides.
type ImportLine struct {
	Ref    RowRef
	Sheet  string
	Row    int // in the sheet; 0 for somebody who is not in the list
	Change RowChange
	Why    string // of doubtful rows: "alike", "number", "two", "several", "duplicate"
	Person care.ID
	Name   string
	Birth  care.Date
	Number string   // student number
	To     string   // class in the list, in Chinese
	From   string   // class now
	Diff   []string // fields that change
	Maybe  []MaybePerson
	Worked bool
}

// MaybePerson is somebody a doubtful row may be.
type MaybePerson struct {
	Person care.ID
	Name   string
	Birth  care.Date
	Class  string
}

// RowPage is one page of staged rows.
type RowPage struct {
	Lines []ImportLine
	Page  int // from 0
	More  bool
}

// rowPageSize is how many rows a person looks at at once. Ours.
const rowPageSize = 30

// ImportRows opens the staged rows with one kind of change for somebody who may
// read the roster; it is entered in the log. Rows that were applied are gone.
func (r Room) ImportRows(ctx context.Context, who act.Who, id care.ID, change RowChange, page int) (RowPage, error) {
	p := RowPage{Page: max(page, 0)}
	err := r.Do(ctx, who, "region.ReadImport", func(t *act.Tx) error {
		p.Lines, p.More = nil, false
		i, _, err := decideImport(t, id)
		if err != nil {
			return err
		}
		if err := t.DecideUnit(access.Read, importData(i.Kind), i.Unit); err != nil {
			return err
		}
		t.About("import", id, 0)
		t.Detail(change, p.Page)
		lines := liner{t: t, change: change, skip: p.Page * rowPageSize}
		err = t.EachChunk(id, func(c store.ImportChunk) error {
			if c.Applied || lines.more {
				return nil
			}
			if i.Kind == ImportStaff {
				return lines.staff(id, c)
			}
			if i.Kind == ImportPupils {
				return lines.pupils(id, c)
			}
			return nil
		})
		p.Lines, p.More = lines.list, lines.more
		return err
	})
	return p, err
}

// liner gathers one page of lines.
type liner struct {
	t      *act.Tx
	change RowChange
	skip   int
	list   []ImportLine
	more   bool
}

// wants tells whether a row belongs on the page.
func (l *liner) wants(change RowChange, worked bool) bool {
	if change != l.change && !(l.change == RowWorked && worked) {
		return false
	}
	if l.skip > 0 {
		l.skip--
		return false
	}
	if len(l.list) == rowPageSize {
		l.more = true
		return false
	}
	return true
}

func (l *liner) pupils(id care.ID, c store.ImportChunk) error {
	rows, err := openChunk[stagedPupil](l.t, id, c)
	if err != nil {
		return err
	}
	for i, r := range rows {
		if !l.wants(r.Change, r.Worked) {
			continue
		}
		line := ImportLine{Ref: RowRef{c.N, i}, Sheet: r.Sheet, Row: r.Row, Change: r.Change, Why: r.Why, Person: r.Person,
			Name: r.Identity.Name, Birth: r.Identity.Birth, Number: r.Identity.StudentNo, Diff: r.Diff, Worked: r.Worked}
		if r.Number != 0 {
			line.To = care.Unit{Kind: care.Class, Stage: r.Stage, Entry: r.Entry, Number: r.Number}.ClassName(care.SchoolYear(l.t.Today)).Zh
		}
		if line.Name == "" && r.Person != 0 { // a leaver stands in no list
			who, err := l.maybe(r.Person)
			if err != nil {
				return err
			}
			line.Name, line.Birth = who.Name, who.Birth
		}
		if line.From, err = l.class(r.From); err != nil {
			return err
		}
		if line.Maybe, err = l.all(r.Maybe); err != nil {
			return err
		}
		l.list = append(l.list, line)
	}
	return nil
}

func (l *liner) staff(id care.ID, c store.ImportChunk) error {
	rows, err := openChunk[stagedStaff](l.t, id, c)
	if err != nil {
		return err
	}
	for i, r := range rows {
		if !l.wants(r.Change, false) {
			continue
		}
		line := ImportLine{Ref: RowRef{c.N, i}, Sheet: r.Sheet, Row: r.Row, Change: r.Change, Why: r.Why, Person: r.Person, Name: r.Name}
		if line.Maybe, err = l.all(r.Maybe); err != nil {
			return err
		}
		l.list = append(l.list, line)
	}
	return nil
}

func (l *liner) all(ids []care.ID) ([]MaybePerson, error) {
	var list []MaybePerson
	for _, id := range ids {
		m, err := l.maybe(id)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

func (l *liner) maybe(person care.ID) (MaybePerson, error) {
	m := MaybePerson{Person: person}
	row, err := l.t.Person(person)
	if err != nil {
		return m, err
	}
	identity, err := l.t.Identity(row)
	if err != nil {
		return m, err
	}
	m.Name, m.Birth = identity.Name, identity.Birth
	class, err := l.t.ClassIDOf(person)
	if care.KindOf(err) == care.NotFound {
		return m, nil
	}
	if err == nil {
		m.Class, err = l.class(class)
	}
	return m, err
}

func (l *liner) class(id care.ID) (string, error) {
	if id == 0 {
		return "", nil
	}
	u, err := l.t.Unit(id)
	return u.ClassName(care.SchoolYear(l.t.Today)).Zh, err
}
