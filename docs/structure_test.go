package docs

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// named are the packages that a list of the structure names, in order of the alphabet.
func named(text, list string) (names []string) {
	if list == "CONTRIBUTING.md" {
		for _, row := range regexp.MustCompile("(?m)^\\| (`internal/[^|]*) \\|").FindAllStringSubmatch(text, -1) {
			for _, name := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(row[1], -1) {
				names = append(names, strings.TrimPrefix(name[1], "internal/"))
			}
		}
		slices.Sort(names)
		return names
	}
	_, block, _ := strings.Cut(text, "\n    internal/")
	block, _, _ = strings.Cut(block, "\n    instruments/")
	for i, line := range strings.Split(block, "\n") {
		left, _, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if i == 0 {
			parts := regexp.MustCompile(`: |：`).Split(line, -1)
			left = parts[len(parts)-1]
		}
		for _, name := range regexp.MustCompile(`[,、]\s*`).Split(left, -1) {
			names = append(names, strings.TrimSpace(name))
		}
	}
	slices.Sort(names)
	return names
}

// Somebody who looks for a package finds it in each list, and what a list names is
// there.
func TestTheStructureListsNameEveryPackage(t *testing.T) {
	entries, err := os.ReadDir("../internal")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range entries {
		if e.IsDir() {
			want = append(want, e.Name())
		}
	}
	for _, list := range []string{"README.md", "README.zh-CN.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile("../" + list)
		if err != nil {
			t.Fatal(err)
		}
		got := named(string(text), list)
		for _, name := range want {
			if !slices.Contains(got, name) {
				t.Errorf("%s lacks internal/%s", list, name)
			}
		}
		for _, name := range got {
			if !slices.Contains(want, name) {
				t.Errorf("%s names internal/%s, which is not there", list, name)
			}
		}
	}
}
