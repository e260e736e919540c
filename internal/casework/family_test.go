package casework_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

var mother = care.Guardian{Name: "试验妈妈", Relation: "mother", Phone: "15408880001"}

// senior adds a class of a senior school's last year, where pupils come of age.
func senior(t *testing.T, f *fixture.Fixture) care.ID {
	t.Helper()
	u, err := f.Regions.AddUnit(context.Background(), f.As(care.DistrictOfficer), care.Unit{Parent: f.School.ID, Kind: care.Class, Stage: care.Senior, Entry: 2024, Number: 9})
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

func guardianNotices(list []care.Notice) (out []care.Notice) {
	for _, n := range list {
		if n.ToRole == care.GuardianRole {
			out = append(out, n)
		}
	}
	return out
}

// From 18 on guardians learn only by consent or danger to life. Who has no birth date
// on the roster is asked about; in a junior school nobody is of age.
func TestAdultsDecideWhetherGuardiansAreTold(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		class := senior(t, f)
		for _, c := range []struct {
			name    string
			class   care.ID
			birth   care.Date
			level   care.Level
			consent string
			told    bool
			age     care.Majority
		}{
			{"成年不同意", class, "2008-09-01", care.LevelSerious, "refuses", false, care.Adult},
			{"成年同意", class, "2008-09-01", care.LevelSerious, "agrees", true, care.Adult},
			{"成年一般同意", class, "2008-09-01", care.LevelGeneral, "agrees", true, care.Adult},
			{"成年危险", class, "2008-09-01", care.LevelMajor, "", true, care.Adult},
			{"差一天", class, "2008-09-16", care.LevelSerious, "", true, care.Minor},
			{"不知生日未成年", class, "", care.LevelSerious, "minor", true, care.Minor},
			{"不知生日不同意", class, "", care.LevelSerious, "refuses", false, care.Adult},
			{"不知生日同意", class, "", care.LevelSerious, "agrees", true, care.Adult},
			{"初中不知生日", f.Class.ID, "", care.LevelSerious, "", true, care.Minor},
		} {
			answer := map[string][]string{}
			if c.consent != "" {
				answer["guardian_consent"] = []string{c.consent}
			}
			out := f.Confirm(t, f.Pupil(t, c.class, c.name, c.birth, mother), c.level, answer)
			if got := guardianNotices(out.Notices); (len(got) == 1) != c.told || out.Family.Told() != c.told || out.Family.Age != c.age {
				t.Errorf("%s: %d notices to the guardian, told %v as %s; want told %v as %s", c.name, len(got), out.Family.Told(), out.Family.Age, c.told, c.age)
			}
		}
		clean(t, f)
	})
}

// Nobody decides about an adult without having asked him, and nobody makes a minor of
// him by a tick.
func TestAnAdultHasToBeAsked(t *testing.T) {
	f := fixture.SQLite(t)
	class := senior(t, f)
	for _, c := range []struct {
		name, birth string
		posted      map[string][]string
	}{
		{"成年没问", "2008-09-01", nil},
		{"不知生日没问", "", nil},
		{"成年说未成年", "2008-09-01", map[string][]string{"guardian_consent": {"minor"}}},
	} {
		flag := f.Met(t, f.Pupil(t, class, c.name, care.Date(c.birth), mother))
		d := casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", fixture.With(fixture.Serious, c.posted))}
		_, err := f.Casework.Decide(context.Background(), f.As(care.PsychologyTeacher), d)
		var e *care.Error
		if care.KindOf(err) != care.Invalid || !asError(err, &e) || e.Fields["guardian_consent"].IsZero() {
			t.Errorf("%s: got %v, want a fault at the question", c.name, err)
		}
		if _, err := f.Casework.Preview(context.Background(), f.As(care.PsychologyTeacher), d); care.KindOf(err) != care.Invalid {
			t.Errorf("%s: the preview says %v, want what the decision says", c.name, err)
		}
	}
}

// Of a round the pupil decides himself from 18 on: no guardian gets a link, one handed
// out before his birthday is dead, and of whom the birth date is missing it is said.
func TestAdultsConsentThemselves(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	class := senior(t, f)
	minor, adult := f.Pupil(t, class, "明天成年", "2008-09-16", mother), f.Pupil(t, class, "今天成年", "2008-09-15", mother)
	unknown := f.Pupil(t, class, "没有生日", "", mother)
	p := plan(f, care.DateOf(f.Now()))
	p.Grades = []int{12}
	c, err := f.Screening.PlanRound(ctx, f.As(care.PsychologyLead), p)
	if err != nil {
		t.Fatal(err)
	}
	lead := f.As(care.PsychologyLead)
	for _, who := range []care.ID{adult, unknown} {
		if _, err := f.Casework.ConsentLink(ctx, lead, c.ID, who); care.KindOf(err) != care.Conflict {
			t.Errorf("a link for the guardian of %s: %v, want refused", who, err)
		}
	}
	links, err := f.Casework.ConsentLinks(ctx, lead, c.ID, class)
	if err != nil || len(links.Slips) != 1 || links.Slips[0].Pupil.Person != minor || len(links.Own) != 2 {
		t.Fatalf("links of the class: %+v, %v; want one, and two who decide themselves", links, err)
	}
	if _, err := f.Casework.OpenLink(ctx, links.Slips[0].Token, "0001"); err != nil {
		t.Fatalf("the day before his birthday: %v", err)
	}
	f.Wait(24 * time.Hour)
	if _, err := f.Casework.OpenLink(ctx, links.Slips[0].Token, "0001"); care.KindOf(err) != care.NotFound {
		t.Errorf("on his birthday the guardian opens the link: %v, want a dead one", err)
	}
	if err := f.Screening.RecordConsentByLink(ctx, links.Slips[0].Token, "0001", f.Values(t, "f1_consent", consent)); care.KindOf(err) != care.NotFound {
		t.Errorf("on his birthday the guardian decides: %v, want a dead link", err)
	}
}

// With nobody on the roster the guardian's notice is no silence: somebody who knows the
// family has to find one by a date, and then home is asked about.
func TestAGuardianIsLookedFor(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		pupil := f.Pupil(t, f.Class.ID, "没有监护人", "2013-01-01")
		flag := f.Met(t, pupil)
		major := fixture.With(fixture.Serious, map[string][]string{"decision": {"higher"}, "level": {"major"}})
		d := casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", major), Where: fixture.WhereNow}
		p, err := f.Casework.Preview(ctx, f.As(care.PsychologyTeacher), d)
		if err != nil || !p.Family.Missing || !slices.ContainsFunc(p.Told, func(x casework.Told) bool { return x.Missing }) ||
			!slices.ContainsFunc(p.Duties, func(r casework.Row) bool { return r.Step == casework.StepFind && r.Whom.Role == care.ClassTeacher }) {
			t.Fatalf("the preview does not say that a guardian is looked for: %+v, %v", p, err)
		}
		out, err := f.Casework.Decide(ctx, f.As(care.PsychologyTeacher), d)
		if err != nil {
			t.Fatal(err)
		}
		n := fixture.FamilyNotice(t, out.Notices)
		find := dutyOn(t, f, "find_guardian", n.ID)
		teacher := f.As(care.ClassTeacher)
		if find.Post != teacher.Post || find.DueAt > care.MillisOf(f.Now().Add(time.Hour)) {
			t.Fatalf("the duty lies with %s by %s, want the class teacher within the hour at major", find.Post, find.DueAt.Time())
		}
		clean(t, f)
		if _, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), n.ID, f.Values(t, "home_safe", fixture.HomeSafe)); care.KindOf(err) != care.Conflict {
			t.Errorf("home is judged before anybody is found: %v, want a conflict", err)
		}
		if err := f.Casework.EnterGuardian(ctx, f.AsOther(care.ClassTeacher), n.ID, f.Values(t, "guardian_entry", fixture.GuardianFound)); care.KindOf(err) != care.NotFound {
			t.Errorf("another school's teacher enters a guardian: %v, want not found", err)
		}
		notYet := map[string][]string{"found": {"not_yet"}, "tried": {"问了村委会"}}
		if err := f.Casework.EnterGuardian(ctx, teacher, n.ID, f.Values(t, "guardian_entry", notYet)); err != nil {
			t.Fatal(err)
		}
		if dutyOn(t, f, "find_guardian", n.ID).State != care.DutyOpen {
			t.Error("an attempt ended the duty")
		}
		if err := f.Casework.EnterGuardian(ctx, teacher, n.ID, f.Values(t, "guardian_entry", fixture.GuardianFound)); err != nil {
			t.Fatal(err)
		}
		if dutyOn(t, f, "find_guardian", n.ID).State != care.DutyDone || dutyOn(t, f, "home_safe", n.ID).Post != out.Episode.OwnerPost {
			t.Error("the guardian was entered: want the duty done and home asked about by the owner")
		}
		clean(t, f)
		if sent, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), n.ID, f.Values(t, "home_safe", fixture.HomeSafe)); err != nil || sent.State != care.NoticeSent {
			t.Errorf("after that the notice is %s, %v; want sent", sent.State, err)
		}
		slip, err := f.Casework.NoticeLink(ctx, f.As(care.PsychologyTeacher), n.ID)
		if err != nil {
			t.Fatal(err)
		}
		if o, err := f.Casework.OpenLink(ctx, slip.Token, "0000"); err != nil || o.Guardian.Name != "试验奶奶" {
			t.Errorf("the guardian who was found opens the letter: %q, %v", o.Guardian.Name, err)
		}
		clean(t, f)
	})
}

// A guardian who comes by the roster does as well as one who is entered by hand.
func TestAGuardianOnTheRosterEndsTheSearch(t *testing.T) {
	f := fixture.SQLite(t)
	pupil := f.Pupil(t, f.Class.ID, "没有监护人", "2013-01-01")
	n := fixture.FamilyNotice(t, f.Confirm(t, pupil, care.LevelSerious, nil).Notices)
	ok(t, f.Do(context.Background(), act.System, "test.Guardian", func(tx *act.Tx) error { return tx.AddGuardians(pupil, []care.Guardian{mother}) }))
	if dutyOn(t, f, "find_guardian", n.ID).State != care.DutyDone || dutyOn(t, f, "home_safe", n.ID).State != care.DutyOpen {
		t.Error("want the search ended and home asked about")
	}
	clean(t, f)
}

// What was silent before there was a duty for it is looked for by the clock, once.
func TestOverlookedFamiliesAreFound(t *testing.T) {
	f := fixture.SQLite(t)
	pupil := f.Pupil(t, f.Class.ID, "没有监护人", "2013-01-01")
	adult := f.Pupil(t, senior(t, f), "成年", "2000-01-01")
	f.Confirm(t, adult, care.LevelSerious, map[string][]string{"guardian_consent": {"refuses"}})
	e := f.Confirm(t, pupil, care.LevelSerious, nil).Episode
	silence(t, f, "DELETE FROM duty WHERE rule = 'find_guardian'", "DELETE FROM notice WHERE to_role = 'guardian'")
	for range 2 {
		f.Wait(24 * time.Hour)
		tick(t, f)
	}
	view(t, f, func(tx *act.Tx) error {
		list, err := tx.NoticesOf(e.ID)
		if got := guardianNotices(list); len(got) != 1 || got[0].State != care.NoticeHeld {
			t.Errorf("notices to the guardian: %+v, want one held", got)
		}
		return err
	})
	clean(t, f)
}

// The letter says what the pack's row demands and nothing else: at major where the
// child is and to come at once, never that lessons go on; no level, no diagnosis. The
// page of the decision shows the same letter.
func TestTheLetterSaysWhatTheRowDemands(t *testing.T) {
	for _, c := range []struct {
		pack  string
		level care.Level
		says  []string
		never []string
	}{
		{"youyang", care.LevelSerious, []string{"学校看到了什么", "学校在做什么", "您可以做什么", "家里要收好什么", "找谁联系"}, []string{"请您马上来", "医院"}},
		{"youyang", care.LevelMajor, []string{"孩子现在在哪里、谁陪着", "请您马上来", "一起去医院", "家里要收好什么", "学校看到了什么", "找谁联系"}, []string{"您可以做什么", "学校在做什么", "照常"}},
		{"nanan", care.LevelGeneral, []string{"学校看到了什么", "学校在做什么", "您可以做什么", "家里要收好什么", "找谁联系"}, nil},
		{"changzhou", care.LevelMajor, []string{"孩子现在在哪里、谁陪着", "请您马上来", "一起去医院", "家里要收好什么", "学校看到了什么", "找谁联系"}, nil},
	} {
		f := fixture.Under(t, t.TempDir(), c.pack)
		ctx := context.Background()
		teacher := f.As(care.PsychologyTeacher)
		d := casework.Decision{Flag: f.Met(t, f.Pupils[0]).ID, Facts: "这两周常常独自发呆", Where: fixture.WhereNow,
			Values: f.Values(t, "level_decision", fixture.With(fixture.Serious, map[string][]string{"level": {c.level.String()}}))}
		p, err := f.Casework.Preview(ctx, teacher, d)
		ok(t, err)
		out, err := f.Casework.Decide(ctx, teacher, d)
		ok(t, err)
		n := fixture.FamilyNotice(t, out.Notices)
		_, err = f.Casework.HomeSafe(ctx, teacher, n.ID, f.Values(t, "home_safe", fixture.HomeSafe))
		ok(t, err)
		slip, err := f.Casework.NoticeLink(ctx, teacher, n.ID)
		ok(t, err)
		o, err := f.Casework.OpenLink(ctx, slip.Token, "0000")
		ok(t, err)
		if p.Letter == nil || !slices.Equal(p.Letter.Passages, o.Letter.Passages) || p.Letter.Urgent != o.Letter.Urgent {
			t.Errorf("%s %s: the preview shows %+v, the letter says %+v", c.pack, c.level, p.Letter, o.Letter)
		}
		var titles []string
		all := o.Letter.Urgent.Zh + o.Letter.Urgent.En
		for _, x := range o.Letter.Passages {
			titles = append(titles, x.Title.Zh)
			all += x.Title.Zh + x.Text.Zh + x.Title.En + x.Text.En
			if x.Text.Zh == "" || x.Text.En == "" || x.Title.En == "" {
				t.Errorf("%s %s: %q lacks words in one language", c.pack, c.level, x.Say)
			}
		}
		if !slices.Equal(titles, c.says) {
			t.Errorf("%s %s: the letter says %q, want %q", c.pack, c.level, titles, c.says)
		}
		for _, word := range append(c.never, "抑郁", "诊断", "高危", "得分", "级别", "diagnos", "score", "depress", "serious", "major", f.Policy().Level(c.level).Label.Zh, f.Policy().Level(c.level).Label.En) {
			if strings.Contains(strings.Join(titles, "")+all, word) {
				t.Errorf("%s %s: the letter says %q:\n%s", c.pack, c.level, word, all)
			}
		}
		if !strings.Contains(all, "这两周常常独自发呆") || strings.Contains(all, fixture.WhereNow) != (c.level == care.LevelMajor) {
			t.Errorf("%s %s: facts or place are missing: %s", c.pack, c.level, all)
		}
	}
}

// At major somebody has to say where the child is: the row demands it.
func TestWhereTheChildIsHasToBeSaid(t *testing.T) {
	f := fixture.SQLite(t)
	d := casework.Decision{Flag: f.Met(t, f.Pupils[0]).ID, Values: f.Values(t, "level_decision", fixture.With(fixture.Serious, map[string][]string{"level": {"major"}}))}
	_, err := f.Casework.Decide(context.Background(), f.As(care.PsychologyTeacher), d)
	var e *care.Error
	if !asError(err, &e) || e.Fields["where"].IsZero() {
		t.Errorf("got %v, want a fault at where the pupil is", err)
	}
}
