package policy

import (
	"encoding/json"
	"reflect"
	"strings"

	"xinhuan/internal/care"
	"xinhuan/internal/duty"
)

// Schema is the JSON Schema (2020-12) of every file of a pack: one definition a
// file, so that an editor completes keys and shows what is wrong while typing.
// The loader checks more than a schema can say.
func Schema() ([]byte, error) {
	files := map[string]any{
		"pack.yaml": Pack{},
		"levels.yaml": struct {
			Levels []LevelInfo `yaml:"levels"`
		}{},
		"network.yaml": struct {
			Networks []Network `yaml:"networks"`
		}{},
		"programmes.yaml": struct {
			Programmes []Programme `yaml:"programmes"`
		}{},
		"activities.yaml": struct {
			Activities []Activity `yaml:"activities"`
		}{},
		"conflicts.yaml": struct {
			Conflicts []Conflict `yaml:"conflicts"`
		}{},
		"rules.yaml": struct {
			CriticalSuggests *care.Level `yaml:"critical_suggests"`
			Rules            []ruleRow   `yaml:"rules"`
		}{},
		"notices.yaml": struct {
			Notices []noticeRow `yaml:"notices"`
		}{},
		"duties.yaml": struct {
			Timers   []timerRow `yaml:"timers"`
			Cadences []Cadence  `yaml:"cadences"`
		}{},
		"ratios.yaml": struct {
			Ratios []Ratio `yaml:"ratios"`
		}{},
		"measures.yaml": struct {
			Measures []Measure `yaml:"measures"`
		}{},
		"groups.yaml": struct {
			Groups []Group `yaml:"groups"`
		}{},
		"calendar.yaml": calendarDoc{},
		"hotlines.yaml": struct {
			Hotlines []Hotline `yaml:"hotlines"`
		}{},
		"access.yaml": struct {
			Access []accessRow `yaml:"access"`
		}{},
		"retention.yaml": struct {
			Retention []Retention `yaml:"retention"`
		}{},
		"clauses.yaml": struct {
			Clauses []Clause `yaml:"clauses"`
		}{},
		"tests.yaml": struct {
			Cases []caseRow `yaml:"cases"`
		}{},
	}
	defs := map[string]any{}
	for name, v := range files {
		defs[name] = schemaOf(reflect.TypeOf(v))
	}
	out, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "Xinhuan policy pack",
		"$defs":   defs,
	}, "", "  ")
	return append(out, '\n'), err
}

// enums are the closed lists of values, by type.
var enums = map[reflect.Type][]string{
	reflect.TypeFor[care.Role]():     roleCodes(),
	reflect.TypeFor[care.UnitKind](): asStrings(care.UnitKinds()),
	reflect.TypeFor[Mode]():          {string(Min), string(Max), string(Superset), string(Fixed), string(Free)},
	reflect.TypeFor[duty.Span]():     asStrings(duty.Spans),
	reflect.TypeFor[Tier]():          asStrings(tiers),
	reflect.TypeFor[Scope]():         asStrings(scopes),
	reflect.TypeFor[Verb]():          {string(Read), string(Write)},
	reflect.TypeFor[Origin]():        {string(Floor), string(CareTeam)},
	reflect.TypeFor[Along]():         {string(AlongNetwork)},
	reflect.TypeFor[ClimbFrom]():     {string(FromOpened), string(FromDue)},
}

func roleCodes() []string {
	return append(asStrings(care.StaffRoles()), string(care.GuardianRole), string(care.Pupil))
}

func schemaOf(t reflect.Type) map[string]any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if values, ok := enums[t]; ok {
		return map[string]any{"type": "string", "enum": values}
	}
	switch t {
	case reflect.TypeFor[care.Level]():
		var names []string
		for _, l := range care.Levels() {
			names = append(names, l.String())
		}
		return map[string]any{"type": "string", "enum": names}
	case reflect.TypeFor[duty.Timer]():
		return map[string]any{"type": "string", "pattern": `^(same_school_day|[1-9][0-9]{0,4} [a-z_]+)$`}
	case reflect.TypeFor[care.Date]():
		return map[string]any{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	}
	switch t.Kind() {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		props := map[string]any{}
		addFields(t, props)
		return map[string]any{"type": "object", "properties": props, "additionalProperties": false}
	}
	return map[string]any{"type": "string"}
}

func addFields(t reflect.Type, props map[string]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			addFields(f.Type, props)
		case name == "-" || !f.IsExported():
		case name != "":
			props[name] = schemaOf(f.Type)
		default:
			props[strings.ToLower(f.Name)] = schemaOf(f.Type)
		}
	}
}
