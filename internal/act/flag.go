package act

import (
	"xinhuan/internal/access"
	"xinhuan/internal/care"
	"xinhuan/internal/envelope"
	"xinhuan/internal/policy"
	"xinhuan/internal/store"
)

// FlagReason is why a flag was raised, as sealed in it.
type FlagReason struct {
	Rule   string     `json:"rule"`
	Clause string     `json:"clause"`
	Text   care.Text  `json:"text"`
	Level  care.Level `json:"level"`
	Pack   string     `json:"pack,omitempty"` // hash of the pack whose rule it is; in a sheet's result that of the sheet
}

// Under is the reason as a flag keeps it: with the pack it was given under.
func (r FlagReason) Under(pack string) FlagReason {
	r.Pack = pack
	return r
}

// ReasonsOf copies a suggestion's reasons.
func ReasonsOf(s policy.Suggestion) []FlagReason {
	var list []FlagReason
	for _, r := range s.Reasons {
		list = append(list, FlagReason{Rule: r.Rule, Clause: r.Clause, Text: r.Text, Level: r.Level})
	}
	return list
}

// Flag raises a flag about a pupil with its interview duty, or lifts the open
// flag he has already: one child, one interview, the gravest reason first. The
// duty belongs to the school's care chain and is due by the timer of the
// suggested level, on the same school day when a critical answer is behind it.
// Every round whose sheet asks for the meeting waits for it; counts tells that the
// flag is new to this one, so that the class of the sitting counts it.
func (t *Tx) Flag(f care.Flag, reasons []FlagReason) (flag care.Flag, counts bool, err error) {
	open, err := t.openFlag(f.Person)
	if err != nil {
		return f, false, err
	}
	if f.PackHash == "" { // a sheet's suggestion may have been made under the pack before
		f.PackHash = t.Policy.Hash()
	}
	if open.ID != 0 {
		flag, err = t.liftFlag(open, f, reasons)
	} else {
		flag, err = t.raiseFlag(f, reasons)
	}
	if err != nil || f.Campaign == 0 {
		return flag, false, err
	}
	counts, err = t.joinRound(flag.ID, f)
	return flag, counts, err
}

// joinRound lets the round of a sheet wait for a flag. A pupil who changed classes
// since his first sheet of the round is counted in the class of the newer one.
func (t *Tx) joinRound(flag care.ID, f care.Flag) (fresh bool, err error) {
	class, err := t.SittingClass(f.Sitting)
	if err != nil {
		return false, err
	}
	before, err := t.JoinRound(flag, f.Campaign, class)
	if err != nil || before == 0 || before == class {
		return before == 0, err
	}
	return false, t.AddTallies([]store.ClassTally{{Campaign: f.Campaign, Unit: before, Flagged: -1}, {Campaign: f.Campaign, Unit: class, Flagged: 1}})
}

func (t *Tx) raiseFlag(f care.Flag, reasons []FlagReason) (care.Flag, error) {
	f.ID, f.State, f.OpenedAt = t.NewID(), care.FlagOpen, t.Now
	if err := t.InsertFlag(f); err != nil {
		return f, err
	}
	if err := t.addReasons(f, f.PackHash, reasons); err != nil {
		return f, err
	}
	class, err := t.classOf(f.Person)
	if err != nil {
		return f, err
	}
	post, err := t.SeatFor(Matter{Person: f.Person, Data: access.Interview, InCharge: true, Of: care.StudentCare}, class, CareChain...)
	if err != nil {
		return f, err
	}
	_, err = t.OpenDuty(interviewTimer(f), care.Duty{Person: f.Person, Unit: f.School, Ref: "flag", RefID: f.ID, Post: post, Level: f.Urgency()})
	return f, err
}

func (t *Tx) openFlag(person care.ID) (care.Flag, error) {
	flags, err := t.FlagsOf(person)
	for _, f := range flags {
		if f.State == care.FlagOpen {
			return f, err
		}
	}
	return care.Flag{}, err
}

// liftFlag joins a new reason to the open flag and tightens its interview duty;
// it never loosens one.
func (t *Tx) liftFlag(open, f care.Flag, reasons []FlagReason) (care.Flag, error) {
	before := interviewTimer(open)
	open.Suggested, open.Critical = max(open.Suggested, f.Suggested), open.Critical || f.Critical
	if f.Alert != 0 {
		open.Alert = f.Alert
	}
	if f.Sitting != 0 {
		open.Sitting = f.Sitting
	}
	if err := t.RaiseFlag(open.ID, open.Suggested, open.Critical, open.Alert, open.Sitting); err != nil {
		return open, err
	}
	if err := t.addReasons(open, f.PackHash, reasons); err != nil {
		return open, err
	}
	after := interviewTimer(open)
	if after == before {
		return open, nil
	}
	return open, t.tighten(before, after, open)
}

// tighten replaces an interview duty by one with the graver timer, due at the
// earlier of both instants.
func (t *Tx) tighten(before, after string, f care.Flag) error {
	d, err := t.OpenDutyFor(before, "flag", f.ID)
	if care.KindOf(err) == care.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	timer, err := t.Timer(after)
	if err != nil {
		return err
	}
	if err := t.EndDuty(d.ID, care.DutyVoid, t.Who.Post, "tightened"); err != nil {
		return err
	}
	_, err = t.OpenDuty(after, care.Duty{Person: f.Person, Unit: f.School, Ref: "flag", RefID: f.ID, Post: d.Post, Level: f.Urgency(),
		DueAt: min(d.DueAt, t.DueAt(timer))})
	return err
}

// interviewTimer names the timer of a flag's interview.
func interviewTimer(f care.Flag) string {
	switch {
	case f.Critical || f.Suggested == care.LevelMajor:
		return "interview.alert"
	case f.Suggested < care.LevelWatch:
		return "interview." + care.LevelWatch.String()
	}
	return "interview." + f.Suggested.String()
}

// InterviewDuty finds a flag's open interview duty.
func (t *Tx) InterviewDuty(f care.Flag) (care.Duty, error) {
	return t.OpenDutyFor(interviewTimer(f), "flag", f.ID)
}

// addReasons seals reasons beside the earlier ones, so that it works while the
// region is locked and nothing is ever overwritten. An open flag may be lifted under
// another pack than it was raised under, so each reason names its own.
func (t *Tx) addReasons(f care.Flag, pack string, reasons []FlagReason) error {
	id := t.NewID()
	named := make([]FlagReason, len(reasons))
	for i, r := range reasons {
		named[i] = r.Under(pack)
	}
	sealed, err := t.SealJSON(f.Person, envelope.Scores, "flag_reason", "sealed", id, named)
	if err != nil {
		return err
	}
	return t.AddFlagReasons(f.ID, store.SealedRow{ID: id, Sealed: sealed})
}

// Reasons opens a flag's reasons, oldest first.
func (t *Tx) Reasons(f care.Flag) ([]FlagReason, error) {
	rows, err := t.FlagReasons(f.ID)
	if err != nil {
		return nil, err
	}
	var list []FlagReason
	for _, r := range rows {
		var some []FlagReason
		if err := t.OpenJSON("flag_reason", "sealed", r.ID, r.Sealed, &some); err != nil {
			return nil, err
		}
		for _, r := range some {
			if r.Pack == "" { // kept before reasons named their pack
				r.Pack = f.PackHash
			}
			list = append(list, r)
		}
	}
	return list, nil
}
