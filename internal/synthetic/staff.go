package synthetic

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"xinhuan/internal/care"
)

// Staff is an adult with one or more posts. Login is a hint for the account name:
// it tells the seat, not the person. School is -1 for the district's office.
type Staff struct {
	Name   string
	Sex    string
	School int
	Phone  string
	Login  string
	Seats  []Seat
}

// Seat is one post: Classes for a class teacher's own class and for the classes a
// subject teacher teaches, Grade for a grade head.
type Seat struct {
	Role     care.Role
	Classes  []Class // without pupils
	Grade    int
	FullTime bool // psychology teachers: 专职
}

// Roles lists the person's roles.
func (s Staff) Roles() []care.Role {
	roles := make([]care.Role, len(s.Seats))
	for i, seat := range s.Seats {
		roles[i] = seat.Role
	}
	return roles
}

// staffRoom collects the people of one office.
type staffRoom struct {
	rng      *rand.Rand
	names    names
	school   int
	login    string
	slot     int
	people   []Staff
	teachers []int // those who teach, by place in people
}

func (r *staffRoom) hire(seats ...Seat) int {
	sex := "m"
	if chance(r.rng, .58) {
		sex = "f"
	}
	n := len(r.people)
	r.people = append(r.people, Staff{
		Name: r.names.common(r.rng, sex), Sex: sex, School: r.school,
		Phone: phone(r.slot + n), Login: fmt.Sprintf("%s.%03d", r.login, n+1), Seats: seats,
	})
	return n
}

func (r *staffRoom) seat(person int, seats ...Seat) {
	r.people[person].Seats = append(r.people[person].Seats, seats...)
}

// elsewhere are seats that stand where children live (VillageStaff) or in institutions
// (InstitutionStaff).
func elsewhere(r care.Role) bool {
	return slices.Contains([]care.Role{care.ChildDirector, care.ChildSupervisor, care.HotlineLead, care.HospitalLead, care.StationLead, care.UniversityCounsellor, care.FacultyLead}, r)
}

// Staff is the district's office. The three administrators are three persons (三员
// 分立), and none of them has another post.
func (d *District) Staff() []Staff {
	room := &staffRoom{rng: stream(d.seed, districtStream), names: d.names, school: -1, login: "district", slot: districtSlots}
	for _, role := range slices.DeleteFunc(append([]care.Role{care.SystemAdmin, care.SecurityAdmin, care.AuditAdmin,
		care.DistrictOfficer, care.DistrictOfficer, care.DistrictResearcher}, care.NetworkRoles...), elsewhere) {
		room.hire(Seat{Role: role})
	}
	return room.people
}

// smallSchool shares posts among few persons.
const smallSchool = 500

// Staff is everybody with a post at the school. In a small school the principal is
// party secretary too and one deputy holds three offices; one small school in four
// has nobody to teach psychology: the gap that YY2023-2.13-03 is there to show. A
// school of 1,000 and more has a full-time psychology teacher for each 1,000 pupils
// begun (YY2023-2.13-02), a smaller one a part-time one. Every school has two duty
// adults at least.
func (s School) Staff() []Staff {
	rng := stream(s.d.seed, staffStream, uint64(s.Index))
	room := &staffRoom{rng: rng, names: s.d.names, school: s.Index,
		login: fmt.Sprintf("s%04d", s.Index+1), slot: staffSlots + s.Index*slotsOfSchool}

	deputy := s.leaders(room)
	s.classTeachers(room)
	s.psychologists(room, deputy)
	s.others(room, deputy)
	return room.people
}

// leaders returns the deputy in charge.
func (s School) leaders(room *staffRoom) int {
	if s.Pupils < smallSchool {
		room.hire(Seat{Role: care.Principal}, Seat{Role: care.PartySecretary})
		return room.hire(Seat{Role: care.DeputyPrincipal}, Seat{Role: care.MoralEducationOffice}, Seat{Role: care.SafetyOffice})
	}
	room.hire(Seat{Role: care.Principal})
	room.hire(Seat{Role: care.PartySecretary})
	deputy := room.hire(Seat{Role: care.DeputyPrincipal})
	room.hire(Seat{Role: care.MoralEducationOffice})
	room.hire(Seat{Role: care.SafetyOffice})
	return deputy
}

// classTeachers also heads each grade by the teacher of its first class.
func (s School) classTeachers(room *staffRoom) {
	for i, plan := range s.classes {
		class := s.outline(i)
		person := room.hire(Seat{Role: care.ClassTeacher, Classes: []Class{class}})
		if plan.number == 1 {
			room.seat(person, Seat{Role: care.GradeHead, Grade: plan.grade})
		}
		room.teachers = append(room.teachers, person)
	}
}

func (s School) psychologists(room *staffRoom, deputy int) {
	if s.Pupils < smallSchool {
		room.seat(deputy, Seat{Role: care.PsychologyLead})
		if !chance(room.rng, .25) {
			room.seat(pick(room.rng, room.teachers), Seat{Role: care.PsychologyTeacher})
		}
		return
	}
	lead := room.hire(Seat{Role: care.PsychologyLead})
	if s.Pupils < 1000 {
		room.seat(lead, Seat{Role: care.PsychologyTeacher})
		return
	}
	room.seat(lead, Seat{Role: care.PsychologyTeacher, FullTime: true})
	for taught := 1000; taught < s.Pupils; taught += 1000 {
		room.hire(Seat{Role: care.PsychologyTeacher, FullTime: true})
	}
}

// others: subject teachers (every fifth class has one of its own, teaching three
// classes), an invigilator for ten classes, and duty adults.
func (s School) others(room *staffRoom, deputy int) {
	var subject []int
	for i := 0; i < len(s.classes); i += 5 {
		var taught []Class
		for j := i; j < min(i+3, len(s.classes)); j++ {
			taught = append(taught, s.outline(j))
		}
		subject = append(subject, room.hire(Seat{Role: care.SubjectTeacher, Classes: taught}))
	}
	for i := 0; i < len(s.classes); i += 10 {
		room.seat(subject[i/5], Seat{Role: care.Invigilator})
	}
	room.seat(deputy, Seat{Role: care.DutyAdult})
	for i := 0; i < len(room.teachers); i += 12 {
		room.seat(room.teachers[i], Seat{Role: care.DutyAdult})
	}
}
