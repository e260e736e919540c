// Package access decides who may do what with whose record. It is one pure
// function over a closed algebra of scopes, so that the same rule can be asked
// about one record (Check, here) and compiled into the query of a list
// (store.Visible). A test holds the two evaluators equal: a list, a count or an
// export never shows what the page would refuse.
package access

import (
	"slices"

	"xinhuan/internal/care"
)

// Data is a kind of content. Each belongs to one class of entries.
type Data string

// The kinds of content.
const (
	Identity    Data = "identity"   // name, class, sex, birth date
	Answers     Data = "answers"    // item answers
	Scores      Data = "scores"     // scale scores and bands
	Suggestion  Data = "suggestion" // what the rules suggest, with reasons
	Level       Data = "level"      // level and its history
	Plan        Data = "plan"       // plan, next steps, records of meetings
	Interview   Data = "interview"  // interview, risk and safety-check records
	Protection  Data = "protection" // suspected harm by others
	Medical     Data = "medical"
	Notes       Data = "notes"    // counselling notes
	Contacts    Data = "contacts" // guardians and their phones
	Alerts      Data = "alerts"   // danger alerts
	Notices     Data = "notices"
	Consent     Data = "consent"
	Round       Data = "round"         // a round: planning, opening, closing; its progress by class
	Session     Data = "class_session" // running a class on the day: who is done, absentees, slips, make-up
	Roster      Data = "roster"
	Posts       Data = "posts"
	Settings    Data = "settings"
	Intervals   Data = "intervals" // how often the region does what its documents call regular
	Counts      Data = "counts"    // aggregates, small cells suppressed
	Audit       Data = "audit"
	Concerns    Data = "concerns"      // what somebody near the child saw and told
	Activities  Data = "activities"    // what a unit did: its duties and activity records
	Timetable   Data = "timetable"     // a school's lessons: importing, cancelling, making up, signing
	Packs       Data = "packs"         // which pack the region adopts: the pages, and proposing one
	Approval    Data = "pack_approval" // agreeing to one that somebody else proposed
	PlanSummary Data = "plan_summary"  // of the plan: what to do, to avoid, to watch, who answers for it, the next date
	Privacy     Data = "privacy"       // a unit's sheets on protecting personal data: requests, approvals, reviews, audits
	Inspection  Data = "inspection"    // a unit's evidence gathered in a signed folder, to hand to an inspection

	// Level, plan and records of the programmes other than pupil care. Each is apart
	// from the school's and from the others: who looks after a child in hardship does
	// not learn the school's level, and the other way round.
	Hardship      Data = "hardship"
	Wards         Data = "wards"
	Patients      Data = "patients"
	KeyPopulation Data = "key_population"
	Employees     Data = "employee_care"

	HardshipStatus Data = "hardship_status" // that a child is in hardship, and who looks after it
)

// Verb is reading or writing.
type Verb string

// The verbs.
const (
	Read  Verb = "read"
	Write Verb = "write"
)

// Scope is one term of the algebra. A rule is the union of its scopes.
type Scope string

// The closed algebra.
const (
	All       Scope = "all"       // the whole region
	Subtree   Scope = "subtree"   // the person is tied to a unit at or below the post's unit
	OwnUnit   Scope = "own_unit"  // the person is tied to the post's unit itself; the record is that unit's own
	Community Scope = "community" // the record is of a unit at or below the post's unit that is no school below it and no part of one
	Followed  Scope = "followed"  // the person left a unit at or below the post's unit with open work
	Owned     Scope = "owned"     // the post owns an open episode or duty about the person, or was called to an alert, in a programme the content belongs to
	InCharge  Scope = "in_charge" // the post owns the person's open episode of pupil care, or the duty about an open flag
	Protects  Scope = "protects"  // the post took the person over where home is not safe, and that is not done yet
	Recipient Scope = "recipient" // a notice about the person was sent to the post, its episode is open and of a programme the content belongs to, and the person is tied to the post's unit still
	Author    Scope = "author"    // the actor wrote it
	Assigned  Scope = "assigned"  // a round that is about to open or open names the post to sit with the class, or the person's class
	Grant     Scope = "grant"     // a time-limited, reasoned grant names the post
)

// Actor is who asks: a person acting in a post.
type Actor struct {
	Person care.ID
	Post   care.ID
	Unit   care.ID
	Role   care.Role
}

// Subject is what the decision needs to know of the record: facts, gathered by
// the kernel.
type Subject struct {
	Units      []care.ID // every unit at or above the person's current ties but followed and served ones; for unit records the unit and those above
	At         []care.ID // of those the ones he is tied to; for unit records the unit itself
	Near       []care.ID // for unit records the unit and those above, from which no school leads down to it
	Followed   []care.ID // every unit at or above those he left with open work
	Owners     []Stake   // posts that own an open episode or duty about the person, or were called to an open alert
	Protectors []care.ID // posts with the open duty to protect the person
	InCharge   []care.ID // posts that own the open episode of pupil care or a duty about an open flag
	Recipients []Stake   // posts a notice of an open episode of the person was sent to
	Author     care.ID   // person who wrote the record, where it has an author
	Watchers   []care.ID // posts that a round about to open or open names to sit with the class, or the person's class
	Grants     []care.ID // posts with a live grant
}

// Stake is a post that has something to do with a person, and the programme in which
// it has; flags and alerts belong to pupil care.
type Stake struct {
	Post      care.ID
	Programme care.Programme
}

// Rule allows a role a verb on a kind of content within scopes.
type Rule struct {
	Role   care.Role
	Verb   Verb
	Data   Data
	Scopes []Scope
	Clause string // clause id or "ours"
}

// Matrix is a region's need-to-know matrix.
type Matrix struct {
	rules      map[key]Rule
	programmes map[Data][]care.Programme
}

type key struct {
	role care.Role
	verb Verb
	data Data
}

// NewMatrix collects rules, and which programmes have which content of their own;
// two rules for one role, verb and content unite.
func NewMatrix(rules []Rule, programmes map[Data][]care.Programme) Matrix {
	m := Matrix{rules: make(map[key]Rule, len(rules)), programmes: programmes}
	for _, r := range rules {
		k := key{r.Role, r.Verb, r.Data}
		have, ok := m.rules[k]
		if !ok {
			m.rules[k] = r
			continue
		}
		have.Scopes = append(append([]Scope{}, have.Scopes...), r.Scopes...)
		m.rules[k] = have
	}
	return m
}

// Scopes lists within which scopes a role may do this; none = never.
func (m Matrix) Scopes(role care.Role, verb Verb, data Data) []Scope {
	return m.rules[key{role, verb, data}].Scopes
}

// What whoever looks after a person needs, in whichever programme; and what belongs
// to the programmes that have it and to no other. All else is the school's, and
// belongs to pupil care.
var (
	shared = []Data{Identity, Contacts, Notices}
	apart  = []Data{Hardship, Wards, Patients, KeyPopulation, Employees, HardshipStatus}
)

// Programmes lists the programmes a kind of content belongs to: who owns something
// of another one, or was told in it, owns and was told nothing of it. False where it
// belongs to them all.
func (m Matrix) Programmes(data Data) ([]care.Programme, bool) {
	of := m.programmes[data]
	if slices.Contains(shared, data) {
		return nil, false
	}
	if !slices.Contains(apart, data) && !slices.Contains(of, care.StudentCare) {
		of = append(slices.Clone(of), care.StudentCare)
	}
	return of, true
}

// has tells whether a post has a stake in a person that reaches a kind of content.
func (m Matrix) has(post care.ID, data Data, stakes []Stake) bool {
	of, bound := m.Programmes(data)
	return post != 0 && slices.ContainsFunc(stakes, func(s Stake) bool {
		return s.Post == post && (!bound || slices.Contains(of, s.Programme))
	})
}

// May tells whether a role may ever do this, for menus: a person page asks Check.
func (m Matrix) May(role care.Role, verb Verb, data Data) bool {
	return len(m.Scopes(role, verb, data)) > 0
}

// ofUnits is content that is about units and the region: whoever reads it knows of no
// person by that.
var ofUnits = []Data{Round, Session, Roster, Posts, Settings, Intervals, Counts, Audit, Activities, Timetable, Packs, Approval, Inspection, Privacy}

// Knows tells whether an actor may read anything at all of a person: to others, that
// there is such a record is a secret.
func (m Matrix) Knows(a Actor, s Subject) bool {
	for k, rule := range m.rules {
		if k.role == a.Role && k.verb == Read && !slices.Contains(ofUnits, k.data) && slices.ContainsFunc(rule.Scopes, func(scope Scope) bool { return m.holds(scope, a, k.data, s) }) {
			return true
		}
	}
	return false
}

// Decision is the answer with its reasons.
type Decision struct {
	Allow  bool
	Scope  Scope  // the scope that allowed
	Clause string // the rule's clause
	Reason care.Text
}

// Check decides about one record.
func (m Matrix) Check(a Actor, verb Verb, data Data, s Subject) Decision {
	rule, ok := m.rules[key{a.Role, verb, data}]
	if !ok {
		return Decision{Reason: care.Text{Zh: "您的岗位不需要知道这项内容", En: "your post does not need to know this"}}
	}
	for _, scope := range rule.Scopes {
		if m.holds(scope, a, data, s) {
			return Decision{Allow: true, Scope: scope, Clause: rule.Clause, Reason: reasons[scope]}
		}
	}
	return Decision{Clause: rule.Clause, Reason: care.Text{Zh: "这条记录不在您岗位的范围内", En: "this record is outside your post's scope"}}
}

func (m Matrix) holds(scope Scope, a Actor, data Data, s Subject) bool {
	switch scope {
	case All:
		return true
	case Subtree:
		return contains(s.Units, a.Unit)
	case OwnUnit:
		return contains(s.At, a.Unit)
	case Community:
		return contains(s.Near, a.Unit)
	case Followed:
		return contains(s.Followed, a.Unit)
	case Owned:
		return m.has(a.Post, data, s.Owners)
	case InCharge:
		return contains(s.InCharge, a.Post)
	case Protects:
		return contains(s.Protectors, a.Post)
	case Recipient:
		return m.has(a.Post, data, s.Recipients) && contains(s.Units, a.Unit)
	case Author:
		return s.Author != 0 && s.Author == a.Person
	case Assigned:
		return contains(s.Watchers, a.Post)
	case Grant:
		return contains(s.Grants, a.Post)
	}
	return false
}

func contains(list []care.ID, id care.ID) bool {
	if id == 0 {
		return false
	}
	for _, v := range list {
		if v == id {
			return true
		}
	}
	return false
}

var reasons = map[Scope]care.Text{
	All:       {Zh: "岗位范围为全区域", En: "the post covers the whole region"},
	Subtree:   {Zh: "属于本岗位所在单位", En: "belongs to the post's unit"},
	OwnUnit:   {Zh: "就是本岗位所在单位的", En: "of the post's own unit"},
	Community: {Zh: "属于本岗位所在的乡镇、村（社区），不是学校的", En: "of the post's township or village, no school's"},
	Followed:  {Zh: "已离开本单位，工作未完", En: "left the post's unit with open work"},
	Owned:     {Zh: "由本岗位负责", En: "the post is responsible"},
	InCharge:  {Zh: "由本岗位主责", En: "the post is in charge"},
	Protects:  {Zh: "由本岗位接手保护", En: "the post protects the person"},
	Recipient: {Zh: "已通知本岗位", En: "the post was told"},
	Author:    {Zh: "由本人记录", En: "you wrote it"},
	Assigned:  {Zh: "本次测评由本岗位在这个班主试", En: "a round names the post to sit with this class"},
	Grant:     {Zh: "有限期授权", En: "granted for a limited time"},
}
