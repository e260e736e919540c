package questionnaire

import "slices"

// Signal is a named fact that a sheet's answers establish, kept as data beside
// the questions so that the people who answer for the form can read why. A
// signal asks for an act (a duty, a call); it never sets a level.
type Signal struct {
	Name string `json:"name"`
	When Cond   `json:"when"`
}

// The signals of the shipped forms. A form may use no other name, so a
// misspelt signal cannot go unheard.
const (
	SignalUrgent          = "urgent"            // f6_risk: immediate referral and safety steps
	SignalElevated        = "elevated"          // f6_risk: assessment by a clinician within days
	SignalPositive        = "positive"          // f6_risk: any yes, or no answer, now or ever
	SignalNeedsF6         = "needs_f6"          // f5_interview: fill in the risk form
	SignalEmergency       = "needs_emergency"   // safety_check: call emergency help now
	SignalInterviewToday  = "needs_interview"   // safety_check: F5 and F6 before going home today
	SignalNotFound        = "not_found"         // safety_check, absence: search and tell leaders now
	SignalProtection      = "protection"        // harm by others suspected: the child-protection path
	SignalMandatoryReport = "mandatory_report"  // a report to the police is due at once
	SignalAlone           = "left_alone"        // urgent, yet nobody stays with the pupil
	SignalSendNotice      = "guardian_send"     // home_safe: the guardian's notice may go
	SignalHoldNotice      = "guardian_hold"     // home is not known to be safe: keep the notice back
	SignalWithholdNotice  = "guardian_withhold" // home_safe: never send; protection path instead
	SignalDeclined        = "declined"          // consent, plan or advice refused; a valid end
	SignalWithoutSelfHarm = "without_self_harm" // consent without the self-harm items
	SignalUnreached       = "unreached"         // an attempt, not a contact: try again
	SignalMakeup          = "makeup"            // absence: arrange a make-up sitting
	SignalTwoPersons      = "two_persons"       // the decision counts only with the second signature
)

var signalNames = []string{SignalUrgent, SignalElevated, SignalPositive, SignalNeedsF6, SignalEmergency,
	SignalInterviewToday, SignalNotFound, SignalProtection, SignalMandatoryReport, SignalAlone, SignalSendNotice,
	SignalHoldNotice, SignalWithholdNotice, SignalDeclined, SignalWithoutSelfHarm, SignalUnreached, SignalMakeup,
	SignalTwoPersons}

// Signals lists the signals the answers raise, in the order of the form. It may
// be asked of an unfinished sheet too: an urgent answer does not wait for the
// last field.
func (d *Definition) Signals(v Values) []string {
	kept := d.Clean(v)
	var names []string
	for _, s := range d.SignalRules {
		if s.When.Holds(kept) && !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}
