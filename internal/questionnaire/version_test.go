package questionnaire

import (
	"os"
	"strings"
	"testing"
)

// The hash names the version in every stored sheet. If this fails, the canonical
// form itself changed: every stored version would become unfindable.
func TestHashIsStable(t *testing.T) {
	const want = "07665ffa11811726949000ae48389c0ec4d2211d4ca9428ce42f3009ae76e0e4"
	if got := sampleForm(t).Hash; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLayoutDoesNotTouchTheHash(t *testing.T) {
	relaid := "# a comment\n" + strings.NewReplacer(
		`title: {zh: "样例", en: "Sample"}`, "title:\n  en: Sample # first English\n  zh: 样例",
		"        kind: yesno\n        required: true\n", "        required: true\n        kind: yesno\n",
	).Replace(sample)
	d, err := load(t, relaid)
	if err != nil {
		t.Fatal(err)
	}
	if want := sampleForm(t).Hash; d.Hash != want {
		t.Errorf("got %s, want %s", d.Hash, want)
	}
}

func TestEveryWordAndRuleTouchesTheHash(t *testing.T) {
	before := sampleForm(t).Hash
	for _, change := range [][2]string{
		{`"Where"`, `"Where?"`}, {"class: contacts", "class: medical"}, {"max_len: 10", "max_len: 11"},
		{"required: true\n        max_len", "max_len"}, {`equals: "yes"`, `equals: "no"`}, {"audience: staff", "audience: pupil"},
		{"name: urgent", "name: positive"}, {"in: [red, blue]", "in: [blue, red]"}, {"class: contacts", "prefill_from: actor.phone"},
	} {
		d, err := load(t, strings.Replace(sample, change[0], change[1], 1))
		if err != nil {
			t.Fatal(err)
		}
		if d.Hash == before {
			t.Errorf("changing %q to %q kept the hash", change[0], change[1])
		}
	}
}

func TestRestoreGivesTheSameForm(t *testing.T) {
	for _, id := range shippedIDs {
		d := form(t, id)
		back, err := Restore(d.Canonical())
		if err != nil {
			t.Fatal(err)
		}
		if back.Hash != d.Hash || len(back.Fields()) != len(d.Fields()) || back.Field(d.Fields()[0].ID) == nil {
			t.Errorf("%s: got version %s, want %s", id, back.Hash, d.Hash)
		}
	}
	for _, bad := range []string{"", "{}x", `{"id":"a","colour":1}`, "[]"} {
		if _, err := Restore([]byte(bad)); err == nil {
			t.Errorf("Restore(%q): got no error", bad)
		}
	}
}

func TestKeepMakesAnOldVersionFindable(t *testing.T) {
	old := sampleForm(t)
	l, err := LoadForms(os.DirFS("../../policies"), "national/forms")
	if err != nil {
		t.Fatal(err)
	}
	l.Keep(old)
	if got, ok := l.ByHash(old.Hash); !ok || got != old {
		t.Error("a kept version is not found by its hash")
	}
	if _, ok := l.Get("sample"); ok {
		t.Error("a kept version came into use")
	}
}
