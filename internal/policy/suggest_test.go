package policy

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"xinhuan/internal/care"
	"xinhuan/policies"
)

func shipped(t testing.TB, id string) *Stack {
	t.Helper()
	s, err := Load(policies.FS, id)
	if err != nil {
		t.Fatal(FaultsOf(err), err)
	}
	return s
}

func rulesOf(s Suggestion) []string {
	var out []string
	for _, r := range s.Reasons {
		out = append(out, r.Rule)
	}
	return out
}

func sheet() Triage {
	return Triage{Scores: map[string]ScoreIn{
		"phq9": {Total: 12, Scored: true, Band: "moderate"},
		"gad7": {Total: 16, Scored: true, Band: "severe"},
	}, Valid: true, Age: 14, Grade: 8, Informant: "self"}
}

func TestSuggestKeepsAllReasons(t *testing.T) {
	got := shipped(t, "youyang").Suggest(sheet())
	if got.Level != care.LevelSerious || got.Alert || got.Retake || len(got.Errors) > 0 {
		t.Errorf("got %+v, want serious without alert, retake or errors", got)
	}
	if want := []string{"gad7_serious", "phq9_general"}; !slices.Equal(rulesOf(got), want) {
		t.Errorf("got rules %v, want %v", rulesOf(got), want)
	}
	for _, r := range got.Reasons {
		if r.Clause != Ours || r.Text.Zh == "" || r.Text.En == "" || r.Level == care.LevelNone {
			t.Errorf("the reason %+v is not complete", r)
		}
	}
}

// A score that is not a number makes every comparison false; it must not read
// as healthy.
func TestScoresThatAreNoNumbersRaise(t *testing.T) {
	s := shipped(t, "national")
	for _, score := range []ScoreIn{
		{Total: math.NaN(), Scored: true}, {Total: math.Inf(1), Scored: true},
		{Total: 1, Scored: true, Subscales: map[string]float64{"core": math.NaN()}},
	} {
		got := s.Suggest(Triage{Scores: map[string]ScoreIn{"phq9": score}, Valid: true})
		if got.Level < care.LevelGeneral || len(got.Errors) == 0 {
			t.Errorf("%+v: got %+v, want at least general and an error", score, got)
		}
	}
}

// withFiles is the national pack and a pack town on top of it, with these files
// added or changed.
func withFiles(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	err := fs.WalkDir(policies.FS, "national", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := policies.FS.ReadFile(name)
		fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err == nil {
		var data []byte
		data, err = policies.FS.ReadFile(productFile)
		fsys[productFile] = &fstest.MapFile{Data: data}
	}
	if err != nil {
		panic(err)
	}
	fsys["town/pack.yaml"] = &fstest.MapFile{Data: []byte("id: town\nauthority: {zh: 某镇, en: Town}\ntier: district\ndocuments: [{id: DOC, title: {zh: 文件, en: Document}, force: plan}]\nvalid_from: 2026-01-01\nparent: national\n")}
	fsys["town/tests.yaml"] = &fstest.MapFile{Data: []byte("cases:\n  - {name: nobody, notices: none}\n")}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestFailingRuleRaisesTheCase(t *testing.T) {
	s, err := Load(withFiles(map[string]string{"town/rules.yaml": `rules:
  - {id: both, when: 'totals["phq9"] + totals["who5"] > 100', level: watch, text: {zh: 两表, en: two scales}, clause: ours}
`}), "town")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Suggest(Triage{Scores: map[string]ScoreIn{"phq9": {Total: 1, Scored: true}}, Valid: true})
	if want := []string{"rule_error.both"}; got.Level != care.LevelGeneral || !slices.Equal(rulesOf(got), want) || len(got.Errors) != 1 {
		t.Errorf("got %+v, want general with %v", got, want)
	}
	// It never lowers what other rules found.
	got = s.Suggest(Triage{Scores: map[string]ScoreIn{"phq9": {Total: 20, Scored: true}}, Valid: true})
	if got.Level != care.LevelSerious {
		t.Errorf("got %v, want serious", got.Level)
	}
}

func TestPackMaySuggestALevelForCriticalAnswers(t *testing.T) {
	s, err := Load(withFiles(map[string]string{"town/rules.yaml": "critical_suggests: serious\n"}), "town")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Suggest(Triage{Scores: map[string]ScoreIn{"phq9": {Total: 1, Scored: true}}, Critical: []string{"phq9.9"}, Valid: true})
	if !got.Alert || got.Level != care.LevelSerious {
		t.Errorf("got %+v, want an alert and serious", got)
	}
}

func TestVariablesReachTheRules(t *testing.T) {
	s, err := Load(withFiles(map[string]string{"town/rules.yaml": `rules:
  - {id: all_of_them, scale: phq9, when: 'total == 7.0 && band == "mild" && sub["core"] == 2.0 && totals["gad7"] == 3.0 && bands["gad7"] == "none_minimal" && "phq9.4" in soft && size(critical) == 0 && valid && !partial && age == 9 && grade == 4 && informant == "parent" && !("who5" in totals)', level: watch, text: {zh: 全部, en: all}, clause: ours}
`}), "town")
	if err != nil {
		t.Fatal(err)
	}
	got := s.Suggest(Triage{Scores: map[string]ScoreIn{
		"phq9": {Total: 7, Scored: true, Band: "mild", Subscales: map[string]float64{"core": 2}},
		"gad7": {Total: 3, Scored: true, Band: "none_minimal"},
		"who5": {Total: 80},
	}, Soft: []string{"phq9.4"}, Valid: true, Age: 9, Grade: 4, Informant: "parent"})
	if !slices.Contains(rulesOf(got), "all_of_them") {
		t.Errorf("got %+v, want the rule all_of_them to hold", got)
	}
}

func TestSuggestIsSafeForConcurrentUse(t *testing.T) {
	s := shipped(t, "national")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 200 {
				total := float64((i*200 + j) % 28)
				got := s.Suggest(Triage{Scores: map[string]ScoreIn{"phq9": {Total: total, Scored: true}}, Valid: true}).Level
				want := care.LevelNone
				switch {
				case total >= 15:
					want = care.LevelSerious
				case total >= 10:
					want = care.LevelGeneral
				}
				if got != want {
					t.Errorf("total %v: got %v, want %v", total, got, want)
				}
			}
		})
	}
	group.Wait()
}

func triages() *rapid.Generator[Triage] {
	return rapid.Custom(func(t *rapid.T) Triage {
		in := Triage{Scores: map[string]ScoreIn{}, Valid: rapid.Bool().Draw(t, "valid"), Partial: rapid.Bool().Draw(t, "partial")}
		for _, id := range []string{"phq9", "gad7", "who5", "mht", "upi"} {
			if rapid.Bool().Draw(t, id) {
				in.Scores[id] = ScoreIn{Total: rapid.Float64Range(0, 100).Draw(t, "total"), Scored: rapid.Bool().Draw(t, "scored"),
					Band: rapid.SampledFrom([]string{"", "category_1", "category_2"}).Draw(t, "band")}
			}
		}
		in.Critical = rapid.SliceOfN(rapid.SampledFrom([]string{"phq9.9", "mht.85", "upi.25"}), 0, 2).Draw(t, "critical")
		return in
	})
}

func TestWhatIsUnreadableIsNeverHealthy(t *testing.T) {
	s := shipped(t, "national")
	rapid.Check(t, func(t *rapid.T) {
		in := triages().Draw(t, "sheet")
		out := s.Suggest(in)
		unscored := len(in.Scores) == 0
		for _, score := range in.Scores {
			unscored = unscored || !score.Scored
		}
		if want := !in.Valid || in.Partial || unscored; out.Retake != want {
			t.Fatalf("got retake %v, want %v", out.Retake, want)
		}
		if len(in.Critical) > 0 && !out.Alert {
			t.Fatal("a critical answer without an alert")
		}
		top := care.LevelNone
		for _, r := range out.Reasons {
			top = max(top, r.Level)
		}
		if out.Level != top {
			t.Fatalf("got level %v, want the highest of its reasons, %v", out.Level, top)
		}
		if out.Level == care.LevelMajor {
			t.Fatal("a machine suggested major")
		}
	})
}

func TestMakingASheetWorseNeverLowers(t *testing.T) {
	s := shipped(t, "national")
	rapid.Check(t, func(t *rapid.T) {
		in := triages().Draw(t, "sheet")
		before := s.Suggest(in)
		in.Critical = append(slices.Clone(in.Critical), "phq9.9")
		in.Partial = true
		if score, ok := in.Scores["phq9"]; ok {
			score.Total += rapid.Float64Range(0, 10).Draw(t, "more")
			in.Scores["phq9"] = score
		}
		after := s.Suggest(in)
		if after.Level < before.Level || before.Alert && !after.Alert || before.Retake && !after.Retake {
			t.Fatalf("got %+v after %+v", after, before)
		}
	})
}

func TestErrorsNameRulesAndNoAnswers(t *testing.T) {
	got := shipped(t, "national").Suggest(Triage{Scores: map[string]ScoreIn{"mht": {Total: 41.25, Scored: true, Subscales: map[string]float64{"loneliness": 7.75}}}, Valid: true})
	text := fmt.Sprint(got.Errors)
	if !strings.Contains(text, "mht_factor") || strings.Contains(text, "41.25") || strings.Contains(text, "7.75") {
		t.Errorf("got %s, want the rule and no score", text)
	}
}

func BenchmarkSuggest(b *testing.B) {
	s := shipped(b, "youyang")
	sub := map[string]float64{"study_anxiety": 7, "social_anxiety": 6, "loneliness": 2, "self_blame": 5, "oversensitivity": 6, "somatic": 5, "phobia": 2, "impulsiveness": 3}
	in := sheet()
	in.Scores["mht"] = ScoreIn{Total: 36, Scored: true, Subscales: sub}
	b.Run("three scales", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Suggest(in)
		}
	})
	in.Critical = []string{"phq9.9"}
	b.Run("with a critical answer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s.Suggest(in)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				s.Suggest(in)
			}
		})
	})
}

// BenchmarkEveryRule scores every scale that has a rule, so that all rules run.
func BenchmarkEveryRule(b *testing.B) {
	s := shipped(b, "youyang")
	in := Triage{Scores: map[string]ScoreIn{}, Valid: true}
	for _, r := range s.ruleRows {
		if r.Scale == "" {
			continue
		}
		score := ScoreIn{Total: 60, Scored: true, Subscales: map[string]float64{"depression": 1, "anxiety": 1, "stress": 1}}
		for _, f := range r.Factors {
			score.Subscales[f] = 1
		}
		in.Scores[r.Scale] = score
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Suggest(in)
	}
	b.ReportMetric(float64(len(s.rules)), "rules")
}
