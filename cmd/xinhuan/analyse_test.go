package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"xinhuan/internal/care"
)

const analyseSample = `person,wave,sex,a,b,c,w
1,1,f,1,4,1,5
2,1,m,2,4,3,2
3,1,f,3,2,2,2
4,1,m,4,2,4,1
5,1,m,9,2,,1
1,2,f,1,4,1,5
2,2,m,2,4,3,2
3,2,f,3,2,2,2
4,2,m,1,4,1,1
`

func runAnalyse(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var command AnalyseCmd
	parser, err := kong.New(&command)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(append([]string{"--in", "analyse_test.go"}, args...)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = command.analyse(strings.NewReader(analyseSample), &out)
	return out.String(), err
}

func TestAnalyseReportsWithTheDocumentedKeys(t *testing.T) {
	text, err := runAnalyse(t, "--items", "a,b,c", "--reverse", "b", "--min", "0", "--max", "5", "--missing", "7,9",
		"--weight", "w", "--where", "wave==1", "--group", "sex", "--cut", "8")
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Split("n_total n missing_by_count alpha alpha_std omega mean sd sem quantiles cut items groups", " ") {
		if _, ok := got[key]; !ok {
			t.Errorf("got %v, want the key %s", got, key)
		}
	}
	if got["n_total"] != 5.0 || got["n"] != 4.0 || got["mean"] != 7.0 {
		t.Errorf("got n_total %v, n %v, mean %v; want 5, 4, 7", got["n_total"], got["n"], got["mean"])
	}
	if share := got["cut"].(map[string]any)["weighted_share"]; share != .3 {
		t.Errorf("weighted share: got %v, want 0.3", share)
	}
	item := got["items"].([]any)[0].(map[string]any)
	if item["item"] != "a" || item["n"] != 4.0 {
		t.Errorf("first item: got %v, want a with n 4", item)
	}
	groups := got["groups"].([]any)
	names := []string{groups[0].(map[string]any)["group"].(string), groups[1].(map[string]any)["group"].(string)}
	if !slices.Equal(names, []string{"f", "m"}) {
		t.Errorf("groups: got %v, want f, m", names)
	}
}

// A reader of the JSON finds every key in every report: what was not asked for is
// null or empty, never absent.
func TestAnalyseWritesTheKeysNobodyAskedFor(t *testing.T) {
	for name, args := range map[string][]string{"alone": nil, "in groups": {"--group", "sex"}} {
		text, err := runAnalyse(t, append([]string{"--items", "a,c", "--missing", "9"}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		reports := []map[string]json.RawMessage{got}
		if args != nil {
			if err := json.Unmarshal(got["groups"], &reports); err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range reports {
			for key, want := range map[string]string{"cut": "null", "groups": "[]", "retest": "null"} {
				if string(r[key]) != want {
					t.Errorf("%s, %s: got %q, want %s", name, key, r[key], want)
				}
			}
		}
	}
}

func TestAnalysePairsTwoWaves(t *testing.T) {
	text, err := runAnalyse(t, "--items", "a,b,c", "--reverse", "b", "--min", "0", "--max", "5", "--missing", "9", "--pair", "wave", "--id", "person")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Retest struct{ N, Improved, Worse int }
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Retest.N != 4 || got.Retest.Improved != 1 || got.Retest.Worse != 0 {
		t.Errorf("got %+v, want n 4, improved 1, worse 0", got.Retest)
	}
}

func TestAnalyseAsTextNamesEveryItem(t *testing.T) {
	text, err := runAnalyse(t, "--items", "a,c", "--missing", "9", "--format", "text")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"alpha_if_dropped", "\na ", "\nc "} {
		if !strings.Contains(text, want) {
			t.Errorf("got %s, want %q in it", text, want)
		}
	}
}

func TestAnalyseRefusesWhatDoesNotFitTheFile(t *testing.T) {
	for name, args := range map[string][]string{
		"unknown item":     {"--items", "a,b,z"},
		"an item twice":    {"--items", "a,b,a"},
		"twice by a range": {"--items", "a,...,c,b"},
		"an open range":    {"--items", "a,..."},
		"reversed twice":   {"--items", "a,b,c", "--reverse", "b,b", "--min", "0", "--max", "5"},
		"unknown weight":   {"--items", "a,b,c", "--weight", "z"},
		"unknown filter":   {"--items", "a,b,c", "--where", "age>=20"},
		"text as number":   {"--items", "a,sex"},
		"pair without id":  {"--items", "a,b,c", "--pair", "wave"},
	} {
		if _, err := runAnalyse(t, args...); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, want an invalid input", name, err)
		}
	}
}

// One list of items serves every command: a range is the same as its columns.
func TestAnalyseTakesARangeOfItems(t *testing.T) {
	for span, columns := range map[string]string{"a,...,c": "a,b,c", "b,...,c": "b,c"} {
		got, err := runAnalyse(t, "--items", span, "--reverse", span, "--min", "0", "--max", "9")
		if err != nil {
			t.Fatal(err)
		}
		want, err := runAnalyse(t, "--items", columns, "--reverse", columns, "--min", "0", "--max", "9")
		if err != nil || got != want {
			t.Errorf("%s: got %s, want what %s gives: %s (%v)", span, got, columns, want, err)
		}
	}
}
