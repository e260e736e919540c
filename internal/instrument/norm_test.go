package instrument

import (
	"reflect"
	"strings"
	"testing"

	"xinhuan/internal/care"
)

// inventedNorms is nobody's table: its figures are made up for these tests.
const inventedNorms = "scale,informant,sex,age_min,age_max,raw,t,percentile\nmdd,,female,12,13,8,62,88\nmdd,,female,12,13,9,66,94\nmdd,,male,12,13,9,71,98\nsad,,,,,0,,0\n"

func normed(t *testing.T, imp NormImport) *Instrument {
	t.Helper()
	imp.Licence = licence
	l, err := library.WithNorms(imp)
	if err != nil {
		t.Fatal(err)
	}
	in, _ := l.Get(imp.Instrument)
	return in
}

func of(x float64) *float64 { return &x }

func TestImportedNormTable(t *testing.T) {
	in := normed(t, NormImport{Instrument: "rcads47", Set: "us_t", Sample: "12 invented girls", CSV: []byte(inventedNorms)})
	sheet := Sheet{Answers: answers(t, "1x46 0"), Age: 12, Sex: "female"}
	got := in.Score(sheet, Options{}).Norms
	want := []NormScore{{Set: "us_t", Scale: "mdd", T: of(66), Percentile: of(94), Band: "borderline"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, other := range []Sheet{{Answers: sheet.Answers, Age: 14, Sex: "female"}, {Answers: sheet.Answers, Age: 12}, {Answers: sheet.Answers, Sex: "female"}} {
		if n := in.Score(other, Options{}).Norms; n != nil {
			t.Errorf("age %d, sex %q: got %v, want no row that fits", other.Age, other.Sex, n)
		}
	}
	if n := get(t, "rcads47").Score(sheet, Options{}).Norms; n != nil {
		t.Errorf("without the table: got %v, want none", n)
	}
	if in.Hash == get(t, "rcads47").Hash {
		t.Error("the instrument with another table must be another version")
	}

	// A percentile alone gives no T and so no range of T.
	none := in.Score(Sheet{Answers: answers(t, "0x47")}, Options{}).Norms
	if len(none) != 1 || none[0].T != nil || none[0].Percentile == nil || *none[0].Percentile != 0 || none[0].Band != "" {
		t.Errorf("got %+v, want the percentile 0 of sad alone", none)
	}
}

// A norm says which set it is of, of whom, and who says so.
func TestNormsAreExplained(t *testing.T) {
	in := normed(t, NormImport{Instrument: "rcads47", Set: "us_t", Sample: "虚构样本 n=12", CSV: []byte(inventedNorms)})
	var said care.Text
	for _, step := range in.Explain(Sheet{Answers: answers(t, "1x46 0"), Age: 12, Sex: "female"}, Options{}) {
		if step.Figure == "norm" {
			said = step.Text
		}
	}
	for _, want := range []string{"抑郁", "T=66", "百分位=94", "临界", "us_t", "虚构样本 n=12", "rcads.ucla.edu"} {
		if !strings.Contains(said.Zh, want) {
			t.Errorf("got %q, want %q in it", said.Zh, want)
		}
	}
	for _, want := range []string{"Major depression", "T=66", "percentile=94", "borderline", "sample: ", "source: rcads.ucla.edu"} {
		if !strings.Contains(said.En, want) {
			t.Errorf("got %q, want %q in it", said.En, want)
		}
	}
}

// A region may bring a set of its own, by mean and sd.
func TestANewNormSetByMeanAndDeviation(t *testing.T) {
	csv := "scale,informant,sex,age_min,age_max,raw,t,percentile,mean,sd\ntotal,,male,,,,,,4,3\ntotal,,female,,,,,,5,3\n"
	in := normed(t, NormImport{Instrument: "phq9", Set: "invented_2026", Sample: "虚构", Source: "for this test", CSV: []byte(csv)})
	for sex, want := range map[string]float64{"male": 66.7, "female": 63.3} {
		got := in.Score(Sheet{Answers: answers(t, "1x9"), Sex: sex}, Options{}).Norms
		if len(got) != 1 || got[0].T == nil || *got[0].T != want || got[0].Percentile != nil {
			t.Errorf("%s: got %+v, want T %v alone", sex, got, want)
		}
	}
}

func TestFaultyNormTablesAreRefusedWhole(t *testing.T) {
	const head = "scale,informant,sex,age_min,age_max,raw,t,percentile,mean,sd\n"
	good := NormImport{Instrument: "rcads47", Set: "us_t", Sample: "x", CSV: []byte(head + "mdd,,,,,8,62,88,,\n"), Licence: licence}
	if _, err := library.WithNorms(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*NormImport)
		kind   care.Kind
		want   []string
	}{
		{"every fault at once", func(i *NormImport) {
			i.CSV = []byte(head + "xx,doctor,boy,12.5,9,a,,,,\nmdd,,,,,31,60,,,\nmdd,,,,,5,60,101,,\nmdd,,,13,12,5,60,,,\nmdd,,,,,6,,,,\nmdd,,,,,7,60,,1,1\nmdd,,,,,,,,4,0\nmdd,,,,,8,60,,,\nmdd,,,,,8,61,,,\nsad,,,,,,,,4,2\nsad,,,,,3,50,,,\nmdd,,,,,9,400,,,\n")
		}, care.Invalid, []string{"row 2, scale", "row 2, informant", "row 2, sex", "row 2, age_min", "row 2, raw", "row 3, raw", "row 4, percentile", "row 5, age_max", "row 6, t",
			"row 7, mean", "row 8, raw", "row 10, raw", "row 12, raw", "row 13, t"}},
		{"no rows", func(i *NormImport) { i.CSV = []byte(head) }, care.Invalid, []string{"no rows"}},
		{"column missing", func(i *NormImport) { i.CSV = []byte("scale,raw,t\nmdd,8,62\n") }, care.Invalid, []string{"informant"}},
		{"nobody's", func(i *NormImport) { i.Set, i.Sample, i.Licence = "中国", " ", ImportedText{} }, care.Invalid, []string{"set", "sample", "source", "holder", "reference", "valid_until"}},
		{"a new set without source", func(i *NormImport) { i.Set = "cn" }, care.Invalid, []string{"source"}},
		{"not scored here", func(i *NormImport) { i.Instrument, i.Source = "aseba", "x" }, care.Invalid, []string{"not scored here"}},
		{"no such instrument", func(i *NormImport) { i.Instrument = "nothing" }, care.NotFound, nil},
	} {
		imp := good
		c.change(&imp)
		l, err := library.WithNorms(imp)
		if l != nil || care.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, %v, want kind %d and no library", c.name, l, err, c.kind)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v lacks %q", c.name, err, want)
			}
		}
	}
}

// Norm figures belong to others: none ships.
func TestNoNormFigureShips(t *testing.T) {
	for _, in := range library.All() {
		for _, set := range in.NormSets {
			if len(set.Rows) > 0 {
				t.Errorf("%s ships a table for %s", in.ID, set.ID)
			}
		}
	}
}
