package form

import (
	"regexp"
	"testing"

	"xinhuan/internal/care"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/web/ui"
	"xinhuan/policies"
)

func forms(t *testing.T) *questionnaire.Library {
	t.Helper()
	l, err := questionnaire.LoadForms(policies.FS, "national/forms")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Whatever the server shows, the browser shows too, for every option of every
// field a condition looks at; else a needed answer could not be given.
func TestTheBrowserHidesNothingTheServerAsksFor(t *testing.T) {
	l := forms(t)
	for _, id := range l.IDs() {
		def, _ := l.Get(id)
		fields := map[string]ui.Field{}
		for _, f := range (Drawing{}).Fields(def, nil, nil) {
			fields[f.Name] = f
		}
		for _, f := range def.Fields() {
			if f.ShowWhen == nil {
				continue
			}
			for _, source := range def.Fields() {
				for _, o := range source.Choices() {
					v := questionnaire.Values{}
					if source.Kind == questionnaire.YesNo {
						v[source.ID] = questionnaire.BoolValue(o.Code == "yes")
					} else {
						v[source.ID] = questionnaire.TextValue(o.Code)
					}
					plain := f.ShowWhen.Holds(v)
					if w := fields[f.ID].ShowWhen; plain && w != nil && answersAll(def, f.ShowWhen, v) && !w.Holds(map[string][]string{source.ID: {o.Code}}) {
						t.Errorf("%s.%s is asked for when %s is %s, and hidden in the browser", id, f.ID, source.ID, o.Code)
					}
				}
			}
		}
	}
}

// answersAll: only sheets that answer every field the condition looks at are
// compared; before that the browser may wait.
func answersAll(def *questionnaire.Definition, c *questionnaire.Cond, v questionnaire.Values) bool {
	if c == nil {
		return true
	}
	for _, k := range append(append([]questionnaire.Cond{}, c.All...), c.Any...) {
		if !answersAll(def, &k, v) {
			return false
		}
	}
	if c.Not != nil && !answersAll(def, c.Not, v) {
		return false
	}
	return c.Field == "" || v.Answered(c.Field)
}

func TestWhatIsDrawnComesBack(t *testing.T) {
	def, _ := forms(t).Get("safety_plan")
	v := questionnaire.Values{"signs": questionnaire.ListValue("睡不着", "不想说话"), "written_on": questionnaire.TextValue("2026-09-15")}
	posted := map[string][]string{}
	for _, f := range (Drawing{Prefix: "x."}).Fields(def, v, map[string]care.Text{}) {
		posted[f.Name] = f.Values
	}
	back := Parse(def, "x.", posted)
	for id := range v {
		if !v[id].Equal(back[id]) {
			t.Errorf("%s: got something else back", id)
		}
	}
}

// Who is responsible for a second measure is not asked before there is one, and
// a second measure not before the first.
func TestWhatHangsOnAnotherAnswerWaitsForIt(t *testing.T) {
	def, _ := forms(t).Get("plan")
	waiting := 0
	for _, f := range (Drawing{}).Fields(def, nil, nil) {
		source := def.Field(f.Name)
		if source == nil || source.ShowWhen == nil || source.ShowWhen.Answered == nil {
			continue
		}
		waiting++
		on := source.ShowWhen.Field
		if f.ShowWhen.Holds(map[string][]string{on: {""}}) || !f.ShowWhen.Holds(map[string][]string{on: {"座位靠前"}}) {
			t.Errorf("%s does not wait for an answer to %s", f.Name, on)
		}
	}
	if waiting == 0 {
		t.Error("the plan has no field that waits for another")
	}
}

// A day that stands on a form before anybody wrote is in words on paper, like one that
// was filed.
func TestADayOnPaperIsInWords(t *testing.T) {
	l := forms(t)
	raw, days := regexp.MustCompile(`\d{4}-\d{2}-\d{2}`), 0
	for _, id := range l.IDs() {
		def, _ := l.Get(id)
		v := questionnaire.Values{}
		for _, f := range def.Fields() {
			if f.Kind == questionnaire.Date {
				v[f.ID] = questionnaire.TextValue("2026-11-28")
			}
		}
		for _, blank := range []bool{true, false} {
			for lang, want := range map[care.Lang]string{care.Zh: "2026年11月28日", care.En: "28\u00a0Nov\u00a02026"} {
				for _, sec := range Paper(def, v, blank, lang).Sections {
					for _, item := range sec.Items {
						if raw.MatchString(item.Answer) {
							t.Errorf("%s, %s: %s", id, item.Label.Zh, item.Answer)
						}
						if item.Answer == want {
							days++
						}
					}
				}
			}
		}
	}
	if days == 0 {
		t.Error("no form has a day")
	}
}
