package supervision_test

import (
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/supervision"
)

func clauseOf(t *testing.T, f supervision.Folder, id string) supervision.ClausePart {
	t.Helper()
	for _, c := range f.Clauses {
		if c.Clause.ID == id {
			return c
		}
	}
	t.Fatalf("the folder has no clause %s", id)
	return supervision.ClausePart{}
}

// lessonClause is the clause of ten lessons a term.
const lessonClause = "YY2023-2.2-04"

// Signed lessons are evidence: per class how many were given, signed and fell out, and who
// signed which month. Lessons that nobody signed prove nothing.
func TestSignedLessonsAreEvidenceInTheFolder(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ask := supervision.Ask{Unit: f.School.ID, Year: 2026, Term: 1, Clauses: []string{lessonClause, "YY2023-2.2-03"}}
		on(t, f, "2026-09-15")
		teach(t, f, "2026-09-01", "七年级(1)班,周四,3,每周")
		on(t, f, "2026-10-16")
		got := folder(t, f, f.As(care.Principal), ask)
		if got.SignedLessons() != 0 || got.Proven(clauseOf(t, got, lessonClause)) {
			t.Errorf("unsigned: got %d signed lessons, want none and nothing proven", got.SignedLessons())
		}
		sign(t, f, f.Class.ID, "2026-09", supervision.Out{On: "2026-09-10", Period: 3, Reason: care.LessonEvent})
		got = folder(t, f, f.As(care.Principal), ask)
		if len(got.Lessons) != 1 {
			t.Fatalf("got lessons of %d classes, want the one with a timetable", len(got.Lessons))
		}
		c := got.Lessons[0]
		if c.Class.ID != f.Class.ID || c.School.ID != f.School.ID || c.Signed != 3 || c.Given != 5 || c.Cancelled != 1 || c.Coming == 0 {
			t.Errorf("got %+v, want 3 signed of 5 given, 1 that fell out and others to come", c)
		}
		if len(c.Months) != 1 || c.Months[0].Month != "2026-09" || c.Months[0].Lessons != 3 || c.Months[0].By != care.PsychologyLead || c.Months[0].Name != "" || care.DateOf(c.Months[0].At.Time()) != "2026-10-16" {
			t.Errorf("got signatures %+v, want September's by the psychology lead, without a name", c.Months)
		}
		for _, id := range ask.Clauses {
			part := clauseOf(t, got, id)
			if !got.Proven(part) || !got.Concerns(part) {
				t.Errorf("%s: signed lessons are no evidence", id)
			}
			for _, g := range part.Gaps {
				if g.Kind == supervision.GapRecord && strings.Contains(g.Text.Zh, "心理健康课") {
					t.Errorf("%s: lessons were signed and the folder says there is nothing on record", id)
				}
			}
		}
		ask.Names = true
		if named := folder(t, f, f.As(care.Principal), ask); named.Lessons[0].Months[0].Name == "" {
			t.Error("a folder with names does not name who signed")
		}
		ask.Term, ask.Names = 2, false
		if second := folder(t, f, f.As(care.Principal), ask); second.SignedLessons() != 0 {
			t.Error("the second term has lessons of the first")
		}
	})
}

// A duty belongs to the term its own period ends in, whatever day it is due: ten lessons a
// term wait for their last signature until after the term. Every duty of the year stands
// in exactly one of its terms.
func TestAFolderOfATermHasTheDutiesOfThatTerm(t *testing.T) {
	f := fixture.SQLite(t)
	on(t, f, "2026-09-15")
	teach(t, f, "2026-09-01", "七年级(1)班,周四,3,每周")
	on(t, f, "2027-01-10")
	first, err := supervision.PeriodOf(f.Policy().Calendar(), 2026, 1)
	must(t, err)
	due, found := care.Date(""), 0
	for _, d := range clauseOf(t, folder(t, f, f.As(care.Principal), supervision.Ask{Unit: f.Class.ID, Year: 2026, Term: 1, Clauses: []string{lessonClause}}), lessonClause).Own {
		if d.Duty.Period == "2026-2027-1" {
			found++
		}
	}
	must(t, f.View(ctx, act.System, func(tx *act.Tx) error {
		list, err := tx.DutiesOfUnit(f.Class.ID, 0, care.MillisOf(f.Now().AddDate(2, 0, 0)))
		for _, d := range list {
			if d.Rule == policy.CadencePrefix+"lessons_term" && d.Period == "2026-2027-1" {
				due = care.DateOf(d.DueAt.Time())
			}
		}
		return err
	}))
	if due <= first.To || found == 0 {
		t.Fatalf("ten lessons of the term ending %s are due %s; the term's folder has %d such duties", first.To, due, found)
	}
	on(t, f, "2027-07-20")
	ask := supervision.Ask{Unit: f.School.ID, Year: 2026, Clauses: everyClause(f)}
	all := map[string]int{}
	for term := range 3 {
		ask.Term = term
		for _, c := range folder(t, f, f.As(care.Principal), ask).Clauses {
			for _, l := range c.Own {
				if l.Stands.State == duty.Void {
					continue
				}
				key := c.Clause.ID + " " + l.Duty.ID.String()
				if term == 0 {
					all[key] += 2 // the year's folder
				} else {
					all[key]++ // one of its terms'
				}
			}
		}
	}
	if len(all) == 0 {
		t.Fatal("no duty of the school")
	}
	for key, n := range all {
		if n != 3 {
			t.Errorf("%s: got weight %d, want it in the year's folder and in one of its terms'", key, n)
		}
	}
}

// Forms about people are told as rounded figures only, staff against its ratio, and the
// rules by what was adopted.
func TestAFolderKnowsFormsStaffAndRules(t *testing.T) {
	f := fixture.SQLite(t)
	f.Work(t)
	ask := supervision.Ask{Unit: f.School.ID, Year: 2026, Clauses: everyClause(f)}
	got := folder(t, f, f.As(care.Principal), ask)
	forms, ratios, adoptions := 0, 0, 0
	for _, c := range got.Clauses {
		for _, n := range c.Forms {
			forms++
			if n.AtLeast%5 != 0 {
				t.Errorf("%s: %s is told as %d, want it rounded", c.Clause.ID, n.Form, n.AtLeast)
			}
		}
		for _, ref := range c.Clause.ServedBy {
			if strings.HasPrefix(ref, "ratio/") && len(c.Ratios) == 0 {
				t.Errorf("%s: no staff for %s", c.Clause.ID, ref)
			}
		}
		for _, s := range c.Ratios {
			ratios++
			missing := 0
			for _, g := range c.Gaps {
				if g.Kind == supervision.GapStaff && g.Text == s.Ratio.Text {
					missing++
				}
			}
			if missing != s.Short {
				t.Errorf("%s: %d units have too few and %d gaps say so", c.Clause.ID, s.Short, missing)
			}
		}
		if c.Adopted {
			adoptions++
		}
	}
	if forms == 0 || ratios == 0 || adoptions == 0 {
		t.Errorf("got %d forms, %d ratios and %d clauses of adoption, want some of each", forms, ratios, adoptions)
	}
	screened := false
	for _, c := range got.Clauses {
		screened = screened || c.Screened && !got.Proven(c) && len(got.Rounds) == 1
	}
	if len(got.Rounds) != 1 || got.Rounds[0].State != care.CampaignOpen || !screened {
		t.Errorf("a round that is still open proves a clause, or is not in the folder: %+v", got.Rounds)
	}
}
