package region

import (
	"context"
	"fmt"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/roster"
)

// manyLeavers is the share of a school's pupils whose absence from a list makes
// it likely that the list is only a part. Ours.
const manyLeavers = 0.2

// StagePupils checks a whole list of pupils and stages what it would change.
// Nobody is written: the rows wait, sealed, for ApplyImport.
func (r Room) StagePupils(ctx context.Context, who act.Who, src ImportSource) (care.ID, error) {
	s, err := r.begin(ctx, who, ImportPupils, src, 0)
	if err != nil {
		return 0, err
	}
	p := &pupilStager{stager: s, waiting: map[care.ID][]stagedPupil{}, present: map[care.ID]bool{}, faulty: map[care.ID]bool{},
		schools: map[care.ID]bool{}, fresh: map[cohort]bool{}, schoolOf: map[care.ID]care.ID{}}
	if err := p.run(src); err != nil {
		return s.row.ID, s.abandon(err)
	}
	return s.row.ID, nil
}

// pupilStager stages a list of pupils. Beside at most bufferedMax rows it keeps
// who was met, to tell who left.
type pupilStager struct {
	*stager
	places   *places
	waiting  map[care.ID][]stagedPupil // by school
	held     int                       // rows in waiting
	present  map[care.ID]bool          // persons the list names; false: only perhaps
	schools  map[care.ID]bool          // schools of the list
	faulty   map[care.ID]bool          // schools with rows that are out; 0: rows of no school
	fresh    map[cohort]bool           // classes to be added
	schoolOf map[care.ID]care.ID       // class -> school
	empty    bool
	moves    []roster.Fault
}

func (p *pupilStager) run(src ImportSource) error {
	var today care.Date
	err := p.r.View(p.ctx, p.who, func(t *act.Tx) (err error) {
		today = t.Today
		if p.places, err = placesIn(t, src.Unit); err != nil {
			return err
		}
		any, err := t.AnyPupil()
		p.empty = !any
		return err
	})
	if err != nil {
		return err
	}
	file, err := pupilReaders.open(src, p.places.context(src, today))
	if err != nil {
		return err
	}
	p.columns = file.columns
	if p.all(file.faults, p.places, "") {
		p.faulty[0] = true
	}
	for row, faults := range file.rows {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		if err := p.take(row, faults); err != nil {
			return err
		}
	}
	for school := range p.waiting {
		if err := p.flush(school); err != nil {
			return err
		}
	}
	if err := p.leavers(); err != nil {
		return err
	}
	p.notes.Counts.Classes, p.notes.Counts.Schools = len(p.fresh), len(p.schools)
	return p.finish()
}

// take checks one row and lets it wait for the rest of its school.
func (p *pupilStager) take(row roster.PupilRow, faults []roster.Fault) error {
	p.row.Rows++
	school, _ := p.places.school(row.School)
	if p.all(faults, p.places, row.School) {
		p.out(school.ID)
		return nil
	}
	if row.Name == "" { // a stray row
		return nil
	}
	p.schools[school.ID] = true
	staged := p.staged(row)
	for _, f := range faults {
		staged.Twin = staged.Twin || f.Code == "possible_twin"
	}
	p.waiting[school.ID] = append(p.waiting[school.ID], staged)
	p.held++
	if len(p.waiting[school.ID]) == chunkRows {
		return p.flush(school.ID)
	}
	if p.held < bufferedMax {
		return nil
	}
	for id := range p.waiting {
		if err := p.flush(id); err != nil {
			return err
		}
	}
	return nil
}

// out leaves a faulty row out. Since it may be anybody of its school, nobody of
// that school can be told to have left.
func (p *pupilStager) out(school care.ID) {
	p.notes.Counts.Faulty++
	p.faulty[school] = true
}

func (p *pupilStager) staged(row roster.PupilRow) stagedPupil {
	s := stagedPupil{Sheet: row.Sheet, Row: row.Number, Stage: care.Stage(row.Class.Stage), Entry: row.Class.EntryYear, Number: row.Class.No,
		Leaver: row.Status == roster.Leaver,
		Identity: care.Identity{Name: row.Name, Sex: sexes[row.Sex], Birth: row.Birth, StudentNo: row.StudentNo, IDNo: row.IDNo,
			Phone: row.Phone, Address: row.Address, Boarder: row.Boarder == roster.Yes}}
	if row.Boarder != roster.Unknown {
		yes := row.Boarder == roster.Yes
		s.Boarder = &yes
	}
	for _, g := range row.Guardians {
		s.Guardians = append(s.Guardians, care.Guardian{Name: g.Name, Relation: g.Relation, Phone: g.Phone})
	}
	if row.Address != "" {
		if s.Village = p.places.village(row.Address); s.Village != 0 {
			p.notes.Counts.Placed++
		} else {
			p.notes.Counts.Unplaced++
		}
	}
	return s
}

var sexes = map[roster.Sex]string{roster.Male: "m", roster.Female: "f"}

// flush finds out who the waiting rows of a school are and stages them.
func (p *pupilStager) flush(school care.ID) error {
	waiting := p.waiting[school]
	delete(p.waiting, school)
	p.held -= len(waiting)
	if len(waiting) == 0 {
		return nil
	}
	rows := make([]*stagedPupil, len(waiting))
	for i := range waiting {
		rows[i] = &waiting[i]
	}
	err := p.r.View(p.ctx, p.who, func(t *act.Tx) error {
		m := matcher{t: t, school: school, schools: p.schoolOf, empty: p.empty, class: func(s stagedPupil) care.ID {
			return p.places.classes[cohort{school, s.Stage, s.Entry, s.Number}]
		}}
		return m.match(rows)
	})
	if err != nil {
		return err
	}
	kept := waiting[:0]
	for _, s := range waiting {
		if p.count(school, &s) {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return put(p.stager, school, kept)
}

// count adds a row to the counts and tells whether it is staged.
func (p *pupilStager) count(school care.ID, s *stagedPupil) bool {
	if s.Person != 0 && p.present[s.Person] {
		p.fault(p.place(roster.Fault{Sheet: s.Sheet, Row: s.Row, Code: "same_person", Severity: roster.Error,
			Message: care.Text{Zh: "与名单中另一行是同一名学生", En: "the same pupil as in another row of the list"},
			Do:      care.Text{Zh: "请核对学号与证件号，只保留一行", En: "check student and identity number and keep one row"}}, roster.FieldStudentNo, roster.FieldIDNo, roster.FieldName))
		p.out(school)
		return false
	}
	if s.Person != 0 {
		p.present[s.Person] = true
	}
	for _, id := range s.Maybe {
		if !p.present[id] {
			p.present[id] = false
		}
	}
	c := &p.notes.Counts
	switch {
	case s.Leaver && s.Person == 0: // left, and never was here
		c.Same++
		return false
	case s.Change == RowSame:
		c.Same++
		return false
	case s.Change == RowNew:
		c.New++
	case s.Change == RowMoved:
		c.Moved++
	case s.Change == RowChanged:
		c.Changed++
	case s.Change == RowLeft:
		c.Left++
	case s.Change == RowDoubtful:
		c.Doubtful++
	}
	if s.Worked {
		c.OpenWork++
	}
	class := cohort{school, s.Stage, s.Entry, s.Number}
	if p.places.classes[class] == 0 && (s.Change == RowNew || s.Change == RowMoved) && !p.fresh[class] {
		p.fresh[class] = true
		p.fault(p.place(roster.Fault{Sheet: s.Sheet, Row: s.Row, Code: "class_new", Severity: roster.Warning,
			Message: care.Text{Zh: "系统中还没有这个班级，导入时会新建", En: "this class is not in the system yet and will be added"},
			Do:      care.Text{Zh: "请核对年级与班号", En: "check grade and class number"}}, roster.FieldClass, roster.FieldGrade))
	}
	return true
}

// leavers stages those who are enrolled in a school of the list but not in it.
// A school with faulty rows is held back.
func (p *pupilStager) leavers() error {
	for school := range p.schools {
		if p.empty {
			return nil
		}
		if p.faulty[school] || p.faulty[0] {
			p.notes.Counts.HeldBack++
			continue
		}
		gone, err := p.absent(school)
		if err != nil {
			return err
		}
		for len(gone) > 0 {
			some := gone[:min(len(gone), chunkRows)]
			gone = gone[len(some):]
			if err := put(p.stager, school, some); err != nil {
				return err
			}
		}
	}
	if p.notes.Counts.HeldBack > 0 {
		p.fault(roster.Fault{Code: "leavers_held", Severity: roster.Warning,
			Message: care.Text{Zh: fmt.Sprintf("有 %d 所学校的名单中有错误的行，无法判断谁已离校", p.notes.Counts.HeldBack),
				En: fmt.Sprintf("%d schools have faulty rows, so who left them can't be told", p.notes.Counts.HeldBack)},
			Do: care.Text{Zh: "需要处理离校学生时，请先改正这些行再导入", En: "to end the enrolment of leavers, correct these rows and import again"}})
	}
	return nil
}

func (p *pupilStager) absent(school care.ID) ([]stagedPupil, error) {
	var gone []stagedPupil
	err := p.r.View(p.ctx, p.who, func(t *act.Tx) error {
		gone = nil
		enrolled, err := t.EnrolledIn(school)
		if err != nil {
			return err
		}
		var ids []care.ID
		for _, tie := range enrolled {
			if _, met := p.present[tie.Person]; !met {
				gone = append(gone, stagedPupil{Change: RowLeft, Person: tie.Person, From: tie.Unit})
				ids = append(ids, tie.Person)
			}
		}
		if float64(len(gone)) > manyLeavers*float64(len(enrolled)) {
			p.moves = append(p.moves, many(len(gone), len(enrolled)))
		}
		rows := make([]*stagedPupil, len(gone))
		for i := range gone {
			rows[i] = &gone[i]
		}
		return markWorked(t, rows, ids)
	})
	for _, f := range p.moves {
		p.fault(f)
	}
	p.moves = nil
	p.notes.Counts.Left += len(gone)
	for _, s := range gone {
		if s.Worked {
			p.notes.Counts.OpenWork++
		}
	}
	return gone, err
}

func many(gone, enrolled int) roster.Fault {
	return roster.Fault{Code: "many_leavers", Severity: roster.Warning,
		Message: care.Text{Zh: fmt.Sprintf("一所学校在校 %d 人，其中 %d 人不在名单中", enrolled, gone), En: fmt.Sprintf("of %d pupils of a school %d are not in the list", enrolled, gone)},
		Do:      care.Text{Zh: "如果名单只是学校的一部分，请不要选择“处理离校学生”", En: "if the list is only a part of the school, don't choose to end the enrolment of leavers"}}
}
