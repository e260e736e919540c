package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/access"
	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/policy"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/testpg"
)

// Whatever is done about children in hardship, pairs, wards, patients, people of the
// key population and employees in whatever order, in any calendar, with seats emptied,
// moves and outages of days: at every step every obligation has its duty and every
// duty its person, lists, badges, counts, messages and exports agree, the clock finds
// nothing to do a second time, and verify is clean.
func TestEveryLifeKeepsItsObligations(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { obligations(t, func() string { return t.TempDir() }, 3, 30) })
	t.Run("postgres", func(t *testing.T) { obligations(t, func() string { return testpg.URL(t) }, 1, 10) })
}

func obligations(t *testing.T, target func() string, checks, steps int) {
	checks = draws(t, checks, steps)
	reached := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		pack := rapid.SampledFrom([]string{"nanan", "nanan", "youyang"}).Draw(rt, "pack")
		l := newLoop(t, rt, target(), pack)
		defer l.close()
		l.reached = reached
		l.Adopt(t, fixture.Calendar(t, pack, func(low, high int, what string) int { return rapid.IntRange(low, high).Draw(rt, what) }))
		l.outside(t)
		l.begins(rt)
		table := l.table("programme", "seat")
		table[""] = l.everyStep
		rt.Repeat(table)
	})
	t.Logf("reached: %v", reached)
	must := []string{"enter", "contact", "tightened", "exported"}
	if checks >= 50 {
		// What a few random lives may miss by chance, many must reach.
		must = append(must, "visit form", "plan", "grade", "object", "proposed", "outage", "late", "leave", "vacate", "move home")
	}
	for _, what := range must {
		if reached[what] == 0 {
			t.Errorf("no sequence reached %s: nothing was proved of it", what)
		}
	}
}

// begins puts somebody into each programme, reaches him once and tells of an
// abnormality, so that every life proves something.
func (l *loop) begins(rt *rapid.T) {
	for _, p := range l.programmes() {
		e := l.into(rt, p, true)
		who, _ := l.sitter(e.OwnerPost)
		if err := l.reach(rt, who, e, p, "visit", care.DateOf(l.Now()), false); err != nil {
			rt.Fatalf("%s: %v", p.ID, err)
		}
		if e.Programme == care.ChildInHardship {
			l.tighten(rt, e, l.country.Supervisor)
		}
	}
	l.everyStep(rt)
}

// around is what is there besides the schools.
type around struct {
	country fixture.Country
	houses  fixture.Institutions
	units   map[care.UnitKind][]care.Unit
	strange int // whom a unit registered so far
}

// outside founds villages and institutions, two of each that people move between, and
// gives every seat around the schools a holder whose lists are looked at.
func (l *loop) outside(t *testing.T) {
	ctx := context.Background()
	l.country, l.houses, l.units = l.Countryside(t), l.Institutions(t), map[care.UnitKind][]care.Unit{}
	l.seats = append(l.seats, l.country.Supervisor, l.country.Director, l.country.Director2, l.houses.Head, l.houses.Doctor, l.houses.Boss, l.houses.Counsellor)
	for _, role := range care.NetworkRoles {
		if w, ok := l.Has(role); ok && role != care.ProtectionOfficer {
			l.seats = append(l.seats, w)
		}
	}
	for _, second := range []struct {
		kind care.UnitKind
		role care.Role
	}{{care.WelfareHome, care.UnitHead}, {care.HealthCentre, care.PreventionDoctor}} {
		u, err := l.Regions.AddUnit(ctx, l.As(care.DistrictOfficer), care.Unit{Parent: l.Root, Kind: second.kind, Name: "第二" + string(second.kind)})
		if err != nil {
			t.Fatal(err)
		}
		hired, err := l.Regions.Hire(ctx, l.As(care.DistrictOfficer), l.As(care.SecurityAdmin), []region.NewStaff{{Name: "第二负责人" + string(second.kind), Seats: []region.Seat{{Unit: u.ID, Role: second.role}}}})
		if err != nil {
			t.Fatal(err)
		}
		l.seats = append(l.seats, act.Who{Actor: access.Actor{Person: hired[0].Person, Post: hired[0].Posts[0], Unit: u.ID, Role: second.role}, Purpose: "daily_work"})
		l.units[second.kind] = append(l.units[second.kind], u)
	}
	l.units[care.WelfareHome] = append(l.units[care.WelfareHome], l.houses.Home)
	l.units[care.HealthCentre] = append(l.units[care.HealthCentre], l.houses.Clinic)
	l.units[care.Centre] = []care.Unit{l.houses.Room}
	l.units[care.Township] = []care.Unit{l.country.Township}
	l.units[care.District] = []care.Unit{{ID: l.Root}}
}

// programmes are those that people enter by hand.
func (l *loop) programmes() []policy.Programme {
	return slices.DeleteFunc(slices.Clone(l.Policy().Programmes()), func(p policy.Programme) bool { return p.ID == string(care.StudentCare) })
}

func (l *loop) enter(rt *rapid.T) {
	l.into(rt, rapid.SampledFrom(l.programmes()).Draw(rt, "programme"), false)
}

// into enters somebody: a child of the roster, or whom a unit registers; by whoever
// does it there, or by anybody.
func (l *loop) into(rt *rapid.T, p policy.Programme, must bool) care.Episode {
	level := rapid.SampledFrom(p.Levels).Draw(rt, "level").Level
	if must {
		level = p.Lowest()
	}
	in := casework.Entry{Person: l.pupil(rt), Programme: care.Programme(p.ID), Level: level, Reason: "当面核实过", Values: l.Entry(l.t, p)}
	who := l.country.Supervisor
	if p.Register != nil {
		var places []care.Unit
		for _, kind := range p.Register.At {
			places = append(places, l.units[kind]...)
		}
		unit := rapid.SampledFrom(places).Draw(rt, "unit").ID
		in.Person, in.New = 0, casework.Newcomer{Unit: unit, Identity: l.newcomer(rt, p), Compared: rapid.SampledFrom([]casework.Compared{"", casework.SamePerson, casework.AnotherPerson}).Draw(rt, "compared")}
		if must {
			in.New.Compared = casework.AnotherPerson
		}
		who = l.owner(p, unit)
	}
	if !must && rapid.IntRange(0, 4).Draw(rt, "by anybody") == 0 {
		who = l.who(rt)
	}
	e, err := l.Casework.Enter(context.Background(), who, in)
	l.did(rt, "enter", err)
	if must && err != nil {
		rt.Fatalf("%s: %v", p.ID, err)
	}
	if err == nil {
		l.reached["entered "+p.ID]++
		if !slices.Contains(l.people, e.Person) {
			l.people = append(l.people, e.Person)
		}
	}
	return e
}

// newcomer is somebody who comes to a unit: one nobody knows, one who was there before,
// or a pupil whom his number names.
func (l *loop) newcomer(rt *rapid.T, p policy.Programme) care.Identity {
	birth := map[string]care.Date{"state_ward": "2018-05-01", "severe_disorder": "1980-03-02"}[p.ID]
	if birth == "" {
		birth = "1990-07-08"
	}
	kind := rapid.SampledFrom([]string{"new", "new", "known", "pupil"}).Draw(rt, "newcomer")
	if kind == "pupil" && (p.ID == "state_ward" || p.Register.Minors) {
		var id care.Identity
		l.read(rt, func(tx *act.Tx) error {
			row, err := tx.Person(l.pupil(rt))
			if err == nil {
				id, err = tx.Identity(row)
			}
			return err
		})
		return care.Identity{Name: id.Name, StudentNo: id.StudentNo}
	}
	n := max(1, l.strange)
	if kind != "known" {
		l.strange++
		n = l.strange
	}
	return care.Identity{Name: fmt.Sprint("来人", n), Birth: birth, Sex: "f", Phone: fmt.Sprintf("154077%05d", n)}
}

// owner is who enters people at a unit: its own seat of the programme, or civil affairs.
func (l *loop) owner(p policy.Programme, unit care.ID) act.Who {
	for _, w := range l.seats {
		if w.Unit == unit && w.Role == p.Owner && !l.gone[w.Post] {
			return w
		}
	}
	return l.houses.Civil
}

// cared finds somebody who is in a programme, with its row.
func (l *loop) cared(rt *rapid.T) (care.Episode, policy.Programme) {
	e, ok := among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Episode, error) { return tx.Programmes(p) })
	if !ok {
		rt.Skip("nobody is in a programme")
	}
	p, _ := l.Policy().Programme(e.Programme)
	return e, p
}

// doer is who is responsible for an episode; now and then anybody.
func (l *loop) doer(rt *rapid.T, e care.Episode) act.Who {
	if rapid.IntRange(0, 5).Draw(rt, "by anybody") > 0 {
		if w, ok := l.sitter(e.OwnerPost); ok {
			return w
		}
	}
	return l.who(rt)
}

// sitter is who sits in a post.
func (l *loop) sitter(post care.ID) (act.Who, bool) {
	i := slices.IndexFunc(l.seats, func(w act.Who) bool { return w.Post == post && !l.gone[post] })
	if i < 0 {
		return act.Who{}, false
	}
	return l.seats[i], true
}

// dues are by when the cadences of an episode are due, by matter.
func (l *loop) dues(rt *rapid.T, e care.Episode) map[string]care.Millis {
	out := map[string]care.Millis{}
	l.read(rt, func(tx *act.Tx) error {
		duties, err := tx.DutiesAbout(e.Person)
		for _, d := range duties {
			if timer, ok := tx.Policy.Timer(d.Rule); ok && d.State == care.DutyOpen && d.Ref == "episode" && d.RefID == e.ID && timer.Cadence {
				out[timer.Matter()] = d.DueAt
			}
		}
		return err
	})
	return out
}

func (l *loop) contact(rt *rapid.T) {
	e, p := l.cared(rt)
	on := care.DateOf(l.Now()).AddDays(-rapid.IntRange(0, 12).Draw(rt, "filed late"))
	kind := rapid.SampledFrom([]string{"visit", "visit", "meeting", "call", "video"}).Draw(rt, "kind")
	l.reach(rt, l.doer(rt, e), e, p, kind, on, rapid.IntRange(0, 5).Draw(rt, "abnormal") == 5)
}

// reach files a contact that reached somebody.
func (l *loop) reach(rt *rapid.T, who act.Who, e care.Episode, p policy.Programme, kind string, on care.Date, abnormal bool) error {
	form, sheet := casework.ContactForm, fixture.Reached(kind, on)
	if p.Contact != "" {
		form, sheet = p.Contact, fixture.ReachedAdult(kind, on)
	}
	if abnormal && e.Programme == care.ChildInHardship {
		sheet["abnormal"], sheet["abnormal_facts"] = words("found"), words("不出门")
	}
	err := l.Casework.FileContact(context.Background(), who, e.ID, l.Values(l.t, form, sheet))
	l.did(rt, "contact", err)
	return err
}

func (l *loop) attempt(rt *rapid.T) {
	e, p := l.cared(rt)
	form := casework.ContactForm
	if p.Contact != "" {
		form = p.Contact
	}
	before := l.dues(rt, e)
	l.did(rt, "attempt", l.Casework.FileContact(context.Background(), l.doer(rt, e), e.ID, l.values(form, fixture.Attempt(care.DateOf(l.Now())))))
	for matter, due := range l.dues(rt, e) {
		if due != before[matter] {
			rt.Fatalf("an attempt moved %s", matter)
		}
	}
}

// careForm fills in a form of the programme with any answers.
func (l *loop) careForm(rt *rapid.T) {
	e, p := l.cared(rt)
	forms := l.Policy().CareForms(p, e.Level)
	if len(forms) == 0 {
		rt.Skip("this level has no forms")
	}
	def, _ := l.Forms().Get(rapid.SampledFrom(forms).Draw(rt, "form"))
	today := questionnaire.TextValue(string(care.DateOf(l.Now())))
	values := fixture.Fill(def, rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "answers"), 1)), "试验")
	for _, f := range def.Fields() {
		if f.Kind == questionnaire.Date && values.Answered(f.ID) {
			values[f.ID] = today
		}
	}
	_, err := l.Casework.FileCare(context.Background(), l.doer(rt, e), e.ID, def.ID, values, nil)
	l.did(rt, "visit form", err)
}

func (l *loop) carePlan(rt *rapid.T) {
	e, _ := l.cared(rt)
	l.did(rt, "plan", l.Casework.FileForm(context.Background(), l.doer(rt, e), e.ID, "plan", l.Values(l.t, "plan", fixture.Plan)))
}

// raise tells of an abnormality of a child in hardship.
func (l *loop) raise(rt *rapid.T) {
	if rapid.Bool().Draw(rt, "late") {
		l.Wait(20 * 24 * time.Hour) // something may be late by now: it stays late
	}
	e, ok := among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Episode, error) {
		list, err := tx.Programmes(p)
		return only(list, err, func(e care.Episode) bool { return e.Programme == care.ChildInHardship })
	})
	if !ok {
		return
	}
	l.tighten(rt, e, rapid.SampledFrom([]act.Who{l.country.Supervisor, l.As(care.ClassTeacher)}).Draw(rt, "teller"))
}

// tighten: nothing is due later because an abnormality is known.
func (l *loop) tighten(rt *rapid.T, e care.Episode, who act.Who) {
	before := l.dues(rt, e)
	err := l.Casework.Raise(context.Background(), who, e.Person, "课上常哭")
	l.did(rt, "raise", err)
	if err != nil || e.Level > care.LevelWatch {
		return
	}
	after := l.dues(rt, e)
	for _, matter := range []string{"contact", "visit", "review"} {
		if after[matter] == 0 || after[matter] > before[matter] {
			rt.Fatalf("%s was due %s, after tightening %s", matter, before[matter].Time(), after[matter].Time())
		}
		l.reached["tightened"]++
	}
}

func (l *loop) grade(rt *rapid.T) {
	e, p := l.cared(rt)
	g := casework.Grading{Episode: e.ID, Level: rapid.SampledFrom(p.Levels).Draw(rt, "level").Level, Reason: "复核"}
	if !p.Expiry.IsZero() {
		g.ValidTo = care.DateOf(l.Now()).AddDays(rapid.IntRange(0, 200).Draw(rt, "basis"))
	}
	out, err := l.Casework.Grade(context.Background(), l.doer(rt, e), g)
	l.did(rt, "grade", err)
	if out.Second {
		l.reached["proposed"]++
	}
}

func (l *loop) object(rt *rapid.T) {
	e, p := l.cared(rt)
	if p.Contest == "" {
		rt.Skip("takes no objections")
	}
	l.did(rt, "object", l.Casework.Contest(context.Background(), l.doer(rt, e), e.ID, "本人认为依据不对"))
}

func (l *loop) leave(rt *rapid.T) {
	e, p := l.cared(rt)
	reason := rapid.SampledFrom(p.Leavings()).Draw(rt, "reason")
	l.did(rt, "leave", l.Casework.Leave(context.Background(), l.doer(rt, e), e.ID, reason, "核实"))
}

func (l *loop) moveHome(rt *rapid.T) {
	to := rapid.SampledFrom([]care.ID{l.country.Village.ID, l.country.Village2.ID}).Draw(rt, "to")
	state := rapid.SampledFrom(care.HomeStates()).Draw(rt, "state")
	l.did(rt, "move home", l.Regions.MoveHome(context.Background(), l.As(care.DistrictOfficer), region.Home{Person: rapid.SampledFrom(l.people).Draw(rt, "person"), Village: to, State: state}))
}

// finishCare ends a duty without its form: what has one refuses.
func (l *loop) finishCare(rt *rapid.T) {
	e, _ := l.cared(rt)
	d, ok := among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Duty, error) {
		list, err := tx.DutiesAbout(p)
		return only(list, err, func(d care.Duty) bool { return d.State == care.DutyOpen && d.Ref != "flag" && d.Ref != "alert" })
	})
	if !ok {
		return
	}
	outcome := rapid.SampledFrom([]string{"done", "attempted", "refused", "not_due"}).Draw(rt, "outcome")
	l.did(rt, "end one", l.Casework.FinishDuty(context.Background(), l.doer(rt, e), d.ID, outcome))
}

func (l *loop) days(rt *rapid.T) {
	l.Wait(time.Duration(rapid.IntRange(1, 30*24).Draw(rt, "hours")) * time.Hour)
}

// outage: nothing runs for weeks; then people work before the clock has looked.
func (l *loop) outage(rt *rapid.T) {
	l.Wait(time.Duration(rapid.IntRange(3, 60).Draw(rt, "days")) * 24 * time.Hour)
	l.reached["outage"]++
	l.peopled(rt)
	rapid.SampledFrom([]func(*rapid.T){l.contact, l.grade, l.careForm, l.vacate, l.leave}).Draw(rt, "before the clock")(rt)
}
