package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

// What a post has to do for another unit says for which: the lessons of two classes are
// two pieces of work in the same words.
func TestWorkForAnotherUnitNamesIt(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, lead := context.Background(), f.As(care.PsychologyLead)
	units := []care.ID{f.School.ID, f.Class.ID, f.Class2.ID}
	err := f.Do(ctx, lead, "test.Lesson", func(tx *act.Tx) error {
		for _, u := range units {
			if _, err := tx.InsertDuty(care.Duty{ID: tx.NewID(), Unit: u, Post: lead.Post, Rule: "cadence/lesson", Ref: "unit", RefID: u, Period: "2026-09a", OpenedAt: tx.Now, DueAt: tx.Now + 1000, State: care.DutyOpen}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.Casework.Work(ctx, lead)
	if err != nil {
		t.Fatal(err)
	}
	of := map[care.ID]string{}
	for _, row := range w.Now {
		of[row.RefID] = row.Unit.Zh
	}
	if of[f.School.ID] != "" || of[f.Class.ID] == "" || of[f.Class.ID] == of[f.Class2.ID] {
		t.Errorf("units named: %q; want none for the school's own, and each class's", of)
	}
}
