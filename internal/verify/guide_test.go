package verify

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The operator's guide says how many checks there are, and what each of them checks.
func TestTheOperatorsGuideNamesEveryCheck(t *testing.T) {
	guide, err := os.ReadFile("../../docs/guide/operator.zh.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("有 %d 项", len(checks)); !strings.Contains(string(guide), want) {
		t.Errorf("the guide does not say %q", want)
	}
	for _, c := range checks {
		if !strings.Contains(string(guide), "`"+c.name+"`") {
			t.Errorf("the guide does not say what %s checks", c.name)
		}
	}
}
