package roster

import (
	"iter"
	"slices"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/sheet"
)

// StaffRow is one member of staff of a list, with every post the row names.
type StaffRow struct {
	Sheet    string
	Number   int
	Source   string // sourcedId, from OneRoster
	School   string
	Name     string
	Sex      Sex
	RoleText string
	Roles    []care.Role
	Classes  []Class
	Grade    string // as written, for grade heads
	Phone    string
	Email    string
	StaffNo  string
	FullTime Tri
	Status   Status // Leaver only from lists that carry a status
}

// ReadStaff yields the staff of a book with their faults, in the way of
// ReadPupils.
func ReadStaff(b *sheet.Book, m Mapping, ctx Context) iter.Seq2[StaffRow, []Fault] {
	return func(yield func(StaffRow, []Fault) bool) {
		r := newReader(ctx)
		r.each(b, m, func() bool {
			row := r.staff()
			return yield(row, r.faults)
		}, func(f Fault) bool { return yield(StaffRow{Sheet: f.Sheet, Number: f.Row}, []Fault{f}) })
	}
}

func (r *reader) staff() StaffRow {
	s := StaffRow{Sheet: r.row.Sheet, Number: r.row.Number, Name: r.name(), Status: Enrolled}
	if s.Name == "" && len(r.faults) > 0 && r.faults[len(r.faults)-1].Code == "stray_row" {
		return s
	}
	var stage Stage
	s.School, stage = r.school()
	s.RoleText = r.text(FieldRole)
	s.FullTime = r.tri(FieldFullTime, []string{"专职", "全职"}, []string{"兼职"})
	r.roles(&s)
	var ok bool
	if s.Sex, ok = parseSex(r.text(FieldSex)); !ok {
		r.fault(FieldSex, "bad_sex")
	}
	s.Grade = r.text(FieldGrade)
	s.Classes = r.classList(s.Grade, stage)
	s.Phone = r.phone(FieldPhone)
	s.Email = strings.ToLower(compact(r.text(FieldEmail)))
	if s.Email != "" && !mailForm.MatchString(s.Email) {
		r.fault(FieldEmail, "email_shape")
	}
	if s.Phone == "" && s.Email == "" {
		r.fault(FieldPhone, "no_contact")
	}
	s.StaffNo = compact(r.text(FieldStaffNo))
	r.checkPostTwice(s)
	return s
}

func (r *reader) roles(s *StaffRow) {
	if s.RoleText == "" {
		r.fault(FieldRole, "missing_role")
		return
	}
	whole := ParseRole(s.RoleText) // 德育处/政教处 is one post in many lists
	parts := splitList(s.RoleText)
	if whole != "" {
		parts = []string{s.RoleText}
	}
	for _, part := range parts {
		role := ParseRole(part)
		switch {
		case role == "":
			r.fault(FieldRole, "unknown_role")
			continue
		case !byList(role):
			r.fault(FieldRole, "role_not_by_list")
			continue
		case !slices.Contains(s.Roles, role):
			s.Roles = append(s.Roles, role)
		}
		if role == care.PsychologyTeacher && s.FullTime == Unknown {
			switch {
			case strings.Contains(part, "专职"):
				s.FullTime = Yes
			case strings.Contains(part, "兼职"):
				s.FullTime = No
			}
		}
	}
}

// classList reads 七年级1班、七年级2班; later classes may leave the grade to the
// first (七年级1班、2班).
func (r *reader) classList(grade string, school Stage) []Class {
	var out []Class
	c := r.ctx.Calendar
	if school != "" {
		c.Stage = school
	}
	before := read(grade)
	if before.bare > 0 {
		before.grade, before.bare = before.bare, 0
	}
	for _, part := range splitList(r.text(FieldClasses)) {
		w := read(part)
		if w.bare > 0 {
			w.no, w.bare = w.bare, 0
		}
		if w.grade > 0 || w.cohort > 0 {
			before = w
		}
		class, code := c.merge(before, words{no: w.no})
		if fatal(code) || class.No == 0 {
			r.fault(FieldClasses, "bad_class_list")
			continue
		}
		if !slices.Contains(out, class) {
			out = append(out, class)
		}
	}
	return out
}

func (r *reader) checkPostTwice(s StaffRow) {
	if s.Name == "" || len(s.Roles) == 0 {
		return
	}
	who := s.StaffNo
	if who == "" {
		who = s.Phone + " " + s.Email
	}
	for _, role := range s.Roles {
		if row := r.seen.first(s.Sheet, s.Number, s.School, s.Name, who, string(role)); !row.IsZero() {
			r.fault(FieldName, "duplicate_staff", row)
			return
		}
	}
}
