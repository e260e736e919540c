package region_test

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/supervision"
	"xinhuan/internal/verify"
	"xinhuan/policies"
)

// A region that the program has never heard of writes its pack as data; two people
// adopt it; levels, matrix, cadences, ratios and dates follow, and what the preview
// counted is what the switch did.
func TestAFifthRegionIsAdopted(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		f.Work(t)
		f.Hardship(t)
		units := supervision.Room{Kernel: f.Kernel}
		must(t, units.Generate(ctx))
		f.Wait(24 * time.Hour)
		must(t, units.Generate(ctx))
		hill, officer := fixture.HillPack(t, nil), f.As(care.DistrictOfficer)
		preview, err := f.Regions.PreviewPack(ctx, officer, hill)
		must(t, err)
		counted, err := units.UnitsUnder(ctx, officer, hill)
		must(t, err)
		before, unsent := allDuties(t, f), noticesIn(t, f)

		id, err := f.Regions.ProposePack(ctx, officer, hill, care.DateOf(f.Now()))
		must(t, err)
		if f.Policy().ID() != "youyang" {
			t.Fatal("one person alone changed the rules")
		}
		if _, err := f.Regions.Confirm(ctx, f.As(care.Inspector), id); err != nil {
			t.Fatal(err)
		}
		must(t, units.Generate(ctx))

		if f.Policy().Hash() != hill.Hash() || f.Policy().Level(care.LevelSerious).Label.Zh != "中" {
			t.Fatalf("%s is in use; want hill and its words", f.Policy().ID())
		}
		if !slices.ContainsFunc(f.Policy().Notices(care.LevelGeneral), func(n policy.Notice) bool { return n.To == care.GradeHead }) {
			t.Error("the grade head is not told of a general problem")
		}
		i := slices.IndexFunc(f.Policy().Ratios(), func(r policy.Ratio) bool { return r.ID == "university_4000" })
		if n := f.Policy().Ratios()[i].Needs(3001); n != 2 {
			t.Errorf("3001 students need %d teachers; want 2", n)
		}
		got, begun, ended := region.UnitChange{}, map[string]int{}, map[string]int{}
		after := allDuties(t, f)
		for key, now := range after {
			was, had := before[key]
			switch unit := now.Ref == "unit"; {
			case unit && (!had || was.State == care.DutyVoid) && now.State == care.DutyOpen:
				begun[now.Rule]++
			case unit && had && was.State == care.DutyOpen && now.State == care.DutyVoid:
				ended[now.Rule]++
			case unit:
			case !had:
				got.Opened++
			case was.State == care.DutyOpen && now.State == care.DutyVoid:
				got.Ended++
			case now.DueAt < was.DueAt:
				got.Earlier++
			case now.DueAt > was.DueAt:
				got.Later++
			}
		}
		want := preview.Total
		want.Sooner, want.Slower, got.Kept = 0, 0, want.Kept
		for id, n := range noticesIn(t, f) {
			switch was, had := unsent[id]; {
			case !had:
				got.Told++
			case n.State == care.NoticeVoid && was.State != n.State:
				got.Dropped++
			}
		}
		if got != want || got.Earlier == 0 || got.Dropped != 2 || got.Kept != 1 {
			t.Errorf("the switch changed %+v; the preview said %+v", got, want)
		}
		for _, c := range counted {
			if begun[c.Rule] != c.Begins || ended[c.Rule] != c.Ends {
				t.Errorf("%s: %d began, %d ended; the preview said %d and %d", c.Rule, begun[c.Rule], ended[c.Rule], c.Begins, c.Ends)
			}
			delete(begun, c.Rule)
			delete(ended, c.Rule)
		}
		if len(begun)+len(ended) > 0 {
			t.Errorf("the preview left out %v and %v", begun, ended)
		}
		if report, err := verify.Run(ctx, f.Kernel); err != nil || !report.OK {
			t.Errorf("after the switch: %v\n%s", err, report.Text())
		}
		list, _, err := f.Regions.Adoptions(ctx, officer)
		must(t, err)
		if len(list) != 1 || list[0].Stands != region.InUse || list[0].By == "" || list[0].End == "" || list[0].FromHash == "" {
			t.Errorf("the history says %+v", list)
		}
		again := allDuties(t, f)
		must(t, f.Regions.SwitchDue(ctx))
		must(t, units.Generate(ctx))
		if !sameDuties(again, allDuties(t, f)) {
			t.Error("running the switch again changed something")
		}
	})
}

// Nobody adopts alone, whoever he is; only those whom the pack names propose or agree.
func TestAPackTakesTwo(t *testing.T) {
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		ctx := context.Background()
		hill, officer, inspector := fixture.HillPack(t, nil), f.As(care.DistrictOfficer), f.As(care.Inspector)
		today := care.DateOf(f.Now())
		for _, role := range []care.Role{care.SystemAdmin, care.SecurityAdmin, care.AuditAdmin, care.Inspector, care.DistrictResearcher, care.HealthOfficer,
			care.Principal, care.PsychologyLead, care.PsychologyTeacher, care.ClassTeacher, care.GradeHead, care.DutyAdult} {
			if _, err := f.Regions.ProposePack(ctx, f.As(role), hill, today); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s proposes: %v; want forbidden", role, err)
			}
		}
		id, err := f.Regions.ProposePack(ctx, officer, hill, today)
		must(t, err)
		if again, err := f.Regions.ProposePack(ctx, officer, hill, today); err != nil || again != id {
			t.Errorf("asking again: %v, %v; want the same proposal", again, err)
		}
		other := inspector
		other.Person = officer.Person // his other post
		for name, who := range map[string]act.Who{"who proposed": officer, "the same person in another post": other, "system": f.As(care.SystemAdmin), "security": f.As(care.SecurityAdmin),
			"audit": f.As(care.AuditAdmin), "principal": f.As(care.Principal), "psychology lead": f.As(care.PsychologyLead), "class teacher": f.As(care.ClassTeacher), "health officer": f.As(care.HealthOfficer)} {
			if _, err := f.Regions.Confirm(ctx, who, id); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s agrees: %v; want forbidden", name, err)
			}
		}
		for _, role := range []care.Role{care.ClassTeacher, care.Principal, care.SystemAdmin} {
			if _, _, err := f.Regions.Adoptions(ctx, f.As(role)); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s reads the adoptions: %v", role, err)
			}
			if _, err := f.Regions.PreviewPack(ctx, f.As(role), hill); care.KindOf(err) != care.Forbidden {
				t.Errorf("%s reads the preview: %v", role, err)
			}
		}
		must(t, f.Regions.Refuse(ctx, inspector, id))
		if _, err := f.Regions.Confirm(ctx, inspector, id); care.KindOf(err) != care.Conflict {
			t.Errorf("agreed after the refusal: %v", err)
		}
		if id, err = f.Regions.ProposePack(ctx, officer, hill, today); err != nil {
			t.Fatal(err)
		}
		f.Wait(8 * 24 * time.Hour)
		if _, err := f.Regions.Confirm(ctx, inspector, id); care.KindOf(err) != care.Conflict || f.Policy().ID() != "youyang" {
			t.Errorf("agreed after a week: %v", err)
		}
		if _, err := f.Regions.ProposePack(ctx, officer, hill, today); care.KindOf(err) != care.Invalid {
			t.Errorf("a day that is over: %v; want invalid", err)
		}
		f.Hardship(t)
		nation, err := policy.Load(policies.FS, "national")
		must(t, err)
		if _, err := f.Regions.ProposePack(ctx, officer, nation, care.DateOf(f.Now())); care.KindOf(err) != care.Invalid {
			t.Errorf("a pack without the programme of two children: %v; want invalid", err)
		}
	})
}

// A process that dies between any two steps leaves nothing undone: the next start
// completes the switch, in this process or another.
func TestAnInterruptedSwitchIsCompleted(t *testing.T) {
	for _, steps := range []int{0, 1, 2} {
		fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
			ctx := context.Background()
			f.Work(t)
			f.Hardship(t)
			tomorrow := care.DateOf(f.Now()).AddDays(1)
			id, err := f.Regions.ProposePack(ctx, f.As(care.DistrictOfficer), fixture.HillPack(t, nil), tomorrow)
			must(t, err)
			if _, err := f.Regions.Confirm(ctx, f.As(care.Inspector), id); err != nil {
				t.Fatal(err)
			}
			must(t, f.Regions.SwitchDue(ctx))
			if f.Policy().ID() != "youyang" {
				t.Fatal("it began before its day")
			}
			f.Wait(24 * time.Hour)
			must(t, f.Regions.SwitchUntil(ctx, steps))
			next := fixture.Kernel(t, f.DB, f.Keys.Public(), f.Keys)
			defer next.Close()
			must(t, region.Room{Kernel: next}.SwitchDue(ctx))
			if next.Policy().ID() != "hill" {
				t.Fatalf("after %d steps the next start uses %s", steps, next.Policy().ID())
			}
			// The first process works on, finds out when it commits, and does it under the new pack.
			if _, err := f.Regions.AddUnit(ctx, f.As(care.DistrictOfficer), care.Unit{Parent: f.Root, Kind: care.School, Name: "新设学校", Stage: care.Junior}); err != nil {
				t.Fatal(err)
			}
			if f.Policy().ID() != "hill" {
				t.Errorf("the other process still uses %s", f.Policy().ID())
			}
			report, err := verify.Run(ctx, next)
			if err != nil || !report.OK {
				t.Errorf("after %d steps: %v\n%s", steps, err, report.Text())
			}
			var a region.Adoption
			if a, _, _, err = f.Regions.PackAt(ctx, f.As(care.DistrictOfficer), id); err != nil || a.Stands != region.InUse {
				t.Errorf("the adoption stands at %s, %v", a.Stands, err)
			}
		})
	}
}

func allDuties(t *testing.T, f *fixture.Fixture) map[care.ID]care.Duty {
	t.Helper()
	out := map[care.ID]care.Duty{}
	inside(t, f, func(tx *act.Tx) error {
		return tx.EachDuty(func(d care.Duty) error { out[d.ID] = d; return nil })
	})
	return out
}

func sameDuties(a, b map[care.ID]care.Duty) bool {
	if len(a) != len(b) {
		return false
	}
	for id, d := range a {
		if b[id] != d {
			return false
		}
	}
	return true
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// However often a region tightens and loosens a cadence: when it was not loosened,
// no open duty about anybody is due later than before.
func TestATightenedCadenceIsNeverLater(t *testing.T) {
	f := fixture.SQLite(t)
	ctx := context.Background()
	f.Work(t)
	f.Hardship(t)
	before, moved := 14, 0 // contact.serious of the shipped pack
	if check := flag.Lookup("rapid.checks"); check.Value.String() == check.DefValue {
		flag.Set("rapid.checks", "12")
		t.Cleanup(func() { flag.Set("rapid.checks", check.DefValue) })
	}
	rapid.Check(t, func(rt *rapid.T) {
		days := rapid.IntRange(1, 14).Draw(rt, "days")
		f.Wait(time.Duration(rapid.IntRange(0, 40).Draw(rt, "hours")) * time.Hour)
		pack := fixture.HillEvery(t, days)
		if pack.Hash() == f.Policy().Hash() {
			return
		}
		was := allDuties(t, f)
		id, err := f.Regions.ProposePack(ctx, f.As(care.DistrictOfficer), pack, care.DateOf(f.Now()))
		must(t, err)
		if _, err := f.Regions.Confirm(ctx, f.As(care.Inspector), id); err != nil {
			rt.Fatal(err)
		}
		for id, now := range allDuties(t, f) {
			old, had := was[id]
			if !had || now.State != care.DutyOpen {
				continue
			}
			if now.DueAt != old.DueAt {
				moved++
			}
			if days <= before && now.DueAt > old.DueAt {
				rt.Errorf("%s: from every %d to every %d days, due %v became %v", now.Rule, before, days, old.DueAt.Time(), now.DueAt.Time())
			}
		}
		before = days
	})
	if moved == 0 {
		t.Error("nothing ever moved: nothing was proved")
	}
}

// Bytes that are not those of their hash are refused in clear words.
func TestDamagedBytesAreRefused(t *testing.T) {
	f := fixture.SQLite(t)
	err := f.DB.Write(context.Background(), f.Region, func(tx *store.Tx) error {
		for name, data := range fixture.Hill(nil) {
			if err := tx.InsertPackFile("c0ffee", name, data); err != nil {
				return err
			}
		}
		_, err := act.StoredPack(tx, "hill", "c0ffee")
		return err
	})
	if care.KindOf(err) != care.Internal || !strings.Contains(care.TextOf(err).En, "not those of its hash") {
		t.Errorf("got %v; want a refusal that says why", err)
	}
}

// A pack that names nobody can still be replaced.
func TestNoPackIsForEver(t *testing.T) {
	f := fixture.SQLite(t)
	none := "access:\n  - {role: district_officer, verb: write, scope: none, data: [packs, pack_approval], clause: ours}\n  - {role: inspector, verb: write, scope: none, data: [pack_approval], clause: ours}\n" +
		"  - {role: grade_head, verb: read, scope: subtree, data: [identity, level], clause: HILL-7}\n"
	f.Adopt(t, fixture.HillPack(t, map[string]string{"hill/access.yaml": none}))
	if _, err := f.Regions.ProposePack(context.Background(), f.As(care.DistrictOfficer), fixture.HillPack(t, nil), care.DateOf(f.Now())); err != nil {
		t.Error(err)
	}
}
