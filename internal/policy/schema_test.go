package policy

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"xinhuan/policies"
)

// An editor must not underline what the loader takes.
func TestShippedFilesFollowTheSchema(t *testing.T) {
	defs := schemaDefs(t)
	checked := 0
	for _, id := range allPacks {
		files, err := fs.Glob(policies.FS, id+"/*.yaml")
		if err != nil || len(files) < 5 {
			t.Fatalf("%s: got %d files (%v)", id, len(files), err)
		}
		for _, name := range files {
			data, err := policies.FS.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if def := defs[path.Base(name)]; def == nil {
				t.Errorf("the schema does not know %s", name)
			} else {
				checked++
				for _, wrong := range against(def, decoded(t, string(data)), name) {
					t.Error(wrong)
				}
			}
		}
	}
	if checked < 40 {
		t.Errorf("only %d files were checked", checked)
	}
	for name := range defs {
		if !slices.Contains(packFiles, name) {
			t.Errorf("the schema has %s, which no pack may have", name)
		}
	}
	if len(defs) != len(packFiles) {
		t.Errorf("the schema has %d files, packs have %d", len(defs), len(packFiles))
	}
}

func TestTheSchemaRefusesWhatAnEditorShouldShow(t *testing.T) {
	defs := schemaDefs(t)
	for _, c := range []struct{ file, content, want string }{
		{"groups.yaml", "groups:\n  - {id: x, name: y}\n", "groups[0]: unknown key name"},
		{"notices.yaml", "notices:\n  - {level: huge}\n", `notices[0].level: "huge" is none of`},
		{"duties.yaml", "timers:\n  - {within: soon}\n", `timers[0].within: "soon" does not look like`},
		{"duties.yaml", "cadences:\n  - {count: many}\n", "cadences[0].count: want integer"},
		{"duties.yaml", "cadences:\n  - {unit: school}\n", "cadences[0].unit: want array"},
		{"duties.yaml", "cadences:\n  - {period: weekly}\n", "is none of"},
		{"pack.yaml", "valid_from: 1 September 2026\n", "does not look like"},
		{"tests.yaml", "cases:\n  - {triage: {scores: {phq9: {total: high}}}}\n", "scores.phq9.total: want number"},
		{"levels.yaml", "levels: {}\n", "levels: want array"},
	} {
		got := strings.Join(against(defs[c.file], decoded(t, c.content), ""), "\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s %q: got %q, want %q", c.file, c.content, got, c.want)
		}
	}
}

func schemaDefs(t *testing.T) map[string]map[string]any {
	t.Helper()
	out, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Defs map[string]map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Defs
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// against is as much of JSON Schema as Schema writes; words it does not know are
// faults, so that it can't pass over one in silence.
func against(schema map[string]any, v any, place string) (wrong []string) {
	fault := func(format string, args ...any) {
		wrong = append(wrong, strings.TrimPrefix(place, ".")+": "+fmt.Sprintf(format, args...))
	}
	for word := range schema {
		if !slices.Contains([]string{"type", "enum", "pattern", "properties", "additionalProperties", "items"}, word) {
			fault("the checker does not know %q", word)
		}
	}
	if want, got := schema["type"], jsonType(v); want != got && !(want == "number" && got == "integer") {
		fault("want %v, got %s", want, got)
		return wrong
	}
	if values, ok := schema["enum"].([]any); ok && !slices.Contains(values, v) {
		fault("%q is none of %v", v, values)
	}
	if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v.(string)) {
		fault("%q does not look like %s", v, pattern)
	}
	switch v := v.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			inner, ok := properties[key].(map[string]any)
			if !ok {
				inner, ok = schema["additionalProperties"].(map[string]any)
			}
			if ok {
				wrong = append(wrong, against(inner, v[key], place+"."+key)...)
			} else {
				fault("unknown key %s", key)
			}
		}
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, item := range v {
			wrong = append(wrong, against(items, item, fmt.Sprintf("%s[%d]", place, i))...)
		}
	}
	return wrong
}

func jsonType(v any) string {
	switch reflect.ValueOf(v).Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	case reflect.Map:
		return "object"
	}
	return "null"
}
