package instrument

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/instruments"
	"xinhuan/internal/care"
)

// shipped is the bytes of a file of the collection.
func shipped(t *testing.T, name string) string {
	t.Helper()
	data, err := fs.ReadFile(instruments.Packs()[0], name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestLoadingIsStrict(t *testing.T) {
	good := shipped(t, "gad7.yaml")
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "direction:", "colour: red\ndirection:", "gad7.yaml:"},
		{"unknown key says so", "direction:", "colour: red\ndirection:", `unknown field "colour"`},
		{"wrong type", "item_count: 7", "item_count: seven", "gad7.yaml:"},
		{"item not on the form", "items: [1, 2], range", "items: [1, 8], range", "item 8 is not on the form"},
		{"hole between bands", "min: 5, max: 9", "min: 6, max: 9", "hole"},
		{"overlapping bands", "min: 5, max: 9", "min: 4, max: 9", "overlap"},
		{"range the items can't reach", "range: [0, 21]", "range: [0, 28]", "reach 0 to 21"},
		{"unknown band scale", "- scale: gad2", "- scale: gad3", `no scale "gad3"`},
		{"unknown licence", "class: ship", "class: free", `licence class "free"`},
		{"other file's id", "id: gad7\n", "id: gad8\n", "belongs into gad8.yaml"},
		{"source in one language", `, source_zh: "BMC Psychiatry 2022：香港 15–24 岁社区样本"`, "", "needs source_zh"},
		{"Chinese in the source", `source: "Spitzer 2006",`, `source: "国内用法",`, "belongs into source_zh"},
		{"no Chinese in the Chinese source", `source: "Spitzer 2006",`, `source: "Spitzer 2006", source_zh: "Spitzer",`, "holds no Chinese"},
		{"grade as a code", `source: "Spitzer 2006",`, `source: "Spitzer 2006 (V2)",`, "in words how well"},
		{"two defaults", "default: true", "default: false", "exactly one band set"},
	} {
		if !strings.Contains(good, c.old) {
			t.Errorf("%s: the file no longer has %q", c.name, c.old)
			continue
		}
		bad := strings.Replace(good, c.old, c.new, 1)
		_, err := Load(fstest.MapFS{"gad7.yaml": {Data: []byte(bad)}})
		if care.KindOf(err) != care.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an Invalid error with %q", c.name, err, c.want)
		}
	}
}

func TestFaultsNameLineAndColumn(t *testing.T) {
	lines := strings.Split(shipped(t, "gad7.yaml"), "\n")
	at := slices.IndexFunc(lines, func(s string) bool { return strings.HasPrefix(s, "item_count:") })
	lines[at] = "item_cuont: 7"
	_, err := Load(fstest.MapFS{"gad7.yaml": {Data: []byte(strings.Join(lines, "\n"))}})
	if want := "gad7.yaml:" + strconv.Itoa(at+1) + ":1: unknown field"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestSameInstrumentTwiceIsRefused(t *testing.T) {
	one := fstest.MapFS{"gad7.yaml": {Data: []byte(shipped(t, "gad7.yaml"))}}
	if _, err := Load(one, one); err == nil || !strings.Contains(err.Error(), "defined twice") {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestRestrictedPackCanBeDeleted(t *testing.T) {
	l, err := Load(instruments.Packs()[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range restricted {
		if _, ok := l.Get(id); ok {
			t.Errorf("%s is in the free collection", id)
		}
	}
	if got, want := len(l.All()), len(collected)-len(restricted); got != want {
		t.Errorf("got %d instruments without the pack, want %d", got, want)
	}
}

func TestVersionFollowsTheContent(t *testing.T) {
	text := shipped(t, "gad7.yaml")
	first, err := Load(fstest.MapFS{"gad7.yaml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Load(fstest.MapFS{"gad7.yaml": {Data: []byte(text + "\n# a remark\n")}})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := first.Get("gad7")
	b, _ := second.Get("gad7")
	if a.Version() == b.Version() || a.Hash != get(t, "gad7").Hash {
		t.Errorf("got %s and %s, want different versions, the first as shipped", a.Version(), b.Version())
	}
}

var licence = ImportedText{Holder: "某区教育科学研究院", Reference: "2026-17", ValidUntil: "2027-08-31"}

func TestImportLicensedText(t *testing.T) {
	csv := "item,text_zh,text_en\ninstruction,说明,\noption:0,从不,\n"
	for n := 1; n <= 10; n++ {
		csv += strconv.Itoa(n) + ",示例题目,\n"
	}
	l, err := library.WithText(TextImport{Instrument: "sasc", CSV: []byte(csv), Licence: licence})
	if err != nil {
		t.Fatal(err)
	}
	in, _ := l.Get("sasc")
	old := get(t, "sasc")
	if !in.HasText(care.Zh) || in.HasText(care.En) || old.HasText(care.Zh) {
		t.Error("the overlay must have Chinese text, and the library before must stay as it was")
	}
	if in.Hash == old.Hash || in.Imported == nil || in.Imported.Holder != licence.Holder {
		t.Error("the overlay must have a hash of its own and carry the licence")
	}
	if !in.Imported.ValidOn("2027-08-31") || in.Imported.ValidOn("2027-09-01") {
		t.Error("the licence must end with its last day")
	}
	if got := in.Score(Sheet{Answers: answers(t, "1x8 0 0")}, Options{}).Total; got != 8 {
		t.Errorf("the overlay scores %v, want 8", got)
	}
}

func TestFaultyTextImportsAreRefusedWhole(t *testing.T) {
	for _, c := range []struct {
		name, id, csv string
		licence       ImportedText
		want          []string
	}{
		{"no licence", "sasc", "item,text_zh,text_en\n", ImportedText{}, []string{"holder", "reference", "valid_until"}},
		{"column missing", "sasc", "item,text\n", licence, []string{"text_zh"}},
		{"every fault at once", "sasc", "item,text_zh,text_en\n1,甲,\n1,乙,\n99,丙,\noption:7,丁,\n", licence,
			[]string{"row 3, item", "row 4, item", "row 5, item", "item 10, text_zh"}},
		{"nothing in it", "sasc", "item,text_zh,text_en\n", licence, []string{"no item text"}},
		{"shipped wording", "phq9", "item,text_zh,text_en\n9,别的说法,\n", licence, []string{"can't be replaced"}},
		{"external", "aseba", "item,text_zh,text_en\n", licence, []string{"outside results"}},
	} {
		l, err := library.WithText(TextImport{Instrument: c.id, CSV: []byte(c.csv), Licence: c.licence})
		if l != nil || care.KindOf(err) != care.Invalid {
			t.Errorf("%s: got %v, %v, want Invalid and no library", c.name, l, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v lacks %q", c.name, err, want)
			}
		}
	}
}
