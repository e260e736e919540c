package questionnaire

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

const sample = `id: sample
audience: staff
class: plan
title: {zh: "样例", en: "Sample"}
option_sets:
  colours:
    - {code: red, label: {zh: "红", en: "Red"}}
    - {code: blue, label: {zh: "蓝", en: "Blue"}}
sections:
  - id: one
    title: {zh: "第一节", en: "One"}
    fields:
      - id: seen
        kind: yesno
        required: true
        label: {zh: "见到了吗", en: "Seen?"}
      - id: where
        kind: text
        required: true
        max_len: 10
        show_when: {field: seen, equals: "yes"}
        label: {zh: "在哪里", en: "Where"}
      - id: colour
        kind: choice
        options_from: colours
        required_when: {field: where, answered: true}
        label: {zh: "颜色", en: "Colour"}
      - id: many
        kind: multi
        options_from: colours
        max: 1
        label: {zh: "多选", en: "Many"}
      - id: advice
        kind: note
        show_when: {field: colour, equals: red}
        label: {zh: "请留意", en: "Take care"}
      - id: count
        kind: number
        min: 1
        max: 5
        label: {zh: "几次", en: "How often"}
      - id: phone
        kind: phone
        class: contacts
        label: {zh: "电话", en: "Phone"}
      - id: people
        kind: group-repeat
        min: 2
        max_len: 4
        label: {zh: "人", en: "People"}
      - id: told_on
        kind: date
        label: {zh: "日期", en: "Date"}
      - id: told_at
        kind: time
        label: {zh: "时间", en: "Time"}
      - id: story
        kind: longtext
        label: {zh: "经过", en: "Story"}
signals:
  - {name: urgent, when: {all: [{field: colour, equals: red}, {not: {field: where, answered: true}}]}}
  - {name: protection, when: {field: colour, in: [red, blue]}}
`

func load(t *testing.T, src string) (*Definition, error) {
	t.Helper()
	return Load(fstest.MapFS{"forms/sample.yaml": {Data: []byte(src)}}, "forms/sample.yaml")
}

func sampleForm(t *testing.T) *Definition {
	t.Helper()
	d, err := load(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLoadPointsAtEveryMistake(t *testing.T) {
	tests := []struct {
		name, old, new string
		want           string
	}{
		{"unknown key", `required: true
        label: {zh: "见到了吗"`, `requird: true
        label: {zh: "见到了吗"`, `forms/sample.yaml:15:9: unknown key "requird" in a field`},
		{"repeated key", `        max: 1`, `        max: 1
        max: 2`, `forms/sample.yaml:32:9: mapping key "max" already defined`},
		{"field id twice", `- id: many`, `- id: colour`, `forms/sample.yaml:28:13: field id "colour" is used twice`},
		{"bad field id", `- id: many`, `- id: Many`, `forms/sample.yaml:28:13: id "Many" must be lower_snake`},
		{"unknown kind", `kind: yesno`, `kind: tickbox`, `forms/sample.yaml:14:15: unknown kind "tickbox"`},
		{"unknown class", `class: contacts`, `class: secrets`, `forms/sample.yaml:44:16: unknown class "secrets"`},
		{"unknown audience", `audience: staff`, `audience: all`, `forms/sample.yaml:2:11: unknown audience "all"`},
		{"unknown signal", `name: urgent`, `name: urgnt`, `forms/sample.yaml:61:12: unknown signal "urgnt"`},
		{"unknown prefill", `class: contacts`, `prefill_from: pupil.diary`, `forms/sample.yaml:44:23: unknown prefill source "pupil.diary"`},
		{"no English", `{zh: "在哪里", en: "Where"}`, `{zh: "在哪里"}`, `lacks its en text`},
		{"no Chinese", `{zh: "样例", en: "Sample"}`, `{en: "Sample"}`, `lacks its zh text`},
		{"empty English", `{zh: "在哪里", en: "Where"}`, `{zh: "在哪里", en: " "}`, `forms/sample.yaml:22:32: label has an empty en text`},
		{"option without English", `{code: red, label: {zh: "红", en: "Red"}}`, `{code: red, label: {zh: "红"}}`, `label of an option lacks its en text`},
		{"option code twice", `code: blue`, `code: red`, `forms/sample.yaml:8:14: option code "red" is used twice`},
		{"condition on unknown field", `show_when: {field: seen,`, `show_when: {field: sean,`, `forms/sample.yaml:21:28: the condition asks about "sean", which is no earlier field`},
		{"condition on later field", `show_when: {field: seen, equals: "yes"}`, `show_when: {field: colour, equals: red}`, `forms/sample.yaml:21:28: the condition asks about "colour", which is no earlier field`},
		{"condition on itself", `show_when: {field: seen, equals: "yes"}`, `show_when: {field: where, answered: true}`, `forms/sample.yaml:21:28: the condition asks about "where", which is no earlier field`},
		{"condition on unknown code", `equals: "yes"`, `equals: maybe`, `forms/sample.yaml:21:42: "seen" offers no "maybe"`},
		{"condition on a text's content", `{field: where, answered: true}
        label`, `{field: where, equals: here}
        label`, `"where" offers no options; test it by answered`},
		{"condition on a note", `{not: {field: where`, `{not: {field: advice`, `a note without an answer`},
		{"condition without test", `{field: seen, equals: "yes"}`, `{field: seen}`, `tested by exactly one of equals, in, answered`},
		{"condition with two tests", `{field: seen, equals: "yes"}`, `{field: seen, equals: "yes", answered: true}`, `tested by exactly one of equals, in, answered`},
		{"condition of two shapes", `{field: colour, in: [red, blue]}`, `{field: colour, in: [red], not: {field: colour, in: [blue]}}`, `exactly one of all, any, not, field`},
		{"empty all", `{all: [{field: colour, equals: red}, {not: {field: where, answered: true}}]}`, `{all: []}`, `must be a list with at least one entry`},
		{"required twice", `        required_when: {field`, `        required: true
        required_when: {field`, `either required or required_when`},
		{"unknown option set", `kind: choice
        options_from: colours`, `kind: choice
        options_from: shades`, `forms/sample.yaml:25:23: there is no option set "shades"`},
		{"unused option set", "sections:\n  - id: one", "  spare:\n    - {code: a, label: {zh: \"甲\", en: \"A\"}}\nsections:\n  - id: one", `option set "spare" is used by no field`},
		{"options on a text", `max_len: 10`, `options_from: colours`, `a text has no options`},
		{"choice without options", `        options_from: colours
        required_when`, `        required_when`, `needs either options or options_from`},
		{"bounds on a text", `max_len: 10`, `min: 1`, `forms/sample.yaml:20:14: a text has no min`},
		{"cases that are no number", "kind: phone\n", "kind: phone\n        cases: true\n", `only a number counts cases`},
		{"length of a number", "min: 1\n        max: 5", "max_len: 1\n        max: 5", `a number has no max_len`},
		{"min above max", `min: 1`, `min: 9`, `min is above max`},
		{"required note", `kind: note`, "kind: note\n        required: true", `a note has no answer, so no required`},
		{"boolean as text", `equals: "yes"`, `equals: true`, `must be a text`},
		{"text as boolean", "kind: yesno\n        required: true", "kind: yesno\n        required: \"true\"", `must be true or false`},
		{"anchor", `kind: yesno`, `kind: &k yesno`, `must be a text`},
		{"two documents", `signals:`, "---\nsignals:", `write exactly one form in a file`},
		{"not YAML", `class: plan`, `class: [plan`, `forms/sample.yaml:`},
		{"ages upside down", "class: plan", "class: plan\nrecord: {filed: person, data: plan, effect: {zh: 存, en: Kept}, ages: {from: 7, to: 6}}", `ages are full years from 0 to 130, the lower first`},
		{"half years", "class: plan", "class: plan\nrecord: {filed: person, data: plan, effect: {zh: 存, en: Kept}, ages: {from: 0, to: 6.5}}", `ages are full years`},
		{"ages without an end", "class: plan", "class: plan\nrecord: {filed: person, data: plan, effect: {zh: 存, en: Kept}, ages: {from: 0}}", `to`},
		{"ages of a unit", "class: plan", "class: plan\nrecord: {filed: unit, data: plan, effect: {zh: 存, en: Kept}, ages: {from: 0, to: 6}}", `ages are of a form about a person`},
		{"wrong file name", `id: sample`, `id: example`, `the file must be called example.yaml`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(sample, tt.old) {
				t.Fatalf("the sample does not contain %q", tt.old)
			}
			_, err := load(t, strings.Replace(sample, tt.old, tt.new, 1))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if f, ok := errors.AsType[*FileFault](err); !ok || f.File != "forms/sample.yaml" {
				t.Errorf("got %T, want a FileFault of the file", err)
			}
		})
	}
}

func TestLoadReportsAllMistakesAtOnce(t *testing.T) {
	bad := strings.NewReplacer("kind: yesno", "kind: tickbox", "class: contacts", "class: secrets").Replace(sample)
	_, err := load(t, bad)
	if got := strings.Count(err.Error(), "forms/sample.yaml:"); got < 2 {
		t.Errorf("got %d mistakes in %v, want both", got, err)
	}
}

func TestLaterFolderReplacesButOldVersionStays(t *testing.T) {
	district := strings.Replace(sample, `"Where"`, `"Place"`, 1)
	fsys := fstest.MapFS{
		"a/sample.yaml": {Data: []byte(sample)},
		"a/README.md":   {Data: []byte("no form")},
		"b/sample.yaml": {Data: []byte(district)},
	}
	l, err := LoadForms(fsys, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	now, _ := l.Get("sample")
	if got := now.Field("where").Label.En; got != "Place" {
		t.Errorf("got %q in use, want the later folder's %q", got, "Place")
	}
	before, ok := l.ByHash(sampleForm(t).Hash)
	if !ok || before.Field("where").Label.En != "Where" {
		t.Error("the replaced version is not found by its hash")
	}
	if _, ok := l.Get("nothing"); ok {
		t.Error("got a form that does not exist")
	}
	if _, err := LoadForms(fsys, "missing"); err == nil {
		t.Error("got no error for a folder that does not exist")
	}
	if _, err := LoadForms(fstest.MapFS{"a/x.yaml": {Data: []byte("id: x\n")}}, "a"); err == nil {
		t.Error("got no error for a faulty form")
	}
}

// A half-written file is refused or read, never a crash.
func TestLoadSurvivesDamagedFiles(t *testing.T) {
	lines := strings.SplitAfter(sample, "\n")
	rapid.Check(t, func(t *rapid.T) {
		damaged := slices.Clone(lines)
		for range rapid.IntRange(1, 3).Draw(t, "cuts") {
			i := rapid.IntRange(0, len(damaged)-1).Draw(t, "line")
			line := strings.TrimSuffix(damaged[i], "\n")
			keep := rapid.IntRange(0, len(line)).Draw(t, "keep")
			damaged[i] = line[:keep] + rapid.SampledFrom([]string{"", ":", " ~", " []", " {}", "- ", " 3", " |"}).Draw(t, "end") + "\n"
		}
		fsys := fstest.MapFS{"sample.yaml": {Data: []byte(strings.Join(damaged, ""))}}
		if d, err := Load(fsys, "sample.yaml"); err == nil && d.Hash == "" {
			t.Fatal("got a form without a version")
		}
	})
}
