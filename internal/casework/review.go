package casework

import (
	"slices"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/policy"
)

// reviews are the matters that a decision on a level does.
var reviews = []string{"review", policy.BasisReview}

// reviewed ends the review that an episode's decision was, as done. It stands before
// the level is moved: what the former level asked for besides ends without having
// been done.
func reviewed(t *act.Tx, e care.Episode) error {
	duties, err := t.DutiesAbout(e.Person)
	if err != nil {
		return err
	}
	for _, d := range duties {
		timer, ok := t.Policy.Timer(d.Rule)
		if !ok || d.State != care.DutyOpen || d.Ref != "episode" || d.RefID != e.ID || !slices.Contains(reviews, timer.Kind()) {
			continue
		}
		if err := t.EndDuty(d.ID, care.DutyDone, t.Who.Post, "done"); err != nil {
			return err
		}
	}
	return nil
}
