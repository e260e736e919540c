package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"xinhuan/internal/care"
)

// scoreCSV runs the command on a text as standard input.
func scoreCSV(t *testing.T, csv string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var c ScoreCmd
	parser, err := kong.New(&c, kong.Exit(func(int) { t.Fatal("kong wants to exit") }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append([]string{"--in", "-"}, args...)); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	err = c.run(strings.NewReader(csv), &out, &log)
	return out.String(), log.String(), err
}

const gadItems = "q1,q2,q3,q4,q5,q6,q7"

func TestScoreWritesARowAPerson(t *testing.T) {
	const csv = "\uFEFFid,q1,q2,q3,q4,q5,q6,q7,grade\na,2,2,2,2,2,0,0,7\nb,0,0,9,0,0,0,0,7\nc,0,0,0,0,0,0,0,8\nd,3,3,3,3,3,3,3,7\n"
	stdout, stderr, err := scoreCSV(t, csv, "--instrument", "gad7", "--items", gadItems, "--missing", "7,9", "--id", "id", "--where", "grade==7")
	if err != nil {
		t.Fatal(err)
	}
	want := "id,total,gad2,band,critical,missing,flags\n" +
		"a,10,4,moderate,,0,\n" +
		"b,,0,,,1,too_many_missing\n" +
		"d,21,6,severe,,0,all_extreme\n"
	if stdout != want {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
	for _, line := range []string{"n 3, scored 2, not scored 1", "band moderate: 1 (50.0000 %)", "critical 0"} {
		if !strings.Contains(stderr, line) {
			t.Errorf("the summary lacks %q:\n%s", line, stderr)
		}
	}
}

func TestScoreListsDangerAnswersOfPartialSheets(t *testing.T) {
	const csv = "id,a,b,c,d,e,f,g,h,i\n1,,,,,,,,,1\n"
	stdout, _, err := scoreCSV(t, csv, "--instrument", "phq9", "--items", "a,...,i", "--id", "id")
	if err != nil {
		t.Fatal(err)
	}
	if want := "1,,,,phq9.9,8,too_many_missing\n"; !strings.HasSuffix(stdout, want) {
		t.Errorf("got %q, want it to end with %q", stdout, want)
	}
}

func TestScoreWritesJSON(t *testing.T) {
	const csv = "id,a,b,c,d,e,f,g,h,i\n1,0,0,0,0,0,0,0,0,1\n2,,0,0,0,0,0,0,0,0\n"
	stdout, _, err := scoreCSV(t, csv, "--instrument", "phq9", "--items", "a,b,c,d,e,f,g,h,i", "--id", "id", "--format", "json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		ID       string
		Total    *float64
		Critical []string
		Missing  int
	}
	if err := json.Unmarshal([]byte(stdout), &rows); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	if len(rows) != 2 || *rows[0].Total != 1 || rows[0].Critical[0] != "phq9.9" || rows[1].Total != nil || rows[1].Missing != 1 {
		t.Errorf("got %s", stdout)
	}
}

func TestScoreRefusesWhatItCannotRead(t *testing.T) {
	const good = "id,q1,q2,q3,q4,q5,q6,q7\n"
	for _, c := range []struct {
		name, csv string
		args      []string
		want      string
	}{
		{"unknown instrument", good, []string{"--instrument", "gad9", "--items", gadItems}, "known: ace10"},
		{"unknown column", good, []string{"--instrument", "gad7", "--items", "q1,q2,q3,q4,q5,q6,q8"}, "the file has: id, q1"},
		{"an item twice", good, []string{"--instrument", "gad7", "--items", "q1,q2,q3,q4,q5,q6,q6"}, "column q6 is given twice"},
		{"too few items", good, []string{"--instrument", "gad7", "--items", "q1,q2"}, "gad7 has 7 items"},
		{"no such option", good + "a,0,0,8,0,0,0,0\n", []string{"--instrument", "gad7", "--items", gadItems}, "line 2, item 3"},
		{"half an answer", good + "a,0,0,1.5,0,0,0,0\n", []string{"--instrument", "gad7", "--items", gadItems}, "line 2, item 3"},
		{"text", good + "a,0,0,secret,0,0,0,0\n", []string{"--instrument", "gad7", "--items", gadItems}, "line 2, column q3"},
		{"filter", good, []string{"--instrument", "gad7", "--items", gadItems, "--where", "q1"}, "cannot read the condition"},
	} {
		_, _, err := scoreCSV(t, c.csv, append(c.args, "--id", "id")...)
		if care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want an Invalid error with %q", c.name, err, c.want)
		}
	}
}

// The survey's figures were computed in R 4.2; 8.1 % is what NCHS published.
func TestScoreNHANES(t *testing.T) {
	f, err := os.Open("../../internal/instrument/testdata/nhanes_phq9_2013_2016.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "summary.json")
	args := []string{"--instrument", "phq9", "--items", "DPQ010,...,DPQ090", "--missing", "7,9", "--id", "SEQN", "--summary", file}
	summary := func(extra ...string) scoreSummary {
		if _, _, err := scoreCSV(t, string(data), append(args, extra...)...); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s scoreSummary
		if err := json.Unmarshal(text, &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := summary()
	want := []int{7841, 1739, 574, 240, 112}
	for i, b := range s.Bands {
		if b.N != want[i] {
			t.Errorf("band %s: got %d, want %d", b.ID, b.N, want[i])
		}
	}
	if s.N != 11659 || s.Scored != 10506 || s.Critical != 378 || s.CriticalScored != 375 {
		t.Errorf("got n %d, scored %d, critical %d and %d, want 11659, 10506, 378 and 375", s.N, s.Scored, s.Critical, s.CriticalScored)
	}
	if got := *s.Mean; got < 3.27725 || got > 3.27735 {
		t.Errorf("mean: got %v, want 3.2773", got)
	}
	if got := *s.SD; got < 4.30845 || got > 4.30855 {
		t.Errorf("sd: got %v, want 4.3085", got)
	}
	for where, want := range map[string]float64{"RIDAGEYR>=20": 8.0568, "RIDAGEYR>=20 && RIAGENDR==1": 5.5493, "RIDAGEYR>=20 && RIAGENDR==2": 10.4277} {
		s := summary("--weight", "WTMEC2YR", "--where", where)
		got := *s.Cutoffs[0].WeightedPercent
		if diff := got - want; diff > 0.00005 || diff < -0.00005 {
			t.Errorf("%s: got %.5f %%, want %.4f %%", where, got, want)
		}
	}
}
