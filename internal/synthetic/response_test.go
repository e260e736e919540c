package synthetic_test

import (
	"math"
	"reflect"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/psychometrics"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/synthetic"
)

const today care.Date = "2026-11-21"

// round is one screening round of one instrument as its data would look.
type round struct {
	sheets                              []psychometrics.Sheet
	bySchool                            map[int][]psychometrics.Sheet
	absent, stopped, declined, blank, n int
	straight, fast                      int
}

func screen(d *synthetic.District, instrument string, items, options int) round {
	r := round{bySchool: map[int][]psychometrics.Sheet{}}
	for _, school := range d.Schools {
		for class := range school.Classes {
			if !class.Screened {
				continue
			}
			for _, p := range class.Pupils {
				r.add(p, d.Answers(p, instrument, items, options))
			}
		}
	}
	return r
}

func (r *round) add(p synthetic.Pupil, got synthetic.Response) {
	r.n++
	if got.Absent {
		r.absent++
		return
	}
	sheet := psychometrics.Sheet{Values: make([]float64, len(got.Answers)), Group: p.Sex}
	same, ms := true, 0
	for i, a := range got.Answers {
		sheet.Values[i] = float64(a)
		switch a {
		case questionnaire.Missing:
			sheet.Values[i] = math.NaN()
			if got.StopAt < 0 {
				r.blank++
			}
		case questionnaire.Declined:
			sheet.Values[i] = math.NaN()
			r.declined++
		}
		same = same && a == got.Answers[0]
		ms += got.ElapsedMS[i]
	}
	if got.StopAt >= 0 {
		r.stopped++
	} else if ms < 1000*len(got.Answers) {
		r.fast++
		if same && got.Answers[0] > 0 {
			r.straight++
		}
	}
	r.sheets = append(r.sheets, sheet)
	r.bySchool[p.School] = append(r.bySchool[p.School], sheet)
}

func analyse(t *testing.T, sheets []psychometrics.Sheet, items int, cut float64) psychometrics.Report {
	t.Helper()
	names := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}[:items]
	got, err := psychometrics.Analyse(psychometrics.Question{Items: names, Cut: &cut, Grouped: true}, sheets)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func above(sheets []psychometrics.Sheet, item int) float64 {
	n, all := 0, 0
	for _, s := range sheets {
		if v := s.Values[item]; !math.IsNaN(v) {
			all++
			if v > 0 {
				n++
			}
		}
	}
	return float64(n) / float64(all)
}

func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if !(got >= low && got <= high) {
		t.Errorf("%s: got %.4f, want %v to %v", what, got, low, high)
	}
}

func TestPHQ9LooksLikeASchoolSurvey(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		r := screen(synthetic.New(seed, 12_000, today), "phq9", 9, 4)
		got := analyse(t, r.sheets, 9, 10)
		within(t, "alpha", float64(got.Alpha), .84, .90)
		within(t, "10 and above", float64(got.Cut.Share), .10, .15)
		within(t, "item 9 above nought", above(r.sheets, 8), .07, .09)
		girls, boys := got.Groups[0], got.Groups[1]
		within(t, "girls' mean above boys'", float64(girls.Mean-boys.Mean), .3, 2)

		highest := 0.0
		for _, sheets := range r.bySchool {
			if len(sheets) >= 200 {
				highest = max(highest, above(sheets, 8))
			}
		}
		within(t, "item 9 in the school with the heaviest load", highest, .16, .27)
		t.Logf("seed %d: alpha %v, >=10 %v, item 9 %.3f, highest %.3f, mean %v sd %v, girls-boys %v", seed, got.Alpha, got.Cut.Share, above(r.sheets, 8), highest, got.Mean, got.SD, girls.Mean-boys.Mean)
	}
}

func TestGAD7LooksLikeASchoolSurvey(t *testing.T) {
	r := screen(synthetic.New(1, 12_000, today), "gad7", 7, 4)
	got := analyse(t, r.sheets, 7, 10)
	within(t, "alpha", float64(got.Alpha), .84, .90)
	within(t, "10 and above", float64(got.Cut.Share), .05, .12)
	t.Logf("alpha %v, >=10 %v, mean %v", got.Alpha, got.Cut.Share, got.Mean)
}

func TestDepressionAndAnxietyGoTogether(t *testing.T) {
	d := synthetic.New(1, 6000, today)
	var depression, anxiety []float64
	for _, school := range d.Schools {
		for class := range school.Classes {
			for _, p := range class.Pupils {
				a, b := total(d.Answers(p, "phq9", 9, 4)), total(d.Answers(p, "gad7", 7, 4))
				if !math.IsNaN(a) && !math.IsNaN(b) {
					depression, anxiety = append(depression, a), append(anxiety, b)
				}
			}
		}
	}
	within(t, "correlation", psychometrics.Correlation(depression, anxiety), .5, .75)
}

func total(r synthetic.Response) float64 {
	if r.Absent {
		return math.NaN()
	}
	sum := 0.0
	for _, a := range r.Answers {
		if !a.Given() {
			return math.NaN()
		}
		sum += float64(a)
	}
	return sum
}

func TestAnyScaleCanBeAnswered(t *testing.T) {
	d := synthetic.New(5, 3000, today)
	for _, scale := range []struct {
		id             string
		items, options int
		low, high      float64 // alpha
	}{{"cesd", 9, 4, .75, .95}, {"mht", 9, 2, .6, .9}, {"who5", 5, 6, .65, .92}, {"k6", 6, 5, .7, .92}} {
		r := screen(d, scale.id, scale.items, scale.options)
		got := analyse(t, r.sheets, scale.items, 1)
		within(t, scale.id+" alpha", float64(got.Alpha), scale.low, scale.high)
		for _, s := range r.sheets {
			for _, v := range s.Values {
				if v < 0 || v >= float64(scale.options) {
					t.Fatalf("%s: got the answer %v, want 0 to %d", scale.id, v, scale.options-1)
				}
			}
		}
	}
	better := analyse(t, screen(d, "who5", 5, 6).sheets, 5, 1).Mean
	within(t, "mean of a scale where higher is better", float64(better), 15, 25)
}

func TestRoundsAreAsUntidyAsRealOnes(t *testing.T) {
	r := screen(synthetic.New(1, 12_000, today), "phq9", 9, 4)
	share := func(n int) float64 { return float64(n) / float64(r.n) }
	within(t, "absent", share(r.absent), .03, .07)
	within(t, "stopped", share(r.stopped), .006, .02)
	within(t, "declined an item", share(r.declined), .015, .03)
	within(t, "left one blank", share(r.blank), .01, .03)
	within(t, "too fast", share(r.fast), .02, .045)
	within(t, "straight line above nought, too fast", share(r.straight), .001, .01)
}

func TestAnswersAreTheSameEachTimeAndDifferByOccasion(t *testing.T) {
	d, again := synthetic.New(9, 600, today), synthetic.New(9, 600, today)
	changed, absent := 0, 0
	for i, school := range d.Schools {
		var others []synthetic.Pupil
		for class := range again.Schools[i].Classes {
			others = append(others, class.Pupils...)
		}
		for class := range school.Classes {
			for _, p := range class.Pupils {
				got, want := d.Answers(p, "phq9", 9, 4), again.Answers(others[0], "phq9", 9, 4)
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("got %v, want %v", got, want)
				}
				others = others[1:]
				if second := d.Answers(p, "phq9@2", 9, 4); !reflect.DeepEqual(second.Answers, got.Answers) {
					changed++
				}
				if other := d.Answers(p, "gad7", 7, 4); other.Absent != got.Absent {
					absent++
				}
			}
		}
	}
	if changed < 300 {
		t.Errorf("sheets that differ on a second occasion: got %d, want most of 600", changed)
	}
	if absent != 0 {
		t.Errorf("pupils absent for one instrument of a sitting only: got %d, want 0", absent)
	}
}
