package casework_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
)

// The badge counts what the list shows under Now, for every role, whatever the hour.
func TestTheBadgeIsTheList(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		for range 3 {
			for _, role := range care.StaffRoles() {
				if role == care.PartySecretary || role == care.Invigilator {
					continue
				}
				who := f.As(role)
				w, err := f.Casework.Work(ctx, who)
				if err != nil {
					t.Fatal(role, err)
				}
				n, err := f.Casework.Badge(ctx, who)
				if err != nil || n != len(w.Now) {
					t.Errorf("%s: badge %d, %v; the list has %d", role, n, err, len(w.Now))
				}
			}
			f.Wait(30 * time.Hour)
			tick(t, f)
		}
		w, err := f.Casework.Work(ctx, f.As(care.PsychologyTeacher))
		if err != nil {
			t.Fatal(err)
		}
		if w.Now[0].Step != casework.StepAnswer {
			t.Errorf("first is %q, want the unanswered alert", w.Now[0].Step)
		}
		lead, err := f.Casework.Work(ctx, f.As(care.DeputyPrincipal))
		if err != nil || len(lead.Waiting) == 0 {
			t.Errorf("late work climbed to the deputy, and nothing waits: %v", err)
		}
	})
}

// What a list shows its reader may open, and what it does not show he may not.
func TestListsAgreeWithPages(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	for _, role := range care.StaffRoles() {
		if role == care.PartySecretary || role == care.Invigilator {
			continue
		}
		who := f.As(role)
		list, err := f.Casework.Flags(ctx, who, 0, store.FlagQuery{Level: -1, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		shown := map[care.ID]bool{}
		for _, l := range list.Lines {
			shown[l.Person] = true
		}
		if list.Total != len(list.Lines) {
			t.Errorf("%s: counted %d, listed %d", role, list.Total, len(list.Lines))
		}
		for _, p := range f.Pupils[1:5] {
			_, err := f.Casework.OpenFlag(ctx, who, f.FlagOf(t, p).ID)
			if (err == nil) != shown[p] {
				t.Errorf("%s: listed %v, opened with %v", role, shown[p], err)
			}
		}
		pupils, err := f.Casework.Pupils(ctx, who, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range pupils.Lines {
			if _, err := f.Casework.OpenFile(ctx, who, l.Person); err != nil {
				t.Errorf("%s: a listed pupil can't be opened: %v", role, err)
			}
		}
	}
}

func TestFlagsAreNarrowed(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		count := func(q store.FlagQuery) int {
			q.Limit = 50
			list, err := f.Casework.Flags(ctx, f.As(care.PsychologyLead), 0, q)
			if err != nil {
				t.Fatal(err)
			}
			return list.Total
		}
		if got := count(store.FlagQuery{Level: -1, State: care.FlagEnded}); got != 1 {
			t.Errorf("ended: got %d, want 1", got)
		}
		if got := count(store.FlagQuery{Level: -1, Late: true}); got != 0 {
			t.Errorf("late: got %d, want 0", got)
		}
		f.Wait(24 * time.Hour)
		if got := count(store.FlagQuery{Level: -1, Late: true}); got != 2 {
			t.Errorf("late a day after: got %d, want the two danger answers", got)
		}
		o, err := f.Casework.Overview(ctx, f.As(care.PsychologyLead), 0)
		if err != nil || o.Total.Late.N != 2 || o.Total.Late.Hidden {
			t.Errorf("overview says %+v late, %v; want 2", o.Total.Late, err)
		}
	})
}

// A guardian decides by link: once, with the right digits, and a wrong guess
// too many kills the link.
func TestConsentByLink(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	today := care.DateOf(f.Now())
	c, err := f.Screening.PlanRound(ctx, f.As(care.PsychologyLead), plan(f, today))
	if err != nil {
		t.Fatal(err)
	}
	slips, err := f.Casework.ConsentLinks(ctx, f.As(care.ClassTeacher), c.ID, f.Class.ID)
	if err != nil || len(slips.Slips) != len(f.Pupils) {
		t.Fatalf("got %d slips, %v; want %d", len(slips.Slips), err, len(f.Pupils))
	}
	phone := map[care.ID]string{}
	for i, p := range f.Pupils {
		phone[p] = "000" + string(rune('0'+i%10))
		if i >= 10 {
			phone[p] = "001" + string(rune('0'+i-10))
		}
	}
	first, second := slips.Slips[0], slips.Slips[1]
	values := f.Values(t, "f1_consent", consent)
	if err := f.Screening.RecordConsentByLink(ctx, first.Token, "9999", values); care.KindOf(err) != care.Invalid {
		t.Errorf("wrong digits: got %v, want invalid", err)
	}
	if err := f.Screening.RecordConsentByLink(ctx, first.Token, phone[first.Pupil.Person], values); err != nil {
		t.Fatal(err)
	}
	if err := f.Screening.RecordConsentByLink(ctx, first.Token, phone[first.Pupil.Person], values); care.KindOf(err) != care.NotFound {
		t.Errorf("a used link: got %v, want not found", err)
	}
	signed, err := f.Screening.SignedConsent(ctx, f.As(care.ClassTeacher), c.ID, first.Pupil.Person)
	if err != nil || signed.Values.String("signer_name") != values.String("signer_name") || signed.Values.String("signature") == "" {
		t.Errorf("the form as signed: got %v, %v", signed.Values, err)
	}
	if _, err := f.Screening.SignedConsent(ctx, f.As(care.Invigilator), c.ID, first.Pupil.Person); care.KindOf(err) != care.NotFound {
		t.Errorf("an invigilator opens a signed form: got %v, want not found", err)
	}
	for i, w := range []struct {
		assent   string
		decision care.ConsentDecision
		kept     care.Assent
	}{{"will_be_asked", care.ConsentAgree, care.AssentAsk}, {"does_not_want", care.ConsentDecline, care.AssentUnwilling}} {
		slip := slips.Slips[2+i]
		v := maps.Clone(values)
		v["decision"], v["assent"] = questionnaire.TextValue("agree"), questionnaire.TextValue(w.assent)
		if err := f.Screening.RecordConsentByLink(ctx, slip.Token, phone[slip.Pupil.Person], v); err != nil {
			t.Fatal(err)
		}
		signed, err := f.Screening.SignedConsent(ctx, f.As(care.ClassTeacher), c.ID, slip.Pupil.Person)
		if err != nil || signed.Values.String("decision") != "agree" {
			t.Errorf("%s: the guardian's own word: got %v, %v; want agree", w.assent, signed.Values, err)
		}
		view(t, f, func(tx *act.Tx) error {
			row, err := tx.Consent(c.ID, slip.Pupil.Person)
			if row.Decision != w.decision || row.Assent != w.kept {
				t.Errorf("%s: got %s, %q; want %s, %q", w.assent, row.Decision, row.Assent, w.decision, w.kept)
			}
			return err
		})
		list, err := f.Screening.ConsentList(ctx, f.As(care.ClassTeacher), c.ID, f.Class.ID)
		if err != nil || !slices.ContainsFunc(list.Pupils, func(p screening.PupilConsent) bool {
			return p.Person == slip.Pupil.Person && p.Assent == w.kept && p.Signed
		}) {
			t.Errorf("%s: the list of consents does not say it: %v", w.assent, err)
		}
	}
	board, err := f.Screening.ClassBoard(ctx, f.As(care.PsychologyTeacher), c.ID, f.Class.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range board.Pupils {
		if p.Ask != (p.Person == slips.Slips[2].Pupil.Person) {
			t.Errorf("to be asked on the day: got %v for %s", p.Ask, p.Name)
		}
	}
	for range 5 {
		if _, err := f.Casework.OpenLink(ctx, second.Token, "9999"); care.KindOf(err) != care.Invalid {
			t.Fatalf("wrong digits: got %v, want invalid", err)
		}
	}
	if _, err := f.Casework.OpenLink(ctx, second.Token, phone[second.Pupil.Person]); care.KindOf(err) != care.NotFound {
		t.Errorf("after five wrong tries: got %v, want a dead link", err)
	}
	f.Wait(15 * 24 * time.Hour)
	if _, err := f.Casework.OpenLink(ctx, slips.Slips[2].Token, phone[slips.Slips[2].Pupil.Person]); care.KindOf(err) != care.NotFound {
		t.Errorf("after 15 days: got %v, want a dead link", err)
	}
	if _, err := f.Casework.ConsentLink(ctx, f.AsOther(care.ClassTeacher), c.ID, f.Pupils[0]); care.KindOf(err) != care.NotFound {
		t.Errorf("another school's class teacher: got %v, want not found", err)
	}
}

var consent = map[string][]string{"decision": {"agree"}, "assent": {"wants"}, "signer_name": {"家长"}, "relation": {"mother"}, "phone": {"15400000000"}, "channel": {"link"}, "signed_on": {"2026-09-15"}, "signature": {"家长"}}

func plan(f *fixture.Fixture, today care.Date) screening.Plan {
	return screening.Plan{Unit: f.School.ID, Title: "秋季测评", OpensOn: today, ClosesOn: today.AddDays(30), Grades: []int{7, 8},
		Instruments: []string{"phq9", "gad7"}, DutyPosts: []care.ID{f.As(care.DutyAdult).Post, f.As(care.PsychologyTeacher).Post}}
}

// A leader who is asked as second person finds the end in his work, sees why it
// was proposed, and neither scores nor talks.
func TestALeaderCoSigns(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	c := f.OpenRound(t)
	f.Answer(t, f.Tickets(t, c.ID)[f.Pupils[0]], fixture.Sheet(0, 0, 0, 0, 0, 0, 0, 0, 1))
	flag, teacher, deputy := f.FlagOf(t, f.Pupils[0]), f.As(care.PsychologyTeacher), f.As(care.DeputyPrincipal)
	if _, err := f.Casework.OpenFlag(ctx, deputy, flag.ID); care.KindOf(err) != care.NotFound {
		t.Fatalf("before a proposal: got %v, want not found", err)
	}
	if err := f.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview), F6: f.Values(t, "f6_risk", fixture.RiskCalm)}); err != nil {
		t.Fatal(err)
	}
	end := f.Values(t, "level_decision", fixture.NoConcern)
	if _, err := f.Casework.Decide(ctx, teacher, casework.Decision{Flag: flag.ID, Values: end}); err != nil {
		t.Fatal(err)
	}
	w, err := f.Casework.Work(ctx, deputy)
	if err != nil || len(w.Now) != 1 || w.Now[0].Step != casework.StepSecond {
		t.Fatalf("deputy's work: %+v, %v; want to judge the end", w.Now, err)
	}
	got, err := f.Casework.OpenFlag(ctx, deputy, flag.ID)
	if err != nil || got.Grounds == "" || got.Reasons != nil || got.Records != nil || got.Scores {
		t.Fatalf("deputy opens %+v, %v", got, err)
	}
	p, err := f.Casework.Preview(ctx, deputy, casework.Decision{Flag: flag.ID, Values: end})
	if err != nil || p.Second {
		t.Fatalf("preview: %+v, %v", p, err)
	}
	if f.FlagOf(t, f.Pupils[0]).State != care.FlagOpen {
		t.Fatal("a preview changed something")
	}
	if _, err := f.Casework.Decide(ctx, deputy, casework.Decision{Flag: flag.ID, Values: end}); err != nil {
		t.Fatal(err)
	}
}
