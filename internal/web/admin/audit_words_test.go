package admin

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"xinhuan/internal/audit"
	"xinhuan/internal/policy"
	policyweb "xinhuan/internal/web/policy"
)

// Every act and thing that the program writes into its log has words: the test
// reads the codes where they are written.
func TestEveryActInTheLogHasWords(t *testing.T) {
	acts := regexp.MustCompile(`"((?:casework|clock|region|screening|supervision)\.[A-Z][A-Za-z]+)"`)
	things := regexp.MustCompile(`\.(?:About|Showed)\("([a-z_]+)"|opened\(t, "([a-z_]+)"`)
	seenActs, seenThings := map[string]bool{}, map[string]bool{}
	for _, dir := range []string{"act", "casework", "region", "screening", "supervision"} {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range acts.FindAllStringSubmatch(string(text), -1) {
				seenActs[m[1]] = true
			}
			for _, m := range things.FindAllStringSubmatch(string(text), -1) {
				seenThings[m[1]+m[2]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(seenActs) < 90 || len(seenThings) < 25 {
		t.Fatalf("found only %d acts and %d things: the test no longer reads where they are written", len(seenActs), len(seenThings))
	}
	for code := range seenActs {
		if _, ok := actNames[code]; !ok {
			t.Errorf("the act %s has no words", code)
		}
	}
	for thing := range seenThings {
		if _, ok := thingNames[thing]; !ok && policyweb.DataName(policy.Data(thing)).IsZero() {
			t.Errorf("the thing %q has no words", thing)
		}
	}
}

func TestAThingInTheLogReads(t *testing.T) {
	for object, want := range map[string]string{"class:45": "班级：45 人", "class:1": "班级：1 人", "school:0": "学校：0 人", "village:3": "村（社区）：3 人", "folder:zip": "迎检资料包（ZIP）", "": "–", "notes": "辅导记录", "pupil": "学生", "unheard": "unheard"} {
		if got := objectText(audit.Entry{Object: object}); got.Zh != want {
			t.Errorf("%q reads %q, not %q", object, got.Zh, want)
		}
	}
	if got := objectText(audit.Entry{Object: "search:1"}).En; got != "search: 1 person" {
		t.Errorf("one person reads %q", got)
	}
}
