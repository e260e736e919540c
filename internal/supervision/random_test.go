package supervision_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/region"
	"xinhuan/internal/supervision"
	caseweb "xinhuan/internal/web/casework"
	"xinhuan/internal/web/session"
	supervisionweb "xinhuan/internal/web/supervision"
	"xinhuan/internal/web/webtest"
)

// Whatever the calendar, with outages of any length, units that join, seats emptied
// and evidence filed and withdrawn: once the clock has looked, every unit has the
// duty of every period, each lies with somebody, all counts and files are the list's, and
// looking again changes nothing.
func TestUnitDutiesSurviveAnything(t *testing.T) {
	for name, value := range map[string]string{"rapid.checks": "5", "rapid.steps": "30"} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			flag.Set(name, value)
		}
	}
	reached := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		f := fixture.SQLite(t)
		defer f.Close()
		f.Adopt(t, fixture.Calendar(t, "youyang", func(low, high int, what string) int { return rapid.IntRange(low, high).Draw(rt, what) }))
		y := &anyYear{Fixture: f, t: t, site: pagesOf(t, f), reached: reached, gone: map[care.Role]bool{}}
		for _, role := range []care.Role{care.PsychologyLead, care.PsychologyTeacher, care.Principal, care.DeputyPrincipal, care.DistrictOfficer, care.HealthOfficer} {
			y.seats = append(y.seats, f.As(role))
		}
		y.caughtUp(rt)
		rt.Repeat(map[string]func(*rapid.T){"day": y.day, "day again": y.day, "outage": y.outage, "file": y.file, "file again": y.file, "withdraw": y.withdraw, "open": y.open, "vacate": y.vacate})
		y.caughtUp(rt)
	})
	t.Logf("reached: %v", reached)
	for _, what := range []string{"outage", "filed", "opened", "vacated", "late", "exported"} {
		if reached[what] == 0 {
			t.Errorf("no sequence reached %s: nothing was proved of it", what)
		}
	}
}

// pagesOf serves the lists that can be taken away.
func pagesOf(t *testing.T, f *fixture.Fixture) *webtest.Site {
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	supervisionweb.Routes(routes, room(f), f.Casework, f.Screening)
	caseweb.Routes(routes, caseweb.Deps{Room: f.Casework, Rounds: f.Screening})
	return webtest.New(t, f, routes.Handler())
}

type anyYear struct {
	*fixture.Fixture
	t       *testing.T
	site    *webtest.Site
	seats   []act.Who
	gone    map[care.Role]bool
	filed   []care.ID
	classes int
	reached map[string]int
}

func (y *anyYear) read(rt *rapid.T, fn func(*act.Tx) error) {
	rt.Helper()
	if err := y.View(ctx, act.System, fn); err != nil {
		rt.Fatal(err)
	}
}

func (y *anyYear) day(rt *rapid.T) {
	y.Wait(24 * time.Hour)
	if err := room(y.Fixture).Generate(ctx); err != nil {
		rt.Fatal(err)
	}
}

func (y *anyYear) outage(rt *rapid.T) {
	y.Wait(time.Duration(rapid.IntRange(2, 70).Draw(rt, "days")) * 24 * time.Hour)
	y.reached["outage"]++
	y.caughtUp(rt)
}

func (y *anyYear) file(rt *rapid.T) {
	at := rapid.SampledFrom([]care.Unit{y.School, y.Class, y.Class2, {ID: y.Root, Kind: care.District}}).Draw(rt, "unit")
	unit := at.ID
	can := slices.DeleteFunc([]string{"lesson", "lesson", "case_meeting", "parent_training", "theme_activity", "budget", "survey", "home_visit_round"}, func(id string) bool {
		a, _ := y.Kernel.Policy().Activity(id)
		return !a.OfUnit(at.Kind, at.Stage)
	})
	kind := rapid.SampledFrom(can).Draw(rt, "kind")
	on := care.DateOf(y.Now()).AddDays(-rapid.IntRange(0, 40).Draw(rt, "filed late"))
	id, _, err := room(y.Fixture).FileActivity(ctx, y.As(care.DistrictOfficer), supervision.NewActivity{Unit: unit, Kind: kind, Values: values(on)})
	if err != nil {
		rt.Fatal(err)
	}
	y.filed = append(y.filed, id)
	y.reached["filed"]++
}

func (y *anyYear) withdraw(rt *rapid.T) {
	if len(y.filed) == 0 {
		rt.Skip("nothing filed")
	}
	i := rapid.IntRange(0, len(y.filed)-1).Draw(rt, "which")
	if err := room(y.Fixture).Withdraw(ctx, y.As(care.DistrictOfficer), y.filed[i], "登记错了"); err != nil {
		rt.Fatal(err)
	}
	y.filed = append(y.filed[:i], y.filed[i+1:]...)
}

func (y *anyYear) open(rt *rapid.T) {
	if y.classes > 3 {
		rt.Skip("enough classes")
	}
	y.classes++
	_, err := y.Regions.AddUnit(ctx, y.As(care.DistrictOfficer), care.Unit{Parent: y.Other.ID, Kind: care.Class, Stage: care.Junior, Entry: 2025, Number: 1 + y.classes, OpenedOn: care.DateOf(y.Now())})
	if err != nil {
		rt.Fatal(err)
	}
	y.reached["opened"]++
}

// vacate empties a seat of the school or fills it again.
func (y *anyYear) vacate(rt *rapid.T) {
	who := y.As(rapid.SampledFrom([]care.Role{care.PsychologyLead, care.PsychologyTeacher, care.Principal}).Draw(rt, "seat"))
	officer := y.As(care.DistrictOfficer)
	var err error
	if y.gone[who.Role] {
		var waits care.ID
		if _, waits, err = y.Regions.Appoint(ctx, officer, who.Person, region.Seat{Unit: who.Unit, Role: who.Role}); err == nil && waits != 0 {
			_, err = y.Regions.Confirm(ctx, y.As(care.SecurityAdmin), waits)
		}
	} else {
		err = y.Regions.Release(ctx, officer, who.Post, who.Person)
		y.reached["vacated"]++
	}
	if err != nil {
		rt.Fatal(err)
	}
	y.gone[who.Role] = !y.gone[who.Role]
}

func (y *anyYear) caughtUp(rt *rapid.T) {
	if err := room(y.Fixture).Generate(ctx); err != nil {
		rt.Fatal(err)
	}
	duties := y.whole(rt)
	y.somebodys(rt, duties)
	y.agree(rt, duties)
	y.Wait(time.Minute)
	if err := room(y.Fixture).Generate(ctx); err != nil {
		rt.Fatal(err)
	}
	if again := y.whole(rt); len(again) != len(duties) {
		rt.Fatalf("looking again made %d duties of %d", len(again), len(duties))
	}
}

// whole walks the days since the beginning one by one and finds the duty of each
// period that a unit lived through.
func (y *anyYear) whole(rt *rapid.T) (duties []care.Duty) {
	y.read(rt, func(tx *act.Tx) error {
		list, err := tx.UnitDutiesSince(0)
		if err != nil {
			return err
		}
		duties = list
		have, want := map[string]bool{}, map[string]bool{}
		for _, d := range list {
			key := fmt.Sprint(d.Rule, " ", d.RefID, " ", d.Period)
			if have[key] {
				return fmt.Errorf("two duties of %s", key)
			}
			have[key] = true
		}
		cal, today := tx.Policy.Calendar(), care.DateOf(tx.Now.Time())
		for _, c := range tx.Policy.Cadences() {
			if !c.InForce(today) {
				continue
			}
			for _, kind := range []care.UnitKind{care.District, care.School, care.Class} {
				units, err := tx.UnitsOfKind(kind, today)
				if err != nil {
					return err
				}
				for _, u := range units {
					for d := max(care.DateOf(fixture.Start), u.OpenedOn); c.Binds(u.Kind, u.Stage) && d <= today; d = d.AddDays(1) {
						p := c.Recurrence().On(d, cal)
						if p.First > d || p.Last < u.OpenedOn || (kind != care.District && holiday(c, p, cal)) {
							continue
						}
						want[fmt.Sprint(policy.CadencePrefix, c.ID, " ", u.ID, " ", p.Name)] = true
					}
				}
			}
		}
		for key := range want {
			if !have[key] {
				return fmt.Errorf("no duty of %s", key)
			}
		}
		for key := range have {
			if !want[key] {
				return fmt.Errorf("a duty of %s without reason", key)
			}
		}
		return nil
	})
	return duties
}

// holiday: in short stretches without a school day nothing is asked of a school.
func holiday(c policy.Cadence, p duty.Period, cal *policy.Calendar) bool {
	for d := p.First; d <= p.Last; d = d.AddDays(1) {
		if cal.IsSchoolDay(d) {
			return false
		}
	}
	return c.Period == duty.HalfMonth || c.Period == duty.TwoWeeks || c.Period == duty.CalendarMonth
}

func (y *anyYear) somebodys(rt *rapid.T, duties []care.Duty) {
	y.read(rt, func(tx *act.Tx) error {
		for _, d := range duties {
			if d.State != care.DutyOpen {
				continue
			}
			if holder, err := tx.Holder(d.Post); err != nil || holder == 0 {
				return fmt.Errorf("%s of %s lies with nobody: %w", d.Rule, d.RefID, err)
			}
		}
		return nil
	})
}

// agree holds equal: the boards of the units, the counts above them, the counts by
// rule, the lists of who has to do it, their badges and their morning's message.
func (y *anyYear) agree(rt *rapid.T, duties []care.Duty) {
	open, late := map[care.ID]int{}, map[care.ID]int{} // by unit
	rows := map[care.ID]int{}                          // by post
	y.read(rt, func(tx *act.Tx) error {
		for _, d := range duties {
			if d.State == care.DutyOpen {
				open[d.RefID]++
				rows[d.Post]++
				if tx.Standing(d).State == duty.Late {
					late[d.RefID]++
					y.reached["late"]++
				}
			}
		}
		counts, err := tx.DutyCounts(y.Root)
		if err != nil {
			return err
		}
		for _, c := range counts {
			if c.Open != open[c.Unit] || c.Late != late[c.Unit] {
				return fmt.Errorf("counted %d open and %d late of a unit, listed %d and %d", c.Open, c.Late, open[c.Unit], late[c.Unit])
			}
		}
		return y.sumsAgree(tx, open, late)
	})
	officer := y.site.AsWho(y.t, y.As(care.DistrictOfficer))
	for _, unit := range []care.ID{y.Root, y.School.ID, y.Class.ID} {
		boards := [2]int{}
		for year := 2025; year <= 2028; year++ {
			b, err := room(y.Fixture).Board(ctx, y.As(care.DistrictOfficer), unit, year)
			if err != nil {
				rt.Fatal(err)
			}
			o, l, _ := b.Count()
			boards[0], boards[1] = boards[0]+o+l, boards[1]+l
			if len(b.Lines) > 0 {
				y.exported(rt, officer, b)
			}
		}
		if boards != [2]int{open[unit], late[unit]} {
			rt.Fatalf("the boards of a unit show %v open and late, there are %d and %d", boards, open[unit], late[unit])
		}
	}
	y.seatsAgree(rt, rows)
}

// exported holds the file of a board equal with its page: the same duties, as many of
// them late.
func (y *anyYear) exported(rt *rapid.T, officer *webtest.Browser, b supervision.Board) {
	at := "/duties/" + b.Unit.ID.String() + "/export/csv?lang=zh&year=" + fmt.Sprint(b.Year)
	file := officer.Get(at).CSV()
	if len(file) != len(b.Lines) {
		rt.Fatalf("%s holds %d duties, the board %d", at, len(file), len(b.Lines))
	}
	for i, l := range b.Lines {
		if row := file[i]; row["编号"] != l.Duty.ID.String() || row["状态"] != l.Stands.State.Name().Zh || row["已有佐证"] != fmt.Sprint(l.Have) || row["期限"] != string(care.DateOf(l.Duty.DueAt.Time())) {
			rt.Fatalf("%s, line %d says %v; the board %s %s, %d there, due %s", at, i, row, l.Duty.ID, l.Stands.State, l.Have, care.DateOf(l.Duty.DueAt.Time()))
		}
		y.reached["exported"]++
	}
	_, late, _ := b.Count()
	if only := officer.Get(at + "&f.state=" + string(duty.Late)).CSV(); len(only) != late {
		rt.Fatalf("%s holds %d late duties, the board counts %d", at, len(only), late)
	}
}

// takenAway holds the file of a post's work equal with its list and badge.
func (y *anyYear) takenAway(rt *rapid.T, who act.Who, w casework.Work, badge, duties int) {
	file := y.site.AsWho(y.t, who).Get("/work/export/csv?lang=zh").CSV()
	now, found := 0, map[string]int{}
	for _, row := range file {
		if row["分组"] == "现在" {
			now++
		}
		found[row["编号"]]++
	}
	units := 0
	for _, list := range [][]casework.Row{w.Now, w.Week, w.Later} {
		for _, row := range list {
			if row.Ref == "unit" {
				units += found[row.ID.String()]
			}
		}
	}
	if all := len(w.Now) + len(w.Week) + len(w.Later) + len(w.Waiting); len(file) != all || now != badge || units != duties {
		rt.Fatalf("%s: the file holds %d rows of %d, %d now where the badge says %d, %d of %d duties of units", who.Role, len(file), all, now, badge, units, duties)
	}
}

func (y *anyYear) sumsAgree(tx *act.Tx, open, late map[care.ID]int) error {
	byRule, err := tx.RuleCounts(y.Root)
	if err != nil {
		return err
	}
	sum := [2]int{}
	for _, r := range byRule {
		if strings.HasPrefix(r.Rule, policy.CadencePrefix) {
			sum[0], sum[1] = sum[0]+r.Open, sum[1]+r.Late
		}
	}
	for unit := range open {
		sum[0], sum[1] = sum[0]-open[unit], sum[1]-late[unit]
	}
	if sum != [2]int{} {
		return fmt.Errorf("by rule there are %v more open and late than by unit", sum)
	}
	return nil
}

func (y *anyYear) seatsAgree(rt *rapid.T, rows map[care.ID]int) {
	badges := map[care.ID]int{}
	for _, who := range y.seats {
		if y.gone[who.Role] {
			continue
		}
		y.read(rt, func(tx *act.Tx) error { // a seat filled again is another holding of the same post
			posts, err := tx.PostsOf(who.Unit, who.Role)
			for _, p := range posts {
				if holder, err := tx.Holder(p.ID); err == nil && holder == who.Person {
					who.Post = p.ID
				}
			}
			return err
		})
		w, err := y.Casework.Work(ctx, who)
		if err != nil {
			rt.Fatal(err)
		}
		badge, err := y.Casework.Badge(ctx, who)
		shown := 0
		for _, list := range [][]casework.Row{w.Now, w.Week, w.Later} {
			for _, row := range list {
				if row.Ref == "unit" {
					shown++
				}
			}
		}
		if err != nil || badge != len(w.Now) || shown != rows[who.Post] {
			rt.Fatalf("%s: badge %d of %d rows now, %d of %d duties shown (%v)", who.Role, badge, len(w.Now), shown, rows[who.Post], err)
		}
		y.takenAway(rt, who, w, badge, rows[who.Post])
		badges[who.Person] += badge
	}
	y.read(rt, func(tx *act.Tx) error {
		list, err := casework.Digests(tx)
		for _, d := range list {
			if n, ours := badges[d.Person]; ours && n != d.N {
				return fmt.Errorf("a digest says %d, the badge %d", d.N, n)
			}
			delete(badges, d.Person)
		}
		for _, n := range badges {
			if n > 0 {
				return fmt.Errorf("a badge of %d and no digest", n)
			}
		}
		return err
	})
}
