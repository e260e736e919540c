package policy

import (
	"slices"

	"xinhuan/internal/care"
)

// Data is a class of what can be seen or written.
type Data string

// The classes of data of the need-to-know matrix.
const (
	DataIdentity    Data = "identity"
	DataAnswers     Data = "answers"
	DataScores      Data = "scores"
	DataSuggestion  Data = "suggestion"
	DataLevel       Data = "level"
	DataPlan        Data = "plan"
	DataPlanSummary Data = "plan_summary" // the plan's part for recipients of a notice
	DataNotes       Data = "notes"
	DataInterview   Data = "interview" // interview, risk and safety-check records
	DataContacts    Data = "contacts"  // guardians and how to reach them
	DataMedical     Data = "medical"
	DataProtection  Data = "protection"
	DataConcerns    Data = "concerns"
	DataCounts      Data = "counts"
	DataAudit       Data = "audit"
	DataAlerts      Data = "alerts"
	DataNotices     Data = "notices"
	DataRoster      Data = "roster"
	DataConsent     Data = "consent"
	DataRound       Data = "round"
	DataSession     Data = "class_session" // running a class of a round on the day
	DataPosts       Data = "posts"
	DataSettings    Data = "settings"
	DataActivities  Data = "activities"    // a unit's duties and activity records
	DataTimetable   Data = "timetable"     // writing: a school's lessons
	DataPacks       Data = "packs"         // which pack the region adopts: reading and writing a proposal
	DataApproval    Data = "pack_approval" // writing: agreeing to one, as the second person
	DataInspection  Data = "inspection"    // its evidence gathered in a signed folder
	DataPrivacy     Data = "privacy"       // the unit's sheets on protecting personal data
	DataIntervals   Data = "intervals"     // the region's own intervals of what documents call 定期

	// Level, plan and records of the programmes other than pupil care, each apart.
	DataHardship      Data = "hardship"
	DataWards         Data = "wards"
	DataPatients      Data = "patients"
	DataKeyPopulation Data = "key_population"
	DataEmployees     Data = "employee_care"

	// That a child is looked after as in hardship, and by whom: what the school may
	// know. Writing it is telling the child director of something abnormal.
	DataHardshipStatus Data = "hardship_status"
)

// programmeData are the classes a programme may have; statusData those of merely
// knowing of one.
var (
	programmeData = []Data{DataLevel, DataHardship, DataWards, DataPatients, DataKeyPopulation, DataEmployees}
	statusData    = []Data{DataHardshipStatus}
)

var dataClasses = []Data{DataIdentity, DataAnswers, DataScores, DataSuggestion, DataLevel, DataPlan, DataPlanSummary, DataNotes, DataInterview, DataContacts, DataMedical,
	DataProtection, DataConcerns, DataCounts, DataAudit, DataAlerts, DataNotices, DataRoster, DataConsent, DataRound, DataSession, DataPosts, DataSettings, DataIntervals, DataActivities, DataTimetable, DataPacks, DataApproval, DataInspection, DataPrivacy,
	DataHardship, DataWards, DataPatients, DataKeyPopulation, DataEmployees, DataHardshipStatus}

// Scope is whose data it may be.
type Scope string

// The scopes. None takes a parent's row away and says so; what has no row may
// not be seen at all.
const (
	ScopeNone      Scope = "none"
	ScopeUnit      Scope = "unit"      // of the post's own unit
	ScopeOwnUnit   Scope = "own_unit"  // of the unit itself, none of those below it
	ScopeCommunity Scope = "community" // of the unit and all below it but schools and their parts
	ScopeSubtree   Scope = "subtree"   // of the unit and all below it
	ScopeClass     Scope = "class"     // of the post's own class
	ScopeFollowed  Scope = "followed"  // who left the post's unit with open work
	ScopeOwnDuty   Scope = "own_duty"  // of persons with a duty on this post now, in a programme the data belongs to
	ScopeInCharge  Scope = "in_charge" // of persons whose pupil care, or whose open flag, lies with this post
	ScopeProtects  Scope = "protects"  // of persons this post took over because home is not safe
	ScopeRecipient Scope = "recipient" // as far as a notice told it, while the person is in the unit
	ScopeAssigned  Scope = "assigned"  // of the classes that a round about to open or open names this post to sit with
	ScopeAuthor    Scope = "author"    // what this post wrote itself
	ScopeAll       Scope = "all"
	ScopeAggregate Scope = "aggregate" // counts only, small cells suppressed
)

var scopes = []Scope{ScopeNone, ScopeUnit, ScopeOwnUnit, ScopeCommunity, ScopeSubtree, ScopeClass, ScopeFollowed, ScopeOwnDuty, ScopeInCharge, ScopeProtects, ScopeRecipient, ScopeAssigned, ScopeAuthor, ScopeAll, ScopeAggregate}

// Verb is what may be done.
type Verb string

// The verbs.
const (
	Read  Verb = "read"
	Write Verb = "write"
)

// AccessRow is one cell of the need-to-know matrix. Several rows of a role and
// class add up.
type AccessRow struct {
	Role   care.Role
	Data   Data
	Scope  Scope
	Verb   Verb
	Clause string
}

type accessRow struct {
	Role   care.Role `yaml:"role"`
	Verb   Verb      `yaml:"verb"`
	Scope  Scope     `yaml:"scope"`
	Data   []Data    `yaml:"data"`
	Source `yaml:",inline"`
}

var accessShape = shape[accessRow]{
	list:   "access",
	key:    func(r *accessRow) string { return string(r.Role) + "/" + string(r.Verb) + "/" + string(r.Scope) },
	source: func(r *accessRow) *Source { return &r.Source },
	set:    func(r *accessRow) []string { return asStrings(r.Data) },
}

func checkAccess(f *file, i int, r *accessRow) {
	f.role(at("access", i, "role"), r.Role)
	f.oneOf(at("access", i, "verb"), "verb", string(r.Verb), []string{string(Read), string(Write)})
	f.oneOf(at("access", i, "scope"), "scope", string(r.Scope), asStrings(scopes))
	for j, d := range r.Data {
		f.oneOf(at("access", i, "data", j), "data", string(d), asStrings(dataClasses))
	}
	if r.Scope == ScopeCommunity && slices.ContainsFunc(r.Data, func(d Data) bool { return d != DataActivities && d != DataPrivacy }) {
		f.fault(at("access", i, "scope"), "范围 community 只用于单位的记录（activities、privacy）", "scope community is for records of units (activities, privacy)")
	}
	// Counselling notes are their author's alone, whatever a pack says: a promise
	// of confidentiality can't be loosened afterwards.
	if slices.Contains(r.Data, DataNotes) && r.Scope != ScopeAuthor && r.Scope != ScopeNone {
		f.fault(at("access", i, "data"), "辅导记录 notes 只能由记录者本人（author）查看", "notes belong to their author alone: use scope author")
	}
}

// Access lists the need-to-know matrix, one class of data a row. What a none
// row names is left out of the other rows of its role and verb.
func (s *Stack) Access() []AccessRow { return slices.Clone(s.access) }

func expandAccess(rows []accessRow) []AccessRow {
	type cell struct {
		role care.Role
		verb Verb
		data Data
	}
	none := map[cell]bool{}
	for _, r := range rows {
		for _, d := range r.Data {
			if r.Scope == ScopeNone {
				none[cell{r.Role, r.Verb, d}] = true
			}
		}
	}
	var out []AccessRow
	for _, r := range rows {
		for _, d := range r.Data {
			if r.Scope == ScopeNone || !none[cell{r.Role, r.Verb, d}] {
				out = append(out, AccessRow{r.Role, d, r.Scope, r.Verb, r.Clause})
			}
		}
	}
	return out
}
