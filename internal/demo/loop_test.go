package demo

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/screening"
	"xinhuan/internal/verify"
	caseweb "xinhuan/internal/web/casework"
	"xinhuan/internal/web/session"
	"xinhuan/internal/web/webtest"
)

// draws sets how many random lives a test draws and how long they are: a few in the
// ordinary run, more where XINHUAN_TORTURE asks for them.
func draws(t *testing.T, checks, steps int) int {
	if v := os.Getenv("XINHUAN_TORTURE"); v != "" {
		rounds, err := strconv.Atoi(v)
		if err != nil {
			rounds = 20 // a time is for the crash tests; ours
		}
		checks *= max(1, rounds)
	}
	for name, value := range map[string]int{"rapid.checks": checks, "rapid.steps": steps} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			flag.Set(name, strconv.Itoa(value))
			t.Cleanup(func() { flag.Set(name, f.DefValue) })
		}
	}
	n, _ := strconv.Atoi(flag.Lookup("rapid.checks").Value.String())
	return n
}

// Whatever people do in whatever order, with posts vacated, pupils moved, the
// region locked and any time between: nobody drops out of the loop.
func TestNobodyDropsOutOfTheLoop(t *testing.T) {
	checks := draws(t, 12, 150)
	reached := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		l := newLoop(t, rt, t.TempDir(), rapid.SampledFrom([]string{"youyang", "youyang", "changzhou", "nanan", "national"}).Draw(rt, "pack"))
		defer l.close()
		if rapid.Bool().Draw(rt, "one is in care already") {
			l.Confirm(t, l.people[2], rapid.SampledFrom([]care.Level{care.LevelGeneral, care.LevelSerious, care.LevelMajor}).Draw(rt, "level"), nil)
		}
		rt.Repeat(l.table("pupil", "seat"))
		l.sound(rt)
		l.count(rt, reached)
	})
	t.Logf("reached: %v", reached)
	must := []string{"episodes", "alerts ended", "duties late"}
	if checks >= 100 {
		// What a dozen random lives may miss by chance, a hundred must reach.
		must = append(must, "flags ended", "episodes closed", "notices held", "notices waiting", "notices sent", "left")
	}
	for _, what := range must {
		if reached[what] == 0 {
			t.Errorf("no sequence reached %s: nothing was proved of it", what)
		}
	}
}

// count tells what a sequence reached, so that a test of nothing is noticed.
func (l *loop) count(rt *rapid.T, reached map[string]int) {
	reached["acts"] += l.done
	l.read(rt, func(tx *act.Tx) error {
		for _, p := range l.Pupils {
			flags, err := tx.FlagsOf(p)
			if err != nil {
				return err
			}
			for _, f := range flags {
				reached["flags "+string(f.State)]++
			}
			alerts, err := tx.AlertsOf(p)
			if err != nil {
				return err
			}
			for _, a := range alerts {
				reached["alerts "+string(a.State)]++
			}
			if _, err := tx.ClassIDOf(p); err != nil {
				reached["left"]++
			}
			duties, err := tx.DutiesAbout(p)
			if err != nil {
				return err
			}
			for _, d := range duties {
				if d.State == care.DutyOpen && d.DueAt < tx.Now {
					reached["duties late"]++
				}
			}
			episodes, err := tx.EpisodesOf(p)
			if err != nil {
				return err
			}
			for _, e := range episodes {
				reached["episodes"]++
				if e.State == care.EpisodeClosed {
					reached["episodes closed"]++
				}
				notices, err := tx.NoticesOf(e.ID)
				if err != nil {
					return err
				}
				for _, n := range notices {
					reached["notices "+string(n.State)]++
				}
			}
		}
		return nil
	})
}

// loop is a small region in which anything may be tried.
type loop struct {
	*fixture.Fixture
	t       *testing.T
	locked  *act.Kernel // the same database without private keys
	round   care.ID
	people  []care.ID // whose lives are tried
	seats   []act.Who
	site    *webtest.Site    // of the lists that are taken away
	looks   int              // how often what is said of the work was compared
	gone    map[care.ID]bool // posts that nobody holds
	begun   map[care.ID]screening.Started
	done    int // acts that were accepted
	reached map[string]int
	around  // what is there besides the schools, where a test needs it
}

func newLoop(t *testing.T, rt *rapid.T, target, pack string) *loop {
	f := fixture.Under(t, target, pack)
	routes := session.New(session.Config{Kernel: f.Kernel}).Routes()
	caseweb.Routes(routes, caseweb.Deps{Room: f.Casework, Rounds: f.Screening})
	l := &loop{Fixture: f, t: t, site: webtest.New(t, f, routes.Handler()), locked: fixture.KernelOf(t, pack, f.DB, f.Keys.Public(), nil), people: f.Pupils[:3], gone: map[care.ID]bool{}, begun: map[care.ID]screening.Started{}, reached: map[string]int{}}
	for _, name := range []string{"无人甲", "无人乙", "无人丙", "无人丁"} { // nobody stands on the roster for them
		f.Pupils = append(f.Pupils, f.Pupil(t, f.Class.ID, name, "2013-05-12"))
	}
	l.round = f.OpenRound(t).ID
	if rapid.Bool().Draw(rt, "any hour") {
		err := f.Do(context.Background(), f.As(care.SystemAdmin), "test.AnyHour", func(tx *act.Tx) error {
			return tx.PutSetting(screening.AnyHour, "yes", f.As(care.SystemAdmin).Post)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, role := range []care.Role{care.Principal, care.PartySecretary, care.DeputyPrincipal, care.MoralEducationOffice, care.SafetyOffice, care.PsychologyLead,
		care.PsychologyTeacher, care.GradeHead, care.DutyAdult, care.ClassTeacher, care.SubjectTeacher, care.DistrictOfficer, care.ProtectionOfficer} {
		l.seats = append(l.seats, f.As(role))
	}
	return l
}

func (l *loop) close() { l.locked.Close() }

// tried fails on a defect; a refusal is an answer.
func (l *loop) tried(rt *rapid.T, err error) {
	rt.Helper()
	l.Wait(time.Second) // nobody does two things in one instant
	if err == nil {
		l.done++
		return
	}
	if care.KindOf(err) == care.Internal {
		rt.Fatal(err)
	}
}

// did is tried, and remembers that it was done.
func (l *loop) did(rt *rapid.T, what string, err error) {
	rt.Helper()
	l.tried(rt, err)
	if err == nil {
		l.reached[what]++
	}
}

// read runs a reading that can't be refused.
func (l *loop) read(rt *rapid.T, fn func(*act.Tx) error) {
	rt.Helper()
	if err := l.View(context.Background(), act.System, fn); err != nil {
		rt.Fatal(err)
	}
}

// who is anybody who sits in a post, those who work with children more often.
func (l *loop) who(rt *rapid.T) act.Who {
	var held []act.Who
	for _, w := range l.seats {
		if l.gone[w.Post] {
			continue
		}
		held = append(held, w)
		if w.Role == care.PsychologyLead || w.Role == care.PsychologyTeacher {
			held = append(held, w, w, w, w, w, w, w, w)
		}
	}
	return rapid.SampledFrom(held).Draw(rt, "who")
}

func (l *loop) pupil(rt *rapid.T) care.ID { return rapid.SampledFrom(l.people[:3]).Draw(rt, "pupil") }

// rooms are the acts as a locked or an unlocked process has them.
func (l *loop) rooms(rt *rapid.T) screening.Room {
	if rapid.Bool().Draw(rt, "locked") {
		return screening.Room{Kernel: l.locked}
	}
	return l.Screening
}

func (l *loop) signIn(rt *rapid.T, rooms screening.Room, p care.ID) (s screening.Started, ok bool) {
	ctx := context.Background()
	class := l.Class.ID
	l.read(rt, func(tx *act.Tx) error {
		if c, err := tx.ClassIDOf(p); err == nil {
			class = c
		}
		return nil
	})
	list, err := l.Screening.IssueTickets(ctx, act.System, l.round, class, care.DateOf(l.Now()))
	l.tried(rt, err)
	for _, ticket := range list {
		if ticket.Person != p {
			continue
		}
		s, err := rooms.SignIn(ctx, ticket.ClassCode, ticket.Code)
		l.tried(rt, err)
		return s, err == nil
	}
	return s, false
}

func (l *loop) answer(rt *rapid.T) {
	p, rooms := l.pupil(rt), l.rooms(rt)
	s, ok := l.signIn(rt, rooms, p)
	if !ok {
		return
	}
	var answers []questionnaire.Answer
	worst := rapid.SampledFrom([]int{0, 1, 2, 3}).Draw(rt, "worst")
	for i := range 9 {
		answers = append(answers, questionnaire.Answer(rapid.IntRange(-2, worst).Draw(rt, fmt.Sprint("item ", i+1))))
	}
	_, err := rooms.Submit(context.Background(), s.Sitting, s.Token, fixture.Sheet(answers...))
	l.tried(rt, err)
}

func (l *loop) begin(rt *rapid.T) {
	p, rooms := l.pupil(rt), l.rooms(rt)
	s, ok := l.signIn(rt, rooms, p)
	if !ok {
		return
	}
	l.begun[p] = s
	var err error
	switch rapid.SampledFrom([]string{"danger", "help", "nothing"}).Draw(rt, "then") {
	case "danger":
		_, err = rooms.Critical(context.Background(), s.Sitting, s.Token, "phq9", 9, 2)
	case "help":
		_, err = rooms.Help(context.Background(), s.Sitting, s.Token)
	}
	l.tried(rt, err)
}

func (l *loop) stop(rt *rapid.T) {
	s, ok := l.begun[l.pupil(rt)]
	if !ok {
		return
	}
	rooms := l.rooms(rt)
	_, err := rooms.SaveDraft(context.Background(), s.Sitting, s.Token, 1, fixture.Sheet(1, 1))
	l.tried(rt, err)
	l.tried(rt, rooms.Stop(context.Background(), s.Sitting, s.Token))
}

func (l *loop) consent(rt *rapid.T) {
	decision := rapid.SampledFrom([]care.ConsentDecision{care.ConsentAgree, care.ConsentDecline, care.ConsentNoSelfHarm}).Draw(rt, "decision")
	l.tried(rt, l.Screening.RecordConsents(context.Background(), l.who(rt), l.round, []screening.NewConsent{{Person: l.pupil(rt), Decision: decision, Channel: "paper"}}))
}

// among draws one of the things that a reading finds about the people.
func among[T any](l *loop, rt *rapid.T, find func(tx *act.Tx, person care.ID) ([]T, error)) (v T, ok bool) {
	var found []T
	l.read(rt, func(tx *act.Tx) error {
		for _, p := range l.people {
			list, err := find(tx, p)
			if err != nil {
				return err
			}
			found = append(found, list...)
		}
		return nil
	})
	if len(found) == 0 {
		return v, false
	}
	return found[rapid.IntRange(0, len(found)-1).Draw(rt, "which")], true
}

func only[T any](list []T, err error, keep func(T) bool) ([]T, error) {
	return slices.DeleteFunc(list, func(v T) bool { return !keep(v) }), err
}

// alert, flag and episode find something open of pupil care.
func (l *loop) alert(rt *rapid.T) (care.Alert, bool) {
	return among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Alert, error) {
		list, err := tx.AlertsOf(p)
		return only(list, err, func(a care.Alert) bool { return a.State != care.AlertEnded })
	})
}

func (l *loop) flag(rt *rapid.T) (care.Flag, bool) {
	return among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Flag, error) {
		list, err := tx.FlagsOf(p)
		return only(list, err, func(f care.Flag) bool { return f.State == care.FlagOpen })
	})
}

func (l *loop) episode(rt *rapid.T) (care.Episode, bool) {
	return among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Episode, error) {
		list, err := tx.EpisodesOf(p)
		return only(list, err, func(e care.Episode) bool { return e.State == care.EpisodeOpen && e.Programme == care.StudentCare })
	})
}

// sound holds the promises: verify is clean, every open episode, duty and notice
// has somebody who sits there, and a badge counts what its list shows.
func (l *loop) sound(rt *rapid.T) {
	rt.Helper()
	report, err := verify.Run(context.Background(), l.Kernel)
	if err != nil {
		rt.Fatal(err)
	}
	if !report.OK {
		rt.Fatal(report.Text())
	}
	l.peopled(rt)
	l.agree(rt)
}

// peopled: behind every open episode and duty sits somebody, and it has a next date.
func (l *loop) peopled(rt *rapid.T) {
	rt.Helper()
	acting := func(tx *act.Tx, what string, post care.ID) error {
		who, err := tx.Acting(post)
		if err == nil && who != post {
			rt.Errorf("%s: nobody sits in post %s, so it stands on nobody's list", what, post)
		}
		return err
	}
	l.read(rt, func(tx *act.Tx) error {
		err := tx.EachOpenEpisode(func(e care.Episode) error {
			if e.NextOn == "" {
				rt.Errorf("an open episode of %s has no next date", e.Programme)
			}
			return acting(tx, "episode of "+string(e.Programme), e.OwnerPost)
		})
		if err != nil {
			return err
		}
		return tx.EachOpenDuty(func(d care.Duty) error { return acting(tx, "duty "+d.Rule, d.Post) })
	})
}
