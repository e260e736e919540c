package roster

import (
	"strings"

	"xinhuan/internal/care"
)

// loadRoles reads the roles of 1.2; in 1.1 they stand with the user.
func (o *OneRoster) loadRoles() {
	tb := o.openTable("roles.csv")
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		o.checkDates(tb, "begindate", "enddate", "datelastmodified")
		user := tb.get("usersourcedid")
		status, code := recordStatus(tb.get("status"))
		if code != "" {
			o.report(tb.fault("status", code))
		}
		if user == "" || status == Leaver || o.ended(tb) {
			return true
		}
		k := o.keys.key(user)
		o.roles[k] = append(o.roles[k], roleFacts{strings.ToLower(tb.get("role")), tb.get("orgsourcedid"), strings.EqualFold(tb.get("roletype"), "primary"), tb.row.Number})
		return true
	})
}

// ended tells whether a record's last day is over. In bulk files of a past year
// everything is; a set without any current record is still worth reading, so
// roles and enrolments that ended within the last two years count (ours).
func (o *OneRoster) ended(tb *table) bool {
	end, code := ParseDate(tb.get("enddate"))
	if code != "" || end == "" || o.ctx.Today == "" {
		return false
	}
	return end < care.DateOf(o.ctx.Today.Time().AddDate(-2, 0, 0))
}

func isGuardian(role string) bool {
	return role == "parent" || role == "guardian" || role == "relative"
}

// loadUsers checks every user and keeps the guardians.
func (o *OneRoster) loadUsers() {
	tb := o.openTable("users.csv")
	o.userFile = tb
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		o.checkDates(tb, "datelastmodified")
		id := tb.get("sourcedid")
		if id == "" {
			return true // told again with the user
		}
		k := o.keys.key(id)
		if _, twice := o.users[k]; !twice {
			o.users[k] = int32(tb.row.Number)
		}
		if !o.hasRole(k, tb, isGuardian) {
			return true
		}
		phone, _ := parsePhone(first(tb.get("sms"), tb.get("phone")))
		relation := ""
		if role := strings.ToLower(tb.get("role")); role != "" {
			relation = role
		}
		o.guards[k] = Guardian{Name: userName(tb), Relation: relation, Phone: phone}
		for _, child := range list(tb.get("agentsourcedids")) {
			c := o.keys.key(child)
			o.children[c] = append(o.children[c], k)
		}
		return true
	})
}

func (o *OneRoster) hasRole(user [2]uint64, tb *table, is func(string) bool) bool {
	for _, r := range o.roles[user] {
		if is(r.role) {
			return true
		}
	}
	return len(o.roles[user]) == 0 && is(strings.ToLower(tb.get("role")))
}

func (o *OneRoster) loadDemographics() {
	tb := o.openTable("demographics.csv")
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		o.checkDates(tb, "birthdate")
		birth, code := ParseDate(tb.get("birthdate"))
		if code != "" && tb.get("birthdate") != "" {
			o.report(tb.fault("birthdate", code))
		}
		sex, _ := parseSex(tb.get("sex"))
		o.births[o.keys.key(tb.get("sourcedid"))] = demographics{birth, sex, tb.row.Number}
		return true
	})
}

// loadEnrollments ties users to classes. A pupil belongs to the home-room class
// if there is one, else to the first class whose title names a class.
func (o *OneRoster) loadEnrollments() {
	tb := o.openTable("enrollments.csv")
	if tb == nil {
		return
	}
	tb.each(o.report, func() bool {
		o.checkDates(tb, "begindate", "enddate", "datelastmodified")
		o.checkStatus(tb)
		if status, _ := recordStatus(tb.get("status")); status == Leaver {
			return true
		}
		at, known := o.classAt[tb.get("classsourcedid")]
		if !known {
			o.report(tb.fault("classsourcedid", "unknown_reference"))
			return true
		}
		k := o.keys.key(tb.get("usersourcedid"))
		if _, known := o.users[k]; !known {
			o.report(tb.fault("usersourcedid", "unknown_reference"))
			return true
		}
		if o.ended(tb) {
			return true
		}
		switch strings.ToLower(tb.get("role")) {
		case "student":
			before, has := o.learns[k]
			if !has || o.rank(at) > o.rank(int(before)) {
				o.learns[k] = int32(at)
			}
		case "teacher":
			o.teaches[k] = append(o.teaches[k], int32(at))
		}
		return true
	})
}

func (o *OneRoster) rank(class int) int {
	c, n := o.classes[class], 0
	if c.says.no > 0 || c.says.grade > 0 || c.says.cohort > 0 {
		n++
	}
	if c.homeroom {
		n += 2
	}
	return n
}

// userName joins the parts of a name as its script does.
func userName(tb *table) string {
	family, given := tb.get("familyname"), tb.get("givenname")
	return personName(joinName(family, given))
}

func joinName(family, given string) string {
	for _, r := range family + given {
		if r >= 0x2e80 {
			return family + given
		}
	}
	return strings.TrimSpace(given + " " + family)
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
