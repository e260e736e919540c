package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
)

func nhanes(t *testing.T) io.Reader {
	t.Helper()
	f, err := os.Open("../../internal/instrument/testdata/nhanes_phq9_2013_2016.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

var research = ImportAnswersCmd{Campaign: "new", Instrument: "phq9", In: "-", ID: "SEQN", Missing: "7,9", Enrol: "研究学校",
	Items: []string{"DPQ010", "...", "DPQ090"}}

// Every sheet of the survey whose ninth answer is not "not at all" alerts, the
// incomplete ones included: 378 of 11,659 (instrument's own test counts them
// from the file alone).
func TestTheSurveyAsARoundAlerts378Times(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	sum, err := research.run(ctx, f.Kernel, nhanes(t), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d sheets in %s", sum.Submitted, sum.Took)
	if sum.Rows != 11659 || sum.Submitted != 11659 || sum.Alerts != 378 || sum.Partial != 11659-10506 {
		t.Errorf("got %+v, want 11,659 rows, all submitted, 1,153 partial, 378 alerts", sum)
	}
	err = f.View(ctx, act.System, func(tx *act.Tx) error {
		kept, err := tx.CampaignClasses(sum.Campaign, f.Root)
		if err != nil {
			return err
		}
		counted, err := tx.Recount(sum.Campaign)
		alerts, recounted := 0, 0
		for i := range kept {
			alerts += kept[i].Alerted
			recounted += counted[i].Alerted
		}
		if alerts != 378 || recounted != 378 {
			t.Errorf("the round counts %d alerts, its rows %d, want 378", alerts, recounted)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestACutOfTheSurveyOnPostgres(t *testing.T) {
	f := fixture.Postgres(t)
	var cut strings.Builder
	lines := bufio.NewScanner(nhanes(t))
	for n := 0; n <= 500 && lines.Scan(); n++ {
		cut.WriteString(lines.Text() + "\n")
	}
	sum, err := research.run(context.Background(), f.Kernel, strings.NewReader(cut.String()), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d sheets in %s", sum.Submitted, sum.Took)
	if sum.Rows != 500 || sum.Submitted != 500 || sum.Alerts == 0 || sum.Alerts > sum.Flags {
		t.Errorf("got %+v", sum)
	}
	again := research
	sum, err = again.run(context.Background(), f.Kernel, strings.NewReader(cut.String()), io.Discard)
	if err != nil || sum.Submitted != 500 {
		t.Errorf("the same people in a second round: got %+v, %v", sum, err)
	}
}

func TestAnswersNeedARoundOrADemo(t *testing.T) {
	f := fixture.SQLite(t)
	for _, c := range []ImportAnswersCmd{{Campaign: "new", Instrument: "phq9"}, {Campaign: "x", Enrol: "y"}} {
		if _, err := c.run(context.Background(), f.Kernel, strings.NewReader(""), io.Discard); care.KindOf(err) != care.Invalid {
			t.Errorf("%+v: got %v, want invalid", c, err)
		}
	}
}

func TestARosterIsCheckedShownAndApplied(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	head := "学校,班级,姓名,出生日期,学籍号\n"
	good := write("good.csv", head+f.Other.Name+",七年级2班,何甲,2013-05-05,R1\n"+f.Other.Name+",七年级2班,吕乙,2013-06-06,R2\n")
	bad := write("bad.csv", head+"白石中学,七年级2班,何甲,2013-05-05,R1\n")

	var out, progress bytes.Buffer
	faults := filepath.Join(dir, "faults.csv")
	err := ImportRosterCmd{In: bad, Yes: true, Faults: faults}.run(ctx, f.Kernel, strings.NewReader(""), &out, &progress)
	if !errors.Is(err, errFailed) {
		t.Errorf("a list with errors: got %v, want a refusal", err)
	}
	if text, err := os.ReadFile(faults); err != nil || !strings.Contains(string(text), f.Other.Name) || !strings.Contains(string(text), ",2,1,学校,") || strings.Contains(string(text), "何甲") {
		t.Errorf("the faults: got %s, %v, want the nearest school and nobody's name", text, err)
	}
	enrolled := func() (n int) {
		if err := f.View(ctx, act.System, func(tx *act.Tx) (err error) {
			n, err = tx.CountIn(f.Other.ID, care.Enrolled)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, c := range []struct {
		cmd   ImportRosterCmd
		stdin string
		want  int
	}{{ImportRosterCmd{In: good, DryRun: true, Yes: true}, "", 4}, {ImportRosterCmd{In: good}, "no\n", 4}, {ImportRosterCmd{In: good, School: f.Other.Name}, "yes\n", 6}, {ImportRosterCmd{In: good, Yes: true}, "", 6}} {
		if err := c.cmd.run(ctx, f.Kernel, strings.NewReader(c.stdin), &out, &progress); err != nil {
			t.Fatalf("%+v: %v", c.cmd, err)
		}
		if got := enrolled(); got != c.want {
			t.Errorf("%+v: %d enrolled, want %d", c.cmd, got, c.want)
		}
	}
}
