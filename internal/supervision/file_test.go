package supervision_test

import (
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/supervision"
)

func pdf(said string) act.Upload {
	return act.Upload{Name: "工作方案" + said + ".pdf", Content: []byte("%PDF-1.7\n" + said + "\n%%EOF")}
}

// TestFilesOfARecordAreKeptThroughAmendmentAndWithdrawal follows a file from its
// upload to the day its record no longer counts.
func TestFilesOfARecordAreKeptThroughAmendmentAndWithdrawal(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		r, lead := room(f), f.As(care.PsychologyLead)
		file := func(amends care.ID, v questionnaire.Values, up ...act.Upload) (care.ID, error) {
			id, _, err := r.FileActivity(ctx, lead, supervision.NewActivity{Unit: f.School.ID, Kind: "governance_document", Values: v, Files: act.Files{"files": up}, Amends: amends})
			return id, err
		}
		v := values(care.DateOf(f.Now()))
		if _, err := file(0, v); fault(err, "files").IsZero() {
			t.Errorf("a document without a file: got %v, want a fault beside the files", err)
		}
		if _, err := file(0, v, act.Upload{Name: "x.pdf", Content: []byte("MZ\x90")}); fault(err, "files").IsZero() {
			t.Errorf("a program called pdf: got %v, want a fault beside the files", err)
		}
		first, err := file(0, v, pdf("一"), pdf("二"))
		must(t, err)
		rec, err := r.Open(ctx, lead, first)
		must(t, err)
		if len(rec.Files) != 2 || rec.Files[0].Name != "工作方案一.pdf" {
			t.Fatalf("got files %+v", rec.Files)
		}
		one := rec.Files[0].ID
		got, err := r.OpenFile(ctx, lead, first, one)
		must(t, err)
		if !strings.Contains(string(got.Content), "一") {
			t.Errorf("the file came back as %q", got.Content)
		}
		if _, err := r.OpenFile(ctx, f.AsOther(care.PsychologyLead), first, one); care.KindOf(err) != care.Forbidden {
			t.Errorf("another school opens the file: got %v, want forbidden", err)
		}

		v = values(care.DateOf(f.Now()))
		v["files"] = questionnaire.ListValue(one.String()) // the second is left out
		second, err := file(first, v, pdf("三"))
		must(t, err)
		if rec, err = r.Open(ctx, lead, second); err != nil || len(rec.Files) != 2 || rec.Files[0].ID != one {
			t.Errorf("amended: got %+v, %v", rec.Files, err)
		}
		if rec, err = r.Open(ctx, lead, first); err != nil || len(rec.Files) != 2 || rec.State != care.ActivityAmended {
			t.Errorf("the former record keeps its files: got %+v, %v", rec.Files, err)
		}
		v["files"] = questionnaire.ListValue(one.String()) // a new record can't name another's file
		if _, err := file(0, v); fault(err, "files").IsZero() {
			t.Errorf("naming the file of another record: got %v, want a fault", err)
		}
		must(t, r.Withdraw(ctx, lead, second, "登记错了"))
		if _, err := r.OpenFile(ctx, lead, second, one); err != nil {
			t.Errorf("a withdrawn record's file: %v", err)
		}
	})
}
