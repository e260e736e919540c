package casework_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/duty"
	"xinhuan/internal/fixture"
	"xinhuan/internal/region"
	"xinhuan/internal/store"
	"xinhuan/internal/verify"
	caseweb "xinhuan/internal/web/casework"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
)

// Whatever is done about children in hardship in whatever order, in any calendar, with
// seats emptied, moves and outages of days: once the clock has caught up, every
// obligation has a duty with a person, lists, badges, counts, messages and exports agree, running the
// generation again changes nothing, and a tightened cadence is never later.
func TestHardshipObligationsSurviveAnything(t *testing.T) {
	for name, value := range map[string]string{"rapid.checks": "8", "rapid.steps": "40"} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			flag.Set(name, value)
		}
	}
	fixture.Each(t, func(t *testing.T, f *fixture.Fixture) {
		c := f.Countryside(t)
		routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
		caseweb.Routes(routes, caseweb.Deps{Room: f.Casework, Rounds: f.Screening})
		site := webtest.New(t, f, routes.Handler())
		reached, round := map[string]int{}, 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			f.Adopt(t, fixture.Calendar(t, func(low, high int, what string) int { return rapid.IntRange(low, high).Draw(rt, what) }))
			l := &lives{Fixture: f, t: t, site: site, c: c, child: f.Pupils[round%len(f.Pupils)], reached: reached}
			rt.Repeat(map[string]func(*rapid.T){
				"enter": l.enter, "contact": l.contact, "contact again": l.contact, "attempt": l.attempt, "raise": l.raise, "raise again": l.raise, "grade": l.grade, "grade again": l.grade,
				"leave": l.leave, "move": l.move, "seat": l.seat, "plain": l.plain, "outage": l.outage, "wait": l.wait, "wait again": l.wait,
			})
			l.caughtUp(rt)
			l.farewell(rt)
		})
		t.Logf("reached: %v", reached)
		for _, what := range []string{"enter", "contact", "raise", "tightened", "outage", "late", "exported"} {
			if reached[what] == 0 {
				t.Errorf("no sequence reached %s: nothing was proved of it", what)
			}
		}
	})
}

type lives struct {
	*fixture.Fixture
	t       *testing.T
	site    *webtest.Site
	c       fixture.Country
	child   care.ID
	gone    bool // the first village has no child director
	reached map[string]int
}

func (l *lives) did(rt *rapid.T, what string, err error) {
	rt.Helper()
	l.Wait(time.Second) // nobody does two things in one instant
	if err != nil && care.KindOf(err) == care.Internal {
		rt.Fatal(err)
	}
	if err == nil {
		l.reached[what]++
	}
}

func (l *lives) who(rt *rapid.T) act.Who {
	list := []act.Who{l.c.Supervisor, l.c.Director2}
	if !l.gone {
		list = append(list, l.c.Director, l.c.Director)
	}
	return rapid.SampledFrom(list).Draw(rt, "who")
}

func (l *lives) episode(rt *rapid.T) (e care.Episode) {
	err := l.View(context.Background(), act.System, func(tx *act.Tx) (err error) {
		e, err = tx.OpenEpisode(l.child, care.ChildInHardship)
		if care.KindOf(err) == care.NotFound {
			err = nil
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	return e
}

func (l *lives) dues(rt *rapid.T) map[string]care.Millis {
	out := map[string]care.Millis{}
	err := l.View(context.Background(), act.System, func(tx *act.Tx) error {
		duties, err := tx.DutiesAbout(l.child)
		for _, d := range duties {
			if timer, ok := tx.Policy.Timer(d.Rule); ok && d.State == care.DutyOpen && d.Ref == "episode" && timer.Cadence {
				out[timer.Matter()] = d.DueAt
			}
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	return out
}

func (l *lives) enter(rt *rapid.T) {
	level := rapid.SampledFrom([]care.Level{care.LevelWatch, care.LevelWatch, care.LevelGeneral}).Draw(rt, "level")
	_, err := l.Casework.Enter(context.Background(), l.c.Supervisor, casework.Entry{Person: l.child, Programme: care.ChildInHardship, Level: level, Reason: "核实"})
	l.did(rt, "enter", err)
}

func (l *lives) contact(rt *rapid.T) {
	e := l.episode(rt)
	if e.ID == 0 {
		rt.Skip("in no programme")
	}
	kind := rapid.SampledFrom([]string{"visit", "visit", "meeting", "call", "video"}).Draw(rt, "kind")
	on := care.DateOf(l.Now()).AddDays(-rapid.IntRange(0, 12).Draw(rt, "filed late"))
	sheet := fixture.Reached(kind, on)
	if rapid.IntRange(0, 5).Draw(rt, "abnormal") == 0 {
		sheet["abnormal"], sheet["abnormal_facts"] = []string{"found"}, []string{"不出门"}
	}
	l.did(rt, "contact", l.Casework.FileContact(context.Background(), l.who(rt), e.ID, l.Values(l.t, casework.ContactForm, sheet)))
}

func (l *lives) attempt(rt *rapid.T) {
	e := l.episode(rt)
	if e.ID == 0 {
		rt.Skip("in no programme")
	}
	before := l.dues(rt)
	l.did(rt, "attempt", l.Casework.FileContact(context.Background(), l.who(rt), e.ID, l.Values(l.t, casework.ContactForm, fixture.Attempt(care.DateOf(l.Now())))))
	for matter, due := range l.dues(rt) {
		if due != before[matter] {
			rt.Fatalf("an attempt moved %s", matter)
		}
	}
}

func (l *lives) raise(rt *rapid.T) {
	if rapid.Bool().Draw(rt, "late") {
		l.Wait(20 * 24 * time.Hour) // something may be late by now: it stays late
	}
	e, before := l.episode(rt), l.dues(rt)
	who := rapid.SampledFrom([]act.Who{l.c.Supervisor, l.As(care.ClassTeacher)}).Draw(rt, "teller")
	l.did(rt, "raise", l.Casework.Raise(context.Background(), who, l.child, "课上常哭"))
	if e.ID == 0 || e.Level > care.LevelWatch {
		return
	}
	after := l.dues(rt)
	for _, matter := range []string{"contact", "visit", "review"} {
		if after[matter] == 0 || after[matter] > before[matter] {
			rt.Fatalf("%s was due %s, after tightening %s", matter, before[matter].Time(), after[matter].Time())
		}
		l.reached["tightened"]++
	}
}

func (l *lives) grade(rt *rapid.T) {
	e := l.episode(rt)
	if e.ID == 0 {
		rt.Skip("in no programme")
	}
	level := rapid.SampledFrom([]care.Level{care.LevelWatch, care.LevelGeneral}).Draw(rt, "level")
	out, err := l.Casework.Grade(context.Background(), l.who(rt), casework.Grading{Episode: e.ID, Level: level, Reason: "复核"})
	l.did(rt, "grade", err)
	if out.Second {
		l.reached["proposed"]++
	}
}

func (l *lives) leave(rt *rapid.T) {
	e := l.episode(rt)
	if e.ID == 0 || rapid.IntRange(0, 3).Draw(rt, "really") > 0 {
		rt.Skip("stays")
	}
	reason := rapid.SampledFrom([]string{"resolved", "moved"}).Draw(rt, "reason")
	l.did(rt, "leave", l.Casework.Leave(context.Background(), l.who(rt), e.ID, care.Leaving(reason), "核实"))
}

func (l *lives) move(rt *rapid.T) {
	to := rapid.SampledFrom([]care.ID{l.c.Village.ID, l.c.Village2.ID}).Draw(rt, "to")
	state := rapid.SampledFrom(care.HomeStates()).Draw(rt, "state")
	l.did(rt, "move", l.Regions.MoveHome(context.Background(), l.As(care.DistrictOfficer), region.Home{Person: l.child, Village: to, State: state}))
}

// seat empties the first village's seat, or fills it again.
func (l *lives) seat(rt *rapid.T) {
	ctx, admin := context.Background(), l.As(care.DistrictOfficer)
	if l.gone {
		_, _, err := l.Regions.Appoint(ctx, admin, l.c.Director.Person, region.Seat{Unit: l.c.Village.ID, Role: care.ChildDirector})
		l.did(rt, "appoint", err)
		l.gone = err != nil
		return
	}
	err := l.Regions.Release(ctx, admin, l.c.Director.Post, l.c.Director.Person)
	l.did(rt, "vacate", err)
	l.gone = err == nil
}

// plain finishes a duty that has no form.
func (l *lives) plain(rt *rapid.T) {
	w, err := l.Casework.Work(context.Background(), l.c.Director)
	l.did(rt, "work", err)
	for _, row := range append(append(w.Now, w.Week...), w.Later...) {
		if row.Step == casework.StepFinish && !l.gone {
			l.did(rt, "plain", l.Casework.FinishDuty(context.Background(), l.c.Director, row.ID, "done"))
			return
		}
	}
}

func (l *lives) wait(rt *rapid.T) {
	l.Wait(time.Duration(rapid.IntRange(1, 30*24).Draw(rt, "hours")) * time.Hour)
	l.did(rt, "tick", l.Tick(context.Background()))
}

// outage: nothing runs for weeks, and a duty is even lost; then the clock looks.
func (l *lives) outage(rt *rapid.T) {
	l.Wait(time.Duration(rapid.IntRange(3, 60).Draw(rt, "days")) * 24 * time.Hour)
	l.reached["outage"]++
	l.caughtUp(rt)
}

func (l *lives) caughtUp(rt *rapid.T) {
	ctx := context.Background()
	if err := l.Tick(ctx); err != nil {
		rt.Fatal(err)
	}
	report, err := verify.Run(ctx, l.Kernel)
	if err != nil || !report.OK {
		rt.Fatalf("%v\n%s", err, report.Text())
	}
	open, late := 0, 0
	err = l.View(ctx, act.System, func(tx *act.Tx) error {
		e, err := tx.OpenEpisode(l.child, care.ChildInHardship)
		if care.KindOf(err) == care.NotFound {
			return nil
		}
		duties, err := tx.DutiesAbout(l.child)
		for _, d := range duties {
			if d.State != care.DutyOpen || d.RefID != e.ID || d.Ref != "episode" {
				continue
			}
			holder, err := tx.Holder(d.Post)
			if err != nil || holder == 0 || d.Post != e.OwnerPost {
				return fmt.Errorf("%s lies with nobody: %w", d.Rule, err)
			}
			open++
			if tx.Standing(d).State == duty.Late {
				late++
			}
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
	l.reached["late"] += late
	l.agree(rt, open, late)
	l.idle(rt)
}

// agree holds list, badge and count equal for whoever is responsible.
func (l *lives) agree(rt *rapid.T, open, late int) {
	ctx, e := context.Background(), l.episode(rt)
	if e.ID == 0 {
		return
	}
	owner := map[care.ID]act.Who{l.c.Director.Post: l.c.Director, l.c.Director2.Post: l.c.Director2, l.c.Supervisor.Post: l.c.Supervisor}[e.OwnerPost]
	w, err := l.Casework.Work(ctx, owner)
	if err != nil {
		rt.Fatal(err)
	}
	rows, lateRows := 0, 0
	for _, row := range append(append(append([]casework.Row{}, w.Now...), w.Week...), w.Later...) {
		if row.RefID == e.ID && row.Ref == "episode" {
			rows++
			if row.Stands.State == duty.Late {
				lateRows++
			}
		}
	}
	badge, err := l.Casework.Badge(ctx, owner)
	if err != nil || badge != len(w.Now) || rows != open || lateRows != late {
		rt.Fatalf("badge %d of %d rows now; %d rows of %d duties, %d late of %d (%v)", badge, len(w.Now), rows, open, lateRows, late, err)
	}
	q := store.ProgrammeQuery{Programme: care.ChildInHardship, Level: -1, Limit: 100}
	all, err := l.Casework.ProgrammeList(ctx, l.c.Supervisor, 0, q)
	if err != nil {
		rt.Fatal(err)
	}
	overdue := 0
	for _, line := range all.Lines {
		if line.Overdue > 0 {
			overdue++
		}
	}
	if all.Total != len(all.Lines) || all.Late != overdue {
		rt.Fatalf("the list says %d and %d late, it shows %d and %d", all.Total, all.Late, len(all.Lines), overdue)
	}
	l.exported(rt, all, overdue)
	l.takenAway(rt, owner, w, badge, rows, lateRows)
	l.told(rt, owner, badge)
	file, err := l.Casework.OpenFile(ctx, owner, l.child)
	if err != nil || len(file.Next) < open {
		rt.Fatalf("the child's page shows %d of %d duties (%v)", len(file.Next), open, err)
	}
}

// exported holds the file of the programme's list equal with its page.
func (l *lives) exported(rt *rapid.T, all casework.ProgrammeList, overdue int) {
	b := l.site.AsWho(l.t, l.c.Supervisor)
	at := "/programmes/" + string(care.ChildInHardship) + "/export?lang=zh"
	file := b.Get(at).CSV()
	if len(file) != len(all.Lines) {
		rt.Fatalf("the file holds %d of %d", len(file), len(all.Lines))
	}
	for i, line := range all.Lines {
		if row := file[i]; row["编号"] != line.Episode.ID.String() || row["逾期项数"] != fmt.Sprint(line.Overdue) || row["下一步"] != line.Next.What.Zh {
			rt.Fatalf("line %d of the file says %v, the list %s with %d late and %s next", i, row, line.Episode.ID, line.Overdue, line.Next.What.Zh)
		}
		l.reached["exported"]++
	}
	if late := b.Get(at + "&f.late=yes").CSV(); len(late) != overdue {
		rt.Fatalf("the file holds %d late ones of %d", len(late), overdue)
	}
}

// takenAway holds the file of the responsible person's work equal with list and badge.
func (l *lives) takenAway(rt *rapid.T, owner act.Who, w casework.Work, badge, duties, late int) {
	of := map[string]bool{}
	for _, row := range append(append(append([]casework.Row{}, w.Now...), w.Week...), w.Later...) {
		if row.Ref == "episode" && row.RefID == l.episode(rt).ID {
			of[row.ID.String()] = true
		}
	}
	now, found, overdue := 0, 0, 0
	file := l.site.AsWho(l.t, owner).Get("/work/export/csv?lang=zh").CSV()
	for _, row := range file {
		if row["分组"] == "现在" {
			now++
		}
		if of[row["编号"]] {
			found++
			if row["状态"] == duty.Late.Name().Zh {
				overdue++
			}
		}
	}
	if all := len(w.Now) + len(w.Week) + len(w.Later) + len(w.Waiting); len(file) != all || now != badge || found != duties || overdue != late {
		rt.Fatalf("the file holds %d rows of %d, %d now of %d, %d of %d duties, %d late of %d", len(file), all, now, badge, found, duties, overdue, late)
	}
}

// told: the morning's message says what the badge says.
func (l *lives) told(rt *rapid.T, owner act.Who, badge int) {
	err := l.View(context.Background(), act.System, func(tx *act.Tx) error {
		list, err := casework.Digests(tx)
		n := 0
		for _, d := range list {
			if d.Person == owner.Person {
				n = d.N
			}
		}
		if err == nil && n != badge {
			err = fmt.Errorf("the digest says %d, the badge %d", n, badge)
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
}

// idle: running the generation again changes nothing.
func (l *lives) idle(rt *rapid.T) {
	e := l.episode(rt)
	if e.ID == 0 {
		return
	}
	err := l.Do(context.Background(), act.System, "test.Settle", func(tx *act.Tx) error {
		s, err := tx.Settle(e)
		if err == nil && s.Changed {
			err = fmt.Errorf("settling again changed something")
		}
		return err
	})
	if err != nil {
		rt.Fatal(err)
	}
}

// farewell enters the child anew and tightens once more, so that every sequence
// proves something of it, and leaves the village as the next one expects it.
func (l *lives) farewell(rt *rapid.T) {
	l.away(rt)
	_, err := l.Casework.Enter(context.Background(), l.c.Supervisor, casework.Entry{Person: l.child, Programme: care.ChildInHardship, Level: care.LevelWatch, Reason: "核实"})
	l.did(rt, "enter", err)
	l.raise(rt)
	l.caughtUp(rt)
	l.away(rt)
	if l.gone {
		l.seat(rt)
	}
}

func (l *lives) away(rt *rapid.T) {
	if e := l.episode(rt); e.ID != 0 {
		if err := l.Casework.Leave(context.Background(), l.c.Supervisor, e.ID, "moved", "已接收"); err != nil {
			rt.Fatal(err)
		}
	}
}
