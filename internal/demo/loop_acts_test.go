package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"xinhuan/internal/act"
	"xinhuan/internal/care"
	"xinhuan/internal/casework"
	"xinhuan/internal/fixture"
	"xinhuan/internal/questionnaire"
	"xinhuan/internal/region"
)

// acts is everything that may be tried, by what it is about; some are drawn more often.
var acts = []struct {
	about string
	name  string
	times int
	do    func(*loop, *rapid.T)
}{
	{"pupil", "answer", 2, (*loop).answer},
	{"pupil", "begin", 1, (*loop).begin},
	{"pupil", "stop", 1, (*loop).stop},
	{"pupil", "consent", 1, (*loop).consent},
	{"pupil", "go to alert", 1, (*loop).goToAlert},
	{"pupil", "check", 2, (*loop).check},
	{"pupil", "interview", 3, (*loop).interview},
	{"pupil", "decide", 3, (*loop).decide},
	{"pupil", "review", 2, (*loop).review},
	{"pupil", "home safe", 1, (*loop).homeSafe},
	{"pupil", "family", 1, (*loop).family},
	{"pupil", "release", 1, (*loop).release},
	{"pupil", "acknowledge", 1, (*loop).acknowledge},
	{"pupil", "form", 1, (*loop).form},
	{"pupil", "finish", 1, (*loop).finish},
	{"pupil", "hand over", 1, (*loop).handOver},
	{"pupil", "close", 1, (*loop).closeRound},
	{"pupil", "tick", 1, (*loop).tick},
	{"pupil", "wait", 1, (*loop).wait},

	{"programme", "enter", 3, (*loop).enter},
	{"programme", "contact", 3, (*loop).contact},
	{"programme", "attempt", 1, (*loop).attempt},
	{"programme", "visit form", 3, (*loop).careForm},
	{"programme", "plan", 1, (*loop).carePlan},
	{"programme", "raise", 1, (*loop).raise},
	{"programme", "grade", 3, (*loop).grade},
	{"programme", "object", 1, (*loop).object},
	{"programme", "leave", 2, (*loop).leave},
	{"programme", "move home", 1, (*loop).moveHome},
	{"programme", "end one", 1, (*loop).finishCare},
	{"programme", "days", 2, (*loop).days},
	{"programme", "outage", 1, (*loop).outage},

	{"seat", "move", 1, (*loop).move},
	{"seat", "vacate", 2, (*loop).vacate},
	{"seat", "appoint", 2, (*loop).appoint},
	{"seat", "substitute", 1, (*loop).substitute},
}

// table is what may be tried about some matters.
func (l *loop) table(about ...string) map[string]func(*rapid.T) {
	out := map[string]func(*rapid.T){}
	for _, a := range acts {
		for i := range a.times {
			if slices.Contains(about, a.about) {
				out[a.name+strings.Repeat(" again", i)] = func(rt *rapid.T) { a.do(l, rt) }
			}
		}
	}
	return out
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
	def, _ := l.Forms().Get(form)
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
	_, err := l.Casework.Decide(context.Background(), l.who(rt), casework.Decision{Flag: f.ID, Values: l.decision(rt, fixture.Serious), Where: "心理辅导室，心理教师陪着"})
	l.tried(rt, err)
}

func (l *loop) review(rt *rapid.T) {
	e, ok := l.episode(rt)
	if !ok {
		return
	}
	_, err := l.Casework.Decide(context.Background(), l.who(rt), casework.Decision{Person: e.Person, Values: l.decision(rt, fixture.Serious), Where: "心理辅导室，心理教师陪着"})
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

// family does what a guardian's notice waits for: somebody finds a guardian, or takes a
// child over; its owner more often than anybody else.
func (l *loop) family(rt *rapid.T) {
	d, ok := among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Duty, error) {
		list, err := tx.DutiesAbout(p)
		return only(list, err, func(d care.Duty) bool {
			return d.State == care.DutyOpen && (d.Rule == "find_guardian" || d.Rule == "protection_report")
		})
	})
	if !ok {
		return
	}
	who := l.who(rt)
	for _, w := range l.seats {
		if w.Post == d.Post && !l.gone[w.Post] && rapid.Bool().Draw(rt, "its owner") {
			who = w
		}
	}
	if d.Rule == "find_guardian" {
		posted := rapid.SampledFrom([]map[string][]string{fixture.GuardianFound, {"found": words("not_yet"), "tried": words("问了村委会")}}).Draw(rt, "found")
		l.tried(rt, l.Casework.EnterGuardian(context.Background(), who, d.RefID, l.values(casework.GuardianForm, posted)))
		return
	}
	posted := fixture.With(fixture.Protected, map[string][]string{"police": words(rapid.SampledFrom([]string{"reported", "not_yet"}).Draw(rt, "police"))})
	l.tried(rt, l.Casework.FileProtection(context.Background(), who, d.RefID, l.values(casework.ProtectionForm, posted)))
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

// vacate empties a seat, of those who are responsible for somebody more often.
func (l *loop) vacate(rt *rapid.T) {
	w := l.who(rt)
	e, ok := among(l, rt, func(tx *act.Tx, p care.ID) ([]care.Episode, error) {
		list, err := tx.EpisodesOf(p)
		return only(list, err, func(e care.Episode) bool { return e.State == care.EpisodeOpen })
	})
	if owner, sits := l.sitter(e.OwnerPost); ok && sits && rapid.IntRange(0, 3).Draw(rt, "who is responsible") > 0 {
		w = owner
	}
	err := l.Regions.Release(context.Background(), l.As(care.DistrictOfficer), w.Post, w.Person)
	l.did(rt, "vacate", err)
	if err == nil {
		l.gone[w.Post] = true
	}
}

func (l *loop) appoint(rt *rapid.T) {
	person, seat := l.who(rt), rapid.SampledFrom(l.seats).Draw(rt, "seat")
	if empty := slices.DeleteFunc(slices.Clone(l.seats), func(w act.Who) bool { return !l.gone[w.Post] }); len(empty) > 0 && rapid.Bool().Draw(rt, "an empty one") {
		seat = rapid.SampledFrom(empty).Draw(rt, "empty seat")
	}
	post, waits, err := l.Regions.Appoint(context.Background(), l.As(care.DistrictOfficer), person.Person, region.Seat{Unit: seat.Unit, Role: seat.Role})
	if waits != 0 {
		var done []region.Confirmed
		if done, err = l.Regions.Confirm(context.Background(), l.As(care.SecurityAdmin), waits); err == nil {
			post = done[0].Post
		}
	}
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
