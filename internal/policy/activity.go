package policy

import (
	"cmp"
	"slices"
	"strings"

	"xinhuan/internal/care"
)

// Activity is a kind of activity record: what a unit did, as evidence.
type Activity struct {
	ID       string    `yaml:"id"`
	Text     care.Text `yaml:"text"`
	Needs    []string  `yaml:"needs"`    // fields of the record that must be filled in
	Standing bool      `yaml:"standing"` // holds until ended: a room, a team, an agreement
	// Timetable: the lessons of a school's timetable count as such records, once
	// their month is signed.
	Timetable bool `yaml:"timetable"`
	// Form is the form such a record is filled in on, where it is not the one of all
	// kinds (ActivityForm); Units are the kinds of unit that have such records. Where
	// none is named all have them but classes and dormitories, which are parts of a
	// school and have only what names them.
	Form   string          `yaml:"form"`
	Units  []care.UnitKind `yaml:"units"`
	Source `yaml:",inline"`
}

// ActivityForm is the form of a kind of activity that names none.
const ActivityForm = "activity"

// FormID is the form that a record of this kind is filled in on.
func (a Activity) FormID() string { return cmp.Or(a.Form, ActivityForm) }

// OfUnit tells whether units of a kind and stage have such records. A school of the
// stage university is one.
func (a Activity) OfUnit(kind care.UnitKind, stage care.Stage) bool {
	if kind == care.School && stage == care.University {
		kind = care.UniversityUnit
	}
	if len(a.Units) == 0 {
		return kind != care.Class && kind != care.Dormitory
	}
	return slices.Contains(a.Units, kind)
}

// parts are the kinds of unit within one whose records count for it.
var parts = map[care.UnitKind][]care.UnitKind{
	care.School:         {care.Class, care.Dormitory},
	care.Preschool:      {care.Class},
	care.UniversityUnit: {care.College, care.Class, care.Dormitory},
	care.College:        {care.Class, care.Dormitory},
}

// within tells whether a unit of a kind, or a part of it, can have one of what is
// asked for. What is no activity is somebody else's question.
func (s *Stack) within(kind care.UnitKind, asked []string) bool {
	return len(asked) == 0 || slices.ContainsFunc(asked, func(what string) bool {
		id, isActivity := strings.CutPrefix(what, "activity/")
		a, known := s.Activity(id)
		if !isActivity || !known {
			return true
		}
		return a.OfUnit(kind, "") || slices.ContainsFunc(parts[kind], func(part care.UnitKind) bool { return a.OfUnit(part, "") })
	})
}

// ActivityNeeds are the fields a kind of activity may demand beside who, when
// and what.
var ActivityNeeds = []string{"topic", "minutes", "hours", "credits", "participants", "partners", "place", "result", "attachment"}

var activityShape = shape[Activity]{
	list:   "activities",
	key:    func(r *Activity) string { return r.ID },
	source: func(r *Activity) *Source { return &r.Source },
	set:    func(r *Activity) []string { return r.Needs },
}

func checkActivity(f *file, i int, r *Activity) {
	f.complete(at("activities", i, "text"), "text", r.Text)
	for j, n := range r.Needs {
		f.oneOf(at("activities", i, "needs", j), "needs", n, ActivityNeeds)
	}
	if r.Form != "" && len(r.Needs) > 0 {
		f.fault(at("activities", i, "needs"), "有自己表单的活动，必填项写在表单里：请删除 needs", "what must be filled in stands in a kind's own form: remove needs")
	}
	for j, u := range r.Units {
		f.oneOf(at("activities", i, "units", j), "units", string(u), asStrings(care.UnitKinds()))
	}
}

// joinActivities checks that the forms which kinds of activity name are about units.
func (s *Stack) joinActivities(d *folder) {
	f := d.open("activities.yaml")
	for _, a := range s.activities {
		if a.Form == "" {
			continue
		}
		if def := s.forms[a.Form]; def == nil || !def.OnUnit() {
			f.fault(at("activities"), "活动 %s 引用的表单 %s 不存在，或不是单位的表：请改正，或在 forms/ 里放上 filed: unit 的表单", "the kind of activity %s names the form %s, which does not exist or is not about a unit: correct it, or put a form with filed: unit into forms/", a.ID, a.Form)
		}
	}
}

// Activities lists the kinds of activity record.
func (s *Stack) Activities() []Activity { return slices.Clone(s.activities) }

// Activity finds a kind of activity record by its id.
func (s *Stack) Activity(id string) (Activity, bool) {
	i := slices.IndexFunc(s.activities, func(a Activity) bool { return a.ID == id })
	if i < 0 {
		return Activity{}, false
	}
	return s.activities[i], true
}

// Conflict is a matter in which documents differ, and how it is settled.
type Conflict struct {
	ID       string    `yaml:"id"`
	Text     care.Text `yaml:"text"`    // what differs
	Settled  care.Text `yaml:"settled"` // how the packs settle it
	Clauses  []string  `yaml:"clauses"` // both sides; those of documents outside the stack are named too
	Alone    bool      `yaml:"alone"`   // one of its documents is enough for it to arise; else it takes two
	Source   `yaml:",inline"`
	bindings []string // rows of the stack that settle it
}

var conflictShape = shape[Conflict]{
	list:   "conflicts",
	key:    func(r *Conflict) string { return r.ID },
	source: func(r *Conflict) *Source { return &r.Source },
}

func checkConflict(f *file, i int, r *Conflict) {
	f.complete(at("conflicts", i, "text"), "text", r.Text)
	f.complete(at("conflicts", i, "settled"), "settled", r.Settled)
}

// Conflicts lists the matters in which documents differ.
func (s *Stack) Conflicts() []Conflict { return slices.Clone(s.conflicts) }

// Sides names the documents that differ: those that the stack puts to work, and those
// that it does not.
func (s *Stack) Sides(c Conflict) (here, elsewhere []string) {
	for _, id := range c.Clauses {
		doc := Clause{ID: id}.DocumentID()
		list := &elsewhere
		if _, ok := s.Document(doc); ok {
			list = &here
		}
		if !slices.Contains(*list, doc) {
			*list = append(*list, doc)
		}
	}
	return here, elsewhere
}

// Arises tells whether the documents of the stack differ in the matter.
func (s *Stack) Arises(c Conflict) bool {
	here, _ := s.Sides(c)
	return len(here) > 1 || c.Alone && len(here) == 1
}

// Rows lists the rows of the stack that settle the conflict, as references.
func (c Conflict) Rows() []string { return slices.Clone(c.bindings) }

// Season is a named stretch of every year, such as the weeks around graduation.
type Season struct {
	ID     string    `yaml:"id"`
	Text   care.Text `yaml:"text"`
	From   string    `yaml:"from"` // MM-DD
	To     string    `yaml:"to"`
	Source `yaml:",inline"`
}

var seasonShape = shape[Season]{
	list:   "seasons",
	key:    func(r *Season) string { return r.ID },
	source: func(r *Season) *Source { return &r.Source },
}

func checkSeason(f *file, i int, r *Season) {
	f.complete(at("seasons", i, "text"), "text", r.Text)
	f.date(at("seasons", i, "from"), care.Date("2025-"+r.From))
	f.date(at("seasons", i, "to"), care.Date("2025-"+r.To))
}

// Seasons lists the named stretches of the year.
func (s *Stack) Seasons() []Season { return slices.Clone(s.seasons) }
