package casework_test

import (
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
)

// A stranger who guesses the number of an episode, a duty, a notice or a flag hears
// the same words as for a number that names nothing, whatever he tries with it.
func TestAGuessedNumberTellsNothing(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := t.Context()
	f.Work(t)
	held := heldNotice(t, f)
	var duty care.Duty
	err := f.View(ctx, act.System, func(tx *act.Tx) error {
		list, err := tx.DutiesAbout(held.Person)
		for _, d := range list {
			if d.State == care.DutyOpen {
				duty = d
			}
		}
		return err
	})
	if err != nil || duty.ID == 0 {
		t.Fatalf("an open duty: %v, %v", duty, err)
	}
	stranger, nothing := f.AsOther(care.SubjectTeacher), care.ID(1<<40)
	for name, try := range map[string]struct {
		id  care.ID
		act func(care.ID) error
	}{
		"release":     {held.Episode, func(id care.ID) error { _, err := f.Casework.Release(ctx, stranger, id); return err }},
		"open":        {held.ID, func(id care.ID) error { _, err := f.Casework.OpenNotice(ctx, stranger, id); return err }},
		"acknowledge": {held.ID, func(id care.ID) error { return f.Casework.Acknowledge(ctx, stranger, id) }},
		"home safe": {held.ID, func(id care.ID) error {
			_, err := f.Casework.HomeSafe(ctx, stranger, id, questionnaire.Values{})
			return err
		}},
		"plan": {held.Episode, func(id care.ID) error {
			_, err := f.Casework.Blank(ctx, stranger, "plan", casework.About{Ref: "episode", ID: id})
			return err
		}},
		"hand over": {held.Episode, func(id care.ID) error { return f.Casework.HandOver(ctx, stranger, id, stranger.Post) }},
		"alert":     {f.AlertOf(t, f.Pupils[4]).ID, func(id care.ID) error { return f.Casework.SafetyCheck(ctx, stranger, id, questionnaire.Values{}) }},
		"duty done": {duty.ID, func(id care.ID) error { return f.Casework.FinishDuty(ctx, stranger, id, "done") }},
	} {
		t.Run(name, func(t *testing.T) {
			there, not := try.act(try.id), try.act(nothing)
			if care.KindOf(there) != care.NotFound || care.TextOf(there) != care.TextOf(not) || care.KindOf(not) != care.NotFound {
				t.Errorf("of one that is there: %v; of one that is not: %v; want the same", there, not)
			}
		})
	}
}
