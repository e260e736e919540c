package casework_test

import (
	"context"
	"slices"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
)

// forRecipients is all of a plan that somebody who was told of a pupil reads:
// what to do, to avoid, to watch, who answers for it, and when it is looked at again.
var forRecipients = []string{"measure_1", "owner_1", "cadence_1", "class_adjustments", "adjustments_how", "prohibited", "watch_signs", "review_on"}

// Whoever a notice told of a pupil reads the summary of his plan and nothing more
// of his file; the psychology staff read it whole.
func TestRecipientsReadTheSummary(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		pupil, episode := planned(t, f, fixture.Plan)
		told := 0
		for _, role := range []care.Role{care.ClassTeacher, care.GradeHead, care.SubjectTeacher, care.MoralEducationOffice, care.SafetyOffice, care.DeputyPrincipal,
			care.Principal, care.PartySecretary, care.DistrictOfficer} {
			who := f.As(role)
			if !isTold(t, f, episode, who.Post) {
				continue
			}
			told++
			file, err := f.Casework.OpenFile(ctx, who, pupil)
			if err != nil || file.Plan == nil {
				t.Fatalf("%s opens the file: %v, plan %v", role, err, file.Plan != nil)
			}
			if got := fieldsOf(*file.Plan); !slices.Equal(got, forRecipients) {
				t.Errorf("%s reads %q of the plan; want %q", role, got, forRecipients)
			}
			if file.Owner.Post == 0 || file.Episode.NextOn == "" {
				t.Errorf("%s: responsible %+v, next date %q; want both", role, file.Owner, file.Episode.NextOn)
			}
			others := slices.DeleteFunc(slices.Clone(file.Next), func(row casework.Row) bool {
				return role == care.DistrictOfficer && row.Rule == "district_forward.major" // tells health: his own
			})
			if file.Safety != nil || len(others) > 0 {
				t.Errorf("%s: safety plan %v, %d steps of others; want neither", role, file.Safety != nil, len(others))
			}
			for _, l := range file.Levels {
				if l.Reason != "" {
					t.Errorf("%s reads why the level was set", role)
				}
			}
			for _, e := range file.Events {
				if !e.Sealed.IsZero() || (e.Kind != "notice" && e.Kind != "level" && e.ID != file.Plan.ID) {
					t.Errorf("%s sees %s %q in the timeline; want what he may open", role, e.Kind, e.Title.En)
				}
			}
			record, err := f.Casework.OpenRecord(ctx, who, file.Plan.ID)
			if err != nil || !slices.Equal(fieldsOf(record.RecordView), forRecipients) {
				t.Errorf("%s opens the record of the plan: %q, %v", role, fieldsOf(record.RecordView), err)
			}
		}
		if told < 7 {
			t.Errorf("%d posts were told; want at least seven to look at", told)
		}
		for _, role := range []care.Role{care.PsychologyTeacher, care.PsychologyLead} {
			file, err := f.Casework.OpenFile(ctx, f.As(role), pupil)
			if err != nil || file.Plan == nil || file.Plan.Values.String("understanding") == "" || len(file.Plan.Values.Strings("family_measures")) == 0 {
				t.Errorf("%s opens the file: %v; want the whole plan", role, err)
			}
		}
	})
}

// The summary of an episode that ended is not for those who are told of a later one.
func TestASummaryEndsWithItsEpisode(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	pupil, episode := planned(t, f, fixture.Plan)
	deputy := f.As(care.DeputyPrincipal)
	before, err := f.Casework.OpenFile(ctx, deputy, pupil)
	if err != nil {
		t.Fatal(err)
	}
	review := func(values map[string][]string) {
		t.Helper()
		if _, err := f.Casework.Decide(ctx, f.As(care.PsychologyLead), casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", values)}); err != nil {
			t.Fatal(err)
		}
	}
	review(fixture.NoConcern)
	reopen(t, f, pupil)
	if e := heldNotice(t, f).Episode; e == episode {
		t.Fatal("no new episode was opened")
	}
	after, err := f.Casework.OpenFile(ctx, deputy, pupil)
	if err != nil || after.Plan != nil {
		t.Errorf("told of a new episode, the deputy reads the plan of the old one: %v, %v", after.Plan != nil, err)
	}
	if _, err := f.Casework.OpenRecord(ctx, deputy, before.Plan.ID); care.KindOf(err) != care.NotFound {
		t.Errorf("the deputy opens the old plan: %v; want not found", err)
	}
}

// A guardian's link shows what the family is to do, of the plan nothing else, and
// nothing at all where it was held back.
func TestTheLinkShowsTheGuardiansPart(t *testing.T) {
	for _, c := range []struct {
		part string
		want []string
	}{{"told", []string{"晚饭后一起散步"}}, {"held", nil}} {
		f := fixture.SQLite(t)
		ctx := context.Background()
		planned(t, f, fixture.With(fixture.Plan, map[string][]string{"guardian_part": {c.part}}))
		held := heldNotice(t, f)
		if _, err := f.Casework.HomeSafe(ctx, f.As(care.PsychologyTeacher), held.ID, f.Values(t, "home_safe", fixture.HomeSafe)); err != nil {
			t.Fatal(err)
		}
		slip, err := f.Casework.NoticeLink(ctx, f.As(care.PsychologyTeacher), held.ID)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := f.Casework.OpenLink(ctx, slip.Token, "0001")
		var agreed []string
		for _, p := range opened.Letter.Passages {
			if p.Say == "" {
				agreed = append(agreed, p.Text.Zh)
			}
		}
		if err != nil || !slices.Equal(agreed, c.want) {
			t.Errorf("part %s: the guardian reads %q, %v; want %q", c.part, agreed, err, c.want)
		}
	}
}

// planned raises a worked case to major, releases its wide notices and files a plan.
func planned(t *testing.T, f *fixture.Fixture, plan map[string][]string) (pupil, episode care.ID) {
	t.Helper()
	ctx := context.Background()
	f.Work(t)
	pupil, lead := f.Pupils[1], f.As(care.PsychologyLead)
	episode = heldNotice(t, f).Episode
	major := fixture.With(fixture.Serious, map[string][]string{"decision": {"higher"}, "level": {"major"}, "next_review_on": {"2026-09-16"}})
	if _, err := f.Casework.Decide(ctx, lead, casework.Decision{Person: pupil, Values: f.Values(t, "level_decision", major), Where: "心理辅导室，心理教师陪着"}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.Release(ctx, lead, episode); err != nil {
		t.Fatal(err)
	}
	if err := f.Casework.FileForm(ctx, f.As(care.PsychologyTeacher), episode, "plan", f.Values(t, "plan", plan)); err != nil {
		t.Fatal(err)
	}
	return pupil, episode
}

func reopen(t *testing.T, f *fixture.Fixture, pupil care.ID) {
	t.Helper()
	ctx := context.Background()
	teacher := f.As(care.PsychologyTeacher)
	err := f.Do(ctx, teacher, "test.Flag", func(tx *act.Tx) error {
		_, _, err := tx.Flag(care.Flag{Person: pupil, School: f.School.ID, Source: care.FromConcern, Suggested: care.LevelSerious}, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	flag := f.FlagOf(t, pupil)
	if err := f.Casework.RecordInterview(ctx, teacher, casework.Interview{Flag: flag.ID, F5: f.Values(t, "f5_interview", fixture.Interview)}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.Decide(ctx, teacher, casework.Decision{Flag: flag.ID, Values: f.Values(t, "level_decision", fixture.Serious)}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Casework.Release(ctx, f.As(care.PsychologyLead), heldNotice(t, f).Episode); err != nil {
		t.Fatal(err)
	}
}

func isTold(t *testing.T, f *fixture.Fixture, episode, post care.ID) (told bool) {
	t.Helper()
	view(t, f, func(tx *act.Tx) error {
		list, err := tx.NoticesOf(episode)
		told = slices.ContainsFunc(list, func(n care.Notice) bool { return n.ToPost == post && n.State == care.NoticeSent })
		return err
	})
	return told
}

// fieldsOf lists the answered fields of a record in the order of its form.
func fieldsOf(v casework.RecordView) (list []string) {
	for _, field := range v.Def.Fields() {
		if v.Values.Answered(field.ID) {
			list = append(list, field.ID)
		}
	}
	return list
}
