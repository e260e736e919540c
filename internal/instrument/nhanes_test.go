package instrument

import (
	"compress/gzip"
	"fmt"
	"os"
	"testing"

	"xinhuan/internal/questionnaire"
	"xinhuan/internal/table"
)

// person is one row of the survey, scored.
type person struct {
	age, sex, weight float64
	r                Result
}

func survey(t *testing.T) []person {
	t.Helper()
	f, err := os.Open("testdata/nhanes_phq9_2013_2016.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := table.Open(z)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"RIDAGEYR", "RIAGENDR", "WTMEC2YR"}
	for n := 1; n <= 9; n++ {
		names = append(names, fmt.Sprintf("DPQ0%d0", n))
	}
	columns, err := data.Columns(names...)
	if err != nil {
		t.Fatal(err)
	}
	missing, err := table.Codes("7,9")
	if err != nil {
		t.Fatal(err)
	}
	var people []person
	phq9 := get(t, "phq9")
	for row, err := range data.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		var v [12]float64
		sheet := make(questionnaire.Answers, 9)
		for i, column := range columns {
			value, ok, err := row.Number(column)
			if err != nil {
				t.Fatal(err)
			}
			v[i] = value
			if i < 3 {
				continue
			}
			sheet[i-3] = questionnaire.Missing
			if ok && !missing.Has(row.Text(column)) {
				sheet[i-3] = questionnaire.Answer(value)
			}
		}
		if err := phq9.Check(sheet); err != nil {
			t.Fatal(err)
		}
		people = append(people, person{v[0], v[1], v[2], phq9.Score(Sheet{Answers: sheet}, Options{})})
	}
	return people
}

// The figures were computed in R 4.2 from the same file; the weighted share
// agrees with the 8.1 % that NCHS published.
func TestNHANESFigures(t *testing.T) {
	bands := map[string]int{}
	complete, zero, item9, item9Complete, healthyInvalid := 0, 0, 0, 0, 0
	var positive, all [3]float64 // both, men, women, aged 20 and over
	people := survey(t)
	for _, p := range people {
		if len(p.r.Critical) > 0 {
			item9++
		}
		if !p.r.Scored {
			continue
		}
		complete++
		bands[p.r.Band]++
		if len(p.r.Critical) > 0 {
			item9Complete++
		}
		if p.r.Total == 0 {
			zero++
			if !p.r.Valid {
				healthyInvalid++
			}
		}
		for i := range all {
			if p.age < 20 || (i > 0 && p.sex != float64(i)) {
				continue
			}
			all[i] += p.weight / 2
			if p.r.Total >= 10 {
				positive[i] += p.weight / 2
			}
		}
	}
	got := fmt.Sprint(len(people), complete, bands["none_minimal"], bands["mild"], bands["moderate"], bands["moderately_severe"], bands["severe"], item9, item9Complete, zero, healthyInvalid)
	want := fmt.Sprint(11659, 10506, 7841, 1739, 574, 240, 112, 378, 375, 3289, 0)
	if got != want {
		t.Errorf("rows, complete, five bands, item 9 of all and of complete, all zero, all zero but invalid:\n got %s\nwant %s", got, want)
	}
	shares := fmt.Sprintf("%.4f %.4f %.4f", 100*positive[0]/all[0], 100*positive[1]/all[1], 100*positive[2]/all[2])
	if want := "8.0568 5.5493 10.4277"; shares != want {
		t.Errorf("weighted share of 10 and more: got %s, want %s", shares, want)
	}
}
