package psychometrics_test

import (
	"compress/gzip"
	"math"
	"os"
	"testing"

	"xinhuan/internal/psychometrics"
	"xinhuan/internal/table"
)

// nhanes is the public-domain PHQ-9 of 11,659 people aged 18 and over: CDC/NCHS,
// NHANES 2013-2014 and 2015-2016, files DPQ_H, DPQ_I, DEMO_H, DEMO_I.
// The scoring tests use the same file, so it is kept once.
const nhanes = "../instrument/testdata/nhanes_phq9_2013_2016.csv.gz"

func readNHANES(t *testing.T, where string) (psychometrics.Question, []psychometrics.Sheet) {
	t.Helper()
	file, err := os.Open(nhanes)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}

	q := psychometrics.Question{Items: []string{"DPQ010", "DPQ020", "DPQ030", "DPQ040", "DPQ050", "DPQ060", "DPQ070", "DPQ080", "DPQ090"}}
	data, err := table.Open(plain)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := data.Columns(append(q.Items, "WTMEC2YR", "RIAGENDR")...)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := table.Codes("7,9")
	if err != nil {
		t.Fatal(err)
	}
	filter, err := table.ParseWhere(where)
	if err != nil {
		t.Fatal(err)
	}
	keep, err := filter.Bind(data)
	if err != nil {
		t.Fatal(err)
	}

	var sheets []psychometrics.Sheet
	for row, err := range data.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := keep(row); err != nil {
			t.Fatal(err)
		} else if !ok {
			continue
		}
		values := make([]float64, 9)
		for i := range values {
			v, ok, err := codes.Value(row, columns[i])
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				v = math.NaN()
			}
			values[i] = v
		}
		weight, _, err := row.Number(columns[9])
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, psychometrics.Sheet{Values: values, Weight: weight, Group: row.Text(columns[10])})
	}
	return q, sheets
}

func rounded(t *testing.T, what string, got psychometrics.Figure, digits int, want float64) {
	t.Helper()
	scale := math.Pow10(digits)
	if math.Round(float64(got)*scale) != math.Round(want*scale) {
		t.Errorf("%s: got %v, want %v", what, float64(got), want)
	}
}

func TestNHANESAgreesWithR(t *testing.T) {
	q, sheets := readNHANES(t, "")
	got, err := psychometrics.Analyse(q, sheets)
	if err != nil {
		t.Fatal(err)
	}
	if got.NTotal != 11659 || got.N != 10506 || got.MissingByCount["9"] != 1098 {
		t.Errorf("got n_total %d, n %d, without any answer %d; want 11659, 10506, 1098", got.NTotal, got.N, got.MissingByCount["9"])
	}
	rounded(t, "alpha", got.Alpha, 6, .836698)
	rounded(t, "mean", got.Mean, 4, 3.2773)
	rounded(t, "sd", got.SD, 4, 4.3085)

	bands := map[float64]int{1: 10506 - 3289, 5: 1739 + 574 + 240 + 112, 10: 574 + 240 + 112, 15: 240 + 112, 20: 112}
	for value, want := range bands {
		q.Cut = &value
		report, err := psychometrics.Analyse(q, sheets)
		if err != nil {
			t.Fatal(err)
		}
		if report.Cut.N != want {
			t.Errorf("people at or above %v: got %d, want %d", value, report.Cut.N, want)
		}
	}
}

// The published prevalence of depression at 20 and over is 8.1 % (men 5.5, women
// 10.4): NCHS Data Brief 303, 2018, figure 1.
func TestNHANESWeightedPrevalenceIsThePublishedOne(t *testing.T) {
	q, sheets := readNHANES(t, "RIDAGEYR>=20")
	cut := 10.0
	q.Cut, q.Weighted, q.Grouped = &cut, true, true
	got, err := psychometrics.Analyse(q, sheets)
	if err != nil {
		t.Fatal(err)
	}
	rounded(t, "all", *got.Cut.WeightedShare, 6, .080568)
	rounded(t, "men", *got.Groups[0].Cut.WeightedShare, 6, .055493)
	rounded(t, "women", *got.Groups[1].Cut.WeightedShare, 6, .104277)
}

func TestNHANESItemNineCountsPartialSheetsToo(t *testing.T) {
	q, sheets := readNHANES(t, "DPQ090>=1 && DPQ090<=3")
	got, err := psychometrics.Analyse(q, sheets)
	if err != nil {
		t.Fatal(err)
	}
	if got.NTotal != 378 || got.N != 375 {
		t.Errorf("item 9 above 0: got %d of all and %d of complete, want 378 and 375", got.NTotal, got.N)
	}
}
