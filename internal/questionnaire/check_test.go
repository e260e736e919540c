package questionnaire

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xinhuan/internal/care"
)

func TestParse(t *testing.T) {
	d := sampleForm(t)
	got := d.Parse(url.Values{
		"seen": {"yes"}, "where": {"  楼道\r\n尽头 "}, "colour": {"red"}, "many": {"blue", "red", "blue"},
		"count": {"３"}, "phone": {"０１０－1234"}, "people": {"甲\r\n\r\n 乙 ", "丙"}, "told_on": {"２０２６-11-20"},
		"told_at": {"08:30"}, "story": {"一\r\n二\x00"}, "advice": {"note"}, "csrf_token": {"x"},
	})
	want := Values{"seen": BoolValue(true), "where": TextValue("楼道 尽头"), "colour": TextValue("red"), "many": ListValue("red", "blue"),
		"count": NumberValue(3), "phone": TextValue("010-1234"), "people": ListValue("甲", "乙", "丙"), "told_on": TextValue("2026-11-20"),
		"told_at": TextValue("08:30"), "story": TextValue("一\n二")}
	if g, w := string(got.Encode()), string(want.Encode()); g != w {
		t.Errorf("got %s, want %s", g, w)
	}
	if got := d.Parse(url.Values{"seen": {""}, "where": {" \n"}, "people": {"\n"}}); len(got) != 0 {
		t.Errorf("got %d answers in blank inputs, want none", len(got))
	}
}

func TestParseKeepsWhatItCannotRead(t *testing.T) {
	d := sampleForm(t)
	v := d.Parse(url.Values{"seen": {"perhaps"}, "count": {"1e9"}, "told_on": {"tomorrow"}})
	for id, want := range map[string]string{"seen": "perhaps", "count": "1e9", "told_on": "tomorrow"} {
		if got := v.String(id); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
		if _, faulty := d.Check(v)[id]; !faulty {
			t.Errorf("%s: got no fault for %q", id, want)
		}
	}
}

func TestCheckSaysWhatToDo(t *testing.T) {
	d := sampleForm(t)
	tests := []struct {
		name, field string
		value       Value
		want        string // in the English text; "" for no fault
	}{
		{"missing choice", "seen", Value{}, "yes or no"},
		{"text where yes or no belongs", "seen", TextValue("yes"), "yes or no"},
		{"length counts characters", "where", TextValue(strings.Repeat("远", 10)), ""},
		{"too long", "where", TextValue(strings.Repeat("远", 11)), "at most 10 characters"},
		{"list where a text belongs", "where", ListValue("a"), "Fill this in"},
		{"required by another answer", "colour", Value{}, "Choose one"},
		{"unknown option", "colour", TextValue("green"), "Choose one"},
		{"unknown option among many", "many", ListValue("green"), "Choose one"},
		{"too many options", "many", ListValue("red", "blue"), "Keep at most 1"},
		{"below min", "count", NumberValue(0), "at least 1"},
		{"above max", "count", NumberValue(6), "at most 5"},
		{"bounds are allowed", "count", NumberValue(5), ""},
		{"short number", "phone", TextValue("110"), ""},
		{"words as phone", "phone", TextValue("call me"), "phone number"},
		{"two digits", "phone", TextValue("11"), "phone number"},
		{"too few entries", "people", ListValue("甲"), "at least 2"},
		{"long entry", "people", ListValue("甲", "甲乙丙丁戊"), "at most 4 characters"},
		{"no such day", "told_on", TextValue("2026-02-30"), "2026-09-01"},
		{"no such time", "told_at", TextValue("24:00"), "08:30"},
		{"short time", "told_at", TextValue("8:30"), "08:30"},
		{"an optional field may be empty", "story", Value{}, ""},
	}
	for _, tt := range tests {
		v := Values{"seen": BoolValue(true), "where": TextValue("操场"), "colour": TextValue("red")}
		v[tt.field] = tt.value
		got := d.Check(v)[tt.field]
		if (tt.want == "") != got.IsZero() || !strings.Contains(got.En, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got.En, tt.want)
		}
		if !got.IsZero() && got.Zh == "" {
			t.Errorf("%s: the fault has no Chinese text", tt.name)
		}
	}
}

func TestFaultsAreACareError(t *testing.T) {
	d := sampleForm(t)
	if err := d.Check(Values{}).Err("save form"); care.KindOf(err) != care.Invalid {
		t.Errorf("got %v, want an Invalid error", err)
	}
	if err := d.Check(Values{"seen": BoolValue(false)}).Err("save form"); err != nil {
		t.Errorf("got %v, want none", err)
	}
}

func TestHiddenAnswersAreDroppedNotComplainedAbout(t *testing.T) {
	d := sampleForm(t)
	v := Values{"seen": BoolValue(false), "where": TextValue(strings.Repeat("远", 99)), "unknown": TextValue("x"), "advice": TextValue("x")}
	if faults := d.Check(v); len(faults) != 0 {
		t.Errorf("got faults %v, want none", faults)
	}
	if got := string(d.Clean(v).Encode()); got != `{"seen":false}` {
		t.Errorf("got %s, want only what is shown", got)
	}
	// where is hidden, so colour is not required by it although it was filled in
	for _, f := range d.Visible(v) {
		if f.ID == "where" || f.ID == "advice" {
			t.Errorf("%s is shown", f.ID)
		}
	}
}

func TestSignalsSeeOnlyWhatIsShown(t *testing.T) {
	d := sampleForm(t)
	v := Values{"seen": BoolValue(false), "where": TextValue("x"), "colour": TextValue("red")}
	if got, want := d.Signals(v), []string{"urgent", "protection"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	v["seen"] = BoolValue(true)
	if got, want := d.Signals(v), []string{"protection"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSummaryReadsInBothLanguages(t *testing.T) {
	d := sampleForm(t)
	v := Values{"seen": BoolValue(true), "where": TextValue("操场"), "colour": TextValue("red"), "people": ListValue("甲", "乙"), "count": NumberValue(2), "told_on": TextValue("2026-12-02")}
	zh, en := map[string]string{}, map[string]string{}
	for _, l := range d.Summary(v, care.Zh) {
		zh[l.Label] = l.Answer
	}
	for _, l := range d.Summary(v, care.En) {
		en[l.Label] = l.Answer
	}
	wantZh := map[string]string{"见到了吗": "是", "在哪里": "操场", "颜色": "红", "多选": "", "几次": "2", "电话": "", "人": "甲\n乙", "日期": "2026年12月2日", "时间": "", "经过": ""}
	if diff := cmp.Diff(wantZh, zh); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
	if en["Seen?"] != "Yes" || en["Colour"] != "Red" || en["Date"] != "2\u00a0Dec\u00a02026" || len(en) != len(zh) {
		t.Errorf("got %v, want the same in English", en)
	}
	if got := d.Summary(v, care.Zh)[0]; got.Section != "第一节" || got.Class != ClassPlan || got.Field != "seen" {
		t.Errorf("got section %q, class %q, field %q", got.Section, got.Class, got.Field)
	}
}

func TestDiffNamesWhatAnAmendmentChanged(t *testing.T) {
	d := sampleForm(t)
	before := Values{"seen": BoolValue(true), "where": TextValue("操场"), "colour": TextValue("red"), "people": ListValue("甲", "乙")}
	after := d.Clean(Values{"seen": BoolValue(false), "where": TextValue("操场"), "colour": TextValue("red"), "people": ListValue("乙", "甲"), "count": NumberValue(1)})
	var got []string
	for _, c := range d.Diff(before, after) {
		f := d.Field(c.Field)
		got = append(got, c.Label.En+": "+f.Words(c.Old, care.En)+" -> "+f.Words(c.New, care.En))
	}
	want := []string{"Seen?: Yes -> No", "Where: 操场 -> ", "How often:  -> 1", "People: 甲\n乙 -> 乙\n甲"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
	if got := d.Diff(before, before); len(got) != 0 {
		t.Errorf("got %d changes of nothing, want none", len(got))
	}
}

func TestSplitSortsAnswersIntoTheArchive(t *testing.T) {
	d := sampleForm(t)
	v := Values{"seen": BoolValue(false), "where": TextValue("hidden"), "phone": TextValue("110")}
	parts := d.Split(v)
	if got := string(parts[ClassContacts].Encode()); got != `{"phone":"110"}` {
		t.Errorf("got %s, want the phone alone", got)
	}
	if got, want := string(Join(parts).Encode()), `{"phone":"110","seen":false}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A class teacher may read the plan but not the protection entries; what was
// decided must not vanish with the answer that led to it.
func TestSummaryOfPartsKeepsWhatWasAnswered(t *testing.T) {
	d := form(t, "safety_check")
	v := Values{"home_safe": TextValue("safe"), "guardian_contact": TextValue("reached")}
	parts := d.Split(v)
	delete(parts, ClassProtection)
	lines := d.Summary(Join(parts), care.En)
	if !slices.ContainsFunc(lines, func(l Line) bool { return l.Field == "guardian_contact" && l.Answer == "Spoken with" }) {
		t.Error("the guardian's contact is missing")
	}
	if slices.ContainsFunc(lines, func(l Line) bool { return l.Field == "home_safe" && l.Answer != "" }) {
		t.Error("the protection entry shows")
	}
}

// A hidden answer must not show what hangs on it: the thought was withdrawn, so
// the question about things within reach is hidden and what followed it too.
func TestHiddenAnswersShowNothingFurther(t *testing.T) {
	d := form(t, "safety_check")
	v := well.with(Values{"means_near": TextValue("yes"), "plan_now": TextValue("decided")})
	for _, f := range d.Visible(v) {
		if f.ID == "means_near" || f.ID == "means_secured" {
			t.Errorf("%s is shown", f.ID)
		}
	}
	if got := d.Signals(v); len(got) != 0 {
		t.Errorf("got %v from hidden answers, want none", got)
	}
}
