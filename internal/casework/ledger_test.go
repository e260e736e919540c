package casework_test

import (
	"context"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// The township's ledger has its children by how grave it is and of what kind, with who
// visits and when somebody last did; it shows nobody whom the lists do not show.
// CQ2024-2.4-05, -06.
func TestTheLedgerHasEachChildByGravityAndKind(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c, episodes := f.Hardship(t)
		open := func(who act.Who) casework.Ledger {
			t.Helper()
			book, err := f.Casework.Ledger(ctx, who, 0)
			if err != nil {
				t.Fatalf("%s: %v", who.Role, err)
			}
			return book
		}
		today := care.DateOf(f.Now())
		book := open(c.Supervisor)
		if len(book.Lines) != 2 || book.Total != 2 || book.Unit.ID != c.Township.ID {
			t.Fatalf("got %d of %d of %s, want the two of the township", len(book.Lines), book.Total, book.Unit.Name)
		}
		grave, plain := book.Lines[0], book.Lines[1]
		if grave.ID != episodes[1].ID || grave.Level != care.LevelGeneral || plain.ID != episodes[0].ID {
			t.Errorf("the gravest is not first: %s, %s", grave.Label.Zh, plain.Label.Zh)
		}
		for _, l := range book.Lines {
			if !l.Named || l.Person.Name == "" || len(l.Groups) != 1 || l.Groups[0].ID != "left_behind" || l.Since != today || l.Owner.Post != c.Director.Post || l.Person.Class.Zh != c.Village.Name || l.Next.ID == 0 {
				t.Errorf("a line lacks something: %+v", l)
			}
		}
		if plain.ContactOn != today || plain.VisitOn != "" || grave.ContactOn != "" {
			t.Errorf("a call counts as contact and not as visit: got %s, %s, %s", plain.ContactOn, plain.VisitOn, grave.ContactOn)
		}

		f.SetNow(f.Now().AddDate(0, 0, 3))
		for i, sheet := range []map[string][]string{fixture.Reached("visit", care.DateOf(f.Now()).AddDays(-1)), fixture.Attempt(care.DateOf(f.Now()))} {
			if err := f.Casework.FileContact(ctx, c.Director, episodes[0].ID, f.Values(t, casework.ContactForm, sheet)); err != nil {
				t.Fatal(i, err)
			}
		}
		for _, who := range []act.Who{c.Supervisor, c.Director} {
			if l := open(who).Lines[1]; l.VisitOn != today.AddDays(2) || l.ContactOn != today.AddDays(2) {
				t.Errorf("%s: visited %s, contacted %s; somebody was met on %s", who.Role, l.VisitOn, l.ContactOn, today.AddDays(2))
			}
		}

		if n := len(open(c.Director2).Lines); n != 0 {
			t.Errorf("the other village sees %d children", n)
		}
		civil := f.As(care.CivilAffairsOfficer)
		if n := len(open(civil).Lines); n != 0 {
			t.Errorf("civil affairs sees %d children who lie with somebody else", n)
		}
		for _, who := range []act.Who{c.Director, c.Supervisor, f.As(care.ChildDirector), f.As(care.ChildSupervisor)} {
			if err := f.Regions.Release(ctx, f.As(care.DistrictOfficer), who.Post, who.Person); err != nil {
				t.Fatal(err)
			}
		}
		if lines := open(civil).Lines; len(lines) != 2 || !lines[0].Named {
			t.Errorf("where village and township have nobody, civil affairs sees %d, want 2 with their names", len(lines))
		}
		for _, role := range []care.Role{care.ClassTeacher, care.PsychologyLead, care.Principal, care.SystemAdmin} {
			if _, err := f.Casework.Ledger(ctx, f.As(role), 0); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s opens the ledger: %v, want forbidden", role, err)
			}
		}
	})
}

// To whom late work of a programme climbed, who may not know of whom it is, learns no class
// from it either, on the page and in the file.
func TestLateWorkOfAProgrammeNamesNoClassToWhoMayNotKnowTheChild(t *testing.T) {
	f := fixture.SQLite(t)
	ctx, civil := context.Background(), f.As(care.CivilAffairsOfficer)
	c, _ := f.Hardship(t)
	f.SetNow(f.Now().AddDate(0, 3, 0))
	tick(t, f)
	w, err := f.Casework.Work(ctx, civil)
	ok(t, err)
	file, err := f.Casework.ExportWork(ctx, civil)
	ok(t, err)
	for _, list := range [][]casework.Row{w.Waiting, file.Waiting} {
		n := 0
		for _, r := range list {
			if r.Of != care.ChildInHardship {
				continue
			}
			n++
			if r.Pupil.Name != "" || !r.Pupil.Class.IsZero() {
				t.Errorf("%s of %q in %q", r.What.Zh, r.Pupil.Name, r.Pupil.Class.Zh)
			}
		}
		if n == 0 {
			t.Fatal("nothing late climbed to the district's civil affairs")
		}
	}
	own, err := f.Casework.Work(ctx, c.Director)
	ok(t, err)
	if len(own.Now) == 0 || own.Now[0].Pupil.Name == "" || own.Now[0].Pupil.Class.IsZero() {
		t.Errorf("whoever visits the child knows who it is: %+v", own.Now)
	}
}
