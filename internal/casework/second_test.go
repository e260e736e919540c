package casework_test

import (
	"context"
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
)

// asked lists the roles that were told since a moment that something waits.
func asked(t *testing.T, f *fixture.Fixture, ref care.ID) (roles []care.Role) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		list, err := tx.OutboxDue(10_000)
		for _, o := range list {
			if o.Ref != ref {
				continue
			}
			if o.Kind != "duty" || o.Guardian != 0 {
				t.Errorf("the message is %+v, want one that says only that something waits", o)
			}
			p, err := tx.Post(o.Post)
			if err != nil {
				return err
			}
			roles = append(roles, p.Role)
		}
		return err
	})
	slices.Sort(roles)
	return roles
}

func waits(t *testing.T, f *fixture.Fixture, who act.Who, ref care.ID) bool {
	t.Helper()
	w, err := f.Casework.Work(context.Background(), who)
	ok(t, err)
	return slices.ContainsFunc(w.Now, func(r casework.Row) bool { return r.Step == casework.StepAgree && r.RefID == ref })
}

// What waits for a second person is told to those who may agree and to nobody else,
// and stands in their work until somebody did.
func TestASecondPersonIsToldAndHasItInHisWork(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		officer, security := f.As(care.DistrictOfficer), f.As(care.SecurityAdmin)
		_, waiting, err := f.Regions.Appoint(ctx, officer, f.As(care.ClassTeacher).Person, region.Seat{Unit: f.School.ID, Role: care.PsychologyTeacher})
		ok(t, err)
		if waiting == 0 {
			t.Fatal("a psychology teacher was appointed by one person")
		}
		if got, want := asked(t, f, waiting), []care.Role{care.AuditAdmin, care.Principal, care.SecurityAdmin, care.SystemAdmin}; !slices.Equal(got, want) {
			t.Errorf("told of an appointment: %v, want %v", got, want)
		}
		for _, role := range []care.Role{care.SecurityAdmin, care.SystemAdmin, care.AuditAdmin, care.Principal} {
			if !waits(t, f, f.As(role), waiting) {
				t.Errorf("an appointment does not stand in the work of %s", role)
			}
		}
		for _, who := range []act.Who{officer, f.As(care.ClassTeacher), f.As(care.PsychologyLead), f.AsOther(care.Principal), f.As(care.Inspector)} {
			if waits(t, f, who, waiting) {
				t.Errorf("an appointment stands in the work of %s, who may not agree", who.Role)
			}
		}
		_, err = f.Regions.Confirm(ctx, security, waiting)
		ok(t, err)
		if waits(t, f, f.As(care.SystemAdmin), waiting) {
			t.Error("what was agreed to still stands in somebody's work")
		}

		pack, err := f.Regions.ProposePack(ctx, officer, fixture.HillPack(t, nil), care.DateOf(f.Now()))
		ok(t, err)
		if got, want := asked(t, f, pack), []care.Role{care.Inspector}; !slices.Equal(got, want) {
			t.Errorf("told of a pack: %v, want %v", got, want)
		}
		if !waits(t, f, f.As(care.Inspector), pack) || waits(t, f, officer, pack) || waits(t, f, security, pack) {
			t.Error("a pack stands in the work of somebody else than who may agree")
		}
		again, err := f.Regions.ProposePack(ctx, officer, fixture.HillPack(t, nil), care.DateOf(f.Now()))
		ok(t, err)
		if got := asked(t, f, pack); again != pack || len(got) != 1 {
			t.Errorf("proposed again: %v told", got)
		}
	})
}
