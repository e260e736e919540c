package instrument

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"xinhuan/instruments"
	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
)

// collected are the ids of the collection; the two last are forms that have
// item numbers of their own.
var collected = strings.Fields(`phq9 phq2 phqa gad7 gad2 cesd cesdc scared41 dass21 dassy rcads47 psc17 sdq who5 k6 k10 rses pss10
	isi psqi ais iat20 cias uls8 swls cries cssrs_screen asq sbqr mht mssmhs scl90 upi csmhss sds sas dsrsc sasc aseba conners ctqsf
	olweus cors ace10 epds ypcore gbo ws06 smd_risk cries8 pss14`)

func TestWholeCollectionShips(t *testing.T) {
	var got []string
	for _, in := range library.All() {
		got = append(got, in.ID)
	}
	want := slices.Sorted(slices.Values(collected))
	if len(instruments.Packs()) == 1 {
		want = slices.DeleteFunc(want, func(id string) bool { return slices.Contains(restricted, id) })
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestLicencesAreKept(t *testing.T) {
	for _, in := range library.All() {
		zh, en := 0, 0
		for _, item := range in.Items {
			if item.Zh != "" {
				zh++
			}
			if item.En != "" {
				en++
			}
		}
		switch in.Licence.Class {
		case Key, None:
			if zh+en > 0 {
				t.Errorf("%s is %s and carries item text", in.ID, in.Licence.Class)
			}
		case ShipRestricted:
			if !in.Restricted {
				t.Errorf("%s is restricted but lies in the free collection", in.ID)
			}
		case Ship:
			if in.Restricted {
				t.Errorf("%s is free but lies in the restricted pack", in.ID)
			}
		}
		if in.External {
			continue
		}
		if (zh > 0) != (in.Text.Zh != nil) || (en > 0) != (in.Text.En != nil) {
			t.Errorf("%s: item text and its licence do not go together", in.ID)
		}
		if (zh == 0 && in.TextMissing.Zh == "") || (en == 0 && in.TextMissing.En == "") {
			t.Errorf("%s: text is absent and no reason is given", in.ID)
		}
		if zh > 0 && !in.HasText(care.Zh) || en > 0 && !in.HasText(care.En) {
			t.Errorf("%s: only some items have text", in.ID)
		}
	}
}

func TestDangerItemsHaveStableIDs(t *testing.T) {
	want := map[string]string{"phq9": "phq9.9", "phqa": "phqa.12 phqa.13 phqa.9", "mht": "mht.85 mht.97", "upi": "upi.25", "scl90": "scl90.15",
		"sds": "sds.19", "dsrsc": "dsrsc.10", "epds": "epds.10", "ypcore": "ypcore.4", "sbqr": "sbqr.1 sbqr.total", "smd_risk": "smd_risk.1",
		"asq":          "asq.1 asq.2 asq.3 asq.4 asq.5",
		"cssrs_screen": "cssrs_screen.1 cssrs_screen.2 cssrs_screen.3 cssrs_screen.4 cssrs_screen.5 cssrs_screen.6 cssrs_screen.6_recent"}
	for _, in := range library.All() {
		if in.External {
			continue
		}
		var hard []string
		for _, p := range in.compiled.critical {
			if p.rule.Kind == "hard" {
				hard = append(hard, p.id)
			}
		}
		if got := strings.Join(hard, " "); got != want[in.ID] {
			t.Errorf("%s: got %q, want %q", in.ID, got, want[in.ID])
		}
	}
}

func TestNothingReadyBelowTen(t *testing.T) {
	var grades []int
	for _, gap := range library.Gaps([]int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) {
		grades = append(grades, gap.Grade)
		if !slices.Contains(gap.Nearest, "psc17") {
			t.Errorf("grade %d: got nearest %v, want psc17 (parent) among them", gap.Grade, gap.Nearest)
		}
	}
	if want := []int{1, 2, 3, 4}; !slices.Equal(grades, want) {
		t.Errorf("got gaps in grades %v, want %v", grades, want)
	}
	has := func(age int) bool {
		return slices.ContainsFunc(library.ForAge(age), func(in *Instrument) bool { return in.ID == "phq9" })
	}
	if has(9) || !has(10) || !has(18) {
		t.Errorf("PHQ-9 at 9, 10, 18: got %v %v %v, want false true true", has(9), has(10), has(18))
	}
	if got := get(t, "phq9").Ages.Min; got != 12 {
		t.Errorf("PHQ-9 is published from %d, want 12", got)
	}
}

func TestValidityFlags(t *testing.T) {
	rushed := make([]int32, 9)
	for i := range rushed {
		rushed[i] = 900
	}
	rushed[8] = 600_000 // one long pause hides nothing
	for _, c := range []struct {
		name, id, answers string
		elapsed           []int32
		age, fast         int
		flags             []string
		valid             bool
	}{
		{"all zero is healthy", "phq9", "0x9", nil, 14, 0, nil, true},
		{"identical answers on nine like-minded items are plausible", "phq9", "1x9", nil, 14, 0, nil, true},
		{"identical answers against reverse items are not", "rses", "3x10", nil, 14, 0, []string{FlagStraightLine}, false},
		{"too fast", "phq9", "0 1 0 1 0 0 0 0 0", rushed, 14, 0, []string{FlagTooFast}, false},
		{"the limit can be moved", "phq9", "0 1 0 1 0 0 0 0 0", rushed, 14, 500, nil, true},
		{"and switched off", "phq9", "0 1 0 1 0 0 0 0 0", rushed, 14, -1, nil, true},
		{"a code no option has", "phq9", "7 0x8", nil, 14, 0, []string{FlagTooManyMissing, FlagBadAnswer}, false},
		{"too young", "phq9", "0x9", nil, 8, 0, []string{FlagAge}, true},
	} {
		r := get(t, c.id).Score(Sheet{Answers: answers(t, c.answers), ElapsedMS: c.elapsed, Age: c.age}, Options{FastMS: c.fast})
		if !slices.Equal(r.Flags, c.flags) || r.Valid != c.valid {
			t.Errorf("%s: got %v, valid %v, want %v, %v", c.name, r.Flags, r.Valid, c.flags, c.valid)
		}
	}
	// Who is not to be asked an item says nothing by it, neither by an answer of his
	// own nor by the time that it took.
	half := []int32{900, 900, 900, 900, 5000, 5000, 5000, 5000, 900}
	if r := get(t, "phq9").Score(Sheet{Answers: answers(t, "0 1 0 1 0 0 0 0 0"), ElapsedMS: half, Age: 14, Unasked: []int{9}}, Options{}); len(r.Flags) > 0 || !r.Valid {
		t.Errorf("half of what was asked was answered quickly: got %v, want nothing said of it", r.Flags)
	}
	if r := get(t, "rses").Score(Sheet{Answers: answers(t, "3x9 4"), Age: 14, Unasked: []int{10}}, Options{}); !slices.Contains(r.Flags, FlagStraightLine) {
		t.Errorf("everything asked was answered alike: got %v, want %s", r.Flags, FlagStraightLine)
	}
	r := get(t, "phq9").Score(Sheet{Answers: answers(t, "0x9")}, Options{BandSet: "none_such"})
	if !slices.Equal(r.Flags, []string{FlagOption}) || r.BandSet != "kroenke2001" {
		t.Errorf("unknown band set: got %v, %s, want %s and the default set", r.Flags, r.BandSet, FlagOption)
	}
}

func TestCheckNamesTheItemAndNotTheAnswer(t *testing.T) {
	err := get(t, "phq9").Check(answers(t, "0 0 77 0x6"))
	if care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), "phq9.3") || strings.Contains(err.Error(), "77") {
		t.Errorf("got %v, want an Invalid error about phq9.3 without the answer", err)
	}
	if err := get(t, "phq9").Check(answers(t, "0x8")); care.KindOf(err) != care.Invalid {
		t.Errorf("eight answers: got %v, want Invalid", err)
	}
	if err := get(t, "phq9").Check(answers(t, "0x7 - ?")); err != nil {
		t.Errorf("blank and declined: got %v, want nil", err)
	}
	if err := get(t, "aseba").Check(nil); care.KindOf(err) != care.Invalid {
		t.Errorf("external: got %v, want Invalid", err)
	}
}

func TestExplainTellsTheWorking(t *testing.T) {
	steps := get(t, "sds").Explain(Sheet{Answers: answers(t, "4x7 3x3 4x2 3 4 3 4x3 1 4")}, Options{})
	var zh, en strings.Builder
	for _, s := range steps {
		zh.WriteString(s.Text.Zh + "\n")
		en.WriteString(s.Text.En + "\n")
	}
	for _, want := range []string{"Items 1, ", " scored 4; ", "reversed: items 2, 5, 6, 11", "× 1.25", "rounded half up = 53", "53–62: mild", "Chinese norm"} {
		if !strings.Contains(en.String(), want) {
			t.Errorf("the working lacks %q:\n%s", want, en.String())
		}
	}
	if !strings.Contains(zh.String(), "反向计分") || !strings.Contains(zh.String(), "四舍五入 = 53") {
		t.Errorf("the Chinese working is incomplete:\n%s", zh.String())
	}
	prorated := get(t, "ypcore").Explain(Sheet{Answers: answers(t, "1x3 0 1x5 -")}, Options{})
	if !strings.Contains(prorated[0].Text.En, "prorated × 10/9") {
		t.Errorf("got %s, want the prorating", prorated[0].Text.En)
	}
}

// Whoever reads how a score came about reads no code and no other language.
func TestWorkingOfEveryScaleIsInWords(t *testing.T) {
	code := regexp.MustCompile(`\d:\d+ \d+:|\bV[12]\b|\(K\)|[a-z]_[a-z]`)
	plain := regexp.MustCompile(`(?:^|[ ；：（])[a-z][a-z]+ [a-z]+`) // two English words in a row; a citation's have capitals
	for _, in := range library.All() {
		for _, most := range []bool{false, true} {
			sheet := Sheet{Age: 14, Sex: "female", Informant: "self"}
			for i := range in.Items {
				options := in.Items[i].Options
				if options == nil {
					options = in.Options
				}
				if len(options) == 0 {
					continue
				}
				o := options[0]
				if most {
					o = options[len(options)-1]
				}
				sheet.Answers = append(sheet.Answers, questionnaire.Answer(o.Code))
			}
			for _, set := range in.BandSets {
				for _, step := range in.Explain(sheet, Options{BandSet: set.ID}) {
					if found := code.FindString(step.Text.Zh + step.Text.En + step.Name.En); found != "" {
						t.Errorf("%s: a code %q in %q / %q", in.ID, found, step.Text.Zh, step.Text.En)
					}
					if found := plain.FindString(step.Text.Zh); found != "" {
						t.Errorf("%s: English %q in %q", in.ID, found, step.Text.Zh)
					}
					if strings.ContainsFunc(step.Text.En, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
						t.Errorf("%s: Chinese in %q", in.ID, step.Text.En)
					}
					if step.Text.En[0] >= 'a' && step.Text.En[0] <= 'z' {
						t.Errorf("%s: begins small: %q", in.ID, step.Text.En)
					}
				}
			}
		}
	}
}

func TestPackedAnswersComeBack(t *testing.T) {
	want := answers(t, "0 1 250 - ?")
	got, err := questionnaire.Unpack(want.Pack())
	if err != nil || !slices.Equal(got, want) || len(want.Pack()) != 5 {
		t.Errorf("got %v, %v, want %v in five bytes", got, err, want)
	}
	if _, err := questionnaire.Unpack([]byte{251}); care.KindOf(err) != care.Invalid {
		t.Errorf("byte 251: got %v, want Invalid", err)
	}
}

func BenchmarkScorePHQ9(b *testing.B) {
	in := get(b, "phq9")
	sheet := Sheet{Answers: answers(b, "1 2 0 1 0 3 1 0 1"), Age: 14}
	b.ReportAllocs()
	for b.Loop() {
		in.Score(sheet, Options{})
	}
}

func BenchmarkScoreSCL90(b *testing.B) {
	in := get(b, "scl90")
	sheet := Sheet{Answers: answers(b, "2x14 1 2x29 1x46")}
	b.ReportAllocs()
	for b.Loop() {
		in.Score(sheet, Options{})
	}
}
