package policy

import (
	"strings"
	"testing"
)

// A value of the wrong kind is told by its key in the file, never by a name of the
// program, with what belongs there, in both languages.
func TestAWrongTypeNamesItsKey(t *testing.T) {
	cadence := func(rest string) string { return "cadences:\n  - {id: x, " + words + ", " + rest + "}\n" }
	for _, c := range []struct{ file, text, zh, en string }{
		{"duties.yaml", "cadences: none\n", "“cadences”须写成列表", `"cadences" must be a list`},
		{"duties.yaml", "cadences: 5\n", "“cadences”须写成列表", `"cadences" must be a list`},
		{"duties.yaml", "timers:\n  x: {within: 5 days}\n", "“timers”须写成列表", `"timers" must be a list`},
		{"duties.yaml", "cadences:\n  - just words\n", "“cadences”的每一项须写成键和值", `each entry of "cadences" must be keys with values`},
		{"duties.yaml", cadence("unit: school"), "“unit”须写成列表", `"unit" must be a list`},
		{"duties.yaml", cadence("count: many"), "“count”须写成整数", `"count" must be a whole number`},
		{"duties.yaml", cadence("period: [school_term]"), "“period”须写成一个词", `"period" must be a word or a text`},
		{"duties.yaml", "timers:\n  - {id: x, text: 文}\n", "“text”须写成键和值", `"text" must be keys with values`},
		{"duties.yaml", "timers:\n  - {id: x, cadence: maybe}\n", "“cadence”须写成 true 或 false", `"cadence" must be true or false`},
		{"duties.yaml", "timers:\n  - {id: x, climb: principal}\n", "“climb”须写成列表", `"climb" must be a list`},
		{"duties.yaml", "timers:\n  - {id: x, id: y}\n", "键“id”在同一项里写了两次", `the key "id" stands twice`},
		{"duties.yaml", "- a\n- b\n", "文件开头须是键", "the file must begin with a key"},
		{"measures.yaml", "measures:\n  - {id: x, target: high}\n", "“target”须写成数字", `"target" must be a number`},
		{"levels.yaml", "levels:\n  - {level: watch, review_days: 99999999999999999999}\n", "“review_days”的数太大", `the number of "review_days" is too large`},
		{"access.yaml", "access:\n  - {role: principal, data: {a: b}}\n", "“data”须写成列表", `"data" must be a list`},
	} {
		faults := FaultsOf(Check(withFiles(map[string]string{"town/" + c.file: c.text}), "town"))
		if len(faults) == 0 || !strings.Contains(faults[0].Text.Zh, c.zh) || !strings.Contains(faults[0].Text.En, c.en) || faults[0].Line == 0 {
			t.Errorf("%q: got %+v, want %q and %q with its place", c.text, faults, c.zh, c.en)
		}
		for _, f := range faults {
			for _, said := range []string{"unmarshal", "Go ", "struct", ".Cadences", "interface"} {
				if strings.Contains(f.Text.En+f.Text.Zh, said) {
					t.Errorf("%q: the fault names the program's insides: %s", c.text, f.Text.En)
				}
			}
		}
	}
}
