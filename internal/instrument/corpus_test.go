package instrument

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"xinhuan/instruments"
	"xinhuan/internal/questionnaire"
)

// library is the shipped collection, loaded once.
var library = func() *Library {
	l, err := Load(instruments.Packs()...)
	if err != nil {
		panic(err)
	}
	return l
}()

// restricted are the ids of the pack that may be deleted; their tests are
// skipped then.
var restricted = strings.Fields("who5 dass21 dassy gbo ypcore")

func get(t testing.TB, id string) *Instrument {
	t.Helper()
	in, ok := library.Get(id)
	if !ok && slices.Contains(restricted, id) && len(instruments.Packs()) == 1 {
		t.Skip("the restricted pack was deleted")
	}
	if !ok {
		t.Fatalf("there is no instrument %s", id)
	}
	return in
}

// answers reads the corpus notation: 1x8 is eight times 1, - blank, ? declined.
func answers(t testing.TB, text string) questionnaire.Answers {
	t.Helper()
	var out questionnaire.Answers
	for _, token := range strings.Fields(text) {
		code, times, repeated := strings.Cut(token, "x")
		n := 1
		if repeated {
			var err error
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatalf("%q: %v", token, err)
			}
		}
		a := questionnaire.Missing
		switch code {
		case "-":
		case "?":
			a = questionnaire.Declined
		default:
			v, err := strconv.Atoi(code)
			if err != nil {
				t.Fatalf("%q: %v", token, err)
			}
			a = questionnaire.Answer(v)
		}
		out = append(out, slices.Repeat(questionnaire.Answers{a}, n)...)
	}
	return out
}

type workedCase struct {
	Name      string             `yaml:"name"`
	Answers   string             `yaml:"answers"`
	BandSet   string             `yaml:"band_set"`
	Settings  map[string]string  `yaml:"settings"`
	Informant string             `yaml:"informant"`
	Sex       string             `yaml:"sex"`
	Age       int                `yaml:"age"`
	Scored    *bool              `yaml:"scored"`
	Total     float64            `yaml:"total"`
	Subscales map[string]float64 `yaml:"subscales"`
	Band      string             `yaml:"band"`
	Bands     map[string]string  `yaml:"bands"`
	Cutoffs   []string           `yaml:"cutoffs"`
	Critical  []string           `yaml:"critical"`
	Soft      []string           `yaml:"soft"`
	Missing   int                `yaml:"missing"`
	Flags     []string           `yaml:"flags"`
	Valid     *bool              `yaml:"valid"`
}

type workedCases []struct {
	Instrument string       `yaml:"instrument"`
	Cases      []workedCase `yaml:"cases"`
}

func TestWorkedCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	covered := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var corpus workedCases
		if err := yaml.UnmarshalWithOptions(data, &corpus, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, one := range corpus {
			covered[one.Instrument] = true
			for _, c := range one.Cases {
				t.Run(one.Instrument+"/"+c.Name, func(t *testing.T) { runCase(t, get(t, one.Instrument), c) })
			}
		}
	}
	for _, in := range library.All() {
		if !in.External && !covered[in.ID] {
			t.Errorf("%s has no worked case", in.ID)
		}
	}
}

func runCase(t *testing.T, in *Instrument, c workedCase) {
	sheet := Sheet{Answers: answers(t, c.Answers), Informant: c.Informant, Sex: c.Sex, Age: c.Age}
	options := Options{BandSet: c.BandSet, Settings: c.Settings}
	if err := in.CheckOptions(options); err != nil {
		t.Fatal(err)
	}
	if len(sheet.Answers) == len(in.Items) {
		if err := in.Check(sheet.Answers); err != nil {
			t.Fatal(err)
		}
	}
	r := in.Score(sheet, options)
	figures, bands := map[string]float64{}, map[string]string{}
	for _, s := range r.Subscales {
		if _, wanted := c.Subscales[s.ID]; wanted && s.Scored {
			figures[s.ID] = s.Value
		}
		if _, wanted := c.Bands[s.ID]; wanted {
			bands[s.ID] = s.Band
		}
	}
	got := fmt.Sprint(r.Scored, " ", r.Band, " ", r.Cutoffs, " ", r.Critical, " ", r.Soft, " ", r.Missing, " ", r.Flags, " ", r.Valid)
	want := fmt.Sprint(c.Scored == nil || *c.Scored, " ", c.Band, " ", c.Cutoffs, " ", c.Critical, " ", c.Soft, " ", c.Missing, " ", c.Flags, " ", c.Valid == nil || *c.Valid)
	if got != want {
		t.Errorf("scored, band, cut-offs, critical, soft, missing, flags, valid:\n got %s\nwant %s", got, want)
	}
	if math.Abs(r.Total-c.Total) > 1e-9 {
		t.Errorf("total: got %v, want %v", r.Total, c.Total)
	}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
	if c.Subscales != nil {
		if diff := cmp.Diff(c.Subscales, figures, near); diff != "" {
			t.Errorf("sub-scales (-want +got):\n%s", diff)
		}
	}
	if !maps.Equal(bands, c.Bands) && c.Bands != nil {
		t.Errorf("sub-scale bands: got %v, want %v", bands, c.Bands)
	}
}
