package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

// inventedNorms is nobody's table: its figures are made up for these tests.
const inventedNorms = "scale,informant,sex,age_min,age_max,raw,t,percentile\ntotal,,female,12,13,10,61.5,87\ntotal,,male,12,13,10,65,93\ngad2,,,,,4,,71\n"

func normFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "norms.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const agedCSV = "id,q1,q2,q3,q4,q5,q6,q7,years,sex\na,2,2,2,2,2,0,0,12.8,女\nb,2,2,2,2,2,0,0,13,1\nc,2,2,2,2,2,0,0,,F\nd,0,0,0,0,0,0,0,12,m\n"

func TestScorePlacesFiguresInNorms(t *testing.T) {
	norms := normFile(t, inventedNorms)
	plain := []string{"--instrument", "gad7", "--items", gadItems, "--id", "id"}
	asked := append(plain, "--norms", norms, "--norm-set", "made_up", "--age", "years", "--sex", "sex")
	stdout, stderr, err := scoreCSV(t, agedCSV, asked...)
	if err != nil {
		t.Fatal(err)
	}
	want := "id,total,gad2,band,critical,missing,flags,total_t,total_percentile,total_t_band,gad2_t,gad2_percentile,gad2_t_band\n" +
		"a,10,4,moderate,,0,,61.5,87,,,71,\n" +
		"b,10,4,moderate,,0,,65,93,,,71,\n" +
		"c,10,4,moderate,,0,,,,,,71,\n" +
		"d,0,0,none_minimal,,0,,,,,,,\n"
	if stdout != want {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
	if !strings.Contains(stderr, "norm set made_up: 3 of 4 rows placed") {
		t.Errorf("the summary lacks the norms:\n%s", stderr)
	}

	stdout, _, err = scoreCSV(t, agedCSV, append(asked, "--format", "json")...)
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Norms []struct {
			Set, Scale    string
			T, Percentile *float64
		}
	}
	if err := json.Unmarshal([]byte(stdout), &rows); err != nil {
		t.Fatal(err)
	}
	if n := rows[0].Norms; len(n) != 2 || n[0].Set != "made_up" || *n[0].T != 61.5 || *n[0].Percentile != 87 || n[1].T != nil || len(rows[3].Norms) != 0 {
		t.Errorf("got %+v, want the two figures of a and none of d", rows)
	}

	// Without norms the columns stay as they are, whatever is told of the person.
	stdout, stderr, err = scoreCSV(t, agedCSV, append(plain, "--age", "years", "--sex", "sex")...)
	if err != nil || !strings.HasPrefix(stdout, "id,total,gad2,band,critical,missing,flags\n") || strings.Contains(stderr, "norm set") {
		t.Errorf("without norms: got %v\n%s%s", err, stdout, stderr)
	}
}

// A table for a set that the instrument's file names has that set's ranges of T.
func TestScoreNamesTheRangeOfAPublishedSet(t *testing.T) {
	items, row := []string{}, []string{"x", "12", "female"}
	for i := 1; i <= 47; i++ {
		items, row = append(items, "i"+strings.Repeat("x", i)), append(row, "1")
	}
	csv := "id,years,sex," + strings.Join(items, ",") + "\n" + strings.Join(row, ",") + "\n"
	norms := normFile(t, "scale,informant,sex,age_min,age_max,raw,t,percentile\nmdd,parent,,,,10,71,\nmdd,self,,,,10,66,\n")
	for informant, want := range map[string]string{"self": ",66,,borderline\n", "parent": ",71,,clinical\n"} {
		stdout, _, err := scoreCSV(t, csv, "--instrument", "rcads47", "--items", strings.Join(items, ","), "--id", "id", "--norms", norms, "--informant", informant)
		if err != nil || !strings.HasSuffix(stdout, want) {
			t.Errorf("%s: got %v\n%s\nwant the row to end in %q", informant, err, stdout, want)
		}
	}
}

func TestScoreRefusesNormsThatDoNotFit(t *testing.T) {
	good := normFile(t, inventedNorms)
	for name, args := range map[string][]string{
		"a faulty table":        {"--norms", normFile(t, "scale,informant,sex,age_min,age_max,raw,t,percentile\nnothing,,,,,1,50,\n")},
		"a set without table":   {"--norm-set", "x"},
		"a sex nobody can read": {"--norms", good, "--sex", "id"},
		"an age that is no age": {"--norms", good, "--age", "id"},
		"no such column":        {"--norms", good, "--age", "nothing"},
		"no such informant":     {"--informant", "neighbour"},
	} {
		if _, _, err := scoreCSV(t, agedCSV, append([]string{"--instrument", "gad7", "--items", gadItems, "--id", "id"}, args...)...); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}
