package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"xinhuan/internal/act"
	"xinhuan/internal/audit"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/envelope"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/screening"
	"xinhuan/internal/store"
	"xinhuan/internal/synthetic"
	"xinhuan/internal/testpg"
	"xinhuan/internal/verify"
)

// sunday is a now at which no school is open: a demonstration is looked at at any
// hour.
var sunday = time.Date(2026, 11, 22, 15, 7, 0, 0, care.China)

// empty opens an empty database with fresh keys.
func empty(t testing.TB, target string) *act.Kernel {
	t.Helper()
	db, err := store.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := envelope.NewRegionKeys(synthetic.Youyang, envelope.AES256GCM, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := fixture.Kernel(t, db, keys.Public(), keys)
	t.Cleanup(func() { k.Close(); db.Close() })
	return k
}

// district builds one whose kernel goes on living at its now.
func district(t testing.TB, target string, pupils int, now time.Time) *act.Kernel {
	t.Helper()
	k := empty(t, target)
	if err := Build(context.Background(), k, Options{Pupils: pupils, Seed: 1, Now: now}); err != nil {
		t.Fatal(err)
	}
	k.DB.Now = func() time.Time { return now }
	return k
}

func clean(t testing.TB, k *act.Kernel) {
	t.Helper()
	report, err := verify.Run(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK {
		t.Error(report.Text())
	}
}

// sums is a district in a few numbers.
type sums struct {
	Due, Started, Submitted, Valid, Stopped, Flagged, Alerted int
	Open, Closed                                              int // rounds
	Levels                                                    [5]int
}

func sumsOf(t testing.TB, k *act.Kernel) (s sums) {
	t.Helper()
	err := k.View(context.Background(), act.System, func(tx *act.Tx) error {
		root, err := tx.Root()
		if err != nil {
			return err
		}
		rounds, err := tx.Campaigns()
		if err != nil {
			return err
		}
		for _, c := range rounds {
			switch c.State {
			case care.CampaignOpen:
				s.Open++
			case care.CampaignClosed:
				s.Closed++
			}
			classes, err := tx.CampaignClasses(c.ID, root.ID)
			if err != nil {
				return err
			}
			for _, n := range classes {
				s.Due, s.Started, s.Submitted, s.Valid = s.Due+n.Due, s.Started+n.Started, s.Submitted+n.Submitted, s.Valid+n.Valid
				s.Stopped, s.Flagged, s.Alerted = s.Stopped+n.Stopped, s.Flagged+n.Flagged, s.Alerted+n.Alerted
			}
		}
		levels, err := tx.LevelCounts(root.ID)
		for _, l := range levels {
			s.Levels[l.Level] += l.N
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func each(t *testing.T, run func(t *testing.T, target string)) {
	t.Run("sqlite", func(t *testing.T) { run(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { run(t, testpg.URL(t)) })
}

func TestADistrictHasLivedUntilNow(t *testing.T) {
	each(t, func(t *testing.T, target string) {
		k := district(t, target, 600, sunday)
		clean(t, k)
		s := sumsOf(t, k)
		t.Logf("%+v", s)
		if s.Submitted < 250 || s.Alerted < 10 || s.Flagged < s.Alerted || s.Stopped == 0 || s.Valid == s.Submitted {
			t.Errorf("got %+v, want a screened district with alerts, careless sheets and pupils who stopped", s)
		}
		if s.Levels[care.LevelMajor] < 1 || s.Levels[care.LevelSerious] < 1 || s.Levels[care.LevelWatch]+s.Levels[care.LevelGeneral] < 3 {
			t.Errorf("open episodes by level: got %v, want some of each", s.Levels)
		}
		if s.Open < 1 || s.Closed < 1 {
			t.Errorf("rounds: got %d open, %d closed, want both", s.Open, s.Closed)
		}
		notAhead(t, k, sunday)
		everyFaceHasWork(t, k)
		pupilCanEnter(t, k)
		guardianCanEnter(t, k)
	})
}

// notAhead proves by the log that no act happened after now, and none before the
// district was founded.
func notAhead(t *testing.T, k *act.Kernel, now time.Time) {
	t.Helper()
	err := k.View(context.Background(), act.System, func(tx *act.Tx) error {
		last := care.Millis(0)
		return tx.EachAudit(func(row store.AuditRow) error {
			var e audit.Entry
			if err := e.Unmarshal(row.Entry); err != nil {
				return err
			}
			if e.At > care.MillisOf(now) || e.At < last {
				t.Errorf("entry %d at %s: want not after %s and not before the entry before", row.Seq, e.At.Time(), now)
			}
			last = e.At
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// everyFaceHasWork: who works with children finds something to do; the
// administrators and those who read counts have a sign-in and nothing that waits.
func everyFaceHasWork(t *testing.T, k *act.Kernel) {
	t.Helper()
	list, err := Accounts(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	work := map[care.Role]int{}
	seats := map[care.Role]int{}
	apart := map[care.Role]map[string]bool{} // a preschool and a university have theirs besides
	for _, a := range list {
		if slices.ContainsFunc(institutions, func(x institution) bool { return x.name == a.Unit.Zh }) && seats[a.Role] >= accountsMost {
			if apart[a.Role][a.Unit.Zh] {
				t.Errorf("%s: two accounts at %s", a.Role, a.Unit.Zh)
			}
			apart[a.Role] = map[string]bool{a.Unit.Zh: true}
			continue
		}
		seats[a.Role]++
		work[a.Role] += a.Work
		if a.Name == "" || a.Unit.IsZero() || a.Person == 0 || a.Post == 0 {
			t.Errorf("account %+v: want a name, a unit, a person and a post", a)
		}
	}
	for _, role := range care.StaffRoles() {
		if seats[role] < 1 || seats[role] > accountsMost {
			t.Errorf("%s: got %d accounts, want one or two", role, seats[role])
		}
	}
	for _, role := range []care.Role{care.DistrictOfficer, care.Principal, care.DeputyPrincipal, care.MoralEducationOffice,
		care.PsychologyLead, care.PsychologyTeacher, care.ClassTeacher, care.SubjectTeacher, care.DutyAdult} {
		if work[role] == 0 {
			t.Errorf("%s: nothing waits, want work to show", role)
		}
	}
}

func pupilCanEnter(t *testing.T, k *act.Kernel) {
	t.Helper()
	ticket, err := PupilTicket(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := screening.ForPupils(k).SignIn(context.Background(), ticket.ClassCode, ticket.Code); err != nil {
		t.Error(err)
	}
}

func guardianCanEnter(t *testing.T, k *act.Kernel) {
	t.Helper()
	slip, last4, err := GuardianLink(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := casework.Room{Kernel: k}.OpenLink(context.Background(), slip.Token, last4)
	if err != nil || opened.Kind != casework.LinkNotice {
		t.Errorf("guardian's link: got %q, %v, want a notice", opened.Kind, err)
	}
	for _, p := range opened.Letter.Passages {
		if p.Say == policy.SayContact && (p.Text.Zh == "" || p.Tel == "") {
			t.Errorf("guardian's link: whom to call is %q at %q, want a name and a number", p.Text.Zh, p.Tel)
		}
	}
	if len(opened.Letter.Passages) < 4 {
		t.Errorf("guardian's link: the letter says %+v, want what the pack's row demands", opened.Letter.Passages)
	}
}

func TestTheSameSeedGivesTheSameDistrict(t *testing.T) {
	first, second := sumsOf(t, district(t, t.TempDir(), 250, sunday)), sumsOf(t, district(t, t.TempDir(), 250, sunday))
	first.Levels, second.Levels = [5]int{}, [5]int{} // who is free first may differ, what children say does not
	if first != second {
		t.Errorf("twice the same seed:\n%+v\n%+v", first, second)
	}
}

// A demonstration can be made on any day and at any hour.
func TestADistrictOfAnyDay(t *testing.T) {
	for _, now := range []string{"2026-09-01 08:00", "2026-10-04 00:04", "2027-02-14 12:00", "2027-08-20 23:59"} {
		t.Run(now, func(t *testing.T) {
			t.Parallel()
			at, err := time.ParseInLocation("2006-01-02 15:04", now, care.China)
			if err != nil {
				t.Fatal(err)
			}
			k := district(t, t.TempDir(), 160, at)
			clean(t, k)
			notAhead(t, k, at)
			pupilCanEnter(t, k)
			if s := sumsOf(t, k); s.Open < 1 || s.Alerted < 1 {
				t.Errorf("got %+v, want an open round and an alert", s)
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		k := empty(b, b.TempDir())
		start, step := time.Now(), ""
		err := Build(context.Background(), k, Options{Pupils: 12_000, Seed: 1, Now: sunday, Progress: func(name string, _, _ int) {
			if name != step {
				b.Logf("%-8s from %s", name, time.Since(start).Round(time.Millisecond))
				step = name
			}
		}})
		if err != nil {
			b.Fatal(err)
		}
		b.Log(fmt.Sprintf("%+v", sumsOf(b, k)))
	}
}
