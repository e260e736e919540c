package region

import (
	"io/fs"
	"iter"
	"strconv"

	"xinhuan/internal/care"
	"xinhuan/internal/roster"
	"xinhuan/internal/sheet"
)

// list is an opened file: its rows with their faults, and the faults of the
// file as a whole.
type list[R any] struct {
	faults []roster.Fault
	rows   iter.Seq2[R, []roster.Fault]
	columns
}

// columns says how the columns of a file are found and called.
type columns struct {
	place   func(roster.Fault, ...roster.Field) roster.Fault
	letters bool // A, B, C as in a workbook; else 1, 2, 3
}

// readers says how rows of a kind are read from a workbook and from a OneRoster set.
type readers[R any] struct {
	kind roster.Kind
	book func(*sheet.Book, roster.Mapping, roster.Context) iter.Seq2[R, []roster.Fault]
	set  func(*roster.OneRoster) iter.Seq2[R, []roster.Fault] // nil: a set has none
}

var (
	pupilReaders   = readers[roster.PupilRow]{roster.Pupils, roster.ReadPupils, (*roster.OneRoster).Pupils}
	staffReaders   = readers[roster.StaffRow]{roster.Staff, roster.ReadStaff, (*roster.OneRoster).Staff}
	consentReaders = readers[roster.ConsentRow]{roster.Consent, roster.ReadConsents, nil}
)

// open recognises workbooks, CSV text and zipped OneRoster sets by content.
func (rd readers[R]) open(src ImportSource, ctx roster.Context) (list[R], error) {
	if rd.set != nil {
		if fsys, err := sheet.OpenArchive(src.Reader, src.Size); err == nil && isOneRoster(fsys) {
			set, faults, err := roster.OpenOneRoster(fsys, ctx)
			if err != nil {
				return list[R]{}, err
			}
			return list[R]{faults, rd.set(set), columns{set.Place, false}}, nil
		}
	}
	book, err := sheet.Open(src.Reader, src.Size, src.Name)
	if err != nil {
		return list[R]{}, err
	}
	mapping, faults := roster.Header(book, rd.kind, src.Mapping)
	return list[R]{faults, rd.book(book, mapping, ctx), columns{mapping.Place, book.Format == sheet.XLSX}}, nil
}

func isOneRoster(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, "users.csv")
	return err == nil
}

// context is what the list does not say: the day the grades are meant for and
// the school of rows without one.
func (p *places) context(src ImportSource, today care.Date) roster.Context {
	ctx := roster.Context{KnownSchool: func(name string) bool { _, ok := p.school(name); return ok }}
	ctx.Today, ctx.Leaving = dayIn(src.Year, today), src.Leaving
	if p.scope.Kind == care.School {
		ctx.School, ctx.Stage = p.scope.Name, p.oneStage()
	}
	return ctx
}

// oneStage is the stage of every class of a one-school list, "" where it can't
// be told: in a nine-year school 三年级 must not be read as the third junior year.
func (p *places) oneStage() roster.Stage {
	if p.scope.Stage != care.Junior {
		return roster.Stage(p.scope.Stage)
	}
	for c := range p.classes {
		if c.stage != care.Junior {
			return ""
		}
	}
	if len(p.classes) == 0 {
		return ""
	}
	return roster.Stage(care.Junior)
}

// dayIn is today, or a day of another school year: lists for September are
// prepared in August, and grades are then meant for the year to come.
func dayIn(year int, today care.Date) care.Date {
	if year == 0 || year == care.SchoolYear(today) {
		return today
	}
	first := care.Date(strconv.Itoa(year) + "-09-01")
	if first > today {
		return first
	}
	return care.Date(strconv.Itoa(year+1) + "-08-31")
}
