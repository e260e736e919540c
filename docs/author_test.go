package docs

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"xinhuan/internal/policy"
	"xinhuan/policies"
)

// exampleFiles reads the files of the guide's pack: blocks of YAML that begin with
// their name.
func exampleFiles(t *testing.T, page string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, block := range strings.Split(string(text), "\n```yaml\n# ")[1:] {
		name, rest, _ := strings.Cut(block, "\n")
		files[name], _, _ = strings.Cut(rest, "```")
	}
	return files
}

// Whoever copies the guide's example gets a pack that is sound.
func TestTheExampleOfThePackAuthorsGuideIsSound(t *testing.T) {
	files := exampleFiles(t, "guide/pack-author.en.md")
	if len(files) != 9 {
		t.Errorf("got %v, want nine files", slices.Sorted(maps.Keys(files)))
	}
	if zh := exampleFiles(t, "guide/pack-author.zh.md"); !maps.Equal(files, zh) {
		t.Error("the two languages show different packs")
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	stack, err := policy.Load(policies.With(fsys), "muhe")
	if err != nil {
		t.Fatal(policy.FaultsOf(err), err)
	}
	cover := policy.Cover(stack)
	if cover.Total != 8 || cover.Served != 6 || cover.Planned != 1 || cover.Outside != 1 || len(cover.Unproven)+len(cover.Unbound) > 0 {
		t.Errorf("got %+v, want what the guide prints: 8 clauses, 6 served, 1 planned, 1 outside", cover)
	}
}
