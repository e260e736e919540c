package screening

import (
	"slices"

	"xinhuan/internal/care"
)

// Step is the one next thing of a round, for the person who looks at it.
type Step string

// The steps, from planning to the end. Alert comes before all others.
const (
	StepAlert    Step = "alert"    // an alert waits
	StepAnswer   Step = "answer"   // the reader's own post has to acknowledge the test alert
	StepDrill    Step = "drill"    // send the test alert
	StepAwait    Step = "await"    // others have to answer the test alert
	StepOpen     Step = "open"     // everything is ready
	StepWait     Step = "wait"     // the day or hour has not come; Blocks say why
	StepConsents Step = "consents" // enter the consents of a class
	StepTickets  Step = "tickets"  // issue the slips of a class
	StepWatch    Step = "watch"    // pupils are answering
	StepMakeup   Step = "makeup"   // absentees are left
	StepFollow   Step = "follow"   // interviews and checks are left; Blocks say which
	StepClose    Step = "close"
	StepNone     Step = "none"  // nothing for this reader
	StepAmend    Step = "amend" // sheets came in after the round was closed: sign its figures again
	StepOver     Step = "over"
)

// Next is the step and the class it is about, if it is about one.
type Next struct {
	Step  Step
	Class care.ID
	More  int // further classes the same step waits in
}

// next finds the one next thing. It is pure: everything it looks at stands on
// the board.
func (b *Board) next() Next {
	switch {
	case len(b.Alerts) > 0: // also one that a late sheet raised
		return Next{Step: StepAlert, More: len(b.Alerts) - 1}
	case b.Campaign.State == care.CampaignClosed && b.End.Changed && b.Can.Plan && len(b.Blocks) > 0:
		return Next{Step: StepFollow}
	case b.Campaign.State == care.CampaignClosed && b.End.Changed && b.Can.Plan:
		return Next{Step: StepAmend}
	case b.Campaign.State == care.CampaignClosed || b.Campaign.State == care.CampaignCancelled:
		return Next{Step: StepOver}
	case b.Can.Answer:
		return Next{Step: StepAnswer}
	case b.Campaign.State == care.CampaignDraft && b.Can.Plan:
		return Next{Step: StepDrill}
	case b.Campaign.State == care.CampaignDraft:
		return b.classStep(StepNone)
	case b.Campaign.State == care.CampaignReady:
		return b.nextReady()
	}
	return b.nextOpen()
}

func (b *Board) nextReady() Next {
	switch {
	case b.Can.Plan && b.Ready == 0:
		return Next{Step: StepAwait}
	case b.Can.Plan && len(b.Blocks) == 0:
		return Next{Step: StepOpen}
	}
	return b.classStep(StepWait)
}

func (b *Board) nextOpen() Next {
	if n := b.classStep(""); n.Step != "" {
		return n
	}
	c := b.Total
	switch {
	case c.Done+c.Absent < c.Due:
		return Next{Step: StepWatch}
	case !b.Can.Plan:
		return Next{Step: StepNone}
	case c.Absent > 0:
		return b.first(StepMakeup, ClassAbsent)
	case len(b.Blocks) > 0:
		return Next{Step: StepFollow}
	}
	return Next{Step: StepClose}
}

// classStep is what classes wait for that the reader may do: slips where pupils
// may answer today, then consents; otherwise the given step.
func (b *Board) classStep(otherwise Step) Next {
	if b.Can.Run && b.Campaign.State == care.CampaignOpen {
		if n := b.firstOf(StepTickets, func(l ClassLine) bool { return l.State == ClassTickets && l.Run }); n.Class != 0 {
			return n
		}
	}
	if b.Can.Consent {
		if n := b.first(StepConsents, ClassConsent); n.Class != 0 {
			return n
		}
	}
	return Next{Step: otherwise}
}

func (b *Board) first(step Step, state ClassState) Next {
	return b.firstOf(step, func(l ClassLine) bool { return l.State == state })
}

func (b *Board) firstOf(step Step, in func(ClassLine) bool) Next {
	i := slices.IndexFunc(b.Classes, in)
	if i < 0 {
		return Next{Step: step}
	}
	n := Next{Step: step, Class: b.Classes[i].Class.ID, More: -1}
	for _, l := range b.Classes {
		if in(l) {
			n.More++
		}
	}
	return n
}
