package roster

import (
	"fmt"
)

// In a OneRoster set what is said of a person stands in several files. A fault is shown
// where the text stands that somebody has to correct, and says whose record it is about.

// orgOf is the organisation of a user, and where it is named.
func (o *OneRoster) orgOf(u *user) (id string, from place) {
	named := func(r roleFacts) (string, place) {
		return r.org, o.opened["roles.csv"].place(r.row, "orgsourcedid")
	}
	for _, r := range o.roles[u.key] {
		if r.primary {
			return named(r)
		}
	}
	for _, column := range []string{"primaryorgsourcedid", "orgsourcedids"} {
		if ids := list(u.tb.get(column)); len(ids) > 0 {
			return ids[0], u.tb.place(u.tb.row.Number, column)
		}
	}
	for _, r := range o.roles[u.key] {
		return named(r)
	}
	for _, column := range []string{"orgsourcedids", "primaryorgsourcedid"} {
		if _, has := u.tb.at[column]; has {
			return "", u.tb.place(u.tb.row.Number, column)
		}
	}
	return "", u.tb.place(u.tb.row.Number, "")
}

// schoolOf is the name of a user's school. One that is not known stands in orgs.csv; where
// the organisation is not there, the record that names it is shown.
func (o *OneRoster) schoolOf(u *user, org string, from place) string {
	unit := o.school(org)
	name := first(unit.name, o.ctx.School)
	code, at := "", from
	switch {
	case name == "":
		code = "missing_school"
	case o.ctx.KnownSchool != nil && !o.ctx.KnownSchool(name):
		if code = "unknown_school"; unit.row > 0 {
			at = o.opened["orgs.csv"].place(unit.row, "name")
		}
	}
	if code != "" {
		u.faults = append(u.faults, about(u, at.fault(code), from))
	}
	return name
}

// roleFault shows the role where it stands: in 1.2 in roles.csv, in 1.1 with the user.
func (o *OneRoster) roleFault(u *user, said, code string) {
	for _, r := range o.roles[u.key] {
		if r.role == said {
			u.faults = append(u.faults, about(u, o.opened["roles.csv"].place(r.row, "role").fault(code), place{}))
			return
		}
	}
	u.fault("role", code)
}

// noBirth shows the record of demographics.csv that lacks the date, or that file where it
// has no record of the user. A set without that file lacks it itself.
func (o *OneRoster) noBirth(u *user, d demographics) {
	tb := o.opened["demographics.csv"]
	if tb == nil {
		u.fault("sourcedid", "missing_birth")
		return
	}
	u.faults = append(u.faults, about(u, tb.place(d.row, "birthdate").fault("missing_birth"), place{}))
}

// about adds to a fault whose record it is about, and by which other record it came.
func about(u *user, f Fault, by place) Fault {
	if f.Sheet == u.tb.name && f.Row == u.tb.row.Number {
		return f
	}
	f.Message.Zh += fmt.Sprintf("（%s 第 %d 行的人员", u.tb.name, u.tb.row.Number)
	f.Message.En += fmt.Sprintf(" (the person of %s, row %d", u.tb.name, u.tb.row.Number)
	if by.row > 0 && by.sheet != f.Sheet && by.sheet != u.tb.name {
		f.Message.Zh += fmt.Sprintf("，见 %s 第 %d 行 %s", by.sheet, by.row, by.header)
		f.Message.En += fmt.Sprintf(", by %s, row %d, %s", by.sheet, by.row, by.header)
	}
	f.Message.Zh += "）"
	f.Message.En += ")"
	return f
}

// userColumns are where a field of a person stands in users.csv.
var userColumns = map[Field]string{FieldName: "familyname", FieldStudentNo: "identifier", FieldClass: "grades", FieldGrade: "grades", FieldRole: "role"}

// Place adds to a fault of a user the column of the first of some fields that its file has.
func (o *OneRoster) Place(f Fault, fields ...Field) Fault {
	for _, field := range fields {
		tb := o.opened[f.Sheet]
		if tb == nil {
			break
		}
		if p := tb.place(f.Row, userColumns[field]); p.column > 0 {
			f.Column, f.Header = p.column, p.header
			return f
		}
	}
	return f
}

// school is the school an organisation belongs to: itself or the nearest school
// above; a department whose school is missing stands for itself.
func (o *OneRoster) school(id string) org {
	first := o.orgs[id]
	for range 16 { // parents may form a ring
		unit, ok := o.orgs[id]
		if !ok {
			break
		}
		if unit.kind == "school" || unit.kind == "university" || unit.kind == "college" {
			return unit
		}
		id = unit.parent
	}
	return first
}
