package demo

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
	"xinhuan/internal/screening"
	"xinhuan/internal/verify"
)

// Whatever people do in whatever order, with posts vacated, pupils moved, the
// region locked and any time between: nobody drops out of the loop.
func TestNobodyDropsOutOfTheLoop(t *testing.T) {
	for name, value := range map[string]string{"rapid.checks": "20", "rapid.steps": "150"} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			flag.Set(name, value)
		}
	}
	reached := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		l := newLoop(t, rt)
		defer l.close()
		rt.Repeat(map[string]func(*rapid.T){
			"answer": l.answer, "answer again": l.answer, "begin": l.begin, "stop": l.stop, "consent": l.consent,
			"go to alert": l.goToAlert, "check": l.check, "check again": l.check, "interview": l.interview, "talk": l.interview, "talk again": l.interview,
			"decide": l.decide, "decide again": l.decide, "decide once more": l.decide, "review": l.review, "review again": l.review,
			"home safe": l.homeSafe, "release": l.release, "acknowledge": l.acknowledge, "form": l.form, "finish": l.finish, "hand over": l.handOver,
			"move": l.move, "vacate": l.vacate, "appoint": l.appoint, "substitute": l.substitute, "close": l.closeRound, "tick": l.tick, "wait": l.wait,
		})
		l.sound(rt)
		l.count(rt, reached)
	})
	t.Logf("reached: %v", reached)
	for _, what := range []string{"flags ended", "episodes", "episodes closed", "alerts ended", "notices held", "notices waiting", "notices sent", "duties late", "left"} {
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
	t      *testing.T
	locked *act.Kernel // the same database without private keys
	round  care.ID
	seats  []act.Who
	gone   map[care.ID]bool // posts that nobody holds
	begun  map[care.ID]screening.Started
	done   int // acts that were accepted
}

func newLoop(t *testing.T, rt *rapid.T) *loop {
	f := fixture.SQLite(t)
	l := &loop{Fixture: f, t: t, locked: fixture.Kernel(t, f.DB, f.Keys.Public(), nil), gone: map[care.ID]bool{}, begun: map[care.ID]screening.Started{}}
	l.round = f.OpenRound(t).ID
	if rapid.Bool().Draw(rt, "any hour") {
		err := f.View(context.Background(), act.System, func(tx *act.Tx) error { return nil })
		if err == nil {
			err = f.Do(context.Background(), f.As(care.SystemAdmin), "test.AnyHour", func(tx *act.Tx) error {
				return tx.PutSetting(screening.AnyHour, "yes", f.As(care.SystemAdmin).Post)
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, role := range []care.Role{care.Principal, care.PartySecretary, care.DeputyPrincipal, care.MoralEducationOffice, care.SafetyOffice, care.PsychologyLead,
		care.PsychologyTeacher, care.GradeHead, care.DutyAdult, care.ClassTeacher, care.SubjectTeacher, care.DistrictOfficer} {
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

func (l *loop) pupil(rt *rapid.T) care.ID { return rapid.SampledFrom(l.Pupils[:3]).Draw(rt, "pupil") }

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

// among draws one of the things that a reading finds about the pupils.
func among[T any](l *loop, rt *rapid.T, find func(tx *act.Tx, pupil care.ID) ([]T, error)) (v T, ok bool) {
	var found []T
	l.read(rt, func(tx *act.Tx) error {
		for _, p := range l.Pupils[:3] {
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

// alert, flag and episode find something open.
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
		return only(list, err, func(e care.Episode) bool { return e.State == care.EpisodeOpen })
	})
}

func (l *loop) goToAlert(rt *rapid.T) {
	a, ok := l.alert(rt)
	if !ok {
		return
	}
	_, err := l.Casework.AnswerAlert(context.Background(), l.who(rt), a.ID)
	l.tried(rt, err)
}

func (l *loop) values(form string, posted map[string][]string) questionnaire.Values {
	def, _ := l.Forms.Get(form)
	return def.Parse(posted)
}

func (l *loop) check(rt *rapid.T) {
	a, ok := l.alert(rt)
	if !ok {
		return
	}
	posted := fixture.With(fixture.SafeCheck, nil)
	switch rapid.SampledFrom([]string{"safe", "interview", "emergency", "not found"}).Draw(rt, "outcome") {
	case "interview":
		posted["outcome"] = words("needs_interview_today")
	case "emergency":
		posted["outcome"], posted["emergency_called"] = words("needs_emergency"), words("principal")
	case "not found":
		posted = map[string][]string{"seen": words("no"), "looked_where": words("操场"), "home_safe": words("unknown"), "outcome": words("not_found"),
			"emergency_called": words("principal"), "checked_by": words("值班教师")}
	}
	l.tried(rt, l.Casework.SafetyCheck(context.Background(), l.who(rt), a.ID, l.values("safety_check", posted)))
}

func (l *loop) interview(rt *rapid.T) {
	f, ok := l.flag(rt)
	if !ok {
		return
	}
	in := casework.Interview{Flag: f.ID, F5: l.values("f5_interview", fixture.Interview)}
	switch rapid.SampledFrom([]string{"calm", "calm", "urgent", "none"}).Draw(rt, "risk") {
	case "calm":
		in.F6 = l.values("f6_risk", fixture.RiskCalm)
	case "urgent":
		in.F6 = l.values("f6_risk", fixture.With(fixture.RiskCalm, map[string][]string{"thought": words("now"), "method": words("none"), "intent": words("none"), "plan": words("none"),
			"means_access": words("no")}))
	}
	l.tried(rt, l.Casework.RecordInterview(context.Background(), l.who(rt), in))
}

// decision draws what somebody decides.
func (l *loop) decision(rt *rapid.T, posted map[string][]string) questionnaire.Values {
	switch level := rapid.SampledFrom([]string{"end", "end", "left", "watch", "general", "serious", "major"}).Draw(rt, "level"); level {
	case "end":
		return l.values("level_decision", fixture.NoConcern)
	case "left":
		return l.values("level_decision", fixture.With(fixture.NoConcern, map[string][]string{"end_reason": words("left")}))
	default:
		posted = fixture.With(posted, map[string][]string{"level": words(level), "next_review_on": words(string(care.DateOf(l.Now()).AddDays(rapid.IntRange(1, 40).Draw(rt, "days"))))})
		return l.values("level_decision", posted)
	}
}

func (l *loop) decide(rt *rapid.T) {
	f, ok := l.flag(rt)
	if !ok {
		return
	}
	_, err := l.Casework.Decide(context.Background(), l.who(rt), casework.Decision{Flag: f.ID, Values: l.decision(rt, fixture.Serious), Consents: true})
	l.tried(rt, err)
}

func (l *loop) review(rt *rapid.T) {
	e, ok := l.episode(rt)
	if !ok {
		return
	}
	_, err := l.Casework.Decide(context.Background(), l.who(rt), casework.Decision{Person: e.Person, Values: l.decision(rt, fixture.Serious), Consents: true})
	l.tried(rt, err)
}

// notice finds a notice in a state, also of a closed episode.
func (l *loop) notice(rt *rapid.T, state care.NoticeState) (care.Notice, bool) {
	return among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Notice, error) {
		episodes, err := tx.EpisodesOf(p)
		var all []care.Notice
		for _, e := range episodes {
			list, err := tx.NoticesOf(e.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		return only(all, err, func(n care.Notice) bool { return n.State == state })
	})
}

func (l *loop) homeSafe(rt *rapid.T) {
	n, ok := l.notice(rt, care.NoticeHeld)
	if !ok {
		return
	}
	posted := fixture.With(fixture.HomeSafe, map[string][]string{"decided_by": words("心理教师"), "second_person": words("站长"), "tonight": words("姑姑家"), "reported": words("reported")})
	switch answer := rapid.SampledFrom([]string{"send", "release", "hold", "withhold"}).Draw(rt, "answer"); answer {
	case "send", "release":
		posted["send"] = words(answer)
	default:
		posted["safe"], posted["keep_back"] = words("unknown"), words(answer)
	}
	_, err := l.Casework.HomeSafe(context.Background(), l.who(rt), n.ID, l.values("home_safe", posted))
	l.tried(rt, err)
}

func (l *loop) release(rt *rapid.T) {
	n, ok := l.notice(rt, care.NoticeWaiting)
	if !ok {
		return
	}
	_, err := l.Casework.Release(context.Background(), l.who(rt), n.Episode)
	l.tried(rt, err)
}

func (l *loop) acknowledge(rt *rapid.T) {
	n, ok := l.notice(rt, care.NoticeSent)
	if !ok {
		return
	}
	who := l.who(rt)
	for _, w := range l.seats {
		if w.Post == n.ToPost && !l.gone[w.Post] {
			who = w
		}
	}
	l.tried(rt, l.Casework.Acknowledge(context.Background(), who, n.ID))
}

func (l *loop) form(rt *rapid.T) {
	e, ok := l.episode(rt)
	if !ok {
		return
	}
	b := &builder{Kernel: l.Kernel, clock: &clock{end: l.Now()}, names: map[care.ID]string{}}
	b.clock.ms.Store(l.Now().UnixMilli())
	p := &pupil{class: &class{}, count: map[string]int{}}
	p.Guardians = []care.Guardian{{Name: "家长", Relation: "mother"}}
	who := l.who(rt)
	b.names[who.Person] = "教师"
	p.class.teacher = who
	form := rapid.SampledFrom([]string{"plan", "f5_interview", "f9_guardian_contact"}).Draw(rt, "form")
	posted := map[string]map[string][]string{"plan": b.planned(who, p, e.Level), "f5_interview": b.talked(who, p, e.Level), "f9_guardian_contact": b.spoken(who, p)}[form]
	l.tried(rt, l.Casework.FileForm(context.Background(), who, e.ID, form, l.values(form, posted)))
}

func (l *loop) finish(rt *rapid.T) {
	d, ok := among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Duty, error) {
		list, err := tx.DutiesAbout(p)
		return only(list, err, func(d care.Duty) bool { return d.State == care.DutyOpen && casework.Plain(d) })
	})
	if !ok {
		return
	}
	outcome := rapid.SampledFrom([]string{"done", "attempted", "refused", "not_due"}).Draw(rt, "outcome")
	l.tried(rt, l.Casework.FinishDuty(context.Background(), l.who(rt), d.ID, outcome))
}

func (l *loop) handOver(rt *rapid.T) {
	e, ok := l.episode(rt)
	if !ok {
		return
	}
	l.tried(rt, l.Casework.HandOver(context.Background(), l.who(rt), e.ID, rapid.SampledFrom(l.seats).Draw(rt, "to").Post))
}

func (l *loop) move(rt *rapid.T) {
	class := rapid.SampledFrom([]care.ID{l.Class.ID, l.Class2.ID, l.OtherCls.ID, 0}).Draw(rt, "class")
	l.tried(rt, l.Regions.MovePupil(context.Background(), l.As(care.DistrictOfficer), l.pupil(rt), class))
}

func (l *loop) vacate(rt *rapid.T) {
	w := l.who(rt)
	err := l.Regions.Release(context.Background(), l.As(care.DistrictOfficer), w.Post, w.Person)
	l.tried(rt, err)
	if err == nil {
		l.gone[w.Post] = true
	}
}

func (l *loop) appoint(rt *rapid.T) {
	person, seat := l.who(rt), rapid.SampledFrom(l.seats).Draw(rt, "seat")
	post, err := l.Regions.Appoint(context.Background(), l.As(care.DistrictOfficer), person.Person, region.Seat{Unit: seat.Unit, Role: seat.Role})
	l.tried(rt, err)
	if err != nil {
		return
	}
	delete(l.gone, post)
	fresh := seat
	fresh.Person, fresh.Post = person.Person, post
	for i, w := range l.seats {
		if w.Post == post {
			l.seats[i] = fresh
			return
		}
	}
	l.seats = append(l.seats, fresh)
}

func (l *loop) substitute(rt *rapid.T) {
	a, b := rapid.SampledFrom(l.seats).Draw(rt, "post"), rapid.SampledFrom(l.seats).Draw(rt, "stands in")
	l.tried(rt, l.Regions.Substitute(context.Background(), l.As(care.DistrictOfficer), a.Post, b.Post))
}

func (l *loop) closeRound(rt *rapid.T) {
	if rapid.IntRange(0, 9).Draw(rt, "really") == 0 {
		l.tried(rt, l.Screening.CloseRound(context.Background(), l.As(care.DistrictOfficer), l.round))
	}
}

func (l *loop) tick(rt *rapid.T) {
	if err := l.Tick(context.Background()); err != nil {
		rt.Fatal(err)
	}
}

func (l *loop) wait(rt *rapid.T) {
	l.Wait(time.Duration(rapid.SampledFrom([]int{1, 2, 5, 30, 120, 600, 1440, 4320}).Draw(rt, "minutes")) * time.Minute)
}

// sound holds the promises: verify is clean, every open episode, duty and notice
// has somebody who sits there, and a badge counts what its list shows.
func (l *loop) sound(rt *rapid.T) {
	report, err := verify.Run(context.Background(), l.Kernel)
	if err != nil {
		rt.Fatal(err)
	}
	if !report.OK {
		rt.Fatal(report.Text())
	}
	acting := func(tx *act.Tx, what string, post care.ID) error {
		who, err := tx.Acting(post)
		if err == nil && who != post {
			rt.Errorf("%s: nobody sits in post %s, so it stands on nobody's list", what, post)
		}
		return err
	}
	l.read(rt, func(tx *act.Tx) error {
		for _, p := range l.Pupils {
			e, err := tx.OpenEpisode(p, care.StudentCare)
			if err == nil {
				if e.NextOn == "" {
					rt.Errorf("an open episode has no next date")
				}
				if err := acting(tx, "episode", e.OwnerPost); err != nil {
					return err
				}
			}
			duties, err := tx.DutiesAbout(p)
			if err != nil {
				return err
			}
			for _, d := range duties {
				if d.State != care.DutyOpen {
					continue
				}
				if err := acting(tx, "duty "+d.Rule, d.Post); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, w := range l.seats {
		if l.gone[w.Post] {
			continue
		}
		work, err := l.Casework.Work(context.Background(), w)
		if err != nil {
			rt.Fatal(err)
		}
		badge, err := l.Casework.Badge(context.Background(), w)
		if err != nil || badge != len(work.Now) {
			rt.Errorf("%s: badge %d, %v; the list shows %d", w.Role, badge, err, len(work.Now))
		}
	}
}
