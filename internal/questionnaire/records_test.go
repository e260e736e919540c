package questionnaire

import (
	"slices"
	"testing"
)

// with copies a sheet and changes some answers; an empty Value removes one.
func (v Values) with(changes Values) Values {
	w := Values{}
	for id, x := range v {
		w[id] = x
	}
	for id, x := range changes {
		w[id] = x
	}
	return w
}

// calm is a complete F6 in which everything was asked and nothing found.
var calm = Values{
	"asked_by": TextValue("林老师"), "asked_on": TextValue("2026-11-20"), "asked_at": TextValue("10:20"),
	"alone": BoolValue(true), "limits_told": BoolValue(true),
	"wish": TextValue("none"), "thought": TextValue("none"), "behaviour": TextValue("none"), "self_injury": TextValue("none"),
	"protective": ListValue("family", "friends"), "judgement": TextValue("as_answered"),
	"not_left_alone": BoolValue(true), "stays_with": TextValue("班主任，到放学"), "means_restricted": TextValue("not_needed"),
	"guardian_informed": TextValue("told"), "help_lines_given": BoolValue(true),
	"mandatory_report": TextValue("not_needed"), "report_reason": TextValue("没有受到侵害"),
	"disposition": TextValue("watch"), "next_meeting_on": TextValue("2026-11-27"), "signed": TextValue("林老师"),
}

// asked are the further questions that a wish or a thought opens.
var asked = Values{"method": TextValue("none"), "intent": TextValue("none"), "plan": TextValue("none"), "means_access": TextValue("no")}

// The cases a clinician reads: which answers of F6 ask for what (practice 5.6).
func TestRiskFormSignals(t *testing.T) {
	d := form(t, "f6_risk")
	if faults := d.Check(calm); len(faults) > 0 {
		t.Fatalf("got faults %v in a complete record, want none", faults)
	}
	tests := []struct {
		name    string
		changes Values
		want    []string
	}{
		{"nothing found", Values{}, nil},
		{"a wish long ago is positive", Values{"wish": TextValue("ever")}, []string{SignalPositive}},
		{"not answering is positive", Values{"thought": TextValue("not_said")}, []string{SignalPositive}},
		{"a thought this month is elevated", Values{"thought": TextValue("past_month")}, []string{SignalElevated, SignalPositive}},
		{"a thought right now is urgent", Values{"thought": TextValue("now")}, []string{SignalUrgent, SignalPositive}},
		{"intent within the month is urgent", Values{"thought": TextValue("past_month"), "intent": TextValue("past_month")}, []string{SignalUrgent, SignalElevated, SignalPositive}},
		{"intent three months ago is elevated", Values{"thought": TextValue("past_3_months"), "intent": TextValue("past_3_months")}, []string{SignalElevated, SignalPositive}},
		{"a plan within the month is urgent", Values{"wish": TextValue("ever"), "plan": TextValue("past_month")}, []string{SignalUrgent, SignalPositive}},
		{"behaviour within three months is urgent even without thoughts", Values{"behaviour": TextValue("past_3_months")}, []string{SignalUrgent, SignalPositive}},
		{"behaviour longer ago is elevated", Values{"behaviour": TextValue("ever")}, []string{SignalElevated, SignalPositive}},
		{"judgement overrides a calm sheet", Values{"judgement": TextValue("immediate")}, []string{SignalUrgent, SignalPositive}},
		{"worry counts without any yes", Values{"judgement": TextValue("more_worried")}, []string{SignalElevated, SignalPositive}},
		{"urgent and alone", Values{"thought": TextValue("now"), "not_left_alone": BoolValue(false)}, []string{SignalUrgent, SignalPositive, SignalAlone}},
		{"doubt about reporting goes to the lead", Values{"mandatory_report": TextValue("ask_lead")}, []string{SignalMandatoryReport}},
	}
	for _, tt := range tests {
		if got := d.Signals(calm.with(asked).with(tt.changes)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestRiskFormCannotSkipWhatMatters(t *testing.T) {
	d := form(t, "f6_risk")
	for _, id := range []string{"mandatory_report", "not_left_alone", "disposition", "wish", "thought", "behaviour", "asked_by", "asked_on"} {
		if _, faulty := d.Check(calm.with(Values{id: {}}))[id]; !faulty {
			t.Errorf("%s may be skipped", id)
		}
	}
	opened := calm.with(Values{"thought": TextValue("past_month")})
	for _, id := range []string{"method", "intent", "plan", "means_access"} {
		if _, faulty := d.Check(opened)[id]; !faulty {
			t.Errorf("%s may be skipped after a thought", id)
		}
	}
	urgent := calm.with(asked).with(Values{"thought": TextValue("now")})
	if _, faulty := d.Check(urgent)["disposition_reason"]; !faulty {
		t.Error("an urgent sheet may end at school without a reason")
	}
}

// An unfinished sheet already calls: nobody waits for the last field.
func TestSignalsDoNotWaitForACompleteSheet(t *testing.T) {
	got := form(t, "f6_risk").Signals(Values{"thought": TextValue("now")})
	if !slices.Contains(got, SignalUrgent) {
		t.Errorf("got %v, want %s among them", got, SignalUrgent)
	}
}

var well = Values{
	"seen": BoolValue(true), "seen_on": TextValue("2026-11-20"), "seen_at": TextValue("10:05"), "seen_where": TextValue("辅导室"),
	"hurt_now": BoolValue(false), "thoughts_now": TextValue("none"), "harmed_by_others": TextValue("no"), "safe_now": TextValue("yes"),
	"stays_with": TextValue("值班教师"), "home_safe": TextValue("safe"), "guardian_contact": TextValue("reached"),
	"outcome": TextValue("no_danger_now"), "checked_by": TextValue("林老师"),
}

func TestSafetyCheckSignals(t *testing.T) {
	d := form(t, "safety_check")
	if faults := d.Check(well); len(faults) > 0 {
		t.Fatalf("got faults %v in a complete record, want none", faults)
	}
	tests := []struct {
		name    string
		changes Values
		want    []string
	}{
		{"seen and well", Values{}, nil},
		{"thoughts outweigh a calm outcome", Values{"thoughts_now": TextValue("present")}, []string{SignalInterviewToday}},
		{"silence is no answer", Values{"thoughts_now": TextValue("not_said")}, []string{SignalInterviewToday}},
		{"something decided is an emergency", Values{"thoughts_now": TextValue("present"), "plan_now": TextValue("decided")}, []string{SignalEmergency, SignalInterviewToday}},
		{"hurt is an emergency", Values{"hurt_now": BoolValue(true)}, []string{SignalEmergency}},
		{"not safe is an emergency", Values{"safe_now": TextValue("no")}, []string{SignalEmergency}},
		{"not seen is not found", Values{"seen": BoolValue(false)}, []string{SignalNotFound}},
		{"home not known to be safe holds the notice", Values{"home_safe": TextValue("unknown")}, []string{SignalHoldNotice}},
		{"home not safe opens protection", Values{"home_safe": TextValue("not_safe")}, []string{SignalProtection, SignalHoldNotice}},
		{"an attempt is not a contact", Values{"guardian_contact": TextValue("tried")}, []string{SignalUnreached}},
	}
	for _, tt := range tests {
		if got := d.Signals(well.with(tt.changes)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
	doubtful := well.with(Values{"thoughts_now": TextValue("present"), "plan_now": TextValue("none"), "means_near": TextValue("no")})
	if _, faulty := d.Check(doubtful)["no_danger_reason"]; !faulty {
		t.Error("thoughts may end as no danger without a reason")
	}
}

func TestInterviewAsksForTheRiskForm(t *testing.T) {
	d := form(t, "f5_interview")
	for _, tt := range []struct {
		selfHarm, source string
		want             bool
	}{
		{"nothing", "teacher", false}, {"something", "teacher", true}, {"not_said", "teacher", true},
		{"not_asked", "teacher", true}, {"nothing", "danger_answer", true},
	} {
		v := Values{"self_harm": TextValue(tt.selfHarm), "source": ListValue(tt.source, "screening")}
		_, faulty := d.Check(v)["risk_form"]
		if raised := slices.Contains(d.Signals(v), SignalNeedsF6); faulty != tt.want || raised != tt.want {
			t.Errorf("self-harm %s, source %s: got required %v, signal %v, want %v", tt.selfHarm, tt.source, faulty, raised, tt.want)
		}
	}
}

func TestCriticalDecisionsTakeTwo(t *testing.T) {
	for _, tt := range []struct {
		form string
		v    Values
		want bool
	}{
		{"level_decision", Values{"decision": TextValue("lower"), "from_critical": BoolValue(true)}, true},
		{"level_decision", Values{"decision": TextValue("end"), "from_critical": BoolValue(true)}, true},
		{"level_decision", Values{"decision": TextValue("higher"), "from_critical": BoolValue(true)}, false},
		{"level_decision", Values{"decision": TextValue("end"), "from_critical": BoolValue(false)}, false},
		{"end_flag", Values{"reason": TextValue("no_concern"), "from_critical": BoolValue(true)}, true},
		{"end_flag", Values{"reason": TextValue("no_concern"), "from_critical": BoolValue(false)}, false},
		{"home_safe", Values{"safe": TextValue("not_safe"), "keep_back": TextValue("withhold")}, true},
		{"home_safe", Values{"safe": TextValue("unknown"), "keep_back": TextValue("hold")}, false},
		{"home_safe", Values{"safe": TextValue("safe"), "send": TextValue("release")}, true},
		{"home_safe", Values{"safe": TextValue("safe"), "send": TextValue("send")}, false},
	} {
		d := form(t, tt.form)
		if raised := slices.Contains(d.Signals(tt.v), SignalTwoPersons); raised != tt.want {
			t.Errorf("%s %s: got signal %v, want %v", tt.form, tt.v.Encode(), raised, tt.want)
		}
	}
}

func TestConsentDecisionsSpeak(t *testing.T) {
	d := form(t, "f1_consent")
	for decision, want := range map[string][]string{
		"agree": nil, "decline": {SignalDeclined}, "agree_without_self_harm": {SignalWithoutSelfHarm},
	} {
		if got := d.Signals(Values{"decision": TextValue(decision)}); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", decision, got, want)
		}
	}
	if got := d.Signals(Values{"decision": TextValue("agree"), "assent": TextValue("does_not_want")}); !slices.Equal(got, []string{SignalDeclined}) {
		t.Errorf("got %v for a child who does not want to, want %s", got, SignalDeclined)
	}
}
