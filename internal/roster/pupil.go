package roster

import (
	"iter"
	"strconv"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// Guardian is a parent or other guardian as the list has them.
type Guardian struct {
	Name     string
	Relation string
	Phone    string
}

// PupilRow is one pupil of a list. Grade, class and dates are read; GradeText
// and ClassText are what stood in the cells.
type PupilRow struct {
	Sheet     string
	Number    int    // row in the sheet
	Source    string // sourcedId, from OneRoster
	School    string
	Class     Class
	GradeText string
	ClassText string

	Name       string
	Sex        Sex
	Birth      care.Date
	StudentNo  string
	IDType     string
	IDNo       string
	Ethnic     string
	Phone      string
	Address    string
	Household  string
	Boarder    Tri
	LeftBehind Tri
	EntryYear  int // 入学年月: when the pupil came, which may differ from the cohort's year
	EntryMonth int
	Guardians  []Guardian
	Status     Status
}

// ReadPupils yields the pupils of a book with their faults, in file order. A row
// with an error among its faults is not fit for import. Where the file breaks
// off, an empty row with the fault "file" is yielded and the next sheet begun.
func ReadPupils(b *sheet.Book, m Mapping, ctx Context) iter.Seq2[PupilRow, []Fault] {
	return func(yield func(PupilRow, []Fault) bool) {
		r := newReader(ctx)
		r.each(b, m, func() bool {
			row := r.pupil()
			return yield(row, r.faults)
		}, func(f Fault) bool { return yield(PupilRow{Sheet: f.Sheet, Number: f.Row}, []Fault{f}) })
	}
}

func (r *reader) pupil() PupilRow {
	p := PupilRow{Sheet: r.row.Sheet, Number: r.row.Number, Name: r.name()}
	if p.Name == "" && len(r.faults) > 0 && r.faults[len(r.faults)-1].Code == "stray_row" {
		return p
	}
	var stage Stage
	p.School, stage = r.school()
	p.Class, p.GradeText, p.ClassText = r.class(stage)
	r.identity(&p)
	p.Phone = r.phone(FieldPhone)
	p.Address, p.Household, p.Ethnic = r.text(FieldAddress), r.text(FieldHousehold), r.text(FieldEthnic)
	p.Boarder = r.tri(FieldBoarder, []string{"住校", "寄宿", "住宿", "内宿", "boarder", "boarding"}, []string{"走读", "非寄宿", "不住", "不寄宿", "外宿", "通学", "day"})
	p.LeftBehind = r.tri(FieldLeftBehind, []string{"留守"}, []string{"非留守", "不留守", "不是留守"})
	r.status(&p)
	if s := r.text(FieldEntry); s != "" {
		if p.EntryYear, p.EntryMonth = parseMonth(s); p.EntryYear == 0 {
			r.fault(FieldEntry, "bad_date")
		}
	}
	p.Guardians = r.guardians()
	r.checkAge(p)
	r.checkTwice(p)
	return p
}

// identity reads sex, birth and numbers and compares them. What the list does
// not say is taken from a correct identity number.
func (r *reader) identity(p *PupilRow) {
	var ok bool
	if p.Sex, ok = parseSex(r.text(FieldSex)); !ok {
		r.fault(FieldSex, "bad_sex")
	}
	birthFaults := len(r.faults)
	p.Birth = r.date(FieldBirth)
	birthBad := len(r.faults) > birthFaults
	p.IDType = r.text(FieldIDType)
	p.IDNo = strings.ToUpper(compact(r.text(FieldIDNo)))
	p.StudentNo = strings.ToUpper(compact(r.text(FieldStudentNo)))
	switch {
	case p.StudentNo == "":
	case lostDigits(p.StudentNo):
		r.fault(FieldStudentNo, "number_lost")
	case !isPlain(p.StudentNo):
		r.fault(FieldStudentNo, "student_no_shape")
	}
	facts, valid := r.idNumber(p)
	if valid {
		switch {
		case p.Birth == "" && !birthBad:
			p.Birth = facts.birth
		case p.Birth != "" && p.Birth != facts.birth:
			r.fault(FieldBirth, "birth_id")
		}
		switch {
		case p.Sex == "":
			p.Sex = facts.sex
		case p.Sex != facts.sex:
			r.fault(FieldSex, "sex_id")
		}
	}
	if p.Birth == "" && !birthBad {
		r.fault(FieldBirth, "missing_birth")
	}
}

func (r *reader) idNumber(p *PupilRow) (idFacts, bool) {
	switch {
	case p.IDNo == "":
		return idFacts{}, false
	case lostDigits(p.IDNo):
		r.fault(FieldIDNo, "number_lost")
		return idFacts{}, false
	case p.IDType != "" && !strings.Contains(p.IDType, "居民身份证") && !strings.EqualFold(p.IDType, "id card"), len(p.IDNo) != 18 && otherDocument.MatchString(p.IDNo):
		return idFacts{}, false
	case len(p.IDNo) != 18:
		r.fault(FieldIDNo, "id_shape")
		return idFacts{}, false
	}
	facts, ok := readID(p.IDNo)
	if !ok || facts.birth > r.ctx.Today {
		r.fault(FieldIDNo, "id_checksum")
		return idFacts{}, false
	}
	return facts, true
}

func (r *reader) status(p *PupilRow) {
	var ok bool
	if p.Status, ok = parseStatus(r.text(FieldStatus)); !ok {
		r.fault(FieldStatus, "bad_status")
	}
	if p.Class.Year > r.ctx.years(p.Class.Stage) && p.Class.Stage != "" {
		p.Status = Leaver
	}
}

func (r *reader) guardians() []Guardian {
	var out []Guardian
	for n := range guardians {
		g := Guardian{
			Name:     personName(r.text(guardianFields[n].name)),
			Relation: r.text(guardianFields[n].relation),
			Phone:    r.phone(guardianFields[n].phone),
		}
		if g == (Guardian{}) || (g.Name == "" && g.Phone == "") || g.Name == "无" || g.Name == "/" {
			continue
		}
		if g.Relation == "" && n >= 2 {
			g.Relation = [...]string{"父亲", "母亲"}[n-2]
		}
		out = append(out, g)
	}
	return out
}

var guardianFields = func() (out [guardians]struct{ name, relation, phone Field }) {
	for n := range guardians {
		out[n].name, out[n].relation, out[n].phone = guardianField(n, "name"), guardianField(n, "relation"), guardianField(n, "phone")
	}
	return out
}()

// checkAge warns of ages far from the usual (ours): grade g of school is usually
// begun at 5+g years; one year early or three late is still usual, four late
// happens. Vocational schools and universities take people of any age above.
func (r *reader) checkAge(p PupilRow) {
	if p.Birth == "" || p.Class.Stage == "" || p.Status == Leaver {
		return
	}
	// The grade and the entry year say in which school year this is; age is
	// counted on its first day.
	born, _ := strconv.Atoi(string(p.Birth[:4]))
	age := p.Class.EntryYear + p.Class.Year - 1 - born
	if p.Birth[5:] > "09-01" {
		age--
	}
	grade := p.Class.Year
	low, high := 0, 0
	switch p.Class.Stage {
	case Primary:
		low, high = 4+grade, 9+grade
	case Junior:
		grade += r.ctx.years(Primary)
		low, high = 4+grade, 9+grade
	case Senior:
		grade += r.ctx.years(Primary) + r.ctx.years(Junior)
		low, high = 4+grade, 9+grade
	case Vocational:
		low, high = 13, 30
	default:
		low, high = 14, 60
	}
	if age < low || age > high {
		r.fault(FieldBirth, "age_grade")
	}
}

// checkTwice looks for the same person above. School numbers are only unique
// within a school; national ones everywhere.
func (r *reader) checkTwice(p PupilRow) {
	if p.StudentNo != "" {
		scope := p.School
		if isNational(p.StudentNo) {
			scope = ""
		}
		if row := r.seen.first(p.Sheet, p.Number, "no", scope, p.StudentNo); !row.IsZero() {
			r.fault(FieldStudentNo, "duplicate_number", row)
			return
		}
	}
	if p.IDNo != "" && !strings.HasSuffix(p.StudentNo, p.IDNo) {
		if row := r.seen.first(p.Sheet, p.Number, "id", p.IDNo); !row.IsZero() {
			r.fault(FieldIDNo, "duplicate_id", row)
			return
		}
	}
	if p.Name == "" || p.Class.Stage == "" {
		return
	}
	class := string(p.Class.Stage) + strconv.Itoa(p.Class.EntryYear*1000+p.Class.No)
	if row := r.seen.first(p.Sheet, p.Number, "who", p.School, class, p.Name, string(p.Birth)); !row.IsZero() {
		r.fault(FieldName, "possible_twin", row)
	}
}
