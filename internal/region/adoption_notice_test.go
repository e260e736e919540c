package region_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/verify"
)

// tellsOthers is the fifth region's pack with a matrix of its own for the level
// serious: the grade head hears at once, the principal after the release. The four
// whom the shipped pack of the fixture names besides are named no more.
func tellsOthers(t *testing.T) *policy.Stack {
	t.Helper()
	row := `  - {level: serious, to: %s, via: school, origin: care_team, minimum: {zh: 请协调, en: Please support}, ack: notice_ack.serious, climb_to: psychology_lead, clause: ours%s}` + "\n"
	notices := string(fixture.Hill(nil)["hill/notices.yaml"]) + fmt.Sprintf(row, "grade_head", "") + fmt.Sprintf(row, "principal", ", wide_release: true")
	return fixture.HillPack(t, map[string]string{"hill/notices.yaml": notices})
}

func noticesIn(t *testing.T, f *fixture.Fixture) map[care.ID]care.Notice {
	t.Helper()
	out := map[care.ID]care.Notice{}
	inside(t, f, func(tx *act.Tx) error {
		return tx.EachOpenEpisode(func(e care.Episode) error {
			list, err := tx.NoticesOf(e.ID)
			for _, n := range list {
				out[n.ID] = n
			}
			return err
		})
	})
	return out
}

// seriousNotices are those of the fixture's only serious case, by recipient and state.
func seriousNotices(t *testing.T, f *fixture.Fixture) map[care.Role]care.Notice {
	t.Helper()
	out := map[care.Role]care.Notice{}
	for _, n := range noticesIn(t, f) {
		if n.Level != care.LevelSerious {
			continue
		}
		if _, had := out[n.ToRole]; had {
			t.Errorf("%s is told twice", n.ToRole)
		}
		out[n.ToRole] = n
	}
	return out
}

func adopt(t *testing.T, f *fixture.Fixture, pack *policy.Stack) {
	t.Helper()
	ctx := context.Background()
	id, err := f.Regions.ProposePack(ctx, f.As(care.DistrictOfficer), pack, care.DateOf(f.Now()))
	must(t, err)
	_, err = f.Regions.Confirm(ctx, f.As(care.Inspector), id)
	must(t, err)
	sound(t, f)
}

func sound(t *testing.T, f *fixture.Fixture) {
	t.Helper()
	if report, err := verify.Run(context.Background(), f.Kernel); err != nil || !report.OK {
		t.Errorf("%v\n%s", err, report.Text())
	}
}

func states(list map[care.Role]care.Notice) string {
	var out []string
	for role, n := range list {
		out = append(out, fmt.Sprintf("%s %s", role, n.State))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// Whom another pack names is told at the switch, with what the others were told; whom
// it names no more and who was not told yet is not told; what was sent stays sent. A
// process that dies on the way changes nothing of that, and nobody is told twice.
func TestASwitchTellsWhomThePackNames(t *testing.T) {
	for _, steps := range []int{0, 1, 2} {
		fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
			ctx := context.Background()
			f.Work(t)
			f.Hardship(t)
			next, officer := tellsOthers(t), f.As(care.DistrictOfficer)
			before := states(seriousNotices(t, f))
			if want := "class_teacher sent, deputy_principal sent, district_officer waiting, guardian held, moral_education_office waiting, psychology_lead sent"; before != want {
				t.Fatalf("the fixture's notices are %s; want %s", before, want)
			}
			preview, err := f.Regions.PreviewPack(ctx, officer, next)
			must(t, err)
			if p := preview.Total; p.Told != 2 || p.Dropped != 2 || p.Kept != 1 {
				t.Errorf("the preview says %+v; want 2 told, 2 dropped, 1 kept", p)
			}
			if after := states(seriousNotices(t, f)); after != before {
				t.Errorf("the preview made of %s: %s", before, after)
			}

			id, err := f.Regions.ProposePack(ctx, officer, next, care.DateOf(f.Now()).AddDays(1))
			must(t, err)
			_, err = f.Regions.Confirm(ctx, f.As(care.Inspector), id)
			must(t, err)
			f.Wait(24 * time.Hour)
			must(t, f.Regions.SwitchUntil(ctx, steps))
			must(t, f.Regions.SwitchDue(ctx))
			list := seriousNotices(t, f)
			if got, want := states(list), "class_teacher sent, deputy_principal sent, district_officer void, grade_head sent, guardian held, moral_education_office void, principal waiting, psychology_lead sent"; got != want {
				t.Errorf("after the switch %s; want %s", got, want)
			}
			if n := list[care.GradeHead]; n.ToPost != f.As(care.GradeHead).Post || n.ClimbAt == 0 || n.SentAt == 0 {
				t.Errorf("the grade head's notice is %+v", n)
			}
			mine, err := f.Casework.OpenNotice(ctx, f.As(care.GradeHead), list[care.GradeHead].ID)
			if err != nil || mine.Body.Facts != "课间请多看一眼" || mine.Body.Minimum.Zh != "请协调" {
				t.Errorf("the grade head reads %+v, %v", mine.Body, err)
			}
			sound(t, f)
			duties, notices := allDuties(t, f), states(list)
			must(t, f.Regions.SwitchDue(ctx))
			if !sameDuties(duties, allDuties(t, f)) || states(seriousNotices(t, f)) != notices {
				t.Error("running the switch again changed something")
			}

			// The pack before it names neither: the principal is not told any more, and nobody is asked to.
			adopt(t, f, fixture.HillPack(t, nil))
			if got, want := states(seriousNotices(t, f)), strings.Replace(notices, "principal waiting", "principal void", 1); got != want {
				t.Errorf("back again %s; want %s", got, want)
			}
			home := 0
			for _, d := range allDuties(t, f) {
				if d.State == care.DutyOpen && d.Rule == "wide_release" {
					t.Errorf("somebody is still asked: %+v", d)
				}
				if d.State == care.DutyOpen && d.Rule == "home_safe" {
					home++
				}
			}
			if home != 1 {
				t.Errorf("home is asked about %d times, want once: guardians are told under every pack", home)
			}
		})
	}
}

// Somebody with two posts had one notice. When the row it came by goes, he is told by
// the other.
func TestWhoIsNamedTwiceStaysTold(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		f.Work(t)
		lead := f.As(care.PsychologyLead).Post
		list := seriousNotices(t, f)
		if err := f.Do(context.Background(), act.System, "test", func(tx *act.Tx) error {
			own, other := list[care.PsychologyLead], list[care.MoralEducationOffice]
			tx.About("notice", own.ID, own.Person)
			own.State, own.ClimbAt = care.NoticeVoid, 0
			if err := tx.UpdateNotice(own, care.NoticeSent); err != nil {
				return err
			}
			other.ToPost = lead
			return tx.UpdateNotice(other, care.NoticeWaiting)
		}); err != nil {
			t.Fatal(err)
		}
		adopt(t, f, fixture.HillPack(t, nil))
		told := 0
		for _, n := range noticesIn(t, f) {
			if n.ToPost == lead && n.State == care.NoticeSent {
				told++
			}
		}
		if told != 1 {
			t.Errorf("the psychology lead is told %d times; want once", told)
		}
	})
}
