package region_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
)

func TestStaffGetTheirPostsOnce(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		i := importer(t, f)
		ctx := context.Background()
		stage := func(lines ...string) region.ImportView {
			src := source("学校,姓名,岗位,任教班级,联系电话", lines)
			src.Unit = f.Root
			id, err := f.Regions.StageStaff(ctx, i.who, src)
			if err != nil {
				t.Fatal(err)
			}
			return i.view(id)
		}
		v := stage(f.School.Name+",沈一,班主任,七年级3班,13900001111", f.School.Name+",沈一,心理教师,,13900001111", f.Other.Name+",沈一,值班教师,,13900001111",
			f.School.Name+",韩二,班主任,,13900002222", f.School.Name+",杨三,系统管理员,,13900003333", f.School.Name+",朱四,区县教研员,,13900004444")
		if v.Counts.New != 1 || v.Counts.Faulty != 3 {
			t.Fatalf("got %+v\n%s", v.Counts, i.faults(v.ID))
		}
		var sheets []region.AccountSheet
		i.apply(v.ID, region.ApplyOptions{GoodRows: true, Sheets: func(s []region.AccountSheet) { sheets = append(sheets, s...) }})
		if len(sheets) != 1 || sheets[0].Name != "沈一" || sheets[0].Password != "" {
			t.Fatalf("account sheets: got %d, want one that waits for a second person", len(sheets))
		}
		pending, err := f.Regions.Pending(ctx, f.As(care.SecurityAdmin))
		if err != nil || len(pending) != 1 {
			t.Fatalf("%d proposals wait, %v; want the psychology teacher's post", len(pending), err)
		}
		done, err := f.Regions.Confirm(ctx, f.As(care.SecurityAdmin), pending[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		sheets[0] = done[0].Sheet
		if _, err := f.Regions.SignIn(ctx, sheets[0].Login, sheets[0].Password); err != nil {
			t.Errorf("the first password: got %v", err)
		}
		posts := func() []string {
			var list []string
			i.read(func(t *act.Tx) error {
				held, err := t.HeldPosts(sheets[0].Person)
				for _, p := range held {
					u, err := t.Unit(p.Unit)
					if err != nil {
						return err
					}
					list = append(list, fmt.Sprintf("%s@%s%d", p.Role, u.Kind, u.Number))
				}
				return err
			})
			slices.Sort(list)
			return list
		}
		want := []string{"class_teacher@class3", "duty_adult@school0", "psychology_teacher@school0"}
		if got := posts(); !slices.Equal(got, want) {
			t.Errorf("posts: got %v, want %v", got, want)
		}

		v = stage(f.School.Name+",沈一,班主任,七年级3班,13900001111", f.School.Name+",沈一,年级组长,,13900001111")
		sheets2 := 0
		i.apply(v.ID, region.ApplyOptions{Sheets: func(s []region.AccountSheet) { sheets2 += len(s) }})
		if got := posts(); sheets2 != 0 || !slices.Equal(got, append(want[:2:2], "grade_head@school0", want[2])) {
			t.Errorf("the second list: got %v and %d new accounts, want one post more and none", got, sheets2)
		}
	})
}

func takeConsent(f *fixture.Fixture) func(*act.Tx, care.ID, region.Consented) error {
	return func(t *act.Tx, campaign care.ID, c region.Consented) error {
		return f.Screening.TakeConsent(t, campaign, screening.NewConsent{Person: c.Person, Decision: c.Decision, Channel: "batch",
			Signer: screening.Signer{Name: c.Signer, Relation: c.Relation}})
	}
}

func TestConsentsAreRecordedForWhoTheyAre(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		i := importing{f, t, f.As(care.PsychologyTeacher)}
		c := f.OpenRound(t) // everybody agreed
		name := func(n int) string { return fmt.Sprintf("试验生%d号·%s", n+1, f.School.Name[:6]) }
		src := source("年级,班级,姓名,学籍号,是否同意,签署日期,监护人姓名", []string{
			fmt.Sprintf("七年级,1班,%s,T%s%03d,不同意,2026-09-10,家长1", name(0), f.School.ID, 0),
			"七年级,1班," + name(1) + ",,撤回,2026-09-10,家长2",
			"七年级,1班," + name(2) + ",,同意,2026-09-10,家长3",
			"七年级,1班,没有这人,,同意,2026-09-10,家长4",
			"七年级,1班," + name(3) + ",,,2026-09-10,家长4",
		})
		src.Unit = f.School.ID
		id, err := f.Regions.StageConsents(ctx, i.who, c.ID, src)
		if err != nil {
			t.Fatal(err)
		}
		v := i.view(id)
		if v.Counts.Decisions != 3 || v.Counts.Faulty != 2 || v.Campaign != c.ID || !strings.Contains(i.faults(id), "unknown_pupil") {
			t.Fatalf("got %+v\n%s", v, i.faults(id))
		}
		i.apply(id, region.ApplyOptions{GoodRows: true, Consent: takeConsent(f)})
		i.read(func(t *act.Tx) error {
			for n, want := range []care.ConsentDecision{care.ConsentDecline, care.ConsentDecline, care.ConsentAgree, care.ConsentAgree} {
				if k, err := t.Consent(c.ID, f.Pupils[n]); k.Decision != want {
					i.t.Errorf("pupil %d: got %q, %v, want %q", n, k.Decision, err, want)
				}
			}
			tally, err := t.CampaignClass(c.ID, f.Class.ID)
			if tally.Due != 10 {
				i.t.Errorf("due: got %d, want 10", tally.Due)
			}
			return err
		})
	})
}

// From 18 on a pupil decides himself: a guardian's signature in a list is a fault, his
// own is not.
func TestAGuardianDoesNotDecideForAnAdult(t *testing.T) {
	f := fixture.SQLite(t)
	i := importing{f, t, f.As(care.PsychologyTeacher)}
	f.Pupil(t, f.Class.ID, "成年甲", "2008-09-15")
	f.Pupil(t, f.Class.ID, "成年乙", "2008-09-15")
	f.Pupil(t, f.Class.ID, "未成年", "2008-09-16")
	c := f.OpenRound(t)
	src := source("年级,班级,姓名,是否同意,签署日期,监护人姓名,关系", []string{
		"七年级,1班,成年甲,同意,2026-09-10,家长,母亲",
		"七年级,1班,成年乙,同意,2026-09-10,成年乙,本人",
		"七年级,1班,未成年,同意,2026-09-10,家长,母亲",
	})
	src.Unit = f.School.ID
	id, err := f.Regions.StageConsents(context.Background(), i.who, c.ID, src)
	if err != nil {
		t.Fatal(err)
	}
	if v := i.view(id); v.Counts.Decisions != 2 || v.Counts.Faulty != 1 || !strings.Contains(i.faults(id), "own_decision") {
		t.Fatalf("got %+v\n%s", v, i.faults(id))
	}
}

// A child in care who leaves keeps the owner, and the owner gets a duty.
func TestNobodyInCareIsDroppedByALeaversList(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := f.OpenRound(t)
		tickets := f.Tickets(t, c.ID)
		f.Answer(t, tickets[f.Pupils[0]], fixture.Sheet(3, 3, 3, 3, 3, 3, 3, 3, 3))
		// A second child is in care already.
		episode := care.Episode{ID: f.DB.NewID(), Person: f.Pupils[1], Programme: care.StudentCare, State: care.EpisodeOpen, Level: care.LevelGeneral,
			OwnerPost: f.As(care.PsychologyTeacher).Post, NextOn: "2026-10-01"}
		if err := f.Do(ctx, act.System, "test.Episode", func(t *act.Tx) error { return t.InsertEpisode(episode) }); err != nil {
			t.Fatal(err)
		}
		i := importer(t, f)
		v := i.stage(pupilList(i.old(func(n int, line []string) []string {
			if n < 2 {
				return nil
			}
			if n == 2 {
				line[1] = "八年级1班"
			}
			return line
		})...))
		if v.Counts.Left != 2 || v.Counts.OpenWork != 2 {
			t.Fatalf("got %+v", v.Counts)
		}
		rows, err := f.Regions.ImportRows(ctx, i.who, v.ID, region.RowWorked, 0)
		if err != nil || len(rows.Lines) != 2 || rows.Lines[0].Name == "" {
			t.Errorf("the list of open work: got %+v, %v", rows, err)
		}
		var before, after []care.Duty
		open := func(into *[]care.Duty) {
			i.read(func(t *act.Tx) error {
				flags, err := t.FlagsOf(f.Pupils[0])
				if err != nil || len(flags) != 1 || flags[0].State != care.FlagOpen {
					i.t.Errorf("flags: got %+v, %v", flags, err)
				}
				d, err := t.InterviewDuty(flags[0])
				*into = append(*into, d)
				return err
			})
		}
		open(&before)
		i.apply(v.ID, region.ApplyOptions{LeaversToo: true})
		open(&after)
		if before[0] != after[0] {
			t.Errorf("the interview duty changed: got %+v, want %+v", after[0], before[0])
		}
		i.read(func(t *act.Tx) error { // the round's counts follow whom it may ask
			kept, err := t.CampaignClasses(c.ID, f.Root)
			if err != nil {
				return err
			}
			counted, err := t.Recount(c.ID)
			due := map[care.ID]int{}
			for _, k := range kept {
				due[k.Unit] = k.Due
			}
			for _, k := range counted {
				if due[k.Unit] != k.Due {
					i.t.Errorf("class %s: the round counts %d due, its rows %d", k.Unit, due[k.Unit], k.Due)
				}
			}
			if due[f.Class.ID] != 9 || due[f.Class2.ID] != 1 {
				i.t.Errorf("due: got %v, want 9 and 1", due)
			}
			return err
		})
		i.read(func(t *act.Tx) error {
			e, err := t.Episode(episode.ID)
			if err != nil || e.State != care.EpisodeOpen || e.OwnerPost != episode.OwnerPost {
				i.t.Errorf("the episode: got %+v, %v", e, err)
			}
			d, err := t.OpenDutyFor("contact.general", "episode", episode.ID)
			if err != nil || d.Post != episode.OwnerPost || d.Person != f.Pupils[1] {
				i.t.Errorf("the owner's duty: got %+v, %v", d, err)
			}
			return nil
		})
	})
}

func TestPaperSheetsGoThroughTheSameSubmit(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		c := f.OpenRound(t)
		who := f.As(care.PsychologyTeacher)
		blank := fixture.Sheet(0, 0, 0, questionnaire.Missing, 0, 0, 0, 0, 1)
		if _, err := f.Screening.EnterSheet(ctx, who, c.ID, f.Pupils[0], blank, false); care.KindOf(err) != care.Invalid {
			t.Errorf("a blank nobody confirmed: got %v, want invalid", err)
		}
		f.Consent(t, c.ID, care.ConsentDecline, f.Pupils[1])
		if _, err := f.Screening.EnterSheet(ctx, who, c.ID, f.Pupils[1], fixture.Sheet(), false); care.KindOf(err) != care.Forbidden {
			t.Errorf("without consent: got %v, want forbidden", err)
		}
		for _, stranger := range []act.Who{f.As(care.Principal), f.AsOther(care.PsychologyTeacher)} {
			if _, err := f.Screening.EnterSheet(ctx, stranger, c.ID, f.Pupils[0], fixture.Sheet(), false); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s enters: got %v, want forbidden", stranger.Role, err)
			}
		}
		receipt, err := f.Screening.EnterSheet(ctx, who, c.ID, f.Pupils[0], blank, true)
		if err != nil || receipt.Receipt == "" {
			t.Fatalf("a partial sheet: got %+v, %v", receipt, err)
		}
		if _, err := f.Screening.EnterSheet(ctx, who, c.ID, f.Pupils[2], fixture.Sheet(), false); err != nil {
			t.Errorf("a whole sheet: got %v", err)
		}
		if _, err := f.Screening.EnterSheet(ctx, who, c.ID, f.Pupils[2], fixture.Sheet(1), false); care.KindOf(err) != care.Conflict {
			t.Errorf("a second sheet: got %v, want conflict", err)
		}
		if err := f.View(ctx, act.System, func(tx *act.Tx) error {
			tally, err := tx.CampaignClass(c.ID, f.Class.ID)
			if tally.Submitted != 2 || tally.Alerted != 1 || tally.Started != 2 || tally.Valid != 1 {
				t.Errorf("counts: got %+v, want 2 submitted, 1 alert, 1 valid", tally)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
