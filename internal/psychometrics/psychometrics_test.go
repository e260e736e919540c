package psychometrics_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/psychometrics"
)

// Four people, items a, b, c. By hand: variances 5/3, 4/3, 5/3; covariances ab
// 4/3, ac 4/3, bc 2/3; so trace 14/3, whole 34/3; sums 3, 6, 8, 11.
var small = [][]float64{{1, 1, 1}, {2, 1, 3}, {3, 3, 2}, {4, 3, 4}}

func sheetsOf(rows [][]float64) []psychometrics.Sheet {
	sheets := make([]psychometrics.Sheet, len(rows))
	for i, row := range rows {
		sheets[i] = psychometrics.Sheet{Values: row, Weight: 1}
	}
	return sheets
}

func near(t *testing.T, what string, got psychometrics.Figure, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) < 1e-12) {
		t.Errorf("%s: got %v, want %v", what, float64(got), want)
	}
}

func TestSmallExampleWorkedByHand(t *testing.T) {
	cut := 8.0
	got, err := psychometrics.Analyse(psychometrics.Question{Items: []string{"a", "b", "c"}, Cut: &cut}, sheetsOf(small))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "alpha", got.Alpha, 15.0/17)
	r := .8 + 3/math.Sqrt(5)
	near(t, "alpha_std", got.AlphaStd, 1.5*(1-3/(3+2*r)))
	near(t, "mean", got.Mean, 7)
	near(t, "sd", got.SD, math.Sqrt(34.0/3))
	near(t, "sem", got.SEM, math.Sqrt(34.0/3*2/17))
	near(t, "item_rest_r a", got.Items[0].ItemRestR, 8/math.Sqrt(65))
	near(t, "alpha without a", got.Items[0].AlphaIfDropped, 8.0/13)
	near(t, "alpha without c", got.Items[2].AlphaIfDropped, 2*(8.0/3)/(17.0/3))
	near(t, "item mean", got.Items[1].Mean, 2)
	near(t, "item sd", got.Items[1].SD, math.Sqrt(4.0/3))
	for percent, want := range map[string]float64{"50": 7, "75": 8.75, "90": 10.1, "95": 10.55, "99": 10.91} {
		near(t, percent+" %", got.Quantiles[percent], want)
	}
	if got.Cut.N != 2 {
		t.Errorf("people at or above 8: got %d, want 2", got.Cut.N)
	}
	near(t, "share", got.Cut.Share, .5)
}

func TestMissingAnswersDropTheWholeSheet(t *testing.T) {
	none := math.NaN()
	rows := append([][]float64{{none, none, none}, {9, none, 9}, {none, 1, none}}, small...)
	got, err := psychometrics.Analyse(psychometrics.Question{Items: []string{"a", "b", "c"}}, sheetsOf(rows))
	if err != nil {
		t.Fatal(err)
	}
	if got.NTotal != 7 || got.N != 4 {
		t.Errorf("n_total and n: got %d and %d, want 7 and 4", got.NTotal, got.N)
	}
	near(t, "alpha", got.Alpha, 15.0/17)
	for missing, want := range map[string]int{"0": 4, "1": 1, "2": 1, "3": 1} {
		if got.MissingByCount[missing] != want {
			t.Errorf("sheets with %s answers missing: got %d, want %d", missing, got.MissingByCount[missing], want)
		}
	}
}

func TestReversingAndSubtractingGiveTheSameScale(t *testing.T) {
	turned := make([][]float64, len(small))
	for i, row := range small {
		turned[i] = []float64{row[0] + 1, 1 + 5 - (row[1] + 1), row[2] + 1}
	}
	q := psychometrics.Question{Items: []string{"a", "b", "c"}, Reverse: []string{"b"}, Min: 1, Max: 5, Subtract: 1}
	got, err := psychometrics.Analyse(q, sheetsOf(turned))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "alpha", got.Alpha, 15.0/17)
	near(t, "mean", got.Mean, 7)
	if turned[0][1] != 4 {
		t.Errorf("the caller's answers changed: got %v, want 4", turned[0][1])
	}
}

func TestWeightsAndGroups(t *testing.T) {
	sheets := sheetsOf(small)
	for i, weight := range []float64{5, 2, 2, 1} {
		sheets[i].Weight = weight
		sheets[i].Group = []string{"10", "9"}[i%2]
	}
	cut := 8.0
	q := psychometrics.Question{Items: []string{"a", "b", "c"}, Cut: &cut, Weighted: true, Grouped: true}
	got, err := psychometrics.Analyse(q, sheets)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "weighted share", *got.Cut.WeightedShare, .3)
	if len(got.Groups) != 2 || *got.Groups[0].Group != "9" || *got.Groups[1].Group != "10" {
		t.Fatalf("groups: got %+v, want 9 before 10", got.Groups)
	}
	near(t, "weighted share of 9", *got.Groups[0].Cut.WeightedShare, 1.0/3)
	near(t, "mean of 10", got.Groups[1].Mean, 5.5)
}

func TestOneFactorIsFoundExactly(t *testing.T) {
	want := []float64{.9, .8, .7, .6, .5}
	cor := make([][]float64, len(want))
	sum, unique := 0.0, 0.0
	for i := range want {
		cor[i] = make([]float64, len(want))
		for j := range want {
			cor[i][j] = want[i] * want[j]
		}
		cor[i][i] = 1
		sum += want[i]
		unique += 1 - want[i]*want[i]
	}
	got := psychometrics.Minres(cor)
	for i := range want {
		near(t, "loading", psychometrics.Figure(got[i]), want[i])
	}
	near(t, "omega", psychometrics.Figure(psychometrics.OmegaTotal(cor)), sum*sum/(sum*sum+unique))
}

// Where one factor does not fit, the loadings must still be a stationary point of
// the squared residuals: that is what makes them minres and not something alike.
func TestMinresLeavesNoDownhillStep(t *testing.T) {
	cor := [][]float64{{1, .6, .3, .2}, {.6, 1, .25, .35}, {.3, .25, 1, .55}, {.2, .35, .55, 1}}
	loadings := psychometrics.Minres(cor)
	for i := range cor {
		slope := 0.0
		for j := range cor {
			if j != i {
				slope += (cor[i][j] - loadings[i]*loadings[j]) * loadings[j]
			}
		}
		near(t, "slope", psychometrics.Figure(slope), 0)
	}
}

func TestRetestCountsOnlyReliableChange(t *testing.T) {
	// sd 2.582, alpha .75: 1.96 * sd * sqrt(2) * sqrt(.25) = 3.58, so 4 points count and 3 don't.
	first, second := []float64{2, 4, 6, 8}, []float64{6, 1, 2, 8}
	got := psychometrics.NewRetest(first, second, .75)
	if got.N != 4 || got.Improved != 1 || got.Worse != 1 {
		t.Errorf("got %+v, want n 4, improved 1, worse 1", got)
	}
}

func TestPairingJoinsByPerson(t *testing.T) {
	var sheets []psychometrics.Sheet
	for i, row := range small {
		person := string(rune('A' + i))
		other := small[len(small)-1-i]
		sheets = append(sheets,
			psychometrics.Sheet{Values: other, Person: person, Wave: "2"},
			psychometrics.Sheet{Values: row, Person: person, Wave: "1"})
	}
	sheets = append(sheets,
		psychometrics.Sheet{Values: small[0], Person: "only once", Wave: "1"},
		psychometrics.Sheet{Values: small[0], Person: "partial", Wave: "1"},
		psychometrics.Sheet{Values: []float64{1, math.NaN(), 1}, Person: "partial", Wave: "2"})
	q := psychometrics.Question{Items: []string{"a", "b", "c"}, Paired: true}
	got, err := psychometrics.Analyse(q, sheets)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "r", got.Retest.R, -1)
	if got.Retest.N != 4 || got.Retest.Improved != 1 || got.Retest.Worse != 1 {
		t.Errorf("got %+v, want n 4, improved 1 (11 to 3), worse 1 (3 to 11)", got.Retest)
	}

	again := append(sheets, sheets[0])
	if _, err := psychometrics.Analyse(q, again); care.KindOf(err) != care.Invalid {
		t.Errorf("somebody twice in a wave: got %v, want an invalid question", err)
	}
}

func TestWhatCannotBeKnownIsNull(t *testing.T) {
	for name, rows := range map[string][][]float64{
		"nobody": nil, "one person": {{1, 2, 3}}, "no variance": {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
	} {
		got, err := psychometrics.Analyse(psychometrics.Question{Items: []string{"a", "b", "c"}}, sheetsOf(rows))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, key := range []string{`"alpha":null`, `"alpha_std":null`, `"omega":null`, `"item_rest_r":null`} {
			if !strings.Contains(string(text), key) {
				t.Errorf("%s: got %s, want %s", name, text, key)
			}
		}
	}
}

func TestQuestionsThatDoNotFitAreRefused(t *testing.T) {
	for name, q := range map[string]psychometrics.Question{
		"no items":         {},
		"item twice":       {Items: []string{"a", "b", "a"}},
		"unknown reversed": {Items: []string{"a", "b", "c"}, Reverse: []string{"d"}, Max: 3},
		"no range":         {Items: []string{"a", "b", "c"}, Reverse: []string{"b"}},
		"outside range":    {Items: []string{"a", "b", "c"}, Reverse: []string{"a"}, Max: 3},
		"one wave":         {Items: []string{"a", "b", "c"}, Paired: true},
	} {
		sheets := sheetsOf(small)
		for i := range sheets {
			sheets[i].Person = string(rune('A' + i))
		}
		if _, err := psychometrics.Analyse(q, sheets); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, want an invalid question", name, err)
		}
	}
}
