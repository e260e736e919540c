package roster

import (
	"iter"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Pupils yields the students of the set with their faults, in the file's order.
func (o *OneRoster) Pupils() iter.Seq2[PupilRow, []Fault] {
	return func(yield func(PupilRow, []Fault) bool) {
		isStudent := func(role string) bool { return role == "student" }
		r := newReader(o.ctx)
		ok := true
		o.walk(func(f Fault) { ok = ok && yield(PupilRow{Sheet: f.Sheet, Number: f.Row}, []Fault{f}) }, func(u *user) bool {
			if !o.hasRole(u.key, u.tb, isStudent) {
				return true
			}
			row := o.pupil(u, r)
			ok = yield(row, u.faults)
			return ok
		})
	}
}

// Staff yields the other users but guardians, with their faults.
func (o *OneRoster) Staff() iter.Seq2[StaffRow, []Fault] {
	return func(yield func(StaffRow, []Fault) bool) {
		isOther := func(role string) bool { return role != "student" && !isGuardian(role) }
		ok := true
		o.walk(func(f Fault) { ok = ok && yield(StaffRow{Sheet: f.Sheet, Number: f.Row}, []Fault{f}) }, func(u *user) bool {
			if !o.hasRole(u.key, u.tb, isOther) {
				return true
			}
			row := o.staff(u, isOther)
			ok = yield(row, u.faults)
			return ok
		})
	}
}

// user is the current record of users.csv.
type user struct {
	tb     *table
	id     string
	key    [2]uint64
	status Status
	faults []Fault
}

func (u *user) fault(column, code string, detail ...care.Text) {
	u.faults = append(u.faults, u.tb.fault(column, code, detail...))
}

func (o *OneRoster) walk(broken func(Fault), use func(*user) bool) {
	if o.userFile == nil {
		return
	}
	tb := *o.userFile
	tb.each(broken, func() bool {
		u := &user{tb: &tb, id: tb.get("sourcedid")}
		u.key = o.keys.key(u.id)
		var code string
		if u.status, code = recordStatus(tb.get("status")); code != "" {
			u.fault("status", code)
		}
		if strings.EqualFold(tb.get("enableduser"), "false") {
			u.status = Leaver
		}
		switch before := o.users[u.key]; {
		case u.id == "":
			u.fault("sourcedid", "missing_id")
		case int(before) != tb.row.Number:
			u.fault("sourcedid", "duplicate_record", place{row: int(before)}.where())
		}
		return use(u)
	})
}

func (o *OneRoster) pupil(u *user, r *reader) PupilRow {
	p := PupilRow{Sheet: u.tb.name, Number: u.tb.row.Number, Source: u.id, Status: u.status}
	if p.Name = userName(u.tb); p.Name == "" {
		u.fault("familyname", "missing_name")
	}
	p.StudentNo = strings.ToUpper(compact(first(u.tb.get("identifier"), u.id)))
	p.GradeText = u.tb.get("grades")
	at, enrolled := o.learns[u.key]
	unit, from := o.orgOf(u)
	grade, says := words{}, words{}
	if grades := list(p.GradeText); len(grades) == 1 {
		grade = readGrade(grades[0])
	}
	if enrolled {
		c := o.classes[at]
		p.ClassText, says = c.title, c.says
		if c.org != "" {
			unit, from = c.org, o.opened["classes.csv"].place(c.row, "schoolsourcedid")
		}
		if grade.empty() {
			grade = c.grade
		}
	}
	p.School = o.schoolOf(u, unit, from)
	o.place(u, &p, grade, says)
	var code string
	if p.Phone, code = parsePhone(first(u.tb.get("sms"), u.tb.get("phone"))); code != "" {
		u.fault("phone", code)
	}
	d := o.births[u.key]
	if p.Birth, p.Sex = d.birth, d.sex; p.Birth == "" {
		o.noBirth(u, d)
	}
	p.Guardians = o.guardiansOf(u)
	r.columns, r.at, r.row, r.faults = Columns{Sheet: p.Sheet}, nil, u.tb.row, nil
	r.checkAge(p)
	r.checkTwice(p)
	u.faults = append(u.faults, r.faults...)
	return p
}

// place settles grade and class; leavers need none.
func (o *OneRoster) place(u *user, p *PupilRow, grade, says words) {
	c := o.ctx.Calendar
	if s := StageOfSchool(p.School); s != "" {
		c.Stage = s
	}
	var code string
	if grade.empty() && says.empty() {
		code = "missing_grade"
	} else {
		p.Class, code = c.merge(grade, says)
	}
	if code != "" && p.Status != Leaver {
		u.fault("grades", code)
	}
}

func (o *OneRoster) guardiansOf(u *user) []Guardian {
	var keys [][2]uint64
	for _, id := range list(u.tb.get("agentsourcedids")) {
		k := o.keys.key(id)
		if _, known := o.users[k]; !known {
			u.fault("agentsourcedids", "unknown_reference")
		}
		keys = append(keys, k)
	}
	var out []Guardian
	for _, k := range append(keys, o.children[u.key]...) {
		if g, ok := o.guards[k]; ok && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

func (o *OneRoster) staff(u *user, isOther func(string) bool) StaffRow {
	s := StaffRow{Sheet: u.tb.name, Number: u.tb.row.Number, Source: u.id, Status: u.status, StaffNo: first(u.tb.get("identifier"), u.id)}
	if s.Name = userName(u.tb); s.Name == "" {
		u.fault("familyname", "missing_name")
	}
	unit, from := o.orgOf(u)
	s.School = o.schoolOf(u, unit, from)
	homeroom := o.taught(u, &s)
	var said []string
	for _, r := range o.roles[u.key] {
		if isOther(r.role) {
			said = append(said, r.role)
		}
	}
	if len(said) == 0 {
		said = []string{strings.ToLower(u.tb.get("role"))}
	}
	s.RoleText = strings.Join(said, ", ")
	for _, role := range said {
		o.staffRole(u, &s, role, homeroom)
	}
	var code string
	if s.Phone, code = parsePhone(first(u.tb.get("sms"), u.tb.get("phone"))); code != "" {
		u.fault("phone", code)
	}
	if s.Email = strings.ToLower(compact(u.tb.get("email"))); s.Email != "" && !mailForm.MatchString(s.Email) {
		u.fault("email", "email_shape")
	}
	if s.Phone == "" && s.Email == "" {
		u.fault("email", "no_contact")
	}
	return s
}

// taught lists the classes that are cohorts; subject groups are none.
func (o *OneRoster) taught(u *user, s *StaffRow) (homeroom bool) {
	c := o.ctx.Calendar
	if stage := StageOfSchool(s.School); stage != "" {
		c.Stage = stage
	}
	for _, at := range o.teaches[u.key] {
		facts := o.classes[at]
		homeroom = homeroom || facts.homeroom
		if facts.says.empty() {
			continue
		}
		class, code := c.merge(facts.grade, facts.says)
		if !fatal(code) && class.No > 0 && !slices.Contains(s.Classes, class) {
			s.Classes = append(s.Classes, class)
		}
	}
	return homeroom
}

// staffRole maps the role words of OneRoster. Site and district administrators
// keep the school's data, not its children, and get no post here.
func (o *OneRoster) staffRole(u *user, s *StaffRow, said string, homeroom bool) {
	role := care.Role("")
	switch said {
	case "teacher":
		role = care.SubjectTeacher
		if homeroom {
			role = care.ClassTeacher
		}
	case "principal":
		role = care.Principal
	case "counselor":
		role = care.PsychologyTeacher
		o.roleFault(u, said, "role_guess")
	case "proctor":
		role = care.Invigilator
	case "systemadministrator":
		o.roleFault(u, said, "role_not_by_list")
		return
	case "":
		o.roleFault(u, said, "missing_role")
		return
	default:
		o.roleFault(u, said, "unknown_role")
		return
	}
	if !slices.Contains(s.Roles, role) {
		s.Roles = append(s.Roles, role)
	}
}
