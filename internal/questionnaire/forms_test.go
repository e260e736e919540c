package questionnaire

import (
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"xinhuan/internal/care"
)

var shippedIDs = []string{
	"absence", "activity", "assessment", "case_team", "clinic_visit", "contact_adult", "end_flag", "entry_employee", "entry_key_population", "entry_patient", "entry_ward", "f10_crisis_report", "f11_emergency", "f12_referral", "f12_return_slip", "f13_discharge",
	"f14_leave", "f15_return", "f16_counselling", "f16_group", "f17_barometer", "f17_observation", "f18_monthly", "f18_yearly",
	"f19_transfer", "f1_consent", "f20_hotline", "f20_hotline_report", "f21_contact", "f22_hardship", "f23_early_signs", "f24_clue_list",
	"f24_consent", "f24_discharge", "f24_emergency", "f24_follow_up", "f24_lost", "f24_supplement", "f24_unmanaged", "f24_yearly", "f25_mandatory_report", "f26_supervision", "f27_access_approval", "f27_breach",
	"f27_break_glass_review", "f27_disposal", "f27_impact_assessment", "f27_minors_audit", "f27_rights_request", "f28_staff",
	"f2_campaign", "f4_class_record", "f5_interview", "f6_risk", "f7_case_meeting", "f9_guardian_contact", "file_update", "guardian_entry", "home_safe",
	"level_decision", "outside_result", "pairing", "plan", "protection_path", "return_agreement", "safety_check", "safety_plan",
}

var loadShipped = sync.OnceValues(func() (*Library, error) {
	return LoadForms(os.DirFS("../../policies"), "national/forms")
})

func shipped(t *testing.T) *Library {
	t.Helper()
	l, err := loadShipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func form(t *testing.T, id string) *Definition {
	t.Helper()
	d, ok := shipped(t).Get(id)
	if !ok {
		t.Fatalf("form %s is not shipped", id)
	}
	return d
}

// texts lists every text of a form with the place it stands at.
func texts(d *Definition) map[string]care.Text {
	all := map[string]care.Text{"title": d.Title}
	if !d.Intro.IsZero() {
		all["intro"] = d.Intro
	}
	for _, s := range d.Sections {
		all[s.ID] = s.Title
		for _, f := range s.Fields {
			all[s.ID+"."+f.ID] = f.Label
			if !f.Help.IsZero() {
				all[s.ID+"."+f.ID+".help"] = f.Help
			}
			for _, o := range f.Options {
				all[s.ID+"."+f.ID+"="+o.Code] = o.Label
			}
		}
	}
	return all
}

func TestShippedFormsAreAllThere(t *testing.T) {
	if got := shipped(t).IDs(); !slices.Equal(got, shippedIDs) {
		t.Errorf("got %v, want %v", got, shippedIDs)
	}
}

func TestShippedTextsAreInBothLanguages(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	for _, id := range shippedIDs {
		for place, text := range texts(form(t, id)) {
			if text.Zh == "" || text.En == "" {
				t.Errorf("%s %s: got %+v, want both languages", id, place, text)
			}
			if !han.MatchString(text.Zh) && !regexp.MustCompile(`^\d+$`).MatchString(text.Zh) {
				t.Errorf("%s %s: the zh text %q has no Chinese character", id, place, text.Zh)
			}
			if han.MatchString(text.En) {
				t.Errorf("%s %s: the en text %q has a Chinese character", id, place, text.En)
			}
		}
	}
}

// Words of ui.md ("Words") and practice 8.1 that a pupil or guardian never reads.
var (
	labelling = regexp.MustCompile(`(?i)异常|问题学生|抑郁|高危|得分|depress|abnormal|problem (pupil|student)|high.risk|\bscores?\b`)
	wrongTerm = regexp.MustCompile(`封存|约谈|测谎|自杀成功|自杀未遂|(?i)commit(ted)? suicide|successful attempt`)
	methods   = regexp.MustCompile(`(?i)跳楼|坠|割|上吊|药|刀|绳|煤气|炭|毒|溺|触电|枪|桥|\b(jump|cut|hang|overdos|pill|medicine|knife|knives|razor|rope|gas|poison|drown|gun|bridge|roof)\w*`)
)

func TestFamiliesAndPupilsReadNoLabels(t *testing.T) {
	seen := map[Audience]bool{}
	for _, id := range shippedIDs {
		d := form(t, id)
		seen[d.Audience] = true
		for place, text := range texts(d) {
			if w := wrongTerm.FindString(text.Zh + " " + text.En); w != "" {
				t.Errorf("%s %s uses %q", id, place, w)
			}
			if w := labelling.FindString(text.Zh + " " + text.En); w != "" && d.Audience != ForStaff {
				t.Errorf("%s %s shows %q to a %s", id, place, w, d.Audience)
			}
		}
	}
	if !seen[ForGuardian] || !seen[ForPupil] {
		t.Errorf("got audiences %v, want guardian and pupil among them", seen)
	}
}

func TestSafetyFormsNameNoMethod(t *testing.T) {
	for _, id := range []string{"safety_check", "f6_risk", "f5_interview", "safety_plan", "f1_consent"} {
		for place, text := range texts(form(t, id)) {
			if w := methods.FindString(text.Zh + " " + text.En); w != "" {
				t.Errorf("%s %s names %q", id, place, w)
			}
		}
	}
}

func TestLevelOptionsAreTheLevels(t *testing.T) {
	for _, at := range [][2]string{{"level_decision", "level"}, {"level_decision", "level_before"}, {"f5_interview", "level_proposed"}} {
		var got []string
		for _, o := range form(t, at[0]).Field(at[1]).Options {
			got = append(got, o.Code)
		}
		var want []string
		for _, l := range care.Levels() {
			want = append(want, l.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: got %v, want %v", at, got, want)
		}
	}
}

// fill answers every shown field with something valid, choosing freely.
func fill(d *Definition, r *rand.Rand) Values {
	v := Values{}
	for _, f := range d.Fields() {
		if !slices.Contains(d.Visible(v), f) {
			continue
		}
		switch f.Kind {
		case Choice:
			v[f.ID] = TextValue(f.Options[r.IntN(len(f.Options))].Code)
		case Multi:
			v[f.ID] = ListValue(f.Options[r.IntN(len(f.Options))].Code)
		case YesNo:
			v[f.ID] = BoolValue(r.IntN(2) == 0)
		case Number:
			v[f.ID] = NumberValue(within(f, r))
		case Date:
			v[f.ID] = TextValue("2026-11-20")
		case Time:
			v[f.ID] = TextValue("10:05")
		case Phone:
			v[f.ID] = TextValue("010 0000 0000")
		case GroupRepeat, Attachment:
			v[f.ID] = ListValue("一", "二")
		case Note:
		default:
			v[f.ID] = TextValue("事实")
		}
	}
	return v
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// within draws a whole number inside the field's bounds.
func within(f *Field, r *rand.Rand) float64 {
	low, high := 0.0, 40.0
	if f.Min != nil {
		low = *f.Min
	}
	if f.Max != nil {
		high = min(*f.Max, low+40)
	}
	return low + float64(r.IntN(int(high-low)+1))
}

// Whatever somebody chooses, the form can be completed; leaving out any
// required answer is noticed at that answer; each field and each signal comes
// up for somebody.
func TestEveryPathThroughEveryFormCanBeCompleted(t *testing.T) {
	for _, id := range shippedIDs {
		d, r := form(t, id), rand.New(rand.NewPCG(1, 2))
		shown, raised := map[string]bool{}, map[string]bool{}
		for range 400 {
			v := fill(d, r)
			if faults := d.Check(v); len(faults) > 0 {
				t.Fatalf("%s: got faults %v for a full sheet, want none", id, faults)
			}
			for _, f := range d.Visible(v) {
				shown[f.ID] = true
				if f.Kind == Note || !f.RequiredNow(d.Clean(v)) {
					continue
				}
				without := d.Clean(v)
				delete(without, f.ID)
				if got := d.Check(without)[f.ID]; got.Zh == "" || got.En == "" {
					t.Fatalf("%s: got %v without %s, want what to do in both languages", id, got, f.ID)
				}
			}
			for _, name := range d.Signals(v) {
				raised[name] = true
			}
		}
		for _, f := range d.Fields() {
			if !shown[f.ID] {
				t.Errorf("%s: nobody is ever shown %s", id, f.ID)
			}
		}
		for _, s := range d.SignalRules {
			if !raised[s.Name] {
				t.Errorf("%s: nothing ever raises %s", id, s.Name)
			}
		}
	}
}

// Whoever opens a form is told where it goes, and a form of its own act names no
// effect that the act might not have.
func TestEveryFormSaysWhereItIsFiled(t *testing.T) {
	for _, id := range shippedIDs {
		d := form(t, id)
		switch {
		case d.Record == nil:
			t.Errorf("%s does not say how it is kept", id)
		case d.Record.Filed != FiledByAct && d.Record.Effect.IsZero():
			t.Errorf("%s does not say what the system does with it", id)
		case d.Reads() == "" || d.Writes() == "":
			t.Errorf("%s names no content for the need-to-know table", id)
		}
	}
}

func TestEmptySheetsAreRefused(t *testing.T) {
	for _, id := range shippedIDs {
		if len(form(t, id).Check(Values{})) == 0 {
			t.Errorf("%s accepts an empty sheet", id)
		}
	}
}

func TestNoFormAsksForMoreThanItNeeds(t *testing.T) {
	asksForMore := regexp.MustCompile(`(?i)家庭收入|年收入|父母职业|工作单位|身份证|annual income|parents' jobs|identity number`)
	for _, id := range shippedIDs {
		for place, text := range texts(form(t, id)) {
			if w := asksForMore.FindString(text.Zh + " " + text.En); w != "" {
				t.Errorf("%s %s asks for %q", id, place, strings.TrimSpace(w))
			}
		}
	}
}
