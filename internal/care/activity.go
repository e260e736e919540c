package care

// Activity is what a unit did, or has, as evidence: a lesson, a parent training,
// a room, a team. It is about no person. FHIR has no word for it.
type Activity struct {
	ID           ID
	Unit         ID
	Kind         string // of the pack's activities
	On           Date   // day it was done or began
	EndedOn      Date   // standing kinds: last day; "" while it stands
	Minutes      int    // length; 0 where it does not matter
	Participants int
	State        ActivityState
	Amends       ID // the record it takes the place of
	AuthorPost   ID
	Author       ID
	At           Millis
	FormHash     string // version of the form it was given to
	Round        ID     // the round it is about, of a class record; 0 for none
}

// ActivityState tells whether a record counts.
type ActivityState string

// The states of an activity record. Records are amended or withdrawn, never
// edited or deleted.
const (
	ActivityKept      ActivityState = "kept"
	ActivityAmended   ActivityState = "amended"   // a later record takes its place
	ActivityWithdrawn ActivityState = "withdrawn" // with a reason
)
